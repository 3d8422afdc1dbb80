//! The demo's files name things by slug; the use cases take ids.

use std::collections::HashMap;

use anyhow::anyhow;
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// The ids of what is loaded already, by kind and slug.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, Uuid>);

impl Names {
    /// Notes a thing.
    pub(super) fn note(&mut self, kind: &str, slug: &str, id: Uuid) {
        self.0.insert(format!("{kind}/{slug}"), id);
    }

    /// The id of a thing.
    pub(super) fn id(&self, kind: &str, slug: &str) -> anyhow::Result<Uuid> {
        let name = format!("{kind}/{slug}");
        self.0.get(&name).copied().ok_or_else(|| anyhow!("{name} is not in the demo"))
    }

    /// The ids of all things of a kind, in the order in which they were made.
    pub(super) fn all(&self, kind: &str) -> Vec<Uuid> {
        let own = |name: &str| name.split('/').next() == Some(kind);
        let mut ids: Vec<Uuid> =
            self.0.iter().filter(|(name, _)| own(name)).map(|(_, id)| *id).collect();
        ids.sort_unstable();
        ids
    }

    /// Puts ids in place of slugs: `kind` at the member, in the objects of a list if it is there.
    pub(super) fn put(
        &self,
        members: &mut Map<String, Value>,
        (list, member, kind): (Option<&str>, &str, &str),
    ) -> anyhow::Result<()> {
        let Some(list) = list else {
            return self.put_one(members.get_mut(member), kind);
        };
        let items = members.get_mut(list).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            self.put_one(item.get_mut(member), kind)?;
        }
        Ok(())
    }

    fn put_one(&self, place: Option<&mut Value>, kind: &str) -> anyhow::Result<()> {
        match place {
            Some(Value::Array(items)) => {
                items.iter_mut().try_for_each(|item| self.put_one(Some(item), kind))
            }
            Some(place) => {
                *place = json!(self.id(kind, place.as_str().unwrap_or_default())?);
                Ok(())
            }
            None => Ok(()),
        }
    }
}
