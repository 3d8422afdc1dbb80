//! Sections: the parts of the publication, such as "Business" (schema.org `articleSection`).

use serde::{Deserialize, Serialize};

use crate::id::SectionId;
use crate::record::{Entity, Record, Reference};
use crate::slug::Slug;
use crate::text::{Line, Prose};

/// A section as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Section {
    /// The name as shown, up to 200 characters.
    pub name: Line<200>,
    /// Its address; made from the name where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// What belongs here, up to 2,000 characters.
    #[serde(default)]
    pub description: Option<Prose<2_000>>,
    /// The section that this one is a part of.
    #[serde(default)]
    pub parent: Option<SectionId>,
    /// Its place in the navigation: the smaller, the earlier.
    #[serde(default)]
    pub order: u16,
    /// True if readers see the section although it holds no published article.
    #[serde(default)]
    pub listed: bool,
}

impl Record for Section {
    const ENTITY: Entity = Entity::Section;

    fn slug(&self) -> Option<&Slug> {
        self.slug.as_ref()
    }

    fn set_slug(&mut self, slug: Slug) {
        self.slug = Some(slug);
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn sort_key(&self) -> String {
        format!("{:05} {}", self.order, self.name.as_str().to_lowercase())
    }

    fn references(&self) -> Vec<Reference> {
        let parent = self.parent.map(|id| Reference::new("/parent", Entity::Section, id.0));
        parent.into_iter().collect()
    }

    fn listed(&self) -> bool {
        self.listed
    }
}
