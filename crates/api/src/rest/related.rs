//! `/v1/articles/{article}/related`: what belongs to an article.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use newsroom::{Found, NewsroomError, View};

use super::resource;
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::list::RelatedList;
use crate::web::answer;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(
        resource("/v1/articles/{article}/related", "GET, HEAD, OPTIONS")
            .route(web::get().to(related)),
    );
}

/// Lists what belongs to an article: an editor's choice, then what shares topics and speakers.
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
    let limit = Query::read(&request, &["limit"])?.limit()?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let handle = path.into_inner();
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Public)?;
            Ok::<_, NewsroomError>(match reading.article(seen, &handle)? {
                Found::Here(article) => Ok(reading.related(seen, &article, limit)?),
                Found::Moved { slug } => Err(slug),
            })
        })
        .await?;
    match found {
        Ok(items) => {
            let items = items.iter().map(dto::list::related).collect::<Result<_, _>>()?;
            let shown = dto::list::summarised(&RelatedList { items })?;
            answer::public(&request, &shown, Keys::of(&shown).and("articles"), None)
        }
        Err(slug) => Ok(answer::moved(&format!("/v1/articles/{slug}/related"))),
    }
}
