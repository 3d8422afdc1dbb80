//! The change log, as use cases write it.

use domain::actor::Actor;
use domain::change::Change;
use domain::time::Timestamp;
use store::WriteTx;

/// Notes the change for the log.
pub(crate) fn note(tx: &mut WriteTx<'_>, change: Change, at: Timestamp, actor: &Actor) {
    tx.log(change, at, actor.account_id().map(|account| account.0));
}
