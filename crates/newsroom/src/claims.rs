//! Addresses: each is given out once, for ever.

use domain::record::Entity;
use domain::slug::Slug;
use domain::time::Timestamp;
use store::WriteTx;
use uuid::Uuid;

use crate::error::NewsroomError;

/// How many numbers are tried behind a derived slug.
const NUMBERED_MAX: u32 = 1_000;

/// Takes the wanted address of an article for a time to come. One that it has had stays as it is:
/// readers know that it leads there.
pub(crate) fn reserve_slug(
    tx: &mut WriteTx<'_>,
    wanted: &Slug,
    derived: bool,
    (id, since): (Uuid, Timestamp),
) -> Result<Slug, NewsroomError> {
    let known = tx.slug_targets(Entity::Article, &[wanted.as_str()], None)?;
    if known.iter().any(|(_, target)| *target == id) {
        return Ok(wanted.clone());
    }
    claim_slug(tx, Entity::Article, wanted, derived, (id, since))
}

/// Takes the wanted address, or the first free one of those with a number if it was derived.
pub(crate) fn claim_slug(
    tx: &mut WriteTx<'_>,
    entity: Entity,
    wanted: &Slug,
    derived: bool,
    (id, at): (Uuid, Timestamp),
) -> Result<Slug, NewsroomError> {
    if tx.claim_slug(entity, wanted, id, at)? {
        return Ok(wanted.clone());
    }
    if derived {
        for number in 2..NUMBERED_MAX {
            let slug = wanted.numbered(number);
            if tx.claim_slug(entity, &slug, id, at)? {
                return Ok(slug);
            }
        }
    }
    Err(NewsroomError::SlugTaken { slug: wanted.as_str().to_owned() })
}
