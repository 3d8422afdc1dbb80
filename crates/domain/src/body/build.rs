//! Putting blocks together from a stream of text and marks, for Markdown and HTML alike.

use super::block::{Block, Divider, ListItem, MarkDef, Span, SpanType, Style, TextBlock};
use super::canon::check_href;

/// Collects blocks; text goes into the open one, which is opened when it is needed.
#[derive(Default)]
pub(super) struct Builder {
    blocks: Vec<Block>,
    open: Option<TextBlock>,
    marks: Vec<String>,
    links: Vec<Option<String>>,
    /// The lists that stand open, outermost first.
    pub(super) lists: Vec<ListItem>,
    /// The style of the next text block.
    pub(super) style: Style,
}

impl Builder {
    /// Ends the open text block; one without visible text is dropped.
    pub(super) fn end_block(&mut self) {
        if let Some(mut block) = self.open.take() {
            trim_ends(&mut block.children);
            if block.children.iter().any(|span| !span.text.trim().is_empty()) {
                self.blocks.push(Block::Text(block));
            }
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

    /// Adds text with the marks that are on.
    pub(super) fn text(&mut self, text: &str) {
        let mut marks = self.marks.clone();
        let link = self.links.iter().rev().find_map(Clone::clone);
        let (style, lists) = (self.style, &self.lists);
        let block = self.open.get_or_insert_with(|| new_block(style, lists));
        if let Some(href) = link {
            marks.push(link_key(block, href));
        }
        let text: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        block.children.push(Span { kind: SpanType::Span, key: String::new(), text, marks });
    }

    /// Switches a decorator on.
    pub(super) fn on(&mut self, mark: &str) {
        self.marks.push(mark.to_owned());
    }

    /// Switches a decorator off.
    pub(super) fn off(&mut self, mark: &str) {
        if let Some(at) = self.marks.iter().rposition(|name| name == mark) {
            self.marks.remove(at);
        }
    }

    /// Begins a link; one that leads where a reader may not be sent is dropped, its text kept.
    pub(super) fn link_on(&mut self, href: &str) {
        self.links.push(check_href(href).is_ok().then(|| href.to_owned()));
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

fn new_block(style: Style, lists: &[ListItem]) -> TextBlock {
    let list_item = lists.last().copied();
    let level = list_item.map(|_| u8::try_from(lists.len()).unwrap_or(u8::MAX).min(6));
    let style = if list_item.is_some() { Style::Normal } else { style };
    TextBlock { style, list_item, level, ..TextBlock::default() }
}

fn link_key(block: &mut TextBlock, href: String) -> String {
    let known = block.mark_defs.iter().find_map(|def| {
        let MarkDef::Link { key, href: other, .. } = def else { return None };
        (*other == href).then(|| key.clone())
    });
    known.unwrap_or_else(|| {
        let key = format!("m{}", block.mark_defs.len().saturating_add(1));
        block.mark_defs.push(MarkDef::Link { key: key.clone(), href, rel: None });
        key
    })
}

fn trim_ends(spans: &mut Vec<Span>) {
    while spans.first().is_some_and(|span| span.text.trim().is_empty()) {
        spans.remove(0);
    }
    while spans.last().is_some_and(|span| span.text.trim().is_empty()) {
        spans.pop();
    }
    if let Some(first) = spans.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = spans.last_mut() {
        last.text = last.text.trim_end().to_owned();
    }
}
