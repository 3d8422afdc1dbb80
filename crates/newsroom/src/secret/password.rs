//! Passwords: which are taken, and argon2id over them (RFC 9106).

use std::fmt;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
};
use domain::violation::Fault;
use serde::{Deserialize, Deserializer};

use super::SecretError;

/// A new password that is long enough and not a common one; kept as typed, without composition
/// rules (NIST SP 800-63B-4 section 3.1.1.2).
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// In characters, not bytes.
    pub const LEN_MIN: usize = 12;
    /// In characters; four bytes each at most.
    pub const LEN_MAX: usize = 128;

    /// Takes `raw` as it is. Faults: `too_short`, `too_long`, `common_password`.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        // One past the bound is enough to know; the rest of a long text is not counted.
        let len = raw.chars().take(Self::LEN_MAX + 1).count();
        if len < Self::LEN_MIN {
            let detail = format!("at least {} characters", Self::LEN_MIN);
            return Err(Fault::new("too_short", detail));
        }
        if len > Self::LEN_MAX {
            return Err(Fault::new("too_long", format!("at most {} characters", Self::LEN_MAX)));
        }
        if is_common(raw) {
            return Err(Fault::new("common_password", "one of the passwords that are tried first"));
        }
        Ok(Self(raw.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Password {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password([redacted])")
    }
}

/// The commonest passwords of at least [`Password::LEN_MIN`] characters, one a line, lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// True if a guesser has it near the front: listed, one short block over and over, or a run of
/// neighbours such as `abcdefghijkl` or `987654321098`.
fn is_common(raw: &str) -> bool {
    let lower: Vec<char> = raw.chars().flat_map(char::to_lowercase).collect();
    (1..=BLOCK_LEN_MAX).any(|block_len| is_repeated(&lower, block_len))
        || is_run(lower.iter().copied())
        || is_run(lower.iter().rev().copied())
        || COMMON.lines().any(|line| line.chars().eq(lower.iter().copied()))
}

/// How long the block of a repetition is, in characters: `abcdabcdabcd` is one of three such.
const BLOCK_LEN_MAX: usize = 4;

/// True if each character is the one `block_len` before it.
fn is_repeated(lower: &[char], block_len: usize) -> bool {
    lower.iter().zip(lower.iter().skip(block_len)).all(|(before, after)| before == after)
}

/// True if each character follows on the one before it, in the alphabet or in ASCII digits, where
/// `0` follows on `9`.
fn is_run(lower: impl Iterator<Item = char> + Clone) -> bool {
    lower.clone().zip(lower.skip(1)).all(|(before, after)| {
        (before == '9' && after == '0') || u32::from(before) + 1 == u32::from(after)
    })
}

/// How much work one hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// argon2id, 46 MiB, one pass, one lane: the first choice of the OWASP password storage
    /// cheat sheet.
    Standard,
    /// argon2id with 64 KiB, for tests only: a guesser would be as fast.
    Test,
}

impl Cost {
    const fn memory_kib(self) -> u32 {
        match self {
            Self::Standard => 47_104,
            Self::Test => 64,
        }
    }
}

/// Hashes and checks passwords with argon2id (RFC 9106), a few at a time.
///
/// Each call blocks its thread for some tens of milliseconds, and longer while others are ahead
/// of it: it is for threads that may block, never for those of the web server.
pub struct Passwords {
    argon2: Argon2<'static>,
    nothing: PasswordHash,
    hashes_free: Mutex<usize>,
    freed: Condvar,
}

impl Passwords {
    /// How many hashes run at a time, so that log-ins can't take more than 92 MiB or all cores.
    pub const HASHES_MAX: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1);

    /// Up to [`Self::HASHES_MAX`] hashes at a time. Fails if argon2 has no memory.
    pub fn new(cost: Cost) -> Result<Self, SecretError> {
        Self::with_limit(cost, Self::HASHES_MAX)
    }

    /// Up to `hashes_max` hashes at a time, each with the memory of its cost.
    pub fn with_limit(cost: Cost, hashes_max: NonZeroUsize) -> Result<Self, SecretError> {
        let params = Params::new(cost.memory_kib(), 1, 1, None).map_err(SecretError::Cost)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // Nothing matches it: its answer is thrown away, only its cost is wanted.
        let nothing =
            argon2.hash_password_with_salt(b"nothing", &[0; 16]).map_err(SecretError::Hash)?;
        let hashes_free = Mutex::new(hashes_max.get());
        Ok(Self { argon2, nothing, hashes_free, freed: Condvar::new() })
    }

    /// A PHC string `$argon2id$v=19$m=..,t=1,p=1$salt$hash` with a fresh salt of 16 bytes.
    /// Fails without random bytes or memory.
    pub fn hash(&self, password: &Password) -> Result<String, SecretError> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt).map_err(SecretError::Random)?;
        let _turn = self.turn();
        let hash = self.argon2.hash_password_with_salt(password.0.as_bytes(), &salt);
        hash.map(|phc| phc.to_string()).map_err(SecretError::Hash)
    }

    /// True if `raw` is the password that `phc` was made of, at the cost that `phc` names. One
    /// that can't be read never matches, and costs as much as one that can.
    pub fn verify(&self, phc: &str, raw: &str) -> bool {
        match PasswordHash::new(phc) {
            Ok(stored) if is_usable(&stored) => self.matches(&stored, raw),
            Ok(_) | Err(_) => {
                self.verify_nothing(raw);
                false
            }
        }
    }

    /// Costs what [`Self::verify`] costs: for an account that does not exist, so that the time
    /// of the answer doesn't tell.
    pub fn verify_nothing(&self, raw: &str) {
        black_box(self.matches(&self.nothing, raw));
    }

    fn matches(&self, stored: &PasswordHash, raw: &str) -> bool {
        // What is too long for a password never matches, and is not read to its end.
        let bytes = raw.as_bytes();
        let (head, fits) = match bytes.get(..RAW_LEN_MAX) {
            Some(head) => (head, bytes.len() == RAW_LEN_MAX),
            None => (bytes, true),
        };
        let _turn = self.turn();
        self.argon2.verify_password(head, stored).is_ok() && fits
    }

    /// Waits until fewer hashes run than may.
    fn turn(&self) -> Turn<'_> {
        let free = self.hashes_free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free =
            self.freed.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Turn(self)
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords").field("params", self.argon2.params()).finish_non_exhaustive()
    }
}

/// The longest password in bytes.
const RAW_LEN_MAX: usize = Password::LEN_MAX * 4;

/// True if argon2 will do its whole work for it; otherwise it would answer at once.
fn is_usable(stored: &PasswordHash) -> bool {
    stored.algorithm == ARGON2ID_IDENT
        && stored.version.is_none_or(|version| Version::try_from(version).is_ok())
        && stored.salt.is_some()
        && stored.hash.is_some()
        && Params::try_from(stored).is_ok()
}

/// One of the hashes that may run; given back when dropped.
struct Turn<'a>(&'a Passwords);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut free = self.0.hashes_free.lock().unwrap_or_else(PoisonError::into_inner);
        *free += 1;
        drop(free);
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<(), &str>) {
        let got = Password::parse(raw).map(|_| ()).map_err(|fault| fault.code);
        assert_eq!(got, want, "{raw:?}");
    }

    #[test]
    fn password_is_12_to_128_characters() {
        let mixed =
            |len: usize| "horsebatterystaple, ".chars().cycle().take(len).collect::<String>();
        check("", Err("too_short"));
        check(&mixed(11), Err("too_short"));
        check(&mixed(12), Ok(()));
        check(&mixed(128), Ok(()));
        check(&mixed(129), Err("too_long"));
        check(&mixed(1_000_000), Err("too_long"));
    }

    #[test]
    fn length_counts_characters_and_not_bytes() {
        check("žluťoučkýků", Err("too_short"));
        check("žluťoučkýkůň", Ok(()));
        let wide: String = "🗞🖋📰".chars().cycle().take(128).collect();
        check(&format!("{}x", wide.chars().take(127).collect::<String>()), Ok(()));
        check(&format!("{wide}x"), Err("too_long"));
    }

    #[test]
    fn composition_is_free() {
        check("only small letters here", Ok(()));
        check("ONLYCAPITALSHERE", Ok(()));
        check("730164928355", Ok(()));
        check("  spaces at both ends  ", Ok(()));
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for raw in ["password1234", "PassWord1234", "QWERTYUIOP123", "correcthorsebatterystaple"] {
            check(raw, Err("common_password"));
        }
    }

    #[test]
    fn repetitions_are_refused() {
        for raw in
            ["aaaaaaaaaaaa", "AaAaAaAaAaAa", "            ", "121212121212", "abcabcabcabcab"]
        {
            check(raw, Err("common_password"));
        }
        check(&"x".repeat(128), Err("common_password"));
        check("abcdabcdabcd", Err("common_password"));
        check("abcdabcdabce", Ok(()));
    }

    #[test]
    fn runs_are_refused_both_ways() {
        for raw in
            ["abcdefghijkl", "zyxwvutsrqpo", "123456789012", "098765432109", "ABCDEFGHIJKLmn"]
        {
            check(raw, Err("common_password"));
        }
        check("abcdefghijkm", Ok(()));
    }

    #[test]
    fn list_holds_what_could_be_met() {
        let lines: Vec<&str> = COMMON.lines().collect();
        assert!(lines.len() >= 200, "{}", lines.len());
        assert_eq!(lines.iter().collect::<HashSet<_>>().len(), lines.len(), "doubles");
        assert!(lines.is_sorted());
        for line in lines {
            let len = line.chars().count();
            assert!((Password::LEN_MIN..=Password::LEN_MAX).contains(&len), "{line}");
            assert_eq!(line.to_lowercase(), line);
            assert_eq!(line.trim(), line);
        }
    }

    #[test]
    fn debug_is_redacted() {
        let password = Password::parse("horse battery staple").unwrap();
        assert_eq!(format!("{password:?}"), "Password([redacted])");
        let passwords = Passwords::new(Cost::Test).unwrap();
        assert!(!format!("{passwords:?}").contains("nothing"));
    }

    #[test]
    fn hash_is_verified_by_its_password_only() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        let phc = passwords.hash(&Password::parse("horse battery staple").unwrap()).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{phc}");
        assert!(passwords.verify(&phc, "horse battery staple"));
        for raw in ["", "horse battery stapl", "horse battery staple ", "Horse battery staple"] {
            assert!(!passwords.verify(&phc, raw), "{raw:?}");
        }
    }

    #[test]
    fn two_hashes_of_one_password_differ() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        let password = Password::parse("horse battery staple").unwrap();
        assert_ne!(passwords.hash(&password).unwrap(), passwords.hash(&password).unwrap());
    }

    #[test]
    fn standard_cost_is_the_documented_one() {
        let passwords = Passwords::new(Cost::Standard).unwrap();
        let phc = passwords.hash(&Password::parse("horse battery staple").unwrap()).unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"), "{phc}");
        let cheap = Passwords::new(Cost::Test).unwrap();
        assert!(cheap.verify(&phc, "horse battery staple"), "the cost is the one of the string");
    }

    #[test]
    fn unreadable_hash_matches_nothing() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        let phc = passwords.hash(&Password::parse("horse battery staple").unwrap()).unwrap();
        let (without_hash, _) = phc.rsplit_once('$').unwrap();
        let other = phc.replace("argon2id", "argon2i");
        let version = phc.replace("v=19", "v=18");
        for bad in ["", "!", "horse battery staple", "$argon2id$", without_hash, &other, &version] {
            assert!(!passwords.verify(bad, "horse battery staple"), "{bad:?}");
            assert!(!passwords.verify(bad, ""), "{bad:?}");
        }
    }

    #[test]
    fn longest_password_is_read_to_its_end() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        let raw: String = "🗞🖋📰🗃🖨".chars().cycle().take(128).collect();
        assert_eq!(raw.len(), RAW_LEN_MAX);
        let phc = passwords.hash(&Password::parse(&raw).unwrap()).unwrap();
        assert!(passwords.verify(&phc, &raw));
        assert!(!passwords.verify(&phc, &format!("{raw}x")));
        let other: String = raw.chars().take(127).chain(['x']).collect();
        assert!(!passwords.verify(&phc, &other));
        passwords.verify_nothing(&"x".repeat(1_000_000));
    }

    #[test]
    fn no_more_hashes_run_than_may() {
        let passwords = Passwords::with_limit(Cost::Test, NonZeroUsize::MIN).unwrap();
        let turn = passwords.turn();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| passwords.verify_nothing("horse battery staple"));
            assert_eq!(*passwords.hashes_free.lock().unwrap(), 0);
            assert!(!waiting.is_finished());
            drop(turn);
            waiting.join().unwrap();
        });
        assert_eq!(*passwords.hashes_free.lock().unwrap(), 1);
        assert_eq!(Passwords::HASHES_MAX.get(), 2);
    }

    #[test]
    fn turns_are_given_back_by_many_threads() {
        let passwords = Passwords::new(Cost::Test).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| passwords.verify_nothing("horse battery staple"));
            }
        });
        assert_eq!(*passwords.hashes_free.lock().unwrap(), 2);
    }
}
