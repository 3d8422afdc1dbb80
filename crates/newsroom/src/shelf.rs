//! What is put together once and read often: kept until something says that it is another one now.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use domain::time::Timestamp;
use store::ReadTx;

use crate::error::NewsroomError;
use crate::validity::Validity;

/// What was put together, and how long it holds by itself.
#[derive(Debug)]
pub(crate) struct Made<V> {
    pub(crate) view: V,
    /// When something comes or goes in it, as far as it is set.
    pub(crate) ends: Option<Timestamp>,
    /// True if it is another one when readers do something else.
    pub(crate) follows_readers: bool,
}

/// The same as of an instant.
#[derive(Debug)]
pub(crate) struct Kept<V> {
    pub(crate) validity: Validity,
    pub(crate) view: V,
}

/// Things of a kind by what they are asked by. What was used least lately makes room.
#[derive(Debug)]
pub(crate) struct Shelf<K, V> {
    places_max: usize,
    places: Mutex<Places<K, V>>,
}

#[derive(Debug)]
struct Places<K, V> {
    by_key: HashMap<K, (u64, Arc<Kept<V>>)>,
    /// How often the shelf was asked.
    asked: u64,
}

impl<K: Hash + Eq + Clone, V> Shelf<K, V> {
    /// One with room for so many.
    pub(crate) fn of(places_max: usize) -> Self {
        Self { places_max, places: Mutex::new(Places { by_key: HashMap::new(), asked: 0 }) }
    }

    /// The thing of a key at an instant, if nothing happened since it was made; else what `make` puts
    /// together from the one before. Nobody waits for another who makes it: there are no more of them
    /// than readers of the database.
    pub(crate) fn get(
        &self,
        tx: &mut ReadTx<'_>,
        (key, at): (&K, Timestamp),
        make: impl FnOnce(&mut ReadTx<'_>, Option<&V>) -> Result<Made<V>, NewsroomError>,
    ) -> Result<Arc<Kept<V>>, NewsroomError> {
        let last = self.last(key);
        if let Some(kept) = &last
            && kept.validity.holds(tx, at)?
        {
            return Ok(Arc::clone(kept));
        }
        let validity = Validity::begin(tx, at)?;
        let Made { view, ends, follows_readers } = make(tx, last.as_ref().map(|kept| &kept.view))?;
        let new = Arc::new(Kept { validity: validity.ending(ends, follows_readers), view });
        self.keep(key, &new);
        Ok(new)
    }

    fn last(&self, key: &K) -> Option<Arc<Kept<V>>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.asked = places.asked.saturating_add(1);
        let now = places.asked;
        let (asked, kept) = places.by_key.get_mut(key)?;
        *asked = now;
        Some(Arc::clone(kept))
    }

    /// Keeps it, unless a later one is kept.
    fn keep(&self, key: &K, new: &Arc<Kept<V>>) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = places.asked;
        let is_late = |kept: &Kept<V>| new.validity.is_before(&kept.validity);
        if places.by_key.get(key).is_some_and(|(_, kept)| is_late(kept)) {
            return;
        }
        if places.by_key.len() >= self.places_max && !places.by_key.contains_key(key) {
            let least = places.by_key.iter().min_by_key(|(_, (asked, _))| *asked);
            let least = least.map(|(key, _)| key.clone());
            least.and_then(|key| places.by_key.remove(&key));
        }
        places.by_key.insert(key.clone(), (asked, Arc::clone(new)));
    }
}
