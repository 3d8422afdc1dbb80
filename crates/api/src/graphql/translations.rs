//! The same story in other languages, over GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use domain::article::{JoinedTo, Translation};
use domain::id::ArticleId;
use serde_json::{Map, json};

use super::change::{act, payloads};
use super::mutation::ArticlePayload;
use crate::dto;
use crate::dto::translation::TranslationInput;
use crate::web::problem::Problem;

/// The translation of an article to begin.
#[derive(Debug, InputObject)]
pub struct TranslateArticleInput {
    /// Of which article.
    article: ID,
    /// The language, and what else is known of it.
    content: TranslationInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// An article that is a translation of another one.
#[derive(Debug, InputObject)]
pub struct JoinTranslationInput {
    /// Which.
    article: ID,
    /// The other article.
    of: ID,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// An article that is no translation any more.
#[derive(Debug, InputObject)]
pub struct LeaveTranslationInput {
    /// Which.
    article: ID,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What leaving the translations left.
    LeaveTranslationPayload {
        /// The article that stands alone; null if nothing was done.
        left_id: ID
    }
}

/// Changing which articles tell one story.
#[derive(Default)]
pub struct TranslationMutations;

#[Object]
impl TranslationMutations {
    /// Begins the translation of an article: a draft of yours with all that stands in it, to be
    /// written over.
    async fn translate_article(
        &self,
        context: &Context<'_>,
        input: TranslateArticleInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let of = dto::id(&input.article);
        let wish = dto::members(&input.content)
            .and_then(|members| Ok(domain::document::parse::<Translation>(members)?));
        let both = of.and_then(|of| wish.map(|wish| (of, wish)));
        act(context, (both, input.idempotency_key), |n, actor, (of, wish)| {
            dto::article::working(&n.translate_article(actor, ArticleId(of), &wish)?)
        })
        .await
    }

    /// Says that an article is a translation of another one, and of what that one is a translation
    /// of. Neither has a new revision by that.
    async fn join_translation(
        &self,
        context: &Context<'_>,
        input: JoinTranslationInput,
    ) -> async_graphql::Result<ArticlePayload> {
        let id = dto::id(&input.article);
        let members = Map::from_iter([("of".to_owned(), json!(input.of))]);
        let other = domain::document::parse::<JoinedTo>(members).map_err(Problem::from);
        let both = id.and_then(|id| other.map(|other| (id, other)));
        act(context, (both, input.idempotency_key), |n, actor, (id, JoinedTo { of })| {
            dto::article::working(&n.join_translation(actor, ArticleId(id), of)?)
        })
        .await
    }

    /// Says that an article is no translation any more; the others stay together.
    async fn leave_translation(
        &self,
        context: &Context<'_>,
        input: LeaveTranslationInput,
    ) -> async_graphql::Result<LeaveTranslationPayload> {
        let id = dto::id(&input.article);
        act(context, (id, input.idempotency_key), |n, actor, id| {
            n.leave_translation(actor, ArticleId(id))?;
            Ok(ID(id.to_string()))
        })
        .await
    }
}
