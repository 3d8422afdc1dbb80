//! The parts of an article's description, each a small document of its own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::{ArticleId, AuthorId, TopicId};
use crate::link::WebUrl;
use crate::text::{Line, Prose};

/// What kind of piece it is (IPTC genre; schema.org `NewsArticle` and its subtypes).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the trade's own")]
pub enum ArticleKind {
    Report,
    Analysis,
    Opinion,
    Background,
    Interview,
    Review,
    FactCheck,
    Obituary,
    LiveBlog,
    Gallery,
    Video,
    Audio,
    PressRelease,
    Sponsored,
    Satire,
}

/// Who may read the whole text (schema.org `isAccessibleForFree`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everybody.
    #[default]
    Free,
    /// Everybody, a few times.
    Metered,
    /// Subscribers.
    Paid,
}

/// Headlines for places where the main one does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Headlines {
    /// For social networks, up to 300 characters.
    #[serde(default)]
    pub social: Option<Line<300>>,
    /// For search engines, up to 300 characters.
    #[serde(default)]
    pub seo: Option<Line<300>>,
    /// For small screens and lists, up to 100 characters.
    #[serde(default)]
    pub short: Option<Line<100>>,
}

/// What somebody did for the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the trade's own")]
pub enum CreditRole {
    #[default]
    Author,
    Contributor,
    Editor,
    Photographer,
    Illustrator,
    Translator,
    FactChecker,
    Producer,
}

impl CreditRole {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Author,
        Self::Contributor,
        Self::Editor,
        Self::Photographer,
        Self::Illustrator,
        Self::Translator,
        Self::FactChecker,
        Self::Producer,
    ];

    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Author => "author",
            Self::Contributor => "contributor",
            Self::Editor => "editor",
            Self::Photographer => "photographer",
            Self::Illustrator => "illustrator",
            Self::Translator => "translator",
            Self::FactChecker => "fact_checker",
            Self::Producer => "producer",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// One name in the byline; the order of the list is the order in print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Credit {
    /// Who.
    pub author: AuthorId,
    /// For what.
    #[serde(default)]
    pub role: CreditRole,
}

/// Where and when the report was filed, as printed before its first words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dateline {
    /// Such as "MINSK", up to 200 characters.
    pub text: Line<200>,
    /// The day.
    #[serde(default)]
    pub date: Option<NaiveDate>,
}

/// How an article relates to a topic (schema.org `about` and `mentions`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicRelation {
    /// The article is about it.
    #[default]
    About,
    /// The article mentions it.
    Mentions,
}

impl TopicRelation {
    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Mentions => "mentions",
        }
    }

    /// The relation of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::About, Self::Mentions].into_iter().find(|rel| rel.word() == word)
    }
}

/// A topic of an article; the order of the list is the order shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TopicLink {
    /// Which.
    pub topic: TopicId,
    /// How they relate.
    #[serde(default)]
    pub rel: TopicRelation,
    /// True for the one that stands above the headline.
    #[serde(default)]
    pub primary: bool,
    /// 0 to 100 (ninjs `relevance`); unknown if absent.
    #[serde(default)]
    pub relevance: Option<u8>,
}

/// Who owns the text and what others may do with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rights {
    /// The owner (schema.org `copyrightHolder`).
    #[serde(default)]
    pub holder: Option<Line<200>>,
    /// The year (schema.org `copyrightYear`).
    #[serde(default)]
    pub year: Option<u16>,
    /// As printed (schema.org `copyrightNotice`).
    #[serde(default)]
    pub notice: Option<Line<500>>,
    /// The licence (schema.org `license`).
    #[serde(default)]
    pub licence_url: Option<WebUrl>,
    /// Conditions in words (IPTC `usageterms`).
    #[serde(default)]
    pub usage_terms: Option<Prose<1_000>>,
    /// True if others may be given the text.
    #[serde(default)]
    pub syndicatable: bool,
}

/// Whether text and data mining is reserved (W3C TDM Reservation Protocol).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Tdm {
    /// `tdm-reservation`.
    pub reserved: bool,
    /// `tdm-policy`.
    #[serde(default)]
    pub policy_url: Option<WebUrl>,
}

/// How the work came to be (IPTC Digital Source Type, in the words a newsroom needs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigitalSource {
    /// By people, with ordinary tools.
    HumanEdits,
    /// By people with the help of a generative model.
    CompositeWithTrainedAlgorithmicMedia,
    /// By a generative model.
    TrainedAlgorithmicMedia,
    /// By rules from data, such as a results table.
    AlgorithmicMedia,
}

/// What a model was used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum AiTask {
    Research,
    Transcription,
    Translation,
    Summary,
    Headline,
    Writing,
    Image,
    Data,
    Other,
}

/// One use of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AiTool {
    /// For what.
    pub task: AiTask,
    /// Which.
    #[serde(default)]
    pub tool: Option<Line<200>>,
    /// Who looked at the result.
    #[serde(default)]
    pub reviewed_by: Option<Line<200>>,
    /// What readers are told.
    #[serde(default)]
    pub disclosure: Option<Line<500>>,
}

/// The part that models had in the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AiUse {
    /// How the work came to be.
    pub digital_source_type: DigitalSource,
    /// Each use, up to 10.
    #[serde(default, rename = "use")]
    pub uses: Vec<AiTool>,
}

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the trade's own")]
pub enum SourceKind {
    Staff,
    Wire,
    Freelance,
    Handout,
}

/// The source of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Source {
    /// Of what kind.
    pub kind: SourceKind,
    /// Such as the agency's name.
    #[serde(default)]
    pub name: Option<Line<200>>,
    /// Its page.
    #[serde(default)]
    pub url: Option<WebUrl>,
}

/// Who paid for the piece (schema.org `sponsor`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sponsor {
    /// As printed.
    pub name: Line<200>,
    /// Its page.
    #[serde(default)]
    pub url: Option<WebUrl>,
}

/// What search engines are told.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seo {
    /// The page's title, up to 300 characters.
    #[serde(default)]
    pub title: Option<Line<300>>,
    /// The page's description, up to 500 characters.
    #[serde(default)]
    pub description: Option<Line<500>>,
    /// True if the page should not be found.
    #[serde(default)]
    pub noindex: bool,
}

/// Places the article is kept out of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signals {
    /// Out of trending.
    #[serde(default)]
    pub exclude_from_trending: bool,
    /// Out of related articles.
    #[serde(default)]
    pub exclude_from_related: bool,
    /// Out of feeds.
    #[serde(default)]
    pub exclude_from_feeds: bool,
}

/// The article's name in another system (ninjs `altids`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AlternateId {
    /// Which system.
    pub role: Line<100>,
    /// The name there.
    pub value: Line<300>,
}

/// How a story belongs to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoryRelation {
    /// About the same thing.
    #[default]
    Related,
    /// What came before.
    Background,
    /// What came after.
    FollowUp,
    /// Where it is from.
    Source,
}

/// A story that an editor put beside this one: an article of the newsroom, or a page elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedStory {
    /// An article of the newsroom.
    #[serde(default)]
    pub article: Option<ArticleId>,
    /// A page elsewhere; with `title`.
    #[serde(default)]
    pub url: Option<WebUrl>,
    /// The words of the link.
    #[serde(default)]
    pub title: Option<Line<300>>,
    /// How they belong together.
    #[serde(default)]
    pub rel: StoryRelation,
}
