//! A clock that stands still while others have the processor.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// For how long this thread had a processor, where the system says so; else since the first call.
pub(crate) fn busy() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let told = told.split_whitespace().next().and_then(|told| told.parse().ok());
    told.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}
