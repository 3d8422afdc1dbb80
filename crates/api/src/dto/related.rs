//! What belongs to an article.

use async_graphql::SimpleObject;
use newsroom::{AlsoQuoted as DomainAlso, RelatedItem as DomainRelated};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::article::{Article, ArticleSummary};
use super::parts::RelatedStory;
use super::record::{self, Expert, Topic};
use super::{members, recast};
use crate::web::problem::Problem;

/// Why an article belongs to another.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[graphql(name = "RelatedWhy")]
pub struct RelatedWhy {
    /// What an editor wrote, if it was one who put it there.
    pub manual: Option<RelatedStory>,
    /// The topics that both have.
    pub topics: Vec<Topic>,
    /// The speakers that both quote.
    pub experts: Vec<Expert>,
    /// How alike their headlines and standfirsts are, from 0 to 1; 0 for what an editor chose.
    pub likeness: f64,
    /// The rarity of what is shared, and the likeness; 0 for what an editor chose. Of two articles
    /// the one stands first whose score is higher, halved for each 180 days that it is older.
    pub score: f64,
}

/// Something that belongs to an article.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct RelatedItem {
    /// The headline, or the words of the link.
    pub headline: String,
    /// Where it leads, for a page elsewhere.
    pub url: Option<String>,
    /// The article; null for a page elsewhere.
    #[schema(value_type = Option<ArticleSummary>)]
    pub article: Option<Article>,
    /// Why it stands there.
    pub why: RelatedWhy,
}

/// What belongs to an article.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct RelatedList {
    /// What an editor chose first, then what shares most and reads most like it.
    #[schema(max_items = 100)]
    pub items: Vec<RelatedItem>,
}

/// Something that belongs to an article.
pub(crate) fn related(item: &DomainRelated) -> Result<RelatedItem, Problem> {
    let article = item.article.as_ref().map(super::article::article).transpose()?;
    let story = item.manual.as_ref();
    let words = story.and_then(|story| story.title.as_ref().map(ToString::to_string));
    let own = article.as_ref().map(|article| article.headline.clone());
    Ok(RelatedItem {
        headline: words.or(own).unwrap_or_default(),
        url: story.and_then(|story| story.url.as_ref().map(|url| url.as_str().to_owned())),
        article,
        why: RelatedWhy {
            manual: match story {
                Some(story) => recast(members(story)?.into())?,
                None => None,
            },
            topics: item.topics.iter().map(record::shown).collect::<Result<_, _>>()?,
            experts: item.experts.iter().map(record::shown).collect::<Result<_, _>>()?,
            likeness: item.likeness,
            score: item.score,
        },
    })
}

/// A speaker of an article, and where else readers find them.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
pub struct AlsoQuoted {
    /// Who.
    pub expert: Expert,
    /// The other articles that quote them by name, the newest first.
    #[schema(max_items = 100, value_type = Vec<ArticleSummary>)]
    pub articles: Vec<Article>,
}

/// Where the speakers of an article are quoted, too.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AlsoQuotedList {
    /// The speakers who are.
    #[schema(max_items = 10)]
    pub items: Vec<AlsoQuoted>,
}

/// Where a speaker is quoted, too.
pub(crate) fn also_quoted(also: &DomainAlso) -> Result<AlsoQuoted, Problem> {
    Ok(AlsoQuoted {
        expert: record::shown(&also.expert)?,
        articles: also.articles.iter().map(super::article::article).collect::<Result<_, _>>()?,
    })
}
