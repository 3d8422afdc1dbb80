//! From blocks to what readers and other programs take.

mod inline;

pub(super) mod html;
pub(super) mod markdown;
pub(super) mod text;

use std::collections::HashMap;

use super::block::{Block, ListItem, MarkDef, Span, TextBlock};

/// The annotations of a block by name.
fn annotations(block: &TextBlock) -> HashMap<&str, &MarkDef> {
    block.mark_defs.iter().map(|def| (def.key(), def)).collect()
}

/// The list that a block is an item of, and how deep.
fn list_of(block: &Block) -> Option<(ListItem, u8)> {
    let Block::Text(text) = block else { return None };
    text.list_item.map(|item| (item, text.level.unwrap_or(1)))
}

fn plain(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}
