//! How long the threads of this process had a processor.

use std::collections::HashMap;
use std::time::Duration;

/// Each thread of this process by its number, with how long it had a processor.
pub(crate) struct Busy(HashMap<String, u64>);

impl Busy {
    pub(crate) fn now() -> Self {
        let tasks = std::fs::read_dir("/proc/self/task").unwrap();
        let busy = tasks.filter_map(|task| {
            let task = task.ok()?;
            let told = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
            let nanos = told.split_whitespace().next()?.parse().ok()?;
            Some((task.file_name().into_string().ok()?, nanos))
        });
        Self(busy.collect())
    }

    /// How long those that are there now had one since.
    pub(crate) fn since(&self) -> Duration {
        let more = Self::now().0.into_iter().map(|(task, nanos)| {
            nanos.saturating_sub(self.0.get(&task).copied().unwrap_or_default())
        });
        Duration::from_nanos(more.sum())
    }
}
