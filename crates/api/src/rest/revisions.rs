//! `/v1/articles/{article}/revisions`: the history of an article.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::id::{ArticleId, Revision};
use newsroom::{Reading, View};

use super::{Member, page, resource};
use crate::auth::App;
use crate::dto;
use crate::dto::article::WorkingArticle;
use crate::dto::diff::RevisionDiff;
use crate::dto::revision::{ArticleRevision, RevisionPage};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::code;
use crate::web::condition::if_match;
use crate::web::problem::Problem;
use crate::web::query::{Query, fault, note};

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/articles/{article}/revisions", "GET, HEAD, OPTIONS")
                .route(web::get().to(list)),
        )
        .service(
            resource("/v1/articles/{article}/revisions/{revision}", "GET, HEAD, OPTIONS")
                .route(web::get().to(get)),
        )
        .service(
            resource("/v1/articles/{article}/revisions/{revision}/diff", "GET, HEAD, OPTIONS")
                .route(web::get().to(diff)),
        )
        .service(
            resource("/v1/articles/{article}/revisions/{revision}/restore", "OPTIONS, POST")
                .route(web::post().to(restore)),
        );
}

/// Lists the revisions of an article, the newest first.
#[utoipa::path(get, path = "/v1/articles/{article}/revisions", operation_id = "listRevisions", tag = "articles",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "A page", body = RevisionPage)))]
pub(crate) async fn list(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let article = super::articles::id(&path)?;
    let query = Query::read(&request, &["limit", "count", "cursor"])?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.revisions(seen, article, &asked)
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::revision_place);
    let data = found.items.iter().map(dto::revision::summary).collect::<Result<_, _>>()?;
    Ok(answer::working(StatusCode::OK, None, &RevisionPage { data, page: info }))
}

/// Reads a revision of an article with what its editor wrote.
#[utoipa::path(get, path = "/v1/articles/{article}/revisions/{revision}", operation_id = "getRevision", tag = "articles",
    params(("article" = Uuid, Path, description = "Its id"), ("revision" = i64, Path, description = "The number of the revision")),
    security(("bearer" = [])),
    responses((status = 200, description = "The revision", body = ArticleRevision)))]
pub(crate) async fn get(
    request: HttpRequest,
    member: Member,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let (article, revision) = place(&path)?;
    Query::read(&request, &[])?;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.revision(seen, article, revision)
        })
        .await?;
    let shown = dto::revision::revision(&found)?;
    Ok(answer::working(StatusCode::OK, Some(revision), &shown))
}

/// Says what a revision has otherwise than another one: members by their place, the body by block
/// and word.
#[utoipa::path(get, path = "/v1/articles/{article}/revisions/{revision}/diff", operation_id = "diffRevisions", tag = "articles",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("revision" = i64, Path, description = "The number of the revision"),
        ("against" = i64, Query, description = "The number of the other one, an older one as a rule"),
    ),
    security(("bearer" = [])),
    responses((status = 200, description = "What it has otherwise", body = RevisionDiff)))]
pub(crate) async fn diff(
    request: HttpRequest,
    member: Member,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let (article, revision) = place(&path)?;
    let query = Query::read(&request, &["against"])?;
    let rule = "the number of a revision, from 1 on, is needed";
    let against = query.one("against")?.and_then(number);
    let both = (revision, against.ok_or_else(|| fault("against", "invalid_value", rule))?);
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&member.0.actor, View::Working)?;
            reading.revision_diff(seen, article, both)
        })
        .await?;
    Ok(answer::working(StatusCode::OK, None, &dto::diff::diff(both, &found)))
}

/// Saves what stood in a revision as a new one.
#[utoipa::path(post, path = "/v1/articles/{article}/revisions/{revision}/restore", operation_id = "restoreRevision", tag = "articles",
    params(
        ("article" = Uuid, Path, description = "Its id"),
        ("revision" = i64, Path, description = "The number of the revision"),
        ("note" = Option<String>, Query, description = "What you say of this save, for those who read the history"),
        ("If-Match" = String, Header, description = "The ETag of the working view"),
    ),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The new revision", body = WorkingArticle),
        (status = 422, description = "It names what there is no more", body = crate::web::problem::ProblemDocument)))]
pub(crate) async fn restore(
    request: HttpRequest,
    member: Member,
    path: Path<(String, String)>,
    app: Data<App>,
) -> Result<HttpResponse, Problem> {
    let (article, revision) = place(&path)?;
    let of = (article, if_match(&request)?);
    let said = note(&Query::read(&request, &["note"])?)?;
    let asked = Asked::of(&request, member.0, None)?;
    app.change(asked, move |newsroom, actor| {
        let saved = newsroom.restore_revision(actor, of, revision, said.as_ref())?;
        let head = saved.view.row.head_revision;
        Changed::saved(Some(head), &dto::article::working(&saved)?)
    })
    .await
}

/// The article and the revision that a path names.
fn place(path: &Path<(String, String)>) -> Result<(ArticleId, Revision), Problem> {
    let revision = number(&path.1).ok_or_else(|| Problem::new(code::NOT_FOUND))?;
    Ok((ArticleId(dto::id(&path.0)?), revision))
}

/// The number of a revision: digits alone.
pub(super) fn number(raw: &str) -> Option<Revision> {
    let is_plain = raw.bytes().all(|byte| byte.is_ascii_digit());
    raw.parse().ok().filter(|number| is_plain && *number > 0).map(Revision)
}
