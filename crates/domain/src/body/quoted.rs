//! Where quotes stand in a body: marks in text blocks, and pull quotes.
//!
//! Places are counted in characters (Unicode scalar values) of a block's text, end exclusive.

use std::collections::HashMap;

use uuid::Uuid;

use super::Body;
use super::block::{Block, MarkDef, Span, TextBlock};
use super::canon;

/// A stretch of a block's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Which block, from 0.
    pub block: usize,
    /// First character.
    pub start: usize,
    /// Behind the last.
    pub end: usize,
}

/// A stretch that a use of a quote covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The use.
    pub used: Uuid,
    /// Where.
    pub at: Stretch,
}

impl Body {
    /// The stretches that uses cover, in reading order; neighbours of one use are one stretch.
    pub fn quoted(&self) -> Vec<Quoted> {
        let mut found: Vec<Quoted> = Vec::new();
        for (at, block) in self.0.iter().enumerate() {
            if let Block::PullQuote(pull) = block
                && let Some(used) = pull.used
            {
                let end = pull.text.as_str().chars().count();
                found.push(Quoted { used, at: Stretch { block: at, start: 0, end } });
            } else if let Block::Text(text) = block {
                marked(at, text, &mut found);
            }
        }
        found
    }

    /// The text of a block as anchors count it; empty for one that quotes cannot stand in.
    pub fn text_of(&self, block: usize) -> String {
        match self.0.get(block) {
            Some(Block::Text(text)) => super::render::text::block_text(text),
            Some(Block::PullQuote(pull)) => pull.text.as_str().to_owned(),
            Some(_) | None => String::new(),
        }
    }

    /// Every place where the words stand, letter for letter.
    pub fn find(&self, words: &str) -> Vec<Stretch> {
        let len = words.chars().count();
        let mut found = Vec::new();
        for block in 0..self.0.len() {
            let text = self.text_of(block);
            for (byte, _) in text.match_indices(words) {
                let start = text.get(..byte).unwrap_or_default().chars().count();
                found.push(Stretch { block, start, end: start.saturating_add(len) });
            }
        }
        found
    }

    /// Says that a stretch is part of a use. A pull quote is one as a whole.
    pub fn mark(&mut self, at: &Stretch, used: Uuid) {
        match self.0.get_mut(at.block) {
            Some(Block::PullQuote(pull)) => pull.used = Some(used),
            Some(Block::Text(text)) => {
                let key = free_key(text);
                let def = MarkDef::Quote { key: key.clone(), used, part: 0 };
                text.mark_defs.push(def);
                text.children = split(&text.children, at, &key);
                canon::tidy(text);
            }
            Some(_) | None => {}
        }
        self.number();
    }

    /// Takes the marks of uses out that `known` does not hold.
    pub fn unmark(&mut self, known: impl Fn(Uuid) -> bool) {
        for block in &mut self.0 {
            if let Block::PullQuote(pull) = block {
                pull.used = pull.used.filter(|used| known(*used));
            } else if let Block::Text(text) = block {
                for key in quote_keys(text, |used| !known(used)) {
                    text.children.iter_mut().for_each(|span| span.marks.retain(|m| *m != key));
                }
                canon::tidy(text);
            }
        }
    }

    /// Gives uses other names; one that `names` does not hold keeps its own.
    pub fn rename_uses(&mut self, names: &HashMap<Uuid, Uuid>) {
        let rename = |used: &mut Uuid| {
            if let Some(name) = names.get(used) {
                *used = *name;
            }
        };
        for block in &mut self.0 {
            if let Block::PullQuote(pull) = block {
                pull.used.iter_mut().for_each(rename);
            } else if let Block::Text(text) = block {
                for def in &mut text.mark_defs {
                    if let MarkDef::Quote { used, .. } = def {
                        rename(used);
                    }
                }
            }
        }
    }

    /// Numbers the parts of each use in reading order, each under a mark of its own: an editor
    /// may have moved or divided them.
    pub fn number(&mut self) {
        let mut counts: HashMap<Uuid, u32> = HashMap::new();
        let mut wanted: Vec<(Quoted, u32)> = Vec::new();
        for one in self.quoted() {
            let count = counts.entry(one.used).or_default();
            let part = *count;
            *count = count.saturating_add(1);
            wanted.push((one, part));
        }
        for (at, block) in self.0.iter_mut().enumerate() {
            let Block::Text(text) = block else { continue };
            let own: Vec<_> = wanted.iter().filter(|(one, _)| one.at.block == at).collect();
            if own.iter().any(|(one, part)| !is_numbered(text, one, *part)) {
                renumber(text, &own);
            }
        }
    }
}

fn quote_keys(text: &TextBlock, wanted: impl Fn(Uuid) -> bool) -> Vec<String> {
    let key = |def: &MarkDef| match def {
        MarkDef::Quote { key, used, .. } if wanted(*used) => Some(key.clone()),
        MarkDef::Quote { .. }
        | MarkDef::NotAQuote { .. }
        | MarkDef::Link { .. }
        | MarkDef::InternalLink { .. }
        | MarkDef::Entity { .. }
        | MarkDef::Lang { .. } => None,
    };
    text.mark_defs.iter().filter_map(key).collect()
}

/// The quote marks of a block by name.
fn uses(text: &TextBlock) -> HashMap<&str, Uuid> {
    let one = |def: &MarkDef| match def {
        MarkDef::Quote { used, .. } => Some(*used),
        MarkDef::NotAQuote { .. }
        | MarkDef::Link { .. }
        | MarkDef::InternalLink { .. }
        | MarkDef::Entity { .. }
        | MarkDef::Lang { .. } => None,
    };
    text.mark_defs.iter().filter_map(|def| Some((def.key(), one(def)?))).collect()
}

fn marked(block: usize, text: &TextBlock, found: &mut Vec<Quoted>) {
    let uses = uses(text);
    let mut latest: HashMap<Uuid, usize> = HashMap::new();
    let mut start = 0_usize;
    for span in &text.children {
        let end = start.saturating_add(span.text.chars().count());
        for used in span.marks.iter().filter_map(|mark| uses.get(mark.as_str())) {
            let open = latest.get(used).and_then(|at| found.get_mut(*at));
            match open {
                Some(open) if open.at.end >= start => open.at.end = end,
                Some(_) | None => {
                    latest.insert(*used, found.len());
                    found.push(Quoted { used: *used, at: Stretch { block, start, end } });
                }
            }
        }
        start = end;
    }
}

fn free_key(text: &TextBlock) -> String {
    let mut number = 0_u32;
    loop {
        number = number.saturating_add(1);
        let key = format!("q{number}");
        if !text.mark_defs.iter().any(|def| def.key() == key) {
            return key;
        }
    }
}

/// The spans with a mark on a stretch.
fn split(spans: &[Span], at: &Stretch, key: &str) -> Vec<Span> {
    let mut whole = Vec::new();
    let mut start = 0_usize;
    for span in spans {
        let chars: Vec<char> = span.text.chars().collect();
        let place = |edge: usize| edge.saturating_sub(start).min(chars.len());
        let (from, to) = (place(at.start), place(at.end));
        for (piece, inside) in
            [(chars.get(..from), false), (chars.get(from..to), true), (chars.get(to..), false)]
        {
            let text: String = piece.unwrap_or_default().iter().collect();
            let mut marks = span.marks.clone();
            if inside {
                marks.push(key.to_owned());
            }
            whole.push(Span { text, marks, ..Span::default() });
        }
        start = start.saturating_add(chars.len());
    }
    whole
}

/// True if one mark covers the stretch, and nothing else, with its number.
fn is_numbered(text: &TextBlock, one: &Quoted, wanted: u32) -> bool {
    let keys = quote_keys(text, |used| used == one.used);
    let mut alone = TextBlock { children: text.children.clone(), ..text.clone() };
    keys.iter().any(|key| {
        alone.mark_defs = text
            .mark_defs
            .iter()
            .filter(|def| {
                matches!(def, MarkDef::Quote { key: own, part, .. } if own == key && *part == wanted)
            })
            .cloned()
            .collect();
        let mut covered = Vec::new();
        marked(one.at.block, &alone, &mut covered);
        covered.len() == 1 && covered.first() == Some(one)
    })
}

fn renumber(text: &mut TextBlock, wanted: &[&(Quoted, u32)]) {
    let uses: Vec<Uuid> = wanted.iter().map(|(one, _)| one.used).collect();
    for key in quote_keys(text, |used| uses.contains(&used)) {
        text.children.iter_mut().for_each(|span| span.marks.retain(|mark| *mark != key));
        text.mark_defs.retain(|def| def.key() != key);
    }
    for (one, part) in wanted {
        let key = free_key(text);
        text.mark_defs.push(MarkDef::Quote { key: key.clone(), used: one.used, part: *part });
        text.children = split(&text.children, &one.at, &key);
    }
    canon::tidy(text);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const USE: Uuid = Uuid::from_u128(7);

    fn words(body: &Body) -> Vec<String> {
        let cut = |one: &Quoted| -> String {
            let text = body.text_of(one.at.block);
            text.chars().skip(one.at.start).take(one.at.end - one.at.start).collect()
        };
        body.quoted().iter().map(cut).collect()
    }

    #[test]
    fn a_mark_is_where_the_words_are() {
        let mut body = Body::from_markdown("He *said* “no *way*, é” twice.\n\n“Yes”").unwrap();
        let found = body.find("“no way, é”");
        assert_eq!(found, [Stretch { block: 0, start: 8, end: 19 }]);
        body.mark(&found[0], USE);
        let second = body.find("“Yes”");
        body.mark(&second[0], USE);
        assert_eq!(words(&body), ["“no way, é”", "“Yes”"]);
        let again = Body::from_json(&body.to_json()).unwrap();
        assert_eq!(again, body, "what is written is canonical");
        assert!(body.html().contains("data-part=\"1\""));
    }

    #[test]
    fn a_divided_mark_becomes_two_parts() {
        let mark = json!([{ "_type": "quote", "_key": "a", "use": USE, "part": 5 }]);
        let spans = json!([
            { "_type": "span", "text": "“No,”", "marks": ["a"] },
            { "_type": "span", "text": " she said. " },
            { "_type": "span", "text": "“Never.”", "marks": ["a"] },
        ]);
        let json = json!([{ "_type": "block", "children": spans, "markDefs": mark }]);
        let mut body = Body::from_json(&json).unwrap();
        body.number();
        assert_eq!(words(&body), ["“No,”", "“Never.”"]);
        let json = body.to_json();
        let parts: Vec<_> =
            json[0]["markDefs"].as_array().unwrap().iter().map(|d| d["part"].clone()).collect();
        assert_eq!(parts, [json!(0), json!(1)]);
        body.unmark(|_| false);
        assert_eq!((body.quoted(), body.to_json()[0]["markDefs"].clone()), (vec![], json!([])));
    }
}
