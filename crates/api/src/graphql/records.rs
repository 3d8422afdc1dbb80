//! Reading authors, topics, sections, organisations, experts, lists and fronts over GraphQL.

use async_graphql::{Context, InputObject, Object};
use domain::record::Entity;
use newsroom::{PointingAt, Reading, View};

use super::connection::{Connection, Part, connection, page_cost};
use super::query::By;
use super::{failure, read};
use crate::dto;

/// One of a kind by its id or slug.
macro_rules! one {
    ($module:ident, $domain:ty, $shown:ident, $one:literal, $name:literal) => {
        #[doc = concat!("Reading one of ", stringify!($module), ".")]
        pub mod $module {
            use super::*;
            use crate::dto::record::$shown;

            /// The query.
            #[derive(Default)]
            pub struct Queries;

            #[Object(name = $name)]
            impl Queries {
                /// One as readers see it; null if there is none, or none that readers see.
                #[graphql(name = $one)]
                async fn one(
                    &self,
                    context: &Context<'_>,
                    by: By,
                ) -> async_graphql::Result<Option<$shown>> {
                    let found = read(context, move |reading, caller| {
                        let seen = reading.seen(&caller.actor, View::Public)?;
                        by.find(|handle| reading.record::<$domain>(seen, handle))
                    })
                    .await?;
                    let shown = found.as_ref().map(dto::record::shown).transpose();
                    shown.map_err(|problem| failure(&problem))
                }
            }
        }
    };
}

one!(author, domain::author::Author, Author, "author", "AuthorQuery");
one!(topic, domain::topic::Topic, Topic, "topic", "TopicQuery");
one!(section, domain::section::Section, Section, "section", "SectionQuery");
one!(
    organization,
    domain::organization::Organization,
    Organization,
    "organization",
    "OrganizationQuery"
);
one!(expert, domain::expert::Expert, Expert, "expert", "ExpertQuery");

/// All of a kind, and their newest revisions.
macro_rules! all {
    ($module:ident, $domain:ty, [$shown:ident, $working:ident],
     [$all:literal, $working_one:literal, $working_all:literal, $name:literal]
     $(, $which:ident { $($(#[$meta:meta])* $filter:ident: $entity:ident,)* })?) => {
        #[doc = concat!("Reading ", $all, ".")]
        pub mod $module {
            use super::*;
            use crate::dto::record::{$shown, $working};

            $(
                /// Which: those that have one of each list.
                #[derive(Debug, Default, InputObject)]
                pub struct $which {
                    $($(#[$meta])* #[graphql(default)] $filter: Vec<String>,)*
                }

                impl $which {
                    fn pointing_at(self) -> Vec<PointingAt> {
                        let groups = [$((Entity::$entity, self.$filter)),*];
                        let said = groups.into_iter().filter(|(_, handles)| !handles.is_empty());
                        said.map(|(entity, handles)| PointingAt { entity, handles }).collect()
                    }
                }
            )?

            /// The queries.
            #[derive(Default)]
            pub struct Queries;

            #[Object(name = $name)]
            impl Queries {
                /// Those that readers see, in the order of their names; sections in their own order.
                #[graphql(name = $all, complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
                #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
                async fn all(
                    &self,
                    context: &Context<'_>,
                    first: Option<i32>,
                    after: Option<String>,
                    last: Option<i32>,
                    before: Option<String>,
                    $(#[graphql(name = "where", default)] which: $which,)?
                ) -> async_graphql::Result<Connection<$shown>> {
                    let part = Part { first, after, last, before };
                    let groups = [Vec::<PointingAt>::new() $(, <$which>::pointing_at(which))?].concat();
                    let scope = format!("{} {groups:?}", $all);
                    let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
                    let page = read(context, move |reading, caller| {
                        let seen = reading.seen(&caller.actor, View::Public)?;
                        reading.records::<$domain>(seen, &groups, &request)
                    })
                    .await?;
                    connection(&page, &scope, Reading::record_place, dto::record::shown)
                }

                /// The newest revision of one; needs a credential.
                #[graphql(name = $working_one)]
                async fn working_one(
                    &self,
                    context: &Context<'_>,
                    by: By,
                ) -> async_graphql::Result<Option<$working>> {
                    let found = read(context, move |reading, caller| {
                        let seen = reading.seen(&caller.actor, View::Working)?;
                        by.find(|handle| reading.record::<$domain>(seen, handle))
                    })
                    .await?;
                    let shown = found.as_ref().map(dto::record::working).transpose();
                    shown.map_err(|problem| failure(&problem))
                }

                /// The newest revisions of all, in the same order; needs a credential.
                #[graphql(name = $working_all, complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
                #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
                async fn working_all(
                    &self,
                    context: &Context<'_>,
                    first: Option<i32>,
                    after: Option<String>,
                    last: Option<i32>,
                    before: Option<String>,
                    $(#[graphql(name = "where", default)] which: $which,)?
                ) -> async_graphql::Result<Connection<$working>> {
                    let part = Part { first, after, last, before };
                    let groups = [Vec::<PointingAt>::new() $(, <$which>::pointing_at(which))?].concat();
                    let scope = format!("{} {groups:?}", $working_all);
                    let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
                    let page = read(context, move |reading, caller| {
                        let seen = reading.seen(&caller.actor, View::Working)?;
                        reading.records::<$domain>(seen, &groups, &request)
                    })
                    .await?;
                    connection(&page, &scope, Reading::record_place, dto::record::working)
                }
            }
        }
    };
}

all!(
    authors,
    domain::author::Author,
    [Author, WorkingAuthor],
    ["authors", "workingAuthor", "workingAuthors", "AuthorQueries"]
);
all!(
    topics,
    domain::topic::Topic,
    [Topic, WorkingTopic],
    ["topics", "workingTopic", "workingTopics", "TopicQueries"]
);
all!(
    sections,
    domain::section::Section,
    [Section, WorkingSection],
    ["sections", "workingSection", "workingSections", "SectionQueries"],
    SectionWhere {
        /// Parts of one of these (ids or slugs).
        parent: Section,
    }
);
all!(
    organizations,
    domain::organization::Organization,
    [Organization, WorkingOrganization],
    ["organizations", "workingOrganization", "workingOrganizations", "OrganizationQueries"],
    OrganizationWhere {
        /// Parts of one of these (ids or slugs).
        parent: Organization,
    }
);
all!(
    experts,
    domain::expert::Expert,
    [Expert, WorkingExpert],
    ["experts", "workingExpert", "workingExperts", "ExpertQueries"],
    ExpertWhere {
        /// With an office, present or past, at one of these (ids or slugs).
        organization: Organization,
        /// Who know about one of these (ids or slugs).
        topic: Topic,
    }
);
all!(
    lists,
    domain::list::CuratedList,
    [CuratedList, WorkingList],
    ["lists", "workingList", "workingLists", "ListQueries"]
);
all!(
    fronts,
    domain::front::Front,
    [Front, WorkingFront],
    ["fronts", "workingFront", "workingFronts", "FrontQueries"]
);
