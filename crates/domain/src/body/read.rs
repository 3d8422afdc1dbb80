//! From JSON to blocks: types and members. The rules within a block are `canon`'s.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Body;
use super::block::Block;
use crate::document;
use crate::violation::{Violation, Violations};

pub(super) fn blocks(json: &Value) -> Result<Vec<Block>, Violations> {
    let Value::Array(items) = json else {
        let rule = "an array of blocks, or an object with `markdown` or `html`";
        return Err(Violation::new("", "invalid_type", rule).into());
    };
    let mut faults = Violations::default();
    faults.at_most("", items.len(), Body::BLOCKS_MAX);
    let mut blocks = Vec::new();
    for (at, item) in items.iter().take(Body::BLOCKS_MAX).enumerate() {
        match block(item) {
            Ok(block) => blocks.push(block),
            Err(own) => faults.absorb(&format!("/{at}"), own.into_vec()),
        }
    }
    faults.into_result(blocks)
}

fn block(item: &Value) -> Result<Block, Violations> {
    let Value::Object(members) = item else {
        return Err(Violation::new("", "invalid_type", "a block is an object").into());
    };
    let mut members = members.clone();
    let kind = match members.remove("_type") {
        Some(Value::String(kind)) => kind,
        Some(_) => {
            return Err(Violation::new("/_type", "invalid_type", "the type is a string").into());
        }
        None => return Err(Violation::new("/_type", "required", "a block has a type").into()),
    };
    match kind.as_str() {
        "block" => typed(members, Block::Text),
        "pullQuote" => typed(members, Block::PullQuote),
        "image" => typed(members, Block::Image),
        "embed" => typed(members, Block::Embed),
        "factBox" => typed(members, Block::FactBox),
        "keyPoints" => typed(members, Block::KeyPoints),
        "table" => typed(members, Block::Table),
        "code" => typed(members, Block::Code),
        "relatedLink" => typed(members, Block::RelatedLink),
        "divider" => typed(members, Block::Divider),
        "liveEntry" => typed(members, Block::LiveEntry),
        _ => {
            let rule = "one of block, pullQuote, image, embed, factBox, keyPoints, table, code, \
                        relatedLink, divider, liveEntry";
            Err(Violation::new("/_type", "invalid_value", rule).into())
        }
    }
}

fn typed<T: DeserializeOwned>(
    members: Map<String, Value>,
    wrap: fn(T) -> Block,
) -> Result<Block, Violations> {
    document::parse(members).map(wrap)
}
