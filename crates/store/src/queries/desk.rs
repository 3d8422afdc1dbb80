//! What the desk knows of articles: cards, times, locks, and who did what.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use domain::article::{ArticleState, DeskCard, DeskNote, Transition};
use domain::id::{ArticleId, Revision};
use domain::policy::{AssignArticle, NoteArticle, Permit, ReviseArticle, Workflow};
use domain::time::Timestamp;
use domain::zone::{Moment, TimeZone};
use uuid::Uuid;

use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::keyset::{Side, beyond};
use crate::queries::articles::{ArticlePage, Place};
use crate::schema::{article, article_desk, desk_entry};
use crate::types::{Id, Ts};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = article_desk, check_for_backend(Sqlite, Pg), treat_none_as_default_value = false)]
struct Row {
    article_id: Id,
    revision: i64,
    card: String,
    assignee_id: Option<Id>,
    publish_at: Option<Ts>,
    publish_zone: Option<String>,
    unpublish_at: Option<Ts>,
    unpublish_zone: Option<String>,
    locked_by: Option<Id>,
    locked_until: Option<Ts>,
}

/// What the desk knows of an article; nothing, in revision 0, of one that nobody said anything of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskRow {
    /// Of which article.
    pub article: ArticleId,
    /// How often the card was saved.
    pub revision: Revision,
    /// The card.
    pub card: DeskCard,
    /// When it goes out, as a step said.
    pub publish_at: Option<Moment>,
    /// When it is taken from readers.
    pub unpublish_at: Option<Moment>,
    /// Who works on it at present.
    pub lock: Option<Lock>,
}

/// A hint that somebody works on an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lock {
    /// The account.
    pub by: Uuid,
    /// Until when, unless it is renewed.
    pub until: Timestamp,
}

/// What somebody did with an article, or said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskEntry {
    /// UUID version 7.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The account; `None` if it was done at a time that was set, or by the operator.
    pub by: Option<Uuid>,
    /// The step that was taken; `None` for a note.
    pub step: Option<Transition>,
    /// Where the article stood afterwards.
    pub state: ArticleState,
    /// Its newest revision then.
    pub revision: Revision,
    /// What was said.
    pub note: Option<DeskNote>,
}

pub(super) fn moment(at: Option<Ts>, zone: Option<&str>) -> Option<Moment> {
    let time_zone = zone.and_then(|zone| TimeZone::parse(zone).ok()).unwrap_or(TimeZone::UTC);
    at.map(|at| Moment { at: at.0, time_zone })
}

impl DeskRow {
    /// Of an article that nobody said anything of.
    pub fn empty(article: ArticleId) -> Self {
        Self {
            article,
            revision: Revision(0),
            card: DeskCard::default(),
            publish_at: None,
            unpublish_at: None,
            lock: None,
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let broken = |error| StoreError::unreadable(format!("a card of the desk: {error}"));
        let lock = row.locked_by.zip(row.locked_until);
        Ok(Self {
            article: ArticleId(row.article_id.0),
            revision: Revision(row.revision),
            card: serde_json::from_str(&row.card).map_err(broken)?,
            publish_at: moment(row.publish_at, row.publish_zone.as_deref()),
            unpublish_at: moment(row.unpublish_at, row.unpublish_zone.as_deref()),
            lock: lock.map(|(by, until)| Lock { by: by.0, until: until.0 }),
        })
    }

    fn row(&self) -> Result<Row, StoreError> {
        let card = serde_json::to_string(&self.card)
            .map_err(|error| StoreError::unreadable(error.to_string()))?;
        let zone = |moment: Option<Moment>| moment.map(|moment| moment.time_zone.name().to_owned());
        Ok(Row {
            article_id: Id(self.article.0),
            revision: self.revision.0,
            card,
            assignee_id: self.card.assignee.map(|account| Id(account.0)),
            publish_at: self.publish_at.map(|moment| Ts(moment.at)),
            publish_zone: zone(self.publish_at),
            unpublish_at: self.unpublish_at.map(|moment| Ts(moment.at)),
            unpublish_zone: zone(self.unpublish_at),
            locked_by: self.lock.map(|lock| Id(lock.by)),
            locked_until: self.lock.map(|lock| Ts(lock.until)),
        })
    }
}

/// What happens at a time that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Readers begin to see an article.
    Begin,
    /// They cease to.
    End,
}

impl ReadTx<'_> {
    /// What the desk knows of articles, in any order; those that it knows nothing of are left out.
    pub fn desks(&mut self, articles: &[ArticleId]) -> Result<Vec<DeskRow>, StoreError> {
        if articles.is_empty() {
            return Ok(Vec::new());
        }
        let ids: Vec<Id> = articles.iter().map(|id| Id(id.0)).collect();
        let rows: Vec<Row> = both!(self, |c| article_desk::table
            .filter(article_desk::article_id.eq_any(ids))
            .select(Row::as_select())
            .load(c))?;
        rows.iter().map(DeskRow::read).collect()
    }

    /// What the desk knows of one article.
    pub fn desk(&mut self, article: ArticleId) -> Result<DeskRow, StoreError> {
        let found = self.desks(&[article])?.pop();
        Ok(found.unwrap_or_else(|| DeskRow::empty(article)))
    }

    /// A page of what was done with an article and said of it.
    pub fn desk_entries(
        &mut self,
        of: ArticleId,
        page: ArticlePage,
    ) -> Result<Vec<DeskEntry>, StoreError> {
        type Columns = (Id, Ts, Option<Id>, Option<String>, String, i64, Option<String>);
        let rows: Vec<Columns> = both!(self, |c| {
            let mut query = desk_entry::table
                .filter(desk_entry::article_id.eq(Id(of.0)))
                .limit(page.limit)
                .select((
                    desk_entry::id,
                    desk_entry::at,
                    desk_entry::by_account,
                    desk_entry::step,
                    desk_entry::state,
                    desk_entry::revision,
                    desk_entry::note,
                ))
                .into_boxed();
            if let Some(Place { at, id }) = page.from {
                let columns = (desk_entry::at, desk_entry::id);
                query = query.filter(beyond(columns, page.side, (Ts(at), Id(id))));
            }
            match page.side {
                Side::Before => query.order((desk_entry::at.desc(), desk_entry::id.desc())).load(c),
                Side::After => query.order((desk_entry::at.asc(), desk_entry::id.asc())).load(c),
            }
        })?;
        rows.into_iter().map(entry).collect()
    }

    /// The entry of the last step that was taken with an article.
    pub fn last_step(&mut self, of: ArticleId) -> Result<Option<Uuid>, StoreError> {
        let row: Option<Id> = both!(self, |c| desk_entry::table
            .filter(desk_entry::article_id.eq(Id(of.0)))
            .filter(desk_entry::step.is_not_null())
            .order((desk_entry::at.desc(), desk_entry::id.desc()))
            .select(desk_entry::id)
            .first(c)
            .optional())?;
        Ok(row.map(|id| id.0))
    }

    /// How many entries [`Self::desk_entries`] has of an article.
    pub fn count_desk_entries(&mut self, of: ArticleId) -> Result<u64, StoreError> {
        let rows: i64 = both!(self, |c| desk_entry::table
            .filter(desk_entry::article_id.eq(Id(of.0)))
            .count()
            .get_result(c))?;
        Ok(crate::queries::counted(rows))
    }
}

fn entry(
    (id, at, by, step, state, revision, note): (
        Id,
        Ts,
        Option<Id>,
        Option<String>,
        String,
        i64,
        Option<String>,
    ),
) -> Result<DeskEntry, StoreError> {
    let broken = |word: &str| StoreError::unreadable(format!("an entry of the desk: {word}"));
    let step = step.map(|word| Transition::from_word(&word).ok_or_else(|| broken(&word)));
    let note = note.map(|text| DeskNote::parse(&text).map_err(|_fault| broken("its note")));
    Ok(DeskEntry {
        id: id.0,
        at: at.0,
        by: by.map(|id| id.0),
        step: step.transpose()?,
        state: ArticleState::from_word(&state).ok_or_else(|| broken(&state))?,
        revision: Revision(revision),
        note: note.transpose()?,
    })
}

impl WriteTx<'_> {
    /// Saves the card of an article, of which `desk` is the next revision.
    pub fn save_card(
        &mut self,
        permit: &Permit<AssignArticle>,
        desk: &DeskRow,
    ) -> Result<(), StoreError> {
        crate::queries::permitted(permit.id(), desk.article.0)?;
        let breaking_until = desk.card.breaking_until.map(|moment| Ts(moment.at));
        both!(self.0, |c| diesel::update(article::table.find(Id(permit.id())))
            .set(article::breaking_until.eq(breaking_until))
            .execute(c))?;
        self.put_desk(desk)
    }

    /// Sets the times of an article.
    pub fn save_times(
        &mut self,
        permit: &Permit<Workflow>,
        desk: &DeskRow,
    ) -> Result<(), StoreError> {
        crate::queries::permitted(permit.id(), desk.article.0)?;
        self.put_desk(desk)
    }

    /// Forgets a time that has come.
    pub fn forget_time(&mut self, permit: &Permit<Workflow>, due: Due) -> Result<(), StoreError> {
        let row = article_desk::table.find(Id(permit.id()));
        let none = None::<Ts>;
        match due {
            Due::Begin => both!(self.0, |c| diesel::update(row)
                .set(article_desk::publish_at.eq(none))
                .execute(c)),
            Due::End => both!(self.0, |c| diesel::update(row)
                .set(article_desk::unpublish_at.eq(none))
                .execute(c)),
        }?;
        Ok(())
    }

    /// Locks an article, or sets it free.
    pub fn save_lock(
        &mut self,
        permit: &Permit<ReviseArticle>,
        desk: &DeskRow,
    ) -> Result<(), StoreError> {
        crate::queries::permitted(permit.id(), desk.article.0)?;
        self.put_desk(desk)
    }

    fn put_desk(&mut self, desk: &DeskRow) -> Result<(), StoreError> {
        let row = desk.row()?;
        let key = row.article_id;
        both!(self.0, |c| diesel::delete(article_desk::table.find(key)).execute(c))?;
        both!(self.0, |c| diesel::insert_into(article_desk::table).values(row).execute(c))?;
        Ok(())
    }

    /// Notes a step that was taken.
    pub fn log_step(
        &mut self,
        permit: &Permit<Workflow>,
        entry: &DeskEntry,
    ) -> Result<(), StoreError> {
        self.put_entry(permit.id(), entry)
    }

    /// Notes what somebody says.
    pub fn log_note(
        &mut self,
        permit: &Permit<NoteArticle>,
        entry: &DeskEntry,
    ) -> Result<(), StoreError> {
        self.put_entry(permit.id(), entry)
    }

    fn put_entry(&mut self, article: Uuid, entry: &DeskEntry) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::insert_into(desk_entry::table)
            .values((
                desk_entry::id.eq(Id(entry.id)),
                desk_entry::article_id.eq(Id(article)),
                desk_entry::at.eq(Ts(entry.at)),
                desk_entry::by_account.eq(entry.by.map(Id)),
                desk_entry::step.eq(entry.step.map(Transition::word)),
                desk_entry::state.eq(entry.state.word()),
                desk_entry::revision.eq(entry.revision.0),
                desk_entry::note.eq(entry.note.as_ref().map(|note| note.as_str().to_owned())),
            ))
            .execute(c))?;
        Ok(())
    }
}
