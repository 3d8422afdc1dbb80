//! The history of an article: its revisions, and the way back to one.

use async_graphql::{Context, ID, InputObject, Object};
use domain::article::SaveNote;
use domain::id::{ArticleId, Revision};
use domain::violation::{Violation, Violations};
use newsroom::{Reading, View};

use super::change::{act, target};
use super::connection::{Connection, Part, connection, page_cost};
use super::mutation::ArticlePayload;
use super::query::absent;
use super::{failure, read};
use crate::dto;
use crate::dto::diff::RevisionDiff;
use crate::dto::revision::{ArticleRevision, RevisionSummary};
use crate::web::problem::Problem;

/// The way back to a revision.
#[derive(Debug, InputObject)]
pub struct RestoreRevisionInput {
    /// Which article.
    id: ID,
    /// The revision to bring back.
    revision: i64,
    /// The newest revision that the editor saw: REST's If-Match.
    expected_revision: i64,
    /// What the editor says of this save, for those who read the history; 1 to 500 characters.
    note: Option<String>,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// Reading the history of articles.
#[derive(Default)]
pub struct RevisionQueries;

#[Object]
impl RevisionQueries {
    /// The revisions of an article, the newest first; needs a credential. Null if there is no such
    /// article.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn revisions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article's id.")] article: ID,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> async_graphql::Result<Option<Connection<RevisionSummary>>> {
        let article = known(&article);
        let scope = format!("revisions {article}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.revisions(seen, article, &request).map(Some).or_else(absent)
        })
        .await?;
        let shown =
            |page| connection(&page, &scope, Reading::revision_place, dto::revision::summary);
        page.map(shown).transpose()
    }

    /// A revision of an article with what its editor wrote; needs a credential. Null if there is
    /// none of this number.
    async fn revision(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article's id.")] article: ID,
        #[graphql(desc = "The number of the revision.")] revision: i64,
    ) -> async_graphql::Result<Option<ArticleRevision>> {
        let article = known(&article);
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.revision(seen, article, Revision(revision)).map(Some).or_else(absent)
        })
        .await?;
        let shown = found.as_ref().map(dto::revision::revision).transpose();
        shown.map_err(|problem| failure(&problem))
    }

    /// What a revision of an article has otherwise than another one: members by their place, the
    /// body by block and word; needs a credential. Null if there is none of these numbers.
    #[graphql(complexity = "DIFF_COST + child_complexity")]
    async fn revision_diff(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article's id.")] article: ID,
        #[graphql(desc = "The number of the revision.")] revision: i64,
        #[graphql(desc = "The number of the other one, an older one as a rule.")] against: i64,
    ) -> async_graphql::Result<Option<RevisionDiff>> {
        let article = known(&article);
        let both = (Revision(revision), Revision(against));
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.revision_diff(seen, article, both).map(Some).or_else(absent)
        })
        .await?;
        Ok(found.map(|found| dto::diff::diff(both, &found)))
    }
}

/// What a comparison of two bodies costs, beside its fields.
const DIFF_COST: usize = 200;

/// The article that an id names; what is no id names one that there is not.
fn known(id: &ID) -> ArticleId {
    ArticleId(dto::id(id).unwrap_or_default())
}

/// Going back in the history of articles.
#[derive(Default)]
pub struct RevisionMutations;

#[Object]
impl RevisionMutations {
    /// Saves what stood in a revision as a new one.
    async fn restore_revision(
        &self,
        context: &Context<'_>,
        input: RestoreRevisionInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let of = target(&input.id, input.expected_revision);
        let said = note(input.note.as_deref()).and_then(|note| of.map(|of| (note, of)));
        let back = Revision(input.revision);
        act(context, (said, input.idempotency_key), move |n, actor, (note, (id, revision))| {
            let of = (ArticleId(id), revision);
            dto::article::working(&n.restore_revision(actor, of, back, note.as_ref())?)
        })
        .await
    }
}

/// What an editor says of a save.
pub(super) fn note(raw: Option<&str>) -> Result<Option<SaveNote>, Problem> {
    let fault = |rule: domain::violation::Fault| {
        Violations::from(Violation::new("/note", rule.code, rule.detail)).into()
    };
    raw.map(SaveNote::parse).transpose().map_err(fault)
}
