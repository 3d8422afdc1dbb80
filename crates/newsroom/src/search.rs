//! Searching: in which order lists show what is found, and their pages.

use domain::search::Sought;
use domain::visibility::Visibility;
use store::{Place, Side};
use uuid::Uuid;

use crate::error::{NewsroomError, SearchFault};
use crate::reading::{Page, PageRequest, cut};

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
    /// What answers best to what is sought first.
    Relevance,
}

/// How a list is read.
pub(crate) enum Plan<'a> {
    /// By time, on this side of the neighbour.
    ByTime(Side),
    /// The best first.
    ByRelevance(&'a Sought),
}

/// How the list is read that is asked for: what is found comes in the order of relevance, and what
/// is only listed the newest first, unless another order is asked for.
pub(crate) fn plan<'a, P>(
    seen: Visibility,
    sought: Option<&'a Sought>,
    order: Option<Order>,
    page: &PageRequest<P>,
) -> Result<Plan<'a>, NewsroomError> {
    if sought.is_some() && !seen.is_public() {
        return Err(SearchFault::WorkingView.into());
    }
    let (away, towards) = (Side::Before, Side::After);
    match (order, sought) {
        (None | Some(Order::Relevance), Some(sought)) => Ok(Plan::ByRelevance(sought)),
        (Some(Order::Relevance), None) => Err(SearchFault::NothingSought.into()),
        (None | Some(Order::Newest), _) => {
            Ok(Plan::ByTime(if page.backwards { towards } else { away }))
        }
        (Some(Order::Oldest), _) => Ok(Plan::ByTime(if page.backwards { away } else { towards })),
    }
}

/// The page of a whole list of ids that is asked for. The neighbour is found by its id alone: ranks
/// move with everything that is published.
pub(crate) fn part(
    ranked: Vec<Uuid>,
    page: &PageRequest<Place>,
) -> Result<Page<Uuid>, NewsroomError> {
    let place = |id| ranked.iter().position(|other| *other == id);
    let at = match page.from {
        Some(from) => Some(place(from.id).ok_or(SearchFault::PlaceGone)?),
        None => None,
    };
    let wanted = usize::try_from(page.limit).unwrap_or(usize::MAX).saturating_add(1);
    let ids: Vec<Uuid> = if page.backwards {
        ranked.into_iter().take(at.unwrap_or(usize::MAX)).rev().take(wanted).collect()
    } else {
        ranked.into_iter().skip(at.map_or(0, |at| at.saturating_add(1))).take(wanted).collect()
    };
    Ok(cut(ids, page))
}

/// Puts what was read by ids in the order of the ids.
pub(crate) fn in_order<T>(ids: &[Uuid], mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> Vec<T> {
    rows.sort_by_cached_key(|row| ids.iter().position(|other| *other == id(row)));
    rows
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    #[track_caller]
    fn check(from: Option<u128>, backwards: bool, want: Option<(&[u128], bool, bool)>) {
        let ranked = [5, 3, 4, 1, 2].map(Uuid::from_u128).to_vec();
        let at = Timestamp::from_micros(1).unwrap();
        let from = from.map(|id| Place { at, id: Uuid::from_u128(id) });
        let got = part(ranked, &PageRequest { from, backwards, limit: 2, count: false });
        let got = got.map(|page| (page.items, page.has_next, page.has_prev)).ok();
        let want = want.map(|(ids, next, prev)| {
            (ids.iter().copied().map(Uuid::from_u128).collect(), next, prev)
        });
        assert_eq!(got, want);
    }

    #[test]
    fn a_ranked_list_has_pages_in_both_directions() {
        check(None, false, Some((&[5, 3], true, false)));
        check(Some(3), false, Some((&[4, 1], true, true)));
        check(Some(1), false, Some((&[2], false, true)));
        check(Some(2), false, Some((&[], false, true)));
        check(Some(2), true, Some((&[4, 1], true, true)));
        check(Some(4), true, Some((&[5, 3], true, false)));
        check(Some(5), true, Some((&[], true, false)));
        check(None, true, Some((&[1, 2], false, true)));
        check(Some(9), false, None);
    }
}
