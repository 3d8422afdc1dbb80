//! What two contents of an article differ in: members by their place, the body by block and word.

use std::collections::HashMap;

use serde_json::{Map, Value};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation as _;

use super::ArticleContent;
use crate::body::block::Block;
use crate::document::escape;

/// What two contents differ in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContentDiff {
    /// Members other than the body, in the order of their names.
    pub members: Vec<MemberChange>,
    /// Blocks of the body: in the order of the later one, what was removed where it stood.
    pub blocks: Vec<BlockChange>,
}

/// A member that has another value.
#[derive(Debug, Clone, PartialEq)]
pub struct MemberChange {
    /// Its place: a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What stood there; null for nothing.
    pub before: Value,
    /// What stands there; null for nothing.
    pub after: Value,
}

/// What became of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockFate {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else; it may have moved, too.
    Changed,
    /// It stands elsewhere, and says the same.
    Moved,
}

/// A block that is not as it was; a block is known by its key.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockChange {
    /// Its `_key`.
    pub key: String,
    /// What became of it.
    pub fate: BlockFate,
    /// True if it left its place among the blocks that stayed.
    pub is_moved: bool,
    /// Where it stood, from 0, and what it was.
    pub before: Option<(usize, Value)>,
    /// Where it stands, from 0, and what it is.
    pub after: Option<(usize, Value)>,
    /// Its text word by word, if that changed; none for a block that was added or removed.
    pub words: Vec<WordRun>,
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WordFate {
    /// They stand in both.
    Equal,
    /// They are new.
    Insert,
    /// They are gone.
    Delete,
}

/// Words in a row of which the same became (Unicode Standard Annex 29, section 4), with the space
/// and the signs between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordRun {
    /// What became of them.
    pub fate: WordFate,
    /// The text.
    pub text: String,
}

/// How many pairs of words of one block are compared, between its first and its last difference:
/// what is beyond is shown as replaced, so that no text takes long.
const WORD_PAIRS_MAX: usize = 250_000;

impl ContentDiff {
    /// What `after` has otherwise than `before`.
    pub fn between(before: &ArticleContent, after: &ArticleContent) -> Self {
        let mut members = Vec::new();
        let meta = |content: &ArticleContent| serde_json::to_value(&content.meta);
        if let (Ok(one), Ok(other)) = (meta(before), meta(after)) {
            compare("", (&one, &other), &mut members);
        }
        Self { members, blocks: blocks(before.body.blocks(), after.body.blocks()) }
    }
}

/// Notes what two values differ in; objects are entered, but for those of the newsroom's own.
fn compare(pointer: &str, (before, after): (&Value, &Value), changes: &mut Vec<MemberChange>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) if pointer != "/extra" => {
            for name in names(one, other) {
                let below = format!("{pointer}/{}", escape(name));
                let value = |of: &Map<String, Value>| of.get(name).cloned().unwrap_or_default();
                compare(&below, (&value(one), &value(other)), changes);
            }
        }
        _ if before == after => {}
        _ => changes.push(MemberChange {
            pointer: pointer.to_owned(),
            before: before.clone(),
            after: after.clone(),
        }),
    }
}

/// The names of the members of either.
pub(super) fn names<'a>(
    one: &'a Map<String, Value>,
    other: &'a Map<String, Value>,
) -> Vec<&'a str> {
    let mut names: Vec<&str> = one.keys().chain(other.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn blocks(before: &[Block], after: &[Block]) -> Vec<BlockChange> {
    let places = |blocks: &[Block]| -> HashMap<String, usize> {
        blocks.iter().enumerate().map(|(at, block)| (block.key().to_owned(), at)).collect()
    };
    let (was, is) = (places(before), places(after));
    let stayed = stayed(before, &is);
    let mut changes = Vec::new();
    for (at, block) in after.iter().enumerate() {
        let key = block.key();
        let old = was.get(key).and_then(|from| Some((*from, before.get(*from)?)));
        let is_moved = old.is_some() && !stayed.contains_key(key);
        let change = changed(old, Some((at, block)), is_moved);
        changes.extend(change.map(|change| ((at, 1, 0), change)));
    }
    // what was removed stands behind the block that it stood behind
    let mut behind = (0, 0);
    for (at, block) in before.iter().enumerate() {
        if let Some(place) = is.get(block.key()) {
            behind = (*place, 2);
        } else {
            let change = changed(Some((at, block)), None, false);
            changes.extend(change.map(|change| ((behind.0, behind.1, at), change)));
        }
    }
    changes.sort_by_key(|(place, _)| *place);
    changes.into_iter().map(|(_, change)| change).collect()
}

/// What became of a block; nothing if it is as it was.
fn changed(
    before: Option<(usize, &Block)>,
    after: Option<(usize, &Block)>,
    is_moved: bool,
) -> Option<BlockChange> {
    let (fate, words) = match (before, after) {
        (None, None) => return None,
        (None, Some(_)) => (BlockFate::Added, Vec::new()),
        (Some(_), None) => (BlockFate::Removed, Vec::new()),
        (Some((_, one)), Some((_, other))) if one == other => {
            if !is_moved {
                return None;
            }
            (BlockFate::Moved, Vec::new())
        }
        (Some((_, one)), Some((_, other))) => {
            (BlockFate::Changed, words(&one.plain_text(), &other.plain_text()))
        }
    };
    let json = |(at, block): (usize, &Block)| (at, serde_json::to_value(block).unwrap_or_default());
    let key = after.or(before).map(|(_, block)| block.key().to_owned()).unwrap_or_default();
    let (before, after) = (before.map(json), after.map(json));
    Some(BlockChange { key, fate, is_moved, before, after, words })
}

/// The blocks of `before` that kept their order: as many as can be (the longest increasing run of
/// places, by patience sorting). The values are their places.
fn stayed(before: &[Block], is: &HashMap<String, usize>) -> HashMap<String, usize> {
    // for each length the run of that length that ends earliest: its last link
    let mut ends: Vec<usize> = Vec::new();
    let mut links: Vec<(&str, usize, Option<usize>)> = Vec::new();
    let place = |link: usize, links: &[(&str, usize, Option<usize>)]| links.get(link).map(|l| l.1);
    for block in before {
        let Some(at) = is.get(block.key()) else { continue };
        let len = ends.partition_point(|end| place(*end, &links) < Some(*at));
        let link = links.len();
        let previous = len.checked_sub(1).and_then(|last| ends.get(last).copied());
        links.push((block.key(), *at, previous));
        match ends.get_mut(len) {
            Some(end) => *end = link,
            None => ends.push(link),
        }
    }
    let mut stayed = HashMap::new();
    let mut next = ends.last().copied();
    while let Some((key, at, previous)) = next.and_then(|link| links.get(link)) {
        stayed.insert((*key).to_owned(), *at);
        next = *previous;
    }
    stayed
}

/// What two texts differ in, word by word; nothing if they are the same.
fn words(before: &str, after: &str) -> Vec<WordRun> {
    if before == after {
        return Vec::new();
    }
    let (one, other): (Vec<&str>, Vec<&str>) =
        (before.split_word_bounds().collect(), after.split_word_bounds().collect());
    let pairs = one.iter().zip(&other);
    let head = pairs.take_while(|(a, b)| a == b).count();
    let (one_rest, other_rest) = (rest(&one, head), rest(&other, head));
    let pairs = one_rest.iter().rev().zip(other_rest.iter().rev());
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let middle = |words: &'_ [&'_ str]| words.len().saturating_sub(tail);
    let (gone, new) = (middle(one_rest), middle(other_rest));
    let (one_middle, other_middle) =
        (one_rest.get(..gone).unwrap_or_default(), other_rest.get(..new).unwrap_or_default());
    let mut runs = Runs::default();
    runs.add(WordFate::Equal, one.get(..head));
    if gone.saturating_mul(new) > WORD_PAIRS_MAX {
        runs.add(WordFate::Delete, Some(one_middle));
        runs.add(WordFate::Insert, Some(other_middle));
    } else {
        for step in capture_diff_slices(Algorithm::Myers, one_middle, other_middle) {
            runs.step(&step, (one_middle, other_middle));
        }
    }
    runs.add(WordFate::Equal, one_rest.get(gone..));
    runs.0
}

fn rest<'a, 'b>(words: &'a [&'b str], from: usize) -> &'a [&'b str] {
    words.get(from..).unwrap_or_default()
}

#[derive(Default)]
struct Runs(Vec<WordRun>);

impl Runs {
    fn add(&mut self, fate: WordFate, words: Option<&[&str]>) {
        let text = words.unwrap_or_default().concat();
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(last) if last.fate == fate => last.text.push_str(&text),
            _ => self.0.push(WordRun { fate, text }),
        }
    }

    fn step(&mut self, step: &DiffOp, (before, after): (&[&str], &[&str])) {
        let (old, new) = (before.get(step.old_range()), after.get(step.new_range()));
        if matches!(step, DiffOp::Equal { .. }) {
            self.add(WordFate::Equal, old);
        } else {
            self.add(WordFate::Delete, old);
            self.add(WordFate::Insert, new);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::BlockFate::{Added, Changed, Moved, Removed};
    use super::WordFate::{Delete, Equal, Insert};
    use super::*;

    fn content(document: Value) -> ArticleContent {
        let Value::Object(members) = document else { panic!("an object") };
        ArticleContent::parse(members).unwrap()
    }

    fn paragraph(key: &str, text: &str) -> Value {
        json!({ "_type": "block", "_key": key, "children": [{ "_type": "span", "text": text }] })
    }

    fn body(blocks: &[(&str, &str)]) -> ArticleContent {
        let blocks: Vec<_> = blocks.iter().map(|(key, text)| paragraph(key, text)).collect();
        content(json!({ "headline": "a", "body": blocks }))
    }

    #[track_caller]
    fn check(before: &[(&str, &str)], after: &[(&str, &str)], want: &[(&str, BlockFate, bool)]) {
        let diff = ContentDiff::between(&body(before), &body(after));
        let got: Vec<_> =
            diff.blocks.iter().map(|one| (one.key.as_str(), one.fate, one.is_moved)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn members_are_named_by_their_place() {
        let before = json!({ "headline": "a", "kicker": "k", "headlines": { "social": "s" } });
        let after = json!({ "headline": "b", "kicker": "k", "headlines": { "social": "t" }, "extra": { "a": 1 } });
        let diff = ContentDiff::between(&content(before), &content(after));
        let places: Vec<_> = diff.members.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!(places, ["/extra", "/headline", "/headlines/social"]);
        assert_eq!(diff.members[1].before, json!("a"));
        assert_eq!(diff.members[0].before, Value::Null);
        assert_eq!(diff.blocks, []);
    }

    #[test]
    fn blocks_are_known_by_their_keys() {
        let three = [("a", "One."), ("b", "Two."), ("c", "Three.")];
        check(&three, &three, &[]);
        check(&three, &three[..2], &[("c", Removed, false)]);
        check(&three[1..], &three, &[("a", Added, false)]);
        check(
            &three,
            &[("c", "Three."), ("a", "One."), ("b", "Two!")],
            &[("c", Moved, true), ("b", Changed, false)],
        );
        check(
            &three,
            &[("a", "One."), ("x", "New."), ("c", "Three.")],
            &[("b", Removed, false), ("x", Added, false)],
        );
        check(&three, &three[1..], &[("a", Removed, false)]);
    }

    #[test]
    fn a_changed_block_is_shown_word_by_word() {
        let diff = ContentDiff::between(
            &body(&[("a", "The boats can wait.")]),
            &body(&[("a", "The boats can't wait, he said.")]),
        );
        let runs: Vec<_> =
            diff.blocks[0].words.iter().map(|run| (run.fate, run.text.as_str())).collect();
        assert_eq!(
            runs,
            [
                (Equal, "The boats "),
                (Delete, "can"),
                (Insert, "can't"),
                (Equal, " wait"),
                (Insert, ", he said"),
                (Equal, ".")
            ]
        );
    }

    #[test]
    fn a_text_without_bounds_is_shown_as_replaced() {
        let many = |word: &str| format!("a {} z", vec![word; 400].join(" "));
        let runs = words(&many("b"), &many("c"));
        let fates: Vec<_> = runs.iter().map(|run| run.fate).collect();
        assert_eq!(fates, [Equal, Delete, Insert, Equal]);
    }

    proptest! {
        #[test]
        fn runs_hold_both_texts(before in "[abc .é]{0,40}", after in "[abc .é]{0,40}") {
            let runs = words(&before, &after);
            let side = |other| -> String {
                runs.iter().filter(|run| run.fate != other).map(|run| run.text.as_str()).collect()
            };
            let same = before == after;
            prop_assert_eq!(side(WordFate::Insert), if same { "" } else { &before });
            prop_assert_eq!(side(WordFate::Delete), if same { "" } else { &after });
        }
    }
}
