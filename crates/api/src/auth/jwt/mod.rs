//! Access tokens: JWT (RFC 7519) in the profile of RFC 9068, signed with Ed25519 and nothing else
//! (RFC 8037, RFC 8725 section 3.1).
//!
//! Absent on purpose: the clock, the database and any second algorithm. That a session has ended
//! or an account is suspended is known to the database, which is asked on every request.

mod claims;
mod keys;
mod rotation;
#[cfg(test)]
mod tests;

pub use claims::{AccessClaims, Expect, TokenFault};
pub use keys::{KeyError, SigningKeys};
pub use rotation::KeyRing;
