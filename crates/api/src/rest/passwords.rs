//! `/v1/auth/password` and `/v1/auth/password-reset`.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use newsroom::NewsroomError;
use newsroom::secret::{Kind, Secret};

use super::auth::{network, read};
use super::{Member, resource};
use crate::auth::App;
use crate::dto::account::{ChangePasswordRequest, ResetRequest, SetPasswordRequest};
use crate::web::answer;
use crate::web::json::JsonBody;
use crate::web::problem::Problem;

pub(super) fn routes(config: &mut ServiceConfig) {
    let post = "OPTIONS, POST";
    config
        .service(resource("/v1/auth/password", post).route(web::post().to(change)))
        .service(resource("/v1/auth/password-reset", post).route(web::post().to(ask)))
        .service(resource("/v1/auth/password-reset/complete", post).route(web::post().to(set)));
}

/// Changes your password. Your other sessions end.
#[utoipa::path(post, path = "/v1/auth/password", operation_id = "changePassword", tag = "auth",
    request_body = ChangePasswordRequest, security(("bearer" = [])),
    responses((status = 204, description = "The new password holds")))]
pub(crate) async fn change(
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let sent: ChangePasswordRequest = read(body)?;
    let actor = member.0.actor;
    let change = move |newsroom: &newsroom::Newsroom| {
        newsroom.change_password(&actor, &sent.current_password, &sent.new_password)
    };
    app.run(change).await?;
    Ok(answer::nothing())
}

/// Asks for a link that sets a new password, by mail. The answer is the same whether the address
/// has an account or not.
#[utoipa::path(post, path = "/v1/auth/password-reset", operation_id = "requestPasswordReset", tag = "auth",
    request_body = ResetRequest,
    responses((status = 202, description = "If the address has an account, a letter goes to it")))]
pub(crate) async fn ask(
    request: HttpRequest,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let sent: ResetRequest = read(body)?;
    app.newsroom.admit_reset(&sent.email, network(&app, &request))?;
    let newsroom = app.newsroom.clone();
    // nobody waits for it: how long it takes would tell whether there is such an account
    actix_web::rt::task::spawn_blocking(move || {
        if let Err(error) = newsroom.send_reset(&sent.email) {
            tracing::error!(error.chain = %error, "a link for a new password was not sent");
        }
    });
    Ok(HttpResponse::Accepted().insert_header((CACHE_CONTROL, "no-store")).finish())
}

/// Sets a password with the secret of a link: an invitation or a reset. The link is used up, and
/// all sessions of the account end.
#[utoipa::path(post, path = "/v1/auth/password-reset/complete", operation_id = "completePasswordReset", tag = "auth",
    request_body = SetPasswordRequest,
    responses((status = 204, description = "The new password holds")))]
pub(crate) async fn set(app: Data<App>, body: JsonBody) -> Result<HttpResponse, Problem> {
    let sent: SetPasswordRequest = read(body)?;
    let secret = Secret::parse(Kind::Password, &sent.secret).ok_or(NewsroomError::LinkSpent)?;
    app.run(move |newsroom| newsroom.set_password(&secret, &sent.new_password)).await?;
    Ok(answer::nothing())
}
