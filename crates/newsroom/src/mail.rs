//! Letters to those who have an account.

use std::sync::Arc;

use domain::account::Email;

use crate::Newsroom;
use crate::users::PasswordLink;

/// Carries letters. It does not wait until they have arrived, and nobody learns whether they did.
pub trait Mail: Send + Sync {
    /// Takes a letter.
    fn send(&self, letter: Letter);
}

/// A letter: plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: Email,
    /// About what.
    pub subject: String,
    /// What it says.
    pub text: String,
}

/// How letters go out, and where their links lead.
#[derive(Clone)]
pub(crate) struct Post {
    pub(crate) mail: Arc<dyn Mail>,
    pub(crate) at: String,
}

impl Newsroom {
    /// The same newsroom with letters that go out by `mail`; `at` is the address at which people
    /// reach it, such as `https://newsroom.example`.
    #[must_use]
    pub fn with_mail(self, mail: Arc<dyn Mail>, at: &str) -> Self {
        let at = at.trim_end_matches('/').to_owned();
        Self { post: Some(Post { mail, at }), ..self }
    }
}

impl PasswordLink {
    /// Where it leads, below the newsroom's address. The secret stands behind `#`, so that no
    /// server and no log ever sees it.
    pub fn path(&self) -> String {
        format!("/password#{}", self.secret.expose())
    }
}

impl Letter {
    /// With a link that sets a password anew.
    pub(crate) fn reset(to: &Email, at: &str, link: &PasswordLink) -> Self {
        let (address, path) = (to.as_str(), link.path());
        Self {
            to: to.clone(),
            subject: "Your password".to_owned(),
            text: format!(
                "Somebody asked for a new password for {address} at {at}.\n\n\
                 If it was you, choose one here within 30 minutes:\n\n{at}{path}\n\n\
                 If it was not, do nothing: your password stays as it is.\n"
            ),
        }
    }
}
