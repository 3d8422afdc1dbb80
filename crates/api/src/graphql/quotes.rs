//! Quotes over GraphQL.

use async_graphql::{Context, ID, InputObject, Object};
use domain::article::Attachment;
use domain::date::PartialDate;
use domain::id::{ArticleId, QuoteId};
use domain::quote::Quote;
use newsroom::{QuoteFilter, QuoteQuery, Reading, View};
use uuid::Uuid;

use super::around::count;
use super::change::{DeletePayload, act, payloads, target};
use super::connection::{Connection, Part, connection, page_cost};
use super::query::{ListOrder, More, Read, absent, article, holds_for};
use super::{failure, read, word};
use crate::dto;
use crate::dto::attachment::{AttachQuoteContent, AttachedQuote};
use crate::dto::printed::PrintedUse;
use crate::dto::quote::{Quote as QuoteAnswer, QuoteInput, WorkingQuote};
use crate::dto::words::{QuoteForm, QuoteStatus};
use crate::web::problem::Problem;
use crate::web::query::{fault, sought, words_to_find};

/// Which quotes: one of each list.
#[derive(Debug, Default, InputObject)]
pub struct QuoteWhere {
    /// Said by one of these (ids or slugs).
    #[graphql(default)]
    expert: Vec<String>,
    /// Said by somebody of one of these then (ids or slugs).
    #[graphql(default)]
    organization: Vec<String>,
    /// About one of these (ids or slugs).
    #[graphql(default)]
    topic: Vec<String>,
    /// Printed in one of these (ids or slugs).
    #[graphql(default)]
    article: Vec<String>,
    /// In one of these languages (BCP 47).
    #[graphql(default)]
    language: Vec<String>,
    /// Of one of these forms.
    #[graphql(default)]
    form: Vec<QuoteForm>,
    /// Said on this day or later: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    said_from: Option<String>,
    /// Said before this day: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    said_to: Option<String>,
    /// With these letters in this order, whatever their case; `q` finds words.
    text: Option<String>,
    /// Found by all of these words, whatever accents and capitals they have: what was said, who said
    /// it then where they may be named, the original. The last word may be a beginning of three
    /// letters or more. No sign means anything. Not in the working view. 1 to 200 characters.
    q: Option<String>,
}

impl QuoteWhere {
    fn query(self) -> Result<QuoteQuery, Problem> {
        let day = |name: &str, raw: Option<String>| match raw.as_deref().map(PartialDate::parse) {
            None => Ok(None),
            Some(Ok(date)) => Ok(Some(date.first_day())),
            Some(Err(rule)) => Err(fault(name, "invalid_value", rule.detail)),
        };
        Ok(QuoteQuery {
            experts: self.expert,
            organizations: self.organization,
            topics: self.topic,
            articles: self.article,
            filter: QuoteFilter {
                languages: self.language,
                forms: self.form.iter().map(word).collect(),
                said_from: day("saidFrom", self.said_from)?,
                said_to: day("saidTo", self.said_to)?,
                text: self.text.as_deref().map(words_to_find).transpose()?,
                sought: self.q.as_deref().map(sought).transpose()?,
                ..QuoteFilter::default()
            },
            order: None,
        })
    }
}

/// Reading quotes.
#[derive(Default)]
pub struct QuoteQueries;

#[Object]
impl QuoteQueries {
    /// A quote as readers see it; null if there is none, or none that readers see.
    async fn quote(
        &self,
        context: &Context<'_>,
        id: ID,
    ) -> async_graphql::Result<Option<QuoteAnswer>> {
        let Ok(id) = Uuid::parse_str(id.as_str()) else { return Ok(None) };
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            match reading.quote(seen, QuoteId(id)) {
                Ok(found) => Ok(Some(found)),
                Err(error) => absent(error),
            }
        })
        .await?;
        let shown = found.as_ref().map(dto::quote::shown).transpose();
        shown.map_err(|problem| failure(&problem))
    }

    /// Quotes of published articles, the newest first; those that are found, the best match first.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn quotes(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where", default)] filter: QuoteWhere,
        #[graphql(desc = "The order, where another one is wanted.")] sort: Option<ListOrder>,
    ) -> async_graphql::Result<Connection<QuoteAnswer>> {
        let mut query = filter.query().map_err(|problem| failure(&problem))?;
        query.order = sort.map(Into::into);
        let scope = format!("quotes {query:?}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            reading.quotes(seen, &query, &request)
        })
        .await?;
        connection(&page, &scope, Reading::quote_place, dto::quote::shown)
    }

    /// The newest revisions of quotes, the newest first; needs a credential.
    #[graphql(complexity = "page_cost(first, last).saturating_mul(child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn working_quotes(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        #[graphql(name = "where", default)] filter: QuoteWhere,
        #[graphql(desc = "Of one of these standings.", default)] status: Vec<QuoteStatus>,
    ) -> async_graphql::Result<Connection<WorkingQuote>> {
        let mut query = filter.query().map_err(|problem| failure(&problem))?;
        query.filter.statuses = status.iter().map(word).collect();
        let scope = format!("working quotes {query:?}");
        let part = Part { first, after, last, before };
        let request = part.request(context, &scope).map_err(|problem| failure(&problem))?;
        let page = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            reading.quotes(seen, &query, &request)
        })
        .await?;
        connection(&page, &scope, Reading::quote_place, dto::quote::working)
    }

    /// Where a quote that readers see is printed, the newest article first; nothing where readers
    /// see none.
    #[graphql(complexity = "page_cost(first, None).saturating_mul(child_complexity)")]
    async fn quote_uses(
        &self,
        context: &Context<'_>,
        quote: ID,
        first: Option<i32>,
    ) -> async_graphql::Result<Vec<PrintedUse>> {
        let limit = count(first).map_err(|problem| failure(&problem))?;
        let Ok(id) = Uuid::parse_str(quote.as_str()) else { return Ok(Vec::new()) };
        let more = More::of(&[context.look_ahead().field("article")]);
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Public)?;
            let found = match reading.quote_uses(seen, QuoteId(id), limit) {
                Ok(found) => found,
                Err(error) => return absent(error),
            };
            let views: Vec<_> = found.iter().map(|printed| printed.article.clone()).collect();
            let read = more.read(reading, seen, &views)?;
            Ok(Some(found.into_iter().zip(read).collect::<Vec<_>>()))
        })
        .await?;
        let views = found.iter().flatten().map(|(printed, more)| (&printed.article, more));
        holds_for(context, views)?;
        let shown = |(printed, more): &(newsroom::PrintedUse, Read)| {
            let mut shown = dto::printed::printed(printed)?;
            shown.article = article(&printed.article, more)?;
            Ok(shown)
        };
        let uses: Result<Vec<_>, Problem> = found.iter().flatten().map(shown).collect();
        uses.map_err(|problem| failure(&problem))
    }

    /// The newest revision of a quote; needs a credential.
    async fn working_quote(
        &self,
        context: &Context<'_>,
        id: ID,
    ) -> async_graphql::Result<Option<WorkingQuote>> {
        let Ok(id) = Uuid::parse_str(id.as_str()) else { return Ok(None) };
        let found = read(context, move |reading, caller| {
            let seen = reading.seen(&caller.actor, View::Working)?;
            match reading.quote(seen, QuoteId(id)) {
                Ok(found) => Ok(Some(found)),
                Err(error) => absent(error),
            }
        })
        .await?;
        let shown = found.as_ref().map(dto::quote::working).transpose();
        shown.map_err(|problem| failure(&problem))
    }
}

/// A new quote.
#[derive(Debug, InputObject)]
pub struct CreateQuoteInput {
    /// What the editor writes.
    content: QuoteInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A new revision of a quote.
#[derive(Debug, InputObject)]
pub struct UpdateQuoteInput {
    /// Which.
    id: ID,
    /// The revision that was changed: REST's If-Match.
    expected_revision: i64,
    /// The whole document.
    content: QuoteInput,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A quote in the revision that the editor saw.
#[derive(Debug, InputObject)]
pub struct DeleteQuoteInput {
    /// Which.
    id: ID,
    /// The revision that the editor saw: REST's If-Match.
    expected_revision: i64,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

/// A quote to attach to an article.
#[derive(Debug, InputObject)]
pub struct AttachQuoteInput {
    /// Which article.
    article: ID,
    /// The article's revision that was looked at: REST's If-Match.
    expected_revision: i64,
    /// The quote and its words.
    content: AttachQuoteContent,
    /// Names this request: sent again within 24 hours it gets the same answer, and is not done again.
    idempotency_key: Option<String>,
}

payloads! {
    /// What a mutation left.
    QuotePayload {
        /// The quote; null if nothing was done.
        quote: WorkingQuote
    }
    /// What an attachment left.
    AttachQuotePayload {
        /// The quote, its use and the article; null if nothing was done.
        attached: AttachedQuote
    }
}

/// Changing quotes.
#[derive(Default)]
pub struct QuoteMutations;

#[Object]
impl QuoteMutations {
    /// Notes a quote. What an author notes is a suggestion until an editor accepts it.
    async fn create_quote(
        &self,
        context: &Context<'_>,
        input: CreateQuoteInput,
    ) -> async_graphql::Result<QuotePayload> {
        let new = (document(&input.content), input.idempotency_key);
        act(context, new, |n, actor, quote| dto::quote::working(&n.create_quote(actor, quote)?))
            .await
    }

    /// Saves a new revision.
    async fn update_quote(
        &self,
        context: &Context<'_>,
        input: UpdateQuoteInput,
    ) -> async_graphql::Result<QuotePayload> {
        let of = target(&input.id, input.expected_revision);
        let both = document(&input.content).and_then(|quote| of.map(|of| (quote, of)));
        act(context, (both, input.idempotency_key), |n, actor, (quote, (id, revision))| {
            dto::quote::working(&n.revise_quote(actor, (QuoteId(id), revision), quote)?)
        })
        .await
    }

    /// Deletes a quote that no article uses.
    async fn delete_quote(
        &self,
        context: &Context<'_>,
        input: DeleteQuoteInput,
    ) -> async_graphql::Result<DeletePayload> {
        let of = target(&input.id, input.expected_revision);
        act(context, (of, input.idempotency_key), |n, actor, (id, revision)| {
            n.delete_quote(actor, QuoteId(id), revision)?;
            Ok(ID(id.to_string()))
        })
        .await
    }

    /// Attaches a quote by its words: the server finds the place and marks it.
    async fn attach_quote(
        &self,
        context: &Context<'_>,
        input: AttachQuoteInput,
    ) -> async_graphql::Result<AttachQuotePayload> {
        let of = target(&input.article, input.expected_revision);
        let both = dto::members(&input.content)
            .and_then(|members| Ok(Attachment::parse(members)?))
            .and_then(|both| of.map(|of| (both, of)));
        let key = input.idempotency_key;
        act(context, (both, key), |n, actor, ((said, attachment), (id, revision))| {
            let of = (ArticleId(id), revision);
            dto::attachment::attached(&n.attach_quote(actor, of, said, &attachment)?)
        })
        .await
    }
}

fn document(input: &QuoteInput) -> Result<Quote, Problem> {
    Ok(Quote::parse(dto::members(input)?)?)
}
