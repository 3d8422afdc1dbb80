//! Authors: who writes (schema.org `Person` and `Organization`).

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::link::{Link, WebUrl};
use crate::record::{Entity, Record};
use crate::slug::Slug;
use crate::text::{Line, Prose};
use crate::violation::Violations;

/// What an author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthorKind {
    /// One human being (schema.org `Person`).
    Person,
    /// A company, agency or public body (schema.org `Organization`).
    Organisation,
    /// A desk or team that signs together, such as "News Room".
    Collective,
}

/// An author as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Author {
    /// What it is; a person unless said otherwise.
    #[serde(default = "person")]
    pub kind: AuthorKind,
    /// The name as printed, up to 200 characters.
    pub name: Line<200>,
    /// Its address; made from the name where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// Such as "Political correspondent".
    #[serde(default)]
    pub job_title: Option<Line<200>>,
    /// Two or three sentences, up to 1,000 characters.
    #[serde(default)]
    pub bio: Option<Prose<1_000>>,
    /// The long form, up to 10,000 characters.
    #[serde(default)]
    pub long_bio: Option<Prose<10_000>>,
    /// A portrait or logo.
    #[serde(default)]
    pub image: Option<WebUrl>,
    /// Pages about the same author elsewhere (schema.org `sameAs`), up to 20.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Where the author works, such as "Lisbon".
    #[serde(default)]
    pub location: Option<Line<200>>,
    /// Languages the author works in, up to 20.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// False for one who has left.
    #[serde(default = "yes")]
    pub active: bool,
    /// True if readers see the author although no published article names them.
    #[serde(default)]
    pub listed: bool,
}

fn person() -> AuthorKind {
    AuthorKind::Person
}

fn yes() -> bool {
    true
}

impl Record for Author {
    const ENTITY: Entity = Entity::Author;

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

    fn parse(members: serde_json::Map<String, serde_json::Value>) -> Result<Self, Violations> {
        let author: Self = crate::document::parse(members)?;
        let mut faults = Violations::default();
        faults.at_most("/links", author.links.len(), 20);
        faults.at_most("/languages", author.languages.len(), 20);
        faults.into_result(author)
    }
}
