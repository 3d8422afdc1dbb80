//! Passwords of people and tokens of programs: how they are made, checked and kept.
//!
//! At rest there is a PHC string for a password and a SHA-256 for a token, never the secret
//! itself; `Debug` of everything that holds one is redacted. Absent on purpose: the database, and
//! the access tokens of a session (JWT), which belong to the edge.

mod password;
mod token;

pub use password::{Cost, Password, Passwords};
pub use token::{Digest, Kind, Secret};

/// Random bytes of the operating system.
pub(crate) fn random() -> Result<[u8; 32], SecretError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(SecretError::Random)?;
    Ok(bytes)
}

/// Why a secret could not be made. Nothing of the secret is in the text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The operating system gave no random bytes.
    #[error("no random bytes from the operating system")]
    Random(#[source] getrandom::Error),
    /// Argon2 refused its parameters or had no memory.
    #[error("the password could not be hashed")]
    Hash(#[source] argon2::password_hash::Error),
    /// Argon2 does not know such parameters.
    #[error("the cost of password hashes is out of range")]
    Cost(#[source] argon2::Error),
}
