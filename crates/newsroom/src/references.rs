//! What a document names has to be there.

use domain::record::{Entity, Reference};
use domain::violation::{Violation, Violations};
use store::ReadTx;
use uuid::Uuid;

use crate::error::NewsroomError;

/// Refuses references to records that there are not, each by its place.
pub(crate) fn check(tx: &mut ReadTx<'_>, references: &[Reference]) -> Result<(), NewsroomError> {
    let mut faults = Violations::default();
    for entity in Entity::ALL {
        let of_entity = || references.iter().filter(|reference| reference.entity == entity);
        let ids: Vec<Uuid> = of_entity().map(|reference| reference.id).collect();
        if ids.is_empty() {
            continue;
        }
        let known = tx.known(entity, &ids)?;
        for reference in of_entity().filter(|reference| !known.contains(&reference.id)) {
            let detail = format!("there is no {entity} with this id");
            faults.push(Violation::new(&reference.pointer, "unknown_reference", detail));
        }
    }
    faults.into_result(()).map_err(NewsroomError::UnknownReference)
}
