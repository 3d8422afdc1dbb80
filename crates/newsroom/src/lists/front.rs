//! Fronts as readers see them: their lists, each with what it shows.

use std::sync::Arc;

use domain::front::Front;
use domain::record::Stored;
use domain::time::Timestamp;
use domain::visibility::Visibility;

use super::layout::sooner;
use super::{ListAsked, ListView, scope};
use crate::error::NewsroomError;
use crate::reading::{Found, Reading};

/// A front as readers see it.
#[derive(Debug, Clone)]
pub struct FrontView {
    /// What the editor wrote.
    pub stored: Stored<Front>,
    /// Its lists in order, of those that readers see.
    pub lists: Vec<ListView>,
}

impl FrontView {
    /// True if it is another one when readers do something else.
    pub fn follows_readers(&self) -> bool {
        self.lists.iter().any(|list| list.follows_readers)
    }

    /// When the first of its items leaves.
    pub fn ends(&self) -> Option<Timestamp> {
        self.lists.iter().fold(None, |ends, list| sooner(ends, list.ends))
    }
}

impl Reading {
    /// A front by its id or address, with its lists, each of them with its first items.
    pub fn front(
        &mut self,
        seen: Visibility,
        asked: &ListAsked,
    ) -> Result<Found<FrontView>, NewsroomError> {
        let stored = match self.record::<Front>(seen, &asked.handle)? {
            Found::Here(stored) => stored,
            Found::Moved { slug } => return Ok(Found::Moved { slug }),
        };
        let lists = Arc::clone(&self.lists);
        let scope = self.snapshot.read(|tx| scope::asked(tx, asked))?;
        let key = (stored.id, scope);
        let mut view = self.laid_out((&lists.fronts, &key), |tx, layout| {
            let mut lists: Vec<ListView> = Vec::new();
            for list in &stored.content.lists {
                if let Some(view) = layout.named(tx, list.0)?
                    && lists.iter().all(|known| known.stored.id != view.stored.id)
                {
                    lists.push(view);
                }
            }
            Ok(FrontView { stored, lists })
        })?;
        view.lists.iter_mut().for_each(|list| list.items.truncate(asked.limit));
        Ok(Found::Here(view))
    }
}
