//! `/v1/users`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::account::Standing;
use domain::document;
use domain::id::{AccountId, Revision};
use newsroom::{AccountRow, NewUser, Reading};
use serde_json::json;

use super::{Member, page, patched, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::user::{MadeUser, NewUserInput, User, UserInput, UserPage};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/users", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/users/{id}", "GET, HEAD, OPTIONS, PUT, PATCH")
                .route(web::get().to(get))
                .route(web::put().to(replace))
                .route(web::patch().to(patch)),
        )
        .service(
            resource("/v1/users/{id}/sessions", "DELETE, OPTIONS")
                .route(web::delete().to(end_sessions)),
        );
}

/// Lists accounts, the newest first.
#[utoipa::path(get, path = "/v1/users", operation_id = "listUsers", tag = "users",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "A page", body = UserPage)))]
pub(crate) async fn list(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["limit", "count", "cursor"])?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app.run(move |newsroom| newsroom.reading()?.users(&member.0.actor, &asked)).await?;
    let info = PageInfo::of(&request, &found, limit, Reading::user_place);
    let data = found.items.iter().map(dto::user::shown).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &UserPage { data, page: info }))
}

/// Reads an account.
#[utoipa::path(get, path = "/v1/users/{id}", operation_id = "getUser", tag = "users",
    params(("id" = Uuid, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 200, description = "The account", body = User)))]
pub(crate) async fn get(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let id = AccountId(dto::id(&path)?);
    shown(&app.run(move |newsroom| newsroom.reading()?.user(&member.0.actor, id)).await?)
}

fn shown(account: &AccountRow) -> Result<HttpResponse, Problem> {
    Ok(answer::working(StatusCode::OK, Some(account.revision), &dto::user::shown(account)?))
}

/// Makes an account. Without a password the answer has a link by which they choose it.
#[utoipa::path(post, path = "/v1/users", operation_id = "createUser", tag = "users",
    request_body = NewUserInput, security(("bearer" = [])),
    responses((status = 201, description = "The account", body = MadeUser)))]
pub(crate) async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let new: NewUser = document::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.create_user(actor, &new)?;
        let path = format!("/v1/users/{}", made.account.id);
        let shown = dto::user::made(&made)?;
        Changed::made(path, made.account.revision, &shown)?.telling(&shown.told()?)
    })
    .await
}

async fn revise(
    app: Data<App>,
    member: Member,
    of: (AccountId, Revision),
    standing: Standing,
) -> Result<HttpResponse, Problem> {
    shown(&app.run(move |n| n.revise_user(&member.0.actor, of, &standing)).await?)
}

/// Replaces what an administrator decides about an account; it holds from the next request on.
#[utoipa::path(put, path = "/v1/users/{id}", operation_id = "replaceUser", tag = "users",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the account")),
    request_body = UserInput, security(("bearer" = [])),
    responses((status = 200, description = "The account", body = User)))]
pub(crate) async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = (AccountId(dto::id(&path)?), if_match(&request)?);
    revise(app, member, of, document::parse(body.object()?)?).await
}

/// Changes part of what an administrator decides about an account.
#[utoipa::path(patch, path = "/v1/users/{id}", operation_id = "changeUser", tag = "users",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the account")),
    request_body(content((UserInput = "application/merge-patch+json"), (Vec<serde_json::Value> = "application/json-patch+json"))),
    security(("bearer" = [])),
    responses((status = 200, description = "The account", body = User)))]
pub(crate) async fn patch(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    let of = (AccountId(dto::id(&path)?), if_match(&request)?);
    let actor = member.0.actor.clone();
    let before = app.run(move |newsroom| newsroom.reading()?.user(&actor, of.0)).await?;
    let document = json!({
        "name": before.name, "role": before.role, "active": before.active,
        "customRole": before.custom_role, "sections": before.sections,
    });
    revise(app, member, of, document::parse(patched(document, body)?)?).await
}

/// Ends all sessions of an account.
#[utoipa::path(delete, path = "/v1/users/{id}/sessions", operation_id = "endSessionsOfUser", tag = "users",
    params(("id" = Uuid, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 204, description = "They are over")))]
pub(crate) async fn end_sessions(
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = AccountId(dto::id(&path)?);
    app.run(move |newsroom| newsroom.end_sessions_of(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}
