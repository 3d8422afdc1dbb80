//! `/v1/auth` and `/v1/me`.

use std::net::IpAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use newsroom::secret::{Kind, Password, Secret};
use newsroom::{Attempt, NewsroomError, Setup};
use serde::de::DeserializeOwned;

use super::{Member, resource};
use crate::auth::{App, account_answer};
use crate::dto::account::{
    AccountAnswer, LogInRequest, RefreshRequest, SessionAnswer, SetupRequest,
};
use crate::web::answer;
use crate::web::code;
use crate::web::json::JsonBody;
use crate::web::problem::Problem;
use crate::web::rate;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/auth/login", "OPTIONS, POST").route(web::post().to(log_in)))
        .service(resource("/v1/auth/refresh", "OPTIONS, POST").route(web::post().to(refresh)))
        .service(resource("/v1/auth/logout", "OPTIONS, POST").route(web::post().to(log_out)))
        .service(resource("/v1/auth/setup", "OPTIONS, POST").route(web::post().to(set_up)))
        .service(resource("/v1/me", "GET, HEAD, OPTIONS").route(web::get().to(me)));
}

/// The network that a request comes from.
pub(super) fn network(app: &App, request: &HttpRequest) -> Option<IpAddr> {
    app.limits.client(request).map(rate::network)
}

pub(super) fn read<T: DeserializeOwned>(body: JsonBody) -> Result<T, Problem> {
    Ok(domain::document::parse(body.object()?)?)
}

/// Logs in with e-mail address and password.
#[utoipa::path(post, path = "/v1/auth/login", operation_id = "logIn", tag = "auth",
    request_body = LogInRequest,
    responses((status = 200, description = "An open session", body = SessionAnswer)))]
pub(crate) async fn log_in(
    request: HttpRequest,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let sent: LogInRequest = read(body)?;
    let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    let attempt = Attempt {
        email: sent.email,
        password: sent.password,
        network: network(&app, &request),
        user_agent: agent.map(ToOwned::to_owned),
    };
    let open = app.run(move |newsroom| newsroom.log_in(&attempt)).await?;
    Ok(answer::working(StatusCode::OK, None, &app.session_answer(&open)?))
}

/// Renews a session; the refresh token is used up.
#[utoipa::path(post, path = "/v1/auth/refresh", operation_id = "refreshSession", tag = "auth",
    request_body = RefreshRequest,
    responses((status = 200, description = "The session goes on", body = SessionAnswer)))]
pub(crate) async fn refresh(app: Data<App>, body: JsonBody) -> Result<HttpResponse, Problem> {
    let sent: RefreshRequest = read(body)?;
    let secret = Secret::parse(Kind::Refresh, &sent.refresh_token);
    let secret = secret.ok_or_else(|| Problem::new(code::INVALID_TOKEN))?;
    let open = app.run(move |newsroom| newsroom.refresh(&secret)).await?;
    Ok(answer::working(StatusCode::OK, None, &app.session_answer(&open)?))
}

/// Ends the session; its tokens are dead at once.
#[utoipa::path(post, path = "/v1/auth/logout", operation_id = "logOut", tag = "auth",
    security(("bearer" = [])), responses((status = 204, description = "The session is over")))]
pub(crate) async fn log_out(member: Member, app: Data<App>) -> Result<HttpResponse, Problem> {
    app.run(move |newsroom| newsroom.log_out(&member.0.actor)).await?;
    Ok(answer::nothing())
}

/// Makes the first administrator with the secret of the setup link.
#[utoipa::path(post, path = "/v1/auth/setup", operation_id = "setUp", tag = "auth",
    request_body = SetupRequest, responses((status = 201, description = "The administrator is made")))]
pub(crate) async fn set_up(app: Data<App>, body: JsonBody) -> Result<HttpResponse, Problem> {
    let sent: SetupRequest = read(body)?;
    let mut faults = domain::violation::Violations::default();
    let password = faults.field("/password", Password::parse(&sent.password));
    let Some(password) = password else {
        return Err(faults.into());
    };
    let Some(secret) = Secret::parse(Kind::Setup, &sent.secret) else {
        return Err(NewsroomError::SetupDone.into());
    };
    let setup = Setup { secret, email: sent.email, name: sent.name, password };
    let id = app.run(move |newsroom| newsroom.complete_setup(&setup)).await?;
    Ok(answer::working(StatusCode::CREATED, None, &serde_json::json!({ "id": id })))
}

/// Says whose credential this is.
#[utoipa::path(get, path = "/v1/me", operation_id = "getMe", tag = "auth",
    security(("bearer" = [])),
    responses((status = 200, description = "The account", body = AccountAnswer)))]
pub(crate) async fn me(member: Member) -> Result<HttpResponse, Problem> {
    let caller = member.0;
    match (&caller.account, caller.actor.role()) {
        (Some(account), Some(role)) => {
            Ok(answer::working(StatusCode::OK, None, &account_answer(account, role)?))
        }
        (_, _) => Err(Problem::new(code::UNAUTHENTICATED)),
    }
}
