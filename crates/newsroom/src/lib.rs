//! What a newsroom does: one method is one thing that an editor or a reader does.
//!
//! Absent on purpose: HTTP, JSON on the wire, SQL. Use cases are synchronous; whoever calls them
//! from async code moves to a thread of its own first.

pub mod accounts;
mod articles;
mod audit;
mod batch;
mod changes;
mod claims;
mod clock;
mod corrections;
mod error;
pub mod ingest;
mod lists;
mod note;
mod once;
mod only;
mod quotes;
mod reading;
mod records;
mod references;
mod related;
mod search;
pub mod secret;
mod seen_changes;
mod site;
mod things;
mod throttle;
mod trending;
mod views;
mod weather;

use std::sync::Arc;

pub use accounts::{LogIn, Setup};
pub use articles::{Attached, Working};
pub use audit::{AuditExport, AuditPlace, Verified};
pub use batch::{BatchFault, Change, ChangeFault, Changes};
pub use changes::Happened;
pub use clock::{Clock, CountedIds, Ids, SetClock, ShiftedClock, SystemClock, SystemIds};
pub use error::{NewsroomError, SearchFault};
pub use lists::{ListItem, ListView, Origin, Shown};
pub use once::Once;
pub use quotes::{PrintedUse, QuoteQuery, QuoteView, UsedQuote};
pub use reading::{
    ArticleQuery, Found, Page, PageRequest, PointingAt, Reading, RecordCursor, View,
};
pub use related::RelatedItem;
pub use search::Order;
pub use seen_changes::{Seen, SeenPlace};
pub use site::SiteView;
pub use store::{
    AccountRow, ArticleFilter, ArticleRow, AskedOnce, AuditFilter, BodyRow, Place, QuoteFilter,
    Store, StoreError, Target, Wanted, Written,
};
pub use things::Things;
pub use trending::{ALGORITHM, Basis, TrendingItem, TrendingList, Why};
pub use views::ArticleView;
pub use weather::WeatherQuestion;

use ingest::Visitors;
use once::UnderWay;
use secret::{Cost, Passwords};
use throttle::Throttle;

/// The newsroom. A clone is the same one.
#[derive(Clone)]
pub struct Newsroom {
    store: Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    passwords: Arc<Passwords>,
    throttle: Arc<Throttle>,
    visitors: Arc<Visitors>,
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
            throttle: Arc::default(),
            visitors: Arc::default(),
            under_way: Arc::default(),
        })
    }

    /// The time now, by the newsroom's clock.
    pub fn now(&self) -> domain::time::Timestamp {
        self.clock.now()
    }

    /// An id that nothing has yet.
    pub fn new_id(&self) -> uuid::Uuid {
        self.ids.next(self.now())
    }
}
