//! Several changes of articles in one use case.

use domain::actor::Actor;
use domain::article::{ArticleChange, At, Batch, Save};
use domain::violation::Violations;

use crate::Newsroom;
use crate::articles::Working;
use crate::error::NewsroomError;

/// What became of one change.
#[derive(Debug)]
pub enum Change {
    /// It was begun.
    Created(Box<Working>),
    /// It was changed.
    Saved(Box<Working>),
    /// It is gone.
    Deleted,
}

/// What became of several changes: of each one, in order.
pub type Changes = Vec<Result<Change, ChangeFault>>;

/// Why one change of several was not made.
#[derive(Debug)]
pub enum ChangeFault {
    /// It cannot be read.
    Unreadable(Violations),
    /// It was refused.
    Refused(NewsroomError),
}

/// None of several changes was made, for some were not to be.
#[derive(Debug)]
pub enum BatchFault {
    /// The changes that failed, by their place in the batch.
    Items(Vec<(usize, ChangeFault)>),
    /// The database failed.
    Store(store::StoreError),
}

impl From<store::StoreError> for BatchFault {
    fn from(error: store::StoreError) -> Self {
        Self::Store(error)
    }
}

impl Newsroom {
    /// Makes several changes, in order: each for itself, or if the batch is atomic all of them or
    /// none.
    ///
    /// Where a change that stands for itself meets a failure of the database it is answered for
    /// itself too, unless the whole is part of something larger: then that fails.
    pub fn change_articles(&self, actor: &Actor, batch: Batch) -> Result<Changes, BatchFault> {
        let Batch { atomic, items } = batch;
        if !atomic {
            let each = items.into_iter().map(|item| match self.change_one(actor, item) {
                Err(ChangeFault::Refused(NewsroomError::Store(error))) if self.is_part() => {
                    Err(BatchFault::Store(error))
                }
                done => Ok(done),
            });
            return each.collect();
        }
        self.together(|newsroom| {
            let (mut done, mut failed) = (Vec::new(), Vec::new());
            for (at, item) in items.into_iter().enumerate() {
                match newsroom.change_one(actor, item) {
                    Ok(change) => done.push(Ok(change)),
                    Err(fault) => failed.push((at, fault)),
                }
            }
            if failed.is_empty() { Ok(done) } else { Err(BatchFault::Items(failed)) }
        })
    }

    fn change_one(
        &self,
        actor: &Actor,
        item: Result<ArticleChange, Violations>,
    ) -> Result<Change, ChangeFault> {
        let wanted = item.map_err(ChangeFault::Unreadable)?;
        self.change_article(actor, wanted).map_err(ChangeFault::Refused)
    }

    fn change_article(
        &self,
        actor: &Actor,
        wanted: ArticleChange,
    ) -> Result<Change, NewsroomError> {
        let saved = |working| Change::Saved(Box::new(working));
        Ok(match wanted {
            ArticleChange::Create(content) => {
                Change::Created(Box::new(self.create_article(actor, &Save::from(*content))?))
            }
            ArticleChange::Update(At { id, expected_revision }, content) => {
                let save = Save::from(*content);
                let done = self.revise_article(actor, id, expected_revision, &save);
                saved(done.map_err(NewsroomError::without_merge)?)
            }
            ArticleChange::Step(At { id, expected_revision }, step) => {
                let taken = self.take_step(actor, (id, expected_revision), &step)?;
                taken.map_or(Change::Deleted, saved)
            }
        })
    }
}
