//! The publication itself.

use domain::actor::Actor;
use domain::id::Revision;
use domain::policy::{self, ReviseSite, Subject};
use domain::record::{Record as _, Stamp, Standing, Stored};
use domain::site::{Site, Today};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::weather::Weather;
use store::{ReadTx, StoreError};
use uuid::Uuid;

use crate::Newsroom;
use crate::error::NewsroomError;
use crate::only::only;
use crate::reading::Reading;

/// The publication as of a reading.
#[derive(Debug, Clone)]
pub struct SiteView {
    /// What the editor wrote; revision 0 for a newsroom that has said nothing of itself yet.
    pub stored: Stored<Site>,
    /// The day there.
    pub today: Today,
    /// The weather there, if it was ever read.
    pub weather: Option<Weather>,
    /// How long that day lasts yet.
    pub left_seconds: i64,
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
            let before = only::<Site>(tx)?;
            let current = before.as_ref().map_or(UNSAID, |before| before.stamp.revision);
            if current != expected {
                return Err(NewsroomError::Stale { current });
            }
            self.save_only(tx, actor, (before.as_ref(), at), content)?;
            Ok(view(tx, at)?)
        })
    }
}

impl Reading {
    /// The publication.
    pub fn site(&mut self) -> Result<SiteView, NewsroomError> {
        let at = self.at;
        self.snapshot.read(|tx| Ok(view(tx, at)?))
    }
}

/// The revision of a publication that has said nothing of itself.
const UNSAID: Revision = Revision(0);

pub(crate) fn view(tx: &mut ReadTx<'_>, at: Timestamp) -> Result<SiteView, StoreError> {
    let stored = match only::<Site>(tx)? {
        Some(stored) => stored,
        None => unsaid(at)?,
    };
    let weather = only::<Weather>(tx)?.map(|stored| stored.content);
    let today = stored.content.today(at);
    let left_seconds = at.seconds_until(today.end);
    Ok(SiteView { stored, today, weather, left_seconds })
}

fn unsaid(at: Timestamp) -> Result<Stored<Site>, StoreError> {
    let broken = |_faults| StoreError::Unreadable { what: "the unnamed site".to_owned() };
    let content = Site::unnamed().map_err(broken)?;
    let slug = Slug::from_words(content.name(), Site::ENTITY.word());
    let stamp = Stamp { revision: UNSAID, ..Stamp::first(at, None) };
    Ok(Stored { id: Uuid::nil(), slug, stamp, content, standing: Standing::default() })
}
