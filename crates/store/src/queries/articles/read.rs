//! Reading articles.

use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::article::{CreditRole, TopicRelation};
use domain::id::{ArticleId, Revision};
use domain::quote::QuoteStatus;
use domain::search::Sought;
use domain::visibility::{Visibility, WorkingScope};
use uuid::Uuid;

use super::stage::in_states;
use super::{
    ArticleFilter, ArticlePage, ArticleRow, BodyRow, CreditRow, Head, Side, Text, TopicRow, View,
    open_at,
};
use crate::engine::{ReadTx, both};
use crate::error::StoreError;
use crate::keyset::beyond;
use crate::queries::search::{found, ranked};
use crate::queries::{WORKING, counted, view_word};
use crate::schema::{
    article, article_credit, article_desk, article_quote, article_revision, article_topic,
    article_view, quote,
};
use crate::types::{Id, Ts};

/// Articles joined with one of their views and the revision that it shows, if it may be seen.
macro_rules! seen {
    ($seen:expr) => {{
        let mut query = article_view::table
            .inner_join(article::table.on(article::id.eq(article_view::article_id)))
            .inner_join(
                article_revision::table.on(article_revision::article_id
                    .eq(article_view::article_id)
                    .and(article_revision::revision.eq(article_view::revision))),
            )
            .select((Head::as_select(), View::as_select(), Text::as_select()))
            .into_boxed();
        query = match $seen {
            Visibility::Public { at } => query.filter(open_at!(Ts(at))),
            Visibility::Working(WorkingScope::All | WorkingScope::AllButPrivate) => {
                query.filter(article_view::view.eq(WORKING))
            }
            Visibility::Working(WorkingScope::Own(account)) => query
                .filter(article_view::view.eq(WORKING))
                .filter(article::created_by.eq(Id(account.0))),
        };
        query
    }};
}

/// Adds the groups of a filter on a column.
macro_rules! wanted {
    ($query:ident, $wanted:expr, $column:expr, $as:expr) => {
        for group in &$wanted.all_of {
            $query = $query.filter($column.eq_any(group.iter().map($as).collect::<Vec<_>>()));
        }
        if !$wanted.none_of.is_empty() {
            let none = $wanted.none_of.iter().map($as).collect::<Vec<_>>();
            $query = $query.filter($column.ne_all(none));
        }
    };
}

/// Adds the groups of a filter on relations; `$articles` are those related to one of `$ids`.
macro_rules! related {
    ($query:ident, $wanted:expr, |$ids:ident| $articles:expr) => {
        for group in &$wanted.all_of {
            let $ids = group.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(article_view::article_id.eq_any($articles));
        }
        if !$wanted.none_of.is_empty() {
            let $ids = $wanted.none_of.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(article_view::article_id.ne_all($articles));
        }
    };
}

/// The articles in which a column of the quotes that are used is one of these.
macro_rules! quoting {
    ($column:expr, $ids:expr, $view:expr, $standing:expr) => {
        article_quote::table
            .inner_join(quote::table.on(quote::id.eq(article_quote::quote_id)))
            .filter(article_quote::view.eq($view))
            .filter(quote::status.eq_any($standing))
            .filter($column.eq_any($ids))
            .select(article_quote::article_id)
    };
}

/// Adds all that a filter asks for.
macro_rules! chosen {
    ($query:ident, $seen:expr, $filter:expr) => {{
        let view = view_word($seen);
        wanted!($query, $filter.kind, article_view::kind, String::clone);
        wanted!($query, $filter.language, article_view::language, String::clone);
        for group in &$filter.section.all_of {
            let ids = group.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(article_view::section_id.eq_any(ids));
        }
        if !$filter.section.none_of.is_empty() {
            let ids = $filter.section.none_of.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(
                article_view::section_id.is_null().or(article_view::section_id.ne_all(ids)),
            );
        }
        related!($query, $filter.topic, |ids| article_topic::table
            .filter(article_topic::view.eq(view))
            .filter(article_topic::topic_id.eq_any(ids))
            .select(article_topic::article_id));
        related!($query, $filter.author, |ids| article_credit::table
            .filter(article_credit::view.eq(view))
            .filter(article_credit::author_id.eq_any(ids))
            .select(article_credit::article_id));
        // readers, and authors of what others noted, are led only to speakers who may be named
        if $seen.is_public() || matches!($seen, Visibility::Working(WorkingScope::Own(_))) {
            let (expert, house) = (quote::open_expert_id, quote::open_organization_id);
            related!($query, $filter.expert, |ids| quoting!(expert, ids, view, standing($seen)));
            related!($query, $filter.organization, |ids| quoting!(
                house,
                ids,
                view,
                standing($seen)
            ));
        } else {
            let (expert, house) = (quote::expert_id, quote::organization_id);
            related!($query, $filter.expert, |ids| quoting!(expert, ids, view, standing($seen)));
            related!($query, $filter.organization, |ids| quoting!(
                house,
                ids,
                view,
                standing($seen)
            ));
        }
        if let Some(from) = $filter.from {
            $query = $query.filter(article_view::order_at.ge(Ts(from)));
        }
        if let Some(to) = $filter.to {
            $query = $query.filter(article_view::order_at.lt(Ts(to)));
        }
        related!($query, $filter.assignee, |ids| article_desk::table
            .filter(article_desk::assignee_id.eq_any(ids))
            .select(article_desk::article_id));
        if !$filter.states.is_empty() {
            $query = $query.filter(in_states!($filter.states));
        }
        if !$filter.ids.is_empty() {
            let ids = $filter.ids.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(article_view::article_id.eq_any(ids));
        }
        if let Some(sought) = &$filter.sought {
            let columns = (article_view::article_id, article_view::revision);
            $query = $query.filter(found(columns, sought));
        }
    }};
}

/// Which quotes lead to an article: readers are led by what the newsroom stands by.
fn standing(seen: Visibility) -> Vec<&'static str> {
    if seen.is_public() {
        return vec![QuoteStatus::Accepted.word()];
    }
    QuoteStatus::ALL.iter().map(|status| status.word()).collect()
}

impl ReadTx<'_> {
    /// One article, if it may be seen.
    pub fn article(
        &mut self,
        seen: Visibility,
        id: ArticleId,
    ) -> Result<Option<ArticleRow>, StoreError> {
        let row: Option<(Head, View, Text)> = both!(self, |c| seen!(seen)
            .filter(article_view::article_id.eq(Id(id.0)))
            .first(c)
            .optional())?;
        row.map(ArticleRow::read).transpose()
    }

    /// The article whose newest revision asks for an address: drafts have not claimed theirs yet,
    /// so several may ask for the same, and the one begun last is meant.
    pub fn asks_for_slug(
        &mut self,
        seen: Visibility,
        slug: &str,
    ) -> Result<Option<ArticleId>, StoreError> {
        let row: Option<(Head, View, Text)> = both!(self, |c| seen!(seen)
            .filter(article_view::slug.eq(slug))
            .order((article_view::order_at.desc(), article_view::article_id.desc()))
            .first(c)
            .optional())?;
        Ok(row.map(|(head, ..)| ArticleId(head.id.0)))
    }

    /// The articles with these ids that may be seen, in any order.
    pub fn articles_by_ids(
        &mut self,
        seen: Visibility,
        ids: &[Uuid],
    ) -> Result<Vec<ArticleRow>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        let rows: Vec<(Head, View, Text)> =
            both!(self, |c| seen!(seen).filter(article_view::article_id.eq_any(ids)).load(c))?;
        rows.into_iter().map(ArticleRow::read).collect()
    }

    /// Which of these articles may be seen.
    pub fn seen_articles(
        &mut self,
        seen: Visibility,
        ids: &[Uuid],
    ) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
        let rows: Vec<Id> = both!(self, |c| seen!(seen)
            .filter(article_view::article_id.eq_any(ids))
            .select(article_view::article_id)
            .load(c))?;
        Ok(rows.into_iter().map(|id| id.0).collect())
    }

    /// A page of articles, in the order in which they are read from its beginning.
    pub fn articles(
        &mut self,
        seen: Visibility,
        filter: &ArticleFilter,
        page: ArticlePage,
    ) -> Result<Vec<ArticleRow>, StoreError> {
        let rows: Vec<(Head, View, Text)> = both!(self, |c| {
            let mut query = seen!(seen).limit(page.limit);
            chosen!(query, seen, filter);
            if let Some(from) = page.from {
                let columns = (article_view::order_at, article_view::article_id);
                query = query.filter(beyond(columns, page.side, (Ts(from.at), Id(from.id))));
            }
            match page.side {
                Side::Before => query
                    .order((article_view::order_at.desc(), article_view::article_id.desc()))
                    .load(c),
                Side::After => query
                    .order((article_view::order_at.asc(), article_view::article_id.asc()))
                    .load(c),
            }
        })?;
        rows.into_iter().map(ArticleRow::read).collect()
    }

    /// How many articles there are of which [`Self::articles`] gives a page.
    pub fn count_articles(
        &mut self,
        seen: Visibility,
        filter: &ArticleFilter,
    ) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| {
            let mut query = seen!(seen);
            chosen!(query, seen, filter);
            query.select(count_star()).first(c)
        })?;
        Ok(counted(rows))
    }

    /// The ids of the articles that are found, the best first, at most 1,000 of them.
    pub fn articles_by_relevance(
        &mut self,
        seen: Visibility,
        filter: &ArticleFilter,
        sought: &Sought,
    ) -> Result<Vec<Uuid>, StoreError> {
        let ids: Vec<Id> = both!(self, |c| {
            let mut query = seen!(seen);
            chosen!(query, seen, filter);
            let shown = (article_view::article_id, article_view::revision);
            ranked(query.select(shown), sought).load(c)
        })?;
        Ok(ids.into_iter().map(|id| id.0).collect())
    }

    /// The body of a revision.
    pub fn body(&mut self, id: ArticleId, revision: Revision) -> Result<BodyRow, StoreError> {
        Ok(both!(self, |c| article_revision::table
            .find((Id(id.0), revision.0))
            .select(BodyRow::as_select())
            .first(c))?)
    }

    /// The bodies of articles as a view shows them.
    pub fn bodies(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<(ArticleId, BodyRow)>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = articles.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Id, BodyRow)> = both!(self, |c| article_view::table
            .inner_join(
                article_revision::table.on(article_revision::article_id
                    .eq(article_view::article_id)
                    .and(article_revision::revision.eq(article_view::revision))),
            )
            .filter(article_view::view.eq(view_word(seen)))
            .filter(article_view::article_id.eq_any(ids))
            .select((article_view::article_id, BodyRow::as_select()))
            .load(c))?;
        Ok(rows.into_iter().map(|(id, body)| (ArticleId(id.0), body)).collect())
    }

    /// The credits of articles, in the order of print.
    pub fn credits(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<CreditRow>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = articles.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Id, Id, String)> = both!(self, |c| article_credit::table
            .filter(article_credit::article_id.eq_any(ids))
            .filter(article_credit::view.eq(view_word(seen)))
            .order((article_credit::article_id, article_credit::position))
            .select((article_credit::article_id, article_credit::author_id, article_credit::role))
            .load(c))?;
        let row = |(article, author, role): (Id, Id, String)| CreditRow {
            article: ArticleId(article.0),
            author: author.0,
            role: CreditRole::from_word(&role).unwrap_or_default(),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// The topics of articles, in the order shown.
    pub fn topics(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<TopicRow>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = articles.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<(Id, Id, String, bool, Option<i64>)> = both!(self, |c| article_topic::table
            .filter(article_topic::article_id.eq_any(ids))
            .filter(article_topic::view.eq(view_word(seen)))
            .order((article_topic::article_id, article_topic::position))
            .select((
                article_topic::article_id,
                article_topic::topic_id,
                article_topic::rel,
                article_topic::is_primary,
                article_topic::relevance,
            ))
            .load(c))?;
        let row = |(article, topic, rel, primary, relevance): (Id, Id, String, bool, _)| TopicRow {
            article: ArticleId(article.0),
            topic: topic.0,
            rel: TopicRelation::from_word(&rel).unwrap_or_default(),
            primary,
            relevance,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
