//! Relations in the answers of REST: summaries, and with `include` their other members too.

use serde_json::Value;
use utoipa::ToSchema;

use super::parts::Link;
use super::time::DateTime;
use super::words::{AuthorKind, TopicKind};
use crate::web::problem::Problem;
use crate::web::query::{Query, fault};

/// Something that an article names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Where it stands.
    Section,
    /// Who made it.
    Authors,
    /// What it is filed under.
    Topics,
    /// What is quoted in it.
    Quotes,
    /// Who is quoted in it.
    Speakers,
}

/// Which relations come with all their members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Include(Vec<Relation>);

impl Include {
    /// Reads the parameter `include`: words of the list, separated by commas.
    pub fn read(query: &Query) -> Result<Self, Problem> {
        let mut include = Self::default();
        for word in query.one("include")?.into_iter().flat_map(|words| words.split(',')) {
            let more: &[Relation] = match word {
                "section" => &[Relation::Section],
                "authors" => &[Relation::Authors],
                "topics" => &[Relation::Topics],
                "quotes" => &[Relation::Quotes],
                "quotes.expert" => &[Relation::Quotes, Relation::Speakers],
                _ => {
                    let known = "section, authors, topics, quotes or quotes.expert";
                    return Err(fault("include", "invalid_value", known));
                }
            };
            include.0.extend(more);
        }
        Ok(include)
    }

    /// True if the relation was asked for.
    pub fn has(&self, relation: Relation) -> bool {
        self.0.contains(&relation)
    }

    /// Takes from each article of a page what was not asked for.
    pub fn trim_all(&self, page: &mut Value) {
        each(page, "data", |article| self.trim(article));
    }

    /// Takes from an article what was not asked for.
    pub fn trim(&self, article: &mut Value) {
        if !self.has(Relation::Section) {
            keep(article, "section", &["id", "slug", "name"]);
        }
        if !self.has(Relation::Authors) {
            let kept = ["id", "slug", "name", "kind", "jobTitle"];
            each(article, "credits", |credit| keep(credit, "author", &kept));
        }
        if !self.has(Relation::Topics) {
            let kept = ["id", "slug", "name", "kind"];
            each(article, "topics", |link| keep(link, "topic", &kept));
        }
        if !self.has(Relation::Quotes)
            && let Value::Object(members) = article
        {
            members.remove("quotes");
        }
        if !self.has(Relation::Speakers) {
            let kept = ["id", "slug", "name", "kind"];
            each(article, "quotes", |used| {
                if let Some(quote) = used.get_mut("quote") {
                    keep(quote, "expert", &kept);
                }
            });
        }
    }
}

/// Changes each item of a list that `holder` has.
pub(super) fn each(holder: &mut Value, list: &str, change: impl Fn(&mut Value)) {
    let items = holder.get_mut(list).and_then(Value::as_array_mut);
    items.into_iter().flatten().for_each(change);
}

/// Takes from the object at `place` all members but a few.
fn keep(holder: &mut Value, place: &str, members: &[&str]) {
    if let Some(Value::Object(all)) = holder.get_mut(place) {
        all.retain(|name, _| members.contains(&name.as_str()));
    }
}

/// An author as an article names it; the optional members come with `include=authors`.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct AuthorSummary {
    /// UUID version 7.
    pub id: uuid::Uuid,
    /// Its address.
    #[schema(max_length = 120)]
    pub slug: String,
    /// The name as printed.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it is.
    pub kind: AuthorKind,
    /// Such as "Political correspondent".
    #[schema(max_length = 200, required)]
    pub job_title: Option<String>,
    /// Two or three sentences.
    #[schema(max_length = 1000)]
    pub bio: Option<String>,
    /// The long form.
    #[schema(max_length = 10000)]
    pub long_bio: Option<String>,
    /// A portrait or logo: a web address.
    #[schema(max_length = 2000)]
    pub image: Option<String>,
    /// Pages about the same author elsewhere.
    #[schema(max_items = 20)]
    pub links: Option<Vec<Link>>,
    /// Where the author works.
    #[schema(max_length = 200)]
    pub location: Option<String>,
    /// Languages the author works in (BCP 47).
    #[schema(max_items = 20)]
    pub languages: Option<Vec<String>>,
    /// False for one who has left.
    pub active: Option<bool>,
    /// When it was made.
    pub created_at: Option<DateTime>,
    /// When it was last changed.
    pub updated_at: Option<DateTime>,
}

/// A topic as an article names it; the optional members come with `include=topics`.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct TopicSummary {
    /// UUID version 7.
    pub id: uuid::Uuid,
    /// Its address.
    #[schema(max_length = 120)]
    pub slug: String,
    /// The name as shown.
    #[schema(max_length = 200)]
    pub name: String,
    /// What it is about.
    pub kind: TopicKind,
    /// What belongs here.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// Other words for it.
    #[schema(max_items = 50)]
    pub synonyms: Option<Vec<String>>,
    /// The code of an IPTC Media Topic.
    #[schema(max_length = 40)]
    pub iptc_media_topic: Option<String>,
    /// The Wikidata item.
    #[schema(max_length = 40)]
    pub wikidata: Option<String>,
    /// The same thing elsewhere.
    #[schema(max_items = 20)]
    pub external_uris: Option<Vec<String>>,
    /// When it was made.
    pub created_at: Option<DateTime>,
    /// When it was last changed.
    pub updated_at: Option<DateTime>,
}

/// A section as an article names it; the optional members come with `include=section`.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct SectionSummary {
    /// UUID version 7.
    pub id: uuid::Uuid,
    /// Its address.
    #[schema(max_length = 120)]
    pub slug: String,
    /// The name as shown.
    #[schema(max_length = 200)]
    pub name: String,
    /// What belongs here.
    #[schema(max_length = 2000)]
    pub description: Option<String>,
    /// The section that this one is a part of.
    pub parent: Option<uuid::Uuid>,
    /// Its place in the navigation: the smaller, the earlier.
    #[schema(minimum = 0, maximum = 65535)]
    pub order: Option<u16>,
    /// When it was made.
    pub created_at: Option<DateTime>,
    /// When it was last changed.
    pub updated_at: Option<DateTime>,
}
