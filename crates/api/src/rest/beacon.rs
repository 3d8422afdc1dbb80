//! `/v1/beacon.js`: the script with which front ends tell what readers do.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::ToSchema;

use super::resource;
use super::system::Assets;
use crate::web::answer;
use crate::web::code;
use crate::web::keys::Keys;
use crate::web::problem::Problem;

const FILE: &str = "beacon/beacon.js";
/// A page that has an older script for an hour is counted all the same.
const CACHING: &str = "public, max-age=3600";

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource("/v1/beacon.js", "GET, HEAD, OPTIONS").route(web::get().to(script)));
}

/// A script that sends `/v1/events`.
#[derive(ToSchema)]
#[schema(max_length = 3072)]
#[expect(dead_code, reason = "only the contract speaks of it: what is sent is a file")]
pub struct Beacon(String);

/// The beacon: a script for front ends that tells what readers do, without cookies or storage.
/// Query parameters are ignored.
#[utoipa::path(get, path = "/v1/beacon.js", operation_id = "getBeacon", tag = "lists",
    responses((status = 200, description = "The script", content_type = "text/javascript", body = Beacon, example = "(() => { … })();")))]
pub(crate) async fn script(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let found = Assets::get(FILE).ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    let (bytes, kind) = (found.data.into_owned(), "text/javascript; charset=utf-8");
    let mut answer = answer::public_bytes(&request, bytes, kind, Keys::default())?;
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(CACHING));
    Ok(answer)
}
