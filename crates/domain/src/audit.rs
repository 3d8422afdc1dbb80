//! The audit: what was done and by whom, as a chain of entries. What an entry says is hidden in it
//! behind a salt, so that it can be taken out and the chain still holds.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::Actor;
use crate::id::Revision;
use crate::ledger::{Broken, Hash, Salt, canonical};
use crate::time::Timestamp;

/// Who did something, and when, with the salt of what is noted of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    /// When.
    pub at: Timestamp,
    /// Whose account it was.
    pub account: Option<Uuid>,
    /// How they proved themselves: see [`Actor::credential_word`].
    pub credential: &'static str,
    /// Random bytes.
    pub salt: Salt,
}

impl Signed {
    /// By `actor` at `at`.
    pub fn by(actor: &Actor, at: Timestamp, salt: Salt) -> Self {
        let account = actor.account_id().map(|account| account.0);
        Self { at, account, credential: actor.credential_word(), salt }
    }
}

/// To what something was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The word of its kind: an entity's, or `account`, `session`, `token`.
    pub entity: &'static str,
    /// Which, if it is known.
    pub id: Option<Uuid>,
    /// The revision that was left, if it has revisions.
    pub revision: Option<Revision>,
}

impl Target {
    /// Something without revisions.
    pub const fn new(entity: &'static str, id: Option<Uuid>) -> Self {
        Self { entity, id, revision: None }
    }
}

/// Something that was done, before it has its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// What, such as `article.publish`.
    pub action: &'static str,
    /// To what.
    pub target: Target,
    /// By whom.
    pub signed: Signed,
    /// What there is to say of it.
    pub payload: Value,
}

/// What an entry says: absent once it was redacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Canonical JSON (RFC 8785).
    pub payload: String,
    /// What its digest is salted with.
    pub salt: Salt,
}

/// An entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number: 1 for the first, one more for each.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// Whose account it was; none for the operator and for those who proved nothing.
    pub account: Option<Uuid>,
    /// How they proved themselves.
    pub credential: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub entity: String,
    /// To which.
    pub target: Option<Uuid>,
    /// The revision that was left.
    pub revision: Option<Revision>,
    /// What there is to say of it.
    pub told: Option<Told>,
    /// SHA-256 of salt and payload.
    pub digest: Hash,
    /// SHA-256 of the chain before and of all members but [`Self::told`].
    pub chain: Hash,
}

/// How long a payload may be, in bytes: of a longer one there are its length and its hash.
pub const PAYLOAD_LEN_MAX: usize = 16 * 1_024;

impl AuditEntry {
    /// The entry of a deed, behind the one that `head` names.
    pub fn seal(deed: &Deed, head: Head) -> Result<Self, serde_json::Error> {
        let whole = canonical(&deed.payload)?;
        let payload = if whole.len() > PAYLOAD_LEN_MAX {
            canonical(&json!({ "bytes": whole.len(), "sha256": Hash::of(&whole).to_string() }))?
        } else {
            whole
        };
        let salt = deed.signed.salt;
        let digest = Hash::salted(salt, &payload);
        let mut entry = Self {
            sequence: head.sequence.saturating_add(1),
            at: deed.signed.at,
            account: deed.signed.account,
            credential: deed.signed.credential.to_owned(),
            action: deed.action.to_owned(),
            entity: deed.target.entity.to_owned(),
            target: deed.target.id,
            revision: deed.target.revision,
            told: Some(Told { payload, salt }),
            digest,
            chain: Hash::NONE,
        };
        entry.chain = entry.link(head.chain)?;
        Ok(entry)
    }

    /// What [`Self::chain`] has to be, behind an entry whose chain is `previous`.
    pub fn link(&self, previous: Hash) -> Result<Hash, serde_json::Error> {
        Hash::of_document(&json!({
            "previous": previous.to_string(),
            "sequence": self.sequence,
            "at": self.at,
            "account": self.account,
            "credential": self.credential,
            "action": self.action,
            "entity": self.entity,
            "target": self.target,
            "revision": self.revision,
            "digest": self.digest.to_string(),
        }))
    }

    /// Where the chain ends with this entry.
    pub fn head(&self) -> Head {
        Head { sequence: self.sequence, chain: self.chain }
    }
}

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the last entry; 0 before the first.
    pub sequence: i64,
    /// Its chain.
    pub chain: Hash,
}

impl Head {
    /// Before the first entry.
    pub const START: Self = Self { sequence: 0, chain: Hash::NONE };
}

/// The action that takes out what entries say; its payload names them in `entries`.
pub const REDACT: &str = "article.redact";

/// A walk along the chain, entry by entry.
#[derive(Debug, Clone)]
pub struct Walk {
    head: Head,
    erased: usize,
    unexplained: BTreeSet<i64>,
}

impl Default for Walk {
    fn default() -> Self {
        Self { head: Head::START, erased: 0, unexplained: BTreeSet::new() }
    }
}

impl Walk {
    /// Goes on to the next entry.
    pub fn step(&mut self, entry: &AuditEntry) -> Result<(), Broken> {
        let sequence = self.head.sequence.saturating_add(1);
        let broken = |why| Err(Broken { sequence, why });
        if entry.sequence != sequence {
            return broken("it is missing");
        }
        if entry.link(self.head.chain).ok() != Some(entry.chain) {
            return broken("it is not what was chained");
        }
        match &entry.told {
            Some(told) if Hash::salted(told.salt, &told.payload) != entry.digest => {
                return broken("its payload is not what was noted");
            }
            Some(told) if entry.action == REDACT => self.explain(&told.payload),
            Some(_) => {}
            None => {
                self.erased = self.erased.saturating_add(1);
                self.unexplained.insert(sequence);
            }
        }
        self.head = entry.head();
        Ok(())
    }

    /// A redaction says which entries it has emptied.
    fn explain(&mut self, payload: &str) {
        let payload: Value = serde_json::from_str(payload).unwrap_or_default();
        let entries = payload.get("entries").and_then(Value::as_array).into_iter().flatten();
        for sequence in entries.filter_map(Value::as_i64) {
            self.unexplained.remove(&sequence);
        }
    }

    /// Ends where the ledger says that it ends; how many entries were redacted.
    pub fn end(self, head: Head) -> Result<usize, Broken> {
        if let Some(sequence) = self.unexplained.first() {
            let why = "it was emptied, and no redaction names it";
            return Err(Broken { sequence: *sequence, why });
        }
        if self.head.sequence < head.sequence {
            let sequence = self.head.sequence.saturating_add(1);
            return Err(Broken { sequence, why: "it is missing" });
        }
        if self.head != head {
            return Err(Broken { sequence: self.head.sequence, why: "the chain ends elsewhere" });
        }
        Ok(self.erased)
    }

    /// Where it has come to.
    pub fn head(&self) -> Head {
        self.head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(payloads: &[(&'static str, Value)]) -> Vec<AuditEntry> {
        let mut head = Head::START;
        let entry = |(action, payload): &(&'static str, Value)| {
            let at = Timestamp::from_micros(1).unwrap();
            let signed = Signed::by(&Actor::Operator, at, Salt([7; 16]));
            let target = Target::new("article", Some(Uuid::from_u128(1)));
            let deed = Deed { action, target, signed, payload: payload.clone() };
            let entry = AuditEntry::seal(&deed, head).unwrap();
            head = entry.head();
            entry
        };
        payloads.iter().map(entry).collect()
    }

    fn three() -> Vec<AuditEntry> {
        chain(&[("a", json!(1)), ("b", json!({ "z": 1, "a": 2 })), ("c", json!(null))])
    }

    #[track_caller]
    fn check(entries: &[AuditEntry], head: Head, want: Result<usize, (i64, &str)>) {
        let mut walk = Walk::default();
        let walked = entries.iter().try_for_each(|entry| walk.step(entry));
        let got = walked.and_then(|()| walk.end(head));
        assert_eq!(got.map_err(|broken| (broken.sequence, broken.why)), want);
    }

    #[test]
    fn a_whole_chain_holds() {
        let entries = three();
        check(&entries, entries[2].head(), Ok(0));
        check(&[], Head::START, Ok(0));
    }

    #[test]
    fn whatever_is_changed_is_found() {
        let head = three()[2].head();
        let edits: [fn(&mut Vec<AuditEntry>); 7] = [
            |all| all[1].action = "x".to_owned(),
            |all| all[1].account = Some(Uuid::from_u128(9)),
            |all| all[1].at = Timestamp::from_micros(2).unwrap(),
            |all| all[1].digest = Hash::of("x"),
            |all| all[1].told.as_mut().unwrap().payload = "{}".to_owned(),
            |all| all[1].told = None,
            |all| {
                all.remove(1);
            },
        ];
        for edit in edits {
            let mut entries = three();
            edit(&mut entries);
            let mut walk = Walk::default();
            let walked = entries.iter().try_for_each(|entry| walk.step(entry));
            assert_eq!(walked.and_then(|()| walk.end(head)).unwrap_err().sequence, 2);
        }
        check(&three()[..2], head, Err((3, "it is missing")));
        check(&three(), Head { chain: Hash::NONE, ..head }, Err((3, "the chain ends elsewhere")));
    }

    #[test]
    fn what_a_redaction_names_may_be_empty() {
        let mut entries = chain(&[("a", json!(1)), (REDACT, json!({ "entries": [1] }))]);
        entries[0].told = None;
        check(&entries, entries[1].head(), Ok(1));
    }

    #[test]
    fn a_long_payload_is_noted_by_its_hash() {
        let long = "a".repeat(PAYLOAD_LEN_MAX);
        let told = chain(&[("a", json!(long))]).remove(0).told.unwrap();
        assert!(told.payload.starts_with(r#"{"bytes":16386,"sha256":""#), "{}", told.payload);
    }
}
