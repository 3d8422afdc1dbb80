//! What happened, over GraphQL: to readers' eyes, and in the audit.

use async_graphql::{Context, ID, InputObject, Object};
use newsroom::{AuditFilter, AuditPlace, SeenPlace};

use super::connection::{Connection, Part, connection, page_cost};
use super::{failure, read};
use crate::dto;
use crate::dto::audit::AuditEntry;
use crate::dto::seen::PublicChange;
use crate::dto::time::DateTime;
use crate::rest::audit;
use crate::rest::changes::SCOPE;
use crate::web::problem::Problem;

/// Which entries of the audit.
#[derive(Debug, Default, InputObject)]
pub struct AuditWhere {
    /// Of one of these actions, such as `article.publish`.
    #[graphql(default)]
    action: Vec<String>,
    /// To one of these kinds of things, such as `article`.
    #[graphql(default)]
    entity: Vec<String>,
    /// To the thing with this id.
    target: Option<ID>,
    /// By the account with this id.
    account: Option<ID>,
    /// Not earlier than this.
    from: Option<DateTime>,
    /// Earlier than this.
    to: Option<DateTime>,
}

impl AuditWhere {
    fn filter(self) -> Result<AuditFilter, Problem> {
        Ok(AuditFilter {
            actions: audit::words("action", self.action)?,
            entities: audit::words("entity", self.entity)?,
            target: audit::id("target", self.target.as_ref().map(|id| id.as_str()))?,
            account: audit::id("account", self.account.as_ref().map(|id| id.as_str()))?,
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
        })
    }
}

/// Reading what happened.
#[derive(Default)]
pub struct LedgerQueries;

#[Object]
impl LedgerQueries {
    /// What was done and by whom, the newest first; needs a credential.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn audit_log(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where", default)] filter: AuditWhere,
    ) -> async_graphql::Result<Connection<AuditEntry>> {
        let filter = filter.filter().map_err(|problem| failure(&problem))?;
        let scope = format!("audit {filter:?}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page =
            read(context, move |reading, caller| reading.audit(&caller.actor, &filter, &request))
                .await?;
        connection(&page, &scope, AuditPlace::of, dto::audit::shown)
    }

    /// What readers could see happen since then, the oldest first: what became visible, changed or
    /// was withdrawn. `after` is the cursor of what was seen last, now or later.
    #[graphql(complexity = "page_cost(first, None).saturating_mul(child_complexity)")]
    async fn changes(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Connection<PublicChange>> {
        let part = Part { first, after, ..Part::default() };
        let request = part.request(context, SCOPE).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, _| reading.seen_changes(&request)).await?;
        connection(&page, SCOPE, SeenPlace::of, |seen| Ok(dto::seen::shown(seen)))
    }
}
