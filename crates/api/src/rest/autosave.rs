//! `/v1/articles/{article}/autosave`: what an editor has not saved yet.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::article::Autosave;

use super::articles::id;
use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::autosave::{ArticleAutosave, AutosaveContent};
use crate::web::answer;
use crate::web::json::JsonBody;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(
        resource("/v1/articles/{article}/autosave", "GET, HEAD, OPTIONS, PUT, DELETE")
            .route(web::get().to(get))
            .route(web::put().to(keep))
            .route(web::delete().to(forget)),
    );
}

/// Reads what you kept of an article and have not saved.
#[utoipa::path(get, path = "/v1/articles/{article}/autosave", operation_id = "getAutosave", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 200, description = "What was kept, and the revision it began from", body = ArticleAutosave)))]
pub(crate) async fn get(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    Query::read(&request, &[])?;
    let kept = app.run(move |n| n.reading()?.autosave(&member.0.actor, id)).await?;
    Ok(answer::working(StatusCode::OK, None, &dto::autosave::shown(&kept)?))
}

/// Keeps what you have not saved yet, beside the history: the article stays as it is. Your next
/// save drops it.
#[utoipa::path(put, path = "/v1/articles/{article}/autosave", operation_id = "keepAutosave", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = AutosaveContent, security(("bearer" = [])),
    responses((status = 200, description = "What was kept", body = ArticleAutosave)))]
pub(crate) async fn keep(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    Query::read(&request, &[])?;
    let autosave = Autosave::parse(body.object()?)?;
    let kept = app.run(move |n| n.keep_autosave(&member.0.actor, id, &autosave)).await?;
    Ok(answer::working(StatusCode::OK, None, &dto::autosave::shown(&kept)?))
}

/// Forgets what you kept of an article.
#[utoipa::path(delete, path = "/v1/articles/{article}/autosave", operation_id = "dropAutosave", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 204, description = "Nothing is kept")))]
pub(crate) async fn forget(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    Query::read(&request, &[])?;
    app.run(move |n| n.drop_autosave(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}
