//! `/v1/articles/{article}/related` and `/also-quoted`: what belongs to an article.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::time::Timestamp;
use newsroom::{ArticleView, Found, NewsroomError, Reading, Validity, View};
use serde::Serialize;
use uuid::Uuid;

use super::resource;
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::list::summarised;
use crate::dto::related::{AlsoQuotedList, RelatedList};
use crate::web::answer;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/v1/articles/{article}/related", "GET, HEAD, OPTIONS")
                .route(web::get().to(related)),
        )
        .service(
            resource("/v1/articles/{article}/also-quoted", "GET, HEAD, OPTIONS")
                .route(web::get().to(also_quoted)),
        );
}

/// Lists what belongs to an article: an editor's choice, then what shares topics and speakers and
/// reads like it.
#[utoipa::path(get, path = "/v1/articles/{article}/related", operation_id = "getRelated", tag = "lists",
    params(
        ("article" = String, Path, description = "Its id or slug; an old slug answers 308"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "What belongs to it", body = RelatedList), (status = 308, description = "The article has another slug now")))]
pub(crate) async fn related(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    match beside(&request, (path.into_inner(), "related"), (app, caller), Reading::related).await? {
        Beside::Found { items, own, validity } => {
            let items = items.iter().map(dto::related::related).collect::<Result<_, _>>()?;
            shown(&request, &RelatedList { items }, own, validity)
        }
        Beside::Moved(answer) => Ok(answer),
    }
}

/// Tells where the speakers of an article are quoted, too: those who are, each with their newest
/// articles.
#[utoipa::path(get, path = "/v1/articles/{article}/also-quoted", operation_id = "getAlsoQuoted", tag = "lists",
    params(
        ("article" = String, Path, description = "Its id or slug; an old slug answers 308"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many articles of each speaker; 20 unless said otherwise"),
    ),
    responses((status = 200, description = "Where they are quoted", body = AlsoQuotedList), (status = 308, description = "The article has another slug now")))]
pub(crate) async fn also_quoted(
    request: HttpRequest,
    path: Path<String>,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    match beside(&request, (path.into_inner(), "also-quoted"), (app, caller), Reading::also_quoted)
        .await?
    {
        Beside::Found { items, own, validity } => {
            let items = items.iter().map(dto::related::also_quoted).collect::<Result<_, _>>()?;
            shown(&request, &AlsoQuotedList { items }, own, validity)
        }
        Beside::Moved(answer) => Ok(answer),
    }
}

/// What stands beside an article, or where the article is now.
enum Beside<T> {
    Found {
        items: Vec<T>,
        /// The article's id and its end.
        own: (Uuid, Option<Timestamp>),
        validity: Option<Validity>,
    },
    Moved(HttpResponse),
}

async fn beside<T: Send + 'static>(
    request: &HttpRequest,
    (handle, what): (String, &str),
    (app, caller): (Data<App>, Caller),
    find: impl Fn(&mut Reading, &ArticleView, usize) -> Result<Vec<T>, NewsroomError> + Send + 'static,
) -> Result<Beside<T>, Problem> {
    let limit = Query::read(request, &["limit"])?.limit()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let (found, validity) = app
        .read(move |reading| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            Ok(match reading.article(seen, &handle)? {
                Found::Here(article) => {
                    let own = (article.row.id.0, article.row.shown_until);
                    Ok((find(reading, &article, limit)?, own))
                }
                Found::Moved { slug } => Err(slug),
            })
        })
        .await?;
    Ok(match found {
        Ok((items, own)) => Beside::Found { items, own, validity },
        Err(slug) => Beside::Moved(answer::moved(&format!("/v1/articles/{slug}/{what}"))),
    })
}

fn shown<T: Serialize>(
    request: &HttpRequest,
    list: &T,
    (article, end): (Uuid, Option<Timestamp>),
    validity: Option<Validity>,
) -> Result<HttpResponse, Problem> {
    let shown = summarised(list)?;
    let keys = Keys::of(&shown).with(&["articles", "quotes", "experts"]);
    answer::kept(request, &shown, keys.about(article).until(end), validity)
}
