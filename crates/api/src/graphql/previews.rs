//! Links that show one revision of an article, over GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use domain::id::ArticleId;
use newsroom::View;

use super::change::{act, act_for_all, payloads};
use super::{failure, read};
use crate::dto;
use crate::dto::article::Article;
use crate::dto::preview::{NewPreview, Preview};
use crate::rest::previews::revision;

/// What a link is to show.
#[derive(Debug, InputObject)]
pub struct CreatePreviewInput {
    /// Of which article.
    article: ID,
    /// The revision that it shows; the newest unless it is said.
    revision: Option<i64>,
    /// Names this request: sent again within 24 hours it gets the same answer, without the secret, and is not done again.
    idempotency_key: Option<String>,
}

/// A link to end.
#[derive(Debug, InputObject)]
pub struct RevokePreviewInput {
    /// Which.
    id: ID,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// What opens a link.
#[derive(Debug, InputObject)]
pub struct ExchangePreviewInput {
    /// The part of the link behind `#`.
    secret: String,
}

payloads! {
    /// What making a link left.
    CreatePreviewPayload {
        /// The link, with what opens it; null if nothing was done.
        preview: NewPreview
    }
    /// What ending a link left.
    RevokePreviewPayload {
        /// The link that is over; null if nothing was done.
        revoked_id: ID
    }
    /// What a link shows.
    ExchangePreviewPayload {
        /// The article in that one revision, as readers would see it; null if the link shows nothing.
        article: Article
    }
}

/// Reading which links there are.
#[derive(Default)]
pub struct PreviewQueries;

#[Object]
impl PreviewQueries {
    /// The links of an article that hold, the newest first, without what opens them; needs a
    /// credential.
    async fn previews(
        &self,
        context: &Context<'_>,
        article: ID,
    ) -> async_graphql::Result<Vec<Preview>> {
        let id = dto::id(&article);
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            // what is no id names nothing
            reading.previews(seen, ArticleId(id.unwrap_or_default()))
        })
        .await?;
        let shown: Result<_, _> = found.iter().map(dto::preview::preview).collect();
        shown.map_err(|problem| failure(&problem))
    }
}

/// Making, ending and opening links.
#[derive(Default)]
pub struct PreviewMutations;

#[Object]
impl PreviewMutations {
    /// Makes a link that shows one revision of an article for an hour to whoever has it.
    async fn create_preview(
        &self,
        context: &Context<'_>,
        input: CreatePreviewInput,
    ) -> async_graphql::Result<CreatePreviewPayload> {
        let wanted = dto::id(&input.article);
        let wanted = wanted.and_then(|id| Ok((id, revision(input.revision)?)));
        act(context, (wanted, input.idempotency_key), |n, actor, (id, revision)| {
            dto::preview::made(&n.create_preview(actor, ArticleId(id), revision)?)
        })
        .await
    }

    /// Ends a link: whoever has it sees nothing from now on.
    async fn revoke_preview(
        &self,
        context: &Context<'_>,
        input: RevokePreviewInput,
    ) -> async_graphql::Result<RevokePreviewPayload> {
        let id = dto::id(&input.id);
        act(context, (id, input.idempotency_key), |n, actor, id| {
            n.revoke_preview(actor, id)?;
            Ok(ID(id.to_string()))
        })
        .await
    }

    /// Shows what a link leads to: a mutation, so that no secret stands in an address. Needs no
    /// credential.
    async fn exchange_preview(
        &self,
        context: &Context<'_>,
        input: ExchangePreviewInput,
    ) -> async_graphql::Result<ExchangePreviewPayload> {
        act_for_all(context, move |newsroom| {
            dto::preview::article(&newsroom.exchange_preview(&input.secret)?)
        })
        .await
    }
}
