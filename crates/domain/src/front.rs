//! Fronts: which lists stand on a page, in order (schema.org `CollectionPage`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document;
use crate::id::ListId;
use crate::list::named;
use crate::record::{Entity, Record, Reference};
use crate::slug::Slug;
use crate::text::Line;
use crate::violation::Violations;

/// A front as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Front {
    /// What it is called, such as "Home", up to 200 characters.
    pub title: Line<200>,
    /// Its address; made from the title where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// Its lists in order, up to 30, each once. Of a list whose key others have too, readers get the
    /// one that fits them best.
    #[serde(default)]
    pub lists: Vec<ListId>,
    /// True if readers see it.
    #[serde(default)]
    pub listed: bool,
}

impl Front {
    /// How many lists a front has.
    pub const LISTS_MAX: usize = 30;
}

impl Record for Front {
    const ENTITY: Entity = Entity::Front;

    fn slug(&self) -> Option<&Slug> {
        self.slug.as_ref()
    }

    fn set_slug(&mut self, slug: Slug) {
        self.slug = Some(slug);
    }

    fn name(&self) -> &str {
        self.title.as_str()
    }

    fn listed(&self) -> bool {
        self.listed
    }

    fn references(&self) -> Vec<Reference> {
        named::references("/lists", &self.lists)
    }

    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let front: Self = document::parse(members)?;
        named::faults("/lists", &front.lists, Self::LISTS_MAX).into_result(front)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(lists: &Value, want: Option<(&str, &str)>) {
        let Value::Object(members) = json!({ "title": "Home", "lists": lists }) else {
            panic!("an object")
        };
        let faults = Front::parse(members).err().unwrap_or_default().into_vec();
        assert_eq!(faults.first().map(|one| (one.pointer.as_str(), one.code)), want);
    }

    #[test]
    fn a_front_names_each_list_once() {
        let id = |number: u128| uuid::Uuid::from_u128(number);
        check(&json!([]), None);
        check(&json!([id(1), id(2)]), None);
        check(&json!([id(1), id(2), id(1)]), Some(("/lists/2", "duplicate")));
        check(&json!((0..31).map(id).collect::<Vec<_>>()), Some(("/lists", "too_many")));
    }
}
