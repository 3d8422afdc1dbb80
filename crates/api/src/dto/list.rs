//! Lists that editors keep, as readers see them.

use async_graphql::{ID, SimpleObject};
use domain::link::WebUrl;
use domain::record::Record as _;
use newsroom::{ListItem as DomainItem, ListView, Origin as DomainOrigin, Shown};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::article::{Article, ArticleSummary};
use super::audience::{MostViewedWhy, Why};
use super::desk::MomentInput;
use super::quote::Quote;
use super::record::{self, Expert, ListInput};
use super::relation::Include;
use super::time::DateTime;
use super::words::Origin;
use super::{members, recast};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// An item of a curated list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ListItem {
    /// Its place, from 1.
    pub position: i64,
    /// Who put it there.
    pub origin: Origin,
    /// True if it keeps its place.
    pub pinned: bool,
    /// The headline here: the list's own, else the article's, the words of the quote or the
    /// expert's name.
    pub headline: String,
    /// The line above the headline here.
    pub kicker: Option<String>,
    /// The text below the headline here: the list's own, else the standfirst, who said it, or
    /// what the expert is known for.
    pub trail_text: Option<String>,
    /// The picture here: a web address.
    pub image: Option<String>,
    /// Where it leads, for a page elsewhere.
    pub url: Option<String>,
    /// The article, if it is one.
    #[schema(value_type = Option<ArticleSummary>)]
    pub article: Option<Article>,
    /// The quote, if it is one.
    pub quote: Option<Quote>,
    /// The expert, if it is one.
    pub expert: Option<Expert>,
    /// Why it fills the list, if trending does.
    pub why: Option<Why>,
    /// Why it fills the list, if what was viewed most does: what was counted in 24 hours.
    pub counted: Option<MostViewedWhy>,
}

/// A curated list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct FrontList {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Its key.
    pub key: String,
    /// What stands above it.
    pub title: String,
    /// When an editor last changed it.
    pub updated_at: DateTime,
    /// What it shows, in order.
    #[schema(max_items = 50)]
    pub items: Vec<ListItem>,
}

/// What is said with the publication of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishListInput {
    /// The revision that readers are to see; the newest unless it is said.
    #[schema(minimum = 1)]
    pub revision: Option<i64>,
    /// From when on: a time to come; now unless it is said.
    pub publish_at: Option<MomentInput>,
    /// What you say of it, for those who read the history.
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

/// What is said with the way back to an earlier revision of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct RollBackListInput {
    /// One that readers saw; the one that they saw before the present one unless it is said.
    #[schema(minimum = 1)]
    pub revision: Option<i64>,
    /// What you say of it, for those who read the history.
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

/// What is said with another step of a list.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
pub struct ListStepInput {
    /// What you say of it, for those who read the audit.
    #[schema(min_length = 1, max_length = 500)]
    pub note: Option<String>,
}

/// When readers see a revision of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct ListShowing {
    /// From when on.
    pub from: DateTime,
    /// Until when; null as long as nothing follows.
    pub until: Option<DateTime>,
    /// The account that said so; null for whoever runs the newsroom.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<ID>,
    /// What was said of it.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

/// A revision of a list in its history.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct ListRevisionSummary {
    /// Its number: 1 for the first, one more for each save.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was saved.
    pub at: DateTime,
    /// The account that saved it; null for whoever runs the newsroom.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<ID>,
    /// What stands above the list.
    #[schema(max_length = 200)]
    pub title: String,
    /// When readers saw it, or are to see it: the last 20 times, the oldest first.
    #[schema(max_items = 20)]
    pub shown: Vec<ListShowing>,
}

/// A revision of a list with what its editor wrote.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct ListRevision {
    /// Its number: 1 for the first, one more for each save.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was saved.
    pub at: DateTime,
    /// The account that saved it; null for whoever runs the newsroom.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub by: Option<ID>,
    /// What stands above the list.
    #[schema(max_length = 200)]
    pub title: String,
    /// When readers saw it, or are to see it: the last 20 times, the oldest first.
    #[schema(max_items = 20)]
    pub shown: Vec<ListShowing>,
    /// What the editor wrote.
    pub content: ListInput,
}

/// A page of the history of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListRevisionPage {
    /// What it holds, the newest first.
    #[schema(max_items = 100)]
    pub data: Vec<ListRevisionSummary>,
    /// Its neighbours.
    pub page: PageInfo,
}

fn whole(revision: &newsroom::ListRevision) -> Value {
    let saved = &revision.saved;
    let shown = revision.shown.iter().map(
        |row| json!({ "from": row.from.at, "until": row.until, "by": row.by, "note": row.note }),
    );
    json!({
        "revision": saved.revision,
        "at": saved.at,
        "by": saved.by,
        "title": saved.content.title,
        "shown": shown.collect::<Vec<_>>(),
        "content": saved.content,
    })
}

/// A revision of a list in its history.
pub(crate) fn revision_summary(
    revision: &newsroom::ListRevision,
) -> Result<ListRevisionSummary, Problem> {
    recast(whole(revision))
}

/// A revision of a list with what its editor wrote.
pub(crate) fn revision(revision: &newsroom::ListRevision) -> Result<ListRevision, Problem> {
    recast(whole(revision))
}

fn position(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1)
}

fn item((at, item): (usize, &DomainItem)) -> Result<ListItem, Problem> {
    let (mut article, mut quote, mut expert) = (None, None, None);
    let words = match &item.shown {
        Shown::Article(view) => {
            let shown = super::article::article(view)?;
            let words = [Some(&shown.headline), shown.kicker.as_ref(), shown.standfirst.as_ref()];
            let words = words.map(Option::<&String>::cloned);
            article = Some(shown);
            words
        }
        Shown::Quote(view) => {
            let said = &view.stored.content;
            quote = Some(super::quote::shown(view)?);
            [Some(said.text.to_string()), None, said.speaker()]
        }
        Shown::Expert(stored) => {
            let shown: Expert = record::shown(stored)?;
            let words = [Some(shown.name.clone()), None, shown.bio.clone()];
            expert = Some(shown);
            words
        }
        Shown::Page => [None, None, None],
    };
    let (origin, why, counted) = match item.origin {
        DomainOrigin::Editor => (Origin::Editor, None, None),
        DomainOrigin::Latest => (Origin::Latest, None, None),
        DomainOrigin::Query => (Origin::Query, None, None),
        DomainOrigin::Trending(why) => (Origin::Trending, Some(why.into()), None),
        DomainOrigin::MostViewed(counted) => (Origin::MostViewed, None, Some(counted.into())),
    };
    let own = item.slot.as_ref();
    let link = |url: &WebUrl| url.as_str().to_owned();
    let [headline, kicker, trail_text] = words;
    let own_headline = own.and_then(|slot| Some(slot.headline.as_ref()?.to_string()));
    let own_kicker = own.and_then(|slot| Some(slot.kicker.as_ref()?.to_string()));
    let own_trail = own.and_then(|slot| Some(slot.trail_text.as_ref()?.to_string()));
    Ok(ListItem {
        position: position(at),
        origin,
        pinned: own.is_some_and(|slot| slot.pinned),
        headline: own_headline.or(headline).unwrap_or_default(),
        kicker: own_kicker.or(kicker),
        trail_text: own_trail.or(trail_text),
        image: own.and_then(|slot| slot.image.as_ref().map(link)),
        url: own.and_then(|slot| slot.url.as_ref().map(link)),
        article,
        quote,
        expert,
        why,
        counted,
    })
}

/// A curated list.
pub(crate) fn curated(view: &ListView) -> Result<FrontList, Problem> {
    let content = &view.stored.content;
    Ok(FrontList {
        id: ID(view.stored.id.to_string()),
        key: content.key().unwrap_or(&view.stored.slug).as_str().to_owned(),
        title: view.stored.content.title.as_str().to_owned(),
        updated_at: view.stored.stamp.shown_at.into(),
        items: view.items.iter().enumerate().map(item).collect::<Result<_, _>>()?,
    })
}

/// The same with summaries in place of articles, as REST's lists have them.
pub(crate) fn summarised<T: Serialize>(list: &T) -> Result<Value, Problem> {
    let mut list: Value = members(list)?.into();
    let items = list.get_mut("items").and_then(Value::as_array_mut);
    for item in items.into_iter().flatten() {
        if let Some(article) = item.get_mut("article").filter(|article| !article.is_null()) {
            summarise(article)?;
        }
        let articles = item.get_mut("articles").and_then(Value::as_array_mut);
        articles.into_iter().flatten().try_for_each(summarise)?;
    }
    Ok(list)
}

fn summarise(article: &mut Value) -> Result<(), Problem> {
    let summary: ArticleSummary = recast(article.take())?;
    *article = members(&summary)?.into();
    Include::default().trim(article);
    Ok(())
}
