//! Opaque cursors: a key, bound to the list and the filters that it was made for.

use actix_web::HttpRequest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::id::Revision;
use domain::time::Timestamp;
use newsroom::{AuditPlace, Place, RecordCursor, SeenPlace};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::code;
use super::problem::Problem;

const LEN_MAX: usize = 1_024;

/// What a cursor can hold.
pub trait Key: Sized {
    /// As bytes.
    fn to_bytes(&self) -> Vec<u8>;
    /// From bytes.
    fn from_bytes(bytes: &[u8]) -> Option<Self>;
}

impl Key for Place {
    fn to_bytes(&self) -> Vec<u8> {
        [self.at.micros().to_be_bytes().as_slice(), self.id.as_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (at, id) = bytes.split_at_checked(8)?;
        let at = Timestamp::from_micros(i64::from_be_bytes(at.try_into().ok()?))?;
        Some(Self { at, id: Uuid::from_slice(id).ok()? })
    }
}

impl Key for Revision {
    fn to_bytes(&self) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(i64::from_be_bytes(bytes.try_into().ok()?)))
    }
}

impl Key for RecordCursor {
    fn to_bytes(&self) -> Vec<u8> {
        [self.id.as_bytes().as_slice(), self.sort_key.as_bytes()].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, sort_key) = bytes.split_at_checked(16)?;
        let sort_key = std::str::from_utf8(sort_key).ok()?.to_owned();
        Some(Self { sort_key, id: Uuid::from_slice(id).ok()? })
    }
}

/// The places of a ledger are numbers.
macro_rules! numbers {
    ($($name:ident),*) => {$(
        impl Key for $name {
            fn to_bytes(&self) -> Vec<u8> {
                self.0.to_be_bytes().to_vec()
            }

            fn from_bytes(bytes: &[u8]) -> Option<Self> {
                Some(Self(i64::from_be_bytes(bytes.try_into().ok()?)))
            }
        }
    )*};
}

numbers!(AuditPlace, SeenPlace);

/// Writes a cursor of the list `scope`.
pub fn write<K: Key>(scope: &str, key: &K, backwards: bool) -> String {
    let mut bytes = vec![u8::from(backwards)];
    bytes.extend(mark(scope));
    bytes.extend(key.to_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a cursor; one of another list, or of none, is refused.
pub fn read<K: Key>(scope: &str, raw: &str) -> Result<(K, bool), Problem> {
    read_as("cursor", scope, raw)
}

/// The same of one that the parameter `name` has.
pub fn read_as<K: Key>(name: &str, scope: &str, raw: &str) -> Result<(K, bool), Problem> {
    let key = || {
        let bytes = URL_SAFE_NO_PAD.decode(raw).ok().filter(|_| raw.len() <= LEN_MAX)?;
        let (backwards, rest) = bytes.split_first()?;
        let (own, key) = rest.split_at_checked(8)?;
        let known = own == mark(scope).as_slice() && *backwards <= 1;
        known.then(|| K::from_bytes(key)).flatten().map(|key| (key, *backwards == 1))
    };
    key().ok_or_else(|| {
        let rule = "not a cursor of this list with these filters";
        Problem::new(code::INVALID_CURSOR).parameter(name, "invalid_cursor", rule)
    })
}

fn mark(scope: &str) -> Vec<u8> {
    Sha256::digest(scope).iter().take(8).copied().collect()
}

/// Parameters of one answer, whatever the list.
const OF_ANSWER: [&str; 4] = ["cursor=", "limit=", "count=", "fields="];

/// The list that a request asks for: its path and filters, without its place in the list.
pub fn scope(request: &HttpRequest) -> String {
    let query = request.query_string().split('&');
    let is_of_list = |part: &&str| !OF_ANSWER.iter().any(|name| part.starts_with(name));
    let mut filters: Vec<_> = query.filter(is_of_list).collect();
    filters.sort_unstable();
    format!("{}?{}", request.path(), filters.join("&"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_comes_back_in_its_list_only(micros in 0_i64..4_000_000_000_000_000, id: u128, back: bool) {
            let place = Place { at: Timestamp::from_micros(micros).unwrap(), id: Uuid::from_u128(id) };
            let raw = write("a", &place, back);
            prop_assert_eq!(read::<Place>("a", &raw).unwrap(), (place, back));
            prop_assert!(read::<Place>("b", &raw).is_err());
        }

        #[test]
        fn garbage_is_refused(raw in "\\PC{0,80}") {
            prop_assert!(read::<Place>("a", &raw).is_err());
        }
    }
}
