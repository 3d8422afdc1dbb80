//! Subscriptions: what happens, to whoever listens, over `graphql-transport-ws` and as server-sent
//! events.
//!
//! The source is the change log, so what another process writes arrives too. Each listener reads
//! the thing anew in its own view when the log names it: what it may not see is no event.
//!
//! Absent on purpose: what was missed. Who was away asks for what there is, and listens again.

mod events;
mod feed;
mod protocol;
mod seats;
mod socket;
mod subscription;

use std::sync::Arc;
use std::time::Duration;

pub(super) use self::events::answer;
pub(super) use self::socket::open;
pub use self::subscription::{ArticleChange, ChangeKind, Subscription};

use actix_web::HttpRequest;
use async_graphql::Request;

use self::feed::Feed;
use self::seats::{Seat, Seats};
use crate::auth::{App, Caller};
use crate::web::problem::Problem;

/// How often a connection is asked whether it is still there.
const BEAT: Duration = Duration::from_secs(12);

/// Everything about listening that a process has once.
#[derive(Debug, Default)]
pub struct Live {
    feed: Feed,
    seats: Arc<Seats>,
}

impl Live {
    /// A request for a subscription, listening from now on.
    async fn listening(&self, app: &App, request: Request) -> Result<Request, Problem> {
        Ok(request.data(self.feed.join(app).await?))
    }

    /// A place for a connection of whoever asks; 429 if there are too many.
    fn seat(&self, app: &App, caller: &Caller, request: &HttpRequest) -> Result<Seat, Problem> {
        self.seats.take(app, caller, request)
    }
}
