//! `/v1/auth/sessions` and `/v1/tokens`: what proves who one is.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::document;
use domain::id::{AccountId, Revision, SessionId, TokenId};
use newsroom::TokenWish;
use uuid::Uuid;

use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::credential::{ApiTokens, MadeToken, NewTokenInput, Sessions};
use crate::web::answer;
use crate::web::change::{Asked, Changed};
use crate::web::json::JsonBody;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/auth/sessions", "DELETE, GET, HEAD, OPTIONS")
                .route(web::get().to(sessions))
                .route(web::delete().to(end_sessions)),
        )
        .service(
            resource("/v1/auth/sessions/{id}", "DELETE, OPTIONS")
                .route(web::delete().to(end_session)),
        )
        .service(
            resource("/v1/tokens", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(tokens))
                .route(web::post().to(create_token)),
        )
        .service(
            resource("/v1/tokens/{id}", "DELETE, OPTIONS").route(web::delete().to(delete_token)),
        );
}

/// Lists your open sessions, the newest first.
#[utoipa::path(get, path = "/v1/auth/sessions", operation_id = "listSessions", tag = "auth",
    security(("bearer" = [])),
    responses((status = 200, description = "The sessions", body = Sessions)))]
pub(crate) async fn sessions(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let caller = member.0;
    let actor = caller.actor.clone();
    let found = app.run(move |newsroom| newsroom.reading()?.sessions(&actor)).await?;
    let items = found.iter().map(|device| dto::credential::session(device, &caller.actor));
    Ok(answer::working(StatusCode::OK, None, &Sessions { items: items.collect() }))
}

/// Ends one of your sessions; its tokens are dead at once.
#[utoipa::path(delete, path = "/v1/auth/sessions/{id}", operation_id = "endSession", tag = "auth",
    params(("id" = Uuid, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 204, description = "It is over")))]
pub(crate) async fn end_session(
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = SessionId(dto::id(&path)?);
    app.run(move |newsroom| newsroom.end_session(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}

/// Logs you out everywhere, here too.
#[utoipa::path(delete, path = "/v1/auth/sessions", operation_id = "endSessions", tag = "auth",
    security(("bearer" = [])),
    responses((status = 204, description = "They are over")))]
pub(crate) async fn end_sessions(member: Member, app: Data<App>) -> Result<HttpResponse, Problem> {
    app.run(move |newsroom| newsroom.end_sessions(&member.0.actor)).await?;
    Ok(answer::nothing())
}

/// The account that is meant; `None` for the one who asks.
fn meant(query: &Query) -> Result<Option<AccountId>, Problem> {
    let read = |raw| {
        let id = Uuid::parse_str(raw);
        id.map(AccountId).map_err(|_error| fault("user", "invalid_value", "an id"))
    };
    query.one("user")?.map(read).transpose()
}

/// Lists the API tokens that hold, the newest first; the secrets are not among it.
#[utoipa::path(get, path = "/v1/tokens", operation_id = "listTokens", tag = "auth",
    params(("user" = Option<Uuid>, Query, description = "Whose: the id of an account, for administrators; yours unless said otherwise")),
    security(("bearer" = [])),
    responses((status = 200, description = "The tokens", body = ApiTokens)))]
pub(crate) async fn tokens(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let of = meant(&Query::read(&request, &["user"])?)?;
    let found = app.run(move |newsroom| newsroom.reading()?.tokens(&member.0.actor, of)).await?;
    let items = found.iter().map(dto::credential::token).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &ApiTokens { items }))
}

/// Makes an API token. The answer tells it this once; a repeated answer does not.
#[utoipa::path(post, path = "/v1/tokens", operation_id = "createToken", tag = "auth",
    params(("user" = Option<Uuid>, Query, description = "Whose: the id of an account, for administrators; yours unless said otherwise")),
    request_body = NewTokenInput, security(("bearer" = [])),
    responses((status = 201, description = "The token", body = MadeToken)))]
pub(crate) async fn create_token(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = meant(&Query::read(&request, &["user"])?)?;
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let wish: TokenWish = document::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.make_token(actor, of, &wish)?;
        let path = format!("/v1/tokens/{}", made.token.id);
        let shown = dto::credential::made(&made)?;
        Changed::made(path, Revision::FIRST, &shown)?.telling(&shown.told()?)
    })
    .await
}

/// Ends an API token, at once: one of yours, or as an administrator anybody's.
#[utoipa::path(delete, path = "/v1/tokens/{id}", operation_id = "deleteToken", tag = "auth",
    params(("id" = Uuid, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 204, description = "It is dead")))]
pub(crate) async fn delete_token(
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = TokenId(dto::id(&path)?);
    app.run(move |newsroom| newsroom.revoke_token(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}
