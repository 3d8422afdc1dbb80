//! Answers that a replay of the request gets again.

use diesel::prelude::*;
use domain::time::Timestamp;

use crate::engine::{WriteTx, both};
use crate::error::StoreError;
use crate::schema::answered;
use crate::types::Ts;

/// How many answers are dropped at once when their time is over.
const DROPPED_MAX: i64 = 100;

/// Who sent a request, and the name that they gave it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AskedOnce {
    /// Who: names are theirs alone.
    pub asker: String,
    /// The name.
    pub key: String,
}

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerRow {
    /// What it asked for, in short.
    pub fingerprint: String,
    /// The answer, as its maker wrote it.
    pub answer: String,
}

impl WriteTx<'_> {
    /// Takes the name for a request until `expires_at`: `None` if it is free, else what it was
    /// given to. Where another process works on a request of this name, it is waited for.
    pub fn take_name(
        &mut self,
        asked: &AskedOnce,
        fingerprint: &str,
        (now, expires_at): (Timestamp, Timestamp),
    ) -> Result<Option<AnswerRow>, StoreError> {
        let own = answered::table.find((asked.asker.as_str(), asked.key.as_str()));
        both!(self.0, |c| diesel::delete(own.filter(answered::expires_at.le(Ts(now)))).execute(c))?;
        let taken = both!(self.0, |c| diesel::insert_into(answered::table)
            .values((
                answered::asker.eq(&asked.asker),
                answered::key.eq(&asked.key),
                answered::fingerprint.eq(fingerprint),
                answered::answer.eq(""),
                answered::expires_at.eq(Ts(expires_at)),
            ))
            .on_conflict_do_nothing()
            .execute(c))?;
        if taken > 0 {
            return Ok(None);
        }
        let (fingerprint, answer) = both!(self.0, |c| answered::table
            .find((asked.asker.as_str(), asked.key.as_str()))
            .select((answered::fingerprint, answered::answer))
            .first(c))?;
        Ok(Some(AnswerRow { fingerprint, answer }))
    }

    /// Keeps the answer to a request whose name was taken.
    pub fn keep_answer(&mut self, asked: &AskedOnce, answer: &str) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::update(
            answered::table.find((asked.asker.as_str(), asked.key.as_str()))
        )
        .set(answered::answer.eq(answer))
        .execute(c))?;
        Ok(())
    }

    /// Drops answers whose time is over, the oldest first, about 100 at once; how many those were.
    pub fn drop_answers(&mut self, now: Timestamp) -> Result<usize, StoreError> {
        let over: Vec<Ts> = both!(self.0, |c| answered::table
            .filter(answered::expires_at.le(Ts(now)))
            .order(answered::expires_at)
            .limit(DROPPED_MAX)
            .select(answered::expires_at)
            .load(c))?;
        let Some(last) = over.last().copied() else { return Ok(0) };
        Ok(both!(self.0, |c| diesel::delete(
            answered::table.filter(answered::expires_at.le(last))
        )
        .execute(c))?)
    }
}
