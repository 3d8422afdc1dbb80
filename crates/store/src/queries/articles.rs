//! Articles: revisions, the pointers into them, and who and what they name.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::article::{
    ArticleContent, ArticleFacts, ArticleMeta, ArticleState, CreditRole, TopicRelation,
};
use domain::id::{ArticleId, Revision};
use domain::policy::{
    CreateArticle, DeleteArticle, Permit, PublishArticle, ReviseArticle, UnpublishArticle,
};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::{Visibility, WorkingScope};
use uuid::Uuid;

use super::records::permitted;
use super::{PUBLIC, WORKING, view_word};
use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
pub use crate::keyset::Side;
use crate::keyset::beyond;
use crate::schema::{article, article_credit, article_revision, article_topic, article_view};
use crate::types::{Id, Ts};

/// A public view whose window is open at an instant: the one predicate of what readers see.
macro_rules! open_at {
    ($at:expr) => {
        article_view::view
            .eq($crate::queries::PUBLIC)
            .and(article_view::visible_from.le(Some($at)))
            .and(
                article_view::visible_until.is_null().or(article_view::visible_until.gt(Some($at))),
            )
    };
}
pub(crate) use open_at;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = article, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
struct Head {
    id: Id,
    state: String,
    revision: i64,
    created_at: Ts,
    updated_at: Ts,
    created_by: Option<Id>,
    updated_by: Option<Id>,
    first_published_at: Option<Ts>,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = article_view, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
#[expect(clippy::struct_field_names, reason = "the columns' names")]
struct View {
    article_id: Id,
    view: String,
    revision: i64,
    slug: String,
    kind: String,
    language: String,
    section_id: Option<Id>,
    order_at: Ts,
    changed_at: Ts,
    visible_from: Option<Ts>,
    visible_until: Option<Ts>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = article_revision, check_for_backend(Sqlite, Pg))]
struct Text {
    content: String,
    word_count: i64,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = article_revision, treat_none_as_default_value = false)]
struct Saved {
    article_id: Id,
    revision: i64,
    content: String,
    body: String,
    body_html: String,
    body_text: String,
    body_markdown: String,
    word_count: i64,
    created_at: Ts,
    created_by: Option<Id>,
}

/// An article as a view shows it, without its body.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleRow {
    /// Which.
    pub id: ArticleId,
    /// Where it stands now.
    pub state: ArticleState,
    /// The newest revision.
    pub head_revision: Revision,
    /// The revision that the view shows.
    pub revision: Revision,
    /// Its address in the view.
    pub slug: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When the revision that the view shows was saved.
    pub changed_at: Timestamp,
    /// By whom it was begun.
    pub created_by: Option<Uuid>,
    /// Who saved the newest revision.
    pub updated_by: Option<Uuid>,
    /// When readers first saw it.
    pub first_published_at: Option<Timestamp>,
    /// What the view is ordered by.
    pub order_at: Timestamp,
    /// Everything but the body.
    pub meta: ArticleMeta,
    /// How many words the body has.
    pub word_count: i64,
}

impl ArticleRow {
    /// What permission and state rules need to know.
    pub fn facts(&self) -> ArticleFacts {
        ArticleFacts {
            id: self.id,
            state: self.state,
            created_by: self.created_by,
            first_published_at: self.first_published_at,
        }
    }

    fn read((head, view, text): (Head, View, Text)) -> Result<Self, StoreError> {
        let id = ArticleId(head.id.0);
        let broken = |why: String| StoreError::unreadable(format!("article {id}: {why}"));
        let state = ArticleState::from_word(&head.state);
        Ok(Self {
            id,
            state: state.ok_or_else(|| broken(format!("state {}", head.state)))?,
            head_revision: Revision(head.revision),
            revision: Revision(view.revision),
            slug: view.slug,
            created_at: head.created_at.0,
            changed_at: view.changed_at.0,
            created_by: head.created_by.map(|id| id.0),
            updated_by: head.updated_by.map(|id| id.0),
            first_published_at: head.first_published_at.map(|at| at.0),
            order_at: view.order_at.0,
            meta: serde_json::from_str(&text.content).map_err(|error| broken(error.to_string()))?,
            word_count: text.word_count,
        })
    }
}

/// A body in its stored forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyRow {
    /// Canonical JSON.
    pub blocks: String,
    /// HTML.
    pub html: String,
    /// Plain text.
    pub text: String,
    /// Markdown.
    pub markdown: String,
}

/// A name in a byline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditRow {
    /// Of which article.
    pub article: ArticleId,
    /// Whose.
    pub author: Uuid,
    /// For what.
    pub role: CreditRole,
}

/// A topic of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicRow {
    /// Of which article.
    pub article: ArticleId,
    /// Which.
    pub topic: Uuid,
    /// How they relate.
    pub rel: TopicRelation,
    /// True for the one above the headline.
    pub primary: bool,
    /// 0 to 100.
    pub relevance: Option<i64>,
}

/// Values of a filter: one of each group, and none of the excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<T> {
    /// AND of ORs.
    pub all_of: Vec<Vec<T>>,
    /// None of these.
    pub none_of: Vec<T>,
}

impl<T> Default for Wanted<T> {
    fn default() -> Self {
        Self { all_of: Vec::new(), none_of: Vec::new() }
    }
}

/// Which articles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleFilter {
    /// In these sections.
    pub section: Wanted<Uuid>,
    /// With these topics.
    pub topic: Wanted<Uuid>,
    /// By these authors.
    pub author: Wanted<Uuid>,
    /// Of these kinds.
    pub kind: Wanted<String>,
    /// In these languages.
    pub language: Wanted<String>,
    /// Not earlier than this.
    pub from: Option<Timestamp>,
    /// Earlier than this.
    pub to: Option<Timestamp>,
    /// In one of these states.
    pub states: Vec<ArticleState>,
    /// One of these.
    pub ids: Vec<Uuid>,
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// [`ArticleRow::order_at`] of the neighbour.
    pub at: Timestamp,
    /// Its id.
    pub id: Uuid,
}

/// Which part of a list, read away from its beginning.
#[derive(Debug, Clone, Copy)]
pub struct ArticlePage {
    /// The neighbour that the page does not hold; the end of the list without one.
    pub from: Option<Place>,
    /// `Before` reads towards older ones, `After` towards newer ones.
    pub side: Side,
    /// How many at most.
    pub limit: i64,
}

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
            Visibility::Working(WorkingScope::All) => query.filter(article_view::view.eq(WORKING)),
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

/// Adds the groups of a filter on a table of relations.
macro_rules! related {
    ($query:ident, $wanted:expr, $table:ident, $column:ident, $view:expr) => {
        for group in &$wanted.all_of {
            let ids = group.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(
                article_view::article_id.eq_any(
                    $table::table
                        .filter($table::view.eq($view))
                        .filter($table::$column.eq_any(ids))
                        .select($table::article_id),
                ),
            );
        }
        if !$wanted.none_of.is_empty() {
            let ids = $wanted.none_of.iter().copied().map(Id).collect::<Vec<_>>();
            $query = $query.filter(
                article_view::article_id.ne_all(
                    $table::table
                        .filter($table::view.eq($view))
                        .filter($table::$column.eq_any(ids))
                        .select($table::article_id),
                ),
            );
        }
    };
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

    /// A page of articles, in the order in which they are read from its beginning.
    pub fn articles(
        &mut self,
        seen: Visibility,
        filter: &ArticleFilter,
        page: ArticlePage,
    ) -> Result<Vec<ArticleRow>, StoreError> {
        let view = view_word(seen);
        let rows: Vec<(Head, View, Text)> = both!(self, |c| {
            let mut query = seen!(seen).limit(page.limit);
            wanted!(query, filter.kind, article_view::kind, String::clone);
            wanted!(query, filter.language, article_view::language, String::clone);
            for group in &filter.section.all_of {
                let ids = group.iter().copied().map(Id).collect::<Vec<_>>();
                query = query.filter(article_view::section_id.eq_any(ids));
            }
            if !filter.section.none_of.is_empty() {
                let ids = filter.section.none_of.iter().copied().map(Id).collect::<Vec<_>>();
                query = query.filter(
                    article_view::section_id.is_null().or(article_view::section_id.ne_all(ids)),
                );
            }
            related!(query, filter.topic, article_topic, topic_id, view);
            related!(query, filter.author, article_credit, author_id, view);
            if let Some(from) = filter.from {
                query = query.filter(article_view::order_at.ge(Ts(from)));
            }
            if let Some(to) = filter.to {
                query = query.filter(article_view::order_at.lt(Ts(to)));
            }
            if !filter.states.is_empty() {
                let words: Vec<_> = filter.states.iter().map(|state| state.word()).collect();
                query = query.filter(article::state.eq_any(words));
            }
            if !filter.ids.is_empty() {
                let ids = filter.ids.iter().copied().map(Id).collect::<Vec<_>>();
                query = query.filter(article_view::article_id.eq_any(ids));
            }
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

    /// The body of a revision.
    pub fn body(&mut self, id: ArticleId, revision: Revision) -> Result<BodyRow, StoreError> {
        let (blocks, html, text, markdown) = both!(self, |c| article_revision::table
            .find((Id(id.0), revision.0))
            .select((
                article_revision::body,
                article_revision::body_html,
                article_revision::body_text,
                article_revision::body_markdown,
            ))
            .first(c))?;
        Ok(BodyRow { blocks, html, text, markdown })
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
        let rows: Vec<(Id, String, String, String, String)> = both!(self, |c| article_view::table
            .inner_join(
                article_revision::table.on(article_revision::article_id
                    .eq(article_view::article_id)
                    .and(article_revision::revision.eq(article_view::revision))),
            )
            .filter(article_view::view.eq(view_word(seen)))
            .filter(article_view::article_id.eq_any(ids))
            .select((
                article_view::article_id,
                article_revision::body,
                article_revision::body_html,
                article_revision::body_text,
                article_revision::body_markdown,
            ))
            .load(c))?;
        let row = |(id, blocks, html, text, markdown): (Id, _, _, _, _)| {
            (ArticleId(id.0), BodyRow { blocks, html, text, markdown })
        };
        Ok(rows.into_iter().map(row).collect())
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

/// A revision to save.
#[derive(Debug)]
pub struct NewRevision<'a> {
    /// Its number.
    pub revision: Revision,
    /// What the editor wrote.
    pub content: &'a ArticleContent,
    /// The address that the working view shows.
    pub slug: &'a Slug,
    /// When.
    pub at: Timestamp,
}

impl WriteTx<'_> {
    /// Begins an article with its first revision.
    pub fn insert_article(
        &mut self,
        permit: &Permit<CreateArticle>,
        first: &NewRevision<'_>,
    ) -> Result<(), StoreError> {
        let by = permit.by().map(Id);
        let head = Head {
            id: Id(permit.id()),
            state: ArticleState::Draft.word().to_owned(),
            revision: first.revision.0,
            created_at: Ts(first.at),
            updated_at: Ts(first.at),
            created_by: by,
            updated_by: by,
            first_published_at: None,
        };
        both!(self.0, |c| diesel::insert_into(article::table).values(head).execute(c))?;
        self.save(permit.id(), permit.by(), first, first.at)
    }

    /// Saves the next revision; false if the newest is not the one before.
    pub fn revise_article(
        &mut self,
        permit: &Permit<ReviseArticle>,
        next: &NewRevision<'_>,
        begun_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let before = next.revision.0.saturating_sub(1);
        let changed = both!(self.0, |c| diesel::update(
            article::table
                .filter(article::id.eq(Id(permit.id())))
                .filter(article::revision.eq(before))
        )
        .set((
            article::revision.eq(next.revision.0),
            article::updated_at.eq(Ts(next.at)),
            article::updated_by.eq(permit.by().map(Id)),
        ))
        .execute(c))?;
        if changed == 1 {
            self.save(permit.id(), permit.by(), next, begun_at)?;
        }
        Ok(changed == 1)
    }

    fn save(
        &mut self,
        id: Uuid,
        by: Option<Uuid>,
        new: &NewRevision<'_>,
        begun_at: Timestamp,
    ) -> Result<(), StoreError> {
        let content = serde_json::to_string(&new.content.meta)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        let body = &new.content.body;
        let saved = Saved {
            article_id: Id(id),
            revision: new.revision.0,
            content,
            body: body.to_canonical_string(),
            body_html: body.html(),
            body_text: body.text(),
            body_markdown: body.markdown(),
            word_count: i64::from(body.word_count()),
            created_at: Ts(new.at),
            created_by: by.map(Id),
        };
        both!(self.0, |c| diesel::insert_into(article_revision::table).values(saved).execute(c))?;
        let window = Window { order_at: begun_at, from: None };
        self.point(id, WORKING, new, window)
    }

    /// Shows a revision to readers from `first.from` on.
    pub fn publish_article(
        &mut self,
        permit: &Permit<PublishArticle>,
        shown: &NewRevision<'_>,
        first_published_at: Timestamp,
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::update(article::table.find(Id(permit.id())))
            .set((
                article::state.eq(ArticleState::Published.word()),
                article::first_published_at.eq(Ts(first_published_at)),
            ))
            .execute(c))?;
        let window = Window { order_at: first_published_at, from: Some(first_published_at) };
        self.point(permit.id(), PUBLIC, shown, window)
    }

    /// Takes an article from readers.
    pub fn unpublish_article(
        &mut self,
        permit: &Permit<UnpublishArticle>,
    ) -> Result<(), StoreError> {
        let id = Id(permit.id());
        both!(self.0, |c| diesel::update(article::table.find(id))
            .set(article::state.eq(ArticleState::Unpublished.word()))
            .execute(c))?;
        both!(self.0, |c| diesel::delete(article_view::table.find((id, PUBLIC))).execute(c))?;
        Ok(())
    }

    /// Deletes an article with its history.
    pub fn delete_article(&mut self, permit: &Permit<DeleteArticle>) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(article::table.find(Id(permit.id()))).execute(c))?;
        Ok(())
    }

    /// Moves a view to a revision.
    fn point(
        &mut self,
        id: Uuid,
        view: &'static str,
        to: &NewRevision<'_>,
        window: Window,
    ) -> Result<(), StoreError> {
        let meta = &to.content.meta;
        let kind = serde_json::to_value(meta.kind).ok();
        let row = View {
            article_id: Id(id),
            view: view.to_owned(),
            revision: to.revision.0,
            slug: to.slug.as_str().to_owned(),
            kind: kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default().to_owned(),
            language: meta.language.as_str().to_owned(),
            section_id: meta.section.map(|section| Id(section.0)),
            order_at: Ts(window.order_at),
            changed_at: Ts(to.at),
            visible_from: window.from.map(Ts),
            visible_until: None,
        };
        permitted(row.article_id.0, id)?;
        both!(self.0, |c| diesel::delete(article_view::table.find((Id(id), view))).execute(c))?;
        both!(self.0, |c| diesel::insert_into(article_view::table).values(row).execute(c))?;
        self.relate(id, view, meta)
    }

    /// Writes whom and what a view names; the rows of before went with the view's row.
    fn relate(
        &mut self,
        id: Uuid,
        view: &'static str,
        meta: &ArticleMeta,
    ) -> Result<(), StoreError> {
        let credits: Vec<_> = (0_i64..)
            .zip(&meta.credits)
            .map(|(position, credit)| {
                (
                    article_credit::article_id.eq(Id(id)),
                    article_credit::view.eq(view),
                    article_credit::position.eq(position),
                    article_credit::author_id.eq(Id(credit.author.0)),
                    article_credit::role.eq(credit.role.word()),
                )
            })
            .collect();
        if !credits.is_empty() {
            both!(self.0, |c| diesel::insert_into(article_credit::table)
                .values(credits)
                .execute(c))?;
        }
        let topics: Vec<_> = (0_i64..)
            .zip(&meta.topics)
            .map(|(position, link)| {
                (
                    article_topic::article_id.eq(Id(id)),
                    article_topic::view.eq(view),
                    article_topic::position.eq(position),
                    article_topic::topic_id.eq(Id(link.topic.0)),
                    article_topic::rel.eq(link.rel.word()),
                    article_topic::is_primary.eq(link.primary),
                    article_topic::relevance.eq(link.relevance.map(i64::from)),
                )
            })
            .collect();
        if !topics.is_empty() {
            both!(self.0, |c| diesel::insert_into(article_topic::table).values(topics).execute(c))?;
        }
        Ok(())
    }
}

/// From when on a view is seen, and where it stands in lists.
#[derive(Clone, Copy)]
struct Window {
    order_at: Timestamp,
    from: Option<Timestamp>,
}
