//! A member of a document that names lists.

use crate::id::ListId;
use crate::record::{Entity, Reference};
use crate::violation::{Violation, Violations};

/// What is named, each with its place.
pub(crate) fn references(member: &str, lists: &[ListId]) -> Vec<Reference> {
    let named = lists.iter().enumerate();
    named.map(|(at, id)| Reference::new(format!("{member}/{at}"), Entity::List, id.0)).collect()
}

/// The faults of the member: each list once, and so many at most.
pub(crate) fn faults(member: &str, lists: &[ListId], max: usize) -> Violations {
    let mut faults = Violations::default();
    faults.at_most(member, lists.len(), max);
    for (at, id) in lists.iter().enumerate() {
        if lists.iter().take(at).any(|earlier| earlier == id) {
            let place = format!("{member}/{at}");
            faults.push(Violation::new(place, "duplicate", "is named twice"));
        }
    }
    faults
}
