//! `/v1/articles/{article}/previews`, `/v1/previews`: links that show one revision of an article.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::id::Revision;
use domain::violation::{Violation, Violations};
use newsroom::View;

use super::articles::id;
use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::article::Article;
use crate::dto::preview::{NewPreview, PreviewExchangeInput, PreviewInput, PreviewList};
use crate::web::answer;
use crate::web::change::{Asked, Changed};
use crate::web::json::{JsonBody, OptionalBody};
use crate::web::problem::Problem;
use crate::web::query::Query;

/// Tells search engines to leave it out (Google's specification of robots meta tags).
pub(crate) const ROBOTS: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/articles/{article}/previews", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(resource("/v1/previews/exchange", "OPTIONS, POST").route(web::post().to(exchange)))
        .service(resource("/v1/previews/{id}", "DELETE, OPTIONS").route(web::delete().to(revoke)));
}

/// Makes a link that shows one revision of an article for an hour to whoever has it.
#[utoipa::path(post, path = "/v1/articles/{article}/previews", operation_id = "createPreview", tag = "previews",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = Option<PreviewInput>, security(("bearer" = [])),
    responses((status = 201, description = "The link; what opens it is told this once", body = NewPreview)))]
pub(super) async fn create(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let asked = Asked::of(&request, member.0, body.0.as_ref())?;
    let sent: PreviewInput = domain::document::parse(body.object()?)?;
    let revision = revision(sent.revision)?;
    app.change(asked, move |newsroom, actor| {
        let made = dto::preview::made(&newsroom.create_preview(actor, id, revision)?)?;
        Changed::added(&made)?.telling(&dto::preview::told(&made)?)
    })
    .await
}

/// The revision that is asked for, if it may be one.
pub(crate) fn revision(number: Option<i64>) -> Result<Option<Revision>, Problem> {
    if number.is_some_and(|number| number < 1) {
        let fault = Violation::new("/revision", "out_of_range", "1 or more");
        return Err(Violations::from(fault).into());
    }
    Ok(number.map(Revision))
}

/// Lists the links of an article that hold, the newest first, without what opens them.
#[utoipa::path(get, path = "/v1/articles/{article}/previews", operation_id = "listPreviews", tag = "previews",
    params(("article" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 200, description = "The links", body = PreviewList)))]
pub(super) async fn list(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let id = id(&path)?;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.previews(seen, id)
        })
        .await?;
    let items = found.iter().map(dto::preview::preview).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &PreviewList { items }))
}

/// Ends a link: whoever has it sees nothing from now on.
#[utoipa::path(delete, path = "/v1/previews/{id}", operation_id = "revokePreview", tag = "previews",
    params(("id" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is over")))]
pub(super) async fn revoke(
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = dto::id(&path)?;
    app.run(move |newsroom| newsroom.revoke_preview(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}

/// Shows what a link leads to: one revision of an article as readers would see it.
#[utoipa::path(post, path = "/v1/previews/exchange", operation_id = "exchangePreview", tag = "previews",
    request_body = PreviewExchangeInput,
    responses(
        (status = 200, description = "The article in that revision, all it names in full", body = Article),
        (status = 404, description = "The link shows nothing", body = crate::web::problem::ProblemDocument)))]
pub(super) async fn exchange(app: Data<App>, body: JsonBody) -> Result<HttpResponse, Problem> {
    let sent: PreviewExchangeInput = domain::document::parse(body.object()?)?;
    let shown = app.run(move |newsroom| newsroom.exchange_preview(&sent.secret)).await?;
    let mut answer = answer::working(StatusCode::OK, None, &dto::preview::article(&shown)?);
    let (name, value) = ROBOTS;
    answer.headers_mut().insert(name, value);
    Ok(answer)
}
