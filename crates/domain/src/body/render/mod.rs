//! From blocks to what readers and other programs take.

pub(super) mod html;
pub(super) mod markdown;
pub(super) mod text;

use super::block::{Block, ListItem, MarkDef, Span, TextBlock};

/// The annotation of a mark's name, if it is not a decorator.
fn annotation<'a>(block: &'a TextBlock, mark: &str) -> Option<&'a MarkDef> {
    block.mark_defs.iter().find(|def| def.key() == mark)
}

/// The list that a block is an item of, and how deep.
fn list_of(block: &Block) -> Option<(ListItem, u8)> {
    let Block::Text(text) = block else { return None };
    text.list_item.map(|item| (item, text.level.unwrap_or(1)))
}

fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
