//! `/v1/stats`: what readers did, for the newsroom.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use newsroom::audience::StatsRange;
use uuid::Uuid;

use super::{Member, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::audience::Stats;
use crate::web::answer;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource("/v1/stats", "GET, HEAD, OPTIONS").route(web::get().to(get)));
}

/// Tells what readers did by the hour, where they came from and for how long they stayed.
#[utoipa::path(get, path = "/v1/stats", operation_id = "getStats", tag = "audience",
    params(
        ("article" = Option<Uuid>, Query, description = "Of the article with this id; of all together unless said otherwise"),
        ("since" = Option<String>, Query, description = "From the hour of this instant on (RFC 3339); the 24 hours up to `until` unless said otherwise"),
        ("until" = Option<String>, Query, description = "Up to the hour of this instant (RFC 3339), that hour included, at most 744 hours; now unless said otherwise"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "What they did", body = Stats)))]
pub(crate) async fn get(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["article", "since", "until"])?;
    let article = match query.one("article")? {
        Some(raw) => {
            let id = Uuid::parse_str(raw).ok();
            Some(id.ok_or_else(|| fault("article", "invalid_value", "the id of an article"))?)
        }
        None => None,
    };
    let range =
        StatsRange { article, since: query.instant("since")?, until: query.instant("until")? };
    let rule = range.hours(app.newsroom.now());
    rule.map_err(|rule| fault("since", "out_of_range", rule))?;
    let found = app.run(move |newsroom| newsroom.reading()?.stats(&member.0.actor, range)).await?;
    Ok(answer::working(StatusCode::OK, None, &dto::audience::stats(found)))
}
