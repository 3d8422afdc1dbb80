//! Lists of one key, each for a section, a topic, a language: which one fits who asks.

use domain::list::{CuratedList, Scope};
use domain::record::{Record as _, Stored};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::ReadTx;

use crate::error::NewsroomError;

/// The list of a key that readers see at an instant and that fits best.
pub(crate) fn of_key(
    tx: &mut ReadTx<'_>,
    (key, scope): (&Slug, &Scope),
    at: Timestamp,
) -> Result<Option<Stored<CuratedList>>, NewsroomError> {
    let ids = tx.lists_seen_as(key.as_str(), Some(at))?;
    let mut lists = tx.seen_records::<CuratedList>(Visibility::Public { at }, &ids)?;
    lists.sort_by_key(|list| list.id);
    Ok(best(&mut lists, key, scope))
}

/// Of the lists of a key the first one that fits best, which is taken out.
pub(crate) fn best(
    lists: &mut Vec<Stored<CuratedList>>,
    key: &Slug,
    asked: &Scope,
) -> Option<Stored<CuratedList>> {
    let fit = |list: &Stored<CuratedList>| {
        let is_named = key_of(list) == key;
        list.content.scope().fit(asked).filter(|_| is_named)
    };
    let most = lists.iter().filter_map(fit).max()?;
    let at = lists.iter().position(|list| fit(list) == Some(most))?;
    Some(lists.remove(at))
}

/// What readers ask for a list by.
pub(crate) fn key_of(list: &Stored<CuratedList>) -> &Slug {
    list.content.key().unwrap_or(&list.slug)
}
