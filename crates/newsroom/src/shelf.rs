//! What is put together once and read often: kept until something says that it is another one now.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use domain::time::Timestamp;
use store::{ReadTx, StoreError};
use uuid::Uuid;

use crate::error::NewsroomError;

/// How many things a shelf has room for; what was used least lately makes room.
const PLACES_MAX: usize = 500;

/// For how long anything stays at most: windows move on.
const STAYS_MICROS: i64 = 60_000_000;

/// What says that something was changed or counted, or that editors said something of trending.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Marks {
    /// The newest entry of the change log.
    pub(crate) changed: i64,
    /// What was counted.
    pub(crate) counted: i64,
    /// What editors say of trending.
    pub(crate) rules: Vec<Uuid>,
}

impl Marks {
    /// Those of an instant.
    pub(crate) fn read(tx: &mut ReadTx<'_>, at: Timestamp) -> Result<Self, StoreError> {
        let (changed, counted) = (tx.last_change()?, tx.audience_mark()?);
        Ok(Self { changed, counted, rules: tx.trending_rules_mark(at)? })
    }
}

/// What was put together, and as of when.
#[derive(Debug)]
pub(crate) struct Kept<V> {
    /// From when on it holds.
    from: Timestamp,
    /// Until when, if nothing happens.
    until: Timestamp,
    marks: Marks,
    /// True if it is another one when readers do something else.
    follows_readers: bool,
    pub(crate) view: V,
}

impl<V> Kept<V> {
    /// What is put together anew when something was changed, or what readers do, if it follows them:
    /// `make` gives it with what else ends it, and whether it does.
    pub(crate) fn get<K: Hash + Eq + Clone>(
        tx: &mut ReadTx<'_>,
        (shelf, key): (&Shelf<K, Self>, &K),
        at: Timestamp,
        make: impl FnOnce(&mut ReadTx<'_>) -> Result<(V, Option<Timestamp>, bool), NewsroomError>,
    ) -> Result<Arc<Self>, NewsroomError> {
        let holds = |tx: &mut ReadTx<'_>, kept: &Self| {
            Ok((kept.from..kept.until).contains(&at) && kept.is_like(&Marks::read(tx, at)?))
        };
        shelf.get(tx, key, holds, |tx, _last| {
            let marks = Marks::read(tx, at)?;
            let (view, end, follows_readers) = make(tx)?;
            let moved = at.plus_micros(STAYS_MICROS);
            let ends = [end, tx.next_turn(at)?].into_iter().flatten();
            let until = ends.min().map_or(moved, |end| end.min(moved));
            Ok(Self { from: at, until, marks, follows_readers, view })
        })
    }

    fn is_like(&self, marks: &Marks) -> bool {
        if self.follows_readers {
            self.marks == *marks
        } else {
            self.marks.changed == marks.changed
        }
    }
}

/// Things of a kind by what they are asked by.
#[derive(Debug)]
pub(crate) struct Shelf<K, V>(Mutex<Places<K, V>>);

#[derive(Debug)]
struct Places<K, V> {
    by_key: HashMap<K, Place<V>>,
    /// How often the shelf was asked.
    asked: u64,
}

#[derive(Debug)]
struct Place<V> {
    thing: Arc<Mutex<Option<Arc<V>>>>,
    asked: u64,
}

impl<K, V> Default for Shelf<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Places { by_key: HashMap::new(), asked: 0 }))
    }
}

impl<K: Hash + Eq + Clone, V> Shelf<K, V> {
    /// The thing of a key, if it `holds`; else what `make` puts together from the one before. Whoever
    /// asks for it meanwhile waits, and looks then.
    pub(crate) fn get(
        &self,
        tx: &mut ReadTx<'_>,
        key: &K,
        holds: impl FnOnce(&mut ReadTx<'_>, &V) -> Result<bool, NewsroomError>,
        make: impl FnOnce(&mut ReadTx<'_>, Option<&V>) -> Result<V, NewsroomError>,
    ) -> Result<Arc<V>, NewsroomError> {
        let place = self.place(key);
        let mut thing = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thing) = thing.as_ref()
            && holds(tx, thing)?
        {
            return Ok(Arc::clone(thing));
        }
        let made = Arc::new(make(tx, thing.as_deref())?);
        *thing = Some(Arc::clone(&made));
        Ok(made)
    }

    fn place(&self, key: &K) -> Arc<Mutex<Option<Arc<V>>>> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.asked = places.asked.saturating_add(1);
        let asked = places.asked;
        if let Some(place) = places.by_key.get_mut(key) {
            place.asked = asked;
            return Arc::clone(&place.thing);
        }
        if places.by_key.len() >= PLACES_MAX
            && let Some(oldest) = places
                .by_key
                .iter()
                .min_by_key(|(_, place)| place.asked)
                .map(|(key, _)| key.clone())
        {
            places.by_key.remove(&oldest);
        }
        let thing = Arc::default();
        places.by_key.insert(key.clone(), Place { thing: Arc::clone(&thing), asked });
        thing
    }
}
