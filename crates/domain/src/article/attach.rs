//! Attaching a quote to an article by its words alone: the place is found, not counted.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ArticleContent;
use super::quotes::{Candidate, Field, PARTS_MAX, Placement, QuoteUse, USES_MAX, UsePart};
use crate::body::Stretch;
use crate::body::block::{Block, Style};
use crate::document;
use crate::id::{QuoteId, UseId};
use crate::quote::{Alteration, Quote, closes, joined, opens};
use crate::text::{Line, Prose};
use crate::violation::{Violation, Violations};

/// How many places are named where words stand at several, or at none exactly.
const CANDIDATES_MAX: usize = 5;
/// How many characters of the surroundings a candidate shows.
const AROUND_LEN: usize = 80;

/// Words of a quote, and a hint for words that stand twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Words {
    /// As they stand in the text; quotation marks around them may be left out.
    pub text: Prose<10_000>,
    /// The block that is meant.
    #[serde(default)]
    pub block_key: Option<String>,
    /// The first character that is meant.
    #[serde(default)]
    pub start: Option<u32>,
}

/// Where a quote stands and what leads to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Attachment {
    /// Its parts in reading order, 1 to 20.
    pub texts: Vec<Words>,
    /// In which kind of place; the body unless said otherwise.
    #[serde(default)]
    pub placement: Placement,
    /// The word that introduces it.
    #[serde(default)]
    pub cue: Option<Line<100>>,
    /// How the text names the speaker there.
    #[serde(default)]
    pub source_mention: Option<Line<300>>,
}

/// What the attached quote is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// One that is noted already.
    Before(QuoteId),
    /// One that is noted with it.
    New(Box<Quote>),
}

impl Attachment {
    /// Reads the members of a JSON object: those of [`Attachment`], and `quoteId` or `quote`,
    /// whose text is that of the words if it has none of its own.
    pub fn parse(mut members: Map<String, Value>) -> Result<(Said, Self), Violations> {
        let (before, new) = (members.remove("quoteId"), members.remove("quote"));
        let attachment: Self = document::parse(members)?;
        let said = match (before, new) {
            (Some(id), None | Some(Value::Null)) => serde_json::from_value(id)
                .map(Said::Before)
                .map_err(|_error| Violation::new("/quoteId", "invalid_value", "not an id").into()),
            (None | Some(Value::Null), Some(Value::Object(quote))) => attachment.quote(quote),
            (None | Some(_), None | Some(_)) => {
                let rule = "either `quoteId` or the document `quote`";
                Err(Violation::new("/quote", "required", rule).into())
            }
        };
        Ok((said?, attachment))
    }

    fn quote(&self, mut members: Map<String, Value>) -> Result<Said, Violations> {
        if members.get("text").is_none_or(Value::is_null) {
            let words: Vec<_> = self.texts.iter().map(|words| words.text.as_str()).collect();
            members.insert("text".to_owned(), joined(&words).into());
        }
        let quote = Quote::parse(members).map_err(|faults| faults.under("/quote"))?;
        Ok(Said::New(Box::new(quote)))
    }
}

/// Words that have no place, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    /// Which words, and what is wrong.
    pub faults: Violations,
    /// Where they stand, or where words like them do.
    pub candidates: Vec<Candidate>,
}

impl From<Violation> for Misplaced {
    fn from(fault: Violation) -> Self {
        Self { faults: fault.into(), candidates: Vec::new() }
    }
}

impl ArticleContent {
    /// Finds the places of the words, marks them as a new use of `quote`, and lists the use.
    pub fn attach(
        &mut self,
        quote: QuoteId,
        id: UseId,
        attachment: &Attachment,
    ) -> Result<(), Misplaced> {
        let mut faults = Violations::default();
        faults.at_most("/texts", attachment.texts.len(), PARTS_MAX);
        faults.at_most("/texts", self.meta.quotes.len().saturating_add(1), USES_MAX);
        if attachment.texts.is_empty() {
            faults.push(Violation::new("/texts", "required", "at least one text"));
        }
        faults.into_result(()).map_err(|faults| Misplaced { faults, candidates: Vec::new() })?;
        let mut parts = Vec::new();
        for (at, words) in attachment.texts.iter().enumerate() {
            let part = self.place(words, attachment.placement, &parts);
            parts.push(part.map_err(|mut misplaced| {
                misplaced.faults = misplaced.faults.under(&format!("/texts/{at}"));
                misplaced
            })?);
        }
        for part in parts.iter().filter(|part| part.field == Field::Body) {
            if let Some(at) = self.stretch(part) {
                self.body.mark(&at, id.0);
            }
        }
        self.meta.quotes.push(QuoteUse {
            id,
            quote,
            placement: attachment.placement,
            parts,
            cue: attachment.cue.clone(),
            source_mention: attachment.source_mention.clone(),
            alteration: Alteration::None,
        });
        Ok(())
    }

    /// The one place of the words.
    fn place(
        &self,
        words: &Words,
        placement: Placement,
        taken: &[UsePart],
    ) -> Result<UsePart, Misplaced> {
        let field = field(placement);
        let mut found = self.find(field, words.text.as_str());
        found.retain(|part| self.is_of(part, placement) && !taken.contains(part));
        let hinted =
            |part: &UsePart| words.block_key.is_none() || words.block_key == part.block_key;
        found.retain(|part| hinted(part) && words.start.is_none_or(|start| start == part.start));
        match found.as_slice() {
            [one] => self.free(self.with_marks(one, placement)),
            [] => Err(Misplaced {
                faults: Violation::new("/text", "words_not_found", "the words stand nowhere")
                    .into(),
                candidates: self.likely(field, words.text.as_str()),
            }),
            several => {
                let detail = format!(
                    "the words stand at {} places: say which by `blockKey` or `start`",
                    several.len()
                );
                let candidates = several.iter().take(CANDIDATES_MAX).map(candidate).collect();
                let faults = Violation::new("/text", "ambiguous_words", detail).into();
                Err(Misplaced { faults, candidates })
            }
        }
    }

    /// Refuses a place that another use has already.
    fn free(&self, part: UsePart) -> Result<UsePart, Misplaced> {
        let taken = self.meta.quotes.iter().flat_map(|used| &used.parts).any(|other| {
            other.field == part.field
                && other.block_key == part.block_key
                && other.start < part.end
                && part.start < other.end
        });
        if taken {
            let rule = "a quote is attached to these words already";
            return Err(Violation::new("/text", "already_quoted", rule).into());
        }
        Ok(part)
    }

    /// True if the place is of the wanted kind.
    fn is_of(&self, part: &UsePart, placement: Placement) -> bool {
        let own = |block: &&Block| Some(block.key()) == part.block_key.as_deref();
        let block = self.body.blocks().iter().find(own);
        let heading = |style: Style| match style {
            Style::H2 | Style::H3 | Style::H4 => true,
            Style::Normal | Style::Lead | Style::Blockquote => false,
        };
        match placement {
            Placement::Headline | Placement::Standfirst | Placement::Caption => true,
            Placement::Pull => matches!(block, Some(Block::PullQuote(_))),
            Placement::Subhead => matches!(block, Some(Block::Text(text)) if heading(text.style)),
            Placement::Body => matches!(block, Some(Block::Text(text)) if !heading(text.style)),
        }
    }

    /// The place with the quotation marks around it. A pull quote is one as a whole.
    fn with_marks(&self, part: &UsePart, placement: Placement) -> UsePart {
        if placement == Placement::Pull {
            return part.clone();
        }
        let before = part.prefix.chars().next_back().filter(|c| opens(*c));
        let mut behind = part.suffix.chars();
        let first = behind.next();
        let (closed, more) = match first {
            Some(c) if closes(c) => (true, 1),
            Some(',' | '.' | '!' | '?' | '…') if behind.next().is_some_and(closes) => (true, 2),
            Some(_) | None => (false, 0),
        };
        let (start, end) = match (before, closed) {
            (Some(_), true) => (part.start.saturating_sub(1), part.end.saturating_add(more)),
            (Some(_), false) if !part.exact.starts_with(opens) => {
                (part.start.saturating_sub(1), part.end)
            }
            (None, true) if part.exact.starts_with(opens) => {
                (part.start, part.end.saturating_add(more))
            }
            (Some(_) | None, _) => (part.start, part.end),
        };
        self.recut(part, start, end)
    }

    fn recut(&self, part: &UsePart, start: u32, end: u32) -> UsePart {
        let lead = usize::try_from(part.start.saturating_sub(start)).unwrap_or(0);
        let tail = usize::try_from(end.saturating_sub(part.end)).unwrap_or(0);
        let from = part.prefix.chars().count().saturating_sub(lead);
        let words: String = part
            .prefix
            .chars()
            .skip(from)
            .chain(part.exact.chars())
            .chain(part.suffix.chars().take(tail))
            .collect();
        let mut found = self.find(part.field, &words);
        found.retain(|other| other.block_key == part.block_key && other.start == start);
        found.pop().unwrap_or_else(|| part.clone())
    }

    fn stretch(&self, part: &UsePart) -> Option<Stretch> {
        let key = part.block_key.as_deref();
        let block = self.body.blocks().iter().position(|block| Some(block.key()) == key)?;
        let place = |edge: u32| usize::try_from(edge).ok();
        Some(Stretch { block, start: place(part.start)?, end: place(part.end)? })
    }

    /// Places that begin like the words.
    fn likely(&self, field: Field, words: &str) -> Vec<Candidate> {
        let mut words: Vec<&str> =
            words.trim_matches(|c| opens(c) || closes(c)).split(' ').collect();
        while words.len() > 1 {
            words.truncate(words.len() / 2);
            let found = self.find(field, &words.join(" "));
            if !found.is_empty() {
                return found.iter().take(CANDIDATES_MAX).map(candidate).collect();
            }
        }
        Vec::new()
    }
}

/// In which text words of a placement stand.
fn field(placement: Placement) -> Field {
    match placement {
        Placement::Body | Placement::Pull | Placement::Subhead => Field::Body,
        Placement::Headline => Field::Headline,
        Placement::Standfirst => Field::Standfirst,
        Placement::Caption => Field::Caption,
    }
}

fn candidate(part: &UsePart) -> Candidate {
    let around = format!("{}{}{}", part.prefix, part.exact, part.suffix);
    Candidate {
        field: part.field,
        block_key: part.block_key.clone(),
        start: usize::try_from(part.start).unwrap_or(usize::MAX),
        around: around.chars().take(AROUND_LEN).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    const BODY: &str = "“One,” she said. “Two.”\n\n## “A head”\n\nNo. “Two.” No.\n\n\
        ```pullquote\nOne\n— Ada\n```";

    fn article() -> ArticleContent {
        let document = json!({
            "headline": "“One” and “One”", "standfirst": "She said “three”.",
            "body": { "markdown": BODY },
        });
        let Value::Object(members) = document else { panic!("an object") };
        ArticleContent::parse(members).unwrap()
    }

    fn attach(content: &mut ArticleContent, attachment: &Value) -> Result<(), Misplaced> {
        let number = u64::try_from(content.meta.quotes.len()).unwrap() + 1;
        let id = UseId(Uuid::from_u64_pair(0, number));
        let attachment: Attachment = serde_json::from_value(attachment.clone()).unwrap();
        content.attach(QuoteId(Uuid::nil()), id, &attachment)
    }

    #[track_caller]
    fn check(attachment: &Value, want: &[&str]) {
        let mut content = article();
        attach(&mut content, attachment).unwrap();
        assert_eq!(content.settle().unwrap(), []);
        let used = content.meta.quotes.first().unwrap();
        let exact: Vec<_> = used.parts.iter().map(|part| part.exact.as_str()).collect();
        assert_eq!(exact, want);
        assert_eq!(json!(used.placement), *attachment.get("placement").unwrap_or(&json!("body")));
    }

    #[track_caller]
    fn refused(attachment: &Value, code: &str, candidates: usize) {
        let misplaced = attach(&mut article(), attachment).unwrap_err();
        let fault = misplaced.faults.into_vec().remove(0);
        assert_eq!((fault.code, misplaced.candidates.len()), (code, candidates));
    }

    #[test]
    fn words_are_found_with_their_marks() {
        let two = json!({ "texts": [{ "text": "One" }, { "text": "“Two.”", "blockKey": "b1" }] });
        check(&two, &["“One,”", "“Two.”"]);
        check(&json!({ "texts": [{ "text": "One" }], "placement": "pull" }), &["One"]);
        check(&json!({ "texts": [{ "text": "A head" }], "placement": "subhead" }), &["“A head”"]);
        let standfirst = json!({ "texts": [{ "text": "three" }], "placement": "standfirst" });
        check(&standfirst, &["“three”"]);
        let second =
            json!({ "texts": [{ "text": "“One”", "start": 10 }], "placement": "headline" });
        check(&second, &["“One”"]);
    }

    #[test]
    fn words_without_one_place_are_refused() {
        refused(&json!({ "texts": [{ "text": "“Two.”" }] }), "ambiguous_words", 2);
        refused(&json!({ "texts": [{ "text": "she said nothing" }] }), "words_not_found", 1);
        refused(&json!({ "texts": [{ "text": "absent" }] }), "words_not_found", 0);
        refused(&json!({ "texts": [] }), "required", 0);
    }

    #[test]
    fn words_are_attached_once() {
        let mut content = article();
        let one = json!({ "texts": [{ "text": "One" }] });
        attach(&mut content, &one).unwrap();
        content.settle().unwrap();
        let again = attach(&mut content, &one).unwrap_err();
        assert_eq!(again.faults.into_vec().remove(0).code, "already_quoted");
    }

    #[test]
    fn a_use_goes_with_its_marks() {
        let mut content = article();
        attach(&mut content, &json!({ "texts": [{ "text": "One" }] })).unwrap();
        content.settle().unwrap();
        let mut document = content.to_json().unwrap();
        document.insert("body".to_owned(), json!({ "markdown": BODY }));
        let mut again = ArticleContent::parse(document.clone()).unwrap();
        again.settle().unwrap();
        assert_eq!(again, content, "Markdown is anchored again");
        document.insert("body".to_owned(), json!([]));
        let mut without = ArticleContent::parse(document.clone()).unwrap();
        assert_eq!((without.settle().unwrap().len(), without.meta.quotes.len()), (1, 0));
        document.insert("body".to_owned(), json!({ "markdown": "Other words" }));
        let fault = ArticleContent::parse(document).unwrap_err().into_vec().remove(0);
        assert_eq!(
            (fault.pointer.as_str(), fault.code),
            ("/quotes/0/parts/0/exact", "words_not_found")
        );
    }
}
