//! What stands around an article on a page, over GraphQL: site, lists, corrections.

use async_graphql::{Context, ID, InputObject, Object};
use domain::correction::Correction;
use domain::id::{ArticleId, Revision};
use domain::language::Language;
use domain::list::CuratedList;
use domain::record::Record as _;
use domain::site::Site;
use domain::visibility::Visibility;
use domain::weather::Weather;
use newsroom::{ArticleView, ListAsked, ListAt, ListView, NewsroomError, Reading, View};

use super::change::{act, payloads};
use super::connection::{Connection, Part, connection, page_cost};
use super::query::{More, Read, absent, article, holds_for};
use super::{Snapshot, failure, read};
use crate::dto;
use crate::dto::correction::{Correction as CorrectionAnswer, CorrectionInput};
use crate::dto::list::FrontList;
use crate::dto::site::{
    Site as SiteAnswer, SiteInput, Weather as WeatherAnswer, WeatherInput, WorkingSite,
};
use crate::dto::time::DateTime;
use crate::web::code;
use crate::web::problem::Problem;
use crate::web::query::{LIMIT_DEFAULT, LIMIT_MAX, fault};

/// Reading what stands around articles.
#[derive(Default)]
pub struct AroundQueries;

#[Object]
impl AroundQueries {
    /// The publication: its name, its day and weather, its labels and links.
    async fn site(&self, context: &Context<'_>) -> async_graphql::Result<SiteAnswer> {
        let site = read(context, |reading, _| reading.site()).await?;
        context.data::<Snapshot>()?.holds_for(Some(site.left_seconds));
        dto::site::shown(&site).map_err(|problem| failure(&problem))
    }

    /// The newest revision of the publication; needs a credential.
    async fn working_site(&self, context: &Context<'_>) -> async_graphql::Result<WorkingSite> {
        let site = read(context, |reading, caller| {
            reading.seen(&caller.actor, View::Working)?;
            reading.site()
        })
        .await?;
        dto::site::working(&site).map_err(|problem| failure(&problem))
    }

    /// A curated list by its id, or the one of a key that fits best, with its first items, all unless
    /// said otherwise; null if there is none.
    #[graphql(complexity = "list_cost(first).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "for whom, how many, and as of when")]
    async fn list(
        &self,
        context: &Context<'_>,
        key: String,
        #[graphql(desc = "For whom: a section, by id or slug.")] section: Option<String>,
        #[graphql(desc = "For whom: a topic, by id or slug.")] topic: Option<String>,
        #[graphql(desc = "For whom: a language (BCP 47).")] language: Option<String>,
        first: Option<i32>,
        #[graphql(
            desc = "The revision that readers saw at this instant; needs a credential. What it names is there as readers see it now."
        )]
        as_of: Option<DateTime>,
    ) -> async_graphql::Result<Option<FrontList>> {
        let asked = asked(key, (section, topic, language), first);
        curated(context, asked, as_of.map(|at| ListAt::Then(at.0))).await
    }

    /// The editor's picks: the list `editors-picks` with its first items, all unless said
    /// otherwise; null if there is none.
    #[graphql(complexity = "list_cost(first).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "for whom, and how many")]
    async fn editors_picks(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For whom: a section, by id or slug.")] section: Option<String>,
        #[graphql(desc = "For whom: a topic, by id or slug.")] topic: Option<String>,
        #[graphql(desc = "For whom: a language (BCP 47).")] language: Option<String>,
        first: Option<i32>,
    ) -> async_graphql::Result<Option<FrontList>> {
        let key = CuratedList::EDITORS_PICKS.to_owned();
        curated(context, asked(key, (section, topic, language), first), None).await
    }

    /// Corrections of the articles that readers see, the newest first.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn corrections(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Connection<CorrectionAnswer>> {
        let part = Part { first, after, last, before };
        let request = part.request(context, "corrections").map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.corrections(seen, &request)
        })
        .await?;
        connection(&page, "corrections", Reading::correction_place, dto::correction::shown)
    }
}

pub(super) fn count(first: Option<i32>) -> Result<usize, Problem> {
    count_within(first, LIMIT_DEFAULT, LIMIT_MAX)
}

fn count_within(first: Option<i32>, default: u32, max: u32) -> Result<usize, Problem> {
    let wanted = first.map_or(Ok(default), u32::try_from).unwrap_or(0);
    if !(1..=max).contains(&wanted) {
        return Err(fault("first", "out_of_range", format!("1 to {max}")));
    }
    Ok(usize::try_from(wanted).unwrap_or(usize::MAX))
}

/// How many items of a curated list are paid for.
pub(super) fn list_cost(first: Option<i32>) -> usize {
    let max = CuratedList::ITEMS_MAX;
    let wanted = first.map_or(Ok(max), u32::try_from).unwrap_or(max).clamp(1, max);
    usize::try_from(wanted).unwrap_or(usize::MAX)
}

/// A list by its key, for whom it is, and how many items are wanted.
pub(super) fn asked(
    handle: String,
    (section, topic, language): (Option<String>, Option<String>, Option<String>),
    first: Option<i32>,
) -> Result<ListAsked, Problem> {
    let max = CuratedList::ITEMS_MAX;
    let limit = count_within(first, max, max)?;
    let language = language.as_deref().map(Language::parse).transpose();
    let language = language.map_err(|rule| fault("language", rule.code, rule.detail))?;
    Ok(ListAsked { handle, section, topic, language, limit })
}

/// A list that readers see, or as it was or would be.
pub(super) async fn curated(
    context: &Context<'_>,
    asked: Result<ListAsked, Problem>,
    which: Option<ListAt>,
) -> async_graphql::Result<Option<FrontList>> {
    let asked = asked.map_err(|problem| failure(&problem))?;
    let more = More::of(&[context.look_ahead().field("items").field("article")]);
    let found = read(context, move |reading, caller| {
        let seen = reading.seen(&caller.actor, View::Public)?;
        let found = match which {
            Some(which) => reading.list_at(&caller.actor, &asked, which),
            None => reading.list(seen, &asked),
        };
        beside(reading, seen, found, more)
    })
    .await?;
    if let Some((list, read)) = &found {
        context.data::<Snapshot>()?.holds_until(context, list.ends)?;
        let views = list.items.iter().filter_map(|item| item.shown.article());
        holds_for(context, views.zip(read))?;
    }
    let shown = found.map(|(list, read)| shown_list(&list, &read)).transpose();
    shown.map_err(|problem| failure(&problem))
}

/// The first items of a list, with what is read of their articles.
pub(super) fn read_list(
    reading: &mut Reading,
    seen: Visibility,
    asked: &ListAsked,
    more: More,
) -> Result<Option<(ListView, Vec<Read>)>, NewsroomError> {
    let found = reading.list(seen, asked);
    beside(reading, seen, found, more)
}

/// A list that was found, with what is read of its articles.
fn beside(
    reading: &mut Reading,
    seen: Visibility,
    found: Result<ListView, NewsroomError>,
    more: More,
) -> Result<Option<(ListView, Vec<Read>)>, NewsroomError> {
    let list = match found {
        Ok(list) => list,
        Err(error) => return absent(error),
    };
    let articles = list.items.iter().filter_map(|item| item.shown.article().cloned());
    let views: Vec<ArticleView> = articles.collect();
    let read = more.read(reading, seen, &views)?;
    Ok(Some((list, read)))
}

/// A list with what was read of its articles.
pub(super) fn shown_list(list: &ListView, read: &[Read]) -> Result<FrontList, Problem> {
    let mut shown = dto::list::curated(list)?;
    let mut read = read.iter();
    for (shown, item) in shown.items.iter_mut().zip(&list.items) {
        if let Some(view) = item.shown.article() {
            let more = read.next().cloned().unwrap_or_default();
            shown.article = Some(article(view, &more)?);
        }
    }
    Ok(shown)
}

/// A new document of the publication.
#[derive(Debug, InputObject)]
pub struct UpdateSiteInput {
    /// The revision that was changed: REST's If-Match; 0 before the first.
    expected_revision: i64,
    /// The whole document.
    content: SiteInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// The weather, set by hand.
#[derive(Debug, InputObject)]
pub struct SetWeatherInput {
    /// The reading.
    content: WeatherInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A correction to publish.
#[derive(Debug, InputObject)]
pub struct PublishCorrectionInput {
    /// Of which article.
    article: ID,
    /// What the editor writes.
    content: CorrectionInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What a mutation left.
    SitePayload {
        /// The publication; null if nothing was done.
        site: WorkingSite
    }
    /// What a mutation left.
    WeatherPayload {
        /// The reading as readers see it; null if nothing was done.
        weather: WeatherAnswer
    }
    /// What a mutation left.
    CorrectionPayload {
        /// The correction as readers see it; null if nothing was done.
        correction: CorrectionAnswer
    }
}

/// Changing what stands around articles.
#[derive(Default)]
pub struct AroundMutations;

#[Object]
impl AroundMutations {
    /// Replaces the document of the publication.
    async fn update_site(
        &self,
        context: &Context<'_>,
        input: UpdateSiteInput,
    ) -> async_graphql::Result<SitePayload> {
        let document = dto::members(&input.content).and_then(|all| Ok(Site::parse(all)?));
        let expected = Revision(input.expected_revision);
        act(context, (document, input.idempotency_key), move |n, actor, site| {
            dto::site::working(&n.revise_site(actor, expected, site)?)
        })
        .await
    }

    /// Sets the weather by hand.
    async fn set_weather(
        &self,
        context: &Context<'_>,
        input: SetWeatherInput,
    ) -> async_graphql::Result<WeatherPayload> {
        let document = dto::members(&input.content).and_then(|all| Ok(Weather::parse(all)?));
        act(context, (document, input.idempotency_key), |n, actor, weather| {
            let shown = dto::site::weather(&n.set_weather(actor, weather)?)?;
            shown.ok_or_else(|| Problem::new(code::INTERNAL))
        })
        .await
    }

    /// Publishes a correction of an article that readers see; it stands for good.
    async fn publish_correction(
        &self,
        context: &Context<'_>,
        input: PublishCorrectionInput,
    ) -> async_graphql::Result<CorrectionPayload> {
        let document = dto::members(&input.content).and_then(|all| Ok(Correction::parse(all)?));
        let of = dto::id(&input.article);
        let both = document.and_then(|document| of.map(|id| (id, document)));
        act(context, (both, input.idempotency_key), |n, actor, (id, document)| {
            dto::correction::shown(&n.publish_correction(actor, ArticleId(id), document)?)
        })
        .await
    }
}
