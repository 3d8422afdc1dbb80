//! What a newsroom does: one method is one thing that an editor or a reader does.
//!
//! Absent on purpose: HTTP, JSON on the wire, SQL. Use cases are synchronous; whoever calls them
//! from async code moves to a thread of its own first.

pub mod accounts;
mod articles;
pub mod audience;
mod audit;
mod autosave;
mod batch;
mod changes;
mod claims;
mod clock;
mod corrections;
pub mod desk;
mod error;
mod fitting;
mod history;
mod lists;
mod mail;
mod note;
mod once;
mod only;
mod passwords;
mod previews;
mod quotes;
mod reading;
mod records;
mod redact;
mod references;
mod related;
mod releases;
mod roles;
mod schedule;
mod search;
pub mod secret;
mod seen_changes;
mod sessions;
mod shelf;
mod site;
mod things;
mod throttle;
mod tokens;
mod translations;
mod trial;
mod users;
mod validity;
mod views;
mod weather;
mod workflow;

use std::sync::Arc;

pub use accounts::Setup;
pub use articles::{Attached, Working};
pub use audit::{AuditExport, AuditPlace, Verified};
pub use autosave::KeptAutosave;
pub use batch::{BatchFault, Change, ChangeFault, Changes};
pub use changes::Happened;
pub use clock::{
    Clock, CountedIds, FollowingClock, Ids, SetClock, ShiftedClock, SystemClock, SystemIds,
};
pub use error::{ListFault, NewsroomError, RefusedItem, SearchFault};
pub use history::SavedRevision;
pub use lists::{
    FrontView, ListAsked, ListAt, ListItem, ListRevision, ListView, Origin, SavedList, Shown,
};
pub use mail::{Letter, Mail};
pub use once::Once;
pub use previews::{NewPreview, Previewed};
pub use quotes::{PrintedUse, QuoteQuery, QuoteView, UsedQuote};
pub use reading::{
    ArticleQuery, Found, Page, PageRequest, PointingAt, Reading, RecordCursor, View,
};
pub use redact::{Redacted, Redaction};
pub use related::{AlsoQuoted, RelatedItem};
pub use schedule::{Noted, Watch};
pub use search::Order;
pub use seen_changes::{Seen, SeenPlace};
pub use sessions::{Attempt, LogIn};
pub use site::SiteView;
pub use store::{
    AccountRow, ArticleFilter, ArticleRow, AskedOnce, AuditFilter, AutosaveRow, BodyRow, Counts,
    CustomRole, DeskEntry, DeskRow, DeviceRow, LiveRow, Lock, Place, PreviewRow, QuoteFilter,
    ReleaseRow, RevisionRow, Saver, Store, StoreError, Target, TokenRow, TranslationRow, Wanted,
    Written,
};
pub use things::Things;
pub use tokens::{MadeToken, TokenWish};
pub use users::{MadeUser, NewUser, PasswordLink};
pub use validity::Validity;
pub use views::ArticleView;
pub use weather::WeatherQuestion;

use audience::{Audience, Press};
use mail::Post;
use once::UnderWay;
use secret::{Cost, Passwords};
use throttle::Gate;
use validity::Told;

/// The newsroom. A clone is the same one.
#[derive(Clone)]
pub struct Newsroom {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    passwords: Arc<Passwords>,
    post: Option<Post>,
    log_ins: Arc<Gate>,
    resets: Arc<Gate>,
    audience: Arc<Audience>,
    press: Arc<Press>,
    lists: Arc<lists::Press>,
    related: Arc<related::Press>,
    told: Arc<Told>,
    under_way: Arc<UnderWay>,
}

impl Newsroom {
    /// A newsroom that remembers in `store`; time and ids come from the arguments.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        cost: Cost,
    ) -> Result<Self, NewsroomError> {
        let passwords = Arc::new(Passwords::new(cost)?);
        Ok(Self {
            store,
            clock,
            ids,
            passwords,
            post: None,
            log_ins: Arc::default(),
            resets: Arc::default(),
            audience: Arc::default(),
            press: Arc::default(),
            lists: Arc::default(),
            related: Arc::default(),
            told: Arc::default(),
            under_way: Arc::default(),
        })
    }

    /// The time now, by the newsroom's clock.
    pub fn now(&self) -> domain::time::Timestamp {
        self.clock.now()
    }

    /// The same newsroom, in which all that is done happens at one instant.
    pub(crate) fn at(&self, instant: domain::time::Timestamp) -> Self {
        Self { clock: Arc::new(SetClock::at(instant)), ..self.clone() }
    }

    /// An id that nothing has yet.
    pub fn new_id(&self) -> uuid::Uuid {
        self.ids.next(self.now())
    }
}
