//! From JSON to blocks: types, members and the rules within text, each fault by its place.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Body;
use super::block::{Block, DECORATORS, EntityKind, MarkDef, Span, TextBlock};
use super::canon::{check_href, check_key, clean};
use crate::document::{self, escape};
use crate::id::ArticleId;
use crate::language::Language;
use crate::link::WebUrl;
use crate::text::Line;
use crate::violation::{Violation, Violations};

type Members = Map<String, Value>;

/// The blocks that could be read, each with its place, and the faults of the rest.
pub(super) fn blocks(json: &Value) -> Result<(Vec<(usize, Block)>, Violations), Violations> {
    let Value::Array(items) = json else {
        let rule = "an array of blocks, or an object with `markdown` or `html`";
        return Err(Violation::new("", "invalid_type", rule).into());
    };
    if items.len() > Body::BLOCKS_MAX {
        let detail = format!("at most {} blocks, this has {}", Body::BLOCKS_MAX, items.len());
        return Err(Violation::new("", "too_long", detail).into());
    }
    let mut faults = Violations::default();
    let mut blocks = Vec::new();
    for (at, item) in items.iter().enumerate() {
        match block(item) {
            Ok(block) => blocks.push((at, block)),
            Err(own) => faults.absorb(&format!("/{at}"), own.into_vec()),
        }
    }
    Ok((blocks, faults))
}

fn block(item: &Value) -> Result<Block, Violations> {
    let (kind, members) = typed(item, "block")?;
    match kind.as_str() {
        "block" => text_block(members).map(Block::Text),
        "pullQuote" => read(members, &["text", "attribution", "use"]).map(Block::PullQuote),
        "image" => read(members, &["url", "alt", "caption", "credit"]).map(Block::Image),
        "embed" => read(members, &["provider", "url", "title"]).map(Block::Embed),
        "factBox" => read(members, &["title", "text"]).map(Block::FactBox),
        "keyPoints" => read(members, &["title", "items"]).map(Block::KeyPoints),
        "table" => read(members, &["caption", "header", "rows"]).map(Block::Table),
        "code" => read(members, &["code", "language"]).map(Block::Code),
        "relatedLink" => read(members, &["title", "article", "url"]).map(Block::RelatedLink),
        "divider" => read(members, &[]).map(Block::Divider),
        "liveEntry" => read(members, &["at", "headline", "text"]).map(Block::LiveEntry),
        _ => {
            let rule = "one of block, pullQuote, image, embed, factBox, keyPoints, table, code, \
                        relatedLink, divider, liveEntry";
            Err(Violation::new("/_type", "invalid_value", rule).into())
        }
    }
}

/// The `_type` of an object and its other members.
fn typed(item: &Value, what: &str) -> Result<(String, Members), Violations> {
    let Value::Object(members) = item else {
        let rule = format!("a {what} is an object");
        return Err(Violation::new("", "invalid_type", rule).into());
    };
    let mut members = members.clone();
    match members.remove("_type") {
        Some(Value::String(kind)) => Ok((kind, members)),
        Some(_) => Err(Violation::new("/_type", "invalid_type", "the type is a string").into()),
        None => Err(Violation::new("/_type", "required", format!("a {what} has a type")).into()),
    }
}

/// Reads `T`. Members that it does not know are noted first: `document::parse` reads anew after
/// each fault, so a thousand unknown members would be read a thousand times.
fn read<T: DeserializeOwned>(mut members: Members, known: &[&str]) -> Result<T, Violations> {
    let mut faults = Violations::default();
    strip_unknown(&mut members, known, &mut faults);
    if members.get("_key").is_some_and(|key| key == "") {
        faults.push(Violation::new("/_key", "empty", "must not be empty"));
    }
    match document::parse(members) {
        Ok(value) => faults.into_result(value),
        Err(more) => {
            faults.absorb("", more.into_vec());
            Err(faults)
        }
    }
}

fn strip_unknown(members: &mut Members, known: &[&str], faults: &mut Violations) {
    members.retain(|name, _| {
        let is_known = name == "_key" || known.contains(&name.as_str());
        if !is_known {
            let detail = format!("unknown field `{name:.40}`");
            let place = format!("/{}", escape(name));
            faults.push(Violation::new(place, "unknown_member", detail));
        }
        is_known
    });
}

/// A text block, whose spans and marks are read one by one so that each fault is heard of.
fn text_block(mut members: Members) -> Result<TextBlock, Violations> {
    let mut faults = Violations::default();
    let mut list = |name: &str| match members.remove(name) {
        Some(Value::Array(items)) => items,
        None => Vec::new(),
        Some(_) => {
            faults.push(Violation::new(format!("/{name}"), "invalid_type", "must be an array"));
            Vec::new()
        }
    };
    let (children, defs) = (list("children"), list("markDefs"));
    let names = names(&defs, &mut faults);
    let mut mark_defs = Vec::new();
    for (at, item) in defs.iter().enumerate() {
        match mark_def(item) {
            Ok(def) => mark_defs.push(def),
            Err(own) => faults.absorb(&format!("/markDefs/{at}"), own.into_vec()),
        }
    }
    let mut spans = Vec::new();
    for (at, item) in children.iter().enumerate() {
        match span(item, &names) {
            Ok(span) => spans.push(span),
            Err(own) => faults.absorb(&format!("/children/{at}"), own.into_vec()),
        }
    }
    match read::<TextBlock>(members, &["style", "listItem", "level"]) {
        Ok(mut block) => {
            block.children = spans;
            block.mark_defs = mark_defs;
            faults.into_result(block)
        }
        Err(own) => {
            faults.absorb("", own.into_vec());
            Err(faults)
        }
    }
}

/// The keys of all annotations, also of those with another fault, lest their spans be blamed.
fn names<'a>(defs: &'a [Value], faults: &mut Violations) -> HashSet<&'a str> {
    let mut names = HashSet::new();
    for (at, def) in defs.iter().enumerate() {
        let Some(key) = def.get("_key").and_then(Value::as_str) else { continue };
        let place = format!("/markDefs/{at}/_key");
        if let Err(fault) = check_key(key) {
            faults.push(Violation::new(place, fault.code, fault.detail));
        } else if !names.insert(key) || DECORATORS.contains(&key) {
            faults.push(Violation::new(place, "duplicate", "this name is taken"));
        }
    }
    names
}

fn span(item: &Value, names: &HashSet<&str>) -> Result<Span, Violations> {
    let Value::Object(members) = item else {
        return Err(Violation::new("", "invalid_type", "a span is an object").into());
    };
    let mut span: Span = read(members.clone(), &["_type", "text", "marks"])?;
    let mut faults = Violations::default();
    span.text = clean(&span.text, "/text", &mut faults);
    for (place, mark) in span.marks.iter().enumerate() {
        if !DECORATORS.contains(&mark.as_str()) && !names.contains(mark.as_str()) {
            let detail = format!("neither a decorator nor a key in markDefs: {mark:.40}");
            faults.push(Violation::new(format!("/marks/{place}"), "dangling_mark", detail));
        }
    }
    faults.into_result(span)
}

fn mark_def(item: &Value) -> Result<MarkDef, Violations> {
    let (kind, members) = typed(item, "mark")?;
    if !members.contains_key("_key") {
        return Err(Violation::new("/_key", "required", "a mark has a key").into());
    }
    match kind.as_str() {
        "quote" => read(members, &["use", "part"])
            .map(|Quote { key, used, part }| MarkDef::Quote { key, used, part }),
        "notAQuote" => read(members, &["reason"])
            .map(|NotAQuote { key, reason }| MarkDef::NotAQuote { key, reason }),
        "link" => link(members),
        "internalLink" => read(members, &["article"])
            .map(|InternalLink { key, article }| MarkDef::InternalLink { key, article }),
        "entity" => read(members, &["kind", "name", "uri"])
            .map(|Entity { key, kind, name, uri }| MarkDef::Entity { key, kind, name, uri }),
        "lang" => read(members, &["tag"]).map(|Lang { key, tag }| MarkDef::Lang { key, tag }),
        _ => {
            let rule = "one of quote, notAQuote, link, internalLink, entity, lang";
            Err(Violation::new("/_type", "invalid_value", rule).into())
        }
    }
}

fn link(members: Members) -> Result<MarkDef, Violations> {
    let Link { key, href, rel } = read(members, &["href", "rel"])?;
    match check_href(&href) {
        Ok(href) => Ok(MarkDef::Link { key, href, rel }),
        Err(fault) => Err(Violation::new("/href", fault.code, fault.detail).into()),
    }
}

macro_rules! annotations {
    ($($name:ident { $($(#[$meta:meta])* $field:ident: $kind:ty,)* })*) => {$(
        #[derive(Deserialize)]
        struct $name {
            #[serde(rename = "_key")]
            key: String,
            $($(#[$meta])* $field: $kind,)*
        }
    )*};
}

annotations! {
    Quote { #[serde(rename = "use")] used: Uuid, #[serde(default)] part: u32, }
    NotAQuote { reason: Option<Line<200>>, }
    Link { href: String, rel: Option<Line<60>>, }
    InternalLink { article: ArticleId, }
    Entity { kind: EntityKind, name: Option<Line<200>>, uri: Option<WebUrl>, }
    Lang { tag: Language, }
}
