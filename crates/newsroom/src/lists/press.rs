//! Lists and fronts as readers see them, put together once behind a change.

use std::sync::Arc;

use domain::list::{CuratedList, Scope};
use store::ReadTx;
use uuid::Uuid;

use super::layout::{Layout, sooner};
use super::{FrontView, ListView};
use crate::audience::Pressing;
use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::shelf::{Made, Shelf};

/// How many lists are kept.
const LISTS_MAX: usize = 300;
/// How many fronts: each has up to 30 lists.
const FRONTS_MAX: usize = 40;

/// Which list or front, for whom.
type Key = (Uuid, Scope);

/// The lists and fronts of a process by their ids and for whom, all of their items.
#[derive(Debug)]
pub(crate) struct Press {
    pub(super) lists: Shelf<Key, ListView>,
    pub(super) fronts: Shelf<Key, FrontView>,
}

impl Default for Press {
    fn default() -> Self {
        Self { lists: Shelf::of(LISTS_MAX), fronts: Shelf::of(FRONTS_MAX) }
    }
}

impl Reading {
    /// What has an id, for somebody, as it was put together, if nothing happened since; else what
    /// `make` puts together.
    pub(super) fn laid_out<V: Clone>(
        &mut self,
        (kept, key): (&Shelf<Key, V>, &Key),
        make: impl FnOnce(&mut ReadTx<'_>, &mut Layout<'_>) -> Result<V, NewsroomError>,
    ) -> Result<V, NewsroomError> {
        let (press, at) = (Arc::clone(&self.press), self.at);
        let kept = self.kept((kept, key), |tx| {
            let pressing = Pressing::new(&press, at);
            let mut layout = Layout::public(&pressing, key.1.clone());
            let view = make(tx, &mut layout)?;
            let turns = layout.documents().flat_map(CuratedList::turns);
            let turn = turns.filter(|turn| *turn > at).min();
            let ends = sooner(turn, pressing.until());
            Ok(Made { view, ends, follows_readers: layout.follows_readers() })
        })?;
        Ok(kept.view.clone())
    }
}
