//! The demo's loader: a made-up newspaper goes through the same use cases as a real one, with a
//! clock and ids of its own, so that every load gives the same bytes.

mod names;
mod readers;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use anyhow::{Context as _, anyhow};
use domain::actor::Actor;
use domain::article::{ArticleContent, Attachment};
use domain::author::Author;
use domain::correction::Correction;
use domain::expert::Expert;
use domain::id::{ArticleId, QuoteId, Revision};
use domain::list::CuratedList;
use domain::organization::Organization;
use domain::record::Record;
use domain::section::Section;
use domain::site::Site;
use domain::time::Timestamp;
use domain::topic::Topic;
use domain::violation::Violations;
use newsroom::secret::Cost;
use newsroom::{Clock, Ids, Newsroom, PageRequest, Store, View};
use rust_embed::RustEmbed;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use names::Names;

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
    let mut desk = Desk { newsroom, clock, names: Names::default(), said: HashMap::new() };
    desk.records::<Section>("sections.json", &[])?;
    desk.records::<Topic>("topics.json", &[])?;
    desk.records::<Author>("authors.json", &[])?;
    desk.records::<Organization>("organizations.json", &[(None, "parent", "organization")])?;
    let links =
        [(Some("affiliations"), "organization", "organization"), (None, "expertise", "topic")];
    desk.records::<Expert>("experts.json", &links)?;
    desk.articles()?;
    desk.corrections()?;
    let site: Map<String, Value> = json("site.json")?;
    let site = Site::parse(site).map_err(faults)?;
    desk.newsroom.revise_site(&Actor::Operator, Revision(0), site)?;
    desk.records::<CuratedList>("lists.json", &[(Some("slots"), "article", "article")])?;
    let published = desk.names.all("article");
    readers::read(&desk.newsroom, &published, desk.newsroom.now())
}

/// Where everything is loaded.
struct Desk {
    newsroom: Newsroom,
    clock: Arc<SetClock>,
    names: Names,
    /// Quotes that are used again, by the names that the files give them.
    said: HashMap<String, QuoteId>,
}

type Members = Map<String, Value>;

impl Desk {
    fn records<T: Record>(
        &mut self,
        path: &str,
        links: &[(Option<&str>, &str, &str)],
    ) -> anyhow::Result<()> {
        for mut document in json::<Vec<Members>>(path)? {
            for link in links {
                self.names.put(&mut document, *link).with_context(|| path.to_owned())?;
            }
            let content = T::parse(document).map_err(faults).with_context(|| path.to_owned())?;
            let stored = self.newsroom.create_record(&Actor::Operator, content)?;
            self.names.note(T::ENTITY.word(), stored.slug.as_str(), stored.id);
        }
        Ok(())
    }

    fn articles(&mut self) -> anyhow::Result<()> {
        let quotes: HashMap<String, Vec<Members>> = json("quotes.json")?;
        let mut files: Vec<_> =
            Files::iter().filter(|path| path.starts_with("articles/")).collect();
        files.sort();
        for path in files {
            let text = text(&path)?;
            self.article(&text, &quotes).with_context(|| path.to_string())?;
        }
        Ok(())
    }

    fn article(
        &mut self,
        text: &str,
        quotes: &HashMap<String, Vec<Members>>,
    ) -> anyhow::Result<()> {
        let rest = text.strip_prefix("---json\n").context("no front matter")?;
        let (front, body) = rest.split_once("\n---\n").context("the front matter has no end")?;
        let mut members: Members = serde_json::from_str(front)?;
        let published_at = members.remove("publishedAt");
        members.remove("state");
        members.insert("body".to_owned(), json!({ "markdown": body }));
        self.names.put(&mut members, (None, "section", "section"))?;
        self.names.put(&mut members, (Some("credits"), "author", "author"))?;
        self.names.put(&mut members, (Some("topics"), "topic", "topic"))?;
        let at = published_at.as_ref().and_then(Value::as_str).and_then(Timestamp::parse);
        if let Some(at) = at {
            self.clock.0.store(at.micros(), Ordering::Relaxed);
        }
        let content = ArticleContent::parse(members).map_err(faults)?;
        let saved = self.newsroom.create_article(&Actor::Operator, &content)?.view.row;
        let mut revision = saved.head_revision;
        for quote in quotes.get(&saved.slug).into_iter().flatten() {
            revision = self.quote((saved.id, revision), quote.clone())?;
        }
        if at.is_some() {
            self.newsroom.publish_article(&Actor::Operator, saved.id, revision)?;
            self.names.note("article", &saved.slug, saved.id.0);
        }
        Ok(())
    }

    /// Attaches what was said; the article's revision afterwards.
    fn quote(&mut self, of: (ArticleId, Revision), mut entry: Members) -> anyhow::Result<Revision> {
        let word = |entry: &mut Members, name: &str| {
            entry.remove(name).and_then(|value| value.as_str().map(ToOwned::to_owned))
        };
        let (key, again) = (word(&mut entry, "key"), word(&mut entry, "sameAs"));
        let texts = entry.remove("texts").unwrap_or_default();
        let words = texts.as_array().into_iter().flatten().map(|text| json!({ "text": text }));
        let mut document = Members::new();
        document.insert("texts".to_owned(), words.collect());
        for name in ["placement", "cue"] {
            document.extend(entry.remove(name).map(|value| (name.to_owned(), value)));
        }
        if let Some(again) = &again {
            let known =
                self.said.get(again).with_context(|| format!("{again} was not said yet"))?;
            document.insert("quoteId".to_owned(), json!(known));
        } else {
            self.names.put(&mut entry, (None, "expert", "expert"))?;
            self.names.put(&mut entry, (None, "organization", "organization"))?;
            let said = json!({
                "roleTitle": entry.remove("roleTitle"), "organization": entry.remove("organization"),
            });
            entry.insert("attribution".to_owned(), said);
            document.insert("quote".to_owned(), entry.into());
        }
        let (said, attachment) = Attachment::parse(document).map_err(faults)?;
        let done = self.newsroom.attach_quote(&Actor::Operator, of, said, &attachment);
        let done = done.with_context(|| texts.to_string())?;
        self.said.extend(key.map(|key| (key, done.quote.stored.id)));
        Ok(done.article.view.row.head_revision)
    }

    fn corrections(&self) -> anyhow::Result<()> {
        let files: BTreeMap<String, Vec<Members>> = json("corrections.json")?;
        for (slug, notes) in files {
            let article = ArticleId(self.names.id("article", &slug)?);
            for note in notes {
                let content = Correction::parse(note).map_err(faults)?;
                self.newsroom.publish_correction(&Actor::Operator, article, content)?;
            }
        }
        Ok(())
    }
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

fn json<T: serde::de::DeserializeOwned>(path: &str) -> anyhow::Result<T> {
    serde_json::from_str(&text(path)?).with_context(|| path.to_owned())
}
