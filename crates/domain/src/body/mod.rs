//! News Blocks, the body of an article: a strict profile of Portable Text.
//!
//! A body is a flat list of blocks in one canonical form, so equal bodies have equal bytes.

pub mod block;
mod build;
mod canon;
mod from_html;
mod from_markdown;
mod quoted;
mod read;
mod render;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::hash::Hash;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use self::block::{Block, MarkDef};
pub use self::quoted::{Quoted, Stretch};
use crate::id::ArticleId;
use crate::violation::{Violation, Violations};

/// A valid body in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body(Vec<Block>);

impl Body {
    /// How many blocks a body may have.
    pub const BLOCKS_MAX: usize = 5_000;
    /// How long its JSON, Markdown or HTML may be, in bytes.
    pub const LEN_MAX: usize = 2 * 1_024 * 1_024;
    /// How much text it may hold, in characters.
    pub const TEXT_LEN_MAX: usize = 500_000;

    /// The body of an article that has none yet.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.0
    }

    /// True if a reader would see nothing.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|block| match block {
            Block::Text(text) => text.children.iter().all(|span| span.text.trim().is_empty()),
            Block::Divider(_) => true,
            Block::Code(code) => code.code.trim().is_empty(),
            Block::PullQuote(_)
            | Block::Image(_)
            | Block::Embed(_)
            | Block::FactBox(_)
            | Block::KeyPoints(_)
            | Block::Table(_)
            | Block::RelatedLink(_)
            | Block::LiveEntry(_) => false,
        })
    }

    /// Reads an array of blocks. Every fault is reported, with pointers relative to the array.
    pub fn from_json(json: &Value) -> Result<Self, Violations> {
        let (blocks, faults) = read::blocks(json)?;
        canon::body(blocks, faults).map(Self)
    }

    /// Converts Markdown (`CommonMark` with tables and strikethrough). Raw HTML keeps its text only.
    pub fn from_markdown(markdown: &str) -> Result<Self, Violations> {
        canon::bounded(markdown)?;
        if from_markdown::too_deep(markdown) {
            return Err(
                Violation::new("", "too_deep", "lists or quotations nest too deeply").into()
            );
        }
        converted(from_markdown::blocks(markdown))
    }

    /// Converts HTML; what has no block of its own keeps its text, scripts and styles do not.
    pub fn from_html(html: &str) -> Result<Self, Violations> {
        canon::bounded(html)?;
        converted(from_html::blocks(html))
    }

    /// The canonical array.
    pub fn to_json(&self) -> Value {
        serde_json::to_value(&self.0).unwrap_or_default()
    }

    /// The canonical array as text: equal bodies have equal text.
    pub fn to_canonical_string(&self) -> String {
        canonical(&self.0)
    }

    /// Semantic HTML; all text escaped, nothing raw inside.
    pub fn html(&self) -> String {
        render::html::body(&self.0)
    }

    /// Plain text; a blank line between blocks.
    pub fn text(&self) -> String {
        render::text::body(&self.0)
    }

    /// `CommonMark` with tables and strikethrough.
    pub fn markdown(&self) -> String {
        render::markdown::body(&self.0)
    }

    /// How many words a reader reads.
    pub fn word_count(&self) -> u32 {
        let text = self.text();
        let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric));
        u32::try_from(words.count()).unwrap_or(u32::MAX)
    }

    /// The articles that the body links to, each once, in order.
    pub fn article_links(&self) -> Vec<ArticleId> {
        let mut links = Vec::new();
        for block in &self.0 {
            if let Block::RelatedLink(link) = block {
                links.extend(link.article);
            } else if let Block::Text(text) = block {
                links.extend(text.mark_defs.iter().filter_map(article_of));
            }
        }
        dedup(links)
    }
}

fn converted(blocks: Vec<Block>) -> Result<Body, Violations> {
    canon::body(blocks.into_iter().enumerate().collect(), Violations::default()).map(Body)
}

/// Members stand in the order of their declaration, whatever the order of JSON maps is.
fn canonical(blocks: &[Block]) -> String {
    serde_json::to_string(blocks).unwrap_or_default()
}

fn article_of(mark: &MarkDef) -> Option<ArticleId> {
    if let MarkDef::InternalLink { article, .. } = mark { Some(*article) } else { None }
}

fn dedup<T: Copy + Eq + Hash>(mut items: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items.retain(|item| seen.insert(*item));
    items
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Body {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_json(&Value::deserialize(from)?).map_err(|faults| {
            let first = faults.into_vec().into_iter().next();
            D::Error::custom(first.map_or_else(String::new, |fault| fault.to_string()))
        })
    }
}
