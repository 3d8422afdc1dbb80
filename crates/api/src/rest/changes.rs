//! `/v1/changes`.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use newsroom::{PageRequest, SeenPlace};

use super::resource;
use crate::auth::App;
use crate::dto;
use crate::dto::seen::PublicChangePage;
use crate::web::answer;
use crate::web::cursor;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

/// The list that its cursors belong to, over both APIs.
pub(crate) const SCOPE: &str = "changes";

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(resource("/v1/changes", "GET, HEAD, OPTIONS").route(web::get().to(list)));
}

/// Lists what readers could see happen since then: what became visible, changed or was withdrawn.
#[utoipa::path(get, path = "/v1/changes", operation_id = "listChanges", tag = "changes",
    params(
        ("since" = Option<String>, Query, description = "Where to go on: `nextSince` of another answer; from the beginning unless it is sent"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "What happened, the oldest first", body = PublicChangePage)))]
pub(crate) async fn list(request: HttpRequest, app: Data<App>) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["since", "limit"])?;
    let since = query.one("since")?;
    let since = since.map(|raw| cursor::read_as::<SeenPlace>("since", SCOPE, raw)).transpose()?;
    let since = since.map(|(place, _)| place);
    let asked = PageRequest { from: since, ..PageRequest::first(query.limit()?) };
    let found = app.run(move |newsroom| newsroom.reading()?.seen_changes(&asked)).await?;
    let last = found.items.last().map(SeenPlace::of).or(since).unwrap_or_default();
    let shown = PublicChangePage {
        data: found.items.iter().map(dto::seen::shown).collect(),
        next_since: cursor::write(SCOPE, &last, false),
        has_more: found.has_next,
    };
    answer::public(&request, &shown, Keys::any(), None)
}
