//! Elements whose whole content makes one block: boxes, tables, fixed text.

use super::super::block::{Block, Code, PullQuote, Table};
use super::super::build::plain;
use crate::text::{Line, Prose};

/// A block in the making.
pub(super) enum Capture {
    /// `pre`: its text as it is, and its language.
    Code(String, String),
    /// A pull quote: its words, its speaker, and how many elements for the speaker are open.
    Quote { words: String, by: String, naming: u32 },
    /// `table`, and whether a cell or the caption is open.
    Table { table: Table, caption: String, heads: usize, place: Place },
    /// `figcaption` of the picture before.
    Caption(String),
}

/// Where in a table the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between cells.
    Between,
    /// In a cell.
    Cell,
    /// In the caption.
    Caption,
}

impl Capture {
    /// A capture, if an element of this name begins one; `last` is the block before it.
    pub(super) fn begin(name: &str, class: &str, last: Option<&Block>) -> Option<Self> {
        let has_class = |wanted: &str| class.split_ascii_whitespace().any(|name| name == wanted);
        match name {
            "pre" => Some(Self::Code(String::new(), String::new())),
            "table" => Some(Self::Table {
                table: Table { key: String::new(), caption: None, header: false, rows: Vec::new() },
                caption: String::new(),
                heads: 0,
                place: Place::Between,
            }),
            "aside" | "figure" | "blockquote"
                if has_class("pullquote") || has_class("pull-quote") =>
            {
                Some(Self::Quote { words: String::new(), by: String::new(), naming: 0 })
            }
            "figcaption" => match last {
                Some(Block::Image(image)) if image.caption.is_none() => {
                    Some(Self::Caption(String::new()))
                }
                Some(_) | None => None,
            },
            _ => None,
        }
    }

    /// False where text belongs to the blocks around: between the cells of a table.
    pub(super) fn takes_text(&self) -> bool {
        !matches!(self, Self::Table { place: Place::Between, .. })
    }

    /// Adds text.
    pub(super) fn text(&mut self, text: &str) {
        match self {
            Self::Code(code, _) => code.push_str(&plain(&text.replace("\r\n", "\n"))),
            Self::Quote { by, naming: 1.., .. } => squeeze(by, text),
            Self::Quote { words, .. } | Self::Caption(words) => squeeze(words, text),
            Self::Table { caption, place: Place::Caption, .. } => squeeze(caption, text),
            Self::Table { table, .. } => {
                if let Some(cell) = table.rows.last_mut().and_then(|row| row.last_mut()) {
                    squeeze(cell, text);
                }
            }
        }
    }

    /// Adds a line break, or a space where the block has lines of its own.
    pub(super) fn line_break(&mut self) {
        match self {
            Self::Code(text, _)
            | Self::Caption(text)
            | Self::Quote { words: text, naming: 0, .. } => text.push('\n'),
            Self::Quote { .. } | Self::Table { .. } => self.text(" "),
        }
    }

    /// An element begins within.
    pub(super) fn start(&mut self, name: &str, class: &str) {
        match (self, name) {
            (Self::Code(_, language), "code") => {
                let found =
                    class.split_ascii_whitespace().find_map(|c| c.strip_prefix("language-"));
                found.unwrap_or("").clone_into(language);
            }
            (Self::Quote { naming, .. }, "figcaption" | "cite" | "footer") => {
                *naming = naming.saturating_add(1);
            }
            (Self::Quote { words, naming: 0, .. }, "p") if !words.trim().is_empty() => {
                words.push('\n');
            }
            (Self::Table { table, .. }, "tr") => table.rows.push(Vec::new()),
            (Self::Table { place, .. }, "caption") => *place = Place::Caption,
            (Self::Table { table, heads, place, .. }, "td" | "th") => {
                if table.rows.is_empty() {
                    table.rows.push(Vec::new());
                }
                if name == "th" && table.rows.len() == 1 {
                    *heads = heads.saturating_add(1);
                }
                if let Some(row) = table.rows.last_mut() {
                    row.push(String::new());
                }
                *place = Place::Cell;
            }
            (_, _) => {}
        }
    }

    /// An element ends within.
    pub(super) fn end(&mut self, name: &str) {
        match (self, name) {
            (Self::Quote { naming, .. }, "figcaption" | "cite" | "footer") => {
                *naming = naming.saturating_sub(1);
            }
            (Self::Table { place, .. }, "td" | "th" | "caption") => *place = Place::Between,
            (_, _) => {}
        }
    }

    /// The block, and the text for which it has no room.
    pub(super) fn finish(self) -> (Option<Block>, String) {
        let key = String::new();
        match self {
            Self::Code(code, language) => {
                let language = Line::parse(&language).ok();
                (Some(Block::Code(Code { key, code, language })), String::new())
            }
            Self::Quote { words, by, .. } => match Prose::parse(&words) {
                Ok(text) => {
                    let attribution = Line::parse(by.trim_start_matches(['—', ' '])).ok();
                    let quote = PullQuote { key, text, attribution, used: None };
                    (Some(Block::PullQuote(quote)), String::new())
                }
                Err(_) => (None, format!("{words} {by}")),
            },
            Self::Table { table, caption, heads, .. } => finish_table(table, &caption, heads),
            Self::Caption(words) => (None, words),
        }
    }
}

fn finish_table(mut table: Table, caption: &str, heads: usize) -> (Option<Block>, String) {
    table.header = heads > 0 && table.rows.first().is_some_and(|row| row.len() == heads);
    table.rows.retain(|row| !row.is_empty());
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0).min(COLUMNS_MAX);
    for row in &mut table.rows {
        let len = row.len().max(width);
        row.resize(len, String::new());
        for cell in row {
            *cell = plain(cell.trim());
        }
    }
    table.caption = Line::parse(caption).ok();
    let rest = if table.caption.is_none() { caption.to_owned() } else { String::new() };
    ((width > 0).then_some(Block::Table(table)), rest)
}

/// One row of very many cells must not widen very many rows; such a table is refused anyway.
const COLUMNS_MAX: usize = 21;

fn squeeze(to: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_ascii_whitespace() {
            to.push(c);
        } else if !to.is_empty() && !to.ends_with([' ', '\n']) {
            to.push(' ');
        }
    }
}
