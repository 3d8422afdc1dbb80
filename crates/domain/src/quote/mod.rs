//! Quotes: what somebody said, who they were then, and how we know (schema.org `Quotation`).

mod alteration;
mod words;

pub use alteration::{Alteration, alteration};
pub use words::bare;
pub(crate) use words::{closes, joined, opens};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::date::PartialDate;
use crate::document;
use crate::expert::Expert;
use crate::id::{ExpertId, OrganizationId, QuoteId, TopicId};
use crate::language::Language;
use crate::link::WebUrl;
use crate::record::{Entity, Reference, Stored};
use crate::search::Words;
use crate::text::{Line, Prose};
use crate::time::Timestamp;
use crate::violation::{Violation, Violations};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $(#[doc = concat!("`", $text, "`")] $(#[$word_doc])* $word,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$word),*];

            /// The word in JSON and the database.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$word => $text,)* }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    )*};
}

words! {
    /// How much of what was said the words are.
    Form {
        #[default]
        Direct "direct",
        Partial "partial",
        Indirect "indirect",
        Paraphrase "paraphrase",
    }
    /// Where it was said.
    Occasion {
        #[default]
        Interview "interview",
        Speech "speech",
        PressConference "press_conference",
        Statement "statement",
        Social "social",
        Court "court",
        Parliament "parliament",
        Document "document",
        Broadcast "broadcast",
    }
    /// Whether the speaker may be named.
    TermsKind {
        /// With name and office.
        #[default]
        OnRecord "on_record",
        /// Without the name.
        Background "background",
        /// Without anything that leads to the speaker.
        Anonymous "anonymous",
    }
    /// How it is known that it was said.
    VerificationStatus {
        #[default]
        Unverified "unverified",
        Recording "recording",
        Transcript "transcript",
        Document "document",
        SecondSource "second_source",
        Confirmed "confirmed",
        Disputed "disputed",
        Retracted "retracted",
    }
    /// Whether the newsroom stands by it.
    QuoteStatus {
        /// Somebody or some rule says that it is a quote.
        Suggested "suggested",
        /// An editor says so.
        #[default]
        Accepted "accepted",
        /// An editor says that it is none.
        Rejected "rejected",
        /// It was one, and is withdrawn.
        Retracted "retracted",
    }
    /// What kind of source it comes from.
    QuoteSourceKind {
        #[default]
        Own "own",
        Agency "agency",
        Media "media",
        Document "document",
        Social "social",
    }
}

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        pub struct $name { $($(#[$field_meta])* #[serde(default)] pub $field: $kind,)* }
    )*};
}

parts! {
    /// Who the speaker was when the words were said: frozen, whatever they become.
    Attribution {
        /// The name as printed.
        name: Option<Line<200>>,
        /// The office, such as "director".
        role_title: Option<Line<200>>,
        /// Where, as printed.
        organization_name: Option<Line<200>>,
        /// Where, as a record.
        organization: Option<OrganizationId>,
        /// The whole attribution as it stands in the text, such as "the expert from the institute".
        as_written: Option<Line<300>>,
    }
    /// Where the words come from.
    QuoteSource {
        /// Of what kind; our own reporting unless said otherwise.
        kind: QuoteSourceKind,
        /// Such as an agency or a paper.
        outlet: Option<Line<200>>,
        /// The page.
        url: Option<WebUrl>,
        /// Who asked.
        interviewer: Option<Line<200>>,
    }
    /// Whether the speaker may be named.
    Terms {
        /// Which.
        kind: TermsKind,
        /// Why not by name; readers may be told.
        reason: Option<Line<500>>,
        /// Who allowed it; never shown to readers.
        approved_by: Option<Line<200>>,
    }
    /// How it is known that it was said.
    Verification {
        /// By what.
        status: VerificationStatus,
        /// Who made sure.
        by: Option<Line<200>>,
        /// When.
        at: Option<PartialDate>,
        /// Where the proof is; never shown to readers.
        evidence: Option<Prose<2_000>>,
        /// What readers are told.
        note: Option<Line<500>>,
    }
    /// Whether the one who is spoken of was asked.
    RightOfReply {
        /// When they were asked.
        requested_at: Option<PartialDate>,
        /// Until when they could answer.
        deadline: Option<PartialDate>,
        /// Such as "declined".
        status: Option<Line<100>>,
        /// What they answered.
        reply: Option<Prose<2_000>>,
    }
}

/// The words in the language in which they were said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Original {
    /// The words.
    pub text: Prose<10_000>,
    /// Their language.
    pub language: Language,
}

/// Which rule found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Extraction {
    /// The rule's name.
    pub rule: Line<60>,
    /// 0 to 100.
    pub confidence: u8,
}

/// A quote as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Quote {
    /// The words, without the outer quotation marks, up to 10,000 characters.
    pub text: Prose<10_000>,
    /// Their language; `en` unless said otherwise.
    #[serde(default)]
    pub language: Language,
    /// The words in the language in which they were said.
    #[serde(default)]
    pub original: Option<Original>,
    /// Who translated them.
    #[serde(default)]
    pub translator: Option<Line<200>>,
    /// Who said them; one of `expert` and `descriptor` is needed.
    #[serde(default)]
    pub expert: Option<ExpertId>,
    /// Who said them where no name is printed, such as "a senior official".
    #[serde(default)]
    pub descriptor: Option<Line<200>>,
    /// Who the speaker was then; made from the expert's office of that day where it is absent.
    #[serde(default)]
    pub attribution: Option<Attribution>,
    /// When.
    #[serde(default)]
    pub said_on: Option<PartialDate>,
    /// On what occasion.
    #[serde(default)]
    pub occasion: Option<Occasion>,
    /// Where the words come from.
    #[serde(default)]
    pub source: Option<QuoteSource>,
    /// How much of what was said they are.
    #[serde(default)]
    pub form: Form,
    /// Whether the speaker may be named.
    #[serde(default)]
    pub terms: Terms,
    /// How it is known that it was said.
    #[serde(default)]
    pub verification: Verification,
    /// Whether the one who is spoken of was asked.
    #[serde(default)]
    pub right_of_reply: Option<RightOfReply>,
    /// What it is about, up to 20.
    #[serde(default)]
    pub topics: Vec<TopicId>,
    /// Whether the newsroom stands by it; accepted unless said otherwise.
    #[serde(default)]
    pub status: QuoteStatus,
    /// Which rule found it.
    #[serde(default)]
    pub extraction: Option<Extraction>,
}

/// A quote as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredQuote {
    /// UUID version 7.
    pub id: QuoteId,
    /// Its history in short.
    pub stamp: crate::record::Stamp,
    /// What the editor wrote.
    pub content: Quote,
}

impl Quote {
    /// Reads the members of a JSON object; every faulty member is named.
    pub fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let mut quote: Self = document::parse(members)?;
        let mut faults = Violations::default();
        faults.at_most("/topics", quote.topics.len(), 20);
        if quote.expert.is_none() && quote.descriptor.is_none() {
            let rule = "who said it: an expert's id here, or words in `descriptor`";
            faults.push(Violation::new("/expert", "required", rule));
        }
        if !quote.is_on_record() && quote.descriptor.is_none() {
            let rule = "a speaker who is not named needs a descriptor, such as \"an official\"";
            faults.push(Violation::new("/descriptor", "required", rule));
        }
        if quote.extraction.as_ref().is_some_and(|extraction| extraction.confidence > 100) {
            faults.push(Violation::new("/extraction/confidence", "out_of_range", "0 to 100"));
        }
        match Prose::parse(bare(quote.text.as_str())) {
            Ok(text) => quote.text = text,
            Err(fault) => faults.push(Violation::new("/text", fault.code, fault.detail)),
        }
        faults.into_result(quote)
    }

    /// True if the speaker may be named.
    pub fn is_on_record(&self) -> bool {
        match self.terms.kind {
            TermsKind::OnRecord => true,
            TermsKind::Background | TermsKind::Anonymous => false,
        }
    }

    /// The records that it points at.
    pub fn references(&self) -> Vec<Reference> {
        let expert = self.expert.map(|id| Reference::new("/expert", Entity::Expert, id.0));
        let house = self.attribution.as_ref().and_then(|attribution| attribution.organization);
        let house =
            house.map(|id| Reference::new("/attribution/organization", Entity::Organization, id.0));
        let topics = self.topics.iter().enumerate();
        let topics =
            topics.map(|(at, id)| Reference::new(format!("/topics/{at}"), Entity::Topic, id.0));
        expert.into_iter().chain(house).chain(topics).collect()
    }

    /// Freezes who the speaker was then, where the editor did not say: the name, and the office
    /// of the day of the words, or of `now`. `house` gives the name of an organisation.
    pub fn attribute(
        &mut self,
        speaker: &Stored<Expert>,
        now: Timestamp,
        house: impl Fn(OrganizationId) -> Option<Line<200>>,
    ) {
        let day = self
            .said_on
            .as_ref()
            .map_or_else(|| now.utc().format("%Y-%m-%d").to_string(), PartialDate::first_day);
        let office = speaker.content.office_on(&day);
        let said = self.attribution.get_or_insert_default();
        said.name.get_or_insert_with(|| speaker.content.name.clone());
        if said.role_title.is_none() && said.organization.is_none() {
            said.role_title = office.map(|office| office.role_title.clone());
            said.organization = office.and_then(|office| office.organization);
        }
        if said.organization_name.is_none() {
            said.organization_name = said.organization.and_then(house);
        }
    }

    /// What readers may know of it: nothing that leads to a speaker who is not named, and nothing
    /// of how the newsroom knows.
    #[must_use]
    pub fn shown(mut self) -> Self {
        self.verification.evidence = None;
        self.verification.by = None;
        self.terms.approved_by = None;
        self.extraction = None;
        if !self.is_on_record() {
            self.expert = None;
            self.attribution = None;
            self.source = None;
            self.original = None;
            self.translator = None;
            self.right_of_reply = None;
        }
        self
    }

    /// The words by which it is found: what was said, then who said it then, then the original. Only
    /// what readers may know of it leads to it.
    pub fn words(&self) -> Words {
        let shown = self.clone().shown();
        let said = shown.attribution.as_ref();
        let names = said.map(|said| {
            [&said.name, &said.role_title, &said.organization_name]
                .map(|line| line.as_ref().map_or("", Line::as_str))
        });
        let descriptor = shown.descriptor.iter().map(Line::as_str);
        let speaker: Vec<&str> = names.into_iter().flatten().chain(descriptor).collect();
        let original: Vec<&str> = shown.original.iter().map(|said| said.text.as_str()).collect();
        Words::of([&[shown.text.as_str()], &speaker, &original])
    }

    /// Who said it, as print says it: the name with the office then, or the descriptor.
    pub fn speaker(&self) -> Option<String> {
        let said = self.attribution.as_ref();
        let name = said.and_then(|said| said.name.as_ref());
        match (name, said.and_then(|said| said.role_title.as_ref())) {
            (Some(name), Some(office)) => Some(format!("{name}, {office}")),
            (Some(name), None) => Some(name.to_string()),
            (None, _) => self.descriptor.as_ref().map(ToString::to_string),
        }
    }

    /// The expert that readers may be led to.
    pub fn open_expert(&self) -> Option<Uuid> {
        self.expert.filter(|_| self.is_on_record()).map(|id| id.0)
    }

    /// The organisation that readers may be led to.
    pub fn open_organization(&self) -> Option<Uuid> {
        self.organization().filter(|_| self.is_on_record())
    }

    /// Where the speaker was then.
    pub fn organization(&self) -> Option<Uuid> {
        self.attribution.as_ref().and_then(|said| said.organization).map(|id| id.0)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(document: Value, want: &[(&str, &str)]) {
        let Value::Object(members) = document else { panic!("an object") };
        let faults = Quote::parse(members).err().unwrap_or_default().into_vec();
        let got: Vec<_> = faults.iter().map(|v| (v.pointer.as_str(), v.code)).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn somebody_said_it() {
        check(json!({ "text": "Yes" }), &[("/expert", "required")]);
        check(json!({ "text": "Yes", "descriptor": "an official" }), &[]);
        let expert = "0190f5c0-0000-7000-8000-000000000001";
        let anonymous =
            json!({ "text": "Yes", "expert": expert, "terms": { "kind": "anonymous" } });
        check(anonymous, &[("/descriptor", "required")]);
        check(json!({ "text": "“”", "descriptor": "a" }), &[("/text", "empty")]);
        check(
            json!({ "text": "Yes", "descriptor": "a", "saidOn": "yesterday" }),
            &[("/saidOn", "invalid_date")],
        );
    }

    #[test]
    fn an_unnamed_speaker_is_not_shown() {
        let Value::Object(members) = json!({
            "text": "“Yes”", "expert": "0190f5c0-0000-7000-8000-000000000001",
            "descriptor": "an official", "attribution": { "name": "Ada Lane" },
            "source": { "interviewer": "Bo" }, "terms": { "kind": "background", "approvedBy": "Cy" },
        }) else {
            panic!("an object")
        };
        let quote = Quote::parse(members).unwrap();
        assert_eq!((quote.text.as_str(), quote.open_expert()), ("Yes", None));
        let words = quote.words().places().concat();
        assert_eq!(words, ["yes", "an", "official"], "nothing else leads to it");
        let shown = serde_json::to_string(&quote.shown()).unwrap();
        for secret in ["0190f5c0", "Ada Lane", "Bo", "Cy"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
