//! What lists and releases say of an article that is erased.

use domain::actor::Actor;
use domain::id::ArticleId;
use domain::list::CuratedList;
use domain::policy::{self, Permit, PurgeArticle, ReviseRecord, Subject};
use domain::release::Deed;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{RecordPage, Side, StoreError, WriteTx};

use crate::error::NewsroomError;
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
    forget_in_lists(tx, actor, (article, at))?;
    entries.extend(forget_in_releases(tx, (actor, permit), at)?);
    Ok(entries)
}

fn forget_in_lists(
    tx: &mut WriteTx<'_>,
    actor: &Actor,
    (article, at): (ArticleId, Timestamp),
) -> Result<(), NewsroomError> {
    let pointing_at = vec![vec![article.0]];
    let naming = RecordPage { pointing_at, from: None, side: Side::After, limit: i64::MAX };
    for before in tx.records::<CuratedList>(Visibility::EVERYTHING, &naming)? {
        let mut content = before.content.clone();
        content.forget(article);
        if content != before.content {
            let permit = policy::authorize::<ReviseRecord>(actor, Subject::common(before.id))?;
            records::save(tx, (actor, &permit), &before, (content, at))?;
        }
    }
    Ok(())
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
                Deed::List(deed) => deed.before.forget(article),
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
