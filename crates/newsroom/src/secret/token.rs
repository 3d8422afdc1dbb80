//! Opaque secrets for programs and links: `mh_<kind>_<random>_<crc>`.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::SecretError;

/// What a secret opens; one never passes for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A program's key to the API.
    Api,
    /// The single-use half of a session that renews its access token.
    Refresh,
    /// The link that makes the first account.
    Setup,
    /// A link that sets the password of an account.
    Password,
    /// A link that shows one revision of an article.
    Preview,
}

impl Kind {
    /// As it stands in the secret.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Refresh => "rt",
            Self::Setup => "setup",
            Self::Password => "password",
            Self::Preview => "preview",
        }
    }
}

/// `mh_<kind>_<43 characters base64url of 32 random bytes>_<8 hex>` (RFC 4648 section 5, no
/// padding). The last part is the CRC-32 of all before its underscore: it tells a mistyped or
/// invented secret without the database, and lets scanners of leaked secrets be sure.
#[derive(Clone)]
pub struct Secret {
    kind: Kind,
    text: String,
}

impl Secret {
    /// Random bytes in a secret.
    pub const RANDOM_LEN: usize = 32;

    /// A new one. Fails if the operating system has no random bytes.
    pub fn generate(kind: Kind) -> Result<Self, SecretError> {
        let mut random = [0; Self::RANDOM_LEN];
        getrandom::fill(&mut random).map_err(SecretError::Random)?;
        let body = format!("mh_{}_{}", kind.word(), URL_SAFE_NO_PAD.encode(random));
        let crc = crc32(body.as_bytes());
        Ok(Self { kind, text: format!("{body}_{crc:08x}") })
    }

    /// Takes `raw` if it could be one of this kind: form and checksum. Whether it is one, only
    /// the stored digests know.
    pub fn parse(kind: Kind, raw: &str) -> Option<Self> {
        let random_and_crc =
            raw.strip_prefix("mh_")?.strip_prefix(kind.word())?.strip_prefix('_')?;
        // By place: base64url has underscores of its own.
        let (random, crc) = random_and_crc.split_at_checked(RANDOM_TEXT_LEN)?;
        let mut bytes = [0; Self::RANDOM_LEN];
        let decoded_len = URL_SAFE_NO_PAD.decode_slice(random, &mut bytes).ok()?;
        let body = raw.strip_suffix(crc)?;
        let fits =
            decoded_len == Self::RANDOM_LEN && crc == format!("_{:08x}", crc32(body.as_bytes()));
        fits.then(|| Self { kind, text: raw.to_owned() })
    }

    /// What it opens.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The secret itself: for the one answer that hands it out, never for a log or a table.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// What is kept of it: SHA-256 of the whole text. No salt and no stretching, for 32 random
    /// bytes can't be guessed.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.text.as_bytes()).into())
    }
}

/// 32 bytes without padding: ten groups of four and three more.
const RANDOM_TEXT_LEN: usize = 43;

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({}, [redacted])", self.kind.word())
    }
}

/// SHA-256 (FIPS 180-4) of a secret, which is what the database holds; 64 lower-case hex digits
/// as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// CRC-32 of IEEE 802.3 section 3.2.9, reflected, as in zip and PNG.
fn crc32(bytes: &[u8]) -> u32 {
    const POLYNOMIAL: u32 = 0xEDB8_8320;
    let shift = |crc: u32| if crc & 1 == 1 { (crc >> 1) ^ POLYNOMIAL } else { crc >> 1 };
    !bytes
        .iter()
        .fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| shift(crc)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const KINDS: [Kind; 5] = [Kind::Api, Kind::Refresh, Kind::Setup, Kind::Password, Kind::Preview];

    /// A secret with a right checksum around any middle part.
    fn sealed(body: &str) -> String {
        format!("{body}_{:08x}", crc32(body.as_bytes()))
    }

    #[track_caller]
    fn refused(raw: &str) {
        for kind in KINDS {
            assert!(Secret::parse(kind, raw).is_none(), "{raw:?} as {kind:?}");
        }
    }

    #[test]
    fn crc_is_the_one_of_zip() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn generated_secret_has_the_form_and_is_taken_back() {
        let prefixes = ["mh_api_", "mh_rt_", "mh_setup_", "mh_password_", "mh_preview_"];
        for (kind, prefix) in KINDS.into_iter().zip(prefixes) {
            let secret = Secret::generate(kind).unwrap();
            assert!(secret.expose().starts_with(prefix), "{prefix}");
            assert_eq!(secret.expose().len(), prefix.len() + 43 + 1 + 8);
            let again = Secret::parse(kind, secret.expose()).unwrap();
            assert_eq!(again.expose(), secret.expose());
            assert_eq!(again.kind(), kind);
            assert_eq!(again.digest(), secret.digest());
        }
    }

    #[test]
    fn secrets_never_repeat() {
        let made = (0..1_000).map(|_| Secret::generate(Kind::Api).unwrap().digest());
        assert_eq!(made.collect::<HashSet<_>>().len(), 1_000);
    }

    #[test]
    fn one_kind_is_not_taken_for_another() {
        for made in KINDS {
            let secret = Secret::generate(made).unwrap();
            for asked in KINDS {
                assert_eq!(Secret::parse(asked, secret.expose()).is_some(), asked == made);
            }
        }
    }

    #[test]
    fn any_changed_character_is_noticed() {
        let secret = Secret::generate(Kind::Api).unwrap();
        for at in 0..secret.expose().len() {
            for to in ['A', 'b', '0', '_', '-', '=', ' ', 'é'] {
                let changed: String = secret
                    .expose()
                    .chars()
                    .enumerate()
                    .map(|(i, c)| if i == at { to } else { c })
                    .collect();
                if changed != secret.expose() {
                    refused(&changed);
                }
            }
        }
    }

    #[test]
    fn any_cut_is_noticed() {
        let secret = Secret::generate(Kind::Setup).unwrap();
        for at in 0..secret.expose().len() {
            refused(secret.expose().get(..at).unwrap());
            refused(secret.expose().get(at + 1..).unwrap());
        }
    }

    #[test]
    fn wrong_form_is_refused_even_with_a_right_checksum() {
        let random = "A".repeat(43);
        assert!(Secret::parse(Kind::Api, &sealed(&format!("mh_api_{random}"))).is_some());
        refused(&sealed(&format!("mh_api_{}", "A".repeat(42))));
        refused(&sealed(&format!("mh_api_{}", "A".repeat(44))));
        refused(&sealed(&format!("mh_api_{}B", "A".repeat(42))));
        refused(&sealed(&format!("mh_api_{}+", "A".repeat(42))));
        refused(&sealed(&format!("mh_api_{}=", "A".repeat(42))));
        refused(&sealed(&format!("mh_api_{}é", "A".repeat(41))));
        refused(&sealed(&format!("mh_api_{}é", "A".repeat(42))));
        refused(&sealed(&format!("mh_apis_{random}")));
        refused(&sealed(&format!("MH_api_{random}")));
        refused(&sealed(&format!("mh_{random}")));
    }

    #[test]
    fn checksum_is_lower_case_and_ends_the_text() {
        let text = sealed(&format!("mh_api_{}", "A".repeat(43)));
        let (body, crc) = text.rsplit_once('_').unwrap();
        assert!(crc.bytes().any(|b| b.is_ascii_lowercase()), "{crc}");
        refused(&format!("{body}_{}", crc.to_uppercase()));
        refused(&format!("{text} "));
        refused(&format!(" {text}"));
        refused(&format!("{text}\n"));
        refused(&format!("{text}0"));
        refused(&format!("{body}{crc}"));
        refused("");
        refused("mh_api_");
        refused(&"mh_api_".repeat(100_000));
    }

    #[test]
    fn digest_is_sha_256_of_the_text() {
        let secret = Secret { kind: Kind::Api, text: "abc".to_owned() };
        let want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(secret.digest().to_string(), want);
    }

    #[test]
    fn debug_is_redacted() {
        let secret = Secret::generate(Kind::Refresh).unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(rt, [redacted])");
    }
}
