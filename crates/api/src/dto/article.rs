//! Articles, going in and coming out.

use async_graphql::{ID, InputObject, Json, SimpleObject};
use newsroom::{ArticleView, BodyRow, Working};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::correction::Correction;
use super::desk::{Desk, desk_of};
use super::parts::{
    AiUse, AlternateId, Dateline, Headlines, QuoteUse, RelatedStory, Rights, Seo, Signals, Source,
    Sponsor, Tdm,
};
use super::quote::UsedQuote;
use super::record::{self, Author, Section, Topic};
use super::relation::{AuthorSummary, SectionSummary, TopicSummary};
use super::time::DateTime;
use super::translation::{self, Translation, WorkingTranslation};
use super::words::{Access, ArticleKind, ArticleState, CreditRole, TopicRelation, Transition};
use super::{members, recast};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

/// How fast readers read, in words a minute: what reading times are reckoned with.
const WORDS_PER_MINUTE: i64 = 230;

/// A name in a byline, going in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(input_name = "CreditInput", name = "CreditReference")]
pub struct CreditInput {
    /// The author's id.
    #[schema(value_type = uuid::Uuid)]
    pub author: ID,
    /// For what; `author` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<CreditRole>,
}

/// A topic of an article, going in.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(input_name = "TopicLinkInput", name = "TopicReference")]
pub struct TopicLinkInput {
    /// The topic's id.
    #[schema(value_type = uuid::Uuid)]
    pub topic: ID,
    /// How they relate; `about` if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rel: Option<TopicRelation>,
    /// True for the one that stands above the headline; at most one is.
    #[serde(default)]
    #[graphql(default)]
    pub primary: bool,
    /// 0 to 100; unknown if absent.
    #[schema(minimum = 0, maximum = 100)]
    pub relevance: Option<u8>,
}

/// A name in a byline.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Credit {
    /// For what.
    pub role: CreditRole,
    /// Whose.
    #[schema(value_type = AuthorSummary)]
    pub author: Author,
}

/// A topic of an article.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleTopic {
    /// How they relate.
    pub rel: TopicRelation,
    /// True for the one that stands above the headline.
    pub primary: bool,
    /// 0 to 100; null if unknown.
    #[schema(minimum = 0, maximum = 100)]
    pub relevance: Option<i64>,
    /// Which.
    #[schema(value_type = TopicSummary)]
    pub topic: Topic,
}

/// An article in a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleSummary {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Its address.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    /// The revision that is shown.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When readers first saw it; null for one that they never did.
    pub published_at: Option<DateTime>,
    /// When readers cease to see it (schema.org `expires`); null if no end is set.
    pub expires_at: Option<DateTime>,
    /// Until when it is, or was, breaking news.
    pub breaking_until: Option<DateTime>,
    /// When the revision that is shown was saved.
    pub updated_at: DateTime,
    /// How many words the body has.
    #[schema(minimum = 0)]
    pub word_count: i64,
    /// How long reading takes, at 230 words a minute.
    #[schema(minimum = 0)]
    pub reading_time_seconds: i64,
    /// Where it stands in the publication; null for a draft without one.
    #[schema(value_type = Option<SectionSummary>)]
    pub section: Option<Section>,
    /// Who made it, in the order of print.
    #[schema(max_items = 20)]
    pub credits: Vec<Credit>,
    /// What it is filed under, in the order shown.
    #[schema(max_items = 20)]
    pub topics: Vec<ArticleTopic>,
    /// What kind of piece it is.
    pub kind: ArticleKind,
    /// The headline.
    #[schema(max_length = 300)]
    pub headline: String,
    /// The line above the headline.
    #[schema(max_length = 200)]
    pub kicker: Option<String>,
    /// The paragraph below the headline.
    #[schema(max_length = 1000)]
    pub standfirst: Option<String>,
    /// The byline as printed, where it is not simply the credits.
    #[schema(max_length = 300)]
    pub byline: Option<String>,
    /// The language of its text (BCP 47).
    #[schema(max_length = 35)]
    pub language: String,
    /// Who may read the whole text.
    pub access: Access,
    /// True if it shows or tells what may distress.
    pub sensitive: bool,
    /// What readers are warned of.
    #[schema(max_length = 300)]
    pub content_warning: Option<String>,
}

/// An article as readers see it.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Article {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Its address.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: String,
    /// The revision that is shown.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When readers first saw it; null for one that they never did.
    pub published_at: Option<DateTime>,
    /// When readers cease to see it (schema.org `expires`); null if no end is set.
    pub expires_at: Option<DateTime>,
    /// Until when it is, or was, breaking news.
    pub breaking_until: Option<DateTime>,
    /// When the revision that is shown was saved.
    pub updated_at: DateTime,
    /// How many words the body has.
    #[schema(minimum = 0)]
    pub word_count: i64,
    /// How long reading takes, at 230 words a minute.
    #[schema(minimum = 0)]
    pub reading_time_seconds: i64,
    /// Where it stands in the publication; null for a draft without one.
    #[schema(value_type = Option<SectionSummary>)]
    pub section: Option<Section>,
    /// Who made it, in the order of print.
    #[schema(max_items = 20)]
    pub credits: Vec<Credit>,
    /// What it is filed under, in the order shown.
    #[schema(max_items = 20)]
    pub topics: Vec<ArticleTopic>,
    /// What kind of piece it is.
    pub kind: ArticleKind,
    /// The headline.
    #[schema(max_length = 300)]
    pub headline: String,
    /// The line above the headline.
    #[schema(max_length = 200)]
    pub kicker: Option<String>,
    /// The paragraph below the headline.
    #[schema(max_length = 1000)]
    pub standfirst: Option<String>,
    /// The byline as printed, where it is not simply the credits.
    #[schema(max_length = 300)]
    pub byline: Option<String>,
    /// The language of its text (BCP 47).
    #[schema(max_length = 35)]
    pub language: String,
    /// Who may read the whole text.
    pub access: Access,
    /// True if it shows or tells what may distress.
    pub sensitive: bool,
    /// What readers are warned of.
    #[schema(max_length = 300)]
    pub content_warning: Option<String>,
    /// Headlines for other places.
    pub headlines: Option<Headlines>,
    /// The story in up to six points.
    #[schema(max_items = 6)]
    pub summary_points: Vec<String>,
    /// Where and when it was filed.
    pub dateline: Option<Dateline>,
    /// Its address on the web, if that is elsewhere.
    #[schema(max_length = 2000)]
    pub canonical_url: Option<String>,
    /// Who owns it.
    pub rights: Option<Rights>,
    /// Whether mining is reserved.
    pub tdm: Option<Tdm>,
    /// The part that models had in it.
    pub ai: Option<AiUse>,
    /// Where the text comes from.
    pub source: Option<Source>,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
    /// What search engines are told.
    pub seo: Option<Seo>,
    /// Places it is kept out of.
    pub signals: Option<Signals>,
    /// Its names in other systems.
    #[schema(max_items = 20)]
    pub alternate_ids: Vec<AlternateId>,
    /// Members of the newsroom's own: an object of up to 16 KiB.
    #[schema(value_type = Option<Object>)]
    pub extra: Option<Json<Value>>,
    /// The quotes that stand in it, in the order of its text.
    #[serde(default, skip_deserializing)]
    #[graphql(skip)]
    #[schema(max_items = 200)]
    pub quotes: Vec<UsedQuote>,
    /// What readers are told was wrong, the oldest first.
    #[serde(default, skip_deserializing)]
    #[graphql(skip)]
    pub corrections: Vec<Correction>,
    /// The same story in other languages, as far as readers see it, by language.
    #[serde(default)]
    #[graphql(skip)]
    pub translations: Vec<Translation>,
    /// The text, in its forms.
    #[serde(default)]
    #[graphql(skip)]
    pub body: ArticleBody,
}

/// A body in its forms.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleBody {
    /// News Blocks, a profile of Portable Text.
    #[schema(value_type = Vec<NewsBlock>, max_items = 5000)]
    #[graphql(name = "portableText")]
    pub blocks: Json<Value>,
    /// Semantic HTML without scripts, styles or anything raw.
    pub html: String,
    /// Plain text; a blank line between blocks.
    pub text: String,
    /// `CommonMark` with tables and strikethrough.
    pub markdown: String,
}

/// An article as an editor writes it. Only the headline is required before publishing.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(input_name = "ArticleInput", name = "ArticleContent")]
pub struct ArticleInput {
    /// The address it asks for; made from the headline where it is absent. It takes effect when
    /// the article is published.
    #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
    pub slug: Option<String>,
    /// The section's id; needed to publish.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub section: Option<ID>,
    /// Who made it, in the order of print; one is needed to publish.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    pub credits: Vec<CreditInput>,
    /// What it is filed under, in the order shown.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    pub topics: Vec<TopicLinkInput>,
    /// What kind of piece it is; a report unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ArticleKind>,
    /// The headline.
    #[schema(max_length = 300)]
    pub headline: String,
    /// The line above the headline.
    #[schema(max_length = 200)]
    pub kicker: Option<String>,
    /// The paragraph below the headline.
    #[schema(max_length = 1000)]
    pub standfirst: Option<String>,
    /// The byline as printed, where it is not simply the credits.
    #[schema(max_length = 300)]
    pub byline: Option<String>,
    /// The language of its text (BCP 47); `en` unless said otherwise.
    #[schema(max_length = 35)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who may read the whole text; everybody unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// True if it shows or tells what may distress.
    #[serde(default)]
    #[graphql(default)]
    pub sensitive: bool,
    /// What readers are warned of.
    #[schema(max_length = 300)]
    pub content_warning: Option<String>,
    /// Headlines for other places.
    pub headlines: Option<Headlines>,
    /// The story in up to six points.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 6)]
    pub summary_points: Vec<String>,
    /// Where and when it was filed.
    pub dateline: Option<Dateline>,
    /// Its address on the web, if that is elsewhere.
    #[schema(max_length = 2000)]
    pub canonical_url: Option<String>,
    /// Who owns it.
    pub rights: Option<Rights>,
    /// Whether mining is reserved.
    pub tdm: Option<Tdm>,
    /// The part that models had in it.
    pub ai: Option<AiUse>,
    /// Where the text comes from.
    pub source: Option<Source>,
    /// Who paid for it.
    pub sponsor: Option<Sponsor>,
    /// What search engines are told.
    pub seo: Option<Seo>,
    /// Places it is kept out of.
    pub signals: Option<Signals>,
    /// Its names in other systems.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    pub alternate_ids: Vec<AlternateId>,
    /// Members of the newsroom's own: an object of up to 16 KiB.
    #[schema(value_type = Option<Object>)]
    pub extra: Option<Json<Value>>,
    /// The quotes that stand in it; attaching one by its words is easier.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 200)]
    pub quotes: Vec<QuoteUse>,
    /// Stories that belong to it, in the order shown.
    #[serde(default)]
    #[graphql(default)]
    #[schema(max_items = 20)]
    pub related: Vec<RelatedStory>,
    /// News Blocks (an array), `{"markdown": "…"}` or `{"html": "…"}`; needed to publish.
    #[schema(value_type = Option<BodyInput>)]
    pub body: Option<Json<Value>>,
}

/// A body as it is written: the document's own form, or one that becomes it.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[serde(untagged)]
pub enum BodyInput {
    /// News Blocks, a profile of Portable Text.
    Blocks(Vec<NewsBlock>),
    /// `CommonMark` with tables and strikethrough.
    Markdown {
        /// The text.
        #[schema(max_length = 2_097_152)]
        markdown: String,
    },
    /// Semantic HTML; what is neither text nor structure is left out.
    Html {
        /// The text.
        #[schema(max_length = 2_097_152)]
        html: String,
    },
}

/// A block of a body: a paragraph, a pull quote, a picture and so on. Its further members follow
/// from its type.
#[derive(Debug, ToSchema)]
pub struct NewsBlock {
    /// What it is, such as `block`, `pullQuote`, `image`.
    #[schema(rename = "_type", max_length = 40, pattern = "^[A-Za-z]+$")]
    pub kind: String,
}

/// The newest revision of an article, with the document that PUT takes and PATCH patches.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WorkingArticle {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Where it stands.
    pub state: ArticleState,
    /// The address it has or asks for.
    #[schema(max_length = 120)]
    pub slug: String,
    /// The newest revision: what If-Match names.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was begun.
    pub created_at: DateTime,
    /// When the newest revision was saved.
    pub updated_at: DateTime,
    /// When readers first saw it.
    pub first_published_at: Option<DateTime>,
    /// The account that began it.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub created_by: Option<ID>,
    /// The account that saved the newest revision.
    #[schema(value_type = Option<uuid::Uuid>)]
    pub updated_by: Option<ID>,
    /// Uses of quotes that this save dropped, for their marks are gone.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>, max_items = 200)]
    pub dropped_uses: Vec<ID>,
    /// The steps that there are from here; whether one may take them is another matter.
    #[schema(max_items = 12)]
    pub steps: Vec<Transition>,
    /// What the desk knows of it beside its text.
    pub desk: Desk,
    /// The same story in other languages, as far as you see it in the working view, by language;
    /// none that lies in the trash.
    pub translations: Vec<WorkingTranslation>,
    /// What the editor wrote.
    pub content: ArticleInput,
}

/// An article in a list of the working view.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WorkingSummary {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// Where it stands.
    pub state: ArticleState,
    /// The address it has or asks for.
    #[schema(max_length = 120)]
    pub slug: String,
    /// The newest revision.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// The headline.
    #[schema(max_length = 300)]
    pub headline: String,
    /// When it was begun.
    pub created_at: DateTime,
    /// When the newest revision was saved.
    pub updated_at: DateTime,
    /// When readers first saw it.
    pub first_published_at: Option<DateTime>,
    /// What the desk knows of it beside its text.
    pub desk: Desk,
}

/// A page of articles as readers see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArticlePage {
    /// What it holds.
    #[schema(max_items = 100)]
    pub data: Vec<ArticleSummary>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// A page of articles as editors see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WorkingPage {
    /// What it holds.
    #[schema(max_items = 100)]
    pub data: Vec<WorkingSummary>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// The members that summaries and articles share.
fn shown(view: &ArticleView) -> Result<Map<String, Value>, Problem> {
    let row = &view.row;
    let mut all = members(&row.meta)?;
    let mut put = |name: &str, value: Value| all.insert(name.to_owned(), value);
    put("id", json!(row.id));
    put("slug", json!(row.slug));
    put("revision", json!(row.revision));
    put("publishedAt", json!(row.first_published_at));
    put("updatedAt", json!(row.changed_at));
    put("expiresAt", json!(row.shown_until));
    put("breakingUntil", json!(row.breaking_until));
    put("wordCount", json!(row.word_count));
    put("readingTimeSeconds", json!(row.word_count.saturating_mul(60) / WORDS_PER_MINUTE));
    put("section", json!(view.section.as_ref().map(record::shown).transpose()?));
    let credits: Result<Vec<_>, Problem> = view
        .credits
        .iter()
        .map(|(role, author)| Ok(json!({ "role": role, "author": record::shown(author)? })))
        .collect();
    put("credits", json!(credits?));
    let topics: Result<Vec<_>, Problem> = view
        .topics
        .iter()
        .map(|(link, topic)| {
            let (rel, primary, relevance) = (link.rel, link.primary, link.relevance);
            let topic = record::shown(topic)?;
            Ok(json!({ "rel": rel, "primary": primary, "relevance": relevance, "topic": topic }))
        })
        .collect();
    put("topics", json!(topics?));
    Ok(all)
}

/// An article in a list.
pub(crate) fn summary(view: &ArticleView) -> Result<ArticleSummary, Problem> {
    recast(shown(view)?.into())
}

/// An article as readers see it, its body still empty.
pub(crate) fn article(view: &ArticleView) -> Result<Article, Problem> {
    recast(shown(view)?.into())
}

/// A body in its forms.
pub(crate) fn body(row: BodyRow) -> Result<ArticleBody, Problem> {
    let blocks = serde_json::from_str(&row.blocks).map_err(|error| Problem::internal(&error))?;
    Ok(ArticleBody { blocks: Json(blocks), html: row.html, text: row.text, markdown: row.markdown })
}

fn head(view: &ArticleView) -> Value {
    let row = &view.row;
    json!({
        "id": row.id,
        "state": row.state,
        "slug": row.slug,
        "revision": row.head_revision,
        "headline": row.meta.headline,
        "createdAt": row.created_at,
        "updatedAt": row.changed_at,
        "firstPublishedAt": row.first_published_at,
        "createdBy": row.created_by,
        "updatedBy": row.updated_by,
        "steps": row.state.steps(),
        "desk": desk_of(view),
    })
}

/// An article as editors see it in a list.
pub(crate) fn working_summary(view: &ArticleView) -> Result<WorkingSummary, Problem> {
    recast(head(view))
}

/// An article as editors see it.
pub(crate) fn working(working: &Working) -> Result<WorkingArticle, Problem> {
    let mut all = members(&head(&working.view))?;
    let content = working.content.to_json().map_err(|error| Problem::internal(&error))?;
    all.insert("content".to_owned(), content.into());
    all.insert("droppedUses".to_owned(), json!(working.dropped));
    let translations = working.translations.iter().map(translation::working);
    all.insert("translations".to_owned(), translations.collect());
    recast(all.into())
}
