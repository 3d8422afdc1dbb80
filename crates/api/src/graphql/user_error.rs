//! Why a mutation was not done: expected refusals are data, each kind with what belongs to it.

use async_graphql::{ID, Interface, SimpleObject};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::failure;
use crate::dto::attachment::Candidate;
use crate::dto::batch::RefusedItem;
use crate::dto::desk::Lock;
use crate::dto::merge::ArticleMerge;
use crate::dto::time::DateTime;
use crate::dto::words::Transition;
use crate::web::problem::{ItemProblem, Problem, ProblemItem};

/// Why a mutation was not done.
#[derive(Debug, Clone, Interface)]
#[expect(clippy::duplicated_attributes, reason = "two fields have the same type")]
#[graphql(
    field(
        name = "code",
        ty = "&String",
        desc = "The stable word that programs match: REST's code, or the rule that the place breaks."
    ),
    field(name = "message", ty = "&String", desc = "What is wrong, in words."),
    field(
        name = "pointer",
        ty = "&Option<String>",
        desc = "Where in the document: a JSON Pointer (RFC 6901); null for the whole of it."
    )
)]
pub enum UserError {
    /// See [`InvalidInputError`].
    Invalid(InvalidInputError),
    /// See [`NotFoundError`].
    NotFound(NotFoundError),
    /// See [`ForbiddenError`].
    Forbidden(ForbiddenError),
    /// See [`ConflictError`].
    Conflict(ConflictError),
    /// See [`InUseError`].
    InUse(InUseError),
    /// See [`LanguageTakenError`].
    LanguageTaken(LanguageTakenError),
    /// See [`WithdrawnError`].
    Withdrawn(WithdrawnError),
    /// See [`StaleRevisionError`].
    Stale(StaleRevisionError),
    /// See [`WordsNotPlacedError`].
    NotPlaced(WordsNotPlacedError),
}

/// The kinds of refusals: what all have, and what one has alone.
macro_rules! errors {
    ($($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, SimpleObject)]
        pub struct $name {
            /// The stable word that programs match: REST's code, or the rule that the place breaks.
            code: String,
            /// What is wrong, in words.
            message: String,
            /// Where in the document: a JSON Pointer (RFC 6901); null for the whole of it.
            pointer: Option<String>,
            $($(#[$of])* $field: $kind,)*
        }
    )*};
}

errors! {
    /// The input breaks a rule.
    InvalidInputError {}
    /// There is no such thing, or none that the caller may know of.
    NotFoundError {}
    /// The caller's role does not allow it: in a batch, where the rest may be done.
    ForbiddenError {}
    /// The state of the newsroom does not allow it.
    ConflictError {
        /// The steps of the workflow that there are instead; none for another conflict.
        possible: Vec<Transition>,
        /// Until when an embargo holds, if it is one (`embargoed`).
        until: Option<DateTime>,
        /// Who has the article open, if somebody else has (`locked`).
        lock: Option<Lock>,
    }
    /// Others point at what was to be deleted.
    InUseError {
        /// Who, at most 20.
        referrers: Vec<ID>,
    }
    /// Another translation of the same story is in the language.
    LanguageTakenError {
        /// Which article; null if the caller may not know of it.
        article: Option<ID>,
    }
    /// Readers saw it once; it was unpublished or deleted.
    WithdrawnError {
        /// Since when.
        at: Option<DateTime>,
    }
    /// Somebody else saved in between.
    StaleRevisionError {
        /// The newest revision.
        current_revision: i64,
        /// What was sent and the newest revision come to, both made of the revision that was named;
        /// null if that is none of the article's, or where nothing was sent.
        merge: Option<Box<ArticleMerge>>,
    }
    /// The words of a quote stand nowhere in the article, or more than once.
    WordsNotPlacedError {
        /// Up to five places that may be meant.
        candidates: Vec<Candidate>,
    }
}

/// Expected refusals as data; the rest (no credential, wrong role, our failures) as an error.
pub(super) fn refusals(problem: &Problem) -> async_graphql::Result<Vec<UserError>> {
    if !matches!(problem.code().status, 400 | 404 | 409 | 410 | 412 | 422) {
        return Err(failure(problem));
    }
    Ok(errors(&problem.item()))
}

/// A refusal as data: one error for each fault; of a batch, for each fault of each item.
pub(super) fn errors(problem: &ItemProblem) -> Vec<UserError> {
    let items: Vec<RefusedItem> = member(problem, "items");
    if items.is_empty() {
        return errors_at("", problem);
    }
    let each = items.iter().map(|item| errors_at(&format!("/items/{}", item.index), &item.problem));
    each.flatten().collect()
}

/// The errors of what stands at `place`.
fn errors_at(place: &str, problem: &ItemProblem) -> Vec<UserError> {
    let whole = Some(place.to_owned()).filter(|place| !place.is_empty());
    if problem.errors.is_empty() {
        return vec![one(problem, (problem.code.clone(), problem.detail.clone(), whole))];
    }
    let said = |item: &ProblemItem| {
        let pointer = item.pointer.as_ref().map(|pointer| format!("{place}{pointer}"));
        (item.code.clone(), item.detail.clone(), pointer.or_else(|| whole.clone()))
    };
    problem.errors.iter().map(|item| one(problem, said(item))).collect()
}

fn one(
    problem: &ItemProblem,
    (code, message, pointer): (String, String, Option<String>),
) -> UserError {
    match problem.code.as_str() {
        "stale_revision" => UserError::Stale(StaleRevisionError {
            current_revision: member(problem, "currentRevision"),
            merge: member(problem, "merge"),
            code,
            message,
            pointer,
        }),
        "in_use" => UserError::InUse(InUseError {
            referrers: member(problem, "referrers"),
            code,
            message,
            pointer,
        }),
        "language_taken" => UserError::LanguageTaken(LanguageTakenError {
            article: member(problem, "article"),
            code,
            message,
            pointer,
        }),
        "words_not_placed" => UserError::NotPlaced(WordsNotPlacedError {
            candidates: member(problem, "candidates"),
            code,
            message,
            pointer,
        }),
        "gone" => UserError::Withdrawn(WithdrawnError {
            at: member::<Tombstone>(problem, "tombstone").at,
            code,
            message,
            pointer,
        }),
        _ => match problem.status {
            403 => UserError::Forbidden(ForbiddenError { code, message, pointer }),
            404 => UserError::NotFound(NotFoundError { code, message, pointer }),
            409 => {
                let possible = member(problem, "possible");
                let (until, lock) = (member(problem, "until"), member(problem, "lock"));
                UserError::Conflict(ConflictError { code, message, pointer, possible, until, lock })
            }
            _ => UserError::Invalid(InvalidInputError { code, message, pointer }),
        },
    }
}

/// A member that this problem alone has.
fn member<T: DeserializeOwned + Default>(problem: &ItemProblem, name: &str) -> T {
    problem.members.get(name).and_then(|value| T::deserialize(value).ok()).unwrap_or_default()
}

/// What this problem says of the thing that was withdrawn.
#[derive(Default, Deserialize)]
struct Tombstone {
    at: Option<DateTime>,
}
