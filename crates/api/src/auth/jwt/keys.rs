//! The keys of access tokens: one file for the one that signs, made on the first start.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::iter;
use std::path::{Path, PathBuf};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::rotation;

/// The Ed25519 key pair (RFC 8032) that signs, and the public keys of those that signed before.
#[derive(Clone)]
pub struct SigningKeys {
    signing: EncodingKey,
    own: PublicKey,
    retired: Vec<Retired>,
}

/// A public key and the name it goes by.
#[derive(Clone)]
struct PublicKey {
    checking: DecodingKey,
    x: String,
    kid: String,
}

/// A key that signs no more.
#[derive(Clone)]
struct Retired {
    key: PublicKey,
    /// When the last of its tokens has expired, in seconds since 1970-01-01 UTC.
    until_s: i64,
}

/// Why there is no key to sign with. Nothing of the key is in the text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file can't be made, read or written.
    #[error("the signing key {} can't be {action}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What was tried: `read`, `written`, `put in place`, `removed`.
        action: &'static str,
        /// What the operating system said.
        source: io::Error,
    },
    /// Others than its owner may read or change the file.
    #[error(
        "the signing key {0} is open to others (mode {mode:04o}): run `chmod 600 '{0}'`",
        .path.display()
    )]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds something else.
    #[error("the signing key {} is not an Ed25519 key in PKCS#8 PEM", .path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// No key could be made.
    #[error("no signing key could be made")]
    Generate(#[source] aws_lc_rs::error::Unspecified),
    /// The key did not sign.
    #[error("the access token could not be signed")]
    Sign(#[source] jsonwebtoken::errors::Error),
}

impl SigningKeys {
    /// The name of the file in the directory of secrets.
    pub const FILE_NAME: &str = "signing-key.pem";

    /// The key in `dir`, which has to exist: PKCS#8 (RFC 5208) in PEM (RFC 7468), mode 0600, up
    /// to 4 KiB; made if there is none. Of several processes that start at once one makes it and
    /// all have it. Refuses a file that others may read or change.
    pub fn load_or_create(dir: &Path) -> Result<Self, KeyError> {
        if let Some(keys) = Self::read(dir)? {
            return Ok(keys);
        }
        let path = dir.join(Self::FILE_NAME);
        create(dir, &path)?;
        let gone = || file_error(&path, "read")(io::ErrorKind::NotFound.into());
        Self::read(dir)?.ok_or_else(gone)
    }

    /// The key in `dir` and those that signed before it; `None` if there is none.
    pub fn read(dir: &Path) -> Result<Option<Self>, KeyError> {
        let Some(mut keys) = Self::load(&dir.join(Self::FILE_NAME))? else { return Ok(None) };
        for (path, until_s) in rotation::retired(dir)? {
            // one that is taken away meanwhile was over
            let old = Self::load(&path)?;
            keys.retired.extend(old.map(|old| Retired { key: old.own, until_s }));
        }
        Ok(Some(keys))
    }

    /// A key that is gone with the process: for tests.
    pub fn in_memory() -> Result<Self, KeyError> {
        let pair = Ed25519KeyPair::generate().map_err(KeyError::Generate)?;
        let der = private_der(&pair)?;
        Ok(Self::new(EncodingKey::from_ed_der(der.as_ref()), &pair))
    }

    /// The name of the key: its thumbprint (RFC 7638, with SHA-256), in base64url.
    pub fn kid(&self) -> &str {
        &self.own.kid
    }

    /// The public keys that check tokens at `now_s`, as a JWK Set (RFC 7517 section 5, RFC 8037
    /// section 2), for whoever checks them elsewhere; the one that signs comes first.
    pub fn jwks(&self, now_s: i64) -> Value {
        let keys: Vec<Value> = self.checking(now_s).map(PublicKey::jwk).collect();
        json!({ "keys": keys })
    }

    fn checking(&self, now_s: i64) -> impl Iterator<Item = &PublicKey> {
        let retired = self.retired.iter().filter(move |old| old.until_s > now_s);
        iter::once(&self.own).chain(retired.map(|old| &old.key))
    }

    pub(super) fn signing_key(&self) -> &EncodingKey {
        &self.signing
    }

    /// The key of a name that checks tokens at `now_s`.
    pub(super) fn checking_key(&self, kid: &str, now_s: i64) -> Option<&DecodingKey> {
        self.checking(now_s).find(|key| key.kid == kid).map(|key| &key.checking)
    }

    fn load(path: &Path) -> Result<Option<Self>, KeyError> {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(file_error(path, "read")(error)),
        };
        // Asked of the open file, so that what is judged is what is read.
        let metadata = file.metadata().map_err(file_error(path, "read"))?;
        let mode = mode(&metadata);
        if mode & OTHERS != 0 {
            return Err(KeyError::TooOpen { path: path.to_owned(), mode });
        }
        let mut pem = Vec::new();
        file.take(FILE_LEN_MAX).read_to_end(&mut pem).map_err(file_error(path, "read"))?;
        match Self::from_pem(&pem) {
            Some(keys) => Ok(Some(keys)),
            None => Err(KeyError::NotAKey { path: path.to_owned() }),
        }
    }

    fn from_pem(pem: &[u8]) -> Option<Self> {
        let signing = EncodingKey::from_ed_pem(pem).ok()?;
        let pair = Ed25519KeyPair::from_pkcs8(signing.as_bytes()).ok()?;
        Some(Self::new(signing, &pair))
    }

    fn new(signing: EncodingKey, pair: &Ed25519KeyPair) -> Self {
        let public = pair.public_key().as_ref();
        let x = URL_SAFE_NO_PAD.encode(public);
        // RFC 7638 section 3: the required members only, in this order, without spaces.
        let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
        let kid = URL_SAFE_NO_PAD.encode(Sha256::digest(canonical));
        let own = PublicKey { checking: DecodingKey::from_ed_der(public), x, kid };
        Self { signing, own, retired: Vec::new() }
    }
}

impl PublicKey {
    fn jwk(&self) -> Value {
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": self.x,
            "kid": self.kid,
            "use": "sig",
            "alg": "EdDSA",
        })
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeys").field("kid", &self.own.kid).finish_non_exhaustive()
    }
}

/// The most that is read of the file, in bytes; a key takes 119.
const FILE_LEN_MAX: u64 = 4_096;
/// The permissions of the group and of everyone else.
const OTHERS: u32 = 0o077;

/// Puts a new key at `path`, unless another process is quicker.
fn create(dir: &Path, path: &Path) -> Result<(), KeyError> {
    put(dir, path, link)
}

/// Puts a new key at `path`. The file appears there whole or not at all: it is written beside, and
/// `place` gives it its name.
pub(super) fn put(
    dir: &Path,
    path: &Path,
    place: fn(&Path, &Path) -> io::Result<()>,
) -> Result<(), KeyError> {
    let pair = Ed25519KeyPair::generate().map_err(KeyError::Generate)?;
    let pem = pem(private_der(&pair)?.as_ref());
    let mut unique = [0; 12];
    aws_lc_rs::rand::fill(&mut unique).map_err(KeyError::Generate)?;
    let beside =
        dir.join(format!(".{}.{}", SigningKeys::FILE_NAME, URL_SAFE_NO_PAD.encode(unique)));
    let placed = write_private(&beside, pem.as_bytes())
        .map_err(file_error(&beside, "written"))
        .and_then(|()| place(&beside, path).map_err(file_error(path, "put in place")));
    // Whether it was linked or not, and even half written, the second name has to go.
    let removed = match fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    };
    placed?;
    removed.map_err(file_error(&beside, "removed"))?;
    sync_dir(dir).map_err(file_error(path, "put in place"))
}

fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private(&mut options);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Never replaces: one that is there already has won, and is as good.
pub(super) fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

/// The form that other tools read too: PKCS#8 version 1, without the public key.
fn private_der(pair: &Ed25519KeyPair) -> Result<Pkcs8V1Der<'static>, KeyError> {
    pair.as_der().map_err(KeyError::Generate)
}

/// RFC 7468 section 10. The 48 bytes of an Ed25519 key are one line of 64 characters.
fn pem(der: &[u8]) -> String {
    let lines: Vec<String> = der.chunks(48).map(|line| STANDARD.encode(line)).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

pub(super) fn file_error(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> KeyError {
    let path = path.to_owned();
    move |source| KeyError::File { path, action, source }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o7777
}

/// A new name is durable only when its directory is.
#[cfg(unix)]
fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Elsewhere a file has the permissions of its directory.
#[cfg(not(unix))]
fn private(_options: &mut OpenOptions) {}

#[cfg(not(unix))]
fn mode(_metadata: &fs::Metadata) -> u32 {
    0
}

#[cfg(not(unix))]
fn sync_dir(_dir: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::error::Error;
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Barrier;

    use super::*;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn first_start_makes_a_private_file_and_the_second_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let made = SigningKeys::load_or_create(dir.path()).unwrap();
        let path = dir.path().join("signing-key.pem");
        assert_eq!(mode(&fs::metadata(&path).unwrap()), 0o600);
        assert_eq!(names(dir.path()), ["signing-key.pem"]);
        let pem = fs::read_to_string(&path).unwrap();
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEI"), "form");
        assert_eq!(pem.len(), 119);
        let read = SigningKeys::load_or_create(dir.path()).unwrap();
        assert_eq!(read.jwks(0), made.jwks(0));
        assert_eq!(fs::read_to_string(&path).unwrap(), pem);
    }

    #[test]
    fn key_open_to_others_is_refused_with_the_remedy() {
        let dir = tempfile::tempdir().unwrap();
        SigningKeys::load_or_create(dir.path()).unwrap();
        let path = dir.path().join("signing-key.pem");
        for wide in [0o640, 0o604, 0o610, 0o601, 0o620, 0o602, 0o660, 0o644, 0o777] {
            set_mode(&path, wide);
            let error = SigningKeys::load_or_create(dir.path()).unwrap_err();
            let path = path.display();
            let (fault, remedy) = ("is open to others", format!("run `chmod 600 '{path}'`"));
            let want = format!("the signing key {path} {fault} (mode {wide:04o}): {remedy}");
            assert_eq!(error.to_string(), want);
        }
        for narrow in [0o600, 0o400] {
            set_mode(&path, narrow);
            SigningKeys::load_or_create(dir.path()).unwrap();
        }
    }

    #[test]
    fn those_that_start_at_once_have_one_key() {
        for _ in 0..20 {
            let dir = tempfile::tempdir().unwrap();
            let start = Barrier::new(8);
            let one = || {
                start.wait();
                SigningKeys::load_or_create(dir.path()).unwrap().kid().to_owned()
            };
            let kids: HashSet<String> = std::thread::scope(|scope| {
                let all: Vec<_> = (0..8).map(|_| scope.spawn(one)).collect();
                all.into_iter().map(|each| each.join().unwrap()).collect()
            });
            assert_eq!(kids.len(), 1);
            assert_eq!(names(dir.path()), ["signing-key.pem"]);
        }
    }

    #[test]
    fn key_that_is_there_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let made = SigningKeys::load_or_create(dir.path()).unwrap();
        create(dir.path(), &dir.path().join("signing-key.pem")).unwrap();
        assert_eq!(SigningKeys::load_or_create(dir.path()).unwrap().kid(), made.kid());
        assert_eq!(names(dir.path()), ["signing-key.pem"]);
    }

    #[test]
    fn anything_but_a_key_is_refused_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("signing-key.pem");
        let good = pem(private_der(&Ed25519KeyPair::generate().unwrap()).unwrap().as_ref());
        let public = good.replace("PRIVATE", "PUBLIC");
        let cut = good.replace("MC4C", "");
        // An X25519 key (RFC 8410) differs by one number.
        let agreement = good.replace("AwBQYDK2Vw", "AwBQYDK2Vu");
        let long = format!("{}{good}", "\n".repeat(5_000));
        for bad in ["", "no key", &public, &cut, &agreement, &long] {
            write_private(&path, bad.as_bytes()).unwrap();
            let error = SigningKeys::load_or_create(dir.path()).unwrap_err();
            assert!(matches!(error, KeyError::NotAKey { .. }), "{bad:?}: {error:?}");
            assert!(error.to_string().contains(&path.display().to_string()));
            assert_eq!(fs::read_to_string(&path).unwrap(), bad);
            fs::remove_file(&path).unwrap();
        }
    }

    #[test]
    fn missing_directory_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("nowhere");
        let error = SigningKeys::load_or_create(&missing).unwrap_err();
        assert!(error.to_string().contains(&missing.display().to_string()), "{error}");
        assert!(error.source().is_some());
    }

    /// The key of RFC 8037 appendix A.1; its thumbprint stands in A.3.
    #[test]
    fn public_key_and_thumbprint_are_those_of_rfc_8037() {
        let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
        let head = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
        let keys = SigningKeys::from_pem(pem(&[&head[..], &seed].concat()).as_bytes()).unwrap();
        let want = json!({ "keys": [{
            "kty": "OKP",
            "crv": "Ed25519",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
            "use": "sig",
            "alg": "EdDSA",
        }] });
        assert_eq!(keys.jwks(0), want);
    }

    #[test]
    fn keys_in_memory_differ_and_hide() {
        let keys = SigningKeys::in_memory().unwrap();
        assert_ne!(keys.kid(), SigningKeys::in_memory().unwrap().kid());
        assert_eq!(format!("{keys:?}"), format!("SigningKeys {{ kid: {:?}, .. }}", keys.kid()));
    }
}
