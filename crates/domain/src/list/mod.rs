//! Curated lists: what editors put where, with a filling for what they leave open
//! (schema.org `ItemList`).

pub(crate) mod named;
mod publication;
mod scope;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document;
use crate::id::{ArticleId, ExpertId, ListId, QuoteId, SectionId, TopicId};
use crate::language::Language;
use crate::link::WebUrl;
use crate::record::{Entity, Record, Reference};
use crate::slug::Slug;
use crate::text::{Line, Prose};
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};

pub use publication::{ListNote, ListStep, Publication};
pub use scope::{ArticleQuery, Scope};

/// What fills the places that editors leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backfill {
    /// Nothing.
    #[default]
    None,
    /// The newest articles.
    Latest,
    /// What is read most at present.
    Trending,
    /// What was read most in the last 24 hours.
    MostViewed,
    /// The newest articles that `query` describes.
    Query,
}

/// A place in a list: an article, a quote, an expert or a page elsewhere, with what the list
/// prints instead of its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Slot {
    /// An article of the newsroom.
    #[serde(default)]
    pub article: Option<ArticleId>,
    /// A quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<QuoteId>,
    /// An expert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expert: Option<ExpertId>,
    /// A page elsewhere; with `headline`.
    #[serde(default)]
    pub url: Option<WebUrl>,
    /// The headline here.
    #[serde(default)]
    pub headline: Option<Line<300>>,
    /// The line above the headline here.
    #[serde(default)]
    pub kicker: Option<Line<200>>,
    /// The text below the headline here.
    #[serde(default)]
    pub trail_text: Option<Prose<1_000>>,
    /// The picture here.
    #[serde(default)]
    pub image: Option<WebUrl>,
    /// True to keep its place whatever happens to those before it.
    #[serde(default)]
    pub pinned: bool,
    /// Readers see it from then on.
    #[serde(default)]
    pub visible_from: Option<Timestamp>,
    /// Readers see it no longer from then on.
    #[serde(default)]
    pub visible_until: Option<Timestamp>,
    /// For the desk; never shown to readers.
    #[serde(default)]
    pub note: Option<Prose<1_000>>,
}

impl Slot {
    /// The thing of the newsroom that stands there; `None` for a page elsewhere. `at` is the
    /// place of the slot in the document, a JSON Pointer.
    fn thing(&self, at: &str) -> Option<Reference> {
        let named = |member: &str, entity, id| Reference::new(format!("{at}/{member}"), entity, id);
        let article = self.article.map(|id| named("article", Entity::Article, id.0));
        let quote = self.quote.map(|id| named("quote", Entity::Quote, id.0));
        let expert = self.expert.map(|id| named("expert", Entity::Expert, id.0));
        article.or(quote).or(expert)
    }

    /// True if one thing stands there, and a page elsewhere has its words.
    fn is_one(&self) -> bool {
        let members = [
            self.article.is_some(),
            self.quote.is_some(),
            self.expert.is_some(),
            self.url.is_some(),
        ];
        let one = members.into_iter().filter(|is_there| *is_there).count() == 1;
        one && (self.url.is_none() || self.headline.is_some())
    }

    /// True if readers see the place at an instant, as far as its window goes.
    pub fn open_at(&self, at: Timestamp) -> bool {
        self.visible_from.is_none_or(|from| from <= at)
            && self.visible_until.is_none_or(|until| at < until)
    }
}

/// A list as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CuratedList {
    /// What stands above it, such as "Editor's Picks".
    pub title: Line<200>,
    /// Its key in addresses; made from the title where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// How many items it shows, 1 to 50.
    #[serde(default = "ten")]
    pub max: u8,
    /// What fills it.
    #[serde(default)]
    pub backfill: Backfill,
    /// What readers ask for, where several lists have each a scope; its slug unless it is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Slug>,
    /// Its scope: it is for this section, and filled from it.
    #[serde(default)]
    pub section: Option<SectionId>,
    /// Its scope: it is for this topic, and filled from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicId>,
    /// Its scope: it is for this language, and filled from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What the filling is, with backfill `query`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<ArticleQuery>,
    /// The lists of which nothing is repeated in this one, up to 10: an article that readers see there
    /// does not stand here, whoever put it here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dedupe_against: Vec<ListId>,
    /// The places in order, up to 50.
    #[serde(default)]
    pub slots: Vec<Slot>,
}

fn ten() -> u8 {
    10
}

impl CuratedList {
    /// How many items a list may show.
    pub const ITEMS_MAX: u32 = 50;
    /// Of how many lists it repeats nothing.
    const DEDUPE_MAX: usize = 10;
    /// The key of the list that every front page has.
    pub const EDITORS_PICKS: &'static str = "editors-picks";

    /// The rules that concern more than one member, or that its parts do not know.
    pub(crate) fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        faults.at_most("/slots", self.slots.len(), 50);
        if !(1..=Self::ITEMS_MAX).contains(&u32::from(self.max)) {
            let rule = format!("1 to {}", Self::ITEMS_MAX);
            faults.push(Violation::new("/max", "out_of_range", rule));
        }
        let against = named::faults("/dedupeAgainst", &self.dedupe_against, Self::DEDUPE_MAX);
        faults.absorb("", against.into_vec());
        match &self.query {
            Some(query) => faults.absorb("/query", query.faults().into_vec()),
            None if self.backfill == Backfill::Query => {
                faults.push(Violation::new("/query", "required", "what the filling is"));
            }
            None => {}
        }
        let mut things = Vec::new();
        for (at, slot) in self.slots.iter().enumerate() {
            let place = format!("/slots/{at}");
            if !slot.is_one() {
                let rule = "one of `article`, `quote`, `expert`, or `url` with `headline`";
                faults.push(Violation::new(&place, "invalid_value", rule));
            }
            if let (Some(from), Some(until)) = (slot.visible_from, slot.visible_until)
                && until <= from
            {
                let place = format!("{place}/visibleUntil");
                faults.push(Violation::new(place, "end_before_start", "ends before it starts"));
            }
            let Some(thing) = slot.thing(&place) else { continue };
            if things.contains(&thing.id) {
                faults.push(Violation::new(thing.pointer, "duplicate", "stands in the list twice"));
            }
            things.push(thing.id);
        }
        faults
    }

    /// The instants at which one of its places comes or goes.
    pub fn turns(&self) -> impl Iterator<Item = Timestamp> {
        self.slots.iter().flat_map(|slot| [slot.visible_from, slot.visible_until]).flatten()
    }

    /// For whom it is.
    pub fn scope(&self) -> Scope {
        Scope { section: self.section, topic: self.topic, language: self.language.clone() }
    }

    /// Takes out what the list says of an article in its place; its place stays.
    pub fn forget(&mut self, article: ArticleId) {
        for slot in self.slots.iter_mut().filter(|slot| slot.article == Some(article)) {
            (slot.headline, slot.kicker, slot.trail_text) = (None, None, None);
            (slot.image, slot.note) = (None, None);
        }
    }

    /// Puts items in order: a pinned one at its slot's place, the others behind each other, and
    /// the filling where room is left. `None` stands for a slot that readers do not see.
    pub fn arrange<T>(&self, slots: Vec<Option<T>>, filling: Vec<T>) -> Vec<T> {
        let max = usize::from(self.max);
        let mut places: Vec<Option<T>> = (0..max).map(|_| None).collect();
        let mut loose = Vec::new();
        for ((at, item), slot) in slots.into_iter().enumerate().zip(&self.slots) {
            match (item, places.get_mut(at)) {
                (Some(item), Some(place)) if slot.pinned => *place = Some(item),
                (Some(item), _) => loose.push(item),
                (None, _) => {}
            }
        }
        let mut rest = loose.into_iter().chain(filling);
        for place in places.iter_mut().filter(|place| place.is_none()) {
            *place = rest.next();
        }
        places.into_iter().flatten().collect()
    }
}

impl Record for CuratedList {
    const ENTITY: Entity = Entity::List;

    fn slug(&self) -> Option<&Slug> {
        self.slug.as_ref()
    }

    fn key(&self) -> Option<&Slug> {
        self.key.as_ref()
    }

    fn set_slug(&mut self, slug: Slug) {
        self.slug = Some(slug);
    }

    fn name(&self) -> &str {
        self.title.as_str()
    }

    /// Readers see the revision that is live, and no other.
    fn listed(&self) -> bool {
        false
    }

    /// A note of a slot is for the desk.
    fn is_alike_for_readers(&self, other: &Self) -> bool {
        let open = |one: &Self| {
            let mut open = one.clone();
            open.slots.iter_mut().for_each(|slot| slot.note = None);
            open
        };
        open(self) == open(other)
    }

    fn references(&self) -> Vec<Reference> {
        let section = self.section.map(|id| Reference::new("/section", Entity::Section, id.0));
        let topic = self.topic.map(|id| Reference::new("/topic", Entity::Topic, id.0));
        let query = self.query.iter().flat_map(ArticleQuery::references);
        let against = named::references("/dedupeAgainst", &self.dedupe_against);
        section.into_iter().chain(topic).chain(query).chain(against).collect()
    }

    fn shows(&self) -> Vec<Reference> {
        let slots = self.slots.iter().enumerate();
        slots.filter_map(|(at, slot)| slot.thing(&format!("/slots/{at}"))).collect()
    }

    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let list: Self = document::parse(members)?;
        list.faults().into_result(list)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn list(document: Value) -> Result<CuratedList, Violations> {
        let Value::Object(members) = document else { panic!("an object") };
        CuratedList::parse(members)
    }

    #[track_caller]
    fn arranged(pins: &[bool], seen: &[bool], filling: &[u8], want: &[u8]) {
        let slots: Vec<_> = (0..pins.len())
            .map(|at| json!({ "url": "https://a.example", "headline": "a", "pinned": pins[at] }))
            .collect();
        let list = list(json!({ "title": "Picks", "max": 4, "slots": slots })).unwrap();
        let items = (0_u8..).zip(seen).map(|(at, seen)| seen.then_some(at)).collect();
        assert_eq!(list.arrange(items, filling.to_vec()), want);
    }

    #[test]
    fn a_pinned_item_keeps_its_place() {
        arranged(&[false, false, true], &[true, true, true], &[7, 8], &[0, 1, 2, 7]);
        arranged(&[false, false, true], &[false, true, true], &[7, 8], &[1, 7, 2, 8]);
        arranged(&[false, false, true], &[false, false, true], &[], &[2]);
        arranged(&[false; 6], &[true; 6], &[7], &[0, 1, 2, 3]);
    }

    #[test]
    fn a_slot_is_one_thing() {
        let fault = |slots: Value| {
            let made = list(json!({ "title": "a", "slots": slots }));
            made.err().map(|faults| faults.into_vec().remove(0).pointer)
        };
        let id = "01890000-0000-7000-8000-000000000000";
        assert_eq!(fault(json!([{}])).as_deref(), Some("/slots/0"));
        assert_eq!(fault(json!([{ "url": "https://a.example" }])).as_deref(), Some("/slots/0"));
        assert_eq!(fault(json!([{ "quote": id, "expert": id }])).as_deref(), Some("/slots/0"));
        assert_eq!(fault(json!([{ "quote": id }])), None);
        let twice = json!([{ "expert": id }, { "expert": id }]);
        assert_eq!(fault(twice).as_deref(), Some("/slots/1/expert"));
        let backwards = json!([{
            "url": "https://a.example", "headline": "a",
            "visibleFrom": "2026-01-02T00:00:00Z", "visibleUntil": "2026-01-01T00:00:00Z",
        }]);
        assert_eq!(fault(backwards).as_deref(), Some("/slots/0/visibleUntil"));
    }
}
