//! Planting: through the API, as an administrator, words in each text of everything that is not
//! public, and other words in what readers are to see.

use std::collections::BTreeMap;

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use super::contract::Contract;
use super::fill::{Filler, Planted};
use super::veil::Veil;
use super::words::{HIDDEN, OPEN};

/// A word with what hides it.
#[derive(Debug, Clone)]
pub(super) struct Hidden {
    /// The word and its place.
    pub planted: Planted,
    /// What hides it.
    pub veil: Veil,
    /// True if readers once saw it: they may know that it was there.
    pub was_public: bool,
}

/// Whether readers see what is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// They do.
    Open,
    /// They do not, nor ever did.
    Behind(Veil),
    /// They do not any more.
    Withdrawn,
}

/// Plants.
pub(super) struct Planter<'a> {
    /// Where.
    pub app: &'a TestApp,
    /// What is hidden.
    pub hidden: Filler<'a>,
    /// What is open.
    pub open: Filler<'a>,
    /// Each hidden word with its veil.
    pub veiled: Vec<Hidden>,
    /// The ids of things, by the collection in their path.
    pub ids: BTreeMap<String, Vec<String>>,
    /// Secrets that were told once.
    pub secrets: Vec<String>,
    /// Every answer to a write: what was really stored.
    pub told: String,
    /// The administrator's token.
    pub token: String,
    /// The sight of what is planted from now on.
    pub sight: Sight,
}

/// What readers never see of what they see, with what hides it.
const PRIVATE: [(&str, Veil); 8] = [
    ("ExpertInput.private", Veil::Private),
    ("CorrectionInput.reason", Veil::Private),
    ("CorrectionInput.approvedBy", Veil::Private),
    ("VerificationInput.evidence", Veil::Working),
    ("VerificationInput.by", Veil::Working),
    ("TermsInput.approvedBy", Veil::Working),
    ("QuoteInput.extraction", Veil::Working),
    ("AttachedQuoteInput.extraction", Veil::Working),
];

impl<'a> Planter<'a> {
    /// A planter in an empty newsroom.
    pub(super) async fn new(app: &'a TestApp, contract: &'a Contract) -> Self {
        Self {
            app,
            hidden: Filler::new(contract, HIDDEN),
            open: Filler::new(contract, OPEN),
            veiled: Vec::new(),
            ids: BTreeMap::new(),
            secrets: Vec::new(),
            told: String::new(),
            token: app.token(Role::Admin).await,
            sight: Sight::Open,
        }
    }

    /// Says what stands in a member from now on, whether it is seen or not.
    pub(super) fn know(&mut self, member: &str, value: impl Into<Value>) {
        let value = value.into();
        self.hidden.know(member, value.clone());
        self.open.know(member, value);
    }

    /// The filler of what is planted now.
    pub(super) fn filler(&mut self) -> &mut Filler<'a> {
        if self.sight == Sight::Open { &mut self.open } else { &mut self.hidden }
    }

    /// Gives each hidden word its veil that has none.
    pub(super) fn veil(&mut self, usual: Veil) {
        let was_public = self.sight == Sight::Withdrawn;
        for planted in &self.hidden.planted[self.veiled.len()..] {
            let own = match planted.member() {
                "ExpertPrivate.consent" | "ExpertPrivate.contacts" | "ExpertPrivate.notes" => {
                    Some(Veil::Private)
                }
                member => PRIVATE.iter().find(|(known, _)| *known == member).map(|(_, veil)| *veil),
            };
            let veil = own.unwrap_or(usual);
            let was_public = was_public && own.is_none();
            self.veiled.push(Hidden { planted: planted.clone(), veil, was_public });
        }
    }

    /// A document for an operation, with what readers never see of it hidden.
    pub(super) fn document(&mut self, operation: &str) -> Value {
        let (veil, is_open) = match self.sight {
            Sight::Open => (Veil::Working, true),
            Sight::Withdrawn => (Veil::Working, false),
            Sight::Behind(veil) => (veil, false),
        };
        if !is_open {
            let document = self.hidden.document(operation);
            self.veil(veil);
            return document;
        }
        let contract = self.hidden.contract();
        let is_held = |member: &str| contract.holds(operation, member.split_once('.').unwrap().0);
        for (member, veil) in PRIVATE.into_iter().filter(|(member, _)| is_held(member)) {
            let value = self.hidden.member(operation, member);
            self.open.know(member, value);
            self.veil(veil);
        }
        let document = self.open.document(operation);
        for (member, _) in PRIVATE {
            self.open.known.remove(member);
        }
        document
    }

    /// A place of a list, its note hidden.
    pub(super) fn slot(&mut self) -> Value {
        if let Sight::Behind(veil) = self.sight {
            let slots = self.hidden.member("createList", "ListInput.slots");
            self.veil(veil);
            return slots[0].clone();
        }
        let note = self.hidden.member("createList", "Slot.note");
        self.veil(Veil::Member);
        self.open.know("Slot.note", note);
        let slots = self.open.member("createList", "ListInput.slots");
        self.open.known.remove("Slot.note");
        slots[0].clone()
    }

    /// Does an operation; `path` is what stands for its parameters, in order, and a query.
    pub(super) async fn act(
        &mut self,
        operation: &str,
        (path, query): (&[&str], &str),
        revision: Option<i64>,
    ) -> Answer {
        let document = self.document(operation);
        self.send(operation, (path, query), revision, &document).await
    }

    /// Does an operation with a document.
    pub(super) async fn send(
        &mut self,
        operation: &str,
        (path, query): (&[&str], &str),
        revision: Option<i64>,
        document: &Value,
    ) -> Answer {
        let contract = self.hidden.contract();
        let known = contract.named(operation);
        let mut at = known.path.clone();
        for value in path {
            let (from, to) = (at.find('{').unwrap(), at.find('}').unwrap());
            at.replace_range(from..=to, value);
        }
        at.push_str(query);
        let answer = self.app.write(&self.token, (&known.method, &at), revision, document).await;
        assert!(answer.status.is_success(), "{operation} {document}: {}", answer.json);
        self.told.push_str(&String::from_utf8_lossy(&answer.bytes));
        answer
    }

    /// Makes a thing of a collection; its id.
    pub(super) async fn make(&mut self, operation: &str, of: (&[&str], &str)) -> String {
        let made = self.act(operation, of, None).await;
        self.keep(operation, &made)
    }

    /// Keeps the id of what was made.
    pub(super) fn keep(&mut self, operation: &str, made: &Answer) -> String {
        let inner = ["/id", "/user/id", "/token/id"].map(|place| made.text(place));
        let id = inner.into_iter().find(|id| !id.is_empty()).unwrap().to_owned();
        let path = &self.hidden.contract().named(operation).path;
        let collection = path.rsplit('/').find(|part| !part.starts_with('{')).unwrap();
        self.ids.entry(collection.to_owned()).or_default().push(id.clone());
        id
    }

    /// A word that is planted outside a document.
    pub(super) fn word(&mut self, place: &str, veil: Veil) -> String {
        let word = self.hidden.next(place);
        self.veil(veil);
        word
    }

    /// Where several things of a kind are known, the last one.
    pub(super) fn last(&self, collection: &str) -> Value {
        json!(self.ids.get(collection).and_then(|ids| ids.last()))
    }
}
