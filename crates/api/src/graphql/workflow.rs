//! The steps of the workflow over GraphQL.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use domain::article::{Step, Transition};
use domain::id::{ArticleId, Revision};
use newsroom::{NewsroomError, Working};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::change::{DeletePayload, Payload, Wanted, act_or_try, target};
use super::mutation::ArticlePayload;
use crate::dto;
use crate::dto::desk::MomentInput;
use crate::web::problem::Problem;

/// Inputs of steps: which article, in which revision, and what the step takes.
macro_rules! inputs {
    ($($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, InputObject)]
        pub struct $name {
            /// Which.
            id: ID,
            /// The revision that the editor saw: REST's If-Match.
            expected_revision: i64,
            $($(#[$of])* $field: $kind,)*
            /// True to be told what would be, without doing it.
            #[graphql(default)]
            dry_run: bool,
            /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
            idempotency_key: Option<String>,
        }

        impl $name {
            /// The step that is wanted.
            fn step(self, transition: Transition) -> Wanted<((Uuid, Revision), Step)> {
                let of = target(&self.id, self.expected_revision);
                let step = self.said().and_then(|said| Ok(Step::parse(transition, said)?));
                let input = of.and_then(|of| step.map(|step| (of, step)));
                Wanted { input, dry_run: self.dry_run, key: self.idempotency_key }
            }

            /// The step's document.
            fn said(&self) -> Result<Map<String, Value>, Problem> {
                let mut members = Map::new();
                $(put(&mut members, stringify!($field), &self.$field)?;)*
                Ok(members)
            }
        }
    )*};
}

inputs! {
    /// A step of an article.
    ArticleStepMutationInput {
        /// A word for the desk, up to 2,000 characters.
        note: Option<String>,
    }
    /// A step of an article that needs a reason.
    ReasonedArticleStepMutationInput {
        /// Why, up to 2,000 characters.
        note: String,
    }
    /// How an article is published.
    PublishArticleInput {
        /// A word for the desk, up to 2,000 characters.
        note: Option<String>,
        /// When it is taken from readers, later than now; null for no end. An end that was set stays
        /// where nothing is said.
        unpublish_at: MaybeUndefined<MomentInput>,
    }
    /// When an article goes out.
    ScheduleArticleInput {
        /// A word for the desk, up to 2,000 characters.
        note: Option<String>,
        /// When readers begin to see it: a time to come, not before an embargo ends.
        publish_at: MomentInput,
        /// When it is taken from readers; later than the beginning.
        unpublish_at: Option<MomentInput>,
    }
}

/// What is said of a member; nothing if it is left out.
trait Said {
    fn said(&self) -> Result<Option<Value>, serde_json::Error>;
}

impl<T: Serialize> Said for Option<T> {
    fn said(&self) -> Result<Option<Value>, serde_json::Error> {
        self.as_ref().map(serde_json::to_value).transpose()
    }
}

impl<T: Serialize> Said for MaybeUndefined<T> {
    fn said(&self) -> Result<Option<Value>, serde_json::Error> {
        match self {
            Self::Undefined => Ok(None),
            Self::Null => Ok(Some(Value::Null)),
            Self::Value(value) => serde_json::to_value(value).map(Some),
        }
    }
}

impl Said for String {
    fn said(&self) -> Result<Option<Value>, serde_json::Error> {
        Ok(Some(self.as_str().into()))
    }
}

impl Said for MomentInput {
    fn said(&self) -> Result<Option<Value>, serde_json::Error> {
        serde_json::to_value(self).map(Some)
    }
}

/// A member of a step's document, under the name that REST has for it.
fn put(members: &mut Map<String, Value>, field: &str, value: &impl Said) -> Result<(), Problem> {
    let mut name = String::with_capacity(field.len());
    for (at, word) in field.split('_').enumerate() {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        let first = if at == 0 { first.to_owned() } else { first.to_uppercase() };
        name.extend([first.as_str(), rest]);
    }
    let said = value.said().map_err(|error| Problem::internal(&error))?;
    members.extend(said.map(|value| (name, value)));
    Ok(())
}

/// Takes a step, or tries it, and says what it left.
async fn take<P: Payload>(
    context: &Context<'_>,
    wanted: Wanted<((Uuid, Revision), Step)>,
    left: impl FnOnce(Uuid, Option<Working>) -> Result<P::Left, Problem> + Send + 'static,
) -> async_graphql::Result<P> {
    act_or_try(context, wanted, move |newsroom, actor, ((id, revision), step)| {
        left(id, newsroom.take_step(actor, (ArticleId(id), revision), &step)?)
    })
    .await
}

/// The article that a step left.
fn article(_: Uuid, taken: Option<Working>) -> Result<dto::article::WorkingArticle, Problem> {
    let gone = || NewsroomError::NotFound(domain::record::Entity::Article);
    dto::article::working(&taken.ok_or_else(gone)?)
}

/// The article that a step took away.
#[expect(clippy::unnecessary_wraps, reason = "what a step leaves may fail to be shown")]
fn gone(id: Uuid, _: Option<Working>) -> Result<ID, Problem> {
    Ok(ID(id.to_string()))
}

/// Makes the mutations: their inputs, payloads and steps.
macro_rules! mutations {
    ($($(#[$about:meta])* $name:ident($input:ident) -> $payload:ident by $left:ident: $transition:ident;)*) => {
        /// The steps of the workflow.
        #[derive(Default)]
        pub struct WorkflowMutations;

        #[Object]
        impl WorkflowMutations {
            $(
                $(#[$about])*
                async fn $name(
                    &self,
                    context: &Context<'_>,
                    input: $input,
                ) -> async_graphql::Result<$payload> {
                    take(context, input.step(Transition::$transition), $left).await
                }
            )*
        }
    };
}

mutations! {
    /// Hands an article in for review.
    submit_article(ArticleStepMutationInput) -> ArticlePayload by article: Submit;
    /// Takes an article back that was handed in or approved.
    withdraw_article(ArticleStepMutationInput) -> ArticlePayload by article: Withdraw;
    /// Gives an article back to whoever wrote it, with a note.
    return_article(ReasonedArticleStepMutationInput) -> ArticlePayload by article: Return;
    /// Says that an article may go out.
    approve_article(ArticleStepMutationInput) -> ArticlePayload by article: Approve;
    /// Says when an article goes out: from then on readers see the revision that is the newest now.
    schedule_article(ScheduleArticleInput) -> ArticlePayload by article: Schedule;
    /// Takes back when an article goes out.
    unschedule_article(ArticleStepMutationInput) -> ArticlePayload by article: Unschedule;
    /// Shows the newest revision to readers.
    publish_article(PublishArticleInput) -> ArticlePayload by article: Publish;
    /// Takes an article from readers.
    unpublish_article(ArticleStepMutationInput) -> ArticlePayload by article: Unpublish;
    /// Withdraws an article for good, for reasons of law.
    kill_article(ReasonedArticleStepMutationInput) -> ArticlePayload by article: Kill;
    /// Puts an article into the trash.
    delete_article(ArticleStepMutationInput) -> DeletePayload by gone: Trash;
    /// Takes an article out of the trash, or brings one back that was killed; readers do not see it.
    restore_article(ArticleStepMutationInput) -> ArticlePayload by article: Restore;
    /// Deletes an article that is in the trash, with its history.
    purge_article(ArticleStepMutationInput) -> DeletePayload by gone: Purge;
}
