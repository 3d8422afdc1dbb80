//! The queries, a file for each entity.

pub(crate) mod accounts;
pub(crate) mod articles;
pub(crate) mod changes;
pub(crate) mod records;

/// The word of a view in the database.
pub(crate) const fn view_word(seen: domain::visibility::Visibility) -> &'static str {
    if seen.is_public() { PUBLIC } else { WORKING }
}

pub(crate) const PUBLIC: &str = "public";
pub(crate) const WORKING: &str = "working";
