//! The quotes of an article: each use knows its places, and the places hold its words.
//!
//! In the body a use stands where its marks are; in headline, standfirst and captions, which have
//! no marks, where its words are. After [`settle`] both agree with the text, letter for letter.

use serde::{Deserialize, Serialize};

use super::ArticleContent;
use crate::body::Stretch;
use crate::body::block::{Block, Style};
use crate::id::{QuoteId, UseId};
use crate::quote::Alteration;
use crate::text::Line;
use crate::violation::{Violation, Violations};

/// How many uses of quotes an article may have.
pub const USES_MAX: usize = 200;
/// How many parts a use may have.
pub const PARTS_MAX: usize = 20;
/// How many characters beside the words a selector gives (W3C Web Annotation, 4.2.4).
const BESIDE_LEN: usize = 32;

/// In which kind of place a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the trade's own")]
pub enum Placement {
    #[default]
    Body,
    Headline,
    Pull,
    Subhead,
    Standfirst,
    Caption,
}

/// Which text of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words are the trade's own")]
pub enum Field {
    #[default]
    Body,
    Headline,
    Standfirst,
    Caption,
}

/// A stretch of an article's text: position and quote selectors in one (W3C Web Annotation).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UsePart {
    /// In which text.
    #[serde(default)]
    pub field: Field,
    /// In which block, in body and captions.
    #[serde(default)]
    pub block_key: Option<String>,
    /// The first character, from 0 (Unicode scalar values).
    #[serde(default)]
    pub start: u32,
    /// Behind the last character.
    #[serde(default)]
    pub end: u32,
    /// The words there, quotation marks included.
    pub exact: String,
    /// Up to 32 characters before them.
    #[serde(default)]
    pub prefix: String,
    /// Up to 32 characters behind them.
    #[serde(default)]
    pub suffix: String,
}

/// The place of a quote in an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuoteUse {
    /// What the marks of the body name.
    pub id: UseId,
    /// What was said.
    pub quote: QuoteId,
    /// In which kind of place it stands; worked out on save.
    #[serde(default)]
    pub placement: Placement,
    /// Where exactly; in the body worked out from the marks on save.
    #[serde(default)]
    pub parts: Vec<UsePart>,
    /// The word that introduces it, such as "said".
    #[serde(default)]
    pub cue: Option<Line<100>>,
    /// How the text names the speaker there, such as "he".
    #[serde(default)]
    pub source_mention: Option<Line<300>>,
    /// How the printed words differ from what was said; worked out on save.
    #[serde(default)]
    pub alteration: Alteration,
}

impl QuoteUse {
    /// The words as printed, parts joined by a space.
    pub fn exact_text(&self) -> String {
        self.parts.iter().map(|part| part.exact.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Where words were found, or would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// In which text.
    pub field: Field,
    /// In which block.
    pub block_key: Option<String>,
    /// The first character.
    pub start: usize,
    /// What stands around it.
    pub around: String,
}

impl ArticleContent {
    /// Makes uses, marks and words agree. A mark whose use is not listed is refused, and so are
    /// words that headline, standfirst or caption no longer hold; a use without any place is
    /// dropped, and its id answered.
    pub fn settle(&mut self) -> Result<Vec<UseId>, Violations> {
        let mut faults = Violations::default();
        faults.at_most("/quotes", self.meta.quotes.len(), USES_MAX);
        self.faults_of_marks(&mut faults);
        let mut uses = faults.into_result(std::mem::take(&mut self.meta.quotes))?;
        self.body.number();
        let quoted = self.body.quoted();
        let mut faults = Violations::default();
        for (at, used) in uses.iter_mut().enumerate() {
            let marked = quoted.iter().filter(|one| one.used == used.id.0);
            let mut parts: Vec<UsePart> = marked.map(|one| self.part(&one.at)).collect();
            for (nth, old) in used.parts.iter().enumerate().filter(|(_, p)| p.field != Field::Body)
            {
                match self.anchored(old) {
                    Ok(part) => parts.push(part),
                    Err(fault) => faults.push(fault.under(&format!("/quotes/{at}/parts/{nth}"))),
                }
            }
            faults.at_most(&format!("/quotes/{at}/parts"), parts.len(), PARTS_MAX);
            used.parts = parts;
            used.placement = self.placement(used);
        }
        let mut dropped = Vec::new();
        uses.retain(|used| {
            let stays = !used.parts.is_empty();
            if !stays {
                dropped.push(used.id);
            }
            stays
        });
        uses.sort_by_key(|used| self.reading_place(used));
        self.meta.quotes = uses;
        faults.into_result(dropped)
    }

    /// Marks the words of uses that came with a body without marks, such as Markdown.
    pub fn anchor_again(&mut self) -> Result<(), Violations> {
        let mut faults = Violations::default();
        let uses = self.meta.quotes.clone();
        for (at, used) in uses.iter().enumerate() {
            for (nth, part) in used.parts.iter().enumerate().filter(|(_, p)| p.field == Field::Body)
            {
                let found = self.body.find(&part.exact);
                match closest(&found, |at| self.part(at), part) {
                    Some(place) => self.body.mark(&place, used.id.0),
                    None => faults.push(
                        not_there(&part.exact).under(&format!("/quotes/{at}/parts/{nth}/exact")),
                    ),
                }
            }
        }
        faults.into_result(())
    }

    /// Every place in a text of the article where the words stand, letter for letter.
    pub fn find(&self, field: Field, words: &str) -> Vec<UsePart> {
        if field == Field::Body {
            return self.body.find(words).iter().map(|at| self.part(at)).collect();
        }
        let texts = self.texts(field);
        let found = texts.iter().flat_map(|(key, text)| {
            text.match_indices(words).map(move |(byte, _)| {
                let start = text.get(..byte).unwrap_or_default().chars().count();
                let end = start.saturating_add(words.chars().count());
                cut(field, key.clone(), text, (start, end))
            })
        });
        found.collect()
    }

    /// The texts of a field: one, or one for each captioned picture.
    fn texts(&self, field: Field) -> Vec<(Option<String>, &str)> {
        let meta = &self.meta;
        match field {
            Field::Body => Vec::new(),
            Field::Headline => vec![(None, meta.headline.as_str())],
            Field::Standfirst => {
                meta.standfirst.iter().map(|standfirst| (None, standfirst.as_str())).collect()
            }
            Field::Caption => self.body.blocks().iter().filter_map(caption).collect(),
        }
    }

    fn faults_of_marks(&self, faults: &mut Violations) {
        let known = |used| self.meta.quotes.iter().any(|one| one.id.0 == used);
        for one in self.body.quoted().iter().filter(|one| !known(one.used)) {
            let place = format!("/body/{}", one.at.block);
            let detail = format!("the use {} is not among the article's quotes", one.used);
            faults.push(Violation::new(place, "unknown_use", detail));
        }
        for (at, used) in self.meta.quotes.iter().enumerate() {
            if self.meta.quotes.iter().take(at).any(|other| other.id == used.id) {
                let place = format!("/quotes/{at}/id");
                faults.push(Violation::new(place, "duplicate", "stands in the list twice"));
            }
        }
    }

    fn part(&self, at: &Stretch) -> UsePart {
        let key = self.body.blocks().get(at.block).map(|block| block.key().to_owned());
        cut(Field::Body, key, &self.body.text_of(at.block), (at.start, at.end))
    }

    /// Where the words of a part stand now.
    fn anchored(&self, old: &UsePart) -> Result<UsePart, Violation> {
        let mut found = self.find(old.field, &old.exact);
        if old.block_key.is_some() {
            found.retain(|part| part.block_key == old.block_key);
        }
        nearest(found, old).ok_or_else(|| not_there(&old.exact).under("/exact"))
    }

    /// Where a reader meets the use: field, block, character.
    fn reading_place(&self, used: &QuoteUse) -> (u8, usize, u32) {
        let Some(first) = used.parts.first() else { return (u8::MAX, 0, 0) };
        let field = match first.field {
            Field::Headline => 0,
            Field::Standfirst => 1,
            Field::Caption | Field::Body => 2,
        };
        let key = first.block_key.as_deref();
        let block = self.body.blocks().iter().position(|block| Some(block.key()) == key);
        (field, block.unwrap_or(0), first.start)
    }

    fn placement(&self, used: &QuoteUse) -> Placement {
        let Some(first) = used.parts.first() else { return Placement::Body };
        match first.field {
            Field::Headline => Placement::Headline,
            Field::Standfirst => Placement::Standfirst,
            Field::Caption => Placement::Caption,
            Field::Body => {
                let own = |block: &&Block| Some(block.key()) == first.block_key.as_deref();
                match self.body.blocks().iter().find(own) {
                    Some(Block::PullQuote(_)) => Placement::Pull,
                    Some(Block::Text(text)) => match text.style {
                        Style::H2 | Style::H3 | Style::H4 => Placement::Subhead,
                        Style::Normal | Style::Lead | Style::Blockquote => Placement::Body,
                    },
                    Some(_) | None => Placement::Body,
                }
            }
        }
    }
}

fn not_there(words: &str) -> Violation {
    Violation::new("", "words_not_found", format!("the text does not hold the words {words:.80}"))
}

fn cut(
    field: Field,
    block_key: Option<String>,
    text: &str,
    (start, end): (usize, usize),
) -> UsePart {
    let chars: Vec<char> = text.chars().collect();
    let slice = |from: usize, to: usize| -> String {
        chars.get(from..to.min(chars.len())).unwrap_or_default().iter().collect()
    };
    UsePart {
        field,
        block_key,
        start: u32::try_from(start).unwrap_or(u32::MAX),
        end: u32::try_from(end).unwrap_or(u32::MAX),
        exact: slice(start, end),
        prefix: slice(start.saturating_sub(BESIDE_LEN), start),
        suffix: slice(end, end.saturating_add(BESIDE_LEN)),
    }
}

/// The one whose surroundings are most alike, then the one that stands nearest.
fn nearest(found: Vec<UsePart>, old: &UsePart) -> Option<UsePart> {
    let rank = |part: &UsePart| {
        let alike = usize::from(part.prefix == old.prefix) + usize::from(part.suffix == old.suffix);
        (2_usize.saturating_sub(alike), part.start.abs_diff(old.start))
    };
    found.into_iter().min_by_key(rank)
}

fn closest(
    found: &[Stretch],
    part: impl Fn(&Stretch) -> UsePart,
    old: &UsePart,
) -> Option<Stretch> {
    let best = nearest(found.iter().map(&part).collect(), old)?;
    found.iter().find(|at| part(at) == best).cloned()
}

/// The caption of a picture with the picture's key.
fn caption(block: &Block) -> Option<(Option<String>, &str)> {
    let Block::Image(image) = block else { return None };
    Some((Some(image.key.clone()), image.caption.as_ref()?.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;
    use crate::article::Attachment;

    /// What an editor does to the JSON of a body.
    #[derive(Debug, Clone)]
    enum Edit {
        /// Types into a span.
        Type { block: usize, span: usize, text: String },
        /// Deletes a block.
        Delete { block: usize },
        /// Moves a block to the end.
        Move { block: usize },
        /// Cuts a block in two before a span.
        Cut { block: usize, span: usize },
        /// Takes all marks from a span.
        Clear { block: usize, span: usize },
        /// Copies a block behind the last.
        Copy { block: usize },
    }

    fn edit() -> impl Strategy<Value = Edit> {
        let place = || (0_usize..6, 0_usize..6);
        prop_oneof![
            (place(), "[a-zé“” ]{0,6}").prop_map(|((block, span), text)| Edit::Type {
                block,
                span,
                text
            }),
            (0_usize..6).prop_map(|block| Edit::Delete { block }),
            (0_usize..6).prop_map(|block| Edit::Move { block }),
            place().prop_map(|(block, span)| Edit::Cut { block, span }),
            place().prop_map(|(block, span)| Edit::Clear { block, span }),
            (0_usize..6).prop_map(|block| Edit::Copy { block }),
        ]
    }

    fn spans(blocks: &mut [Value], block: usize) -> Option<&mut Vec<Value>> {
        blocks.get_mut(block)?.get_mut("children")?.as_array_mut()
    }

    fn without_key(mut block: Value) -> Value {
        block.as_object_mut().unwrap().remove("_key");
        block
    }

    fn apply(blocks: &mut Vec<Value>, edit: Edit) {
        match edit {
            Edit::Type { block, span, text } => {
                let span = spans(blocks, block).and_then(|spans| spans.get_mut(span));
                if let Some(span) = span {
                    let old = span["text"].as_str().unwrap().to_owned();
                    span["text"] = json!(format!("{text}{old}{text}"));
                }
            }
            Edit::Delete { block } if block < blocks.len() => drop(blocks.remove(block)),
            Edit::Move { block } if block < blocks.len() => {
                let block = blocks.remove(block);
                blocks.push(block);
            }
            Edit::Cut { block, span } => {
                let rest = spans(blocks, block)
                    .filter(|spans| span < spans.len())
                    .map(|spans| spans.split_off(span));
                if let Some(rest) = rest {
                    let mut second = without_key(blocks[block].clone());
                    second["children"] = json!(rest);
                    blocks.insert(block + 1, second);
                }
            }
            Edit::Clear { block, span } => {
                if let Some(span) = spans(blocks, block).and_then(|spans| spans.get_mut(span)) {
                    span["marks"] = json!([]);
                }
            }
            Edit::Copy { block } if block < blocks.len() => {
                blocks.push(without_key(blocks[block].clone()));
            }
            Edit::Delete { .. } | Edit::Move { .. } | Edit::Copy { .. } => {}
        }
    }

    fn quoted_article() -> ArticleContent {
        let body = "“One,” said é. “Two.”\n\nHe *said* “three *and* four”.\n\n“Five”";
        let document = json!({ "headline": "“Six” it is", "body": { "markdown": body } });
        let Value::Object(members) = document else { panic!("an object") };
        let mut content = ArticleContent::parse(members).unwrap();
        for (number, attachment) in [
            json!({ "texts": [{ "text": "One" }, { "text": "Two." }] }),
            json!({ "texts": [{ "text": "“three and four”" }] }),
            json!({ "texts": [{ "text": "Five" }] }),
            json!({ "texts": [{ "text": "Six" }], "placement": "headline" }),
        ]
        .into_iter()
        .enumerate()
        {
            let id = UseId(Uuid::from_u64_pair(0, u64::try_from(number).unwrap() + 1));
            let attachment: Attachment = serde_json::from_value(attachment).unwrap();
            content.attach(QuoteId(Uuid::nil()), id, &attachment).unwrap();
        }
        assert_eq!(content.settle().unwrap(), []);
        content
    }

    proptest! {
        #[test]
        fn anchors_are_the_text_after_any_edits(edits in proptest::collection::vec(edit(), 0..12)) {
            let before = quoted_article();
            let mut document = before.to_json().unwrap();
            let mut blocks = document["body"].as_array().unwrap().clone();
            for edit in edits {
                apply(&mut blocks, edit);
            }
            document["body"] = json!(blocks);
            let mut after = ArticleContent::parse(document).unwrap();
            let dropped = after.settle().unwrap();

            let marked: std::collections::BTreeSet<Uuid> =
                after.body.quoted().iter().map(|one| one.used).collect();
            for used in &after.meta.quotes {
                prop_assert!(!used.parts.is_empty());
                let in_body = used.parts.iter().all(|part| part.field == Field::Body);
                prop_assert_eq!(in_body, marked.contains(&used.id.0));
                for part in used.parts.iter().filter(|part| part.field == Field::Body) {
                    let own = |block: &Block| Some(block.key()) == part.block_key.as_deref();
                    let block = after.body.blocks().iter().position(own).unwrap();
                    let text: Vec<char> = after.body.text_of(block).chars().collect();
                    let range = usize::try_from(part.start).unwrap()..usize::try_from(part.end).unwrap();
                    let words: String = text[range].iter().collect();
                    prop_assert_eq!(&words, &part.exact);
                }
            }
            for used in &before.meta.quotes {
                let stays = after.meta.quotes.iter().any(|other| other.id == used.id);
                prop_assert_ne!(stays, dropped.contains(&used.id));
            }
            let mut again = ArticleContent::parse(after.to_json().unwrap()).unwrap();
            prop_assert_eq!(again.settle().unwrap(), vec![]);
            prop_assert_eq!(again, after, "settling is done once");
        }
    }
}
