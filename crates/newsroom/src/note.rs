//! The change log, as use cases write it.

use domain::actor::Actor;
use domain::change::Change;
use domain::time::Timestamp;
use store::WriteTx;

use crate::error::NewsroomError;

/// Writes the change into the log: the last step of a write.
pub(crate) fn note(
    tx: &mut WriteTx<'_>,
    change: Change,
    at: Timestamp,
    actor: &Actor,
) -> Result<(), NewsroomError> {
    tx.log(change, at, actor.account_id().map(|account| account.0))?;
    Ok(())
}
