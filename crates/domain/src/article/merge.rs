//! What two editors made of one revision, put together: by member, and in lists whose items have
//! names by item.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::ArticleContent;
use super::diff::names;
use crate::document::escape;
use crate::violation::Violations;

/// Two changes of one revision in one content.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Merge {
    /// What only one of them changed as they changed it, what both changed as it is now.
    pub content: Map<String, Value>,
    /// Where both changed the same.
    pub conflicts: Vec<Conflict>,
}

/// A place that two editors changed, each in their own way.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Where in the merged content: a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// What stood there before both; null for nothing.
    pub base: Value,
    /// What the one who comes late wants there; null for nothing.
    pub sent: Value,
    /// What stands there now; null for nothing.
    pub current: Value,
}

/// The lists whose items have a name, and the member that holds it.
const NAMED: [(&str, &str); 2] = [("body", "_key"), ("quotes", "id")];

impl Merge {
    /// Puts `sent`, which was made of `base`, together with `current`, which was too.
    pub fn of(base: &ArticleContent, sent: &ArticleContent, current: &ArticleContent) -> Self {
        let members = |content: &ArticleContent| content.to_json().unwrap_or_default();
        let mut merge = Self::of_members(&members(base), &members(sent), &members(current));
        match fitting(merge.content.clone()) {
            Ok(content) => merge.content = content,
            // each change is sound, both together are not
            Err(faults) => {
                merge.conflicts.extend(faults.into_vec().into_iter().map(|fault| Conflict {
                    pointer: fault.pointer,
                    base: Value::Null,
                    sent: Value::Null,
                    current: Value::Null,
                }));
            }
        }
        merge
    }

    fn of_members(
        base: &Map<String, Value>,
        sent: &Map<String, Value>,
        current: &Map<String, Value>,
    ) -> Self {
        let mut merge = Self::default();
        for name in names(sent, current) {
            let value = |of: &Map<String, Value>| of.get(name).cloned().unwrap_or_default();
            let sides = Sides { base: value(base), sent: value(sent), current: value(current) };
            let key = NAMED.iter().find(|(list, _)| *list == name).map(|(_, key)| *key);
            let pointer = format!("/{}", escape(name));
            let value = match key {
                Some(key) => List::of(&sides, key).merged(&pointer, &mut merge.conflicts),
                None => sides.merged(&pointer, &mut merge.conflicts),
            };
            merge.content.insert(name.to_owned(), value);
        }
        merge
    }
}

/// The content with uses of quotes and marks in agreement, if it is one.
fn fitting(members: Map<String, Value>) -> Result<Map<String, Value>, Violations> {
    let mut content = ArticleContent::parse(members)?;
    content.settle()?;
    Ok(content.to_json().unwrap_or_default())
}

/// What stands at one place: null for nothing.
struct Sides {
    base: Value,
    sent: Value,
    current: Value,
}

impl Sides {
    /// The value that one side alone changed it to; `None` if both did.
    fn settled(&self) -> Option<&Value> {
        if self.sent == self.base || self.sent == self.current {
            return Some(&self.current);
        }
        (self.current == self.base).then_some(&self.sent)
    }

    fn merged(self, pointer: &str, conflicts: &mut Vec<Conflict>) -> Value {
        if let Some(value) = self.settled() {
            return value.clone();
        }
        let Self { base, sent, current } = self;
        let kept = if current.is_null() { sent.clone() } else { current.clone() };
        conflicts.push(Conflict { pointer: pointer.to_owned(), base, sent, current });
        kept
    }
}

/// The items of a list by their names.
struct Items<'a> {
    order: Vec<&'a str>,
    by_name: HashMap<&'a str, &'a Value>,
}

impl<'a> Items<'a> {
    fn of(list: &'a Value, key: &str) -> Self {
        let items = list.as_array().into_iter().flatten();
        let named = items.filter_map(|item| Some((item.get(key)?.as_str()?, item)));
        let (mut order, mut by_name) = (Vec::new(), HashMap::new());
        for (name, item) in named {
            if by_name.insert(name, item).is_none() {
                order.push(name);
            }
        }
        Self { order, by_name }
    }

    fn get(&self, name: &str) -> Value {
        self.by_name.get(name).map(|item| (*item).clone()).unwrap_or_default()
    }

    /// Its names that the others have as well, in its own order.
    fn common(&self, others: [&Self; 2]) -> Vec<&'a str> {
        let is_common = |name: &&str| others.iter().all(|other| other.by_name.contains_key(name));
        self.order.iter().copied().filter(|name| is_common(name)).collect()
    }
}

/// A list whose items have names.
struct List<'a> {
    key: &'a str,
    base: Items<'a>,
    sent: Items<'a>,
    current: Items<'a>,
}

impl<'a> List<'a> {
    fn of(sides: &'a Sides, key: &'a str) -> Self {
        let items = |list: &'a Value| Items::of(list, key);
        let (base, sent, current) = (items(&sides.base), items(&sides.sent), items(&sides.current));
        Self { key, base, sent, current }
    }

    /// The items in the order of the side that changed it, the other's own behind the one that they
    /// stood behind.
    fn merged(&self, pointer: &str, conflicts: &mut Vec<Conflict>) -> Value {
        let base = self.base.common([&self.sent, &self.current]);
        let sent = self.sent.common([&self.base, &self.current]);
        let current = self.current.common([&self.base, &self.sent]);
        let (lead, other) = if sent != base && current == base {
            (&self.sent, &self.current)
        } else {
            (&self.current, &self.sent)
        };
        let mut clashes = Vec::new();
        let mut names: Vec<&str> = Vec::new();
        let mut kept: HashMap<&str, Value> = HashMap::new();
        for name in &lead.order {
            if let Some(item) = self.item(name, &mut clashes) {
                names.push(name);
                kept.insert(name, item);
            }
        }
        let mut before = None;
        for name in &other.order {
            if !lead.by_name.contains_key(name)
                && let Some(item) = self.item(name, &mut clashes)
            {
                let place = before.and_then(|b| names.iter().position(|other| *other == b));
                names.insert(place.map_or(0, |place| place.saturating_add(1)), name);
                kept.insert(name, item);
            }
            if kept.contains_key(name) {
                before = Some(*name);
            }
        }
        if sent != base && current != base && sent != current {
            let (base, sent, current) = (json!(base), json!(sent), json!(current));
            conflicts.push(Conflict { pointer: pointer.to_owned(), base, sent, current });
        }
        self.written((names, kept), clashes, (pointer, conflicts))
    }

    /// What is kept of an item, if anything is.
    fn item(&self, name: &str, clashes: &mut Vec<Conflict>) -> Option<Value> {
        let (base, sent, current) =
            (self.base.get(name), self.sent.get(name), self.current.get(name));
        let sides = Sides { base, sent, current };
        if self.is_twin(name) {
            return Some(sides.current);
        }
        Some(sides.merged(name, clashes)).filter(|item| !item.is_null())
    }

    /// True for a name that both gave to something new, not the same.
    fn is_twin(&self, name: &str) -> bool {
        let (base, sent, current) =
            (self.base.get(name), self.sent.get(name), self.current.get(name));
        base.is_null() && !sent.is_null() && !current.is_null() && sent != current
    }

    /// The list; a twin stands without its name behind the one that had it first.
    fn written(
        &self,
        (names, mut kept): (Vec<&str>, HashMap<&str, Value>),
        clashes: Vec<Conflict>,
        (pointer, conflicts): (&str, &mut Vec<Conflict>),
    ) -> Value {
        let mut list = Vec::new();
        let mut places = HashMap::new();
        for name in names {
            places.insert(name.to_owned(), list.len());
            list.extend(kept.remove(name));
            if self.is_twin(name)
                && let Value::Object(mut twin) = self.sent.get(name)
            {
                twin.remove(self.key);
                list.push(twin.into());
            }
        }
        conflicts.extend(clashes.into_iter().map(|clash| {
            let place = places.get(&clash.pointer).copied().unwrap_or_default();
            Conflict { pointer: format!("{pointer}/{place}"), ..clash }
        }));
        Value::Array(list)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    /// A body of paragraphs by key and text.
    type Blocks = Vec<(String, String)>;

    fn content(headline: &str, blocks: &[(String, String)]) -> ArticleContent {
        let blocks: Vec<_> = blocks
            .iter()
            .map(|(key, text)| {
                json!({ "_type": "block", "_key": key, "children": [{ "_type": "span", "text": text }] })
            })
            .collect();
        let document = json!({ "headline": headline, "body": blocks });
        let Value::Object(members) = document else { panic!("an object") };
        ArticleContent::parse(members).unwrap()
    }

    fn blocks(blocks: &[(&str, &str)]) -> Blocks {
        blocks.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
    }

    fn three() -> Blocks {
        blocks(&[("a", "One."), ("b", "Two."), ("c", "Three.")])
    }

    #[track_caller]
    fn check(sent: &[(&str, &str)], current: &[(&str, &str)], want: &[&str], conflicts: &[&str]) {
        let base = content("h", &three());
        let merge = Merge::of(&base, &content("h", &blocks(sent)), &content("h", &blocks(current)));
        let texts: Vec<_> = merge.content["body"]
            .as_array()
            .unwrap()
            .iter()
            .map(|block| block["children"][0]["text"].as_str().unwrap())
            .collect();
        let places: Vec<_> = merge.conflicts.iter().map(|one| one.pointer.as_str()).collect();
        assert_eq!((texts.as_slice(), places.as_slice()), (want, conflicts));
    }

    #[test]
    fn what_one_side_changed_stands() {
        check(
            &[("a", "One!"), ("b", "Two."), ("c", "Three.")],
            &[("a", "One."), ("b", "Two."), ("c", "Three!"), ("d", "Four.")],
            &["One!", "Two.", "Three!", "Four."],
            &[],
        );
        check(
            &[("a", "One."), ("c", "Three.")],
            &[("c", "Three."), ("a", "One."), ("b", "Two.")],
            &["Three.", "One."],
            &[],
        );
        check(
            &[("x", "New."), ("a", "One."), ("b", "Two."), ("y", "Newer."), ("c", "Three.")],
            &[("b", "Two."), ("c", "Three.")],
            &["New.", "Two.", "Newer.", "Three."],
            &[],
        );
    }

    #[test]
    fn what_both_changed_is_named() {
        check(
            &[("a", "One!"), ("b", "Two."), ("c", "Three.")],
            &[("a", "One?"), ("b", "Two."), ("c", "Three.")],
            &["One?", "Two.", "Three."],
            &["/body/0"],
        );
        check(
            &[("a", "One."), ("b", "Two!"), ("c", "Three.")],
            &[("a", "One."), ("c", "Three.")],
            &["One.", "Two!", "Three."],
            &["/body/1"],
        );
        check(
            &[("b", "Two."), ("a", "One."), ("c", "Three.")],
            &[("a", "One."), ("c", "Three."), ("b", "Two.")],
            &["One.", "Three.", "Two."],
            &["/body"],
        );
    }

    #[test]
    fn two_new_blocks_of_one_name_both_stand() {
        check(
            &[("a", "One."), ("b", "Two."), ("c", "Three."), ("d", "Mine.")],
            &[("a", "One."), ("b", "Two."), ("c", "Three."), ("d", "Theirs.")],
            &["One.", "Two.", "Three.", "Theirs.", "Mine."],
            &[],
        );
    }

    #[test]
    fn members_are_merged_each_for_itself() {
        let (base, sent) = (content("h", &three()), content("mine", &three()));
        let mut current = content("h", &three());
        current.meta.kicker = crate::text::Line::parse("k").ok();
        let merge = Merge::of(&base, &sent, &current);
        assert_eq!(
            (&merge.content["headline"], &merge.content["kicker"]),
            (&json!("mine"), &json!("k"))
        );
        assert_eq!(merge.conflicts, []);
        let merge = Merge::of(&base, &sent, &content("theirs", &three()));
        assert_eq!(merge.content["headline"], "theirs");
        let want = Conflict {
            pointer: "/headline".to_owned(),
            base: json!("h"),
            sent: json!("mine"),
            current: json!("theirs"),
        };
        assert_eq!(merge.conflicts, [want]);
    }

    /// Any order of some of ten blocks, each with one of three texts.
    fn any_body() -> impl Strategy<Value = Blocks> {
        let keys: Vec<String> = (0..10).map(|n| format!("k{n}")).collect();
        let some = proptest::sample::subsequence(keys, 0..=10).prop_shuffle();
        some.prop_flat_map(|keys| {
            let texts = proptest::collection::vec("[xyz]", keys.len());
            texts.prop_map(move |texts| keys.iter().cloned().zip(texts).collect())
        })
    }

    proptest! {
        #[test]
        fn with_an_unchanged_side_the_other_is_what_comes(
            base in any_body(), other in any_body(), headline in "[a-c]"
        ) {
            let (base, other) = (content("a", &base), content(&headline, &other));
            let wanted = Merge { content: other.to_json().unwrap(), conflicts: Vec::new() };
            prop_assert_eq!(&Merge::of(&base, &base, &other), &wanted);
            prop_assert_eq!(&Merge::of(&base, &other, &base), &wanted);
            prop_assert_eq!(&Merge::of(&base, &other, &other), &wanted);
        }

        #[test]
        fn edits_that_do_not_meet_both_stand(
            base in any_body(), (mine, theirs) in (0_usize..10, 0_usize..10)
        ) {
            prop_assume!(mine != theirs && mine < base.len() && theirs < base.len());
            let edited = |at: usize, text: &str| {
                let mut edited = base.clone();
                edited[at].1 = text.to_owned();
                edited
            };
            let merge = Merge::of(
                &content("h", &base),
                &content("h", &edited(mine, "mine")),
                &content("h", &edited(theirs, "theirs")),
            );
            let mut both = edited(mine, "mine");
            both[theirs].1 = "theirs".to_owned();
            let wanted = content("h", &both).to_json().unwrap();
            prop_assert_eq!(merge, Merge { content: wanted, conflicts: Vec::new() });
        }

        #[test]
        fn nothing_that_was_added_is_lost(
            base in any_body(), sent in any_body(), current in any_body()
        ) {
            let merge = Merge::of(&content("h", &base), &content("h", &sent), &content("h", &current));
            let known: HashSet<&str> = base.iter().map(|(key, _)| key.as_str()).collect();
            let added = |side: &Blocks| {
                side.iter().filter(|(key, _)| !known.contains(key.as_str())).count()
            };
            let both = sent.iter().filter(|(key, text)| {
                !known.contains(key.as_str()) && current.contains(&(key.clone(), text.clone()))
            });
            let expected = added(&sent) + added(&current) - both.count();
            let keys = merge.content["body"].as_array().unwrap();
            let new = keys.iter().filter(|block| !known.contains(block["_key"].as_str().unwrap()));
            // a twin gets a new key, which may be one that the base had
            prop_assert!(keys.len() >= expected && new.count() <= expected);
        }
    }
}
