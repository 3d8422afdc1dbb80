//! What editors do. Each takes one `input` and answers a payload; refusals are data.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::article::ArticleContent;
use domain::id::{ArticleId, Revision};
use domain::record::Record;
use newsroom::{Newsroom, NewsroomError, Working};
use serde::Serialize;
use uuid::Uuid;

use super::{UserError, refusals};
use crate::auth::{App, Caller};
use crate::dto;
use crate::dto::article::{ArticleInput, WorkingArticle};
use crate::web::code;
use crate::web::problem::Problem;

/// A new article.
#[derive(Debug, InputObject)]
pub struct CreateArticleInput {
    /// What the editor writes.
    content: ArticleInput,
}

/// A new revision of an article.
#[derive(Debug, InputObject)]
pub struct UpdateArticleInput {
    /// Which.
    id: ID,
    /// The revision that was changed: REST's If-Match.
    expected_revision: i64,
    /// The whole document.
    content: ArticleInput,
}

/// An article in the revision that the editor saw.
#[derive(Debug, InputObject)]
pub struct ArticleRevisionInput {
    /// Which.
    id: ID,
    /// The revision that the editor saw: REST's If-Match.
    expected_revision: i64,
}

/// What a mutation left.
#[derive(Debug, SimpleObject)]
pub struct ArticlePayload {
    /// The article; null if nothing was done.
    article: Option<WorkingArticle>,
    /// Why nothing was done.
    user_errors: Vec<UserError>,
}

/// What a deletion left.
#[derive(Debug, SimpleObject)]
pub struct DeletePayload {
    /// What is gone; null if nothing was done.
    deleted_id: Option<ID>,
    /// Why nothing was done.
    user_errors: Vec<UserError>,
}

/// Changing articles.
#[derive(Default)]
pub struct ArticleMutations;

#[Object]
impl ArticleMutations {
    /// Begins an article.
    async fn create_article(
        &self,
        context: &Context<'_>,
        input: CreateArticleInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let document = article_content(&input.content);
        article(act(context, document, |n, actor, new| n.create_article(actor, &new)).await)
    }

    /// Saves a new revision.
    async fn update_article(
        &self,
        context: &Context<'_>,
        input: UpdateArticleInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let document = article_content(&input.content);
        let of = target(&input.id, input.expected_revision);
        let both = document.and_then(|document| of.map(|of| (document, of)));
        let save = |n: &Newsroom, actor: &Actor, (next, (id, revision))| {
            n.revise_article(actor, ArticleId(id), revision, &next)
        };
        article(act(context, both, save).await)
    }

    /// Shows the newest revision to readers.
    async fn publish_article(
        &self,
        context: &Context<'_>,
        input: ArticleRevisionInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let of = target(&input.id, input.expected_revision);
        let publish = |n: &Newsroom, actor: &Actor, (id, revision)| {
            n.publish_article(actor, ArticleId(id), revision)
        };
        article(act(context, of, publish).await)
    }

    /// Takes an article from readers.
    async fn unpublish_article(
        &self,
        context: &Context<'_>,
        input: ArticleRevisionInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let of = target(&input.id, input.expected_revision);
        let unpublish = |n: &Newsroom, actor: &Actor, (id, revision)| {
            n.unpublish_article(actor, ArticleId(id), revision)
        };
        article(act(context, of, unpublish).await)
    }

    /// Deletes an article that readers do not see.
    async fn delete_article(
        &self,
        context: &Context<'_>,
        input: ArticleRevisionInput,
    ) -> async_graphql::Result<DeletePayload> {
        let of = target(&input.id, input.expected_revision);
        let delete = |n: &Newsroom, actor: &Actor, (id, revision)| {
            n.delete_article(actor, ArticleId(id), revision)
        };
        deleted(input.id, act(context, of, delete).await)
    }
}

/// Runs a use case for the one who asks; without a credential its input is not even looked at.
pub(super) async fn act<I: Send + 'static, T: Send + 'static>(
    context: &Context<'_>,
    input: Result<I, Problem>,
    work: impl FnOnce(&Newsroom, &Actor, I) -> Result<T, NewsroomError> + Send + 'static,
) -> Result<T, Problem> {
    let missing = |_error| Problem::new(code::INTERNAL);
    let app = context.data::<App>().map_err(missing)?;
    let caller = context.data::<Caller>().map_err(missing)?.clone();
    if caller.actor == Actor::Anonymous {
        return Err(Problem::new(code::UNAUTHENTICATED));
    }
    let input = input?;
    app.run(move |newsroom| work(newsroom, &caller.actor, input)).await
}

fn article(done: Result<Working, Problem>) -> async_graphql::Result<ArticlePayload> {
    match done.and_then(|working| dto::article::working(&working)) {
        Ok(working) => Ok(ArticlePayload { article: Some(working), user_errors: Vec::new() }),
        Err(problem) => Ok(ArticlePayload { article: None, user_errors: refusals(&problem)? }),
    }
}

pub(super) fn deleted(id: ID, done: Result<(), Problem>) -> async_graphql::Result<DeletePayload> {
    match done {
        Ok(()) => Ok(DeletePayload { deleted_id: Some(id), user_errors: Vec::new() }),
        Err(problem) => Ok(DeletePayload { deleted_id: None, user_errors: refusals(&problem)? }),
    }
}

pub(super) fn target(id: &ID, revision: i64) -> Result<(Uuid, Revision), Problem> {
    Ok((dto::id(id)?, Revision(revision)))
}

fn article_content(input: &ArticleInput) -> Result<ArticleContent, Problem> {
    Ok(ArticleContent::parse(dto::members(input)?)?)
}

fn record<T: Record>(input: &impl Serialize) -> Result<T, Problem> {
    Ok(T::parse(dto::members(input)?)?)
}

macro_rules! records {
    ($module:ident, $domain:ty, $field:ident, $input:ident, $working:ident,
     [$create_input:literal, $update_input:literal, $delete_input:literal, $payload:literal],
     [$create:literal, $update:literal, $delete:literal, $name:literal]) => {
        #[doc = concat!("Changing ", stringify!($module), ".")]
        pub mod $module {
            use super::*;
            use crate::dto::record::{$input, $working};

            /// A new one.
            #[derive(Debug, InputObject)]
            #[graphql(name = $create_input)]
            pub struct Create {
                /// What the editor writes.
                content: $input,
            }

            /// A new revision.
            #[derive(Debug, InputObject)]
            #[graphql(name = $update_input)]
            pub struct Update {
                /// Which.
                id: ID,
                /// The revision that was changed: REST's If-Match.
                expected_revision: i64,
                /// The whole document.
                content: $input,
            }

            /// One in the revision that the editor saw.
            #[derive(Debug, InputObject)]
            #[graphql(name = $delete_input)]
            pub struct Delete {
                /// Which.
                id: ID,
                /// The revision that the editor saw: REST's If-Match.
                expected_revision: i64,
            }

            /// What a mutation left.
            #[derive(Debug, SimpleObject)]
            #[graphql(name = $payload)]
            pub struct Payload {
                /// What was saved; null if nothing was done.
                $field: Option<$working>,
                /// Why nothing was done.
                user_errors: Vec<UserError>,
            }

            /// The mutations.
            #[derive(Default)]
            pub struct Mutations;

            #[Object(name = $name)]
            impl Mutations {
                /// Makes one.
                #[graphql(name = $create)]
                async fn create(
                    &self,
                    context: &Context<'_>,
                    input: Create,
                ) -> async_graphql::Result<Payload> {
                    let content = record::<$domain>(&input.content);
                    payload(
                        act(context, content, |n, actor, content| n.create_record(actor, content))
                            .await,
                    )
                }

                /// Saves a new revision.
                #[graphql(name = $update)]
                async fn update(
                    &self,
                    context: &Context<'_>,
                    input: Update,
                ) -> async_graphql::Result<Payload> {
                    let content = record::<$domain>(&input.content);
                    let of = target(&input.id, input.expected_revision);
                    let both = content.and_then(|content| of.map(|of| (content, of)));
                    let save = |n: &Newsroom, actor: &Actor, (content, (id, revision))| {
                        n.revise_record::<$domain>(actor, id, revision, content)
                    };
                    payload(act(context, both, save).await)
                }

                /// Deletes one that nothing points at.
                #[graphql(name = $delete)]
                async fn delete(
                    &self,
                    context: &Context<'_>,
                    input: Delete,
                ) -> async_graphql::Result<DeletePayload> {
                    let of = target(&input.id, input.expected_revision);
                    let delete = |n: &Newsroom, actor: &Actor, (id, revision)| {
                        n.delete_record::<$domain>(actor, id, revision)
                    };
                    deleted(input.id, act(context, of, delete).await)
                }
            }

            fn payload(
                done: Result<domain::record::Stored<$domain>, Problem>,
            ) -> async_graphql::Result<Payload> {
                match done.and_then(|stored| dto::record::working(&stored)) {
                    Ok(saved) => Ok(Payload { $field: Some(saved), user_errors: Vec::new() }),
                    Err(problem) => Ok(Payload { $field: None, user_errors: refusals(&problem)? }),
                }
            }
        }
    };
}

records!(
    authors,
    domain::author::Author,
    author,
    AuthorInput,
    WorkingAuthor,
    ["CreateAuthorInput", "UpdateAuthorInput", "DeleteAuthorInput", "AuthorPayload"],
    ["createAuthor", "updateAuthor", "deleteAuthor", "AuthorMutations"]
);
records!(
    topics,
    domain::topic::Topic,
    topic,
    TopicInput,
    WorkingTopic,
    ["CreateTopicInput", "UpdateTopicInput", "DeleteTopicInput", "TopicPayload"],
    ["createTopic", "updateTopic", "deleteTopic", "TopicMutations"]
);
records!(
    sections,
    domain::section::Section,
    section,
    SectionInput,
    WorkingSection,
    ["CreateSectionInput", "UpdateSectionInput", "DeleteSectionInput", "SectionPayload"],
    ["createSection", "updateSection", "deleteSection", "SectionMutations"]
);
records!(
    organizations,
    domain::organization::Organization,
    organization,
    OrganizationInput,
    WorkingOrganization,
    [
        "CreateOrganizationInput",
        "UpdateOrganizationInput",
        "DeleteOrganizationInput",
        "OrganizationPayload"
    ],
    ["createOrganization", "updateOrganization", "deleteOrganization", "OrganizationMutations"]
);
records!(
    experts,
    domain::expert::Expert,
    expert,
    ExpertInput,
    WorkingExpert,
    ["CreateExpertInput", "UpdateExpertInput", "DeleteExpertInput", "ExpertPayload"],
    ["createExpert", "updateExpert", "deleteExpert", "ExpertMutations"]
);
records!(
    lists,
    domain::list::CuratedList,
    list,
    ListInput,
    WorkingList,
    ["CreateListInput", "UpdateListInput", "DeleteListInput", "ListPayload"],
    ["createList", "updateList", "deleteList", "ListMutations"]
);
