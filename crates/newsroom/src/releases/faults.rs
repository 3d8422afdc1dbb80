//! Why a release could not go out, as it is kept: in the words that a refusal has.

use domain::policy::Denied;
use domain::release::ReleaseFault;
use domain::violation::{Violation, Violations};

use crate::error::{NewsroomError, RefusedItem};

/// How many faults are kept.
const FAULTS_MAX: usize = Violations::LEN_MAX;

/// The faults of a refusal, each with its place in the release.
pub(super) fn faults(error: &NewsroomError) -> Vec<ReleaseFault> {
    let NewsroomError::ReleaseRefused(items) = error else { return faults_at("", "", error) };
    let one = |item: &RefusedItem| {
        faults_at(&format!("/items/{}", item.index), item.document, &item.error)
    };
    items.iter().flat_map(one).take(FAULTS_MAX).collect()
}

/// True for a refusal; false for a failure of ours.
pub(super) const fn is_refusal(error: &NewsroomError) -> bool {
    !matches!(error, NewsroomError::Store(_) | NewsroomError::Secret(_))
}

/// A fault of the whole.
pub(super) fn whole(code: &str, detail: &str) -> Vec<ReleaseFault> {
    vec![ReleaseFault { pointer: String::new(), code: code.to_owned(), detail: detail.to_owned() }]
}

fn faults_at(place: &str, document: &str, error: &NewsroomError) -> Vec<ReleaseFault> {
    let violations = violations(error);
    if violations.is_empty() {
        let (pointer, code) = (place.to_owned(), word(error).to_owned());
        return vec![ReleaseFault { pointer, code, detail: error.to_string() }];
    }
    let one = |fault: Violation| ReleaseFault {
        pointer: format!("{place}{document}{}", fault.pointer),
        code: fault.code.to_owned(),
        detail: fault.detail,
    };
    violations.into_iter().map(one).collect()
}

/// The faults of a document, if that is what was refused.
#[expect(clippy::wildcard_enum_match_arm, reason = "one arm holds every refusal without places")]
fn violations(error: &NewsroomError) -> Vec<Violation> {
    match error {
        NewsroomError::NotReady(faults)
        | NewsroomError::Invalid(faults)
        | NewsroomError::UnknownReference(faults)
        | NewsroomError::Misquoted(faults) => faults.clone().into_vec(),
        NewsroomError::SlugTaken { .. } => {
            vec![Violation::new("/slug", "slug_taken", "is or was another's")]
        }
        _ => Vec::new(),
    }
}

/// The stable word of a refusal without places.
#[expect(clippy::wildcard_enum_match_arm, reason = "one arm holds every refusal by a state")]
fn word(error: &NewsroomError) -> &'static str {
    match error {
        NewsroomError::Denied(Denied::Unauthenticated) => "unauthenticated",
        NewsroomError::Denied(Denied::Forbidden) => "forbidden",
        NewsroomError::Denied(Denied::Hidden) | NewsroomError::NotFound(_) => "not_found",
        NewsroomError::Stale { .. } | NewsroomError::Diverged { .. } => "stale_revision",
        NewsroomError::Embargoed { .. } => "embargoed",
        NewsroomError::InUse { .. } => "in_use",
        _ => "conflicting_state",
    }
}
