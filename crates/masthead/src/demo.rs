//! The demo's loader: a made-up newspaper goes through the same use cases as a real one, with a
//! clock and ids of its own, so that every load gives the same bytes.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use anyhow::{Context as _, anyhow};
use domain::actor::Actor;
use domain::article::ArticleContent;
use domain::author::Author;
use domain::record::Record;
use domain::section::Section;
use domain::time::Timestamp;
use domain::topic::Topic;
use domain::violation::Violations;
use newsroom::secret::Cost;
use newsroom::{Clock, Ids, Newsroom, PageRequest, Store, View};
use rust_embed::RustEmbed;
use serde_json::{Map, Value, json};
use uuid::Uuid;

#[derive(RustEmbed)]
#[folder = "demo"]
struct Files;

/// 2026-01-31T12:00:00Z, before anything in the demo happens.
const BEGIN_MICROS: i64 = 1_769_860_800_000_000;

/// A clock that is set by hand.
#[derive(Debug)]
struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let micros = self.0.load(Ordering::Relaxed);
        Timestamp::from_micros(micros)
            .unwrap_or_else(|| Timestamp::new(chrono::DateTime::UNIX_EPOCH))
    }
}

/// Ids of version 7 that count instead of drawing lots.
#[derive(Debug, Default)]
struct CountedIds(AtomicU64);

impl Ids for CountedIds {
    fn next(&self, now: Timestamp) -> Uuid {
        let count = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let mut random = [0_u8; 10];
        for (place, byte) in random.iter_mut().skip(2).zip(count) {
            *place = byte;
        }
        uuid::Builder::from_unix_timestamp_millis(now.unix_ms(), &random).into_uuid()
    }
}

/// Fills an empty newsroom; one that has a section already is left as it is.
pub fn load(store: &Store) -> anyhow::Result<()> {
    let clock = Arc::new(SetClock(AtomicI64::new(BEGIN_MICROS)));
    let newsroom =
        Newsroom::new(store.clone(), clock.clone(), Arc::<CountedIds>::default(), Cost::Test)?;
    if !is_empty(&newsroom)? {
        return Ok(());
    }
    let mut names = HashMap::new();
    records::<Section>(&newsroom, "sections.json", &mut names)?;
    records::<Topic>(&newsroom, "topics.json", &mut names)?;
    records::<Author>(&newsroom, "authors.json", &mut names)?;
    let mut files: Vec<_> = Files::iter().filter(|path| path.starts_with("articles/")).collect();
    files.sort();
    for path in files {
        let text = text(&path)?;
        article(&newsroom, &clock, &names, &text).with_context(|| path.to_string())?;
    }
    Ok(())
}

fn is_empty(newsroom: &Newsroom) -> anyhow::Result<bool> {
    let mut reading = newsroom.reading()?;
    let seen = reading.seen(&Actor::Operator, View::Working)?;
    let first = PageRequest { from: None, backwards: false, limit: 1 };
    Ok(reading.records::<Section>(seen, &first)?.items.is_empty())
}

fn text(path: &str) -> anyhow::Result<String> {
    let file = Files::get(path).ok_or_else(|| anyhow!("{path} is missing"))?;
    Ok(String::from_utf8(file.data.into_owned())?)
}

fn faults(faults: Violations) -> anyhow::Error {
    let words: Vec<_> = faults.into_vec().iter().map(ToString::to_string).collect();
    anyhow!("{}", words.join("; "))
}

fn records<T: Record>(
    newsroom: &Newsroom,
    path: &str,
    names: &mut HashMap<String, Uuid>,
) -> anyhow::Result<()> {
    let documents: Vec<Map<String, Value>> = serde_json::from_str(&text(path)?).context("json")?;
    for document in documents {
        let content = T::parse(document).map_err(faults).with_context(|| path.to_owned())?;
        let stored = newsroom.create_record(&Actor::Operator, content)?;
        names.insert(format!("{}/{}", T::ENTITY, stored.slug), stored.id);
    }
    Ok(())
}

fn article(
    newsroom: &Newsroom,
    clock: &SetClock,
    names: &HashMap<String, Uuid>,
    text: &str,
) -> anyhow::Result<()> {
    let rest = text.strip_prefix("---json\n").context("no front matter")?;
    let (front, body) = rest.split_once("\n---\n").context("the front matter has no end")?;
    let mut members: Map<String, Value> = serde_json::from_str(front)?;
    let published_at = members.remove("publishedAt");
    members.remove("state");
    members.insert("body".to_owned(), json!({ "markdown": body }));
    name_by_id(&mut members, names)?;
    let at = published_at.as_ref().and_then(Value::as_str).and_then(Timestamp::parse);
    if let Some(at) = at {
        clock.0.store(at.micros(), Ordering::Relaxed);
    }
    let content = ArticleContent::parse(members).map_err(faults)?;
    let saved = newsroom.create_article(&Actor::Operator, &content)?.view.row;
    if at.is_some() {
        newsroom.publish_article(&Actor::Operator, saved.id, saved.head_revision)?;
    }
    Ok(())
}

/// The files name sections, topics and authors by slug; the use cases take ids.
fn name_by_id(
    members: &mut Map<String, Value>,
    names: &HashMap<String, Uuid>,
) -> anyhow::Result<()> {
    let id = |kind: &str, slug: &Value| -> anyhow::Result<Value> {
        let name = format!("{kind}/{}", slug.as_str().unwrap_or_default());
        let id = names.get(&name).ok_or_else(|| anyhow!("{name} is not in the demo"))?;
        Ok(json!(id))
    };
    if let Some(section) = members.get_mut("section") {
        *section = id("section", section)?;
    }
    for (list, member) in [("credits", "author"), ("topics", "topic")] {
        let items = members.get_mut(list).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            if let Some(place) = item.get_mut(member) {
                *place = id(member, place)?;
            }
        }
    }
    Ok(())
}
