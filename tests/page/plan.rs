//! What the files beside a page say.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Which line of a page plays which part. Lines are counted from 1.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plan {
    /// When the page was read: RFC 3339.
    pub clock: String,
    /// Where its date holds (IANA).
    pub time_zone: String,
    /// What the publication is called.
    pub publication_name: String,
    /// The section of the article.
    pub section: String,
    /// Its topics.
    pub topics: Vec<String>,
    /// The address that the article asks for.
    pub slug: String,
    /// What kind of author signs.
    pub author_kind: String,
    /// The parts in the order of the page.
    pub lines: Vec<Line>,
    /// Quotes that are the same utterance as another: by their ids.
    #[serde(default)]
    pub same_utterance: BTreeMap<String, String>,
}

/// A line, or several with the same part.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Line {
    /// The first.
    #[serde(rename = "line")]
    pub from: usize,
    /// The last; the first if absent.
    pub to: Option<usize>,
    /// What it is.
    pub part: Part,
    /// The key of a label.
    pub key: Option<String>,
    /// The part ends before this character, and the rest of the line is a paragraph.
    pub until: Option<usize>,
}

/// What a line of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Part {
    /// Words of the page.
    Label,
    /// How warm it is there.
    Weather,
    /// Where "there" is.
    Place,
    /// The day there.
    Date,
    /// The line below the publication's name.
    Tagline,
    /// The headline.
    Headline,
    /// The paragraph below it.
    Standfirst,
    /// A paragraph.
    Paragraph,
    /// A heading within the text.
    Subhead,
    /// Words lifted out of the text.
    PullQuote,
    /// Where readers can follow.
    Follow,
    /// The author's name.
    Author,
    /// Who the author is.
    Bio,
}

/// Who said what.
#[derive(Debug, Deserialize)]
pub struct Gold {
    /// The speakers by their keys.
    pub people: BTreeMap<String, Person>,
    /// What they said.
    pub quotes: Vec<GoldQuote>,
}

/// A speaker.
#[derive(Debug, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The office.
    pub role: String,
    /// Where.
    pub affiliation: String,
}

/// A quote.
#[derive(Debug, Deserialize)]
pub struct GoldQuote {
    /// Its name in the file.
    pub id: String,
    /// `headline`, `pull_quote`, `direct` or `fragment`.
    pub kind: String,
    /// Where it stands.
    pub spans: Vec<Span>,
    /// The speaker's key.
    pub speaker: String,
    /// The word that introduces it.
    #[serde(default)]
    pub cue: Option<Mention>,
    /// How the text names the speaker.
    #[serde(default)]
    pub source_mention: Option<Mention>,
}

/// A part of a quote.
#[derive(Debug, Deserialize)]
pub struct Span {
    /// The line, from 1.
    pub line: usize,
    /// The words with their marks.
    pub text: String,
}

/// Words beside a quote.
#[derive(Debug, Deserialize)]
pub struct Mention {
    /// The words.
    pub text: String,
}

impl Plan {
    /// The strings of the page with their parts, each with its line.
    pub fn strings(&self, page: &str) -> Vec<(usize, Part, Option<&str>, String)> {
        let texts: Vec<&str> = page.lines().map(str::trim).collect();
        let mut strings = Vec::new();
        for entry in &self.lines {
            for line in entry.from..=entry.to.unwrap_or(entry.from) {
                let text = line.checked_sub(1).and_then(|at| texts.get(at)).copied();
                let text = text.unwrap_or_else(|| panic!("the page has no line {line}"));
                let cut = entry.until.unwrap_or(usize::MAX);
                let head: String = text.chars().take(cut).collect();
                let tail: String = text.chars().skip(cut).collect();
                strings.push((line, entry.part, entry.key.as_deref(), head.trim().to_owned()));
                if !tail.trim().is_empty() {
                    strings.push((line, Part::Paragraph, None, tail.trim().to_owned()));
                }
            }
        }
        strings
    }

    /// Lines with text that no part of the plan covers.
    pub fn forgotten(&self, page: &str) -> Vec<usize> {
        let covered = |line: usize| {
            self.lines.iter().any(|l| (l.from..=l.to.unwrap_or(l.from)).contains(&line))
        };
        let lines = (1..).zip(page.lines());
        let full = lines.filter(|(_, text)| !text.trim().is_empty());
        full.map(|(line, _)| line).filter(|line| !covered(*line)).collect()
    }
}
