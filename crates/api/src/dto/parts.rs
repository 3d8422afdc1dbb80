//! The parts of an article, the same going in and coming out.

use async_graphql::{ID, InputObject, SimpleObject};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::time::DateTime;
use super::words::{
    AiTask, Alteration, ArticleKind, DigitalSource, Placement, QuoteSourceKind, SourceKind,
    StoryRelation, TermsKind, TextField, VerificationStatus,
};

macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident as $input:literal {
        $($(#[$field_meta:meta])* $field:ident: $kind:ty,)*
    })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
        #[serde(rename_all = "camelCase")]
        #[graphql(input_name = $input)]
        pub struct $name { $($(#[$field_meta])* pub $field: $kind,)* }
    )*};
}

parts! {
    /// Headlines for places where the main one does not fit.
    Headlines as "HeadlinesInput" {
        /// For social networks.
        #[schema(max_length = 300)]
        social: Option<String>,
        /// For search engines.
        #[schema(max_length = 300)]
        seo: Option<String>,
        /// For small screens and lists.
        #[schema(max_length = 100)]
        short: Option<String>,
    }
    /// Where and when a report was filed.
    Dateline as "DatelineInput" {
        /// Such as "MINSK".
        #[schema(max_length = 200)]
        text: String,
        /// The day.
        date: Option<NaiveDate>,
    }
    /// Who owns a text and what others may do with it.
    Rights as "RightsInput" {
        /// The owner.
        #[schema(max_length = 200)]
        holder: Option<String>,
        /// The year.
        #[schema(minimum = 0, maximum = 65535)]
        year: Option<u16>,
        /// As printed.
        #[schema(max_length = 500)]
        notice: Option<String>,
        /// The licence.
        #[schema(max_length = 2000)]
        licence_url: Option<String>,
        /// Conditions in words.
        #[schema(max_length = 1000)]
        usage_terms: Option<String>,
        /// True if others may be given the text.
        #[serde(default)]
        #[graphql(default)]
        syndicatable: bool,
    }
    /// Whether text and data mining is reserved (TDM Reservation Protocol).
    Tdm as "TdmInput" {
        /// True if it is.
        reserved: bool,
        /// The policy.
        #[schema(max_length = 2000)]
        policy_url: Option<String>,
    }
    /// One use of a model.
    AiTool as "AiToolInput" {
        /// For what.
        task: AiTask,
        /// Which.
        #[schema(max_length = 200)]
        tool: Option<String>,
        /// Who looked at the result.
        #[schema(max_length = 200)]
        reviewed_by: Option<String>,
        /// What readers are told.
        #[schema(max_length = 500)]
        disclosure: Option<String>,
    }
    /// The part that models had in an article.
    AiUse as "AiUseInput" {
        /// How the work came to be.
        digital_source_type: DigitalSource,
        /// Each use.
        #[serde(rename = "use", default)]
        #[graphql(name = "use", default)]
        #[schema(max_items = 10)]
        uses: Vec<AiTool>,
    }
    /// The source of a text.
    Source as "SourceInput" {
        /// Of what kind.
        kind: SourceKind,
        /// Such as the agency's name.
        #[schema(max_length = 200)]
        name: Option<String>,
        /// Its page.
        #[schema(max_length = 2000)]
        url: Option<String>,
    }
    /// Who paid for a piece.
    Sponsor as "SponsorInput" {
        /// As printed.
        #[schema(max_length = 200)]
        name: String,
        /// Its page.
        #[schema(max_length = 2000)]
        url: Option<String>,
    }
    /// What search engines are told.
    Seo as "SeoInput" {
        /// The page's title.
        #[schema(max_length = 300)]
        title: Option<String>,
        /// The page's description.
        #[schema(max_length = 500)]
        description: Option<String>,
        /// True if the page should not be found.
        #[serde(default)]
        #[graphql(default)]
        noindex: bool,
    }
    /// Places an article is kept out of.
    Signals as "SignalsInput" {
        /// Out of trending.
        #[serde(default)]
        #[graphql(default)]
        exclude_from_trending: bool,
        /// Out of related articles.
        #[serde(default)]
        #[graphql(default)]
        exclude_from_related: bool,
        /// Out of feeds.
        #[serde(default)]
        #[graphql(default)]
        exclude_from_feeds: bool,
    }
    /// An article's name in another system.
    AlternateId as "AlternateIdInput" {
        /// Which system.
        #[schema(max_length = 100)]
        role: String,
        /// The name there.
        #[schema(max_length = 300)]
        value: String,
    }
    /// A page elsewhere about the same thing (schema.org sameAs).
    Link as "LinkInput" {
        /// What it is, such as `website`.
        #[schema(max_length = 60)]
        rel: String,
        /// Where it is.
        #[schema(max_length = 2000)]
        url: String,
    }
    /// Another name or spelling.
    Alias as "AliasInput" {
        /// As it is written.
        #[schema(max_length = 200)]
        text: String,
        /// In which language (BCP 47), if that matters.
        #[schema(max_length = 35)]
        language: Option<String>,
    }
    /// An office: what somebody is, where, and from when to when (schema.org `OrganizationRole`).
    Affiliation as "AffiliationInput" {
        /// The organisation's id; null for an office without a house.
        #[schema(value_type = Option<uuid::Uuid>)]
        organization: Option<ID>,
        /// Its name as printed; the name it has on saving where it is absent.
        #[schema(max_length = 200)]
        organization_name: Option<String>,
        /// Such as "director".
        #[schema(max_length = 200)]
        role_title: String,
        /// Since when: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; unknown if null.
        #[schema(max_length = 10)]
        from: Option<String>,
        /// Until when, that day included; still if null.
        #[schema(max_length = 10)]
        until: Option<String>,
        /// True for the one that is printed where several hold at once.
        #[serde(default)]
        #[graphql(default)]
        primary: bool,
        /// Where it is known from: a web address.
        #[schema(max_length = 2000)]
        source: Option<String>,
    }
    /// An expert's names in registers.
    ExpertIdentifiers as "ExpertIdentifiersInput" {
        /// The Wikidata item.
        #[schema(max_length = 40)]
        wikidata: Option<String>,
        /// ORCID iD.
        #[schema(max_length = 40)]
        orcid: Option<String>,
        /// ISNI (ISO 27729).
        #[schema(max_length = 40)]
        isni: Option<String>,
    }
    /// An organisation's names in registers.
    OrganizationIdentifiers as "OrganizationIdentifiersInput" {
        /// The Wikidata item.
        #[schema(max_length = 40)]
        wikidata: Option<String>,
        /// Research Organization Registry.
        #[schema(max_length = 40)]
        ror: Option<String>,
        /// Legal Entity Identifier (ISO 17442).
        #[schema(max_length = 40)]
        lei: Option<String>,
    }
    /// Who made sure that an expert is who they say.
    Verified as "VerifiedInput" {
        /// Who.
        #[schema(max_length = 200)]
        by: String,
        /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        #[schema(max_length = 10)]
        at: String,
        /// How.
        #[schema(max_length = 300)]
        method: Option<String>,
    }
    /// What only editors read of an expert.
    ExpertPrivate as "ExpertPrivateInput" {
        /// Telephone numbers and addresses.
        #[schema(max_length = 2000)]
        contacts: Option<String>,
        /// Notes of the desk.
        #[schema(max_length = 5000)]
        notes: Option<String>,
        /// What they agreed to.
        #[schema(max_length = 1000)]
        consent: Option<String>,
        /// True for one who is not to be quoted again.
        #[serde(default)]
        #[graphql(default)]
        do_not_quote: bool,
    }
    /// A stretch of an article's text (W3C Web Annotation: position and quote selectors in one).
    UsePart as "UsePartInput" {
        /// In which text; the body unless said otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<TextField>,
        /// In which block, in body and captions.
        #[schema(max_length = 64)]
        block_key: Option<String>,
        /// The first character, from 0 (Unicode scalar values).
        #[serde(default)]
        #[graphql(default)]
        #[schema(minimum = 0)]
        start: u32,
        /// Behind the last character.
        #[serde(default)]
        #[graphql(default)]
        #[schema(minimum = 0)]
        end: u32,
        /// The words there, quotation marks included.
        exact: String,
        /// Up to 32 characters before them.
        #[serde(default)]
        #[graphql(default)]
        prefix: String,
        /// Up to 32 characters behind them.
        #[serde(default)]
        #[graphql(default)]
        suffix: String,
    }
    /// The place of a quote in an article, as an editor writes it.
    QuoteUse as "QuoteUseInput" {
        /// What the marks of the body name: a UUID.
        #[schema(value_type = uuid::Uuid)]
        id: ID,
        /// The quote's id.
        #[schema(value_type = uuid::Uuid)]
        quote: ID,
        /// In which kind of place it stands; worked out on save.
        #[serde(skip_serializing_if = "Option::is_none")]
        placement: Option<Placement>,
        /// Where exactly; in the body worked out from the marks on save.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        parts: Vec<UsePart>,
        /// The word that introduces it, such as "said".
        #[schema(max_length = 100)]
        cue: Option<String>,
        /// How the text names the speaker there, such as "he".
        #[schema(max_length = 300)]
        source_mention: Option<String>,
        /// How the printed words differ from what was said; worked out on save.
        #[serde(skip_serializing_if = "Option::is_none")]
        alteration: Option<Alteration>,
    }
    /// A story that an editor put beside another: an article, or a page elsewhere.
    RelatedStory as "RelatedStoryInput" {
        /// An article's id.
        #[schema(value_type = Option<uuid::Uuid>)]
        article: Option<ID>,
        /// A page elsewhere; with `title`.
        #[schema(max_length = 2000)]
        url: Option<String>,
        /// The words of the link.
        #[schema(max_length = 300)]
        title: Option<String>,
        /// How they belong together.
        #[serde(skip_serializing_if = "Option::is_none")]
        rel: Option<StoryRelation>,
    }
    /// Who a speaker was when the words were said: frozen, whatever they become.
    Attribution as "AttributionInput" {
        /// The name as printed.
        #[schema(max_length = 200)]
        name: Option<String>,
        /// The office, such as "director".
        #[schema(max_length = 200)]
        role_title: Option<String>,
        /// Where, as printed.
        #[schema(max_length = 200)]
        organization_name: Option<String>,
        /// Where: an organisation's id.
        #[schema(value_type = Option<uuid::Uuid>)]
        organization: Option<ID>,
        /// The whole attribution as it stands in the text.
        #[schema(max_length = 300)]
        as_written: Option<String>,
    }
    /// Where a quote's words come from.
    QuoteSource as "QuoteSourceInput" {
        /// Of what kind; our own reporting unless said otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<QuoteSourceKind>,
        /// Such as an agency or a paper.
        #[schema(max_length = 200)]
        outlet: Option<String>,
        /// The page.
        #[schema(max_length = 2000)]
        url: Option<String>,
        /// Who asked.
        #[schema(max_length = 200)]
        interviewer: Option<String>,
    }
    /// Whether a speaker may be named.
    Terms as "TermsInput" {
        /// Which; on record unless said otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        kind: Option<TermsKind>,
        /// Why not by name; readers may be told.
        #[schema(max_length = 500)]
        reason: Option<String>,
        /// Who allowed it; never shown to readers.
        #[schema(max_length = 200)]
        approved_by: Option<String>,
    }
    /// How it is known that a quote was said.
    Verification as "VerificationInput" {
        /// By what; unverified unless said otherwise.
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<VerificationStatus>,
        /// Who made sure; never shown to readers.
        #[schema(max_length = 200)]
        by: Option<String>,
        /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        #[schema(max_length = 10)]
        at: Option<String>,
        /// Where the proof is; never shown to readers.
        #[schema(max_length = 2000)]
        evidence: Option<String>,
        /// What readers are told.
        #[schema(max_length = 500)]
        note: Option<String>,
    }
    /// Whether the one who is spoken of was asked.
    RightOfReply as "RightOfReplyInput" {
        /// When they were asked: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        #[schema(max_length = 10)]
        requested_at: Option<String>,
        /// Until when they could answer.
        #[schema(max_length = 10)]
        deadline: Option<String>,
        /// Such as "declined".
        #[schema(max_length = 100)]
        status: Option<String>,
        /// What they answered.
        #[schema(max_length = 2000)]
        reply: Option<String>,
    }
    /// Words in the language in which they were said.
    Original as "OriginalInput" {
        /// The words.
        #[schema(max_length = 10000)]
        text: String,
        /// Their language (BCP 47).
        #[schema(max_length = 35)]
        language: String,
    }
    /// Which rule found a quote.
    Extraction as "ExtractionInput" {
        /// The rule's name.
        #[schema(max_length = 60)]
        rule: String,
        /// 0 to 100.
        #[schema(minimum = 0, maximum = 100)]
        confidence: u8,
    }
    /// Words of a quote, and a hint for words that stand twice.
    Words as "WordsInput" {
        /// As they stand in the text; quotation marks around them may be left out.
        #[schema(max_length = 10000)]
        text: String,
        /// The block that is meant.
        #[schema(max_length = 64)]
        block_key: Option<String>,
        /// The first character that is meant.
        #[schema(minimum = 0)]
        start: Option<u32>,
    }
    /// Which articles fill a list: those that have all that is said.
    ListQuery as "ListQueryInput" {
        /// In this section: its id.
        #[schema(value_type = Option<uuid::Uuid>)]
        section: Option<ID>,
        /// With one of these topics, by their ids; with any unless some are said.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20, value_type = Vec<uuid::Uuid>)]
        topics: Vec<ID>,
        /// Of one of these kinds; of any unless some are said.
        #[serde(default)]
        #[graphql(default)]
        #[schema(max_items = 20)]
        kinds: Vec<ArticleKind>,
        /// In this language (BCP 47).
        #[schema(max_length = 35)]
        language: Option<String>,
    }
    /// A place in a list: one of an article, a quote, an expert and a page elsewhere, with what
    /// the list prints instead of its own words.
    Slot as "SlotInput" {
        /// An article's id; readers have to see it.
        #[schema(value_type = Option<uuid::Uuid>)]
        article: Option<ID>,
        /// A quote's id; readers have to see it.
        #[schema(value_type = Option<uuid::Uuid>)]
        quote: Option<ID>,
        /// An expert's id; readers have to see it.
        #[schema(value_type = Option<uuid::Uuid>)]
        expert: Option<ID>,
        /// A page elsewhere; with `headline`.
        #[schema(max_length = 2000)]
        url: Option<String>,
        /// The headline here.
        #[schema(max_length = 300)]
        headline: Option<String>,
        /// The line above the headline here.
        #[schema(max_length = 200)]
        kicker: Option<String>,
        /// The text below the headline here.
        #[schema(max_length = 1000)]
        trail_text: Option<String>,
        /// The picture here: a web address.
        #[schema(max_length = 2000)]
        image: Option<String>,
        /// True to keep its place whatever happens to those before it.
        #[serde(default)]
        #[graphql(default)]
        pinned: bool,
        /// Readers see it from then on.
        visible_from: Option<DateTime>,
        /// Readers see it no longer from then on.
        visible_until: Option<DateTime>,
        /// For the desk; never shown to readers.
        #[schema(max_length = 1000)]
        note: Option<String>,
    }
    /// Words of the page that are not of an article.
    Label as "LabelInput" {
        /// The front end's own name for it, such as `backToTop`.
        #[schema(max_length = 60)]
        key: String,
        /// The words.
        #[schema(max_length = 300)]
        text: String,
        /// In which language (BCP 47); the publication's own if null.
        #[schema(max_length = 35)]
        language: Option<String>,
    }
    /// A place on earth (schema.org `GeoCoordinates`, WGS 84).
    Location as "LocationInput" {
        /// Degrees north.
        #[schema(minimum = -90, maximum = 90)]
        latitude: f64,
        /// Degrees east.
        #[schema(minimum = -180, maximum = 180)]
        longitude: f64,
    }
    /// A link of the page.
    SiteLink as "SiteLinkInput" {
        /// What it is, such as `google_news`, `rss`, `ethics_policy`.
        #[schema(max_length = 60)]
        kind: String,
        /// The words.
        #[schema(max_length = 500)]
        text: String,
        /// Where it leads.
        #[schema(max_length = 2000)]
        url: Option<String>,
    }
}
