//! What authors, topics and sections have in common: small documents with a name and an address.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::document;
use crate::id::Revision;
use crate::slug::Slug;
use crate::time::Timestamp;
use crate::violation::Violations;
use crate::zone::Moment;

/// A kind of record. What a client sends and what is stored is the serde form of the type.
pub trait Record: Serialize + DeserializeOwned + Clone + Send + 'static {
    /// The newsroom's word for it, `lower_snake`; also the slug of one whose name has no letter.
    const ENTITY: Entity;

    /// The readable part of its address, if the editor chose one.
    fn slug(&self) -> Option<&Slug>;

    /// What readers ask for beside its address, where several may have the same.
    fn key(&self) -> Option<&Slug> {
        None
    }

    /// Chooses the address.
    fn set_slug(&mut self, slug: Slug);

    /// What it is called.
    fn name(&self) -> &str;

    /// Where it stands in a list: texts in the order of their code points.
    fn sort_key(&self) -> String {
        self.name().to_lowercase()
    }

    /// True if readers see it although nothing published shows it.
    fn listed(&self) -> bool;

    /// Takes out what only editors read.
    fn hide_private(&mut self) {}

    /// True if readers, who see both, see them alike.
    fn is_alike_for_readers(&self, other: &Self) -> bool {
        let open = |one: &Self| {
            let mut open = one.clone();
            open.hide_private();
            let mut members = serde_json::to_value(open).unwrap_or_default();
            // it says whether they see it, and is no part of what they see
            members.as_object_mut().map(|all| all.remove("listed"));
            members
        };
        open(self) == open(other)
    }

    /// Takes the printed names of records that it points at, where the editor gave none.
    fn take_names(&mut self, _name: &dyn Fn(Uuid) -> Option<String>) {}

    /// What it shows to readers on its own: each has to be public.
    fn shows(&self) -> Vec<Reference> {
        Vec::new()
    }

    /// The records that it points at.
    fn references(&self) -> Vec<Reference> {
        Vec::new()
    }

    /// Reads it from the members of a JSON object; every faulty member is named.
    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        document::parse(members)
    }

    /// The slug that it asks for: the chosen one, else one from its name.
    fn wanted_slug(&self) -> Slug {
        match self.slug() {
            Some(slug) => slug.clone(),
            None => Slug::from_words(self.name(), Self::ENTITY.word()),
        }
    }
}

/// The kinds of things that have an id, an address and a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Entity {
    /// An article.
    Article,
    /// An author.
    Author,
    /// A topic.
    Topic,
    /// A section.
    Section,
    /// An organisation.
    Organization,
    /// An expert.
    Expert,
    /// A quote.
    Quote,
    /// A correction.
    Correction,
    /// A curated list.
    List,
    /// A front.
    Front,
    /// The publication itself.
    Site,
    /// The weather at its place.
    Weather,
}

impl Entity {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Article,
        Self::Author,
        Self::Topic,
        Self::Section,
        Self::Organization,
        Self::Expert,
        Self::Quote,
        Self::Correction,
        Self::List,
        Self::Front,
        Self::Site,
        Self::Weather,
    ];

    /// The word in paths, logs and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Author => "author",
            Self::Topic => "topic",
            Self::Section => "section",
            Self::Organization => "organization",
            Self::Expert => "expert",
            Self::Quote => "quote",
            Self::Correction => "correction",
            Self::List => "list",
            Self::Front => "front",
            Self::Site => "site",
            Self::Weather => "weather",
        }
    }

    /// The entity of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|entity| entity.word() == word)
    }
}

impl std::fmt::Display for Entity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// A member of a document that names a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands: a JSON Pointer.
    pub pointer: String,
    /// What kind of thing it names.
    pub entity: Entity,
    /// Which.
    pub id: Uuid,
}

impl Reference {
    /// The thing `id` of a kind, named at `pointer`.
    pub fn new(pointer: impl Into<String>, entity: Entity, id: Uuid) -> Self {
        Self { pointer: pointer.into(), entity, id }
    }
}

/// When and by whom a thing was made and last changed, and its newest revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The newest revision.
    pub revision: Revision,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When what readers may see of it was last changed.
    pub shown_at: Timestamp,
    /// The account that made it; `None` for the operator's command line.
    pub created_by: Option<Uuid>,
    /// The account that changed it last; `None` for the operator's command line.
    pub updated_by: Option<Uuid>,
}

impl Stamp {
    /// That of something new.
    pub const fn first(at: Timestamp, by: Option<Uuid>) -> Self {
        Self {
            revision: Revision::FIRST,
            created_at: at,
            updated_at: at,
            shown_at: at,
            created_by: by,
            updated_by: by,
        }
    }

    /// That of the next revision; `is_shown` says that readers may see something else.
    #[must_use]
    pub fn next(self, at: Timestamp, by: Option<Uuid>, is_shown: bool) -> Self {
        Self {
            revision: self.revision.next(),
            updated_at: at,
            shown_at: if is_shown { at } else { self.shown_at },
            updated_by: by,
            ..self
        }
    }
}

/// How a list stands with readers, whatever its newest revision is; of other records nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The revision that they see.
    pub live_revision: Option<Revision>,
    /// Since when.
    pub live_since: Option<Timestamp>,
    /// The revision that they are to see, and from when on.
    pub scheduled: Option<(Revision, Moment)>,
}

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// UUID version 7.
    pub id: Uuid,
    /// Its address now.
    pub slug: Slug,
    /// Its history in short.
    pub stamp: Stamp,
    /// What the editor wrote.
    pub content: T,
    /// How it stands with readers, for who sees the newest revision of a list.
    pub standing: Standing,
}
