//! The demo's loader: a made-up newspaper goes through the same use cases as a real one, with a
//! clock and ids of its own, so that every load gives the same bytes.

mod front;
mod names;
mod readers;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use domain::actor::Actor;
use domain::article::{ArticleContent, Attachment, Step, Transition};
use domain::author::Author;
use domain::correction::Correction;
use domain::expert::Expert;
use domain::front::Front;
use domain::id::{ArticleId, Revision};
use domain::list::{CuratedList, ListStep, Publication};
use domain::organization::Organization;
use domain::record::Record;
use domain::section::Section;
use domain::site::Site;
use domain::time::Timestamp;
use domain::topic::Topic;
use domain::violation::Violations;
use domain::weather::Weather;
use newsroom::secret::Cost;
use newsroom::{CountedIds, Newsroom, PageRequest, SetClock, Store, View};
use rust_embed::RustEmbed;
use serde_json::{Map, Value, json};

pub use front::page;
use names::Names;

#[derive(RustEmbed)]
#[folder = "demo"]
struct Files;

/// What the members of lists name.
const LISTS: [(Option<&str>, &str, &str); 4] = [
    (Some("slots"), "article", "article"),
    (Some("slots"), "quote", "quote"),
    (Some("slots"), "expert", "expert"),
    (None, "dedupeAgainst", "list"),
];

/// Before anything in the demo happens.
const BEGIN: &str = "2026-01-31T12:00:00Z";

/// Fills an empty newsroom; one that has a section already is left as it is.
pub fn load(store: &Store) -> anyhow::Result<()> {
    let begin = Timestamp::parse(BEGIN).context("the demo's first moment")?;
    let clock = Arc::new(SetClock::at(begin));
    let newsroom =
        Newsroom::new(store.clone(), clock.clone(), Arc::<CountedIds>::default(), Cost::Test)?;
    if !is_empty(&newsroom)? {
        return Ok(());
    }
    let mut desk = Desk { newsroom, clock, names: Names::default() };
    desk.records::<Section>("sections.json", &[])?;
    desk.records::<Topic>("topics.json", &[])?;
    desk.records::<Author>("authors.json", &[])?;
    desk.records::<Organization>("organizations.json", &[(None, "parent", "organization")])?;
    let links =
        [(Some("affiliations"), "organization", "organization"), (None, "expertise", "topic")];
    desk.records::<Expert>("experts.json", &links)?;
    desk.articles()?;
    desk.corrections()?;
    let site = Site::parse(json("site.json")?).map_err(faults)?;
    desk.newsroom.revise_site(&Actor::Operator, Revision(0), site)?;
    let weather = Weather::parse(json("weather.json")?).map_err(faults)?;
    desk.newsroom.set_weather(&Actor::Operator, weather)?;
    desk.records::<CuratedList>("lists.json", &LISTS)?;
    for list in desk.names.all("list") {
        let publish = (ListStep::Publish, &Publication::default());
        desk.newsroom.take_list_step(&Actor::Operator, (list, Revision::FIRST), publish)?;
    }
    desk.records::<Front>("fronts.json", &[(None, "lists", "list")])?;
    let published = desk.names.all("article");
    readers::read(&desk.newsroom, &published, desk.newsroom.now())
}

/// Where everything is loaded.
struct Desk {
    newsroom: Newsroom,
    clock: Arc<SetClock>,
    /// What is loaded, quotes by the names that the files give them.
    names: Names,
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
            self.clock.set(at);
        }
        let content = ArticleContent::parse(members).map_err(faults)?;
        let saved = self.newsroom.create_article(&Actor::Operator, &content.into())?.view.row;
        let mut revision = saved.head_revision;
        for quote in quotes.get(&saved.slug).into_iter().flatten() {
            revision = self.quote((saved.id, revision), quote.clone())?;
        }
        if at.is_some() {
            let step = Step::plain(Transition::Publish).map_err(faults)?;
            self.newsroom.take_step(&Actor::Operator, (saved.id, revision), &step)?;
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
            document.insert("quoteId".to_owned(), json!(self.names.id("quote", again)?));
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
        if let Some(key) = key {
            self.names.note("quote", &key, done.quote.stored.id.0);
        }
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
    let first = PageRequest::first(1);
    Ok(reading.records::<Section>(seen, &[], &first)?.items.is_empty())
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
