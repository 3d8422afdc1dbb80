//! Answers that a replay of the request gets again.

use diesel::prelude::*;
use domain::time::Timestamp;

use crate::engine::{ReadTx, WriteTx, both};
use crate::error::StoreError;
use crate::schema::answered;
use crate::types::Ts;

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

impl ReadTx<'_> {
    /// The answer that a request got, if it is still kept.
    pub fn answered(
        &mut self,
        asked: &AskedOnce,
        now: Timestamp,
    ) -> Result<Option<AnswerRow>, StoreError> {
        let found: Option<(String, String)> = both!(self, |c| answered::table
            .find((asked.asker.as_str(), asked.key.as_str()))
            .filter(answered::expires_at.gt(Ts(now)))
            .select((answered::fingerprint, answered::answer))
            .first(c)
            .optional())?;
        Ok(found.map(|(fingerprint, answer)| AnswerRow { fingerprint, answer }))
    }
}

impl WriteTx<'_> {
    /// Keeps an answer until `expires_at`, and drops those whose time is over at `now`. An answer
    /// that is kept already is [`StoreError::Taken`].
    pub fn keep_answer(
        &mut self,
        asked: &AskedOnce,
        row: &AnswerRow,
        (now, expires_at): (Timestamp, Timestamp),
    ) -> Result<(), StoreError> {
        both!(self.0, |c| diesel::delete(
            answered::table.filter(answered::expires_at.le(Ts(now)))
        )
        .execute(c))?;
        both!(self.0, |c| diesel::insert_into(answered::table)
            .values((
                answered::asker.eq(&asked.asker),
                answered::key.eq(&asked.key),
                answered::fingerprint.eq(&row.fingerprint),
                answered::answer.eq(&row.answer),
                answered::expires_at.eq(Ts(expires_at)),
            ))
            .execute(c))?;
        Ok(())
    }
}
