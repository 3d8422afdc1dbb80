//! REST, `/v1`: a file for each entity; a handler reads the request, calls a use case, answers.

pub mod articles;
pub mod audit;
pub mod auth;
pub mod autosave;
pub mod beacon;
pub mod changes;
pub mod corrections;
pub mod credentials;
pub mod desk;
pub mod document;
pub mod events;
pub mod fronts;
pub mod list_steps;
pub mod lists;
pub mod passwords;
pub mod previews;
pub mod quotes;
pub mod records;
pub mod related;
pub mod releases;
pub mod revisions;
pub mod roles;
pub mod rules;
pub mod site;
pub mod stats;
pub mod system;
pub mod translations;
pub mod trending;
pub mod users;
pub mod workflow;

use actix_web::http::Method;
use actix_web::http::header::{ALLOW, AUTHORIZATION};
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Resource};
use domain::slug::Handle;
use domain::violation::{Violation, Violations};
use futures_util::future::LocalBoxFuture;
use newsroom::{PageRequest, View};
use serde_json::Value;

use crate::auth::Caller;
use crate::web::code;
use crate::web::cursor::{self, Key};
use crate::web::json::{PatchBody, members};
use crate::web::problem::Problem;
use crate::web::query::Query;

/// A caller who has a credential; without one the answer is 401, before anything else is read.
pub struct Member(pub Caller);

impl FromRequest for Member {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut actix_web::dev::Payload) -> Self::Future {
        if !request.headers().contains_key(AUTHORIZATION) {
            return Box::pin(async { Err(Problem::new(code::UNAUTHENTICATED)) });
        }
        let caller = Caller::from_request(request, payload);
        Box::pin(async move { caller.await.map(Self) })
    }
}

/// A path that takes `methods`; others are answered 405, OPTIONS with the list (RFC 9110, 10.2.1).
pub(crate) fn resource(path: &str, methods: &'static str) -> Resource {
    web::resource(path).default_service(web::to(move |request: HttpRequest| async move {
        if request.method() == Method::OPTIONS {
            return HttpResponse::NoContent()
                .insert_header((ALLOW, methods))
                .insert_header(("access-control-allow-origin", "*"))
                .insert_header(("access-control-allow-methods", "GET, HEAD, OPTIONS"))
                .insert_header(("access-control-allow-headers", "if-none-match"))
                .insert_header(("access-control-max-age", "86400"))
                .finish();
        }
        HttpResponse::MethodNotAllowed().insert_header((ALLOW, methods)).finish()
    }))
}

/// The view that is asked for.
pub(crate) fn view(query: &Query) -> Result<View, Problem> {
    let words = [("public", View::Public), ("working", View::Working)];
    Ok(query.choice("view", &words)?.unwrap_or_default())
}

/// A value of a parameter that names a thing: its id or its slug.
pub(crate) fn handle(word: &str) -> Result<String, String> {
    match Handle::parse(word) {
        Some(_) => Ok(word.to_owned()),
        None => Err("neither an id nor a slug".to_owned()),
    }
}

/// The part of the list that is asked for.
pub(crate) fn page<K: Key>(
    request: &HttpRequest,
    query: &Query,
) -> Result<PageRequest<K>, Problem> {
    let limit = query.limit()?;
    let cursor = query.one("cursor")?;
    let place = cursor.map(|raw| cursor::read::<K>(&cursor::scope(request), raw)).transpose()?;
    let (from, backwards) = place.map_or((None, false), |(key, back)| (Some(key), back));
    let count = query.flag("count")?;
    Ok(PageRequest { from, backwards, limit, count })
}

/// The document that a patch leaves.
pub(crate) fn patched(
    mut document: Value,
    patch: PatchBody,
) -> Result<serde_json::Map<String, Value>, Problem> {
    match patch {
        PatchBody::Merge(patch) => json_patch::merge(&mut document, &patch),
        PatchBody::Steps(steps) => json_patch::patch(&mut document, &steps).map_err(|error| {
            Violations::from(Violation::new("", "patch_failed", error.to_string()))
        })?,
    }
    members(document)
}

/// All the paths.
pub fn routes(config: &mut ServiceConfig) {
    articles::routes(config);
    workflow::routes(config);
    desk::routes(config);
    revisions::routes(config);
    autosave::routes(config);
    previews::routes(config);
    releases::routes(config);
    translations::routes(config);
    quotes::routes(config);
    corrections::routes(config);
    lists::routes(config);
    fronts::routes(config);
    list_steps::routes(config);
    rules::routes(config);
    trending::routes(config);
    related::routes(config);
    events::routes(config);
    stats::routes(config);
    beacon::routes(config);
    site::routes(config);
    records::routes(config);
    auth::routes(config);
    credentials::routes(config);
    passwords::routes(config);
    users::routes(config);
    roles::routes(config);
    audit::routes(config);
    changes::routes(config);
    system::routes(config);
}
