//! Quotes, and which articles use them.

use diesel::dsl::count_star;
use diesel::dsl::exists;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::id::{QuoteId, Revision};
use domain::policy::{CreateQuote, DeleteQuote, Permit, ReviseQuote};
use domain::quote::{Quote, StoredQuote};
use domain::record::Stamp;
use domain::search::Sought;
use domain::visibility::{Visibility, WorkingScope};
use uuid::Uuid;

use super::articles::{Place, open_at};
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::search::{found, ranked};
use crate::queries::{counted, view_word};
use crate::schema::{article_quote, article_view, quote, quote_topic};
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = quote, check_for_backend(Sqlite, Pg))]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
struct Row {
    id: Id,
    status: String,
    form: String,
    language: String,
    said_on: Option<String>,
    expert_id: Option<Id>,
    organization_id: Option<Id>,
    open_expert_id: Option<Id>,
    open_organization_id: Option<Id>,
    words: String,
    revision: i64,
    content: String,
    created_at: Ts,
    updated_at: Ts,
    created_by: Option<Id>,
    updated_by: Option<Id>,
    shown_at: Option<Ts>,
}

impl Row {
    fn of(stored: &StoredQuote) -> Result<Self, StoreError> {
        let (content, stamp) = (&stored.content, &stored.stamp);
        Ok(Self {
            id: Id(stored.id.0),
            status: content.status.word().to_owned(),
            form: content.form.word().to_owned(),
            language: content.language.as_str().to_owned(),
            said_on: content.said_on.as_ref().map(domain::date::PartialDate::first_day),
            expert_id: content.expert.map(|id| Id(id.0)),
            organization_id: content.organization().map(Id),
            open_expert_id: content.open_expert().map(Id),
            open_organization_id: content.open_organization().map(Id),
            words: content.text.as_str().to_lowercase(),
            revision: stamp.revision.0,
            content: serde_json::to_string(content)
                .map_err(|error| StoreError::unreadable(error.to_string()))?,
            created_at: Ts(stamp.created_at),
            updated_at: Ts(stamp.updated_at),
            created_by: stamp.created_by.map(Id),
            updated_by: stamp.updated_by.map(Id),
            shown_at: Some(Ts(stamp.shown_at)),
        })
    }

    /// As much as a visibility opens.
    fn read(self, seen: Visibility) -> Result<StoredQuote, StoreError> {
        let broken = |why: String| StoreError::unreadable(format!("quote {}: {why}", self.id.0));
        let content: Quote =
            serde_json::from_str(&self.content).map_err(|error| broken(error.to_string()))?;
        let stamp = Stamp {
            revision: Revision(self.revision),
            created_at: self.created_at.0,
            updated_at: self.updated_at.0,
            shown_at: self.shown_at.unwrap_or(self.updated_at).0,
            created_by: self.created_by.map(|id| id.0),
            updated_by: self.updated_by.map(|id| id.0),
        };
        let own = match seen {
            Visibility::Working(WorkingScope::Own(account)) => stamp.created_by == Some(account.0),
            Visibility::Public { .. }
            | Visibility::Working(WorkingScope::All | WorkingScope::AllButPrivate) => false,
        };
        let content = if seen.hides_private() && !own { content.shown() } else { content };
        Ok(StoredQuote { id: QuoteId(self.id.0), stamp, content })
    }
}

/// Which quotes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuoteFilter {
    /// By one of these experts.
    pub experts: Vec<Uuid>,
    /// By somebody of one of these organisations, then.
    pub organizations: Vec<Uuid>,
    /// About one of these topics.
    pub topics: Vec<Uuid>,
    /// In one of these articles.
    pub articles: Vec<Uuid>,
    /// In one of these languages.
    pub languages: Vec<String>,
    /// Of one of these forms.
    pub forms: Vec<String>,
    /// Of one of these standings.
    pub statuses: Vec<String>,
    /// Said on this day or later, `YYYY-MM-DD`.
    pub said_from: Option<String>,
    /// Said before this day, `YYYY-MM-DD`.
    pub said_to: Option<String>,
    /// With these words, whatever the case of letters.
    pub text: Option<String>,
    /// Found by these words; of what readers see only.
    pub sought: Option<Sought>,
}

/// Which part of a list of quotes.
#[derive(Debug, Clone, Copy)]
pub struct QuotePage {
    /// The neighbour that the page does not hold; the end of the list without one.
    pub from: Option<Place>,
    /// `Before` reads towards older ones, `After` towards newer ones.
    pub side: Side,
    /// How many at most.
    pub limit: i64,
}

/// Quotes that a visibility opens.
macro_rules! seen {
    ($seen:expr) => {{
        let mut query = quote::table.select(Row::as_select()).into_boxed();
        query = match $seen {
            Visibility::Public { at } => query.filter(quote::status.eq("accepted")).filter(exists(
                article_quote::table
                    .inner_join(
                        article_view::table.on(article_view::article_id
                            .eq(article_quote::article_id)
                            .and(article_view::view.eq(article_quote::view))),
                    )
                    .filter(article_quote::quote_id.eq(quote::id))
                    .filter(open_at!(Ts(at))),
            )),
            Visibility::Working(WorkingScope::All | WorkingScope::AllButPrivate) => query,
            Visibility::Working(WorkingScope::Own(account)) => {
                query.filter(quote::created_by.eq(Id(account.0)))
            }
        };
        query
    }};
}

/// Adds `column IN values` where there are values.
macro_rules! one_of {
    ($query:ident, $column:expr, $values:expr) => {
        if !$values.is_empty() {
            $query = $query.filter($column.eq_any($values));
        }
    };
}

/// Adds all that a filter asks for.
macro_rules! chosen {
    ($query:ident, $seen:expr, $filter:expr) => {{
        if $seen.is_public() {
            one_of!($query, quote::open_expert_id, ids(&$filter.experts));
            one_of!($query, quote::open_organization_id, ids(&$filter.organizations));
        } else {
            one_of!($query, quote::expert_id, ids(&$filter.experts));
            one_of!($query, quote::organization_id, ids(&$filter.organizations));
            one_of!($query, quote::status, $filter.statuses.clone());
        }
        one_of!($query, quote::language, $filter.languages.clone());
        one_of!($query, quote::form, $filter.forms.clone());
        if !$filter.topics.is_empty() {
            let about = quote_topic::table
                .filter(quote_topic::topic_id.eq_any(ids(&$filter.topics)))
                .select(quote_topic::quote_id);
            $query = $query.filter(quote::id.eq_any(about));
        }
        if !$filter.articles.is_empty() {
            let used = article_quote::table
                .filter(article_quote::view.eq(view_word($seen)))
                .filter(article_quote::article_id.eq_any(ids(&$filter.articles)))
                .select(article_quote::quote_id);
            $query = $query.filter(quote::id.eq_any(used));
        }
        if let Some(from) = &$filter.said_from {
            $query = $query.filter(quote::said_on.ge(from));
        }
        if let Some(to) = &$filter.said_to {
            $query = $query.filter(quote::said_on.lt(to));
        }
        if let Some(text) = &$filter.text {
            $query = $query.filter(quote::words.like(anywhere(text)).escape('!'));
        }
        if let Some(sought) = &$filter.sought {
            $query = $query.filter(found((quote::id, quote::revision), sought));
        }
    }};
}

fn ids(ids: &[Uuid]) -> Vec<Id> {
    ids.iter().copied().map(Id).collect()
}

/// A pattern that finds the words anywhere; `!` takes the meaning from the signs of LIKE.
fn anywhere(words: &str) -> String {
    let plain = words.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}

impl ReadTx<'_> {
    /// One quote, if it may be seen.
    pub fn quote(
        &mut self,
        seen: Visibility,
        id: QuoteId,
    ) -> Result<Option<StoredQuote>, StoreError> {
        let row: Option<Row> =
            both!(self, |c| seen!(seen).filter(quote::id.eq(Id(id.0))).first(c).optional())?;
        row.map(|row| row.read(seen)).transpose()
    }

    /// The quotes with these ids that may be seen.
    pub fn quotes_by_ids(
        &mut self,
        seen: Visibility,
        wanted: &[Uuid],
    ) -> Result<Vec<StoredQuote>, StoreError> {
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<Row> =
            both!(self, |c| seen!(seen).filter(quote::id.eq_any(ids(wanted))).load(c))?;
        rows.into_iter().map(|row| row.read(seen)).collect()
    }

    /// A page of quotes.
    pub fn quotes(
        &mut self,
        seen: Visibility,
        filter: &QuoteFilter,
        page: QuotePage,
    ) -> Result<Vec<StoredQuote>, StoreError> {
        let rows: Vec<Row> = both!(self, |c| {
            let mut query = seen!(seen).limit(page.limit);
            chosen!(query, seen, filter);
            if let Some(from) = page.from {
                let columns = (quote::created_at, quote::id);
                query = query.filter(beyond(columns, page.side, (Ts(from.at), Id(from.id))));
            }
            match page.side {
                Side::Before => query.order((quote::created_at.desc(), quote::id.desc())).load(c),
                Side::After => query.order((quote::created_at.asc(), quote::id.asc())).load(c),
            }
        })?;
        rows.into_iter().map(|row| row.read(seen)).collect()
    }

    /// How many quotes there are of which [`Self::quotes`] gives a page.
    pub fn count_quotes(
        &mut self,
        seen: Visibility,
        filter: &QuoteFilter,
    ) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| {
            let mut query = seen!(seen);
            chosen!(query, seen, filter);
            query.select(count_star()).first(c)
        })?;
        Ok(counted(rows))
    }

    /// The ids of the quotes that are found, the best first, at most 1,000 of them.
    pub fn quotes_by_relevance(
        &mut self,
        seen: Visibility,
        filter: &QuoteFilter,
        sought: &Sought,
    ) -> Result<Vec<Uuid>, StoreError> {
        let found: Vec<Id> = both!(self, |c| {
            let mut query = seen!(seen);
            chosen!(query, seen, filter);
            ranked(query.select((quote::id, quote::revision)), sought).load(c)
        })?;
        Ok(found.into_iter().map(|id| id.0).collect())
    }

    /// Which articles use which of these quotes in a view that is seen: pairs of quote and article.
    pub fn articles_with(
        &mut self,
        seen: Visibility,
        quotes: &[Uuid],
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        if quotes.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(Id, Id)> = both!(self, |c| {
            let mut query = article_quote::table
                .inner_join(
                    article_view::table.on(article_view::article_id
                        .eq(article_quote::article_id)
                        .and(article_view::view.eq(article_quote::view))),
                )
                .filter(article_quote::quote_id.eq_any(ids(quotes)))
                .filter(article_quote::view.eq(view_word(seen)))
                .select((article_quote::quote_id, article_quote::article_id))
                .distinct()
                .order((article_quote::quote_id, article_quote::article_id))
                .into_boxed();
            if let Visibility::Public { at } = seen {
                query = query.filter(open_at!(Ts(at)));
            }
            query.load(c)
        })?;
        Ok(rows.into_iter().map(|(quote, article)| (quote.0, article.0)).collect())
    }
}

impl WriteTx<'_> {
    /// Saves a new quote.
    pub fn insert_quote(
        &mut self,
        permit: &Permit<CreateQuote>,
        stored: &StoredQuote,
    ) -> Result<(), StoreError> {
        super::permitted(permit.id(), stored.id.0)?;
        let row = Row::of(stored)?;
        both!(self.0, |c| diesel::insert_into(quote::table).values(row).execute(c))?;
        self.index(stored.id.0, stored.stamp.revision.0, &stored.content.words())?;
        self.relate_quote(stored)
    }

    /// Saves the next revision of a quote; false if its revision is not the one before.
    pub fn update_quote(
        &mut self,
        permit: &Permit<ReviseQuote>,
        stored: &StoredQuote,
    ) -> Result<bool, StoreError> {
        super::permitted(permit.id(), stored.id.0)?;
        let row = Row::of(stored)?;
        let before = stored.stamp.revision.0.saturating_sub(1);
        let changed = both!(self.0, |c| diesel::update(
            quote::table.filter(quote::id.eq(row.id)).filter(quote::revision.eq(before))
        )
        .set(row)
        .execute(c))?;
        both!(self.0, |c| diesel::delete(
            quote_topic::table.filter(quote_topic::quote_id.eq(Id(stored.id.0)))
        )
        .execute(c))?;
        self.index(stored.id.0, stored.stamp.revision.0, &stored.content.words())?;
        self.relate_quote(stored)?;
        Ok(changed == 1)
    }

    /// Deletes a quote that no article uses.
    pub fn delete_quote(&mut self, permit: &Permit<DeleteQuote>) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(quote::table.find(Id(permit.id()))).execute(c))?;
        self.unindex(permit.id())
    }

    fn relate_quote(&mut self, stored: &StoredQuote) -> Result<(), StoreError> {
        let mut topics: Vec<Uuid> = stored.content.topics.iter().map(|topic| topic.0).collect();
        topics.sort_unstable();
        topics.dedup();
        let rows: Vec<_> = topics
            .into_iter()
            .map(|topic| {
                (quote_topic::quote_id.eq(Id(stored.id.0)), quote_topic::topic_id.eq(Id(topic)))
            })
            .collect();
        if !rows.is_empty() {
            both!(self.0, |c| diesel::insert_into(quote_topic::table).values(rows).execute(c))?;
        }
        Ok(())
    }
}
