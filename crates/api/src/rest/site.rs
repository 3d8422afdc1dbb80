//! `/v1/site`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::record::Record as _;
use domain::site::Site;
use domain::weather::Weather;
use newsroom::{SiteView, View};

use super::{Member, resource, view};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::site::{
    Site as SiteAnswer, SiteInput, Weather as WeatherAnswer, WeatherInput, WorkingSite,
};
use crate::web::answer;
use crate::web::condition::if_match;
use crate::web::json::JsonBody;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/site", "GET, HEAD, OPTIONS, PUT")
                .route(web::get().to(get))
                .route(web::put().to(replace)),
        )
        .service(resource("/v1/site/weather", "OPTIONS, PUT").route(web::put().to(set_weather)));
}

fn working(site: &SiteView) -> Result<HttpResponse, Problem> {
    let revision = site.stored.stamp.revision;
    Ok(answer::working(StatusCode::OK, Some(revision), &dto::site::working(site)?))
}

/// Reads what stands on every page.
#[utoipa::path(get, path = "/v1/site", operation_id = "getSite", tag = "site",
    params(("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential")),
    responses((status = 200, description = "The publication; a `WorkingSite` in the working view", body = SiteAnswer)))]
pub(crate) async fn get(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let view = view(&Query::read(&request, &["view"])?)?;
    let site = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            reading.seen(&caller.actor, view)?;
            reading.site()
        })
        .await?;
    match view {
        View::Working => working(&site),
        View::Public => {
            let keys =
                Keys::default().with(&["site", "weather"]).ending_in(Some(site.left_seconds));
            answer::public(&request, &dto::site::shown(&site)?, keys, None)
        }
    }
}

/// Replaces the document of the publication; If-Match is `"0"` before the first.
#[utoipa::path(put, path = "/v1/site", operation_id = "replaceSite", tag = "site",
    params(("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = SiteInput, security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingSite)))]
pub(crate) async fn replace(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let expected = if_match(&request)?;
    let content = Site::parse(body.object()?)?;
    working(&app.run(move |n| n.revise_site(&member.0.actor, expected, content)).await?)
}

/// Sets the weather by hand. It is replaced as a whole, so no revision is named.
#[utoipa::path(put, path = "/v1/site/weather", operation_id = "setWeather", tag = "site",
    request_body = WeatherInput, security(("bearer" = [])),
    responses((status = 200, description = "The reading as readers see it", body = WeatherAnswer)))]
pub(crate) async fn set_weather(
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let weather = Weather::parse(body.object()?)?;
    let site = app.run(move |n| n.set_weather(&member.0.actor, weather)).await?;
    Ok(answer::working(StatusCode::OK, None, &dto::site::weather(&site)?))
}
