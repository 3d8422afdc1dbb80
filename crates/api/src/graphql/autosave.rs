//! What editors have not saved yet.

use async_graphql::{Context, ID, InputObject, Object};
use domain::article::Autosave;
use domain::id::ArticleId;
use newsroom::View;

use super::change::{DeletePayload, act, payloads};
use super::query::absent;
use super::{failure, read};
use crate::dto;
use crate::dto::autosave::{ArticleAutosave, AutosaveContent};

/// What an editor has not saved yet.
#[derive(Debug, InputObject)]
pub struct KeepAutosaveInput {
    /// The article.
    article: ID,
    /// What is kept.
    content: AutosaveContent,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// The article of which nothing is kept any more.
#[derive(Debug, InputObject)]
pub struct DropAutosaveInput {
    /// The article.
    article: ID,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What a mutation kept.
    AutosavePayload {
        /// What is kept; null if nothing was done.
        autosave: ArticleAutosave
    }
}

/// Reading what was not saved.
#[derive(Default)]
pub struct AutosaveQueries;

#[Object]
impl AutosaveQueries {
    /// What you kept of an article and have not saved; needs a credential. Null if there is nothing.
    async fn autosave(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The article's id.")] article: ID,
    ) -> async_graphql::Result<Option<ArticleAutosave>> {
        let id = dto::id(&article).map(ArticleId);
        let kept = read(context, move |reading, caller| {
            reading.seen(&caller.actor, View::Working)?;
            let Ok(id) = id else { return Ok(None) };
            reading.autosave(&caller.actor, id).map(Some).or_else(absent)
        })
        .await?;
        let shown = kept.as_ref().map(dto::autosave::shown).transpose();
        shown.map_err(|problem| failure(&problem))
    }
}

/// Keeping what is not saved.
#[derive(Default)]
pub struct AutosaveMutations;

#[Object]
impl AutosaveMutations {
    /// Keeps what you have not saved yet, beside the history: the article stays as it is. Your next
    /// save drops it.
    async fn keep_autosave(
        &self,
        context: &Context<'_>,
        input: KeepAutosaveInput,
    ) -> async_graphql::Result<AutosavePayload> {
        let kept = dto::members(&input.content);
        let kept = kept.and_then(|members| Ok(Autosave::parse(members)?));
        let both = kept.and_then(|kept| Ok((kept, ArticleId(dto::id(&input.article)?))));
        act(context, (both, input.idempotency_key), |n, actor, (autosave, id)| {
            dto::autosave::shown(&n.keep_autosave(actor, id, &autosave)?)
        })
        .await
    }

    /// Forgets what you kept of an article.
    async fn drop_autosave(
        &self,
        context: &Context<'_>,
        input: DropAutosaveInput,
    ) -> async_graphql::Result<DeletePayload> {
        let id = dto::id(&input.article).map(ArticleId);
        act(context, (id, input.idempotency_key), |n, actor, id| {
            n.drop_autosave(actor, id)?;
            Ok(ID(id.to_string()))
        })
        .await
    }
}
