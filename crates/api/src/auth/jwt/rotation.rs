//! A new key in place of the one that signs. What the old one signed holds until it expires.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::{fs, io};

use super::keys::{KeyError, SigningKeys, file_error, link, put};

/// How long a key checks tokens that signs no more, in seconds: as long as a token of its last
/// moment holds, and as long as a process takes to hear of the new one, many times.
const RETIRED_SECONDS: i64 = 900;

/// The names of files with keys that sign no more: until when they check stands between.
const RETIRED: (&str, &str) = ("signing-key.", ".pem");

/// The keys that hold now; they are replaced while requests go on.
#[derive(Debug)]
pub struct KeyRing(RwLock<Arc<SigningKeys>>);

impl KeyRing {
    /// A ring with these keys.
    pub fn new(keys: SigningKeys) -> Self {
        Self(RwLock::new(Arc::new(keys)))
    }

    /// The keys that hold now.
    pub fn current(&self) -> Arc<SigningKeys> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on these hold.
    pub fn replace(&self, keys: SigningKeys) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }
}

impl SigningKeys {
    /// Puts a new key in the place of the one in `dir`, which checks what it signed for 15 minutes
    /// more. Whoever reads meanwhile finds the old one or the new one, and never none.
    pub fn rotate(dir: &Path, now_s: i64) -> Result<Self, KeyError> {
        let path = dir.join(Self::FILE_NAME);
        Self::load_or_create(dir)?;
        for (old, until_s) in retired(dir)? {
            if until_s <= now_s {
                fs::remove_file(&old).map_err(file_error(&old, "removed"))?;
            }
        }
        let (front, back) = RETIRED;
        let until_s = now_s.saturating_add(RETIRED_SECONDS);
        let old = dir.join(format!("{front}{until_s}{back}"));
        link(&path, &old).map_err(file_error(&old, "put in place"))?;
        put(dir, &path, |beside, path| fs::rename(beside, path))?;
        Self::load_or_create(dir)
    }
}

/// The files in `dir` with keys that sign no more, and until when each of them checks.
pub(super) fn retired(dir: &Path) -> Result<Vec<(PathBuf, i64)>, KeyError> {
    let files = fs::read_dir(dir).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let files = files.map_err(file_error(dir, "read"))?;
    let until_s = |path: PathBuf| {
        let name = path.file_name()?.to_str()?;
        let (front, back) = RETIRED;
        let until_s = name.strip_prefix(front)?.strip_suffix(back)?.parse().ok()?;
        Some((path, until_s))
    };
    Ok(files.into_iter().filter_map(|file| until_s(file.path())).collect())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{AccessClaims, Expect, TokenFault};
    use super::*;

    const NOW_S: i64 = 1_790_000_000;

    fn token(keys: &SigningKeys, at_s: i64) -> String {
        let claims = AccessClaims {
            iss: "a".to_owned(),
            aud: "b".to_owned(),
            sub: Uuid::from_u128(1),
            sid: Uuid::from_u128(2),
            role: "editor".to_owned(),
            iat: at_s,
            nbf: at_s,
            exp: at_s + 600,
            jti: Uuid::from_u128(3),
        };
        keys.issue(&claims).unwrap()
    }

    fn check(keys: &SigningKeys, token: &str, now_s: i64) -> Result<(), TokenFault> {
        keys.verify(token, Expect { iss: "a", aud: "b", now_s }).map(|_| ())
    }

    fn kids(keys: &SigningKeys, now_s: i64) -> Vec<String> {
        let jwks = keys.jwks(now_s);
        let all = jwks["keys"].as_array().unwrap().iter();
        all.map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_the_old_key_signed_holds_until_it_expires() {
        let dir = tempfile::tempdir().unwrap();
        let old = SigningKeys::load_or_create(dir.path()).unwrap();
        let before = token(&old, NOW_S - 1);
        let new = SigningKeys::rotate(dir.path(), NOW_S).unwrap();
        assert_ne!(new.kid(), old.kid());
        assert_eq!(kids(&new, NOW_S), [new.kid(), old.kid()]);
        assert_eq!(check(&new, &before, NOW_S + 598), Ok(()));
        assert_eq!(check(&new, &before, NOW_S + 599), Err(TokenFault::Expired));
        assert_eq!(check(&new, &token(&new, NOW_S), NOW_S), Ok(()));
        // who stole the old key makes no tokens with it once it is over
        let later = NOW_S + RETIRED_SECONDS;
        assert_eq!(check(&new, &token(&old, later - 1), later - 1), Ok(()));
        assert_eq!(check(&new, &token(&old, later), later), Err(TokenFault::BadSignature));
        assert_eq!(kids(&new, later), [new.kid()]);
    }

    #[test]
    fn each_rotation_leaves_the_keys_that_still_check() {
        let dir = tempfile::tempdir().unwrap();
        let first = SigningKeys::load_or_create(dir.path()).unwrap();
        let second = SigningKeys::rotate(dir.path(), NOW_S).unwrap();
        let third = SigningKeys::rotate(dir.path(), NOW_S + 10).unwrap();
        assert_eq!(kids(&third, NOW_S + 10).len(), 3);
        for keys in [&first, &second, &third] {
            assert_eq!(check(&third, &token(keys, NOW_S), NOW_S + 10), Ok(()));
        }
        let last = SigningKeys::rotate(dir.path(), NOW_S + 10_000).unwrap();
        assert_eq!(kids(&last, NOW_S + 10_000), [last.kid(), third.kid()]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "what is over is gone");
        let again = SigningKeys::read(dir.path()).unwrap().unwrap();
        assert_eq!(kids(&again, NOW_S + 10_000), kids(&last, NOW_S + 10_000));
    }

    #[test]
    fn a_ring_gives_the_keys_that_were_put_last() {
        let (one, two) = (SigningKeys::in_memory().unwrap(), SigningKeys::in_memory().unwrap());
        let kid = two.kid().to_owned();
        let ring = KeyRing::new(one);
        let held = ring.current();
        ring.replace(two);
        assert_ne!(held.kid(), kid);
        assert_eq!(ring.current().kid(), kid);
    }
}
