//! Releases: articles and curated lists that go out together, all of them or none.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::document;
use crate::id::{ArticleId, Revision};
use crate::list::CuratedList;
use crate::record::{Entity, Reference};
use crate::slug::Slug;
use crate::text::{Line, Prose};
use crate::time::Timestamp;
use crate::violation::{Fault, Violation, Violations};
use crate::zone::Moment;

/// What goes out together, as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// What the desk calls it.
    pub title: Line<200>,
    /// For the desk.
    #[serde(default)]
    pub note: Option<Prose<2_000>>,
    /// What goes out, 1 to 100.
    #[serde(default)]
    pub items: Vec<ReleaseItem>,
}

/// A thing that goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub enum ReleaseItem {
    /// An article is published.
    Article(ReleaseArticle),
    /// A list gets its next content.
    List(Box<ReleaseList>),
}

/// An article to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseArticle {
    /// Which.
    pub id: ArticleId,
    /// The revision that readers are to see; the newest one then, unless it is said.
    #[serde(default)]
    pub revision: Option<Revision>,
}

/// A list to replace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseList {
    /// Which.
    pub id: Uuid,
    /// The revision that the content was written against: it is refused over another one. Any,
    /// unless it is said.
    #[serde(default)]
    pub revision: Option<Revision>,
    /// The whole document.
    pub content: CuratedList,
}

/// An item as it is written: one of these.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    article: Option<ReleaseArticle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    list: Option<Box<ReleaseList>>,
}

impl TryFrom<Written> for ReleaseItem {
    type Error = Refusal;

    fn try_from(written: Written) -> Result<Self, Refusal> {
        match (written.article, written.list) {
            (Some(article), None) => Ok(Self::Article(article)),
            (None, Some(list)) => Ok(Self::List(list)),
            (Some(_), Some(_)) | (None, None) => Err(Refusal),
        }
    }
}

/// Says that an item is not one thing.
struct Refusal;

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fault = Fault::new("invalid_value", "one of `article` and `list`");
        let message: serde::de::value::Error = fault.into_serde();
        std::fmt::Display::fmt(&message, f)
    }
}

impl From<ReleaseItem> for Written {
    fn from(item: ReleaseItem) -> Self {
        match item {
            ReleaseItem::Article(article) => Self { article: Some(article), list: None },
            ReleaseItem::List(list) => Self { article: None, list: Some(list) },
        }
    }
}

impl ReleaseItem {
    /// The thing that goes out; `at` is the place of the item, a JSON Pointer.
    pub fn thing(&self, at: &str) -> Reference {
        match self {
            Self::Article(article) => {
                Reference::new(format!("{at}/article/id"), Entity::Article, article.id.0)
            }
            Self::List(list) => Reference::new(format!("{at}/list/id"), Entity::List, list.id),
        }
    }

    /// The revision that it is kept to, if it is.
    pub fn revision(&self) -> Option<Revision> {
        match self {
            Self::Article(article) => article.revision,
            Self::List(list) => list.revision,
        }
    }

    /// The same kept to a revision.
    #[must_use]
    pub fn at(self, revision: Revision) -> Self {
        let revision = Some(revision);
        match self {
            Self::Article(article) => Self::Article(ReleaseArticle { revision, ..article }),
            Self::List(list) => Self::List(Box::new(ReleaseList { revision, ..*list })),
        }
    }

    /// Where a fault of its document stands in the item, a JSON Pointer.
    pub const fn document(&self) -> &'static str {
        match self {
            Self::Article(_) => "/article",
            Self::List(_) => "/list/content",
        }
    }
}

impl Release {
    /// How many things go out together.
    pub const ITEMS_MAX: usize = 100;

    /// Reads the members of a JSON object: `title`, `note`, `items`; every faulty member is named.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let release: Self = document::parse(members)?;
        release.faults().into_result(release)
    }

    /// The rules that concern more than one member.
    fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        faults.at_most("/items", self.items.len(), Self::ITEMS_MAX);
        if self.items.is_empty() {
            faults.push(Violation::new("/items", "required", "at least one item"));
        }
        let mut things = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            let place = format!("/items/{at}");
            let thing = item.thing(&place);
            if item.revision().is_some_and(|revision| revision < Revision::FIRST) {
                let pointer = thing.pointer.replace("/id", "/revision");
                faults.push(Violation::new(pointer, "out_of_range", "1 or more"));
            }
            if let ReleaseItem::List(list) = item {
                let own = list.content.faults().into_vec();
                faults.absorb(&format!("{place}{}", item.document()), own);
            }
            if things.contains(&thing.id) {
                faults.push(Violation::new(thing.pointer, "duplicate", "goes out twice"));
            }
            things.push(thing.id);
        }
        faults
    }

    /// Takes out what it says of an article in lists, and what the desk calls it.
    pub fn forget(&mut self, article: ArticleId) -> Result<(), Fault> {
        self.title = Line::parse("Redacted")?;
        self.note = None;
        for item in &mut self.items {
            match item {
                ReleaseItem::List(list) => list.content.forget(article),
                ReleaseItem::Article(_) => {}
            }
        }
        Ok(())
    }

    /// The things that go out, each by its place.
    pub fn things(&self) -> Vec<Reference> {
        let items = self.items.iter().enumerate();
        items.map(|(at, item)| item.thing(&format!("/items/{at}"))).collect()
    }

    /// The items, each kept to its revision of `pins`, which may be none.
    pub fn kept_to(&self, pins: &[Revision]) -> Vec<ReleaseItem> {
        let mut pins = pins.iter();
        let one = |item: &ReleaseItem| match pins.next() {
            Some(pin) => item.clone().at(*pin),
            None => item.clone(),
        };
        self.items.iter().map(one).collect()
    }
}

/// When a release goes out, as an editor says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Time {
    #[serde(default)]
    publish_at: Option<Moment>,
}

/// Reads the member of a JSON object that says when a release goes out: `publishAt`.
pub fn publish_at(members: Map<String, Value>) -> Result<Moment, Violations> {
    let Time { publish_at } = document::parse(members)?;
    let missing = || Violation::new("/publishAt", "required", "schedule says when");
    publish_at.ok_or_else(|| missing().into())
}

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// It is written.
    Draft,
    /// It goes out at a time that is set.
    Scheduled,
    /// It is out.
    Released,
    /// It was out, and what readers saw before is back.
    Undone,
    /// Its time came, and it could not go out.
    Failed,
}

/// What is done with a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReleaseStep {
    /// Change it, or delete it.
    Keep,
    /// Let it go out.
    Release,
    /// Say when it goes out, or say so anew.
    Schedule,
    /// Take that back.
    Unschedule,
    /// Bring back what readers saw before.
    Undo,
}

/// A step that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the release is {}: it cannot be {} from there", .state.word(), .step.done())]
pub struct ReleaseStateFault {
    /// Where it stands.
    pub state: ReleaseState,
    /// What was wanted.
    pub step: ReleaseStep,
}

impl ReleaseState {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Draft, Self::Scheduled, Self::Released, Self::Undone, Self::Failed];

    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Released => "released",
            Self::Undone => "undone",
            Self::Failed => "failed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Refuses a step that there is not from here.
    pub const fn allows(self, step: ReleaseStep) -> Result<(), ReleaseStateFault> {
        let allowed = match step {
            ReleaseStep::Keep => matches!(self, Self::Draft),
            ReleaseStep::Release | ReleaseStep::Schedule => {
                matches!(self, Self::Draft | Self::Scheduled | Self::Failed)
            }
            ReleaseStep::Unschedule => matches!(self, Self::Scheduled | Self::Failed),
            ReleaseStep::Undo => matches!(self, Self::Released),
        };
        if allowed { Ok(()) } else { Err(ReleaseStateFault { state: self, step }) }
    }
}

impl ReleaseStep {
    const fn done(self) -> &'static str {
        match self {
            Self::Keep => "changed",
            Self::Release => "released",
            Self::Schedule => "scheduled",
            Self::Unschedule => "unscheduled",
            Self::Undo => "undone",
        }
    }
}

/// What a release did to a thing: all that is needed to undo it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// To an article.
    Article(ArticleDeed),
    /// To a list.
    List(Box<ListDeed>),
}

/// What a release did to an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleDeed {
    /// Which.
    pub id: ArticleId,
    /// The revision that readers see since.
    pub revision: Revision,
    /// The entry of the desk's log that says so.
    pub entry: Uuid,
    /// What readers saw before; nothing if they saw none of it.
    pub before: Option<Shown>,
}

/// How readers saw an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// In which revision.
    pub revision: Revision,
    /// At which address.
    pub slug: Slug,
    /// What lists were ordered by.
    pub order_at: Timestamp,
    /// Since when.
    pub from: Timestamp,
    /// Until when, if that was set.
    pub until: Option<Timestamp>,
}

/// What a release did to a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListDeed {
    /// Which.
    pub id: Uuid,
    /// The revision that it left.
    pub revision: Revision,
    /// The newest revision before.
    pub replaced: Revision,
    /// Which publication of the list it is, by its number.
    #[serde(default)]
    pub number: Option<i64>,
    /// The revision that readers saw before; nothing if they saw none of it.
    #[serde(default)]
    pub live_before: Option<Revision>,
    /// What stood in the revision before, of a release that went out when a list had no drafts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<CuratedList>,
}

impl ListDeed {
    /// Takes out what it says of an article.
    pub fn forget(&mut self, article: ArticleId) {
        self.before.iter_mut().for_each(|list| list.forget(article));
    }
}

impl Deed {
    /// The revision that its item was kept to.
    pub fn pin(&self) -> Revision {
        match self {
            Self::Article(article) => article.revision,
            Self::List(list) => list.replaced,
        }
    }
}

/// Why a release could not go out when its time came, by its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseFault {
    /// Where: a JSON Pointer into the release, `""` for the whole of it.
    pub pointer: String,
    /// The stable word of the fault, the same that a refusal has.
    pub code: String,
    /// The rule in words.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "0190f5c0-0000-7000-8000-000000000001";
    const OTHER: &str = "0190f5c0-0000-7000-8000-000000000002";

    #[track_caller]
    fn check(items: &Value, want: &[(&str, &str)]) {
        let Value::Object(members) = json!({ "title": "Budget", "items": items }) else {
            panic!("an object")
        };
        let faults = Release::parse(members).err().unwrap_or_default().into_vec();
        let places: Vec<_> = faults.iter().map(|one| (one.pointer.as_str(), one.code)).collect();
        assert_eq!(places, want);
    }

    #[test]
    fn an_item_is_an_article_or_a_list() {
        let list = json!({ "id": OTHER, "content": { "title": "Picks" } });
        check(&json!([{ "article": { "id": ID } }, { "list": list }]), &[]);
        check(&json!([{ "article": { "id": ID, "revision": 2 }, "list": null }]), &[]);
        let place = [("/items/0", "invalid_value")];
        check(&json!([{ "article": { "id": ID }, "list": list }]), &place);
        check(&json!([{}]), &place);
        check(&json!([{ "quote": { "id": ID } }]), &[("/items/0/quote", "unknown_member")]);
        check(&json!([{ "article": { "id": 1 } }]), &[("/items/0/article/id", "invalid_type")]);
        let faulty = json!([{ "list": { "id": ID, "content": { "title": "" } } }]);
        check(&faulty, &[("/items/0/list/content/title", "empty")]);
        let faulty = json!([{ "list": { "id": ID, "content": { "title": "a", "max": 51 } } }]);
        check(&faulty, &[("/items/0/list/content/max", "out_of_range")]);
    }

    #[test]
    fn nothing_goes_out_twice_and_not_too_much() {
        let article = json!({ "article": { "id": ID } });
        check(&json!([article, article]), &[("/items/1/article/id", "duplicate")]);
        check(&json!([]), &[("/items", "required")]);
        let below = json!([{ "article": { "id": ID, "revision": 0 } }]);
        check(&below, &[("/items/0/article/revision", "out_of_range")]);
        let one = |number: u128| json!({ "article": { "id": Uuid::from_u128(number) } });
        check(&(1..=100).map(one).collect(), &[]);
        check(&(1..=101).map(one).collect(), &[("/items", "too_many")]);
    }

    #[test]
    fn documents_come_back() {
        let list = json!({ "id": OTHER, "revision": 3, "content": { "title": "Picks" } });
        let document =
            json!({ "title": "Budget", "items": [{ "article": { "id": ID } }, { "list": list }] });
        let Value::Object(members) = document else { panic!("an object") };
        let release = Release::parse(members).unwrap();
        let Value::Object(again) = serde_json::to_value(&release).unwrap() else { panic!() };
        assert_eq!(Release::parse(again), Ok(release.clone()));
        let pinned = release.kept_to(&[Revision(7), Revision(4)]);
        let pins: Vec<_> = pinned.iter().map(ReleaseItem::revision).collect();
        assert_eq!(pins, [Some(Revision(7)), Some(Revision(4))]);
    }

    #[test]
    fn each_state_has_its_steps() {
        let steps = |state: ReleaseState| {
            use ReleaseStep::{Keep, Release, Schedule, Undo, Unschedule};
            let all = [Keep, Release, Schedule, Unschedule, Undo];
            let allowed = all.into_iter().filter(|step| state.allows(*step).is_ok());
            allowed.map(ReleaseStep::done).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(steps(ReleaseState::Draft), "changed released scheduled");
        assert_eq!(steps(ReleaseState::Scheduled), "released scheduled unscheduled");
        assert_eq!(steps(ReleaseState::Failed), "released scheduled unscheduled");
        assert_eq!(steps(ReleaseState::Released), "undone");
        assert_eq!(steps(ReleaseState::Undone), "");
    }
}
