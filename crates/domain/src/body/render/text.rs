//! Plain text: a blank line between blocks.

use super::plain;
use crate::body::block::{Block, TextBlock};

pub(in crate::body) fn body(blocks: &[Block]) -> String {
    let parts: Vec<_> = blocks.iter().map(block).filter(|part| !part.trim().is_empty()).collect();
    parts.join("\n\n")
}

/// The text of a text block, without marks.
pub(in crate::body) fn block_text(block: &TextBlock) -> String {
    plain(&block.children)
}

pub(in crate::body) fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => block_text(text),
        Block::PullQuote(quote) => lines([
            Some(quote.text.as_str()),
            quote.attribution.as_ref().map(crate::text::Line::as_str),
        ]),
        Block::Image(image) => lines([
            image.caption.as_ref().map(crate::text::Prose::as_str),
            image.credit.as_ref().map(crate::text::Line::as_str),
        ]),
        Block::Embed(embed) => lines([embed.title.as_ref().map(crate::text::Line::as_str)]),
        Block::FactBox(facts) => {
            lines([facts.title.as_ref().map(crate::text::Line::as_str), Some(facts.text.as_str())])
        }
        Block::KeyPoints(points) => {
            let title = points.title.as_ref().map(crate::text::Line::as_str);
            lines(std::iter::once(title).chain(points.items.iter().map(|item| Some(item.as_str()))))
        }
        Block::Table(table) => {
            let caption = table.caption.as_ref().map(|caption| caption.as_str().to_owned());
            let rows = table.rows.iter().map(|row| row.join("\t"));
            caption.into_iter().chain(rows).collect::<Vec<_>>().join("\n")
        }
        Block::Code(code) => code.code.clone(),
        Block::RelatedLink(link) => link.title.as_str().to_owned(),
        Block::Divider(_) => String::new(),
        Block::LiveEntry(entry) => {
            lines([Some(entry.headline.as_str()), Some(entry.text.as_str())])
        }
    }
}

fn lines<'a>(parts: impl IntoIterator<Item = Option<&'a str>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
