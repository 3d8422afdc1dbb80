//! `/v1/audit`.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::audit::AuditEntry;
use futures_util::stream::{Stream, unfold};
use newsroom::{AuditExport, AuditFilter, AuditPlace};
use uuid::Uuid;

use super::{Member, page, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::audit::AuditPage;
use crate::web::answer::{self, PageInfo};
use crate::web::problem::Problem;
use crate::web::query::{Query, VALUES_MAX, fault};

/// What narrows the audit down.
const FILTERS: [&str; 6] = ["action", "entity", "target", "account", "from", "to"];

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/audit", "GET, HEAD, OPTIONS").route(web::get().to(list)))
        .service(resource("/v1/audit/export", "GET, HEAD, OPTIONS").route(web::get().to(export)));
}

/// Lists what was done and by whom, the newest first.
#[utoipa::path(get, path = "/v1/audit", operation_id = "listAudit", tag = "audit",
    params(
        ("action" = Option<String>, Query, description = "Of one of these actions, separated by commas"),
        ("entity" = Option<String>, Query, description = "To one of these kinds of things, separated by commas"),
        ("target" = Option<String>, Query, description = "To the thing with this id"),
        ("account" = Option<String>, Query, description = "By the account with this id"),
        ("from" = Option<String>, Query, description = "Not earlier than this (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Earlier than this (RFC 3339)"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "A page", body = AuditPage)))]
pub(crate) async fn list(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let known = [&FILTERS[..], &["limit", "count", "cursor"]].concat();
    let query = Query::read(&request, &known)?;
    let (filter, asked) = (filter(&query)?, page(&request, &query)?);
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| newsroom.reading()?.audit(&member.0.actor, &filter, &asked))
        .await?;
    let info = PageInfo::of(&request, &found, limit, AuditPlace::of);
    let data = found.items.iter().map(dto::audit::shown).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &AuditPage { data, page: info }))
}

/// Exports what was done and by whom, the oldest first: a line for each entry, at most 100,000.
#[utoipa::path(get, path = "/v1/audit/export", operation_id = "exportAudit", tag = "audit",
    params(
        ("action" = Option<String>, Query, description = "Of one of these actions, separated by commas"),
        ("entity" = Option<String>, Query, description = "To one of these kinds of things, separated by commas"),
        ("target" = Option<String>, Query, description = "To the thing with this id"),
        ("account" = Option<String>, Query, description = "By the account with this id"),
        ("from" = Option<String>, Query, description = "Not earlier than this (RFC 3339)"),
        ("to" = Option<String>, Query, description = "Earlier than this (RFC 3339)"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "Entries as of `/v1/audit`, each a line of JSON", content_type = "application/x-ndjson", body = String)))]
pub(crate) async fn export(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let filter = filter(&Query::read(&request, &FILTERS)?)?;
    let begun = app.run(move |newsroom| newsroom.export_audit(&member.0.actor, filter)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-ndjson"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(lines(App::clone(&app), begun)))
}

/// Lines as they are read; what fails half-way breaks the answer off, which its reader notices.
fn lines(app: App, export: AuditExport) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    unfold(Some((app, export)), |state| async move {
        let (app, mut export) = state?;
        let read = app.run(move |newsroom| {
            let entries = newsroom.next_of_audit(&mut export)?;
            Ok::<_, Problem>((written(&entries)?, export))
        });
        match read.await {
            Ok((text, _)) if text.is_empty() => None,
            Ok((text, export)) => Some((Ok(Bytes::from(text)), Some((app, export)))),
            Err(problem) => {
                let chain = problem.cause().unwrap_or_default();
                tracing::error!(error.code = problem.code().code, error.chain = chain);
                Some((Err(std::io::Error::other(problem.code().code)), None))
            }
        }
    })
}

fn word(word: &str) -> Result<String, String> {
    let is_word = |c: char| c.is_ascii_lowercase() || matches!(c, '_' | '.');
    let known = !word.is_empty() && word.chars().all(is_word);
    known.then(|| word.to_owned()).ok_or_else(|| "words such as article.publish".to_owned())
}

/// Words of which one has to be an entry's.
pub(crate) fn words(name: &str, words: Vec<String>) -> Result<Vec<String>, Problem> {
    if words.len() > VALUES_MAX {
        return Err(fault(name, "too_many", format!("at most {VALUES_MAX} values")));
    }
    let read = |one: String| word(&one).map_err(|rule| fault(name, "invalid_value", rule));
    words.into_iter().map(read).collect()
}

/// A filter that is an id.
pub(crate) fn id(name: &str, raw: Option<&str>) -> Result<Option<Uuid>, Problem> {
    let rule = |_error| fault(name, "invalid_value", "an id: a UUID");
    raw.map(|raw| Uuid::parse_str(raw).map_err(rule)).transpose()
}

fn written(entries: &[AuditEntry]) -> Result<String, Problem> {
    let mut text = String::new();
    for entry in entries {
        let line = serde_json::to_string(&dto::audit::shown(entry)?);
        text.push_str(&line.map_err(|error| Problem::internal(&error))?);
        text.push('\n');
    }
    Ok(text)
}

fn filter(query: &Query) -> Result<AuditFilter, Problem> {
    Ok(AuditFilter {
        actions: query.any_of("action", word)?,
        entities: query.any_of("entity", word)?,
        target: id("target", query.one("target")?)?,
        account: id("account", query.one("account")?)?,
        from: query.instant("from")?,
        to: query.instant("to")?,
    })
}
