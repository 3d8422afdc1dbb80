//! What a court orders to be erased.

mod beside;

use domain::actor::Actor;
use domain::article::{ArticleContent, ArticleMeta};
use domain::audit::Target;
use domain::change::{Change, ChangeKind};
use domain::id::{ArticleId, Revision};
use domain::policy::{self, PurgeArticle};
use domain::record::Entity;
use domain::slug::Slug;
use domain::text::Line;
use serde_json::json;
use store::StoreError;
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::{note, note_event};

/// How many entries and revisions an entry of the audit names.
const NAMED_MAX: usize = 100;

/// What is to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The article.
    pub article: ArticleId,
    /// The one revision of it; all, with its addresses, unless one is named.
    pub revision: Option<Revision>,
    /// Other things of which the audit and kept answers say nothing any more, such as a quote that
    /// an editor has deleted.
    pub also: Vec<Uuid>,
    /// Why, as the audit says it.
    pub reason: Line<500>,
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// Revisions of the article.
    pub revisions: Vec<Revision>,
    /// Entries of the audit, by their numbers.
    pub entries: Vec<i64>,
    /// False if somebody read meanwhile: what was erased is in the log of the file until it is done
    /// again.
    pub is_scrubbed: bool,
}

impl Newsroom {
    /// Erases what is said of an article: its revisions become documents that say so, and what the
    /// audit, the search, lists, releases and kept answers have of them goes. The chain of the audit still holds.
    pub fn redact(&self, actor: &Actor, wanted: &Redaction) -> Result<Redacted, NewsroomError> {
        let (at, id) = (self.now(), wanted.article.0);
        let (revisions, entries) = self.store.write("article.redact", |tx| {
            let row = self.find_article(tx, wanted.article, at)?;
            let permit = policy::authorize::<PurgeArticle>(actor, &row.facts())?;
            let found = tx.saved_descriptions(id, wanted.revision)?;
            if found.is_empty() {
                return Err(NewsroomError::NotFound(Entity::Article));
            }
            for (revision, meta) in &found {
                tx.replace_revision(&permit, *revision, &redacted(meta)?)?;
                tx.empty_desk(&permit, *revision)?;
            }
            if wanted.revision.is_none() {
                tx.empty_card(&permit)?;
                tx.replace_slugs(&permit, &address(id), at)?;
            }
            let mut entries = tx.empty_entries(id, wanted.revision)?;
            if wanted.revision.is_none() {
                entries.extend(beside::forget(tx, (actor, &permit), at)?);
            }
            tx.empty_answers(id)?;
            for other in &wanted.also {
                entries.extend(tx.empty_entries(*other, None)?);
                tx.empty_answers(*other)?;
            }
            let revisions: Vec<Revision> = found.iter().map(|(revision, _)| *revision).collect();
            let shown = tx.shown_revision(id, at)?.filter(|shown| revisions.contains(shown));
            let kind = shown.map_or(ChangeKind::Updated, |_| ChangeKind::Published);
            let revision = shown.unwrap_or(row.head_revision);
            note(tx, Change { entity: Entity::Article, id, kind, revision }, at, actor)?;
            // an entry of the audit is short: a long list takes several
            let also = &wanted.also;
            let parts =
                [revisions.len(), entries.len(), also.len()].map(|all| all.div_ceil(NAMED_MAX));
            for part in 0..parts.into_iter().max().unwrap_or_default() {
                let told = json!({
                    "reason": wanted.reason, "also": part_of(also, part),
                    "revisions": part_of(&revisions, part), "entries": part_of(&entries, part),
                });
                note_event(tx, Target::new("article", Some(id)), (actor, at), told)?;
            }
            Ok::<_, NewsroomError>((revisions, entries))
        })?;
        let is_scrubbed = self.store.scrub()?;
        Ok(Redacted { revisions, entries, is_scrubbed })
    }
}

/// As much of a list as one entry of the audit names.
fn part_of<T>(all: &[T], part: usize) -> &[T] {
    all.chunks(NAMED_MAX).nth(part).unwrap_or_default()
}

/// What stands in the place of a redacted revision: what it was filed under, and that it was
/// redacted.
fn redacted(meta: &ArticleMeta) -> Result<ArticleContent, StoreError> {
    let words = json!({
        "kind": meta.kind, "language": meta.language, "section": meta.section,
        "credits": meta.credits, "headline": "Redacted", "extra": { "redacted": true },
        "body": { "markdown": "This text was redacted." },
    });
    let members = words.as_object().cloned().unwrap_or_default();
    ArticleContent::parse(members)
        .map_err(|_faults| StoreError::unreadable("the document of a redacted article"))
}

fn address(id: Uuid) -> Slug {
    Slug::from_words(&format!("redacted {id}"), "redacted")
}
