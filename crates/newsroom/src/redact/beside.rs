//! What lists and releases say of an article that is erased.

use domain::actor::Actor;
use domain::change::{Change, ChangeKind};
use domain::id::{ArticleId, Revision};
use domain::list::CuratedList;
use domain::policy::{self, Permit, PurgeArticle, ReviseRecord, Subject};
use domain::record::Entity;
use domain::release::Deed;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{Side, StoreError, WriteTx};
use uuid::Uuid;

use crate::error::NewsroomError;
use crate::lists::live;
use crate::note::note;
use crate::{records, releases};

/// Takes out what lists print in its place and what releases are called and say, whatever became of
/// them, with the entries of the audit that said so. The numbers of those.
pub(super) fn forget(
    tx: &mut WriteTx<'_>,
    (actor, permit): (&Actor, &Permit<PurgeArticle>),
    at: Timestamp,
) -> Result<Vec<i64>, NewsroomError> {
    let article = ArticleId(permit.id());
    let mut entries = tx.empty_entries_beside(article.0)?;
    forget_in_lists(tx, (actor, permit), at)?;
    entries.extend(forget_in_releases(tx, (actor, permit), at)?);
    Ok(entries)
}

fn forget_in_lists(
    tx: &mut WriteTx<'_>,
    (actor, permit): (&Actor, &Permit<PurgeArticle>),
    at: Timestamp,
) -> Result<(), NewsroomError> {
    let article = ArticleId(permit.id());
    for list in tx.lists_naming(article.0)? {
        tx.hold_list(list)?;
        let forgotten = forget_in_revisions(tx, permit, list)?;
        let newest = tx.record::<CuratedList>(Visibility::EVERYTHING, list)?;
        if let Some(before) = newest {
            let mut content = before.content.clone();
            content.forget(article);
            if content != before.content {
                let permit = policy::authorize::<ReviseRecord>(actor, Subject::common(list))?;
                records::save(tx, (actor, &permit), &before, (content, at))?;
            }
        }
        let Some(shown) = live::live(tx, list, at)? else { continue };
        let Some(revision) = shown.revision.filter(|one| forgotten.contains(one)) else { continue };
        tx.reshow_list(permit, (list, shown.number), at)?;
        let kind = ChangeKind::Published;
        note(tx, Change { entity: Entity::List, id: list, kind, revision }, at, actor)?;
    }
    Ok(())
}

/// Takes out of every save of a list what it says of an article: the numbers of those that said
/// something.
fn forget_in_revisions(
    tx: &mut WriteTx<'_>,
    permit: &Permit<PurgeArticle>,
    list: Uuid,
) -> Result<Vec<Revision>, NewsroomError> {
    let mut forgotten = Vec::new();
    for saved in tx.list_revisions::<CuratedList>(list, None, (Side::Before, i64::MAX))? {
        let mut content = saved.content.clone();
        content.forget(ArticleId(permit.id()));
        if content != saved.content {
            tx.redact_list_revision(permit, (list, saved.revision), &content)?;
            forgotten.push(saved.revision);
        }
    }
    Ok(forgotten)
}

fn forget_in_releases(
    tx: &mut WriteTx<'_>,
    (actor, permit): (&Actor, &Permit<PurgeArticle>),
    at: Timestamp,
) -> Result<Vec<i64>, NewsroomError> {
    let (article, mut entries) = (ArticleId(permit.id()), Vec::new());
    for id in tx.releases_naming(article.0)? {
        tx.hold_release(id)?;
        let Some(mut row) = tx.release(id)? else { continue };
        let faulty = |_fault| StoreError::unreadable("the title of a redacted release");
        row.release.forget(article).map_err(faulty)?;
        for deed in &mut row.deeds {
            match deed {
                Deed::List(deed) => deed.forget(article),
                Deed::Article(_) => {}
            }
        }
        entries.extend(tx.empty_entries(id, None)?);
        row.stamp = releases::next(row.stamp, at, permit.by());
        tx.redact_release(permit, &row)?;
        releases::note_release(tx, &row, (actor, at))?;
    }
    Ok(entries)
}
