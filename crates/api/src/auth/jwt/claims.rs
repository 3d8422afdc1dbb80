//! What an access token says, and the only way to make and to read one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, Header, crypto, encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::keys::{KeyError, SigningKeys};

/// The claims of an access token (RFC 9068 section 2.2), all of them required. Times are in
/// seconds since 1970-01-01 UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessClaims {
    /// Who made the token: the address of this newsroom (RFC 7519 section 4.1.1).
    pub iss: String,
    /// Whom it is for: exactly one, never a list (RFC 7519 section 4.1.3).
    pub aud: String,
    /// The account that acts (RFC 7519 section 4.1.2).
    pub sub: Uuid,
    /// The session it belongs to, by which it is revoked.
    pub sid: Uuid,
    /// The role of the account when the token was made: a hint; the database decides.
    pub role: String,
    /// Made at (RFC 7519 section 4.1.6).
    pub iat: i64,
    /// Not good before (RFC 7519 section 4.1.5).
    pub nbf: i64,
    /// Good before, and no longer at (RFC 7519 section 4.1.4).
    pub exp: i64,
    /// The token itself (RFC 7519 section 4.1.7).
    pub jti: Uuid,
}

/// What a token has to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expect<'a> {
    /// The one `iss` taken, byte by byte.
    pub iss: &'a str,
    /// The one `aud` taken, byte by byte.
    pub aud: &'a str,
    /// The time of the check, in seconds since 1970-01-01 UTC.
    pub now_s: i64,
}

/// Why a token is not taken. For logs and for choosing to renew; a client hears `invalid_token`
/// whichever it is (RFC 6750 section 3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not a token of the form that is made here: length, parts, or header.
    #[error("not an access token")]
    Malformed,
    /// Not signed by the key of this newsroom, or changed since.
    #[error("the signature is not ours")]
    BadSignature,
    /// Signed, but a claim is missing, of a wrong type, or meant for another place or time.
    #[error("the claims do not fit")]
    WrongClaims,
    /// Was good once.
    #[error("the token has expired")]
    Expired,
}

/// The longest token that is looked at, in bytes; one made here is some 700.
const TOKEN_LEN_MAX: usize = 4_096;
/// How far the clock of another instance may be ahead, in seconds. It is no grace for `exp`.
const AHEAD_S_MAX: i64 = 5;
/// The longest life of a token, in seconds: a signing mistake must not last.
const LIFE_S_MAX: i64 = 3_600;
/// The media type of access tokens in short form (RFC 9068 section 2.1).
const TYPE: &str = "at+jwt";
/// The one algorithm (RFC 8037 section 3.1).
const ALGORITHM: &str = "EdDSA";

impl SigningKeys {
    /// The token in compact form (RFC 7515 section 7.1) with the header `typ`, `alg`, `kid`.
    /// Fails if the key can't sign; the claims are taken as they are.
    pub fn issue(&self, claims: &AccessClaims) -> Result<String, KeyError> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.kid().to_owned());
        encode(&header, claims, self.signing_key()).map_err(KeyError::Sign)
    }

    /// The claims of a token that was issued with one of these keys and fits now (RFC 8725 section 3, RFC
    /// 9068 section 4). Nothing of the token is believed before its signature has been checked.
    pub fn verify(&self, token: &str, expect: Expect<'_>) -> Result<AccessClaims, TokenFault> {
        let parts = Parts::split(token).ok_or(TokenFault::Malformed)?;
        let head: Head = json_object(parts.head).ok_or(TokenFault::Malformed)?;
        if head.alg != ALGORITHM || !head.typ.eq_ignore_ascii_case(TYPE) {
            return Err(TokenFault::Malformed);
        }
        let signed = self.checking_key(&head.kid, expect.now_s).is_some_and(|key| {
            crypto::verify(parts.signature, parts.signed.as_bytes(), key, Algorithm::EdDSA)
                .is_ok_and(|signed| signed)
        });
        if !signed {
            return Err(TokenFault::BadSignature);
        }
        let claims: AccessClaims = json_object(parts.claims).ok_or(TokenFault::WrongClaims)?;
        claims.fit(expect)?;
        Ok(claims)
    }
}

impl AccessClaims {
    fn fit(&self, expect: Expect<'_>) -> Result<(), TokenFault> {
        let life_s = self.exp.checked_sub(self.iat);
        let ahead_at = expect.now_s.saturating_add(AHEAD_S_MAX);
        if self.iss != expect.iss
            || self.aud != expect.aud
            || !life_s.is_some_and(|life_s| (1..=LIFE_S_MAX).contains(&life_s))
            || self.iat > ahead_at
            || self.nbf > ahead_at
        {
            return Err(TokenFault::WrongClaims);
        }
        if expect.now_s >= self.exp { Err(TokenFault::Expired) } else { Ok(()) }
    }
}

/// The header that is made here, and no other: with `crit`, `jwk`, `jku`, `x5u`, `b64` or anything
/// else beside these three it is refused, so that no token can bring its own key or rules along.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    typ: String,
    alg: String,
    kid: String,
}

/// The three parts of a token and what the signature covers, still in base64url.
struct Parts<'a> {
    head: &'a str,
    claims: &'a str,
    signed: &'a str,
    signature: &'a str,
}

impl<'a> Parts<'a> {
    fn split(token: &'a str) -> Option<Self> {
        if token.len() > TOKEN_LEN_MAX {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (head, claims) = signed.split_once('.')?;
        (!claims.contains('.')).then_some(Self { head, claims, signed, signature })
    }
}

/// A JSON object in base64url without padding. A list is not one, though serde would fill a
/// struct from it; a member that stands there twice is refused.
fn json_object<T: DeserializeOwned>(part: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
    let json = std::str::from_utf8(&bytes).ok()?;
    if json.starts_with('{') { serde_json::from_str(json).ok() } else { None }
}
