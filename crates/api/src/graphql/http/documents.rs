//! Documents that are asked for by what they are called (GraphQL-over-HTTP draft, appendix A):
//! those of a list that the operator trusts, and those that clients sent before with their hash
//! (automatic persisted queries).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Extensions, Value};
use lru::LruCache;
use serde_json::Number;
use sha2::{Digest as _, Sha256};

use super::Limits;
use super::call::{Call, parsed};
use super::refusal::Refusal;

/// How many documents of clients are remembered; one has at most 16 KiB, all of them 16 MiB.
const LEARNED_MAX: NonZeroUsize = match NonZeroUsize::new(1_000) {
    Some(max) => max,
    None => NonZeroUsize::MIN,
};
/// Bytes of what a document is called.
const ID_LEN_MAX: usize = 128;
/// What stands before a hash in what a document is called.
const SHA256: &str = "sha256:";
/// Hexadecimal digits of a hash.
const HASH_LEN: usize = 64;
/// The extension by which clients name a document by its hash alone.
const AUTOMATIC: &str = "persistedQuery";

/// The documents that a server knows.
#[derive(Debug)]
pub struct Documents {
    /// By hash, and by the name that the list gives.
    trusted: HashMap<String, Arc<str>>,
    /// True if readers get no others.
    only: bool,
    /// By hash; the one that was not asked for the longest goes first.
    learned: Mutex<LruCache<String, Arc<str>>>,
}

/// Why a list of documents is not trusted.
#[derive(Debug, thiserror::Error)]
pub enum DocumentsError {
    /// It has another form.
    #[error("not a JSON object of documents by their hashes or names")]
    Malformed(#[from] serde_json::Error),
    /// The name is of another form, or the hash another's.
    #[error("{0}: neither the SHA-256 of its document nor a name of letters, digits and -._~")]
    Misnamed(String),
    /// The document would never run.
    #[error("{id}: {fault}")]
    Refused {
        /// What the list calls it.
        id: String,
        /// What is wrong.
        fault: String,
    },
}

/// A document to remember, once it was found to be one.
#[derive(Debug)]
pub struct Lesson {
    id: String,
    text: Arc<str>,
}

impl Default for Documents {
    fn default() -> Self {
        Self {
            trusted: HashMap::new(),
            only: false,
            learned: Mutex::new(LruCache::new(LEARNED_MAX)),
        }
    }
}

impl Documents {
    /// Reads a list: a JSON object of documents by their hashes (lower case, with `sha256:` or
    /// without) or names. Each is found by its hash too.
    pub fn trusting(list: &[u8]) -> Result<Self, DocumentsError> {
        let list: HashMap<String, String> = serde_json::from_slice(list)?;
        let mut documents = Self::default();
        for (id, text) in list {
            let by_hash = hashed(&text);
            if !is_name(&id) && id != by_hash && by_hash.strip_prefix(SHA256) != Some(&id) {
                return Err(DocumentsError::Misnamed(id));
            }
            let text: Arc<str> = text.into();
            if let Err(Refusal { message, .. }) = parsed(&text, &Limits::default()) {
                return Err(DocumentsError::Refused { id, fault: message });
            }
            documents.trusted.insert(id, Arc::clone(&text));
            documents.trusted.insert(by_hash, text);
        }
        Ok(documents)
    }

    /// The same, and no others for readers.
    #[must_use]
    pub fn only(self) -> Self {
        Self { only: true, ..self }
    }

    /// Puts the document into a call that names one. What comes back is to be remembered if the
    /// document proves to be one.
    pub fn fill(&self, call: &mut Call) -> Result<Option<Lesson>, Refusal> {
        let hash = automatic(&call.extensions)?;
        let text = call.query.as_deref().filter(|text| !text.trim().is_empty());
        match (text, call.document_id.take(), hash) {
            (Some(_), Some(_), _) => {
                Err(Refusal::bad_request("query and documentId exclude one another"))
            }
            (None, Some(id), _) => self.put(call, &id, "no document has this documentId"),
            // the word by which clients know that they have to send the document itself
            (None, None, Some(id)) => self.put(call, &id, "PersistedQueryNotFound"),
            (Some(text), None, Some(id)) => {
                if hashed(text) != id {
                    return Err(Refusal::bad_request("sha256Hash is that of another document"));
                }
                let is_new = self.find(&id).is_none();
                Ok(is_new.then(|| Lesson { id, text: text.into() }))
            }
            (_, None, None) => Ok(None),
        }
    }

    /// Puts a known document into a call; there is nothing to remember.
    fn put(
        &self,
        call: &mut Call,
        id: &str,
        unknown: &'static str,
    ) -> Result<Option<Lesson>, Refusal> {
        let text = self.find(id).ok_or_else(|| Refusal::unknown_document(unknown))?;
        call.query = Some(text.as_ref().to_owned());
        Ok(None)
    }

    /// Refuses a call of a reader where readers get documents of the list only.
    pub fn check(&self, call: &Call) -> Result<(), Refusal> {
        let text = call.query.as_deref().unwrap_or_default();
        if self.only && !self.trusted.contains_key(&hashed(text)) {
            return Err(Refusal::untrusted_document());
        }
        Ok(())
    }

    /// Remembers a document that was found to be one.
    pub fn learn(&self, lesson: Option<Lesson>) {
        if let Some(Lesson { id, text }) = lesson {
            self.learned.lock().unwrap_or_else(PoisonError::into_inner).put(id, text);
        }
    }

    fn find(&self, id: &str) -> Option<Arc<str>> {
        let learned =
            || self.learned.lock().unwrap_or_else(PoisonError::into_inner).get(id).map(Arc::clone);
        self.trusted.get(id).map(Arc::clone).or_else(learned)
    }
}

/// What the extension calls a document; `None` without it.
fn automatic(extensions: &Extensions) -> Result<Option<String>, Refusal> {
    let Some(said) = extensions.get(AUTOMATIC) else { return Ok(None) };
    let Value::Object(said) = said else { return Err(Refusal::bad_request(AUTOMATIC_FORM)) };
    let version = Value::Number(Number::from(1));
    let is_known = said.get("version") == Some(&version);
    match said.get("sha256Hash") {
        Some(Value::String(hash)) if is_known && is_hash(hash) => {
            Ok(Some(format!("{SHA256}{hash}")))
        }
        _ => Err(Refusal::bad_request(AUTOMATIC_FORM)),
    }
}

/// The form of the extension.
const AUTOMATIC_FORM: &str =
    "persistedQuery has version (1) and sha256Hash (64 hexadecimal digits in lower case)";

/// What a document is called by its hash.
fn hashed(text: &str) -> String {
    let mut id = SHA256.to_owned();
    for byte in Sha256::digest(text) {
        // writing into a string does not fail
        let _written = write!(id, "{byte:02x}");
    }
    id
}

fn is_hash(word: &str) -> bool {
    word.len() == HASH_LEN && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// True for a name of the draft's unreserved characters, unless it looks like a hash.
fn is_name(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    (1..=ID_LEN_MAX).contains(&word.len()) && !is_hash(word) && word.bytes().all(plain)
}
