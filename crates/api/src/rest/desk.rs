//! `/v1/articles/{article}/desk`, `/notes`, `/lock`, `/desk-log`: what the desk knows and says.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::article::DeskCard;
use newsroom::{Reading, View};

use super::articles::id;
use super::{Member, page, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::desk::{
    Desk, DeskCardInput, DeskEntry, DeskEntryPage, DeskNoteInput, Lock, LockInput,
};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::condition::if_match;
use crate::web::json::{JsonBody, OptionalBody};
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/articles/{article}/desk", "GET, HEAD, OPTIONS, PUT")
                .route(web::get().to(get))
                .route(web::put().to(replace)),
        )
        .service(
            resource("/v1/articles/{article}/notes", "OPTIONS, POST").route(web::post().to(note)),
        )
        .service(
            resource("/v1/articles/{article}/desk-log", "GET, HEAD, OPTIONS")
                .route(web::get().to(log)),
        )
        .service(
            resource("/v1/articles/{article}/lock", "DELETE, OPTIONS, PUT")
                .route(web::put().to(lock))
                .route(web::delete().to(unlock)),
        );
}

/// Reads what the desk knows of an article.
#[utoipa::path(get, path = "/v1/articles/{article}/desk", operation_id = "getDesk", tag = "desk",
    params(("article" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 200, description = "What the desk knows", body = Desk)))]
pub(super) async fn get(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    Query::read(&request, &[])?;
    let id = id(&path)?;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.desk(seen, id)
        })
        .await?;
    Ok(answer::working(StatusCode::OK, Some(found.revision), &dto::desk::desk(&found)?))
}

/// Says who works on an article and until when, what holds it back, whether it is breaking.
#[utoipa::path(put, path = "/v1/articles/{article}/desk", operation_id = "replaceDesk", tag = "desk",
    params(("article" = Uuid, Path, description = "Its id"), ("If-Match" = String, Header, description = "The ETag of the desk's card; `\"0\"` for the first")),
    request_body = DeskCardInput, security(("bearer" = [])),
    responses((status = 200, description = "What the desk knows now", body = Desk)))]
pub(super) async fn replace(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let of = (id(&path)?, if_match(&request)?);
    let card = DeskCard::parse(body.object()?)?;
    let saved = app.run(move |n| n.save_card(&member.0.actor, of, card)).await?;
    Ok(answer::working(StatusCode::OK, Some(saved.revision), &dto::desk::desk(&saved)?))
}

/// Leaves a note for the desk.
#[utoipa::path(post, path = "/v1/articles/{article}/notes", operation_id = "noteArticle", tag = "desk",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = DeskNoteInput, security(("bearer" = [])),
    responses((status = 201, description = "The note", body = DeskEntry)))]
pub(super) async fn note(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let sent: DeskNoteInput = domain::document::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let entry = newsroom.note_article(actor, id, sent.text)?;
        Changed::added(&dto::desk::entry(&entry)?)
    })
    .await
}

/// Lists what was done with an article and said of it, the newest first.
#[utoipa::path(get, path = "/v1/articles/{article}/desk-log", operation_id = "listDeskEntries", tag = "desk",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "A page", body = DeskEntryPage)))]
pub(super) async fn log(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["limit", "count", "cursor"])?;
    let (id, asked) = (id(&path)?, page(&request, &query)?);
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.desk_entries(seen, id, &asked)
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::desk_entry_place);
    let data = found.items.iter().map(dto::desk::entry).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &DeskEntryPage { data, page: info }))
}

/// Tells others that one works on an article, for some time; it keeps nobody from saving.
#[utoipa::path(put, path = "/v1/articles/{article}/lock", operation_id = "lockArticle", tag = "desk",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = Option<LockInput>, security(("bearer" = [])),
    responses((status = 200, description = "It is locked", body = Lock)))]
pub(super) async fn lock(
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: OptionalBody,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    let LockInput { seconds, seize } = domain::document::parse(body.object()?)?;
    let seconds = dto::desk::lock_time(seconds)?;
    let held = app.run(move |n| n.lock_article(&member.0.actor, id, (seconds, seize))).await?;
    Ok(answer::working(StatusCode::OK, None, &dto::desk::lock(held)?))
}

/// Sets an article free that one has locked.
#[utoipa::path(delete, path = "/v1/articles/{article}/lock", operation_id = "unlockArticle", tag = "desk",
    params(("article" = Uuid, Path, description = "Its id")),
    security(("bearer" = [])),
    responses((status = 204, description = "It is free")))]
pub(super) async fn unlock(
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let id = id(&path)?;
    app.run(move |n| n.unlock_article(&member.0.actor, id)).await?;
    Ok(answer::nothing())
}
