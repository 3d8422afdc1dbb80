//! `/v1/articles/{article}/translations`, `/translation`: the same story in other languages.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::article::{JoinedTo, Translation};
use newsroom::Working;

use super::articles::id;
use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::article::WorkingArticle;
use crate::dto::translation::{TranslationInput, TranslationOfInput};
use crate::web::answer;
use crate::web::change::{Asked, Changed};
use crate::web::json::JsonBody;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/articles/{article}/translations", "OPTIONS, POST")
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/articles/{article}/translation", "DELETE, OPTIONS, PUT")
                .route(web::put().to(join))
                .route(web::delete().to(leave)),
        );
}

/// Begins the translation of an article: a draft of yours with all that stands in it, to be written
/// over.
#[utoipa::path(post, path = "/v1/articles/{article}/translations", operation_id = "translateArticle", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = TranslationInput, security(("bearer" = [])),
    responses((status = 201, description = "The draft", body = WorkingArticle)))]
pub(super) async fn create(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = id(&path)?;
    Query::read(&request, &[])?;
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let wish: Translation = domain::document::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.translate_article(actor, of, &wish)?;
        let row = &made.view.row;
        let path = format!("/v1/articles/{}", row.id);
        Changed::made(path, row.head_revision, &dto::article::working(&made)?)
    })
    .await
}

/// Says that an article is a translation of another one, and of what that one is a translation of.
/// Neither has a new revision by that, so none is named.
#[utoipa::path(put, path = "/v1/articles/{article}/translation", operation_id = "joinTranslation", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = TranslationOfInput, security(("bearer" = [])),
    responses((status = 200, description = "It stands among the translations", body = WorkingArticle)))]
pub(super) async fn join(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    Query::read(&request, &[])?;
    let JoinedTo { of } = domain::document::parse(body.object()?)?;
    let left: Working = app.run(move |n| n.join_translation(&member.0.actor, id, of)).await?;
    let revision = left.view.row.head_revision;
    Ok(answer::working(StatusCode::OK, Some(revision), &dto::article::working(&left)?))
}

/// Says that an article is no translation any more; the others stay together.
#[utoipa::path(delete, path = "/v1/articles/{article}/translation", operation_id = "leaveTranslation", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 204, description = "It stands alone")))]
pub(super) async fn leave(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    Query::read(&request, &[])?;
    app.run(move |n| n.leave_translation(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}
