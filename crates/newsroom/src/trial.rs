//! What would become of something, without doing it.

use store::StoreError;

use crate::Newsroom;

/// How a trial ends: nothing of it stays.
enum Tried<T, E> {
    Done(T),
    Failed(E),
}

impl<T, E: From<StoreError>> From<StoreError> for Tried<T, E> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Newsroom {
    /// Does `work`, says what it came to, and undoes it.
    pub fn dry_run<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let tried = self.together(|newsroom| match work(newsroom) {
            Ok(done) => Err::<(), _>(Tried::Done(done)),
            Err(error) => Err(Tried::Failed(error)),
        });
        match tried {
            Err(Tried::Done(done)) => Ok(done),
            Err(Tried::Failed(error)) => Err(error),
            Ok(()) => Err(StoreError::NotFree.into()),
        }
    }
}
