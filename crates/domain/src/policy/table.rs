//! The table: what each role may do, and to what. Whoever runs a newsroom can read it and sign it.

use crate::account::Role;

/// To what a role may do something. Each holds all that those before it hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// To nothing.
    No,
    /// To what they began themselves, while it is a draft that no reader has ever seen.
    OwnDraft,
    /// To what they began themselves, while no reader has ever seen it.
    OwnUnseen,
    /// To what they began themselves.
    Own,
    /// To what they began themselves, and to what stands in the sections of their account; to
    /// everything if the account has no sections.
    Desk,
    /// To everything.
    All,
}

impl Rule {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 6] =
        [Self::No, Self::OwnDraft, Self::OwnUnseen, Self::Own, Self::Desk, Self::All];

    /// The word in JSON and the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::OwnDraft => "own_draft",
            Self::OwnUnseen => "own_unseen",
            Self::Own => "own",
            Self::Desk => "desk",
            Self::All => "all",
        }
    }

    /// The rule of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.word() == word)
    }
}

/// Makes the actions, their words, and the table of roles and actions.
macro_rules! table {
    ($($(#[doc = $about:literal])* $action:ident $word:literal
        [$integrator:ident $contributor:ident $author:ident $editor:ident $chief:ident $admin:ident];)*) => {
        /// Something that needs permission.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[doc = $about])* $action,)*
        }

        impl Action {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$action),*];

            /// The word in scopes of tokens and in roles of the newsroom's own.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$action => $word,)*
                }
            }

            /// What it is, in a sentence.
            pub const fn about(self) -> &'static str {
                match self {
                    $(Self::$action => concat!($($about),*),)*
                }
            }
        }

        /// To what a built-in role may do something.
        pub const fn rule(role: Role, action: Action) -> Rule {
            let row = match action {
                $(Action::$action => [
                    Rule::$integrator,
                    Rule::$contributor,
                    Rule::$author,
                    Rule::$editor,
                    Rule::$chief,
                    Rule::$admin,
                ],)*
            };
            let [integrator, contributor, author, editor, chief_editor, admin] = row;
            match role {
                Role::Integrator => integrator,
                Role::Contributor => contributor,
                Role::Author => author,
                Role::Editor => editor,
                Role::ChiefEditor => chief_editor,
                Role::Admin => admin,
            }
        }
    };
}

table! {
    // integrator, contributor, author, editor, chief editor, admin

    /// Read drafts and newest revisions.
    ReadWorking "working.read" [All Own Own All All All];
    /// Read what only editors read, such as an expert's telephone number.
    ReadPrivate "private.read" [No No No All All All];

    /// Begin an article.
    CreateArticle "article.create" [No All All All All All];
    /// Save a new revision of an article.
    ReviseArticle "article.revise" [No OwnDraft Own Desk All All];
    /// Hand an article in for review.
    SubmitArticle "article.submit" [No Own Own Desk All All];
    /// Take an article back that was handed in or approved.
    WithdrawArticle "article.withdraw" [No Own Own Desk All All];
    /// Give an article back to whoever wrote it, with a note.
    ReturnArticle "article.return" [No No No Desk All All];
    /// Say that an article may go out.
    ApproveArticle "article.approve" [No No No Desk All All];
    /// Say when an article goes out, and take that back.
    ScheduleArticle "article.schedule" [No No No Desk All All];
    /// Show an article's newest revision to readers.
    PublishArticle "article.publish" [No No No Desk All All];
    /// Take an article from readers.
    UnpublishArticle "article.unpublish" [No No No Desk All All];
    /// Withdraw an article for good, for reasons of law.
    KillArticle "article.kill" [No No No No All All];
    /// Bring a killed article back, unpublished.
    ReviveArticle "article.revive" [No No No No All All];
    /// Put an article into the trash.
    DeleteArticle "article.delete" [No OwnDraft OwnUnseen Desk All All];
    /// Take an article out of the trash.
    RestoreArticle "article.restore" [No OwnUnseen OwnUnseen Desk All All];
    /// Delete an article that is in the trash, with its history.
    PurgeArticle "article.purge" [No No No No All All];
    /// Say who works on an article, until when, and under which embargo; mark it as breaking.
    AssignArticle "article.assign" [No No No Desk All All];
    /// Leave a note for the desk.
    NoteArticle "article.note" [No Own Own All All All];
    /// Make a link that shows one revision of an article for an hour, and end one.
    PreviewArticle "article.preview" [No Own Own All All All];

    /// Make an author, a topic, a section and the like.
    CreateRecord "record.create" [No No No All All All];
    /// Change an author, a topic, a section and the like.
    ReviseRecord "record.revise" [No No No All All All];
    /// Delete an author, a topic, a section and the like.
    DeleteRecord "record.delete" [No No No All All All];
    /// Show a revision of a list to readers, now or at a time, go back to an earlier one, and take a list from them.
    PublishList "list.publish" [No No No All All All];

    /// Note a quote.
    CreateQuote "quote.create" [No All All All All All];
    /// Save a new revision of a quote.
    ReviseQuote "quote.revise" [No Own Own All All All];
    /// Say that a quote is one, is none, or is withdrawn.
    JudgeQuote "quote.judge" [No No No All All All];
    /// Delete a quote that no article uses.
    DeleteQuote "quote.delete" [No No No All All All];

    /// Make, change and delete a release: articles and lists that go out together.
    KeepRelease "release.keep" [No No No All All All];
    /// Let a release go out, now or at a time, and undo one; each of its items needs its own permission.
    PublishRelease "release.publish" [No No No All All All];

    /// Pin, boost and mute articles in the lists that follow from what readers do.
    AdjustTrending "trending.adjust" [No No No All All All];
    /// Read what readers did: by the hour, and where they came from.
    ReadStats "stats.read" [All All All All All All];
    /// Pass on what readers did, from a server of the newsroom's.
    SendEvents "events.send" [All No No No No All];

    /// Publish a correction.
    PublishCorrection "correction.publish" [No No No Desk All All];
    /// Change what stands on every page: the publication's name, labels, links, the weather.
    ReviseSite "site.revise" [No No No All All All];
    /// Make accounts, credentials and roles for others.
    ManageAccounts "account.manage" [No No No No No All];
    /// Read what everybody did.
    ReadAudit "audit.read" [No No No No All All];
    /// Make and end the credentials of an account: sessions, tokens, the password.
    KeepCredentials "credential.keep" [Own Own Own Own Own All];
}

impl Action {
    /// The action of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stronger_role_never_may_less() {
        for &action in Action::ALL {
            let writers = Role::ALL.into_iter().filter(|role| *role != Role::Integrator);
            let rules: Vec<_> = writers.map(|role| rule(role, action)).collect();
            assert!(rules.is_sorted(), "{action:?} {rules:?}");
        }
    }

    #[test]
    fn an_integrator_reads_all_and_writes_nothing_of_the_newsroom() {
        for &action in Action::ALL {
            let known = [
                (Action::ReadWorking, Rule::All),
                (Action::ReadStats, Rule::All),
                (Action::SendEvents, Rule::All),
                (Action::KeepCredentials, Rule::Own),
            ];
            let want = known.into_iter().find(|(known, _)| *known == action);
            let want = want.map_or(Rule::No, |(_, rule)| rule);
            assert_eq!(rule(Role::Integrator, action), want, "{action:?}");
        }
    }

    #[test]
    fn words_come_back() {
        for &action in Action::ALL {
            assert_eq!(Action::from_word(action.word()), Some(action));
        }
        for rule in Rule::ALL {
            assert_eq!(Rule::from_word(rule.word()), Some(rule));
        }
    }
}
