//! The words that stand for something, the same in both APIs, going in and coming out.

use async_graphql::Enum;
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
    ArticleState {
        Draft, InReview, Approved, Scheduled, Published, Unpublished, Killed, Trashed,
    }
    /// A step of the workflow.
    Transition {
        Submit, Withdraw, Return, Approve, Schedule, Unschedule, Publish, Unpublish, Kill, Trash,
        Restore, Purge,
    }
    /// Where a release stands.
    ReleaseState { Draft, Scheduled, Released, Undone, Failed }
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
    /// What an organisation is.
    OrganizationKind {
        Company, Government, Party, Union, Institute, University, Ngo, Club, Media, Other,
    }
    /// What an expert is.
    ExpertKind { Person, OrganisationVoice, Group, Anonymous }
    /// How much of what was said a quote's words are.
    QuoteForm { Direct, Partial, Indirect, Paraphrase }
    /// Where it was said.
    Occasion {
        Interview, Speech, PressConference, Statement, Social, Court, Parliament, Document,
        Broadcast,
    }
    /// Whether a speaker may be named.
    TermsKind { OnRecord, Background, Anonymous }
    /// How it is known that it was said.
    VerificationStatus {
        Unverified, Recording, Transcript, Document, SecondSource, Confirmed, Disputed, Retracted,
    }
    /// Whether the newsroom stands by a quote.
    QuoteStatus { Suggested, Accepted, Rejected, Retracted }
    /// What kind of source a quote comes from.
    QuoteSourceKind { Own, Agency, Media, Document, Social }
    /// In which kind of place a quote stands.
    Placement { Body, Headline, Pull, Subhead, Standfirst, Caption }
    /// Which text of an article.
    TextField { Body, Headline, Standfirst, Caption }
    /// How printed words differ from what was said.
    Alteration { None, Ellipsis, Brackets, Translated, Shortened, Reworded }
    /// How a story belongs to another.
    StoryRelation { Related, Background, FollowUp, Source }
    /// What fills the places of a list that editors leave open.
    Backfill { None, Latest, Trending, MostViewed, Query }
    /// Who put an item into a list.
    Origin { Editor, Latest, Trending, MostViewed, Query }
    /// What a trending list is based on.
    Basis { Views, Picks, Latest }
    /// What an editor's rule does to an article.
    TrendingRuleKind { Pin, Boost, Mute }
    /// What kind of note a correction is.
    CorrectionKind { Correction, Clarification, EditorsNote, Update, Apology, Retraction }
    /// How much a correction matters.
    Significance { Minor, Material }
    /// Where a correction stands on the page.
    NotePosition { Top, Bottom }
    /// To what a role may do something.
    Reach { No, OwnDraft, OwnUnseen, Own, Desk, All }
    /// What an account may do.
    Role { Integrator, Contributor, Author, Editor, ChiefEditor, Admin }
}

/// The unit of a temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
pub enum TemperatureUnit {
    /// Degrees Celsius.
    #[graphql(name = "C")]
    C,
    /// Degrees Fahrenheit.
    #[graphql(name = "F")]
    F,
}
