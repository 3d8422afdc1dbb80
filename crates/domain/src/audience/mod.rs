//! What readers do, and what follows from it: trending, most viewed, rising. No reader is known
//! here, and none can be found again.

mod arrange;
mod decay;
mod event;
mod rising;
mod rule;
mod window;

pub use arrange::{Candidate, Placed, arrange, steady};
pub use decay::{
    AGE_HALF_LIFE_SECONDS, HalfLife, event_score, factor, merged, of_sum, rank, worth,
};
pub use event::{
    AGENT_LEN_MAX, AHEAD_SECONDS_MAX, BATCH_MAX, ENGAGED_SECONDS, Event, EventKind,
    LATE_SECONDS_MAX, REFERRER_LEN_MAX, TRUSTED_BATCH_MAX, VisitorHint, parse_events,
};
pub use rising::{BURST_MINUTES, Before, Expectation, HOURS_BEFORE, VIEWS_MIN, Z_MIN};
pub use rule::{NewRule, RuleKind, TrendingRule};
pub use window::{Metric, Span, Window};
