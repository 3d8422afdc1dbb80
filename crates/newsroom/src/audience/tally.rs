//! What becomes of events.

/// How many of the events of a request were counted, and why the others were not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Counted.
    pub counted: u32,
    /// Of programs, or fetched ahead.
    pub automatic: u32,
    /// Of readers who ask not to be counted (Global Privacy Control).
    pub refused: u32,
    /// Of articles that readers do not see.
    pub unknown: u32,
    /// Stays of less than 15 seconds.
    pub brief: u32,
    /// Told twice, or done again within half an hour.
    pub repeated: u32,
    /// From the future, or older than six hours.
    pub untimely: u32,
    /// More than one reader does in an hour.
    pub excessive: u32,
    /// Too many of an article's from one network.
    pub suspect: u32,
    /// The newsroom is behind with counting.
    pub crowded: u32,
}

/// What becomes of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It counts; whether a reader opened the article for the first time that day.
    Counts { is_new: bool },
    /// It is noted, and counts nothing.
    Suspect,
    /// It is dropped.
    Dropped(Reason),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Automatic,
    Refused,
    Unknown,
    Brief,
    Repeated,
    Untimely,
    Excessive,
    Crowded,
}

impl Tally {
    pub(super) fn note(&mut self, verdict: Verdict) {
        let count = match verdict {
            Verdict::Counts { .. } => &mut self.counted,
            Verdict::Suspect => &mut self.suspect,
            Verdict::Dropped(reason) => match reason {
                Reason::Automatic => &mut self.automatic,
                Reason::Refused => &mut self.refused,
                Reason::Unknown => &mut self.unknown,
                Reason::Brief => &mut self.brief,
                Reason::Repeated => &mut self.repeated,
                Reason::Untimely => &mut self.untimely,
                Reason::Excessive => &mut self.excessive,
                Reason::Crowded => &mut self.crowded,
            },
        };
        *count = count.saturating_add(1);
    }
}
