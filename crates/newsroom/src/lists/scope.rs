//! Lists of one key, each for a section, a topic, a language: which one readers get.

use std::collections::HashSet;

use domain::id::{SectionId, TopicId};
use domain::list::{CuratedList, Scope};
use domain::record::{Entity, Record as _, Stored};
use domain::slug::{Handle, Slug};
use domain::time::Timestamp;
use domain::violation::{Violation, Violations};
use domain::visibility::Visibility;
use store::ReadTx;
use uuid::Uuid;

use super::ListAsked;
use crate::error::{ListFault, NewsroomError};
use crate::fitting::{best, key_of, of_key};
use crate::reading::{absent, resolve};

/// The list that readers see at an instant: the one of an id; of a key the one that fits best; who
/// says nothing of themselves gets the one of an address, of the past too, whatever its scope.
pub(super) fn seen_as(
    tx: &mut ReadTx<'_>,
    (handle, scope): (&str, &Scope),
    (seen, at): (Visibility, Timestamp),
) -> Result<Stored<CuratedList>, NewsroomError> {
    let missing = NewsroomError::NotFound(Entity::List);
    let (ids, key) = match Handle::parse(handle) {
        None => return Err(missing),
        Some(Handle::Id(id)) => (vec![id], None),
        Some(Handle::Slug(slug)) => (tx.lists_seen_as(slug.as_str(), Some(at))?, Some(slug)),
    };
    let mut lists = tx.seen_records::<CuratedList>(Visibility::Public { at }, &ids)?;
    if lists.is_empty() {
        return Err(match ids.first() {
            Some(id) => absent(tx, seen, Entity::List, *id)?,
            None => missing,
        });
    }
    lists.sort_by_key(|list| list.id);
    let Some(key) = key else { return lists.pop().ok_or(missing) };
    choose(lists, &key, scope).ok_or(missing)
}

/// The list that readers get at an instant where one is named: of its key the one that fits them
/// best, else itself; `None` if they do not see it.
pub(super) fn named(
    tx: &mut ReadTx<'_>,
    list: Uuid,
    (asked, at): (&Scope, Timestamp),
) -> Result<Option<Stored<CuratedList>>, NewsroomError> {
    let seen = Visibility::Public { at };
    let Some(named) = tx.seen_records::<CuratedList>(seen, &[list])?.pop() else {
        return Ok(None);
    };
    if *asked == Scope::default() {
        return Ok(Some(named));
    }
    let best = of_key(tx, (key_of(&named), asked), at)?;
    Ok(best.or(Some(named)))
}

fn choose(
    mut lists: Vec<Stored<CuratedList>>,
    key: &Slug,
    asked: &Scope,
) -> Option<Stored<CuratedList>> {
    let best = best(&mut lists, key, asked);
    if best.is_some() {
        return best;
    }
    let is_said = *asked != Scope::default();
    let (own, past): (Vec<_>, Vec<_>) = lists.into_iter().partition(|list| list.slug == *key);
    own.into_iter().chain(past).next().filter(|_| !is_said)
}

/// For whom something is asked: what leads nowhere is nobody's.
pub(super) fn asked(tx: &mut ReadTx<'_>, asked: &ListAsked) -> Result<Scope, NewsroomError> {
    Ok(Scope {
        section: id_of(tx, Entity::Section, asked.section.as_deref())?.map(SectionId),
        topic: id_of(tx, Entity::Topic, asked.topic.as_deref())?.map(TopicId),
        language: asked.language.clone(),
    })
}

fn id_of(
    tx: &mut ReadTx<'_>,
    entity: Entity,
    handle: Option<&str>,
) -> Result<Option<Uuid>, NewsroomError> {
    match handle.map(|handle| resolve(tx, entity, (handle, None))).transpose() {
        Ok(found) => Ok(found.map(|(id, _)| id)),
        Err(NewsroomError::NotFound(_)) => Ok(Some(Uuid::nil())),
        Err(error) => Err(error),
    }
}

/// How many lists may wait for each other, so that each repeats nothing of the next.
pub(super) const DEPTH_MAX: usize = 5;

/// Refuses a list that repeats nothing of one that repeats nothing of it, from an instant on: neither
/// would have an end; and one that waits for too many.
pub(super) fn check_order(
    tx: &mut ReadTx<'_>,
    (id, content): (Uuid, &CuratedList),
    from: Timestamp,
) -> Result<(), NewsroomError> {
    let mut faults = Violations::default();
    for (at, other) in content.dedupe_against.iter().enumerate() {
        let (code, rule) = match leads_to(tx, (other.0, id), from)? {
            Leads::Elsewhere => continue,
            Leads::Back => ("cycle", "it repeats nothing of this list"),
            Leads::Far => ("too_deep", "more than 5 lists would wait for each other"),
        };
        faults.push(Violation::new(format!("/dedupeAgainst/{at}"), code, rule));
    }
    faults.into_result(()).map_err(NewsroomError::Invalid)
}

/// Where a list leads by what it repeats nothing of.
enum Leads {
    Elsewhere,
    Back,
    Far,
}

fn leads_to(
    tx: &mut ReadTx<'_>,
    (list, to): (Uuid, Uuid),
    from: Timestamp,
) -> Result<Leads, NewsroomError> {
    let (mut known, mut edge) = (HashSet::new(), vec![list]);
    for _depth in 1..DEPTH_MAX {
        if edge.contains(&to) {
            return Ok(Leads::Back);
        }
        let mut next = Vec::new();
        for list in edge.into_iter().filter(|list| known.insert(*list)) {
            let shown = tx.shown_documents::<CuratedList>(list, from)?;
            next.extend(shown.iter().flat_map(|list| &list.dedupe_against).map(|id| id.0));
        }
        edge = next;
        if edge.is_empty() {
            return Ok(Leads::Elsewhere);
        }
    }
    Ok(if edge.contains(&to) { Leads::Back } else { Leads::Far })
}

/// Refuses a list that readers could not tell from another one, from an instant on.
pub(super) fn check_alone(
    tx: &mut ReadTx<'_>,
    (id, content): (Uuid, &CuratedList),
    from: Timestamp,
) -> Result<(), NewsroomError> {
    let Some(key) = content.key().or(content.slug.as_ref()) else { return Ok(()) };
    let mut others = tx.lists_seen_as(key.as_str(), None)?;
    others.retain(|other| *other != id);
    let mut times = vec![from];
    times.extend(tx.live_after(&others, from)?.iter().map(|row| row.from.at));
    for at in times {
        let seen = tx.seen_records::<CuratedList>(Visibility::Public { at }, &others)?;
        let is_same = |other: &Stored<CuratedList>| {
            key_of(other) == key && other.content.scope() == content.scope()
        };
        if let Some(other) = seen.iter().find(|other| is_same(other)) {
            return Err(ListFault::ScopeTaken { by: other.id }.into());
        }
    }
    Ok(())
}
