//! The publication itself.

use domain::actor::Actor;
use domain::change::{Change, ChangeKind};
use domain::id::Revision;
use domain::policy::{self, CreateRecord, ReviseRecord, ReviseSite, Subject};
use domain::record::{Entity, Record, Stamp, Stored};
use domain::site::{Site, Today, Weather};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::visibility::Visibility;
use store::{ReadTx, StoreError, WriteTx};
use uuid::Uuid;

use crate::Newsroom;
use crate::claims::claim_slug;
use crate::error::NewsroomError;
use crate::note::note;
use crate::reading::Reading;

/// The publication as of the reading.
#[derive(Debug, Clone)]
pub struct SiteView {
    /// What the editor wrote; revision 0 for a newsroom that has said nothing of itself yet.
    pub stored: Stored<Site>,
    /// The day there.
    pub today: Today,
}

impl Newsroom {
    /// Saves what stands on every page; `expected` is the revision that the editor saw.
    pub fn revise_site(
        &self,
        actor: &Actor,
        expected: Revision,
        content: Site,
    ) -> Result<SiteView, NewsroomError> {
        let at = self.now();
        policy::authorize::<ReviseSite>(actor, Subject::common(Uuid::nil()))?;
        self.store.write("site.revise", |tx| {
            let before = current(tx, at)?;
            if before.stamp.revision != expected {
                return Err(NewsroomError::Stale { current: before.stamp.revision });
            }
            self.save_site(tx, actor, (before, at), content)
        })
    }

    /// Sets the weather by hand.
    pub fn set_weather(
        &self,
        actor: &Actor,
        mut weather: Weather,
    ) -> Result<SiteView, NewsroomError> {
        let at = self.now();
        weather.observed_at.get_or_insert(at);
        self.store.write("site.set_weather", |tx| {
            let before = current(tx, at)?;
            let content = Site { weather: Some(weather), ..before.content.clone() };
            self.save_site(tx, actor, (before, at), content)
        })
    }

    fn save_site(
        &self,
        tx: &mut WriteTx<'_>,
        actor: &Actor,
        (before, at): (Stored<Site>, Timestamp),
        content: Site,
    ) -> Result<SiteView, NewsroomError> {
        let is_first = before.stamp.revision == UNSAID;
        let id = if is_first { self.ids.next(at) } else { before.id };
        let subject = Subject::common(id);
        let by = policy::authorize::<ReviseSite>(actor, subject)?.by();
        let revision = before.stamp.revision.next();
        let stamp = Stamp { revision, updated_at: at, updated_by: by, ..before.stamp };
        let stored = Stored { id, slug: before.slug, stamp, content };
        let kind = if is_first {
            claim_slug(tx, Entity::Site, &stored.slug, false, (id, at))?;
            tx.insert_record(&policy::authorize::<CreateRecord>(actor, subject)?, &stored)?;
            ChangeKind::Created
        } else {
            let permit = policy::authorize::<ReviseRecord>(actor, subject)?;
            if !tx.update_record(&permit, &stored)? {
                return Err(NewsroomError::Stale { current: before.stamp.revision });
            }
            ChangeKind::Updated
        };
        note(tx, Change { entity: Entity::Site, id, kind, revision }, at, actor)?;
        Ok(view(stored, at))
    }
}

impl Reading {
    /// The publication.
    pub fn site(&mut self) -> Result<SiteView, NewsroomError> {
        let at = self.at;
        let stored = self.snapshot.read(|tx| current(tx, at))?;
        Ok(view(stored, at))
    }
}

/// The revision of a publication that has said nothing of itself.
const UNSAID: Revision = Revision(0);

fn view(stored: Stored<Site>, at: Timestamp) -> SiteView {
    SiteView { today: stored.content.today(at), stored }
}

fn current(tx: &mut ReadTx<'_>, at: Timestamp) -> Result<Stored<Site>, StoreError> {
    let known = tx.slug_targets(Entity::Site, &[Site::SLUG])?.into_iter().next();
    if let Some((_, id)) = known
        && let Some(stored) = tx.record::<Site>(Visibility::EVERYTHING, id)?
    {
        return Ok(stored);
    }
    let broken = |what: &str| StoreError::Unreadable { what: what.to_owned() };
    let content = Site::unnamed().map_err(|_faults| broken("the unnamed site"))?;
    let slug = Slug::parse(Site::SLUG).map_err(|_fault| broken(content.name()))?;
    let stamp = Stamp {
        revision: UNSAID,
        created_at: at,
        updated_at: at,
        created_by: None,
        updated_by: None,
    };
    Ok(Stored { id: Uuid::nil(), slug, stamp, content })
}
