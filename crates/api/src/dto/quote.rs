//! Quotes, and their places in articles.

use async_graphql::{ID, InputObject, SimpleObject};
use newsroom::{QuoteView, UsedQuote as DomainUse};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::parts::{
    Attribution, Extraction, Original, QuoteSource, RightOfReply, Terms, UsePart, Verification,
};
use super::record::{self, Expert, Topic};
use super::time::DateTime;
use super::words::{Alteration, Occasion, Placement, QuoteForm, QuoteStatus};
use super::{members, recast};
use crate::web::answer::PageInfo;
use crate::web::problem::Problem;

macro_rules! quotes {
    ($(#[$text_meta:meta])* text; $($(#[$meta:meta])* $field:ident: $kind:ty,)*) => {
        /// What somebody said, as readers see it (schema.org Quotation).
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        pub struct Quote {
            /// UUID version 7.
            #[schema(value_type = uuid::Uuid)]
            pub id: ID,
            /// When it was noted.
            pub created_at: DateTime,
            /// When what readers see of it was last changed.
            pub updated_at: DateTime,
            /// Who said it; null where they are not named.
            pub expert: Option<Expert>,
            /// What it is about.
            #[schema(max_items = 20)]
            pub topics: Vec<Topic>,
            /// Ids of the articles that print it.
            #[schema(value_type = Vec<uuid::Uuid>)]
            pub articles: Vec<ID>,
            $(#[$text_meta])* pub text: String,
            $($(#[$meta])* pub $field: $kind,)*
        }

        /// A quote as an editor writes it.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        #[graphql(name = "QuoteContent", input_name = "QuoteInput")]
        pub struct QuoteInput {
            /// The id of the expert who said it; this or `descriptor` is needed.
            #[schema(value_type = Option<uuid::Uuid>)]
            pub expert: Option<ID>,
            /// What it is about: ids of topics.
            #[serde(default)]
            #[graphql(default)]
            #[schema(max_items = 20, value_type = Vec<uuid::Uuid>)]
            pub topics: Vec<ID>,
            /// Whether the newsroom stands by it; accepted unless said otherwise.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub status: Option<QuoteStatus>,
            /// Which rule found it.
            pub extraction: Option<Extraction>,
            $(#[$text_meta])* pub text: String,
            $($(#[$meta])* pub $field: $kind,)*
        }

        /// A quote that is attached with its words: the words are those of `texts`.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
        #[serde(rename_all = "camelCase")]
        pub struct AttachedQuoteInput {
            /// The id of the expert who said it; this or `descriptor` is needed.
            #[schema(value_type = Option<uuid::Uuid>)]
            pub expert: Option<ID>,
            /// What it is about: ids of topics.
            #[serde(default)]
            #[graphql(default)]
            #[schema(max_items = 20, value_type = Vec<uuid::Uuid>)]
            pub topics: Vec<ID>,
            /// Whether the newsroom stands by it; accepted unless said otherwise.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub status: Option<QuoteStatus>,
            /// Which rule found it.
            pub extraction: Option<Extraction>,
            /// What was said, where print has other words; the words of `texts` if absent.
            #[schema(max_length = 10000)]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub text: Option<String>,
            $($(#[$meta])* pub $field: $kind,)*
        }
    };
}

quotes! {
    /// The words, without the outer quotation marks.
    #[schema(max_length = 10000)]
    text;
    /// Their language (BCP 47).
    #[schema(max_length = 35)]
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The words in the language in which they were said.
    original: Option<Original>,
    /// Who translated them.
    #[schema(max_length = 200)]
    translator: Option<String>,
    /// Who said them where no name is printed, such as "a senior official".
    #[schema(max_length = 200)]
    descriptor: Option<String>,
    /// Who the speaker was then; made from the expert's office of that day where it is absent.
    attribution: Option<Attribution>,
    /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    #[schema(max_length = 10)]
    said_on: Option<String>,
    /// On what occasion.
    occasion: Option<Occasion>,
    /// Where the words come from.
    source: Option<QuoteSource>,
    /// How much of what was said they are; direct unless said otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<QuoteForm>,
    /// Whether the speaker may be named.
    #[serde(skip_serializing_if = "Option::is_none")]
    terms: Option<Terms>,
    /// How it is known that it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<Verification>,
    /// Whether the one who is spoken of was asked.
    right_of_reply: Option<RightOfReply>,
}

/// A quote in its place.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct UsedQuote {
    /// What the marks of the body name.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// In which kind of place it stands.
    pub placement: Placement,
    /// The words as printed, parts joined by a space.
    pub exact_text: String,
    /// Where exactly.
    #[schema(max_items = 20)]
    pub parts: Vec<UsePart>,
    /// The word that introduces it.
    #[schema(max_length = 100)]
    pub cue: Option<String>,
    /// How the text names the speaker there.
    #[schema(max_length = 300)]
    pub source_mention: Option<String>,
    /// How the printed words differ from what was said.
    pub alteration: Alteration,
    /// What was said.
    pub quote: Quote,
}

/// The newest revision of a quote, with the document that PUT takes and PATCH patches.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WorkingQuote {
    /// UUID version 7.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The newest revision: what If-Match names.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When it was noted.
    pub created_at: DateTime,
    /// When it was last changed.
    pub updated_at: DateTime,
    /// Ids of the articles that print it.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub articles: Vec<ID>,
    /// What the editor wrote.
    pub content: QuoteInput,
}

/// A page of quotes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuotePage {
    /// What it holds.
    #[schema(max_items = 100)]
    pub data: Vec<Quote>,
    /// Its neighbours.
    pub page: PageInfo,
}

/// A quote as readers see it.
pub(crate) fn shown(view: &QuoteView) -> Result<Quote, Problem> {
    let mut all = members(&view.stored.content)?;
    let topics: Vec<Topic> = view.topics.iter().map(record::shown).collect::<Result<_, _>>()?;
    all.insert("id".to_owned(), json!(view.stored.id));
    all.insert("createdAt".to_owned(), json!(view.stored.stamp.created_at));
    all.insert("updatedAt".to_owned(), json!(view.stored.stamp.shown_at));
    all.insert("expert".to_owned(), json!(view.expert.as_ref().map(record::shown).transpose()?));
    all.insert("topics".to_owned(), json!(topics));
    all.insert("articles".to_owned(), json!(view.articles));
    recast(all.into())
}

/// A quote in its place.
pub(crate) fn used(one: &DomainUse) -> Result<UsedQuote, Problem> {
    let mut all = members(&one.used)?;
    all.insert("exactText".to_owned(), json!(one.used.exact_text()));
    all.insert("quote".to_owned(), json!(shown(&one.quote)?));
    recast(all.into())
}

/// A quote as editors see it.
pub(crate) fn working(view: &QuoteView) -> Result<WorkingQuote, Problem> {
    recast(json!({
        "id": view.stored.id,
        "revision": view.stored.stamp.revision,
        "createdAt": view.stored.stamp.created_at,
        "updatedAt": view.stored.stamp.updated_at,
        "articles": view.articles,
        "content": view.stored.content,
    }))
}
