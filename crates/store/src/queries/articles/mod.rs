//! Articles: revisions, the pointers into them, and who and what they name.

mod autosave;
mod history;
mod kin;
mod read;
mod stage;
mod translations;
mod write;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::article::{ArticleFacts, ArticleMeta, ArticleState, CreditRole, TopicRelation};
use domain::id::{ArticleId, Revision};
use domain::search::Sought;
use domain::time::Timestamp;
use uuid::Uuid;

use crate::error::StoreError;
pub use crate::keyset::Side;
use crate::schema::{article, article_revision, article_view};
use crate::types::{Id, Ts};

pub use autosave::AutosaveRow;
pub use history::{DescriptionRow, RevisionRow, Saver};
pub(crate) use kin::{quotes_shown, topics_shown};
pub use translations::TranslationRow;
pub use write::{NewRevision, Origin, Window};

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
    stage: Option<String>,
    breaking_until: Option<Ts>,
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
    note: Option<String>,
    restored_from: Option<i64>,
    headline: String,
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
    /// Until when the view shows it, if that is set.
    pub shown_until: Option<Timestamp>,
    /// Until when it is breaking news.
    pub breaking_until: Option<Timestamp>,
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
            section: self.meta.section.map(|section| section.0),
            created_by: self.created_by,
            first_published_at: self.first_published_at,
        }
    }

    fn read((head, view, text): (Head, View, Text)) -> Result<Self, StoreError> {
        let id = ArticleId(head.id.0);
        let broken = |why: String| StoreError::unreadable(format!("article {id}: {why}"));
        let word = stage::effective(&head.state, head.stage.as_deref());
        let state = ArticleState::from_word(word);
        Ok(Self {
            id,
            state: state.ok_or_else(|| broken(format!("state {word}")))?,
            head_revision: Revision(head.revision),
            revision: Revision(view.revision),
            slug: view.slug,
            created_at: head.created_at.0,
            changed_at: view.changed_at.0,
            created_by: head.created_by.map(|id| id.0),
            updated_by: head.updated_by.map(|id| id.0),
            // one whose time has just come is public before anybody noted it
            first_published_at: head.first_published_at.or(view.visible_from).map(|at| at.0),
            shown_until: view.visible_until.map(|at| at.0),
            breaking_until: head.breaking_until.map(|at| at.0),
            order_at: view.order_at.0,
            meta: serde_json::from_str(&text.content).map_err(|error| broken(error.to_string()))?,
            word_count: text.word_count,
        })
    }
}

/// A body in its stored forms.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = article_revision, check_for_backend(Sqlite, Pg))]
pub struct BodyRow {
    /// Canonical JSON.
    #[diesel(column_name = body)]
    pub blocks: String,
    /// HTML.
    #[diesel(column_name = body_html)]
    pub html: String,
    /// Plain text.
    #[diesel(column_name = body_text)]
    pub text: String,
    /// Markdown.
    #[diesel(column_name = body_markdown)]
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

impl<T> Wanted<T> {
    /// One of these; anything where there are none.
    pub fn any_of(values: Vec<T>) -> Self {
        let all_of = if values.is_empty() { Vec::new() } else { vec![values] };
        Self { all_of, none_of: Vec::new() }
    }
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
    /// Quoting these experts, where they may be named.
    pub expert: Wanted<Uuid>,
    /// Quoting somebody of these organisations, where they may be named.
    pub organization: Wanted<Uuid>,
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
    /// On the desks of these accounts.
    pub assignee: Wanted<Uuid>,
    /// One of these.
    pub ids: Vec<Uuid>,
    /// Found by these words; of what readers see only.
    pub sought: Option<Sought>,
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
