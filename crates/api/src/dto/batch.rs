//! Several changes of articles in one request.

use async_graphql::{ID, InputObject, MaybeUndefined, OneofObject};
use newsroom::{BatchFault, Change, ChangeFault, Changes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::article::{self, ArticleInput, WorkingSummary};
use super::desk::MomentInput;
use crate::web::code::{self, Code};
use crate::web::problem::{ItemProblem, Problem};

/// Several changes of articles.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "ArticleBatchInput")]
pub struct BatchInput {
    /// True to make all of them or none; each stands for itself unless it is said.
    #[serde(default)]
    #[graphql(default)]
    pub atomic: bool,
    /// What is wanted, in order.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ArticleChangeInput>,
}

/// A change of one article: one of these.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, OneofObject)]
#[serde(rename_all = "camelCase")]
pub enum ArticleChangeInput {
    /// Begins an article.
    Create(ArticleInput),
    /// Saves a new revision.
    Update(ArticleUpdateInput),
    /// Hands one in for review.
    Submit(ArticleStepInput),
    /// Takes one back that was handed in or approved.
    Withdraw(ArticleStepInput),
    /// Gives one back to whoever wrote it.
    Return(ArticleReasonedStepInput),
    /// Says that one may go out.
    Approve(ArticleStepInput),
    /// Says when one goes out.
    Schedule(ArticleScheduleInput),
    /// Takes that back.
    Unschedule(ArticleStepInput),
    /// Shows the newest revision to readers.
    Publish(ArticlePublishInput),
    /// Takes one from readers.
    Unpublish(ArticleStepInput),
    /// Withdraws one for good.
    Kill(ArticleReasonedStepInput),
    /// Puts one into the trash.
    Trash(ArticleStepInput),
    /// Takes one out of the trash, or brings back what was killed.
    Restore(ArticleStepInput),
    /// Deletes one that is in the trash.
    Purge(ArticleStepInput),
}

/// A new revision of an article.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase")]
pub struct ArticleUpdateInput {
    /// Which.
    #[schema(value_type = uuid::Uuid)]
    pub id: ID,
    /// The revision that was changed.
    #[schema(minimum = 0)]
    pub expected_revision: i64,
    /// The whole document.
    pub content: ArticleInput,
}

/// Steps of a batch: which article, in which revision, and what the step takes.
macro_rules! steps {
    ($($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, InputObject)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            /// Which.
            #[schema(value_type = uuid::Uuid)]
            pub id: ID,
            /// The revision that the editor saw.
            #[schema(minimum = 0)]
            pub expected_revision: i64,
            $($(#[$of])* pub $field: $kind,)*
        }
    )*};
}

steps! {
    /// A step of an article.
    ArticleStepInput {
        /// A word for the desk, up to 2,000 characters.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(min_length = 1, max_length = 2000)]
        note: Option<String>,
    }
    /// A step of an article that needs a reason.
    ArticleReasonedStepInput {
        /// Why, up to 2,000 characters.
        #[schema(min_length = 1, max_length = 2000)]
        note: String,
    }
    /// How an article is published.
    ArticlePublishInput {
        /// A word for the desk, up to 2,000 characters.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(min_length = 1, max_length = 2000)]
        note: Option<String>,
        /// When it is taken from readers; null for no end. An end that was set stays where nothing is
        /// said.
        #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
        #[schema(value_type = Option<MomentInput>)]
        unpublish_at: MaybeUndefined<MomentInput>,
    }
    /// When an article goes out.
    ArticleScheduleInput {
        /// A word for the desk, up to 2,000 characters.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(min_length = 1, max_length = 2000)]
        note: Option<String>,
        /// When readers begin to see it.
        publish_at: MomentInput,
        /// When it is taken from readers.
        #[serde(skip_serializing_if = "Option::is_none")]
        unpublish_at: Option<MomentInput>,
    }
}

/// What became of several changes.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct BatchResult {
    /// Of each one, in order.
    #[schema(min_items = 1, max_items = 100)]
    pub items: Vec<ItemResult>,
}

/// What became of one change of several.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct ItemResult {
    /// The status that the change alone would have been answered with.
    #[schema(minimum = 200, maximum = 599)]
    pub status: u16,
    /// The article in its new revision, in short; null if it is gone, or nothing was done.
    #[schema(required)]
    pub article: Option<WorkingSummary>,
    /// Why nothing was done; null if it was done.
    #[schema(required)]
    pub problem: Option<ItemProblem>,
}

/// An item for whose sake nothing was done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RefusedItem {
    /// Its place among the items, counted from 0.
    pub(crate) index: usize,
    /// What it alone would have been refused with.
    pub(crate) problem: ItemProblem,
}

/// What was done, or why nothing was: of all changes, or none of an atomic batch.
pub(crate) fn result(done: Result<Changes, BatchFault>) -> Result<BatchResult, Problem> {
    match done {
        Ok(changes) => {
            let items = changes.into_iter().map(item).collect::<Result<_, _>>()?;
            Ok(BatchResult { items })
        }
        Err(BatchFault::Items(faults)) => Err(refused(faults)),
        Err(BatchFault::Store(error)) => Err(error.into()),
    }
}

fn item(change: Result<Change, ChangeFault>) -> Result<ItemResult, Problem> {
    let left = |status, article| ItemResult { status, article, problem: None };
    Ok(match change {
        Ok(Change::Created(working)) => left(201, Some(article::working_summary(&working.view)?)),
        Ok(Change::Saved(working)) => left(200, Some(article::working_summary(&working.view)?)),
        Ok(Change::Deleted) => left(204, None),
        Err(fault) => {
            let problem = problem(fault);
            if let Some(cause) = problem.cause() {
                tracing::error!(error.code = problem.code().code, error.chain = cause, "failed");
            }
            let status = problem.code().status;
            ItemResult { status, article: None, problem: Some(problem.item()) }
        }
    })
}

fn problem(fault: ChangeFault) -> Problem {
    match fault {
        ChangeFault::Unreadable(faults) => faults.into(),
        ChangeFault::Refused(error) => error.into(),
    }
}

/// The refusal of an atomic batch.
fn refused(faults: Vec<(usize, ChangeFault)>) -> Problem {
    let problems = faults.into_iter().map(|(at, fault)| (at, problem(fault)));
    refused_items(code::BATCH_REFUSED, problems)
}

/// The refusal of several things at once: each fault at its place among the items, and the whole
/// problem of each item that cannot be done.
pub(super) fn refused_items(
    code: &'static Code,
    problems: impl IntoIterator<Item = (usize, Problem)>,
) -> Problem {
    let mut whole = Problem::new(code);
    let mut items = Vec::new();
    for (at, problem) in problems {
        if problem.code().status >= 500 {
            return problem;
        }
        whole = whole.absorb(&format!("/items/{at}"), &problem);
        items.push(RefusedItem { index: at, problem: problem.item() });
    }
    whole.with("items", serde_json::json!(items))
}
