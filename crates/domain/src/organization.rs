//! Organisations that people speak for (schema.org `Organization`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::country::Country;
use crate::document;
use crate::id::OrganizationId;
use crate::link::WebUrl;
use crate::record::{Entity, Record, Reference};
use crate::slug::Slug;
use crate::text::Line;
use crate::violation::Violations;

/// What an organisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum OrganizationKind {
    Company,
    Government,
    Party,
    Union,
    Institute,
    University,
    Ngo,
    Club,
    Media,
    #[default]
    Other,
}

/// Its names in registers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrganizationIdentifiers {
    /// The Wikidata item, such as `Q1492`.
    #[serde(default)]
    pub wikidata: Option<Line<40>>,
    /// Research Organization Registry.
    #[serde(default)]
    pub ror: Option<Line<40>>,
    /// Legal Entity Identifier (ISO 17442).
    #[serde(default)]
    pub lei: Option<Line<40>>,
}

/// An organisation as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Organization {
    /// What it is; `other` unless said otherwise.
    #[serde(default)]
    pub kind: OrganizationKind,
    /// The name as printed, up to 200 characters.
    pub name: Line<200>,
    /// Its address; made from the name where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// Other names, up to 50.
    #[serde(default)]
    pub aliases: Vec<Line<200>>,
    /// The one that it is a part of.
    #[serde(default)]
    pub parent: Option<OrganizationId>,
    /// Where it sits: ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<Country>,
    /// Its page.
    #[serde(default)]
    pub url: Option<WebUrl>,
    /// Its names in registers.
    #[serde(default)]
    pub identifiers: Option<OrganizationIdentifiers>,
    /// True if readers see it although nothing published shows it.
    #[serde(default)]
    pub listed: bool,
}

impl Record for Organization {
    const ENTITY: Entity = Entity::Organization;

    fn slug(&self) -> Option<&Slug> {
        self.slug.as_ref()
    }

    fn set_slug(&mut self, slug: Slug) {
        self.slug = Some(slug);
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn listed(&self) -> bool {
        self.listed
    }

    fn references(&self) -> Vec<Reference> {
        let parent = self.parent.map(|id| Reference::new("/parent", Entity::Organization, id.0));
        parent.into_iter().collect()
    }

    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let organization: Self = document::parse(members)?;
        let mut faults = Violations::default();
        faults.at_most("/aliases", organization.aliases.len(), 50);
        faults.into_result(organization)
    }
}
