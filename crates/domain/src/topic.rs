//! Topics: what articles are filed under (IPTC subject, SKOS `Concept`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::document;
use crate::link::WebUrl;
use crate::record::{Entity, Record};
use crate::slug::Slug;
use crate::text::{Line, Prose};
use crate::violation::Violations;

/// What a topic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicKind {
    /// A field, such as "Trade".
    Subject,
    /// Somebody.
    Person,
    /// A company, party or body.
    Organisation,
    /// Somewhere.
    Place,
    /// Something that happens, such as an election.
    Event,
    /// A book, film, play or law.
    Work,
    /// None of these.
    Other,
}

/// A topic as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Topic {
    /// What it is about; a subject unless said otherwise.
    #[serde(default = "subject")]
    pub kind: TopicKind,
    /// The name as shown, up to 200 characters.
    pub name: Line<200>,
    /// Its address; made from the name where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// What belongs here, up to 2,000 characters.
    #[serde(default)]
    pub description: Option<Prose<2_000>>,
    /// Other words for it (SKOS `altLabel`), up to 50.
    #[serde(default)]
    pub synonyms: Vec<Line<200>>,
    /// The code of an IPTC Media Topic, such as `medtop:11000000`.
    #[serde(default)]
    pub iptc_media_topic: Option<Line<40>>,
    /// The Wikidata item, such as `Q1492`.
    #[serde(default)]
    pub wikidata: Option<Line<40>>,
    /// The same thing elsewhere (SKOS `exactMatch`), up to 20.
    #[serde(default)]
    pub external_uris: Vec<WebUrl>,
    /// True if readers see the topic although no published article has it.
    #[serde(default)]
    pub listed: bool,
}

fn subject() -> TopicKind {
    TopicKind::Subject
}

impl Record for Topic {
    const ENTITY: Entity = Entity::Topic;

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

    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let topic: Self = document::parse(members)?;
        let mut faults = Violations::default();
        faults.at_most("/synonyms", topic.synonyms.len(), 50);
        faults.at_most("/externalUris", topic.external_uris.len(), 20);
        faults.into_result(topic)
    }
}
