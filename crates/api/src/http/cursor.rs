//! Opaque cursors of keyset paging: a key, bound to the list that it was made for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::code;
use super::problem::Problem;

/// How long a cursor may be, in characters.
pub const LEN_MAX: usize = 512;
/// How long a key may be, in bytes: a longer one makes a cursor that is not taken back.
pub const KEY_BYTES_MAX: usize = LEN_MAX / 4 * 3 - HEAD_BYTES;

/// The form of cursors; another number when the form of keys changes.
const VERSION: u8 = 1;
const MARK_BYTES: usize = 8;
const HEAD_BYTES: usize = 1 + MARK_BYTES;

/// A place in a list.
///
/// A cursor is not a secret and not signed: a key that is read back is input like any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor<'a> {
    /// Which list, with its filters and its order.
    pub scope: &'a str,
    /// Where in it, at most [`KEY_BYTES_MAX`] bytes.
    pub key: &'a [u8],
}

impl Cursor<'_> {
    /// As [`encode`].
    pub fn encode(scope: &str, key: &[u8]) -> String {
        encode(scope, key)
    }

    /// As [`decode`].
    pub fn decode(scope: &str, raw: &str) -> Result<Vec<u8>, Problem> {
        decode(scope, raw)
    }
}

impl std::fmt::Display for Cursor<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&encode(self.scope, self.key))
    }
}

/// Writes a cursor in base64url without padding (RFC 4648, section 5): it needs no escape in a
/// query.
pub fn encode(scope: &str, key: &[u8]) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&mark(scope));
    bytes.extend_from_slice(key);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The key of a cursor of the list `scope`; anything else is `invalid_cursor` (400).
pub fn decode(scope: &str, raw: &str) -> Result<Vec<u8>, Problem> {
    key_of(scope, raw).ok_or_else(|| {
        let rule = "not a cursor of this list with these filters";
        Problem::new(code::INVALID_CURSOR).parameter("cursor", "invalid_cursor", rule)
    })
}

fn key_of(scope: &str, raw: &str) -> Option<Vec<u8>> {
    if raw.len() > LEN_MAX {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(raw).ok()?;
    let (version, rest) = bytes.split_first()?;
    let (own, key) = rest.split_at_checked(MARK_BYTES)?;
    (*version == VERSION && own == mark(scope)).then(|| key.to_vec())
}

/// Tells lists apart; eight bytes, for this guards against mistakes and not against forgery.
fn mark(scope: &str) -> Vec<u8> {
    Sha256::digest(scope.as_bytes()).iter().take(MARK_BYTES).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(scope: &str, raw: &str) {
        let problem = decode(scope, raw).unwrap_err();
        assert_eq!(problem.code(), code::INVALID_CURSOR);
        assert_eq!(problem.errors()[0].parameter.as_deref(), Some("cursor"));
    }

    #[test]
    fn a_key_comes_back() {
        for key in [&b""[..], b"a", b"\x00\xff\xfe", &[7; KEY_BYTES_MAX]] {
            let raw = encode("articles?sort=a", key);
            assert!(raw.len() <= LEN_MAX);
            assert_eq!(decode("articles?sort=a", &raw).unwrap(), key);
            assert_eq!(Cursor { scope: "articles?sort=a", key }.to_string(), raw);
            assert!(raw.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        }
    }

    #[test]
    fn another_list_refuses_it() {
        refused("topics", &encode("articles", b"k"));
        refused("articles?topic=b", &encode("articles?topic=a", b"k"));
    }

    #[test]
    fn garbage_is_refused() {
        let good = encode("a", b"k");
        let another_version = URL_SAFE_NO_PAD.encode([[2].as_slice(), &mark("a")].concat());
        let padded = format!("{good}=");
        for raw in ["", "a", "!!!!", "é", "AAAA", &another_version, &padded, "AQ"] {
            refused("a", raw);
        }
        refused("a", &encode("a", &[7; KEY_BYTES_MAX + 1]));
    }
}
