//! `/v1/corrections`, and corrections of an article.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use domain::correction::Correction;
use newsroom::{Reading, View};

use super::articles::id;
use super::{Member, page, resource};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::correction::{Correction as CorrectionAnswer, CorrectionInput, CorrectionPage};
use crate::web::answer::{self, PageInfo};
use crate::web::change::{Asked, Changed};
use crate::web::json::JsonBody;
use crate::web::keys::Keys;
use crate::web::problem::Problem;
use crate::web::query::Query;

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/v1/corrections", "GET, HEAD, OPTIONS").route(web::get().to(list)))
        .service(
            resource("/v1/articles/{article}/corrections", "OPTIONS, POST")
                .route(web::post().to(publish)),
        );
}

/// Lists corrections of the articles that readers see, the newest first.
#[utoipa::path(get, path = "/v1/corrections", operation_id = "listCorrections", tag = "corrections",
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many; 20 unless said otherwise"),
        ("count" = Option<bool>, Query, description = "`true` to learn how long the whole list is: `total` of `page`"),
        ("cursor" = Option<String>, Query, description = "The place in the list, from `page` of another answer"),
    ),
    responses((status = 200, description = "A page", body = CorrectionPage)))]
pub(crate) async fn list(
    request: HttpRequest,
    app: Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let query = Query::read(&request, &["limit", "count", "cursor"])?;
    let asked = page(&request, &query)?;
    let limit = asked.limit;
    let found = app
        .run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.corrections(seen, &asked)
        })
        .await?;
    let info = PageInfo::of(&request, &found, limit, Reading::correction_place);
    let link = info.link(&request);
    let data = found.items.iter().map(dto::correction::shown).collect::<Result<_, _>>()?;
    let shown = dto::members(&CorrectionPage { data, page: info })?.into();
    answer::public(&request, &shown, Keys::of(&shown).with(&["corrections", "articles"]), link)
}

/// Publishes a correction of an article that readers see; it stands for good.
#[utoipa::path(post, path = "/v1/articles/{article}/corrections", operation_id = "publishCorrection", tag = "corrections",
    params(("article" = Uuid, Path, description = "Its id")),
    request_body = CorrectionInput, security(("bearer" = [])),
    responses((status = 201, description = "As readers see it", body = CorrectionAnswer)))]
pub(crate) async fn publish(
    request: HttpRequest,
    member: Member,
    path: Path<String>,
    app: Data<App>,
    body: JsonBody,
) -> Result<HttpResponse, Problem> {
    let article = id(&path)?;
    let asked = Asked::of(&request, member.0, Some(&body.0))?;
    let content = Correction::parse(body.object()?)?;
    app.change(asked, move |newsroom, actor| {
        let made = newsroom.publish_correction(actor, article, content)?;
        Changed::added(&dto::correction::shown(&made)?)
    })
    .await
}
