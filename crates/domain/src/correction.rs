//! Corrections: what was wrong, in public (schema.org `CorrectionComment`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::document;
use crate::id::{ArticleId, QuoteId, Revision};
use crate::ledger::{Broken, Hash};
use crate::text::{Line, Prose};
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};

/// What kind of note it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionKind {
    /// Something was wrong.
    Correction,
    /// Something could be misunderstood.
    Clarification,
    /// Readers should know something of how the article came to be.
    EditorsNote,
    /// Something was added.
    Update,
    /// The newsroom asks for pardon.
    Apology,
    /// The article no longer stands.
    Retraction,
}

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Significance {
    /// A slip.
    #[default]
    Minor,
    /// It changes what a reader takes from the article.
    Material,
}

/// Where it stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotePosition {
    /// Above the text.
    Top,
    /// Below the text.
    #[default]
    Bottom,
}

/// A correction as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Correction {
    /// What kind of note it is.
    pub kind: CorrectionKind,
    /// What was wrong and what is right, up to 2,000 characters.
    pub text: Prose<2_000>,
    /// How much it matters.
    #[serde(default)]
    pub significance: Significance,
    /// Where it stands on the page.
    #[serde(default)]
    pub position: NotePosition,
    /// Why; never shown to readers.
    #[serde(default)]
    pub reason: Option<Prose<2_000>>,
    /// Who allowed it; never shown to readers.
    #[serde(default)]
    pub approved_by: Option<Line<200>>,
    /// The first revision that was wrong.
    #[serde(default)]
    pub from_revision: Option<Revision>,
    /// The revision that is right; the one that readers see if absent.
    #[serde(default)]
    pub to_revision: Option<Revision>,
    /// The quote in the article that was wrong, if it was a quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<QuoteId>,
}

impl Correction {
    /// Reads the members of a JSON object; every faulty member is named.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        document::parse(members)
    }

    /// Without what only the newsroom knows.
    #[must_use]
    pub fn shown(mut self) -> Self {
        self.reason = None;
        self.approved_by = None;
        self
    }

    /// Refuses revisions that there are not, and a range that ends before it begins; `head` is the
    /// newest revision of the article.
    pub fn check_revisions(&self, head: Revision) -> Result<(), Violations> {
        let mut faults = Violations::default();
        for (pointer, named) in
            [("/fromRevision", self.from_revision), ("/toRevision", self.to_revision)]
        {
            if named.is_some_and(|named| named < Revision::FIRST || named > head) {
                let rule = format!("a revision of the article, 1 to {head}");
                faults.push(Violation::new(pointer, "unknown_revision", rule));
            }
        }
        if let (Some(from), Some(to)) = (self.from_revision, self.to_revision)
            && from > to
        {
            let rule = format!("not behind toRevision, which is {to}");
            faults.push(Violation::new("/fromRevision", "out_of_range", rule));
        }
        faults.into_result(())
    }
}

/// A place in the public ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its number: 1 for the first, one more for each.
    pub sequence: i64,
    /// The hash of the correction before.
    pub previous: Hash,
    /// Its own.
    pub hash: Hash,
}

/// A correction as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCorrection {
    /// UUID version 7.
    pub id: Uuid,
    /// Of which article.
    pub article: ArticleId,
    /// Since when readers see it.
    pub published_at: Timestamp,
    /// Whose account wrote it.
    pub created_by: Option<Uuid>,
    /// What the editor wrote.
    pub content: Correction,
    /// Its place in the ledger; readers see none that has no place yet.
    pub link: Option<Link>,
}

/// The members that a hash is of, in order; behind them `quote`, where there is one.
const HASHED: [&str; 11] = [
    "article",
    "fromRevision",
    "id",
    "kind",
    "position",
    "previousHash",
    "publishedAt",
    "sequence",
    "significance",
    "text",
    "toRevision",
];

/// The hash that a correction has to have, from its public members as the API shows them: SHA-256
/// of the canonical JSON (RFC 8785) of those that stand in the ledger.
pub fn hash_of_shown(shown: &Map<String, Value>) -> Result<Hash, serde_json::Error> {
    let member = |name: &str| (name.to_owned(), shown.get(name).cloned().unwrap_or_default());
    let quote = shown.get("quote").filter(|quote| !quote.is_null()).map(|_| "quote");
    let members: Map<_, _> = HASHED.into_iter().chain(quote).map(member).collect();
    Hash::of_document(&members.into())
}

impl StoredCorrection {
    /// Its place in the ledger behind `last`.
    pub fn linked(&self, last: Option<Link>) -> Result<Link, serde_json::Error> {
        let sequence = last.map_or(1, |last| last.sequence.saturating_add(1));
        let link = Link {
            sequence,
            previous: last.map_or(Hash::NONE, |last| last.hash),
            hash: Hash::NONE,
        };
        let shown = Self { link: Some(link), ..self.clone() }.public_members()?;
        Ok(Link { hash: hash_of_shown(&shown)?, ..link })
    }

    /// What readers see of it.
    pub fn public_members(&self) -> Result<Map<String, Value>, serde_json::Error> {
        let content = serde_json::to_value(self.content.clone().shown())?;
        let mut all = match content {
            Value::Object(members) => members,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Map::new(),
        };
        let (link, hex) = (self.link, |hash: Hash| hash.to_string());
        for (name, value) in [
            ("id", json!(self.id)),
            ("article", json!(self.article)),
            ("publishedAt", json!(self.published_at)),
            ("sequence", json!(link.map(|link| link.sequence))),
            ("previousHash", json!(link.map(|link| hex(link.previous)))),
            ("hash", json!(link.map(|link| hex(link.hash)))),
        ] {
            all.insert(name.to_owned(), value);
        }
        Ok(all)
    }
}

/// A reading of the public ledger, in any order.
#[derive(Debug, Clone, Default)]
pub struct LedgerWalk(BTreeMap<i64, Link>);

/// A ledger that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    /// Its last place; none if it is empty.
    pub last: Option<Link>,
    /// How many places were not shown: their articles are withdrawn.
    pub hidden: usize,
}

impl LedgerWalk {
    /// Takes a correction as the API shows it.
    pub fn see(&mut self, shown: &Map<String, Value>) -> Result<(), Broken> {
        let sequence = shown.get("sequence").and_then(Value::as_i64).unwrap_or_default();
        let hash = |name| shown.get(name).and_then(Value::as_str).and_then(Hash::parse);
        let broken = |why| Broken { sequence, why };
        let pair = hash("previousHash").zip(hash("hash"));
        let (previous, own) = pair.ok_or(broken("it has no hash"))?;
        if hash_of_shown(shown).ok() != Some(own) {
            return Err(broken("it is not what was published"));
        }
        self.place(Link { sequence, previous, hash: own })
    }

    /// Takes a place of whose correction nothing is known.
    pub fn place(&mut self, link: Link) -> Result<(), Broken> {
        match self.0.insert(link.sequence, link) {
            Some(other) if other != link => {
                Err(Broken { sequence: link.sequence, why: "its place is taken twice" })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Whether each names the one before.
    pub fn end(self) -> Result<Walked, Broken> {
        let (mut last, mut hidden) = (None::<Link>, 0_usize);
        for link in self.0.into_values() {
            let before = last.map_or(0, |last| last.sequence);
            let skipped = link.sequence.saturating_sub(before).saturating_sub(1);
            let named = last.map_or(Hash::NONE, |last| last.hash);
            if skipped == 0 && link.previous != named {
                return Err(Broken { sequence: link.sequence, why: "it names another one before" });
            }
            hidden = hidden.saturating_add(usize::try_from(skipped).unwrap_or(usize::MAX));
            last = Some(link);
        }
        Ok(Walked { last, hidden })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction(text: &str, last: Option<Link>) -> StoredCorrection {
        let Value::Object(members) = json!({
            "kind": "correction", "text": text, "significance": "material", "reason": "private",
        }) else {
            panic!("an object")
        };
        let bare = StoredCorrection {
            id: Uuid::from_u128(1),
            article: ArticleId(Uuid::from_u128(2)),
            published_at: Timestamp::parse("2026-03-14T07:30:00Z").unwrap(),
            created_by: None,
            content: Correction::parse(members).unwrap(),
            link: None,
        };
        StoredCorrection { link: Some(bare.linked(last).unwrap()), ..bare }
    }

    fn three() -> Vec<Map<String, Value>> {
        let mut last = None;
        let shown = |text| {
            let one = correction(text, last);
            last = one.link;
            one.public_members().unwrap()
        };
        ["One", "Two", "Three"].map(shown).into()
    }

    #[track_caller]
    fn check(shown: &[Map<String, Value>], want: Result<usize, i64>) {
        let mut walk = LedgerWalk::default();
        let seen = shown.iter().try_for_each(|one| walk.see(one));
        let got = seen.and_then(|()| walk.end());
        assert_eq!(got.map(|walked| walked.hidden).map_err(|broken| broken.sequence), want);
    }

    #[test]
    fn a_ledger_is_verified_in_any_order() {
        let mut all = three();
        check(&all, Ok(0));
        all.reverse();
        check(&all, Ok(0));
        all.remove(1);
        check(&all, Ok(1));
        check(&[], Ok(0));
    }

    #[test]
    fn whatever_is_changed_is_found() {
        for (member, value) in [
            ("text", json!("Other")),
            ("significance", json!("minor")),
            ("publishedAt", json!("2026-03-14T07:30:01Z")),
            ("hash", json!(null)),
        ] {
            let mut all = three();
            all[1].insert(member.to_owned(), value);
            check(&all, Err(2));
        }
        let mut all = three();
        // another history, whole in itself
        all[1] =
            correction("Two again", correction("One again", None).link).public_members().unwrap();
        check(&all, Err(2));
    }

    #[test]
    fn what_the_newsroom_alone_knows_is_not_hashed() {
        let one = correction("One", None);
        let mut other = one.clone();
        other.content.reason = None;
        assert_eq!(one.linked(None).unwrap(), other.linked(None).unwrap());
        assert!(!one.public_members().unwrap().values().any(|value| *value == "private"));
    }

    #[test]
    fn a_range_of_revisions_is_of_the_article_and_in_order() {
        let check = |from: Option<i64>, to: Option<i64>, want: &[&str]| {
            let mut content = correction("One", None).content;
            (content.from_revision, content.to_revision) = (from.map(Revision), to.map(Revision));
            let faults = content.check_revisions(Revision(3)).err().unwrap_or_default();
            let got: Vec<String> = faults.into_vec().into_iter().map(|f| f.pointer).collect();
            assert_eq!(got, want, "{from:?} {to:?}");
        };
        check(None, None, &[]);
        check(Some(1), Some(3), &[]);
        check(Some(2), Some(2), &[]);
        check(Some(3), Some(2), &["/fromRevision"]);
        check(Some(0), Some(4), &["/fromRevision", "/toRevision"]);
        check(None, Some(4), &["/toRevision"]);
    }
}
