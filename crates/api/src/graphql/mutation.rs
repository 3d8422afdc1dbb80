//! What editors do. Each takes one `input` and answers a payload; refusals are data.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::article::{ArticleContent, Batch, Save};
use domain::id::ArticleId;
use domain::record::Record;
use serde::Serialize;

use super::change::{DeletePayload, Payload, act, payloads, target};
use super::revisions::note;
use super::user_error::{UserError, errors};
use crate::dto;
use crate::dto::article::{ArticleInput, WorkingArticle, WorkingSummary};
use crate::dto::batch::{BatchInput, BatchResult, ItemResult};
use crate::web::problem::Problem;

/// A new article.
#[derive(Debug, InputObject)]
pub struct CreateArticleInput {
    /// What the editor writes.
    content: ArticleInput,
    /// What the editor says of this save, for those who read the history; 1 to 500 characters.
    note: Option<String>,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
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
    /// What the editor says of this save, for those who read the history; 1 to 500 characters.
    note: Option<String>,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What a mutation left.
    ArticlePayload {
        /// The article; null if nothing was done.
        article: WorkingArticle
    }
}

/// Several changes of articles.
#[derive(Debug, InputObject)]
pub struct ChangeArticlesInput {
    /// What is wanted.
    batch: BatchInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// What several changes left.
#[derive(Debug, SimpleObject)]
pub struct ArticleBatchPayload {
    /// What became of each change, in order; null if none was made.
    results: Option<Vec<ArticleChangeResult>>,
    /// Why none was made.
    user_errors: Vec<UserError>,
}

/// What became of one change of several.
#[derive(Debug, SimpleObject)]
pub struct ArticleChangeResult {
    /// The article in its new revision, in short; null if it is gone, or nothing was done.
    article: Option<WorkingSummary>,
    /// Why nothing was done.
    user_errors: Vec<UserError>,
}

impl Payload for ArticleBatchPayload {
    type Left = BatchResult;

    fn of(left: Option<BatchResult>, user_errors: Vec<UserError>) -> Self {
        let results = left.map(|left| left.items.into_iter().map(change_result).collect());
        Self { results, user_errors }
    }
}

fn change_result(item: ItemResult) -> ArticleChangeResult {
    let user_errors = item.problem.as_ref().map(errors).unwrap_or_default();
    ArticleChangeResult { article: item.article, user_errors }
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
        let new = (save(&input.content, input.note.as_deref()), input.idempotency_key);
        act(context, new, |n, actor, new| dto::article::working(&n.create_article(actor, &new)?))
            .await
    }

    /// Saves a new revision.
    async fn update_article(
        &self,
        context: &Context<'_>,
        input: UpdateArticleInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let of = target(&input.id, input.expected_revision);
        let both =
            save(&input.content, input.note.as_deref()).and_then(|next| of.map(|of| (next, of)));
        act(context, (both, input.idempotency_key), |n, actor, (next, (id, revision))| {
            dto::article::working(&n.revise_article(actor, ArticleId(id), revision, &next)?)
        })
        .await
    }

    /// Makes up to 100 changes of articles, in order: each for itself, or all of them or none.
    async fn change_articles(
        &self,
        context: &Context<'_>,
        input: ChangeArticlesInput,
    ) -> async_graphql::Result<ArticleBatchPayload> {
        let batch = dto::members(&input.batch).and_then(|members| Ok(Batch::parse(members)?));
        act(context, (batch, input.idempotency_key), |n, actor, batch| {
            dto::batch::result(n.change_articles(actor, batch))
        })
        .await
    }
}

fn save(input: &ArticleInput, said: Option<&str>) -> Result<Save, Problem> {
    Ok(Save { content: ArticleContent::parse(dto::members(input)?)?, note: note(said)? })
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
                /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
                idempotency_key: Option<String>,
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
                /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
                idempotency_key: Option<String>,
            }

            /// One in the revision that the editor saw.
            #[derive(Debug, InputObject)]
            #[graphql(name = $delete_input)]
            pub struct Delete {
                /// Which.
                id: ID,
                /// The revision that the editor saw: REST's If-Match.
                expected_revision: i64,
                /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
                idempotency_key: Option<String>,
            }

            payloads! {
                /// What a mutation left.
                #[graphql(name = $payload)]
                Payload {
                    /// What was saved; null if nothing was done.
                    $field: $working
                }
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
                    let new = (record::<$domain>(&input.content), input.idempotency_key);
                    act(context, new, |n, actor, content| {
                        dto::record::working(&n.create_record(actor, content)?)
                    })
                    .await
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
                    let key = input.idempotency_key;
                    act(context, (both, key), |n, actor, (content, (id, revision))| {
                        dto::record::working(&n.revise_record(actor, id, revision, content)?)
                    })
                    .await
                }

                /// Deletes one that nothing points at.
                #[graphql(name = $delete)]
                async fn delete(
                    &self,
                    context: &Context<'_>,
                    input: Delete,
                ) -> async_graphql::Result<DeletePayload> {
                    let of = target(&input.id, input.expected_revision);
                    act(context, (of, input.idempotency_key), |n, actor, (id, revision)| {
                        n.delete_record::<$domain>(actor, id, revision)?;
                        Ok(ID(id.to_string()))
                    })
                    .await
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
records!(
    fronts,
    domain::front::Front,
    front,
    FrontInput,
    WorkingFront,
    ["CreateFrontInput", "UpdateFrontInput", "DeleteFrontInput", "FrontPayload"],
    ["createFront", "updateFront", "deleteFront", "FrontMutations"]
);
