//! Corrections: readers are told what was wrong.

use domain::actor::Actor;
use domain::article::ArticleState;
use domain::change::{Change, ChangeKind};
use domain::correction::{Correction, LedgerWalk, StoredCorrection, Walked};
use domain::id::{ArticleId, Revision};
use domain::ledger::Broken;
use domain::policy::{self, PublishCorrection};
use domain::record::Entity;
use domain::violation::Violation;
use domain::visibility::Visibility;
use store::{ArticlePage, LedgerPlace, NewCorrection, Place, Side};

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::note::note;
use crate::reading::{Page, PageRequest, Reading, cut};

impl Newsroom {
    /// Adds a correction to an article that readers see; it stands for good.
    pub fn publish_correction(
        &self,
        actor: &Actor,
        article: ArticleId,
        mut content: Correction,
    ) -> Result<StoredCorrection, NewsroomError> {
        let at = self.now();
        let id = self.ids.next(at);
        self.store.write("correction.publish", |tx| {
            let row = self.find_article(tx, article, at)?;
            let permit = policy::authorize::<PublishCorrection>(actor, &row.facts())?;
            if row.state != ArticleState::Published {
                return Err(NewsroomError::NotPublished);
            }
            let readers = policy::public_view(at);
            let public = tx.article(readers, article)?;
            let public = public.ok_or(NewsroomError::NotPublished)?;
            if let Some(quote) = content.quote {
                let is_printed = public.meta.quotes.iter().any(|used| used.quote == quote);
                if !is_printed || tx.quotes_by_ids(readers, &[quote.0])?.is_empty() {
                    let rule = "no quote that readers see in this article";
                    let fault = Violation::new("/quote", "unknown_reference", rule);
                    return Err(NewsroomError::UnknownReference(fault.into()));
                }
            }
            content.to_revision = content.to_revision.or(Some(public.revision));
            content.check_revisions(row.head_revision).map_err(NewsroomError::Invalid)?;
            let new = NewCorrection { id, at, content: &content };
            let stored = tx.insert_correction(&permit, &new)?;
            let (kind, revision) = (ChangeKind::Published, Revision::FIRST);
            note(tx, Change { entity: Entity::Correction, id, kind, revision }, at, actor)?;
            Ok(stored)
        })
    }
}

/// How many places of the ledger are read at once.
const STEP: i64 = 500;

impl Newsroom {
    /// Walks along the ledger of corrections, in one snapshot; the first place that does not hold,
    /// if there is one.
    pub fn verify_corrections(&self) -> Result<Result<Walked, Broken>, NewsroomError> {
        let mut snapshot = self.store.snapshot()?;
        let (mut walk, mut after) = (LedgerWalk::default(), 0);
        loop {
            let places = snapshot.read(|tx| tx.ledger(after, STEP))?;
            let Some(last) = places.last() else { break };
            after = last.link.sequence;
            if let Err(broken) = places.iter().try_for_each(|place| see(&mut walk, place)) {
                return Ok(Err(broken));
            }
        }
        let held = walk.end().and_then(|walked| match walked.hidden {
            0 => Ok(walked),
            // the newsroom has every place, whatever readers see
            _ => Err(Broken { sequence: after, why: "places before it are missing" }),
        });
        Ok(held)
    }
}

fn see(walk: &mut LedgerWalk, place: &LedgerPlace) -> Result<(), Broken> {
    let broken = |why| Broken { sequence: place.link.sequence, why };
    match &place.stored {
        Some(stored) => {
            let members = stored.public_members().map_err(|_error| broken("it cannot be read"))?;
            walk.see(&members)
        }
        None if place.is_buried => walk.place(place.link),
        None => Err(broken("its correction is missing")),
    }
}

impl Reading {
    /// A page of the ledger, the newest first.
    pub fn corrections(
        &mut self,
        seen: Visibility,
        page: &PageRequest<Place>,
    ) -> Result<Page<StoredCorrection>, NewsroomError> {
        let side = if page.backwards { Side::After } else { Side::Before };
        let wanted = ArticlePage { from: page.from, side, limit: i64::from(page.limit) + 1 };
        self.snapshot.read(|tx| {
            let total = page.total(|| tx.count_corrections(seen))?;
            Ok(Page { total, ..cut(tx.corrections(seen, wanted)?, page) })
        })
    }

    /// The corrections of articles, the oldest first.
    pub fn corrections_of(
        &mut self,
        seen: Visibility,
        articles: &[ArticleId],
    ) -> Result<Vec<StoredCorrection>, NewsroomError> {
        self.snapshot.read(|tx| Ok(tx.corrections_of(seen, articles)?))
    }

    /// The place of a correction in the ledger.
    pub fn correction_place(stored: &StoredCorrection) -> Place {
        Place { at: stored.published_at, id: stored.id }
    }
}
