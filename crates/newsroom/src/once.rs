//! Requests that take effect once, however often they are sent: effect and answer are written in
//! one transaction, and a replay gets the answer again (the IETF draft on Idempotency-Key).

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use domain::time::Timestamp;
use store::{AnswerRow, AskedOnce, StoreError, WriteTx};

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

/// How long an answer may be that is kept, in bytes: a document with the largest body, twice.
const ANSWER_LEN_MAX: usize = 16 * 1_024 * 1_024;

/// The named requests that this process works on.
pub(crate) type UnderWay = Mutex<HashSet<AskedOnce>>;

/// A named request that is worked on until this is dropped.
struct Work<'a>(&'a UnderWay, AskedOnce);

impl Newsroom {
    /// Does `work` unless the request was answered in the last 24 hours: the answer then, or what
    /// `work` writes now. All that `work` writes
    /// through the newsroom it is given becomes true together with its answer, or not at all; a
    /// failure is not kept, so that it can be tried again.
    ///
    /// Refused if the name was given to another request, or if the request is worked on already.
    pub fn once<E: From<NewsroomError> + From<StoreError>>(
        &self,
        once: &Once,
        work: impl FnOnce(&Self) -> Result<String, E>,
    ) -> Result<String, E> {
        let _work = self.begin(&once.asked).ok_or(NewsroomError::UnderWay)?;
        let now = self.now();
        let times = (now, now.plus_seconds(KEPT_SECONDS));
        let answer = self.together(|newsroom| {
            let take = |tx: &mut WriteTx<'_>| tx.take_name(&once.asked, &once.fingerprint, times);
            if let Some(row) = newsroom.store.write("name.take", take)? {
                return replay(once, row).map_err(E::from);
            }
            let answer = work(newsroom)?;
            if answer.len() > ANSWER_LEN_MAX {
                return Err(NewsroomError::AnswerTooLong.into());
            }
            let keep = |tx: &mut WriteTx<'_>| tx.keep_answer(&once.asked, &answer);
            newsroom.store.write("answer.keep", keep)?;
            Ok(answer)
        })?;
        self.forget_answers(now);
        Ok(answer)
    }

    /// Drops some of the answers that nobody gets again; how many. That it fails is nobody's concern
    /// who asked for something else: the next one tries it again.
    pub fn forget_answers(&self, now: Timestamp) -> usize {
        let dropped: Result<usize, StoreError> =
            self.store.write("answer.drop", |tx| tx.drop_answers(now));
        dropped.unwrap_or_else(|error| {
            tracing::warn!(error.chain = %error, "old answers could not be dropped");
            0
        })
    }

    /// Does `work` with a newsroom of which every write is part of one transaction.
    pub fn together<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.store.together(|store| work(&self.apart(store.clone())))
    }

    /// The same newsroom over a store whose writes nobody else sees yet: nothing of them is kept.
    fn apart(&self, store: store::Store) -> Self {
        let (press, lists, related) = Default::default();
        Self { store, press, lists, related, ..self.clone() }
    }

    /// True for a newsroom whose writes are part of something larger.
    pub(crate) fn is_part(&self) -> bool {
        self.store.is_joined()
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

/// The answer that was given, if it was given to the same request.
fn replay(once: &Once, row: AnswerRow) -> Result<String, NewsroomError> {
    if row.fingerprint == once.fingerprint {
        return Ok(row.answer);
    }
    Err(NewsroomError::KeyReused)
}
