//! Putting blocks together from a stream of text and marks, for Markdown and HTML alike.

use std::collections::HashMap;

use super::block::{Block, DECORATORS, Divider, ListItem, MarkDef, Span, Style, TextBlock};
use super::canon::check_href;
use crate::text::breaks;

/// What becomes of white space at the ends of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ends {
    /// It was meant.
    #[default]
    Keep,
    /// It is from the layout of the source.
    Trim,
}

/// Collects blocks; text goes into the open one, which is opened when it is needed.
#[derive(Default)]
pub(super) struct Builder {
    /// The blocks that are done.
    pub(super) blocks: Vec<Block>,
    /// The lists that stand open, outermost first.
    pub(super) lists: Vec<ListItem>,
    /// The style of the next text block.
    pub(super) style: Style,
    /// How blocks end.
    pub(super) ends: Ends,
    open: Option<Open>,
    decorators: [u32; DECORATORS.len()],
    links: Vec<Option<String>>,
}

/// A text block in the making, with the keys of its links by address.
struct Open {
    block: TextBlock,
    keys: HashMap<String, String>,
    gap: bool,
}

impl Builder {
    /// Ends a paragraph. Within a list item the next one is a new line, not an item of its own.
    pub(super) fn end_paragraph(&mut self) {
        match &mut self.open {
            Some(open) if open.block.list_item.is_some() => open.gap = true,
            Some(_) | None => self.end_block(),
        }
    }

    /// Ends the open text block; one without visible text is dropped.
    pub(super) fn end_block(&mut self) {
        let Some(Open { mut block, .. }) = self.open.take() else { return };
        if self.ends == Ends::Trim {
            trim_ends(&mut block.children);
        }
        if block.children.iter().any(|span| !span.text.trim().is_empty()) {
            self.blocks.push(Block::Text(block));
        }
    }

    /// Ends the open text block and adds another block.
    pub(super) fn push(&mut self, block: Block) {
        self.end_block();
        self.blocks.push(block);
    }

    /// A rule between parts.
    pub(super) fn divider(&mut self) {
        self.push(Block::Divider(Divider { key: String::new() }));
    }

    /// True where white space would follow white space or begin a block.
    pub(super) fn at_space(&self) -> bool {
        let last = self.open.as_ref().filter(|open| !open.gap);
        let last = last.and_then(|open| open.block.children.last());
        last.is_none_or(|span| span.text.ends_with(char::is_whitespace))
    }

    /// Adds text with the marks that are on.
    pub(super) fn text(&mut self, text: &str) {
        let text = plain(text);
        if text.is_empty() {
            return;
        }
        let marks = DECORATORS.iter().zip(self.decorators).filter(|(_, on)| *on > 0);
        let mut marks: Vec<String> = marks.map(|(name, _)| (*name).to_owned()).collect();
        let (style, lists) = (self.style, &self.lists);
        let open = self.open.get_or_insert_with(|| Open::new(style, lists));
        if let Some(href) = self.links.iter().rev().find_map(Option::as_ref) {
            marks.push(open.link_key(href));
        }
        if std::mem::take(&mut open.gap) {
            open.add("\n", Vec::new());
        }
        open.add(&text, marks);
    }

    /// Switches a decorator on.
    pub(super) fn on(&mut self, mark: &str) {
        if let Some(count) = self.decorator(mark) {
            *count = count.saturating_add(1);
        }
    }

    /// Switches a decorator off.
    pub(super) fn off(&mut self, mark: &str) {
        if let Some(count) = self.decorator(mark) {
            *count = count.saturating_sub(1);
        }
    }

    fn decorator(&mut self, mark: &str) -> Option<&mut u32> {
        let at = DECORATORS.iter().position(|name| *name == mark)?;
        self.decorators.get_mut(at)
    }

    /// Begins a link; one that leads where a reader may not be sent is dropped, its text kept.
    pub(super) fn link_on(&mut self, href: &str) {
        self.links.push(check_href(href).ok());
    }

    /// Ends the innermost link.
    pub(super) fn link_off(&mut self) {
        self.links.pop();
    }

    /// The blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_block();
        self.blocks
    }
}

impl Open {
    fn new(style: Style, lists: &[ListItem]) -> Self {
        let list_item = lists.last().copied();
        let level = list_item.map(|_| u8::try_from(lists.len()).unwrap_or(u8::MAX).min(6));
        let style = if list_item.is_some() { Style::Normal } else { style };
        let block = TextBlock { style, list_item, level, ..TextBlock::default() };
        Self { block, keys: HashMap::new(), gap: false }
    }

    fn add(&mut self, text: &str, marks: Vec<String>) {
        match self.block.children.last_mut() {
            Some(last) if last.marks == marks => last.text.push_str(text),
            Some(_) | None => {
                self.block.children.push(Span { text: text.to_owned(), marks, ..Span::default() });
            }
        }
    }

    fn link_key(&mut self, href: &str) -> String {
        if let Some(key) = self.keys.get(href) {
            return key.clone();
        }
        let key = format!("m{}", self.keys.len().saturating_add(1));
        self.keys.insert(href.to_owned(), key.clone());
        let def = MarkDef::Link { key: key.clone(), href: href.to_owned(), rel: None };
        self.block.mark_defs.push(def);
        key
    }
}

/// The text without control characters that a body does not hold.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || breaks(*c)).collect()
}

fn trim_ends(spans: &mut Vec<Span>) {
    let blank = |span: &Span| span.text.trim().is_empty();
    spans
        .truncate(spans.iter().rposition(|span| !blank(span)).map_or(0, |at| at.saturating_add(1)));
    let first = spans.iter().position(|span| !blank(span)).unwrap_or(0);
    spans.drain(..first);
    if let Some(first) = spans.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = spans.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
}
