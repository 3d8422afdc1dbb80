//! Experts: who is quoted (schema.org `Person`; ninjs `people`), and for whom they speak when.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::country::Country;
use crate::date::PartialDate;
use crate::document;
use crate::id::{OrganizationId, TopicId};
use crate::language::Language;
use crate::link::{Link, WebUrl};
use crate::record::{Entity, Record, Reference};
use crate::slug::Slug;
use crate::text::{Line, Prose};
use crate::violation::{Violation, Violations};

/// What an expert is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpertKind {
    /// One human being.
    #[default]
    Person,
    /// A body that speaks without a name, such as "the ministry".
    OrganisationVoice,
    /// Several who speak together.
    Group,
    /// Somebody whose name is not printed.
    Anonymous,
}

/// Another name or spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alias {
    /// As it is written, up to 200 characters.
    pub text: Line<200>,
    /// In which language, if that matters.
    #[serde(default)]
    pub language: Option<Language>,
}

/// An office: what somebody is, where, and from when to when (schema.org `OrganizationRole`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Affiliation {
    /// Where; absent for an office without a house, such as "independent analyst".
    #[serde(default)]
    pub organization: Option<OrganizationId>,
    /// Its name as printed; the name it has on saving where it is absent.
    #[serde(default)]
    pub organization_name: Option<Line<200>>,
    /// Such as "director", up to 200 characters.
    pub role_title: Line<200>,
    /// Since when; unknown if absent.
    #[serde(default)]
    pub from: Option<PartialDate>,
    /// Until when, that day included; still if absent.
    #[serde(default)]
    pub until: Option<PartialDate>,
    /// True for the one that is printed where several hold at once.
    #[serde(default)]
    pub primary: bool,
    /// Where it is known from.
    #[serde(default)]
    pub source: Option<WebUrl>,
}

impl Affiliation {
    /// True if it may have been held on a day, `YYYY-MM-DD`.
    pub fn holds_on(&self, day: &str) -> bool {
        self.from.as_ref().is_none_or(|from| from.first_day().as_str() <= day)
            && self.until.as_ref().is_none_or(|until| day <= until.last_day().as_str())
    }
}

/// Their names in registers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpertIdentifiers {
    /// The Wikidata item, such as `Q1492`.
    #[serde(default)]
    pub wikidata: Option<Line<40>>,
    /// ORCID iD.
    #[serde(default)]
    pub orcid: Option<Line<40>>,
    /// ISNI (ISO 27729).
    #[serde(default)]
    pub isni: Option<Line<40>>,
}

/// Who made sure that the expert is who they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Verified {
    /// Who.
    pub by: Line<200>,
    /// When.
    pub at: PartialDate,
    /// How, such as "called the switchboard".
    #[serde(default)]
    pub method: Option<Line<300>>,
}

/// What only editors read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExpertPrivate {
    /// Telephone numbers and addresses, up to 2,000 characters.
    #[serde(default)]
    pub contacts: Option<Prose<2_000>>,
    /// Notes of the desk, up to 5,000 characters.
    #[serde(default)]
    pub notes: Option<Prose<5_000>>,
    /// What they agreed to.
    #[serde(default)]
    pub consent: Option<Prose<1_000>>,
    /// True for one who is not to be quoted again.
    #[serde(default)]
    pub do_not_quote: bool,
}

/// An expert as an editor writes it. Its serde form is what the API takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Expert {
    /// What it is; a person unless said otherwise.
    #[serde(default)]
    pub kind: ExpertKind,
    /// The name as printed, up to 200 characters.
    pub name: Line<200>,
    /// Its address; made from the name where it is absent.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// The name in its own script.
    #[serde(default)]
    pub native_name: Option<Line<200>>,
    /// Other names and spellings, up to 50.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Two or three sentences, up to 1,000 characters.
    #[serde(default)]
    pub bio: Option<Prose<1_000>>,
    /// A portrait.
    #[serde(default)]
    pub image: Option<WebUrl>,
    /// Offices, past and present, up to 50.
    #[serde(default)]
    pub affiliations: Vec<Affiliation>,
    /// What they know about, up to 20.
    #[serde(default)]
    pub expertise: Vec<TopicId>,
    /// Languages they speak, up to 20.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// Where they work: ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<Country>,
    /// Pages about them elsewhere (schema.org `sameAs`), up to 20.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Their names in registers.
    #[serde(default)]
    pub identifiers: Option<ExpertIdentifiers>,
    /// Interests that readers should know of, up to 1,000 characters.
    #[serde(default)]
    pub conflicts_of_interest: Option<Prose<1_000>>,
    /// Who made sure that they are who they say.
    #[serde(default)]
    pub verified: Option<Verified>,
    /// What only editors read.
    #[serde(default)]
    pub private: Option<ExpertPrivate>,
    /// True if readers see them although no published article quotes them.
    #[serde(default)]
    pub listed: bool,
}

impl Expert {
    /// The office that is printed for words said on a day, `YYYY-MM-DD`: a primary one first,
    /// then the one that began last.
    pub fn office_on(&self, day: &str) -> Option<&Affiliation> {
        let rank = |affiliation: &&Affiliation| {
            let begun = affiliation.from.as_ref().map(PartialDate::first_day);
            (affiliation.primary, begun)
        };
        self.affiliations.iter().filter(|affiliation| affiliation.holds_on(day)).max_by_key(rank)
    }

    fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        faults.at_most("/aliases", self.aliases.len(), 50);
        faults.at_most("/affiliations", self.affiliations.len(), 50);
        faults.at_most("/expertise", self.expertise.len(), 20);
        faults.at_most("/languages", self.languages.len(), 20);
        faults.at_most("/links", self.links.len(), 20);
        for (at, affiliation) in self.affiliations.iter().enumerate() {
            if let (Some(from), Some(until)) = (&affiliation.from, &affiliation.until)
                && until.last_day() < from.first_day()
            {
                let place = format!("/affiliations/{at}/until");
                let detail = format!("ends before it starts ({from})");
                faults.push(Violation::new(place, "end_before_start", detail));
            }
        }
        faults
    }
}

impl Record for Expert {
    const ENTITY: Entity = Entity::Expert;

    fn slug(&self) -> Option<&Slug> {
        self.slug.as_ref()
    }

    fn set_slug(&mut self, slug: Slug) {
        self.slug = Some(slug);
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn listed(&self) -> bool {
        self.listed
    }

    fn hide_private(&mut self) {
        self.private = None;
    }

    fn take_names(&mut self, name: &dyn Fn(uuid::Uuid) -> Option<String>) {
        for office in &mut self.affiliations {
            if office.organization_name.is_none() {
                let known = office.organization.and_then(|id| name(id.0));
                office.organization_name = known.and_then(|name| Line::parse(&name).ok());
            }
        }
    }

    fn references(&self) -> Vec<Reference> {
        let offices = self.affiliations.iter().enumerate().filter_map(|(at, office)| {
            let place = format!("/affiliations/{at}/organization");
            office.organization.map(|id| Reference::new(place, Entity::Organization, id.0))
        });
        let topics = self.expertise.iter().enumerate();
        let topics =
            topics.map(|(at, id)| Reference::new(format!("/expertise/{at}"), Entity::Topic, id.0));
        offices.chain(topics).collect()
    }

    fn parse(members: Map<String, Value>) -> Result<Self, Violations> {
        let expert: Self = document::parse(members)?;
        expert.faults().into_result(expert)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expert(affiliations: &Value) -> Result<Expert, Violations> {
        let document = json!({ "name": "Ada Lane", "affiliations": affiliations });
        let Value::Object(members) = document else { panic!("an object") };
        Expert::parse(members)
    }

    #[test]
    fn an_office_does_not_end_before_it_starts() {
        let faults = |until: &str| {
            let office = json!([{ "roleTitle": "mayor", "from": "2020-05", "until": until }]);
            expert(&office).err().unwrap_or_default().into_vec()
        };
        assert_eq!(faults("2020"), vec![], "the year has not ended in May");
        assert_eq!(faults("2020-05-01"), vec![]);
        let fault = faults("2020-04").remove(0);
        assert_eq!(
            (fault.pointer.as_str(), fault.code),
            ("/affiliations/0/until", "end_before_start")
        );
    }

    #[test]
    fn the_office_of_a_day() {
        let ada = expert(&json!([
            { "roleTitle": "clerk", "from": "2010", "until": "2015" },
            { "roleTitle": "member", "from": "2012" },
            { "roleTitle": "mayor", "from": "2016-03", "primary": true },
        ]))
        .unwrap();
        let title = |day| ada.office_on(day).map(|office| office.role_title.as_str());
        assert_eq!(title("2009-12-31"), None);
        assert_eq!(title("2011-01-01"), Some("clerk"));
        assert_eq!(title("2014-01-01"), Some("member"), "the one that began last");
        assert_eq!(title("2020-01-01"), Some("mayor"));
    }
}
