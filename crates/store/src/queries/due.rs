//! What is done at a time that was set: which articles are due, and whose turn it is.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use domain::article::ArticleState;
use domain::id::{ArticleId, Revision};
use domain::time::Timestamp;
use uuid::Uuid;

use crate::engine::{Engine, ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::queries::PUBLIC;
use crate::schema::{article, article_view, lease, list_live};
use crate::types::{Id, Ts};

#[derive(QueryableByName)]
struct Micros {
    #[diesel(sql_type = BigInt)]
    micros: i64,
}

impl ReadTx<'_> {
    /// The time by the database's clock, which all instances have in common.
    pub fn database_time(&mut self) -> Result<Timestamp, StoreError> {
        *self.1 = self.1.saturating_add(1);
        let micros = match &mut self.0 {
            // to the millisecond: the machine's own clock, as every reading of the file has it
            Engine::Sqlite(conn) => diesel::sql_query(
                "SELECT CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000 AS micros",
            )
            .get_result::<Micros>(*conn)?,
            Engine::Postgres(conn) => diesel::sql_query(
                "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros",
            )
            .get_result::<Micros>(*conn)?,
        };
        Timestamp::from_micros(micros.micros)
            .ok_or_else(|| StoreError::unreadable("the time of the database"))
    }

    /// The next instant after `at` at which an article or a list comes or goes for readers, as far as
    /// it is set.
    pub fn next_turn(&mut self, at: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let at = Ts(at);
        let comes: Option<Option<Ts>> = both!(self, |c| article_view::table
            .filter(article_view::view.eq(PUBLIC))
            .filter(article_view::visible_from.gt(at))
            .order(article_view::visible_from)
            .select(article_view::visible_from)
            .first(c)
            .optional())?;
        let goes: Option<Option<Ts>> = both!(self, |c| article_view::table
            .filter(article_view::visible_until.gt(at))
            .order(article_view::visible_until)
            .select(article_view::visible_until)
            .first(c)
            .optional())?;
        let list: Option<Ts> = both!(self, |c| list_live::table
            .filter(list_live::at.gt(at))
            .order(list_live::at)
            .select(list_live::at)
            .first(c)
            .optional())?;
        Ok([comes.flatten(), goes.flatten(), list].into_iter().flatten().map(|at| at.0).min())
    }

    /// The articles whose window has opened by `now`, the first due first.
    pub fn due_to_begin(
        &mut self,
        now: Timestamp,
        limit: i64,
    ) -> Result<Vec<ArticleId>, StoreError> {
        let rows: Vec<Id> = both!(self, |c| article::table
            .inner_join(article_view::table.on(article_view::article_id.eq(article::id)))
            .filter(article::stage.eq(ArticleState::Scheduled.word()))
            // the release of before publishes without a word of the stage
            .filter(article::state.ne(ArticleState::Published.word()))
            .filter(article_view::view.eq(PUBLIC))
            .filter(article_view::visible_from.le(Ts(now)))
            .order((article_view::visible_from, article::id))
            .limit(limit)
            .select(article::id)
            .load(c))?;
        Ok(rows.into_iter().map(|id| ArticleId(id.0)).collect())
    }

    /// The articles whose window has closed by `now`, the first due first.
    pub fn due_to_end(&mut self, now: Timestamp, limit: i64) -> Result<Vec<ArticleId>, StoreError> {
        let rows: Vec<Id> = both!(self, |c| article_view::table
            .filter(article_view::view.eq(PUBLIC))
            .filter(article_view::visible_until.is_not_null())
            .filter(article_view::visible_until.le(Ts(now)))
            .order((article_view::visible_until, article_view::article_id))
            .limit(limit)
            .select(article_view::article_id)
            .load(c))?;
        Ok(rows.into_iter().map(|id| ArticleId(id.0)).collect())
    }

    /// The revision that readers see, or are to see.
    pub fn scheduled_revision(&mut self, of: ArticleId) -> Result<Option<Revision>, StoreError> {
        let revision: Option<i64> = both!(self, |c| article_view::table
            .find((Id(of.0), PUBLIC))
            .select(article_view::revision)
            .first(c)
            .optional())?;
        Ok(revision.map(Revision))
    }

    /// While readers see an article, or are to see it: since when, until when.
    pub fn public_window(
        &mut self,
        of: ArticleId,
    ) -> Result<Option<(Timestamp, Option<Timestamp>)>, StoreError> {
        let row: Option<(Option<Ts>, Option<Ts>)> = both!(self, |c| article_view::table
            .find((Id(of.0), PUBLIC))
            .select((article_view::visible_from, article_view::visible_until))
            .first(c)
            .optional())?;
        Ok(row.and_then(|(from, until)| Some((from?.0, until.map(|at| at.0)))))
    }
}

impl WriteTx<'_> {
    /// Makes a transaction one that waits for nobody long, and that the server ends if this process
    /// falls silent: whoever notes what is due keeps nobody from it.
    pub fn give_way(&mut self) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            conn.batch_execute(
                "SET LOCAL lock_timeout = '250ms';
                 SET LOCAL idle_in_transaction_session_timeout = '500ms'",
            )?;
        }
        Ok(())
    }

    /// Keeps others from an article until the transaction ends; waits for whoever is at work on
    /// it. The file has one writer anyway.
    pub fn hold(&mut self, id: ArticleId) -> Result<(), StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(1);
            let of = article::table.find(Id(id.0)).select(article::id);
            let _held: Option<Id> = of.for_update().first(*conn).optional()?;
        }
        Ok(())
    }

    /// The same, unless somebody is at work on it: false then.
    pub fn hold_free(&mut self, id: ArticleId) -> Result<bool, StoreError> {
        if let Engine::Postgres(conn) = &mut self.0.0 {
            *self.0.1 = self.0.1.saturating_add(1);
            let of = article::table.find(Id(id.0)).select(article::id);
            let held: Option<Id> = of.for_update().skip_locked().first(*conn).optional()?;
            return Ok(held.is_some());
        }
        Ok(true)
    }

    /// Takes the turn, or goes on with it, until `until`: the number of the turn, or nothing if it
    /// is another's at `now`.
    pub fn take_turn(
        &mut self,
        name: &str,
        holder: Uuid,
        (now, until): (Timestamp, Timestamp),
    ) -> Result<Option<i64>, StoreError> {
        let renewed: Option<i64> = both!(self.0, |c| diesel::update(
            lease::table.filter(lease::name.eq(name)).filter(lease::holder.eq(Id(holder)))
        )
        .filter(lease::expires_at.gt(Ts(now)))
        .set(lease::expires_at.eq(Ts(until)))
        .returning(lease::fence)
        .get_result(c)
        .optional())?;
        if renewed.is_some() {
            return Ok(renewed);
        }
        let first = (
            lease::name.eq(name),
            lease::holder.eq(Id(holder)),
            lease::fence.eq(1_i64),
            lease::expires_at.eq(Ts(until)),
        );
        let begun: usize = both!(self.0, |c| diesel::insert_into(lease::table)
            .values(first)
            .on_conflict_do_nothing()
            .execute(c))?;
        if begun == 1 {
            return Ok(Some(1));
        }
        Ok(both!(self.0, |c| diesel::update(
            lease::table.filter(lease::name.eq(name)).filter(lease::expires_at.le(Ts(now)))
        )
        .set((
            lease::holder.eq(Id(holder)),
            lease::fence.eq(lease::fence + 1_i64),
            lease::expires_at.eq(Ts(until)),
        ))
        .returning(lease::fence)
        .get_result(c)
        .optional())?)
    }
}
