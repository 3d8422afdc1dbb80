//! The states of an article and the steps between them: one table.

use serde::{Deserialize, Serialize};

use super::ArticleContent;
use crate::policy::Action;
use crate::violation::{Violation, Violations};

/// Where an article stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleState {
    /// It is written.
    Draft,
    /// It was handed in, and is read by the desk.
    InReview,
    /// It may go out.
    Approved,
    /// It goes out at a time that is set.
    Scheduled,
    /// Readers see one of its revisions.
    Published,
    /// Readers saw it once, and no longer do.
    Unpublished,
    /// It was withdrawn for good, for reasons of law.
    Killed,
    /// It is to be deleted.
    Trashed,
}

/// A step of the workflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transition {
    /// Hand in for review.
    Submit,
    /// Take back what was handed in or approved.
    Withdraw,
    /// Give back to whoever wrote it, with a note.
    Return,
    /// Say that it may go out.
    Approve,
    /// Say when it goes out, or say so anew.
    Schedule,
    /// Take that back.
    Unschedule,
    /// Show the newest revision to readers.
    Publish,
    /// Take it from readers.
    Unpublish,
    /// Withdraw it for good.
    Kill,
    /// Put it into the trash.
    Trash,
    /// Take it out of the trash, or bring what was killed back.
    Restore,
    /// Delete it with its history.
    Purge,
}

/// Where a step leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// To one state.
    State(ArticleState),
    /// To where an article is that nobody works on: a draft, or unpublished if readers ever saw it.
    Rest,
    /// To nowhere: it is deleted.
    Nothing,
}

/// A step that the state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a step from {}: {}", .transition.word(), .state.word(), said(.possible))]
pub struct StateFault {
    /// Where the article stands.
    pub state: ArticleState,
    /// What was wanted.
    pub transition: Transition,
    /// The steps that there are from there.
    pub possible: Vec<Transition>,
}

fn said(possible: &[Transition]) -> String {
    let words: Vec<_> = possible.iter().map(|transition| transition.word()).collect();
    if words.is_empty() {
        return "there is none".to_owned();
    }
    format!("there are {}", words.join(", "))
}

impl ArticleState {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::InReview,
        Self::Approved,
        Self::Scheduled,
        Self::Published,
        Self::Unpublished,
        Self::Killed,
        Self::Trashed,
    ];

    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Approved => "approved",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Killed => "killed",
            Self::Trashed => "trashed",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// True if its document may be changed: neither what was killed nor what is in the trash.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Draft
            | Self::InReview
            | Self::Approved
            | Self::Scheduled
            | Self::Published
            | Self::Unpublished => true,
            Self::Killed | Self::Trashed => false,
        }
    }

    /// The steps that there are from here.
    pub fn steps(self) -> Vec<Transition> {
        let possible = |transition: &Transition| transition.row().0.contains(&self);
        Transition::ALL.into_iter().filter(possible).collect()
    }

    /// Where an article stands that nobody works towards readers.
    pub const fn at_rest(ever_public: bool) -> Self {
        if ever_public { Self::Unpublished } else { Self::Draft }
    }

    /// Where a step leads to; `None` if it deletes the article.
    pub fn after(
        self,
        transition: Transition,
        ever_public: bool,
    ) -> Result<Option<Self>, StateFault> {
        let (from, to) = transition.row();
        if !from.contains(&self) {
            return Err(StateFault { state: self, transition, possible: self.steps() });
        }
        Ok(match to {
            To::State(state) => Some(state),
            To::Rest => Some(Self::at_rest(ever_public)),
            To::Nothing => None,
        })
    }
}

impl Transition {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Submit,
        Self::Withdraw,
        Self::Return,
        Self::Approve,
        Self::Schedule,
        Self::Unschedule,
        Self::Publish,
        Self::Unpublish,
        Self::Kill,
        Self::Trash,
        Self::Restore,
        Self::Purge,
    ];

    /// The word in addresses and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Return => "return",
            Self::Approve => "approve",
            Self::Schedule => "schedule",
            Self::Unschedule => "unschedule",
            Self::Publish => "publish",
            Self::Unpublish => "unpublish",
            Self::Kill => "kill",
            Self::Trash => "trash",
            Self::Restore => "restore",
            Self::Purge => "purge",
        }
    }

    /// The step of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|transition| transition.word() == word)
    }

    /// What has to be allowed to take it.
    pub const fn action(self, from: ArticleState) -> Action {
        match self {
            Self::Submit => Action::SubmitArticle,
            Self::Withdraw => Action::WithdrawArticle,
            Self::Return => Action::ReturnArticle,
            Self::Approve => Action::ApproveArticle,
            Self::Schedule | Self::Unschedule => Action::ScheduleArticle,
            Self::Publish => Action::PublishArticle,
            Self::Unpublish => Action::UnpublishArticle,
            Self::Kill => Action::KillArticle,
            Self::Trash => Action::DeleteArticle,
            Self::Restore if matches!(from, ArticleState::Killed) => Action::ReviveArticle,
            Self::Restore => Action::RestoreArticle,
            Self::Purge => Action::PurgeArticle,
        }
    }

    /// The table: from which states there is this step, and where it leads.
    const fn row(self) -> (&'static [ArticleState], To) {
        use ArticleState::{
            Approved, Draft, InReview, Killed, Published, Scheduled, Trashed, Unpublished,
        };
        match self {
            Self::Submit => (&[Draft, Unpublished], To::State(InReview)),
            Self::Withdraw | Self::Return => (&[InReview, Approved], To::Rest),
            Self::Approve => (&[Draft, InReview, Unpublished], To::State(Approved)),
            Self::Schedule => {
                (&[Draft, InReview, Approved, Scheduled, Unpublished], To::State(Scheduled))
            }
            Self::Unschedule => (&[Scheduled], To::State(Approved)),
            Self::Publish => (
                &[Draft, InReview, Approved, Scheduled, Published, Unpublished],
                To::State(Published),
            ),
            Self::Unpublish => (&[Published], To::State(Unpublished)),
            Self::Kill => {
                (&[Draft, InReview, Approved, Scheduled, Published, Unpublished], To::State(Killed))
            }
            Self::Trash => (&[Draft, InReview, Approved, Unpublished], To::State(Trashed)),
            Self::Restore => (&[Killed, Trashed], To::Rest),
            // what was killed comes back by who may revive, and by no way round the trash
            Self::Purge => (&[Killed, Trashed], To::Nothing),
        }
    }
}

impl ArticleContent {
    /// What still lacks before readers may see it; each fault names the member to fill.
    pub fn ready_to_publish(&self) -> Result<(), Violations> {
        let mut faults = Violations::default();
        let mut need = |there: bool, pointer: &str, what: &str| {
            if !there {
                faults.push(Violation::new(pointer, "required_to_publish", what));
            }
        };
        need(!self.body.is_empty(), "/body", "an article without a body cannot be published");
        need(self.meta.section.is_some(), "/section", "an article needs a section to be published");
        need(
            !self.meta.credits.is_empty(),
            "/credits",
            "an article needs an author to be published",
        );
        faults.into_result(())
    }
}

#[cfg(test)]
mod tests {
    use ArticleState::{
        Approved, Draft, InReview, Killed, Published, Scheduled, Trashed, Unpublished,
    };

    use super::*;

    #[test]
    fn words_come_back() {
        for state in ArticleState::ALL {
            assert_eq!(ArticleState::from_word(state.word()), Some(state));
        }
        for transition in Transition::ALL {
            assert_eq!(Transition::from_word(transition.word()), Some(transition));
        }
        assert_eq!(ArticleState::from_word("live"), None);
    }

    #[track_caller]
    fn check(from: ArticleState, words: &str) {
        let steps: Vec<_> = from.steps().into_iter().map(Transition::word).collect();
        assert_eq!(steps.join(" "), words, "{from:?}");
    }

    #[test]
    fn the_steps_from_each_state() {
        check(Draft, "submit approve schedule publish kill trash");
        check(InReview, "withdraw return approve schedule publish kill trash");
        check(Approved, "withdraw return schedule publish kill trash");
        check(Scheduled, "schedule unschedule publish kill");
        check(Published, "publish unpublish kill");
        check(Unpublished, "submit approve schedule publish kill trash");
        check(Killed, "restore purge");
        check(Trashed, "restore purge");
    }

    #[test]
    fn where_they_lead() {
        use Transition::{Kill, Purge, Restore, Return, Schedule, Trash, Unpublish};
        assert_eq!(Draft.after(Schedule, false), Ok(Some(Scheduled)));
        assert_eq!(InReview.after(Return, false), Ok(Some(Draft)));
        assert_eq!(InReview.after(Return, true), Ok(Some(Unpublished)));
        assert_eq!(Published.after(Kill, true), Ok(Some(Killed)));
        assert!(Killed.after(Trash, true).is_err(), "nobody takes the kill back by the trash");
        assert_eq!(Trashed.after(Restore, true), Ok(Some(Unpublished)));
        assert_eq!(Trashed.after(Purge, false), Ok(None));
        let fault = Draft.after(Unpublish, false).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "unpublish is not a step from draft: there are submit, approve, schedule, publish, kill, trash"
        );
    }
}
