//! The rules within and between blocks, and the one form that equal bodies share.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::Body;
use super::block::{Block, Embed, Span, Table, TextBlock};
use crate::link::WebUrl;
use crate::text::{breaks, control_free};
use crate::violation::{Fault, Violation, Violations};

const KEY_LEN_MAX: usize = 64;

/// Refuses a document that is too long to be worth reading.
pub(super) fn bounded(document: &str) -> Result<(), Violations> {
    if document.len() > Body::LEN_MAX {
        let detail = format!("at most {} bytes", Body::LEN_MAX);
        return Err(Violation::new("", "too_long", detail).into());
    }
    Ok(())
}

/// Checks the blocks, each with its place, and brings them into canonical form.
pub(super) fn body(
    placed: Vec<(usize, Block)>,
    mut faults: Violations,
) -> Result<Vec<Block>, Violations> {
    if placed.len() > Body::BLOCKS_MAX {
        return Err(too_long(Body::BLOCKS_MAX, "blocks", placed.len()).into());
    }
    check_keys(&placed, &mut faults);
    let mut text_len = 0_usize;
    let mut blocks = Vec::with_capacity(placed.len());
    for (at, mut block) in placed {
        let mut own = Violations::default();
        inner(&mut block, &mut own);
        faults.absorb(&format!("/{at}"), own.into_vec());
        text_len = text_len.saturating_add(visible_len(&block));
        blocks.push(block);
    }
    if text_len > Body::TEXT_LEN_MAX {
        faults.push(too_long(Body::TEXT_LEN_MAX, "characters", text_len));
    }
    let mut blocks = faults.into_result(blocks)?;
    name_blocks(&mut blocks);
    let json_len = super::canonical(&blocks).len();
    if json_len > Body::LEN_MAX {
        return Err(too_long(Body::LEN_MAX, "bytes of json", json_len).into());
    }
    Ok(blocks)
}

fn too_long(max: usize, what: &str, len: usize) -> Violation {
    Violation::new("", "too_long", format!("at most {max} {what}, this has {len}"))
}

/// Refuses keys that are none, and two with the same.
fn check_keys(placed: &[(usize, Block)], faults: &mut Violations) {
    let mut seen = HashSet::new();
    for (at, block) in placed.iter().filter(|(_, block)| !block.key().is_empty()) {
        let place = format!("/{at}/_key");
        if let Err(fault) = check_key(block.key()) {
            faults.push(Violation::new(place, fault.code, fault.detail));
        } else if !seen.insert(block.key()) {
            faults.push(Violation::new(place, "duplicate", "another block has this key"));
        }
    }
}

/// Gives a key to each block that has none: `b1`, `b2` and so on, past those that are taken.
fn name_blocks(blocks: &mut [Block]) {
    let mut seen: HashSet<String> = blocks.iter().map(|block| block.key().to_owned()).collect();
    let mut number = 0_u32;
    for block in blocks.iter_mut().filter(|block| block.key().is_empty()) {
        let key = loop {
            number = number.saturating_add(1);
            let key = format!("b{number}");
            if seen.insert(key.clone()) {
                break key;
            }
        };
        block.set_key(key);
    }
}

/// `[A-Za-z0-9_-]`, 1 to 64 of them.
pub(super) fn check_key(key: &str) -> Result<(), Fault> {
    if key.is_empty() {
        return Err(Fault::new("empty", "must not be empty"));
    }
    let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if plain && key.len() <= KEY_LEN_MAX {
        return Ok(());
    }
    Err(Fault::new("bad_character", format!("1 to {KEY_LEN_MAX} of a-z, A-Z, 0-9, _ and -")))
}

fn inner(block: &mut Block, faults: &mut Violations) {
    match block {
        Block::Text(text) => text_block(text, faults),
        Block::Embed(embed) => embed_rules(embed, faults),
        Block::KeyPoints(points) => {
            at_least_one("/items", points.items.len(), faults);
            faults.at_most("/items", points.items.len(), 10);
        }
        Block::Table(table) => table_rules(table, faults),
        Block::Code(code) => {
            code.code = bounded_text(&code.code, "/code", 20_000, faults);
        }
        Block::RelatedLink(link) => {
            if link.article.is_some() == link.url.is_some() {
                faults.push(Violation::new("", "invalid_value", "either `article` or `url`"));
            }
        }
        Block::PullQuote(_)
        | Block::Image(_)
        | Block::FactBox(_)
        | Block::Divider(_)
        | Block::LiveEntry(_) => {}
    }
}

fn embed_rules(embed: &Embed, faults: &mut Violations) {
    if !embed.url.as_str().starts_with("https://") {
        faults.push(Violation::new("/url", "url_scheme", "only https is embedded"));
    }
}

fn at_least_one(pointer: &str, len: usize, faults: &mut Violations) {
    if len == 0 {
        faults.push(Violation::new(pointer, "empty", "must not be empty"));
    }
}

fn table_rules(table: &mut Table, faults: &mut Violations) {
    at_least_one("/rows", table.rows.len(), faults);
    faults.at_most("/rows", table.rows.len(), 200);
    let width = table.rows.first().map_or(0, Vec::len);
    for (at, row) in table.rows.iter_mut().enumerate() {
        at_least_one(&format!("/rows/{at}"), row.len(), faults);
        faults.at_most(&format!("/rows/{at}"), row.len(), 20);
        if row.len() != width {
            let detail = format!("every row has as many cells as the first, {width}");
            faults.push(Violation::new(format!("/rows/{at}"), "invalid_value", detail));
        }
        for (column, cell) in row.iter_mut().enumerate() {
            *cell = bounded_text(cell, &format!("/rows/{at}/{column}"), 500, faults);
        }
    }
}

/// Composes `raw` (Unicode NFC), makes CRLF LF, and refuses other control characters.
pub(super) fn clean(raw: &str, pointer: &str, faults: &mut Violations) -> String {
    let text: String = raw.replace("\r\n", "\n").nfc().collect();
    faults.field(pointer, control_free(&text, breaks));
    text
}

/// As [`clean`], and refuses what is longer than `max` characters.
fn bounded_text(raw: &str, pointer: &str, max: usize, faults: &mut Violations) -> String {
    let text = clean(raw, pointer, faults);
    let len = text.chars().count();
    if len > max {
        let detail = format!("at most {max} characters, this has {len}");
        faults.push(Violation::new(pointer, "too_long", detail));
    }
    text
}

fn text_block(block: &mut TextBlock, faults: &mut Violations) {
    match (block.list_item, block.level) {
        (None, Some(_)) => {
            faults.push(Violation::new("/level", "invalid_value", "only a list item has a level"));
        }
        (Some(_), Some(0 | 7..)) => {
            faults.push(Violation::new("/level", "out_of_range", "1 to 6"));
        }
        (Some(_), None) => block.level = Some(1),
        (None, None) | (Some(_), Some(1..=6)) => {}
    }
    tidy(block);
}

/// Brings spans and marks into canonical form.
pub(super) fn tidy(block: &mut TextBlock) {
    for span in &mut block.children {
        span.marks.sort_unstable();
        span.marks.dedup();
    }
    block.children = merged(std::mem::take(&mut block.children));
    let used: HashSet<&str> =
        block.children.iter().flat_map(|span| &span.marks).map(String::as_str).collect();
    block.mark_defs.retain(|mark| used.contains(mark.key()));
}

/// A link's address, normalised: absolute, of a scheme that a reader may be sent to.
pub(super) fn check_href(raw: &str) -> Result<String, Fault> {
    let raw = raw.trim();
    if raw.len() > WebUrl::LEN_MAX {
        return Err(Fault::new("too_long", format!("at most {} bytes", WebUrl::LEN_MAX)));
    }
    if raw.chars().any(char::is_control) {
        return Err(Fault::new("control_character", "control characters are not allowed"));
    }
    let Ok(url) = url::Url::parse(raw) else {
        return Err(Fault::new("invalid_url", "not an absolute url"));
    };
    match url.scheme() {
        "http" | "https" => WebUrl::parse(raw).map(|url| url.as_str().to_owned()),
        "mailto" | "tel" => Ok(url.into()),
        _ => Err(Fault::new("url_scheme", "only http, https, mailto and tel are allowed")),
    }
}

/// No empty span, no two neighbours with equal marks; one empty span where there is no text,
/// since Portable Text asks for one. Keys are given anew in order: nothing refers to them.
fn merged(spans: Vec<Span>) -> Vec<Span> {
    let mut whole: Vec<Span> = Vec::new();
    for span in spans.into_iter().filter(|span| !span.text.is_empty()) {
        match whole.last_mut() {
            Some(last) if last.marks == span.marks => last.text.push_str(&span.text),
            Some(_) | None => whole.push(span),
        }
    }
    if whole.is_empty() {
        whole.push(Span::default());
    }
    for (at, span) in whole.iter_mut().enumerate() {
        span.key = format!("s{}", at.saturating_add(1));
        span.text = span.text.nfc().collect();
    }
    whole
}

fn visible_len(block: &Block) -> usize {
    super::render::text::block(block).chars().count()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(json: &Value, want: &[(&str, &str)]) {
        let faults = Body::from_json(json).err().unwrap_or_default().into_vec();
        let got: Vec<_> = faults.iter().map(|v| (v.pointer.as_str(), v.code)).collect();
        assert_eq!(got, want);
    }

    fn text(spans: &Value) -> Value {
        json!([{"_type": "block", "children": spans}])
    }

    #[test]
    fn each_fault_is_named() {
        check(&json!("x"), &[("", "invalid_type")]);
        check(
            &json!([{"_type": "html"}, 7]),
            &[("/0/_type", "invalid_value"), ("/1", "invalid_type")],
        );
        check(
            &text(&json!([{"text": "a", "bold": true}])),
            &[("/0/children/0/bold", "unknown_member")],
        );
        check(
            &text(&json!([{"text": "a", "marks": ["x"]}])),
            &[("/0/children/0/marks/0", "dangling_mark")],
        );
        check(&text(&json!([{"text": "a\u{0}"}])), &[("/0/children/0/text", "control_character")]);
        check(
            &json!([{"_type": "divider", "_key": "a"}, {"_type": "divider", "_key": "a"}]),
            &[("/1/_key", "duplicate")],
        );
        check(&json!([{"_type": "relatedLink", "title": "a"}]), &[("/0", "invalid_value")]);
        check(
            &json!([{"_type": "table", "rows": [["a"], ["a", "b"]]}]),
            &[("/0/rows/1", "invalid_value")],
        );
    }

    #[test]
    fn a_script_is_no_link() {
        let marks = json!([{"_type": "link", "_key": "l", "href": "javascript:alert(1)"}]);
        let block = json!([{"_type": "block", "markDefs": marks, "children": [{"text": "a", "marks": ["l"]}]}]);
        check(&block, &[("/0/markDefs/0/href", "url_scheme")]);
    }

    #[test]
    fn equal_bodies_have_equal_bytes() {
        let one = text(&json!([{"text": "a"}, {"text": ""}, {"text": "e\u{301}", "marks": []}]));
        let two = text(&json!([{"_key": "zz", "text": "aé"}]));
        let [one, two] =
            [one, two].map(|json| Body::from_json(&json).unwrap().to_canonical_string());
        assert_eq!(one, two);
    }

    #[test]
    fn text_is_bounded() {
        let most = text(&json!([{"text": "a".repeat(Body::TEXT_LEN_MAX)}]));
        check(&most, &[]);
        let more = text(&json!([{"text": "a".repeat(Body::TEXT_LEN_MAX + 1)}]));
        check(&more, &[("", "too_long")]);
    }
}
