//! Requests that take effect once, however often they are sent: effect and answer are written in
//! one transaction, and a replay gets the answer again (the IETF draft on Idempotency-Key).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use store::{AnswerRow, AskedOnce, ReadTx, StoreError, WriteTx};

use crate::Newsroom;
use crate::error::NewsroomError;

/// How long a replay gets the first answer.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// A request that carries a name.
#[derive(Debug, Clone)]
pub struct Once {
    /// Who sends it, and its name.
    pub asked: AskedOnce,
    /// What it asks for, in short: a replay asks for the same.
    pub fingerprint: String,
}

/// An answer, and whether it was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer, as `work` wrote it.
    pub answer: String,
    /// True if this is a replay: nothing was done.
    pub replayed: bool,
}

/// The named requests that this process works on.
pub(crate) type UnderWay = Mutex<HashSet<AskedOnce>>;

/// A named request that is worked on until this is dropped.
struct Work<'a>(&'a UnderWay, AskedOnce);

impl Newsroom {
    /// Does `work` unless the request was answered in the last 24 hours. All that `work` writes
    /// through the newsroom it is given becomes true together with its answer, or not at all; a
    /// failure is not kept, so that it can be tried again.
    ///
    /// Refused if the name was given to another request, or if the request is worked on already.
    pub fn once<E: From<NewsroomError> + From<StoreError>>(
        &self,
        once: &Once,
        work: impl FnOnce(&Self) -> Result<String, E>,
    ) -> Result<Answered, E> {
        let _work = self.begin(&once.asked).ok_or(NewsroomError::UnderWay)?;
        let now = self.now();
        self.together(|newsroom| {
            let read = |tx: &mut ReadTx<'_>| tx.answered(&once.asked, now);
            if let Some(row) = newsroom.store.snapshot()?.read(read)? {
                if row.fingerprint == once.fingerprint {
                    return Ok(Answered { answer: row.answer, replayed: true });
                }
                return Err(NewsroomError::KeyReused.into());
            }
            let answer = work(newsroom)?;
            let row = AnswerRow { fingerprint: once.fingerprint.clone(), answer: answer.clone() };
            let times = (now, now.plus_seconds(KEPT_SECONDS));
            let keep = |tx: &mut WriteTx<'_>| tx.keep_answer(&once.asked, &row, times);
            newsroom.store.write("answer.keep", keep).map_err(under_way_elsewhere)?;
            Ok(Answered { answer, replayed: false })
        })
    }

    /// Does `work` with a newsroom of which every write is part of one transaction.
    pub fn together<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.store.together(|store| work(&Self { store: store.clone(), ..self.clone() }))
    }

    fn begin(&self, asked: &AskedOnce) -> Option<Work<'_>> {
        let mut all = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(asked.clone()).then(|| Work(&self.under_way, asked.clone()))
    }
}

impl Drop for Work<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.1);
    }
}

/// Another process kept an answer in between: it worked on the same request.
fn under_way_elsewhere(error: StoreError) -> NewsroomError {
    if matches!(error, StoreError::Taken(_)) {
        return NewsroomError::UnderWay;
    }
    error.into()
}
