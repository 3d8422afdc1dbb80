//! `/v1/roles`: roles of the newsroom's own.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::account::RoleName;
use domain::policy::Grants;

use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::role::{CustomRoleAnswer, RoleInput, Roles};
use crate::web::answer;
use crate::web::code;
use crate::web::condition::if_match;
use crate::web::json::JsonBody;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource("/v1/roles", "GET, HEAD, OPTIONS").route(web::get().to(list))).service(
        resource("/v1/roles/{name}", "DELETE, OPTIONS, PUT")
            .route(web::put().to(save))
            .route(web::delete().to(delete)),
    );
}

/// Lists the roles of the newsroom's own.
#[utoipa::path(get, path = "/v1/roles", operation_id = "listRoles", tag = "users",
    security(("bearer" = [])),
    responses((status = 200, description = "In the order of their names", body = Roles)))]
pub(super) async fn list(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let found = app.run(move |newsroom| newsroom.reading()?.roles(&member.0.actor)).await?;
    let items = found.iter().map(dto::role::role).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &Roles { items }))
}

/// Makes a role, or says anew what it may do; it holds from the next request on.
#[utoipa::path(put, path = "/v1/roles/{name}", operation_id = "saveRole", tag = "users",
    params(("name" = String, Path, description = "What it is called: lower-case words parted by `-`, none that is built in"), ("If-Match" = String, Header, description = "The revision that was seen; `\"0\"` for a new role")),
    request_body = RoleInput, security(("bearer" = [])),
    responses((status = 200, description = "The role", body = CustomRoleAnswer)))]
pub(super) async fn save(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let name = dto::role::name(&path)?;
    let expected = if_match(&request)?;
    let grants = Grants::parse(body.object()?)?;
    let saved = app.run(move |n| n.save_role(&member.0.actor, (&name, expected), grants)).await?;
    Ok(answer::working(StatusCode::OK, Some(saved.revision), &dto::role::role(&saved)?))
}

/// Deletes a role that no account has.
#[utoipa::path(delete, path = "/v1/roles/{name}", operation_id = "deleteRole", tag = "users",
    params(("name" = String, Path, description = "What it is called"), ("If-Match" = String, Header, description = "The revision that was seen")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone")))]
pub(super) async fn delete(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let (name, expected) = (name(&path)?, if_match(&request)?);
    app.run(move |n| n.delete_role(&member.0.actor, &name, expected)).await?;
    Ok(answer::nothing())
}

/// What names no role of the newsroom's own names nothing.
fn name(path: &Path<String>) -> Result<RoleName, Problem> {
    RoleName::parse(path).map_err(|_fault| Problem::new(code::NOT_FOUND))
}
