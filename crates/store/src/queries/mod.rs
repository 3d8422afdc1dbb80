//! The queries, a file for each entity.

pub(crate) mod accounts;
pub(crate) mod answered;
pub(crate) mod articles;
pub(crate) mod audience;
pub(crate) mod audit;
pub(crate) mod changes;
pub(crate) mod corrections;
pub(crate) mod desk;
pub(crate) mod due;
pub(crate) mod lists;
pub(crate) mod previews;
pub(crate) mod quotes;
pub(crate) mod records;
pub(crate) mod redact;
pub(crate) mod releases;
pub(crate) mod roles;
pub(crate) mod search;
pub(crate) mod seen_changes;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod users;

/// The word of a view in the database.
pub(crate) const fn view_word(seen: domain::visibility::Visibility) -> &'static str {
    if seen.is_public() { PUBLIC } else { WORKING }
}

pub(crate) const PUBLIC: &str = "public";
pub(crate) const WORKING: &str = "working";

/// How many rows there are, as a number that is never negative.
pub(crate) fn counted(rows: i64) -> u64 {
    u64::try_from(rows).unwrap_or_default()
}

/// A permit is for one thing only.
pub(crate) fn permitted(
    permit: uuid::Uuid,
    target: uuid::Uuid,
) -> Result<(), crate::error::StoreError> {
    if permit == target {
        return Ok(());
    }
    Err(crate::error::StoreError::unreadable("a permit for another thing was brought"))
}
