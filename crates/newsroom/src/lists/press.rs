//! Lists and fronts as readers see them, put together when something changed and not when they are
//! read.

use std::sync::Arc;

use domain::list::CuratedList;
use store::ReadTx;

use super::layout::Layout;
use super::{FrontView, ListAsked, ListView};
use crate::audience::Pressing;
use crate::error::NewsroomError;
use crate::reading::Reading;
use crate::shelf::{Kept, Shelf};

/// The lists and fronts of a process, by what is asked for, all of their items.
#[derive(Debug, Default)]
pub(crate) struct Press {
    pub(super) lists: Shelf<ListAsked, Kept<ListView>>,
    pub(super) fronts: Shelf<ListAsked, Kept<FrontView>>,
}

impl Reading {
    /// What is asked for, as it was put together, if nothing happened since; else what `make` puts
    /// together.
    pub(super) fn laid_out<V: Clone>(
        &mut self,
        shelf: &Shelf<ListAsked, Kept<V>>,
        asked: &ListAsked,
        make: impl FnOnce(&mut ReadTx<'_>, &mut Layout<'_>) -> Result<V, NewsroomError>,
    ) -> Result<V, NewsroomError> {
        let (audience, press, at) = (Arc::clone(&self.audience), Arc::clone(&self.press), self.at);
        let key = ListAsked { limit: usize::MAX, ..asked.clone() };
        self.snapshot.read(|tx| {
            let kept = Kept::get(tx, (shelf, &key), at, |tx| {
                let pressing = Pressing::new(&press, &audience, at);
                let mut layout = Layout::public(tx, &pressing, (at, asked))?;
                let view = make(tx, &mut layout)?;
                let turns = layout.documents().flat_map(CuratedList::turns);
                let end = turns.filter(|turn| *turn > at).min();
                Ok((view, end, layout.follows_readers()))
            })?;
            Ok(kept.view.clone())
        })
    }
}
