//! The parts of an article, the same going in and coming out.

use async_graphql::{Enum, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($word:ident),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the words are the trade's own; the domain explains them")]
        pub enum $name { $($word),* }
    )*};
}

words! {
    /// What kind of piece it is (IPTC genre).
    ArticleKind {
        Report, Analysis, Opinion, Background, Interview, Review, FactCheck, Obituary, LiveBlog,
        Gallery, Video, Audio, PressRelease, Sponsored, Satire,
    }
    /// Where an article stands.
    ArticleState { Draft, Published, Unpublished }
    /// Who may read the whole text.
    Access { Free, Metered, Paid }
    /// What somebody did for an article.
    CreditRole {
        Author, Contributor, Editor, Photographer, Illustrator, Translator, FactChecker, Producer,
    }
    /// How an article relates to a topic (schema.org about, mentions).
    TopicRelation { About, Mentions }
    /// How a work came to be (IPTC Digital Source Type).
    DigitalSource {
        HumanEdits, CompositeWithTrainedAlgorithmicMedia, TrainedAlgorithmicMedia, AlgorithmicMedia,
    }
    /// What a model was used for.
    AiTask {
        Research, Transcription, Translation, Summary, Headline, Writing, Image, Data, Other,
    }
    /// Where a text comes from.
    SourceKind { Staff, Wire, Freelance, Handout }
    /// What an author is.
    AuthorKind { Person, Organisation, Collective }
    /// What a topic is about.
    TopicKind { Subject, Person, Organisation, Place, Event, Work, Other }
    /// What an account may do.
    Role { Integrator, Author, Editor, Admin }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident as $input:literal {
        $($(#[$field_meta:meta])* $field:ident: $kind:ty,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
        #[serde(rename_all = "camelCase")]
        #[graphql(input_name = $input)]
        pub struct $name { $($(#[$field_meta])* pub $field: $kind,)* }
    )*};
}

parts! {
    /// Headlines for places where the main one does not fit.
    Headlines as "HeadlinesInput" {
        /// For social networks.
        #[schema(max_length = 300)]
        social: Option<String>,
        /// For search engines.
        #[schema(max_length = 300)]
        seo: Option<String>,
        /// For small screens and lists.
        #[schema(max_length = 100)]
        short: Option<String>,
    }
    /// Where and when a report was filed.
    Dateline as "DatelineInput" {
        /// Such as "MINSK".
        #[schema(max_length = 200)]
        text: String,
        /// The day.
        date: Option<NaiveDate>,
    }
    /// Who owns a text and what others may do with it.
    Rights as "RightsInput" {
        /// The owner.
        #[schema(max_length = 200)]
        holder: Option<String>,
        /// The year.
        #[schema(minimum = 0, maximum = 65535)]
        year: Option<u16>,
        /// As printed.
        #[schema(max_length = 500)]
        notice: Option<String>,
        /// The licence.
        #[schema(max_length = 2000)]
        licence_url: Option<String>,
        /// Conditions in words.
        #[schema(max_length = 1000)]
        usage_terms: Option<String>,
        /// True if others may be given the text.
        #[serde(default)]
        #[graphql(default)]
        syndicatable: bool,
    }
    /// Whether text and data mining is reserved (TDM Reservation Protocol).
    Tdm as "TdmInput" {
        /// True if it is.
        reserved: bool,
        /// The policy.
        #[schema(max_length = 2000)]
        policy_url: Option<String>,
    }
    /// One use of a model.
    AiTool as "AiToolInput" {
        /// For what.
        task: AiTask,
        /// Which.
        #[schema(max_length = 200)]
        tool: Option<String>,
        /// Who looked at the result.
        #[schema(max_length = 200)]
        reviewed_by: Option<String>,
        /// What readers are told.
        #[schema(max_length = 500)]
        disclosure: Option<String>,
    }
    /// The part that models had in an article.
    AiUse as "AiUseInput" {
        /// How the work came to be.
        digital_source_type: DigitalSource,
        /// Each use.
        #[serde(rename = "use", default)]
        #[graphql(name = "use", default)]
        #[schema(max_items = 10)]
        uses: Vec<AiTool>,
    }
    /// The source of a text.
    Source as "SourceInput" {
        /// Of what kind.
        kind: SourceKind,
        /// Such as the agency's name.
        #[schema(max_length = 200)]
        name: Option<String>,
        /// Its page.
        #[schema(max_length = 2000)]
        url: Option<String>,
    }
    /// Who paid for a piece.
    Sponsor as "SponsorInput" {
        /// As printed.
        #[schema(max_length = 200)]
        name: String,
        /// Its page.
        #[schema(max_length = 2000)]
        url: Option<String>,
    }
    /// What search engines are told.
    Seo as "SeoInput" {
        /// The page's title.
        #[schema(max_length = 300)]
        title: Option<String>,
        /// The page's description.
        #[schema(max_length = 500)]
        description: Option<String>,
        /// True if the page should not be found.
        #[serde(default)]
        #[graphql(default)]
        noindex: bool,
    }
    /// Places an article is kept out of.
    Signals as "SignalsInput" {
        /// Out of trending.
        #[serde(default)]
        #[graphql(default)]
        exclude_from_trending: bool,
        /// Out of related articles.
        #[serde(default)]
        #[graphql(default)]
        exclude_from_related: bool,
        /// Out of feeds.
        #[serde(default)]
        #[graphql(default)]
        exclude_from_feeds: bool,
    }
    /// An article's name in another system.
    AlternateId as "AlternateIdInput" {
        /// Which system.
        #[schema(max_length = 100)]
        role: String,
        /// The name there.
        #[schema(max_length = 300)]
        value: String,
    }
    /// A page elsewhere about the same thing (schema.org sameAs).
    Link as "LinkInput" {
        /// What it is, such as `website`.
        #[schema(max_length = 60)]
        rel: String,
        /// Where it is.
        #[schema(max_length = 2000)]
        url: String,
    }
}
