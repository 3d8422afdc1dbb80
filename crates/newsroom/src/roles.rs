//! Roles of the newsroom's own: sets of permissions by name.

use domain::account::RoleName;
use domain::actor::Actor;
use domain::audit::Target;
use domain::id::Revision;
use domain::policy::{self, Denied, Grants, ManageAccounts, Subject};
use domain::violation::{Violation, Violations};
use serde_json::json;
use store::CustomRole;
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note_event;
use crate::reading::Reading;

/// How many roles of its own a newsroom has.
const ROLES_MAX: usize = 100;

impl Newsroom {
    /// Saves a role; `expected` is the revision that was seen, 0 for a new one. It holds for its
    /// accounts from the next request on.
    pub fn save_role(
        &self,
        actor: &Actor,
        (name, expected): (&RoleName, Revision),
        grants: Grants,
    ) -> Result<CustomRole, NewsroomError> {
        let at = self.now();
        let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(Uuid::nil()))?;
        policy::covers(actor, &grants, "/grants").map_err(NewsroomError::Invalid)?;
        self.store.write("role.save", |tx| {
            let before = tx.custom_role(name.as_str())?;
            let current = before.map_or(Revision(0), |before| before.revision);
            if current != expected {
                return Err(NewsroomError::Stale { current });
            }
            let many = i64::try_from(ROLES_MAX).unwrap_or(i64::MAX);
            if current == Revision(0) && tx.custom_roles(many)?.len() >= ROLES_MAX {
                let rule = format!("at most {ROLES_MAX} roles");
                let fault = Violation::new("/grants", "too_many", rule);
                return Err(NewsroomError::Invalid(Violations::from(fault)));
            }
            let name = name.as_str().to_owned();
            let role = CustomRole { name, revision: current.next(), grants };
            if !tx.save_custom_role(&permit, &role, at)? {
                return Err(NewsroomError::Stale { current });
            }
            let told = json!({ "name": role.name, "grants": role.grants.list() });
            note_event(tx, Target::new("role", None), (actor, at), told)?;
            Ok(role)
        })
    }

    /// Deletes a role that no account has.
    pub fn delete_role(
        &self,
        actor: &Actor,
        name: &RoleName,
        expected: Revision,
    ) -> Result<(), NewsroomError> {
        let permit = policy::authorize::<ManageAccounts>(actor, Subject::common(Uuid::nil()))?;
        self.store.write("role.delete", |tx| {
            let before = tx.custom_role(name.as_str())?.ok_or(Denied::Hidden)?;
            if before.revision != expected {
                return Err(NewsroomError::Stale { current: before.revision });
            }
            let referrers = tx.holders_of_role(name.as_str(), self.now())?;
            if !referrers.is_empty() {
                return Err(NewsroomError::InUse { referrers });
            }
            tx.delete_custom_role(&permit, name.as_str())?;
            let told = json!({ "name": name.as_str() });
            note_event(tx, Target::new("role", None), (actor, self.now()), told)
        })
    }
}

impl Reading {
    /// The roles of the newsroom's own, in the order of their names.
    pub fn roles(&mut self, actor: &Actor) -> Result<Vec<CustomRole>, NewsroomError> {
        policy::authorize::<ManageAccounts>(actor, Subject::common(Uuid::nil()))?;
        let many = i64::try_from(ROLES_MAX).unwrap_or(i64::MAX);
        self.snapshot.read(|tx| Ok(tx.custom_roles(many)?))
    }
}
