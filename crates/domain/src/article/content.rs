//! An article as an editor writes it. Its serde form is what the API takes and what is stored.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parts::{
    Access, AiUse, AlternateId, ArticleKind, Credit, Dateline, Headlines, RelatedStory, Rights,
    Seo, Signals, Source, Sponsor, Tdm, TopicLink,
};
use super::quotes::QuoteUse;
use crate::body::Body;
use crate::document;
use crate::id::SectionId;
use crate::language::Language;
use crate::link::WebUrl;
use crate::record::{Entity, Reference};
use crate::search::Words;
use crate::slug::Slug;
use crate::text::{Line, Prose};
use crate::violation::{Violation, Violations};

/// Everything about an article but its body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleMeta {
    /// What kind of piece it is; a report unless said otherwise.
    #[serde(default = "report")]
    pub kind: ArticleKind,
    /// The address it asks for; made from the headline where it is absent. It takes effect when
    /// the article is published.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// The headline, up to 300 characters; the one thing that even a draft has.
    pub headline: Line<300>,
    /// Headlines for other places.
    #[serde(default)]
    pub headlines: Option<Headlines>,
    /// The line above the headline, up to 200 characters.
    #[serde(default)]
    pub kicker: Option<Line<200>>,
    /// The paragraph below the headline, up to 1,000 characters (schema.org `abstract`).
    #[serde(default)]
    pub standfirst: Option<Prose<1_000>>,
    /// The story in up to six points of up to 300 characters.
    #[serde(default)]
    pub summary_points: Vec<Line<300>>,
    /// The byline as printed, where it is not simply the credits.
    #[serde(default)]
    pub byline: Option<Line<300>>,
    /// Who made it, up to 20, in the order of print.
    #[serde(default)]
    pub credits: Vec<Credit>,
    /// Where and when it was filed.
    #[serde(default)]
    pub dateline: Option<Dateline>,
    /// Where it stands in the publication.
    #[serde(default)]
    pub section: Option<SectionId>,
    /// What it is filed under, up to 20, in the order shown.
    #[serde(default)]
    pub topics: Vec<TopicLink>,
    /// The quotes that stand in it, up to 200.
    #[serde(default)]
    pub quotes: Vec<QuoteUse>,
    /// Stories that belong to it, up to 20, in the order shown.
    #[serde(default)]
    pub related: Vec<RelatedStory>,
    /// The language of its text (schema.org `inLanguage`); `en` unless said otherwise.
    #[serde(default)]
    pub language: Language,
    /// Its address on the web, if that is elsewhere.
    #[serde(default)]
    pub canonical_url: Option<WebUrl>,
    /// Who may read the whole text.
    #[serde(default)]
    pub access: Access,
    /// Who owns it.
    #[serde(default)]
    pub rights: Option<Rights>,
    /// Whether mining is reserved.
    #[serde(default)]
    pub tdm: Option<Tdm>,
    /// The part that models had in it.
    #[serde(default)]
    pub ai: Option<AiUse>,
    /// Where the text comes from.
    #[serde(default)]
    pub source: Option<Source>,
    /// Who paid for it.
    #[serde(default)]
    pub sponsor: Option<Sponsor>,
    /// True if it shows or tells what may distress (schema.org `isFamilyFriendly`, turned round).
    #[serde(default)]
    pub sensitive: bool,
    /// What readers are warned of.
    #[serde(default)]
    pub content_warning: Option<Line<300>>,
    /// What search engines are told.
    #[serde(default)]
    pub seo: Option<Seo>,
    /// Places it is kept out of.
    #[serde(default)]
    pub signals: Option<Signals>,
    /// Its names in other systems, up to 20.
    #[serde(default)]
    pub alternate_ids: Vec<AlternateId>,
    /// Members of your own: a JSON object of up to 16 KiB, shown to readers as it is.
    #[serde(default)]
    pub extra: Option<Map<String, Value>>,
}

fn report() -> ArticleKind {
    ArticleKind::Report
}

/// An article's description and its body.
#[derive(Debug, Clone, PartialEq)]
pub struct ArticleContent {
    /// Everything but the body.
    pub meta: ArticleMeta,
    /// The text.
    pub body: Body,
}

impl ArticleContent {
    /// How long `extra` may be as JSON, in bytes.
    pub const EXTRA_LEN_MAX: usize = 16 * 1_024;

    /// Reads the members of a JSON object: those of [`ArticleMeta`] and `body`, which is an array
    /// of blocks, `{"markdown": "…"}` or `{"html": "…"}`. Every faulty member is named.
    pub fn parse(mut members: Map<String, Value>) -> Result<Self, Violations> {
        let body = members.remove("body");
        let has_marks = body.as_ref().is_some_and(Value::is_array);
        let body = read_body(body);
        let meta = document::parse::<ArticleMeta>(members).and_then(|meta| {
            let faults = meta.faults();
            faults.into_result(meta)
        });
        match (meta, body) {
            (Ok(meta), Ok(body)) => {
                let mut content = Self { meta, body };
                if !has_marks {
                    content.anchor_again()?;
                }
                Ok(content)
            }
            (meta, body) => {
                let mut faults = meta.err().unwrap_or_default();
                faults.absorb("/body", body.err().unwrap_or_default().into_vec());
                Err(faults)
            }
        }
    }

    /// The same as the JSON object that [`Self::parse`] takes.
    pub fn to_json(&self) -> Result<Map<String, Value>, serde_json::Error> {
        let mut members = match serde_json::to_value(&self.meta)? {
            Value::Object(members) => members,
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Map::new(),
        };
        members.insert("body".to_owned(), self.body.to_json());
        Ok(members)
    }

    /// The slug that it asks for: the chosen one, else one from its headline.
    pub fn wanted_slug(&self) -> Slug {
        match &self.meta.slug {
            Some(slug) => slug.clone(),
            None => Slug::from_words(self.meta.headline.as_str(), "article"),
        }
    }
}

impl ArticleMeta {
    /// The records that it points at.
    pub fn references(&self) -> Vec<Reference> {
        let one = |pointer: String, entity, id| Reference::new(pointer, entity, id);
        let credits = self.credits.iter().enumerate();
        let credits =
            credits.map(|(at, c)| one(format!("/credits/{at}/author"), Entity::Author, c.author.0));
        let topics = self.topics.iter().enumerate();
        let topics =
            topics.map(|(at, t)| one(format!("/topics/{at}/topic"), Entity::Topic, t.topic.0));
        let section = self.section.map(|id| one("/section".to_owned(), Entity::Section, id.0));
        let quotes = self.quotes.iter().enumerate();
        let quotes =
            quotes.map(|(at, q)| one(format!("/quotes/{at}/quote"), Entity::Quote, q.quote.0));
        let related = self.related.iter().enumerate().filter_map(|(at, story)| {
            let place = format!("/related/{at}/article");
            story.article.map(|id| one(place, Entity::Article, id.0))
        });
        credits.chain(topics).chain(section).chain(quotes).chain(related).collect()
    }

    /// The words by which it is found, `text` being its body: the headline's count most, then those
    /// of what stands around it.
    pub fn words(&self, text: &str) -> Words {
        let kicker = self.kicker.iter().map(Line::as_str);
        let standfirst = self.standfirst.iter().map(Prose::as_str);
        let points = self.summary_points.iter().map(Line::as_str);
        let around: Vec<&str> = kicker.chain(standfirst).chain(points).collect();
        Words::of([&[self.headline.as_str()], &around, &[text]])
    }

    /// The rules that concern more than one member.
    fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        faults.at_most("/summaryPoints", self.summary_points.len(), 6);
        faults.at_most("/credits", self.credits.len(), 20);
        faults.at_most("/topics", self.topics.len(), 20);
        faults.at_most("/alternateIds", self.alternate_ids.len(), 20);
        faults.at_most("/ai/use", self.ai.as_ref().map_or(0, |ai| ai.uses.len()), 10);
        repeated(&mut faults, "/credits", self.credits.iter().map(|c| (c.author, c.role)));
        repeated(&mut faults, "/topics", self.topics.iter().map(|t| t.topic));
        faults.at_most("/related", self.related.len(), 20);
        for (at, story) in self.related.iter().enumerate() {
            if story.article.is_some() == (story.url.is_some() && story.title.is_some()) {
                let rule = "either `article`, or `url` and `title`";
                faults.push(Violation::new(format!("/related/{at}"), "invalid_value", rule));
            }
        }
        self.topic_faults(&mut faults);
        self.extra_faults(&mut faults);
        faults
    }

    fn topic_faults(&self, faults: &mut Violations) {
        if self.topics.iter().filter(|topic| topic.primary).count() > 1 {
            faults.push(Violation::new(
                "/topics",
                "several_primary",
                "at most one topic is primary",
            ));
        }
        for (at, topic) in self.topics.iter().enumerate() {
            if topic.relevance.is_some_and(|relevance| relevance > 100) {
                let place = format!("/topics/{at}/relevance");
                faults.push(Violation::new(place, "out_of_range", "0 to 100"));
            }
        }
    }

    fn extra_faults(&self, faults: &mut Violations) {
        let len = self
            .extra
            .as_ref()
            .and_then(|extra| serde_json::to_string(extra).ok())
            .map_or(0, |json| json.len());
        if len > ArticleContent::EXTRA_LEN_MAX {
            let max = ArticleContent::EXTRA_LEN_MAX;
            let detail = format!("at most {max} bytes as json, this has {len}");
            faults.push(Violation::new("/extra", "too_long", detail));
        }
    }
}

fn repeated<T: PartialEq>(faults: &mut Violations, pointer: &str, items: impl Iterator<Item = T>) {
    let mut seen = Vec::new();
    for (at, item) in items.enumerate() {
        if seen.contains(&item) {
            let place = format!("{pointer}/{at}");
            faults.push(Violation::new(place, "duplicate", "stands in the list twice"));
        }
        seen.push(item);
    }
}

/// How the body may be written in a request.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SourceText {
    #[serde(default)]
    markdown: Option<String>,
    #[serde(default)]
    html: Option<String>,
}

fn read_body(body: Option<Value>) -> Result<Body, Violations> {
    match body {
        None | Some(Value::Null) => Ok(Body::empty()),
        Some(Value::Object(members)) => {
            let source = document::parse::<SourceText>(members)?;
            match (source.markdown, source.html) {
                (Some(markdown), None) => Body::from_markdown(&markdown),
                (None, Some(html)) => Body::from_html(&html),
                (Some(_), Some(_)) | (None, None) => {
                    let rule = "either `markdown` or `html`";
                    Err(Violation::new("", "invalid_value", rule).into())
                }
            }
        }
        Some(blocks) => Body::from_json(&blocks),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(document: Value, want: &[(&str, &str)]) {
        let Value::Object(members) = document else { panic!("an object") };
        let faults = ArticleContent::parse(members).err().unwrap_or_default().into_vec();
        let got: Vec<_> = faults.iter().map(|v| (v.pointer.as_str(), v.code)).collect();
        assert_eq!(got, want);
    }

    const ID: &str = "0190f5c0-0000-7000-8000-000000000001";

    #[test]
    fn a_headline_is_enough_for_a_draft() {
        check(json!({"headline": "Oil rises"}), &[]);
    }

    #[test]
    fn each_fault_is_named() {
        check(
            json!({"headline": 7, "summaryPoints": ["a", "b", "c", "d", "e", "f", "g"], "sectoin": ID}),
            &[
                ("/headline", "invalid_type"),
                ("/sectoin", "unknown_member"),
                ("/headline", "required"),
            ][..2],
        );
        check(
            json!({"headline": "a", "summaryPoints": ["a", "b", "c", "d", "e", "f", "g"]}),
            &[("/summaryPoints", "too_many")],
        );
    }

    #[test]
    fn a_topic_stands_once_and_one_is_primary() {
        check(
            json!({"headline": "a", "topics": [{"topic": ID, "primary": true}, {"topic": ID, "primary": true}]}),
            &[("/topics/1", "duplicate"), ("/topics", "several_primary")],
        );
        check(
            json!({"headline": "a", "topics": [{"topic": ID, "relevance": 101}]}),
            &[("/topics/0/relevance", "out_of_range")],
        );
    }

    #[test]
    fn the_body_is_blocks_or_markdown_or_html() {
        check(json!({"headline": "a", "body": {"markdown": "b"}}), &[]);
        check(json!({"headline": "a", "body": {"html": "<p>b</p>"}}), &[]);
        check(json!({"headline": "a", "body": {"rtf": "b"}}), &[("/body/rtf", "unknown_member")]);
        check(
            json!({"headline": "a", "body": {"markdown": "b", "html": "b"}}),
            &[("/body", "invalid_value")],
        );
    }

    #[test]
    fn extra_is_bounded() {
        let most = "x".repeat(ArticleContent::EXTRA_LEN_MAX - "{\"a\":\"\"}".len());
        check(json!({"headline": "a", "extra": {"a": most}}), &[]);
        check(json!({"headline": "a", "extra": {"a": most + "x"}}), &[("/extra", "too_long")]);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let document = json!({"headline": "Oil rises", "body": {"markdown": "One *two*."}});
        let Value::Object(members) = document else { panic!("an object") };
        let content = ArticleContent::parse(members).unwrap();
        assert_eq!(ArticleContent::parse(content.to_json().unwrap()).unwrap(), content);
    }
}
