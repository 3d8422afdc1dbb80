//! The change log and the audit, as use cases write them.

use domain::actor::Actor;
use domain::audit::{Signed, Target};
use domain::change::Change;
use domain::ledger::Salt;
use domain::time::Timestamp;
use serde_json::Value;
use store::WriteTx;

use crate::error::NewsroomError;
use crate::secret::{self, SecretError};

/// Notes the change for the log and the audit, once its rows are written.
pub(crate) fn note(
    tx: &mut WriteTx<'_>,
    change: Change,
    at: Timestamp,
    actor: &Actor,
) -> Result<(), NewsroomError> {
    note_with(tx, change, (actor, at), Value::Null)
}

/// The same, with what the audit says beside the document that the change left.
pub(crate) fn note_with(
    tx: &mut WriteTx<'_>,
    change: Change,
    (actor, at): (&Actor, Timestamp),
    told: Value,
) -> Result<(), NewsroomError> {
    Ok(tx.log(change, signed(actor, at)?, told)?)
}

/// Notes a save; `is_shown` says that readers may see something else than before.
pub(crate) fn note_save(
    tx: &mut WriteTx<'_>,
    (change, is_shown): (Change, bool),
    at: Timestamp,
    actor: &Actor,
) -> Result<(), NewsroomError> {
    if is_shown {
        return note(tx, change, at, actor);
    }
    note_unseen(tx, change, (actor, at), Value::Null)
}

/// Notes what readers see nothing of, with what the audit says beside the document.
pub(crate) fn note_unseen(
    tx: &mut WriteTx<'_>,
    change: Change,
    (actor, at): (&Actor, Timestamp),
    told: Value,
) -> Result<(), NewsroomError> {
    Ok(tx.log_unseen(change, signed(actor, at)?, told)?)
}

/// Notes for the audit what changes nothing that the newsroom shows, such as a log-in.
pub(crate) fn note_event(
    tx: &mut WriteTx<'_>,
    target: Target,
    (actor, at): (&Actor, Timestamp),
    payload: Value,
) -> Result<(), NewsroomError> {
    tx.note(target, signed(actor, at)?, payload);
    Ok(())
}

/// Notes that what stands beside a thing in its answers is another: for readers if they see that,
/// for the audit if there is something to say.
pub(crate) fn note_beside(
    tx: &mut WriteTx<'_>,
    (change, is_seen): (Change, bool),
    (actor, at): (&Actor, Timestamp),
    payload: Option<Value>,
) -> Result<(), NewsroomError> {
    let signed = signed(actor, at)?;
    tx.log_beside(change, is_seen, (signed, payload));
    Ok(())
}

fn signed(actor: &Actor, at: Timestamp) -> Result<Signed, SecretError> {
    let bytes = secret::random()?;
    let mut salt = [0; 16];
    salt.iter_mut().zip(bytes).for_each(|(place, byte)| *place = byte);
    Ok(Signed::by(actor, at, Salt(salt)))
}
