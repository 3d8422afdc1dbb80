//! Ledgers: each entry carries the hash of the one before, so that none can be changed, moved or
//! left out unseen.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A SHA-256 (FIPS 180-4), written as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What the first entry of a ledger carries for the one before.
    pub const NONE: Self = Self([0; 32]);

    /// Of these bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Of these bytes behind a salt that keeps them from being guessed.
    pub fn salted(salt: Salt, bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::new_with_prefix(salt.0).chain_update(bytes).finalize().into())
    }

    /// Of a document in its canonical form.
    pub fn of_document(document: &Value) -> Result<Self, serde_json::Error> {
        Ok(Self::of(canonical(document)?))
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(raw: &str) -> Option<Self> {
        unhex(raw).map(Self)
    }
}

/// Sixteen random bytes, written as 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Salt(pub [u8; 16]);

impl Salt {
    /// Reads 32 hexadecimal digits.
    pub fn parse(raw: &str) -> Option<Self> {
        unhex(raw).map(Self)
    }
}

impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        hex(&self.0, f)
    }
}

impl std::fmt::Display for Salt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        hex(&self.0, f)
    }
}

fn hex(bytes: &[u8], f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

fn unhex<const N: usize>(raw: &str) -> Option<[u8; N]> {
    let digits: Option<Vec<u8>> = raw
        .bytes()
        .map(|byte| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        })
        .collect();
    let pairs = digits.filter(|digits| digits.len() == N.saturating_mul(2))?;
    let bytes: Vec<u8> =
        pairs.chunks(2).map(|pair| pair.iter().fold(0, |n, d| n << 4 | d)).collect();
    bytes.try_into().ok()
}

/// Where a ledger is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {sequence}: {why}")]
pub struct Broken {
    /// The first entry that does not hold.
    pub sequence: i64,
    /// Why.
    pub why: &'static str,
}

/// The one form of a JSON document (RFC 8785): members in order, no spaces.
pub fn canonical(document: &Value) -> Result<String, serde_json::Error> {
    serde_json_canonicalizer::to_string(document)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_documents_have_one_form() {
        let document = json!({ "b": [1, 2.50, null], "a": "é\n", "€": { "z": 1e21, "y": true } });
        assert_eq!(
            canonical(&document).unwrap(),
            r#"{"a":"é\n","b":[1,2.5,null],"€":{"y":true,"z":1e+21}}"#
        );
    }

    #[test]
    fn hashes_and_salts_are_read_as_they_are_written() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::of("abc").to_string(), abc);
        assert_eq!(Hash::parse(abc), Some(Hash::of("abc")));
        let salt = Salt(*b"0123456789abcdef");
        assert_eq!(Salt::parse(&salt.to_string()), Some(salt));
        assert_eq!(Hash::salted(salt, "abc"), Hash::of("0123456789abcdefabc"));
        for raw in ["", "ba", &abc.to_uppercase(), &format!("{abc}00"), &"é".repeat(32)] {
            assert_eq!(Hash::parse(raw), None, "{raw}");
        }
    }
}
