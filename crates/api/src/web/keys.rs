//! Surrogate keys: what an answer shows, so that a shared cache can drop just what a change makes
//! wrong (the header Surrogate-Key of Fastly and Varnish, Cache-Tag elsewhere).
//!
//! A change of a thing makes wrong what has its id, or its kind's word, or `many`. A thing that is
//! seen because of others (an author of an open article, an expert of a quote in one) has their
//! kinds' words too.

use actix_web::http::header::{HeaderName, HeaderValue};
use domain::time::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// The key of answers that any change may make wrong.
const MANY: &str = "many";
/// More than this and the answer has the word `many` in place of ids: caches take 16 KiB.
const IDS_MAX: usize = 300;

/// How long an answer is fresh.
const FRESH_SECONDS: i64 = 60;
/// How long it may be used while a fresh one is fetched (RFC 5861, section 3).
const STALE_SECONDS: i64 = 30;
/// The same for an answer without an end; it may be used for five minutes while a fresh one cannot be
/// had (RFC 5861, section 4).
pub(super) const WHOLE: &str =
    "max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=300";

/// What the answer shows, for shared caches.
pub(super) const SURROGATE_KEY: HeaderName = HeaderName::from_static("surrogate-key");

/// What an answer shows, and how long.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    ids: Vec<Uuid>,
    kinds: Vec<&'static str>,
    left_seconds: Option<i64>,
    ends: Option<Timestamp>,
}

/// How long an answer is right by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Life {
    left_seconds: Option<i64>,
    /// An article that is shown may have an end.
    ends: Option<Timestamp>,
}

impl Life {
    /// How long shared caches may keep it from an instant on. That it is for all readers follows
    /// from `s-maxage` (RFC 9111, section 5.2.2.10); near its end it may not be used stale.
    pub(super) fn caching(self, now: Timestamp) -> HeaderValue {
        let left = self.ends.map(|end| now.seconds_until(end));
        let left = [self.left_seconds, left].into_iter().flatten().min();
        let Some(left) = left.filter(|left| *left < FRESH_SECONDS + STALE_SECONDS) else {
            return HeaderValue::from_static(WHOLE);
        };
        let left = left.clamp(0, FRESH_SECONDS);
        HeaderValue::from_str(&format!("max-age=0, s-maxage={left}"))
            .unwrap_or(HeaderValue::from_static("no-store"))
    }
}

impl Keys {
    /// The ids of all things that an answer shows.
    pub fn of(shown: &Value) -> Self {
        let mut keys = Self::default();
        keys.collect(shown);
        keys.ids.sort_unstable();
        keys.ids.dedup();
        keys
    }

    /// What nobody looked through: any change may make it wrong.
    pub fn any() -> Self {
        Self::default().and(MANY)
    }

    /// The same with a kind of which any change makes the answer wrong.
    #[must_use]
    pub fn and(mut self, kind: &'static str) -> Self {
        self.kinds.push(kind);
        self
    }

    /// The same with several kinds.
    #[must_use]
    pub fn with(mut self, kinds: &[&'static str]) -> Self {
        self.kinds.extend(kinds);
        self
    }

    /// The same with the id of something that the answer is about and does not name.
    #[must_use]
    pub fn about(mut self, id: Uuid) -> Self {
        self.ids.push(id);
        self
    }

    /// The same for an answer that is wrong by itself after some time.
    #[must_use]
    pub fn ending_in(mut self, left_seconds: Option<i64>) -> Self {
        self.left_seconds = left_seconds;
        self
    }

    /// The same for an answer that is wrong by itself from an instant on.
    #[must_use]
    pub fn until(mut self, end: Option<Timestamp>) -> Self {
        self.ends = [self.ends, end].into_iter().flatten().min();
        self
    }

    /// How long shared caches may keep the answer.
    pub(super) fn life(&self) -> Life {
        Life { left_seconds: self.left_seconds, ends: self.ends }
    }

    /// The header, unless nothing is shown.
    pub fn header(self) -> Option<HeaderValue> {
        let mut words: Vec<String> = self.kinds.into_iter().map(str::to_owned).collect();
        if self.ids.len() > IDS_MAX {
            words.push(MANY.to_owned());
        } else {
            words.extend(self.ids.iter().map(Uuid::to_string));
        }
        HeaderValue::from_str(&words.join(" ")).ok().filter(|value| !value.is_empty())
    }

    fn collect(&mut self, shown: &Value) {
        match shown {
            Value::Object(members) => {
                let id = members.get("id").and_then(Value::as_str);
                self.ids.extend(id.and_then(|id| Uuid::parse_str(id).ok()));
                let end = members.get("expiresAt").and_then(Value::as_str);
                self.ends = [self.ends, end.and_then(Timestamp::parse)].into_iter().flatten().min();
                members.values().for_each(|value| self.collect(value));
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ONE: &str = "0190f5c0-0000-7000-8000-000000000001";
    const TWO: &str = "0190f5c0-0000-7000-8000-000000000002";

    #[test]
    fn every_thing_that_is_shown_is_a_key() {
        let shown =
            json!({ "id": TWO, "credits": [{ "author": { "id": ONE } }, { "id": "no id" }] });
        let header = Keys::of(&shown).and("articles").header().unwrap();
        assert_eq!(header.to_str().unwrap(), format!("articles {ONE} {TWO}"));
        assert_eq!(Keys::of(&json!({})).header(), None);
    }

    #[test]
    fn an_answer_is_not_kept_beyond_its_end() {
        let now = Timestamp::parse("2026-03-14T12:00:00Z").unwrap();
        let of = |left| Keys::default().ending_in(left).life().caching(now);
        let whole = "max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=300";
        assert_eq!([of(None), of(Some(90))], [whole, whole]);
        assert_eq!(of(Some(89)), "max-age=0, s-maxage=60");
        assert_eq!(
            [of(Some(59)), of(Some(0))],
            ["max-age=0, s-maxage=59", "max-age=0, s-maxage=0"]
        );
    }

    #[test]
    fn too_many_ids_are_one_word() {
        let things = |count: u128| -> Value {
            (1..=count).map(|id| json!({ "id": Uuid::from_u128(id) })).collect()
        };
        let of = |count| Keys::of(&things(count)).header().unwrap().len();
        assert_eq!(of(300), 300 * 37 - 1);
        assert_eq!(Keys::of(&things(301)).header().unwrap(), "many");
    }
}
