//! Translations: articles that tell one story, each in a language of its own.

use diesel::prelude::*;
use domain::article::ArticleState;
use domain::id::{ArticleId, Revision};
use domain::policy::{Permit, ReviseArticle};
use domain::time::Timestamp;
use domain::visibility::{Visibility, WorkingScope};
use uuid::Uuid;

use super::open_at;
use super::stage::{effective, in_states};
use crate::engine::{Engine, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::queries::WORKING;
use crate::schema::{article, article_revision, article_translation, article_view};
use crate::types::{Id, Ts};

/// An article as a translation of another one, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TranslationRow {
    /// Beside which article it stands.
    pub of: ArticleId,
    /// Which.
    pub id: ArticleId,
    /// The language of the revision that the view shows (BCP 47).
    pub language: String,
    /// Its address in the view.
    pub slug: String,
    /// The headline of that revision.
    pub headline: String,
    /// Where it stands now.
    pub state: ArticleState,
    /// The newest revision.
    pub head_revision: Revision,
    /// Until when the view shows it, if that is set.
    pub shown_until: Option<Timestamp>,
}

type Columns = (Id, Id, String, String, String, (String, Option<String>, i64), Option<Ts>);

impl TranslationRow {
    fn read(
        (of, id, language, slug, headline, (nearest, exact, revision), until): Columns,
    ) -> Result<Self, StoreError> {
        let word = effective(&nearest, exact.as_deref());
        let broken = || StoreError::unreadable(format!("article {}: state {word}", id.0));
        Ok(Self {
            of: ArticleId(of.0),
            id: ArticleId(id.0),
            language,
            slug,
            headline,
            state: ArticleState::from_word(word).ok_or_else(broken)?,
            head_revision: Revision(revision),
            shown_until: until.map(|at| at.0),
        })
    }
}

/// The states in which an article holds its language.
fn holding() -> Vec<ArticleState> {
    ArticleState::ALL.into_iter().filter(|state| *state != ArticleState::Trashed).collect()
}

impl ReadTx<'_> {
    /// The translations of articles that may be seen, by language: none that lies in the trash.
    pub fn translations(
        &mut self,
        seen: Visibility,
        of: &[ArticleId],
    ) -> Result<Vec<TranslationRow>, StoreError> {
        if of.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = of.iter().map(|id| Id(id.0)).collect();
        let own = diesel::alias!(article_translation as own);
        let holding = holding();
        let rows: Vec<Columns> = both!(self, |c| {
            let mut query = own
                .inner_join(
                    article_translation::table.on(article_translation::group_id
                        .eq(own.field(article_translation::group_id))
                        .and(
                            article_translation::article_id
                                .ne(own.field(article_translation::article_id)),
                        )),
                )
                .inner_join(article::table.on(article::id.eq(article_translation::article_id)))
                .inner_join(
                    article_view::table
                        .on(article_view::article_id.eq(article_translation::article_id)),
                )
                .inner_join(
                    article_revision::table.on(article_revision::article_id
                        .eq(article_view::article_id)
                        .and(article_revision::revision.eq(article_view::revision))),
                )
                .filter(own.field(article_translation::article_id).eq_any(ids))
                .select((
                    own.field(article_translation::article_id),
                    article_translation::article_id,
                    article_view::language,
                    article_view::slug,
                    article_revision::headline,
                    (article::state, article::stage, article::revision),
                    article_view::visible_until,
                ))
                .into_boxed();
            query = match seen {
                Visibility::Public { at } => query.filter(open_at!(Ts(at))),
                Visibility::Working(WorkingScope::All | WorkingScope::AllButPrivate) => {
                    query.filter(article_view::view.eq(WORKING)).filter(in_states!(holding))
                }
                Visibility::Working(WorkingScope::Own(account)) => query
                    .filter(article_view::view.eq(WORKING))
                    .filter(in_states!(holding))
                    .filter(article::created_by.eq(Id(account.0))),
            };
            query.load(c)
        })?;
        let rows: Result<Vec<_>, _> = rows.into_iter().map(TranslationRow::read).collect();
        let mut rows = rows?;
        rows.sort_by(|a, b| (a.of, &a.language, a.id).cmp(&(b.of, &b.language, b.id)));
        Ok(rows)
    }

    /// What the articles of a story have in common; `None` for one that never had a translation.
    pub fn translation_group(&mut self, of: ArticleId) -> Result<Option<Uuid>, StoreError> {
        let group: Option<Id> = both!(self, |c| article_translation::table
            .find(Id(of.0))
            .select(article_translation::group_id)
            .first(c)
            .optional())?;
        Ok(group.map(|id| id.0))
    }

    /// The languages that an article holds: those of its newest revision and of the one that
    /// readers see, or are to see.
    pub fn languages_of(&mut self, of: ArticleId) -> Result<Vec<String>, StoreError> {
        Ok(both!(self, |c| article_view::table
            .filter(article_view::article_id.eq(Id(of.0)))
            .select(article_view::language)
            .load(c))?)
    }

    /// Another article of a story than `besides` that holds one of these languages, and which.
    pub fn holder_of(
        &mut self,
        group: Uuid,
        languages: &[String],
        besides: ArticleId,
    ) -> Result<Option<(ArticleId, String)>, StoreError> {
        let holding = holding();
        let row: Option<(Id, String)> = both!(self, |c| article_translation::table
            .inner_join(article::table.on(article::id.eq(article_translation::article_id)))
            .inner_join(
                article_view::table
                    .on(article_view::article_id.eq(article_translation::article_id)),
            )
            .filter(article_translation::group_id.eq(Id(group)))
            .filter(article_translation::article_id.ne(Id(besides.0)))
            .filter(article_view::language.eq_any(languages))
            .filter(in_states!(holding))
            .order((article_view::language, article::id))
            .select((article::id, article_view::language))
            .first(c)
            .optional())?;
        Ok(row.map(|(id, language)| (ArticleId(id.0), language)))
    }
}

impl WriteTx<'_> {
    /// Keeps others from changing which languages a story has until the transaction ends. Whoever
    /// holds articles has held them before.
    pub fn hold_translations(&mut self) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(1);
            diesel::sql_query("SELECT pg_advisory_xact_lock(627843226)").execute(*conn)?;
        }
        Ok(())
    }

    /// Puts an article into the group of another one, which founds it if it had none.
    pub fn join_translations(
        &mut self,
        permit: &Permit<ReviseArticle>,
        (of, group): (ArticleId, Uuid),
    ) -> Result<(), StoreError> {
        self.leave_translations(permit)?;
        for member in [of.0, permit.id()] {
            both!(self.0, |c| diesel::insert_into(article_translation::table)
                .values((
                    article_translation::article_id.eq(Id(member)),
                    article_translation::group_id.eq(Id(group)),
                ))
                .on_conflict_do_nothing()
                .execute(c))?;
        }
        Ok(())
    }

    /// Takes an article out of its group; false if it was in none.
    pub fn leave_translations(
        &mut self,
        permit: &Permit<ReviseArticle>,
    ) -> Result<bool, StoreError> {
        let own = article_translation::table.find(Id(permit.id()));
        let left = both!(self.0, |c| diesel::delete(own).execute(c))?;
        Ok(left > 0)
    }
}
