//! The contract as `OpenAPI` 3.1, made from the handlers.

mod answers;
mod bounds;
mod examples;
mod finish;
mod parameters;
mod patches;
mod views;

use std::sync::LazyLock;

use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    articles, audit, auth, autosave, beacon, changes, corrections, credentials, desk, events,
    fronts, list_steps, lists, passwords, previews, quotes, records, related, releases, revisions,
    roles, rules, site, stats, translations, trending, users, workflow,
};
use crate::dto;
use crate::web::problem::{ProblemDocument, ProblemItem};

/// Where the schemas stand in the contract.
const SCHEMAS: &str = "#/components/schemas/";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Masthead",
        description = "A headless newsroom: articles, authors, topics and sections. GET answers what readers see; `view=working` what editors see. Every error is problem+json (RFC 9457).",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    tags(
        (name = "articles", description = "Articles and their publication"),
        (name = "workflow", description = "The steps from a draft to the readers, and back"),
        (name = "desk", description = "Who works on what, until when, and what is said of it"),
        (name = "previews", description = "Links that show one revision of an article for an hour"),
        (name = "releases", description = "Articles and lists that go out together, and back"),
        (name = "authors", description = "Who writes"),
        (name = "topics", description = "What articles are filed under"),
        (name = "sections", description = "The parts of the publication"),
        (name = "quotes", description = "What somebody said, and where it is printed"),
        (name = "experts", description = "Who is quoted"),
        (name = "organizations", description = "Whom they speak for"),
        (name = "lists", description = "What editors put where, and what readers read"),
        (name = "audience", description = "What readers do, counted without knowing them, and what follows from it"),
        (name = "corrections", description = "What was wrong, in public"),
        (name = "site", description = "What stands on every page"),
        (name = "auth", description = "Log-in and set-up"),
        (name = "users", description = "Who has an account"),
        (name = "audit", description = "What was done, and by whom"),
        (name = "changes", description = "What readers could see happen"),
    ),
    paths(
        articles::list, articles::get, articles::create, articles::change_many, articles::replace, articles::patch,
        articles::attach_quote,
        workflow::trash, workflow::submit, workflow::withdraw, workflow::give_back, workflow::approve,
        workflow::schedule, workflow::unschedule, workflow::publish, workflow::unpublish,
        workflow::kill, workflow::restore, workflow::purge,
        desk::get, desk::replace, desk::note, desk::log, desk::lock, desk::unlock,
        roles::list, roles::save, roles::delete,
        revisions::list, revisions::get, revisions::diff, revisions::restore,
        translations::create, translations::join, translations::leave,
        autosave::get, autosave::keep, autosave::forget,
        previews::create, previews::list, previews::revoke, previews::exchange,
        releases::list, releases::get, releases::create, releases::replace, releases::patch,
        releases::delete, releases::publish, releases::schedule, releases::unschedule,
        releases::undo,
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
        list_steps::publish, list_steps::unschedule, list_steps::roll_back,
        list_steps::unpublish, list_steps::revisions, list_steps::revision,
        fronts::list, fronts::get, fronts::create, fronts::replace, fronts::patch, fronts::delete,
        lists::editors_picks, trending::trending, trending::most, trending::rising, related::related,
        related::also_quoted,
        rules::list, rules::create, rules::end, events::events, events::pixel, stats::get,
        beacon::script,
        site::get, site::replace, site::set_weather,
        auth::log_in, auth::refresh, auth::log_out, auth::set_up, auth::me,
        users::list, users::get, users::create, users::replace, users::patch, users::end_sessions,
        credentials::sessions, credentials::end_session, credentials::end_sessions,
        credentials::tokens, credentials::create_token, credentials::delete_token,
        passwords::change, passwords::ask, passwords::set,
        audit::list, audit::export, changes::list,
    ),
    components(schemas(
        ProblemDocument, ProblemItem, dto::article::WorkingPage, dto::quote::UsedQuote,
        dto::merge::ArticleMerge
    )),
    modifiers(&Credentials),
)]
struct Contract;

/// The contract, made once.
pub fn document() -> Result<&'static Document, &'static serde_json::Error> {
    static DOCUMENT: LazyLock<Result<Document, serde_json::Error>> = LazyLock::new(finished);
    DOCUMENT.as_ref()
}

fn finished() -> Result<Document, serde_json::Error> {
    let mut tree = serde_json::to_value(Contract::openapi())?;
    finish::finish(&mut tree);
    serde_json::from_value(tree)
}

/// How one proves who one is.
struct Credentials;

impl Modify for Credentials {
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
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", bearer);
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_contract_can_be_completed() {
        super::finished().unwrap();
    }
}
