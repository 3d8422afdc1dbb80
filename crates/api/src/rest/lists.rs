//! `/v1/lists` and `/v1/editors-picks`.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::language::Language;
use domain::list::CuratedList;
use newsroom::{Found, ListAsked, ListAt, View};

use super::articles::instant;
use super::revisions::number;
use super::{Member, records, resource};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::list::FrontList;
use crate::dto::record::{ListInput, ListPage, WorkingList};
use crate::web::answer;
use crate::web::json::{JsonBody, PatchBody};
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/lists", "GET, HEAD, OPTIONS, POST")
                .route(web::get().to(list))
                .route(web::post().to(create)),
        )
        .service(
            resource("/v1/lists/{id}", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE")
                .route(web::get().to(get))
                .route(web::put().to(replace))
                .route(web::patch().to(patch))
                .route(web::delete().to(delete)),
        )
        .service(
            resource("/v1/editors-picks", "GET, HEAD, OPTIONS").route(web::get().to(editors_picks)),
        );
}

/// Names the lists that editors keep.
#[utoipa::path(get, path = "/v1/lists", operation_id = "listLists", tag = "lists",
    params(
        ("view" = Option<String>, Query, description = "`public` (the default) or `working`, which needs a credential"),
        ("fields" = Option<String>, Query, description = "Only these members, and `id`, separated by commas; not in the working view"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    responses((status = 200, description = "A page", body = ListPage)))]
pub(crate) async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    records::list::<CuratedList>(request, app, caller).await
}

/// Reads a list as readers see it, as they saw it, or as they would see a draft.
#[utoipa::path(get, path = "/v1/lists/{id}", operation_id = "getList", tag = "lists",
    params(
        ("id" = String, Path, description = "Its key or id"),
        ("view" = Option<String>, Query, description = "`public` (the default); or, with a credential, `working`, or `preview`: a draft as readers would see it now"),
        ("section" = Option<String>, Query, description = "For whom: a section, by id or slug; of the lists of a key the one that fits best is answered"),
        ("topic" = Option<String>, Query, description = "For whom: a topic, by id or slug"),
        ("language" = Option<String>, Query, description = "For whom: a language (BCP 47)"),
        ("revision" = Option<i64>, Query, description = "In the preview: the number of the draft; the newest unless said otherwise"),
        ("asOf" = Option<String>, Query, description = "In the public view, with a credential: the revision that readers saw at this instant (RFC 3339). What it names is there as readers see it now"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "How many items; all unless said otherwise"),
    ),
    responses((status = 200, description = "What it shows; a `WorkingList` in the working view", body = FrontList)))]
pub(crate) async fn get(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let known = ["view", "revision", "asOf", "section", "topic", "language", "limit"];
    let query = Query::read(&request, &known)?;
    let view = asked(&query)?;
    let key = path.into_inner();
    let wanted = wanted(&query, key.clone())?;
    match view {
        ListView::Live => shown(request, app, caller, wanted).await,
        ListView::At(which) => {
            let list =
                app.run(move |n| n.reading()?.list_at(&caller.actor, &wanted, which)).await?;
            let shown = dto::list::summarised(&dto::list::curated(&list)?)?;
            Ok(answer::working(StatusCode::OK, None, &shown))
        }
        ListView::Working => {
            let found = app
                .run(move |newsroom| {
                    let mut reading = newsroom.reading()?;
                    let seen = reading.seen(&caller.actor, View::Working)?;
                    reading.record::<CuratedList>(seen, &key)
                })
                .await?;
            match found {
                Found::Here(stored) => records::working(StatusCode::OK, &stored),
                Found::Moved { slug } => Ok(answer::moved(&format!("/v1/lists/{slug}"))),
            }
        }
    }
}

/// What is asked for of a list.
#[derive(Clone, Copy)]
enum ListView {
    Live,
    At(ListAt),
    Working,
}

fn asked(query: &Query) -> Result<ListView, Problem> {
    let draft = ListView::At(ListAt::Draft(None));
    let words = [("public", ListView::Live), ("working", ListView::Working), ("preview", draft)];
    let view = query.choice("view", &words)?.unwrap_or(ListView::Live);
    let revision = query.one("revision")?;
    let then = instant(query, "asOf")?;
    match (view, revision, then) {
        (ListView::At(_), Some(raw), None) => {
            let rule = "the number of a revision, from 1 on";
            let number = number(raw).ok_or_else(|| fault("revision", "invalid_value", rule))?;
            Ok(ListView::At(ListAt::Draft(Some(number))))
        }
        (_, Some(_), _) => Err(fault("revision", "invalid_value", "needs view=preview")),
        (ListView::Live, None, Some(then)) => Ok(ListView::At(ListAt::Then(then))),
        (_, None, Some(_)) => Err(fault("asOf", "invalid_value", "needs view=public")),
        (view, None, None) => Ok(view),
    }
}

/// Reads the editor's picks: the list `editors-picks`.
#[utoipa::path(get, path = "/v1/editors-picks", operation_id = "getEditorsPicks", tag = "lists",
    params(
        ("section" = Option<String>, Query, description = "For whom: a section, by id or slug; of the lists of a key the one that fits best is answered"),
        ("topic" = Option<String>, Query, description = "For whom: a topic, by id or slug"),
        ("language" = Option<String>, Query, description = "For whom: a language (BCP 47)"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "How many items; all unless said otherwise"),
    ),
    responses((status = 200, description = "What it shows", body = FrontList)))]
pub(crate) async fn editors_picks(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["section", "topic", "language", "limit"])?;
    let wanted = wanted(&query, CuratedList::EDITORS_PICKS.to_owned())?;
    shown(request, app, caller, wanted).await
}

/// The list that is asked for, and for whom.
pub(super) fn wanted(query: &Query, handle: String) -> Result<ListAsked, Problem> {
    let named = |name: &str| -> Result<Option<String>, Problem> {
        let word = query.one(name)?.map(super::handle).transpose();
        word.map_err(|rule| fault(name, "invalid_value", rule))
    };
    let language = query.one("language")?.map(Language::parse).transpose();
    let limit = query.limit_within(CuratedList::ITEMS_MAX)?;
    Ok(ListAsked {
        handle,
        section: named("section")?,
        topic: named("topic")?,
        language: language.map_err(|rule| fault("language", rule.code, rule.detail))?,
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
    })
}

async fn shown(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
    wanted: ListAsked,
) -> Result<HttpResponse, Problem> {
    let (found, validity) = app
        .read(move |reading| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.list(seen, &wanted)
        })
        .await?;
    let list = dto::list::curated(&found)?;
    let shown = dto::list::summarised(&list)?;
    // what an editor chose may be seen again, what fills the list is what there is, and another list
    // of the key may fit better
    let keys = Keys::of(&shown).with(&["lists", "articles", "quotes", "experts"]);
    let keys = if found.follows_readers { keys.and("trending") } else { keys };
    answer::kept(&request, &shown, keys.until(found.ends), validity)
}

/// Makes a list; readers see it when it is published.
#[utoipa::path(post, path = "/v1/lists", operation_id = "createList", tag = "lists",
    request_body = ListInput, security(("bearer" = [])),
    responses((status = 201, description = "The list", body = WorkingList)))]
pub(crate) async fn create(
    request: HttpRequest,
    member: Member,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    records::create::<CuratedList>(request, member, app, body).await
}

/// Saves the next draft of a list; readers see it when it is published.
#[utoipa::path(put, path = "/v1/lists/{id}", operation_id = "replaceList", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body = ListInput, security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingList)))]
pub(crate) async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    records::replace::<CuratedList>(request, member, path, app, body).await
}

/// Changes members of the draft of a list; readers see it when it is published.
#[utoipa::path(patch, path = "/v1/lists/{id}", operation_id = "changeList", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    request_body(content((ListInput = "application/merge-patch+json"), (Vec<serde_json::Value> = "application/json-patch+json"))),
    security(("bearer" = [])),
    responses((status = 200, description = "The new revision", body = WorkingList)))]
pub(crate) async fn patch(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: PatchBody,
) -> Result<HttpResponse, Problem> {
    records::patch::<CuratedList>(request, member, path, app, body).await
}

/// Deletes a list.
#[utoipa::path(delete, path = "/v1/lists/{id}", operation_id = "deleteList", tag = "lists",
    params(("id" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the working view")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone")))]
pub(crate) async fn delete(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    records::delete::<CuratedList>(request, member, path, app).await
}
