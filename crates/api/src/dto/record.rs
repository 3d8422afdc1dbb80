//! Authors, topics and sections.

use async_graphql::{ID, InputObject, SimpleObject};
use domain::record::{Record, Stored};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::desk::Moment;
use super::parts::{
    Affiliation, Alias, ExpertIdentifiers, ExpertPrivate, Link, ListQuery, OrganizationIdentifiers,
    Slot, Verified,
};
use super::time::DateTime;
use super::words::{AuthorKind, Backfill, ExpertKind, OrganizationKind, TopicKind};
use super::{members, recast};
use crate::web::problem::Problem;

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident, $input:ident, $input_name:literal, $content_name:literal, $working:ident, $page:ident, $domain:ty, $plural:literal {
        $($(#[$field_meta:meta])* $field:ident: $kind:ty,)*
    } $(+ { $($(#[$hidden_meta:meta])* $hidden:ident: $hidden_kind:ty,)* })? $(~ { $($(#[$beside_meta:meta])* $beside:ident: $beside_kind:ty,)* })?)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// UUID version 7.
            #[schema(value_type = uuid::Uuid)]
            pub id: ID,
            /// Its address.
            #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
            pub slug: String,
            /// When it was made.
            pub created_at: DateTime,
            /// When what readers see of it was last changed.
            pub updated_at: DateTime,
            $($(#[$field_meta])* pub $field: $kind,)*
        }

        $(#[$doc])*
        /// As an editor writes it.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        #[graphql(name = $content_name, input_name = $input_name)]
        pub struct $input {
            /// Its address; made from the name where it is absent.
            #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
            #[serde(skip_serializing_if = "Option::is_none")]
            pub slug: Option<String>,
            $($(#[$field_meta])* pub $field: $kind,)*
            $($($(#[$hidden_meta])* pub $hidden: $hidden_kind,)*)?
        }

        /// The newest revision, with the document that PUT takes and PATCH patches.
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
        #[serde(rename_all = "camelCase")]
        pub struct $working {
            /// UUID version 7.
            #[schema(value_type = uuid::Uuid)]
            pub id: ID,
            /// Its address.
            #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
            pub slug: String,
            /// The newest revision: what If-Match names.
            #[schema(minimum = 1)]
            pub revision: i64,
            /// When it was made.
            pub created_at: DateTime,
            /// When it was last changed.
            pub updated_at: DateTime,
            $($($(#[$beside_meta])* pub $beside: $beside_kind,)*)?
            /// What the editor wrote.
            pub content: $input,
        }

        /// A page of a list.
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $page {
            /// What it holds.
            #[schema(max_items = 100)]
            pub data: Vec<$name>,
            /// Its neighbours.
            pub page: crate::web::answer::PageInfo,
        }

        impl RecordApi for $domain {
            type Shown = $name;
            type Working = $working;
            const PLURAL: &'static str = $plural;
        }
    )*};
}

/// A record that the APIs know how to show.
pub trait RecordApi: Record {
    /// As readers see it.
    type Shown: Serialize + DeserializeOwned + ToSchema;
    /// As editors see it.
    type Working: Serialize + DeserializeOwned;
    /// The plural in paths.
    const PLURAL: &'static str;
}

/// A record as readers see it.
pub(crate) fn shown<T: RecordApi>(stored: &Stored<T>) -> Result<T::Shown, Problem> {
    let mut all = members(&stored.content)?;
    all.insert("id".to_owned(), json!(stored.id));
    all.insert("slug".to_owned(), json!(stored.slug));
    all.insert("createdAt".to_owned(), json!(stored.stamp.created_at));
    all.insert("updatedAt".to_owned(), json!(stored.stamp.shown_at));
    recast(all.into())
}

/// A record as editors see it.
pub(crate) fn working<T: RecordApi>(stored: &Stored<T>) -> Result<T::Working, Problem> {
    let standing = &stored.standing;
    let scheduled = standing.scheduled;
    let scheduled =
        scheduled.map(|(revision, at)| json!({ "revision": revision, "publishAt": at }));
    recast(json!({
        "id": stored.id,
        "slug": stored.slug,
        "revision": stored.stamp.revision,
        "createdAt": stored.stamp.created_at,
        "updatedAt": stored.stamp.updated_at,
        "liveRevision": standing.live_revision,
        "livePublishedAt": standing.live_since,
        "scheduled": scheduled,
        "content": stored.content,
    }))
}

records! {
    /// Who writes (schema.org Person, Organization).
    Author, AuthorInput, "AuthorInput", "AuthorContent", WorkingAuthor, AuthorPage, domain::author::Author, "authors" {
        /// What it is; a person unless said otherwise.
        #[serde(default = "person")]
        #[graphql(default_with = "person()")]
        kind: AuthorKind,
        /// The name as printed.
        #[schema(max_length = 200)]
        name: String,
        /// Such as "Political correspondent".
        #[schema(max_length = 200)]
        job_title: Option<String>,
        /// Two or three sentences.
        #[schema(max_length = 1000)]
        bio: Option<String>,
        /// The long form.
        #[schema(max_length = 10000)]
        long_bio: Option<String>,
        /// A portrait or logo: a web address.
        #[schema(max_length = 2000)]
        image: Option<String>,
        /// Pages about the same author elsewhere.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        links: Vec<Link>,
        /// Where the author works.
        #[schema(max_length = 200)]
        location: Option<String>,
        /// Languages the author works in (BCP 47).
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        languages: Vec<String>,
        /// False for one who has left.
        #[serde(default = "yes")]
        #[graphql(default = true)]
        active: bool,
    } + {
        /// True if readers see it although nothing published shows it.
        #[serde(default)]
        #[graphql(default)]
        listed: bool,
    }
    /// What articles are filed under.
    Topic, TopicInput, "TopicInput", "TopicContent", WorkingTopic, TopicPage, domain::topic::Topic, "topics" {
        /// What it is about; a subject unless said otherwise.
        #[serde(default = "subject")]
        #[graphql(default_with = "subject()")]
        kind: TopicKind,
        /// The name as shown.
        #[schema(max_length = 200)]
        name: String,
        /// What belongs here.
        #[schema(max_length = 2000)]
        description: Option<String>,
        /// Other words for it.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 50)]
        synonyms: Vec<String>,
        /// The code of an IPTC Media Topic.
        #[schema(max_length = 40)]
        iptc_media_topic: Option<String>,
        /// The Wikidata item.
        #[schema(max_length = 40)]
        wikidata: Option<String>,
        /// The same thing elsewhere.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        external_uris: Vec<String>,
    } + {
        /// True if readers see it although nothing published shows it.
        #[serde(default)]
        #[graphql(default)]
        listed: bool,
    }
    /// A part of the publication.
    Section, SectionInput, "SectionInput", "SectionContent", WorkingSection, SectionPage, domain::section::Section, "sections" {
        /// The name as shown.
        #[schema(max_length = 200)]
        name: String,
        /// What belongs here.
        #[schema(max_length = 2000)]
        description: Option<String>,
        /// The section that this one is a part of.
        #[schema(value_type = Option<uuid::Uuid>)]
        parent: Option<ID>,
        /// Its place in the navigation: the smaller, the earlier.
        #[serde(default)]
        #[graphql(default)]
        #[schema(minimum = 0, maximum = 65535)]
        order: u16,
    } + {
        /// True if readers see it although nothing published shows it.
        #[serde(default)]
        #[graphql(default)]
        listed: bool,
    }
    /// A body that people speak for (schema.org Organization).
    Organization, OrganizationInput, "OrganizationInput", "OrganizationContent", WorkingOrganization, OrganizationPage, domain::organization::Organization, "organizations" {
        /// What it is; `other` unless said otherwise.
        #[serde(default = "any_kind")]
        #[graphql(default_with = "any_kind()")]
        kind: OrganizationKind,
        /// The name as printed.
        #[schema(max_length = 200)]
        name: String,
        /// Other names.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 50)]
        aliases: Vec<String>,
        /// The one that it is a part of.
        #[schema(value_type = Option<uuid::Uuid>)]
        parent: Option<ID>,
        /// Where it sits: ISO 3166-1 alpha-2.
        #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
        country: Option<String>,
        /// Its page.
        #[schema(max_length = 2000)]
        url: Option<String>,
        /// Its names in registers.
        identifiers: Option<OrganizationIdentifiers>,
    } + {
        /// True if readers see it although nothing published shows it.
        #[serde(default)]
        #[graphql(default)]
        listed: bool,
    }
    /// Somebody who is quoted (schema.org Person; ninjs people).
    Expert, ExpertInput, "ExpertInput", "ExpertContent", WorkingExpert, ExpertPage, domain::expert::Expert, "experts" {
        /// What it is; a person unless said otherwise.
        #[serde(default = "human")]
        #[graphql(default_with = "human()")]
        kind: ExpertKind,
        /// The name as printed.
        #[schema(max_length = 200)]
        name: String,
        /// The name in its own script.
        #[schema(max_length = 200)]
        native_name: Option<String>,
        /// Other names and spellings.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 50)]
        aliases: Vec<Alias>,
        /// Two or three sentences.
        #[schema(max_length = 1000)]
        bio: Option<String>,
        /// A portrait: a web address.
        #[schema(max_length = 2000)]
        image: Option<String>,
        /// Offices, past and present.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 50)]
        affiliations: Vec<Affiliation>,
        /// What they know about: ids of topics.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20, value_type = Vec<uuid::Uuid>)]
        expertise: Vec<ID>,
        /// Languages they speak (BCP 47).
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        languages: Vec<String>,
        /// Where they work: ISO 3166-1 alpha-2.
        #[schema(min_length = 2, max_length = 2, pattern = "^[A-Z]{2}$")]
        country: Option<String>,
        /// Pages about them elsewhere.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        links: Vec<Link>,
        /// Their names in registers.
        identifiers: Option<ExpertIdentifiers>,
        /// Interests that readers should know of.
        #[schema(max_length = 1000)]
        conflicts_of_interest: Option<String>,
        /// Who made sure that they are who they say.
        verified: Option<Verified>,
    } + {
        /// True if readers see it although nothing published shows it.
        #[serde(default)]
        #[graphql(default)]
        listed: bool,
        /// What only editors read; null for others.
        private: Option<ExpertPrivate>,
    }
    /// A list that editors keep.
    CuratedList, ListInput, "ListInput", "ListContent", WorkingList, ListPage, domain::list::CuratedList, "lists" {
        /// What stands above it, such as "Editor's Picks".
        #[schema(max_length = 200)]
        title: String,
    } + {
        /// How many items it shows; 10 unless said otherwise.
        #[schema(minimum = 1, maximum = 50)]
        #[serde(skip_serializing_if = "Option::is_none")]
        max: Option<u8>,
        /// What fills it; nothing unless said otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        backfill: Option<Backfill>,
        /// What readers ask for, where several lists have each a scope; its slug unless it is said.
        #[schema(max_length = 120, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$")]
        #[serde(skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// Its scope: it is for this section, and filled from it. An id.
        #[schema(value_type = Option<uuid::Uuid>)]
        section: Option<ID>,
        /// Its scope: it is for this topic, and filled from it. An id.
        #[schema(value_type = Option<uuid::Uuid>)]
        #[serde(skip_serializing_if = "Option::is_none")]
        topic: Option<ID>,
        /// Its scope: it is for this language (BCP 47), and filled from it.
        #[schema(max_length = 35)]
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<String>,
        /// What the filling is, with backfill `query`.
        #[serde(skip_serializing_if = "Option::is_none")]
        query: Option<ListQuery>,
        /// The lists of which nothing is repeated in this one: an article that readers see there does
        /// not stand here, whoever put it here. Ids.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 10, value_type = Vec<uuid::Uuid>)]
        dedupe_against: Vec<ID>,
        /// The places in order.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 50)]
        slots: Vec<Slot>,
    } ~ {
        /// The revision that readers see; null if they see none.
        #[schema(minimum = 1, required)]
        live_revision: Option<i64>,
        /// Since when they see it.
        #[schema(required)]
        live_published_at: Option<DateTime>,
        /// What readers are to see, and from when on.
        #[schema(required)]
        scheduled: Option<ScheduledList>,
    }
    /// A front: which lists stand on a page (schema.org `CollectionPage`).
    Front, FrontInput, "FrontInput", "FrontContent", WorkingFront, FrontPage, domain::front::Front, "fronts" {
        /// What it is called, such as "Home".
        #[schema(max_length = 200)]
        title: String,
    } + {
        /// Its lists in order, each once; of a list whose key others have too, readers get the one
        /// that fits them best. Ids.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 30, value_type = Vec<uuid::Uuid>)]
        lists: Vec<ID>,
        /// True if readers see it.
        #[serde(default)]
        #[graphql(default)]
        listed: bool,
    }
}

/// A revision of a list that readers are to see.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledList {
    /// Which.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// From when on.
    pub publish_at: Moment,
}

fn any_kind() -> OrganizationKind {
    OrganizationKind::Other
}

fn human() -> ExpertKind {
    ExpertKind::Person
}

fn person() -> AuthorKind {
    AuthorKind::Person
}

fn subject() -> TopicKind {
    TopicKind::Subject
}

fn yes() -> bool {
    true
}
