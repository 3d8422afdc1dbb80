//! The blocks: a strict profile of Portable Text, one type for each `_type`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::id::ArticleId;
use crate::link::WebUrl;
use crate::text::{Line, Prose};
use crate::time::Timestamp;

/// One block; its `_type` is the variant's name in camelCase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "_type", rename_all = "camelCase")]
pub enum Block {
    /// A paragraph, heading, quotation or list item.
    #[serde(rename = "block")]
    Text(TextBlock),
    /// Words lifted out of the text.
    PullQuote(PullQuote),
    /// A picture.
    Image(Image),
    /// Something shown from elsewhere.
    Embed(Embed),
    /// A box beside the story.
    FactBox(FactBox),
    /// The story in points.
    KeyPoints(KeyPoints),
    /// A table.
    Table(Table),
    /// Text shown as it is, in a fixed width.
    Code(Code),
    /// A link to another story.
    RelatedLink(RelatedLink),
    /// A rule between parts.
    Divider(Divider),
    /// An entry of a live blog.
    LiveEntry(LiveEntry),
}

/// What a text block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words of Portable Text")]
pub enum Style {
    #[default]
    Normal,
    Lead,
    H2,
    H3,
    H4,
    Blockquote,
}

/// What kind of list an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the words of Portable Text")]
pub enum ListItem {
    Bullet,
    Number,
}

/// A paragraph, heading, quotation or list item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TextBlock {
    /// Unique among the blocks: 1 to 64 of `[A-Za-z0-9_-]`.
    #[serde(rename = "_key", default)]
    pub key: String,
    /// What it is.
    #[serde(default)]
    pub style: Style,
    /// The list that it is an item of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_item: Option<ListItem>,
    /// How deep in the list, 1 to 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// The text.
    #[serde(default)]
    pub children: Vec<Span>,
    /// What the spans' marks refer to.
    #[serde(default)]
    pub mark_defs: Vec<MarkDef>,
}

/// The one word that a span's `_type` may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SpanType {
    /// `span`
    #[default]
    Span,
}

/// A run of text with the same marks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Span {
    /// Always `span`.
    #[serde(rename = "_type", default)]
    pub kind: SpanType,
    /// Unique in its block.
    #[serde(rename = "_key", default)]
    pub key: String,
    /// The characters.
    pub text: String,
    /// Decorators by name, annotations by key.
    #[serde(default)]
    pub marks: Vec<String>,
}

/// The names of decorators.
pub const DECORATORS: [&str; 7] = ["code", "em", "strike", "strong", "sub", "sup", "underline"];

/// What a stretch of text stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "_type", rename_all = "camelCase", deny_unknown_fields)]
pub enum MarkDef {
    /// Words that somebody said.
    Quote {
        /// The mark's name in this block.
        #[serde(rename = "_key")]
        key: String,
        /// The use of a quote that stands here.
        #[serde(rename = "use")]
        used: Uuid,
        /// Which part of it, from 0.
        #[serde(default)]
        part: u32,
    },
    /// Words in quotation marks that nobody said, such as a name.
    NotAQuote {
        /// The mark's name in this block.
        #[serde(rename = "_key")]
        key: String,
        /// Why not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Line<200>>,
    },
    /// A link out.
    Link {
        /// The mark's name in this block.
        #[serde(rename = "_key")]
        key: String,
        /// `http`, `https`, `mailto` or `tel`.
        href: String,
        /// Link types (HTML `rel`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rel: Option<Line<60>>,
    },
    /// A link to another article of the newsroom.
    InternalLink {
        /// The mark's name in this block.
        #[serde(rename = "_key")]
        key: String,
        /// Which.
        article: ArticleId,
    },
    /// A person, place or thing that is named.
    Entity {
        /// The mark's name in this block.
        #[serde(rename = "_key")]
        key: String,
        /// What it is.
        kind: EntityKind,
        /// Its usual name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Line<200>>,
        /// The same thing elsewhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        uri: Option<WebUrl>,
    },
    /// Words in another language.
    Lang {
        /// The mark's name in this block.
        #[serde(rename = "_key")]
        key: String,
        /// BCP 47.
        tag: crate::language::Language,
    },
}

impl MarkDef {
    /// The mark's name in its block.
    pub fn key(&self) -> &str {
        match self {
            Self::Quote { key, .. }
            | Self::NotAQuote { key, .. }
            | Self::Link { key, .. }
            | Self::InternalLink { key, .. }
            | Self::Entity { key, .. }
            | Self::Lang { key, .. } => key,
        }
    }
}

/// What a named thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum EntityKind {
    Person,
    Organisation,
    Place,
    Event,
    Work,
    Other,
}

macro_rules! boxes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name {
            /// Unique among the blocks: 1 to 64 of `[A-Za-z0-9_-]`.
            #[serde(rename = "_key", default)]
            pub key: String,
            $($(#[$field_meta])* pub $field: $kind,)*
        }
    )*};
}

boxes! {
    /// Words lifted out of the text.
    PullQuote {
        /// The words, without outer quotation marks.
        text: Prose<1_000>,
        /// Who said them, as printed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attribution: Option<Line<300>>,
        /// The use of a quote that this is.
        #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
        used: Option<Uuid>,
    }
    /// A picture.
    Image {
        /// Where it is.
        url: WebUrl,
        /// What it shows, for those who do not see it.
        alt: Line<500>,
        /// The line below it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Prose<1_000>>,
        /// Who made it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        credit: Option<Line<300>>,
    }
    /// Something shown from elsewhere.
    Embed {
        /// Whose.
        provider: Provider,
        /// Its page; `https` only.
        url: WebUrl,
        /// What it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Line<300>>,
    }
    /// A box beside the story.
    FactBox {
        /// Its heading.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Line<300>>,
        /// Its text.
        text: Prose<5_000>,
    }
    /// The story in points.
    KeyPoints {
        /// Its heading.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<Line<300>>,
        /// 1 to 10 points.
        items: Vec<Prose<500>>,
    }
    /// A table.
    Table {
        /// The line above it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        caption: Option<Line<300>>,
        /// True if the first row holds the columns' names.
        #[serde(default)]
        header: bool,
        /// 1 to 200 rows of the same 1 to 20 cells of up to 500 characters.
        rows: Vec<Vec<String>>,
    }
    /// Text shown as it is, in a fixed width.
    Code {
        /// Up to 20,000 characters.
        code: String,
        /// Such as `rust`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Line<40>>,
    }
    /// A link to another story: one of `article` and `url`.
    RelatedLink {
        /// The words of the link.
        title: Line<300>,
        /// An article of the newsroom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        article: Option<ArticleId>,
        /// A page elsewhere.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<WebUrl>,
    }
    /// A rule between parts.
    Divider {}
    /// An entry of a live blog.
    LiveEntry {
        /// When.
        at: Timestamp,
        /// What happened.
        headline: Line<300>,
        /// More of it.
        text: Prose<5_000>,
    }
}

/// Who may be embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are names")]
pub enum Provider {
    Youtube,
    Vimeo,
    X,
    Instagram,
    Tiktok,
    Facebook,
    Spotify,
    Soundcloud,
    Datawrapper,
    Flourish,
    Mastodon,
    Bluesky,
}

impl Block {
    /// The block's key.
    pub fn key(&self) -> &str {
        match self {
            Self::Text(block) => &block.key,
            Self::PullQuote(block) => &block.key,
            Self::Image(block) => &block.key,
            Self::Embed(block) => &block.key,
            Self::FactBox(block) => &block.key,
            Self::KeyPoints(block) => &block.key,
            Self::Table(block) => &block.key,
            Self::Code(block) => &block.key,
            Self::RelatedLink(block) => &block.key,
            Self::Divider(block) => &block.key,
            Self::LiveEntry(block) => &block.key,
        }
    }

    /// What a reader reads of it, without marks.
    pub fn plain_text(&self) -> String {
        super::render::text::block(self)
    }

    pub(super) fn set_key(&mut self, key: String) {
        let place = match self {
            Self::Text(block) => &mut block.key,
            Self::PullQuote(block) => &mut block.key,
            Self::Image(block) => &mut block.key,
            Self::Embed(block) => &mut block.key,
            Self::FactBox(block) => &mut block.key,
            Self::KeyPoints(block) => &mut block.key,
            Self::Table(block) => &mut block.key,
            Self::Code(block) => &mut block.key,
            Self::RelatedLink(block) => &mut block.key,
            Self::Divider(block) => &mut block.key,
            Self::LiveEntry(block) => &mut block.key,
        };
        *place = key;
    }
}
