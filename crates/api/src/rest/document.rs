//! The contract as `OpenAPI` 3.1, made from the handlers.

use std::sync::LazyLock;

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, OpenApi as Document, Ref, RefOr, ResponseBuilder,
};
use utoipa::{Modify, OpenApi};

use super::{articles, auth, corrections, lists, quotes, records, site, trending};
use crate::dto;
use crate::web::problem::{ProblemDocument, ProblemItem};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Masthead",
        description = "A headless newsroom: articles, authors, topics and sections. GET answers what readers see; `view=working` what editors see. Every error is problem+json (RFC 9457).",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "articles", description = "Articles and their publication"),
        (name = "authors", description = "Who writes"),
        (name = "topics", description = "What articles are filed under"),
        (name = "sections", description = "The parts of the publication"),
        (name = "quotes", description = "What somebody said, and where it is printed"),
        (name = "experts", description = "Who is quoted"),
        (name = "organizations", description = "Whom they speak for"),
        (name = "lists", description = "What editors put where, and what readers read"),
        (name = "corrections", description = "What was wrong, in public"),
        (name = "site", description = "What stands on every page"),
        (name = "auth", description = "Log-in and set-up"),
    ),
    paths(
        articles::list, articles::get, articles::create, articles::replace, articles::patch,
        articles::delete, articles::publish, articles::unpublish, articles::attach_quote,
        quotes::list, quotes::get, quotes::create, quotes::replace, quotes::patch, quotes::delete,
        quotes::uses,
        records::authors::list, records::authors::get, records::authors::create,
        records::authors::replace, records::authors::patch, records::authors::delete,
        records::topics::list, records::topics::get, records::topics::create,
        records::topics::replace, records::topics::patch, records::topics::delete,
        records::sections::list, records::sections::get, records::sections::create,
        records::sections::replace, records::sections::patch, records::sections::delete,
        records::organizations::list, records::organizations::get, records::organizations::create,
        records::organizations::replace, records::organizations::patch, records::organizations::delete,
        records::experts::list, records::experts::get, records::experts::create,
        records::experts::replace, records::experts::patch, records::experts::delete,
        corrections::publish, corrections::list,
        lists::list, lists::get, lists::create, lists::replace, lists::patch, lists::delete,
        lists::editors_picks, trending::trending, trending::related, trending::events,
        site::get, site::replace, site::set_weather,
        auth::log_in, auth::refresh, auth::log_out, auth::set_up, auth::me,
    ),
    components(schemas(ProblemDocument, ProblemItem, dto::article::WorkingPage)),
    modifiers(&Common),
)]
struct Contract;

/// The contract, made once.
pub fn document() -> &'static Document {
    static DOCUMENT: LazyLock<Document> = LazyLock::new(Contract::openapi);
    &DOCUMENT
}

/// What all operations share.
struct Common;

impl Modify for Common {
    fn modify(&self, document: &mut Document) {
        let bearer = SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .bearer_format("JWT")
                .description(Some(
                    "An access token (JWT, RFC 9068, used as RFC8725 asks) or an API token",
                ))
                .build(),
        );
        let mut components =
            document.components.take().unwrap_or_else(|| ComponentsBuilder::new().build());
        components.add_security_scheme("bearer", bearer);
        let problem = ContentBuilder::new()
            .schema(Some(RefOr::Ref(Ref::from_schema_name("Problem"))))
            .build();
        let response = ResponseBuilder::new()
            .description("A problem (RFC 9457)")
            .content("application/problem+json", problem)
            .build();
        components.responses.insert("Problem".to_owned(), response.into());
        document.components = Some(components);
        for item in document.paths.paths.values_mut() {
            let operations =
                [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                explain(operation);
            }
        }
    }
}

/// Adds the problems that an operation may answer.
fn explain(operation: &mut Operation) {
    let secured = operation.security.is_some();
    let named = |name: &str| {
        operation
            .parameters
            .iter()
            .flatten()
            .any(|parameter| matches!(parameter, RefOr::T(parameter) if parameter.name == name))
    };
    let (conditional, by_path) = (named("If-Match"), named("id") || named("article"));
    let writes = operation.request_body.is_some();
    let mut statuses = vec!["400", "401", "429", "500", "503"];
    statuses.extend(secured.then_some("403"));
    statuses.extend(by_path.then_some("404"));
    if conditional {
        statuses.extend(["409", "412", "428"]);
    }
    if writes {
        statuses.extend(["409", "413", "415", "422"]);
    }
    for status in statuses {
        let problem = RefOr::Ref(Ref::from_response_name("Problem"));
        operation.responses.responses.entry(status.to_owned()).or_insert(problem);
    }
}
