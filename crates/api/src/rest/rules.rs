//! `/v1/trending/rules`: what editors say of articles in trending.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::audience::NewRule;

use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::audience::{TrendingRule, TrendingRuleInput, TrendingRules};
use crate::web::answer;
use crate::web::change::{Asked, Changed};
use crate::web::json::JsonBody;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/trending/rules", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/trending/rules/{id}", "DELETE, OPTIONS").route(web::delete().to(end)),
        );
}

/// Lists the rules that hold: pins, boosts and mutes.
#[utoipa::path(get, path = "/v1/trending/rules", operation_id = "listTrendingRules", tag = "audience",
    security(("bearer" = [])),
    responses((status = 200, description = "The oldest first", body = TrendingRules)))]
pub(crate) async fn list(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let found =
        app.run(move |newsroom| newsroom.reading()?.trending_rules(&member.0.actor)).await?;
    let items = found.iter().map(dto::audience::rule).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &TrendingRules { items }))
}

/// Makes a rule hold for an article that readers see, in the place of one that it had.
#[utoipa::path(post, path = "/v1/trending/rules", operation_id = "createTrendingRule", tag = "audience",
    request_body = TrendingRuleInput, security(("bearer" = [])),
    responses((status = 201, description = "The rule", body = TrendingRule)))]
pub(crate) async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let rule = NewRule::parse(body.object()?, app.newsroom.now())?;
    app.change(asked, move |newsroom, actor| {
        Changed::added(&dto::audience::rule(&newsroom.set_trending_rule(actor, rule)?)?)
    })
    .await
}

/// Ends a rule before its time.
#[utoipa::path(delete, path = "/v1/trending/rules/{id}", operation_id = "endTrendingRule", tag = "audience",
    params(("id" = Uuid, Path, description = "Its id")), security(("bearer" = [])),
    responses((status = 204, description = "It holds no more")))]
pub(crate) async fn end(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = dto::id(&path)?;
    let asked = Asked::of(&request, member.0, None)?;
    app.change(asked, move |newsroom, actor| {
        newsroom.end_trending_rule(actor, id)?;
        Ok(Changed::gone())
    })
    .await
}
