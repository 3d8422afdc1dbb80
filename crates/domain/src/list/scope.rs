//! For whom a list is, and what fills it.

use serde::{Deserialize, Serialize};

use crate::article::ArticleKind;
use crate::id::{SectionId, TopicId};
use crate::language::Language;
use crate::record::{Entity, Reference};
use crate::violation::Violations;

/// For whom a list is: each member narrows it, a list without any is for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scope {
    /// Readers of this section.
    pub section: Option<SectionId>,
    /// Readers of this topic.
    pub topic: Option<TopicId>,
    /// Readers of this language.
    pub language: Option<Language>,
}

impl Scope {
    /// How well a list of this scope fits who asks: the number of members that are theirs, or
    /// nothing if one is not.
    pub fn fit(&self, asked: &Self) -> Option<usize> {
        let members = [
            (self.section.is_some(), self.section == asked.section),
            (self.topic.is_some(), self.topic == asked.topic),
            (self.language.is_some(), self.language == asked.language),
        ];
        let own = || members.iter().filter(|(is_said, _)| *is_said);
        own().all(|(_, is_theirs)| *is_theirs).then(|| own().count())
    }
}

/// Which articles fill a list: those that have all that is said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleQuery {
    /// In this section.
    #[serde(default)]
    pub section: Option<SectionId>,
    /// With one of these topics, up to 20; with any unless some are said.
    #[serde(default)]
    pub topics: Vec<TopicId>,
    /// Of one of these kinds, up to 20; of any unless some are said.
    #[serde(default)]
    pub kinds: Vec<ArticleKind>,
    /// In this language.
    #[serde(default)]
    pub language: Option<Language>,
}

impl ArticleQuery {
    /// How many topics or kinds it names.
    const NAMED_MAX: usize = 20;

    pub(super) fn faults(&self) -> Violations {
        let mut faults = Violations::default();
        faults.at_most("/topics", self.topics.len(), Self::NAMED_MAX);
        faults.at_most("/kinds", self.kinds.len(), Self::NAMED_MAX);
        faults
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        let section = self.section.map(|id| ("/query/section".to_owned(), Entity::Section, id.0));
        let topics = self.topics.iter().enumerate();
        let topics = topics.map(|(at, id)| (format!("/query/topics/{at}"), Entity::Topic, id.0));
        let named = section.into_iter().chain(topics);
        named.map(|(pointer, entity, id)| Reference::new(pointer, entity, id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_narrows_a_list_has_to_be_theirs() {
        let section = |number: u128| Some(SectionId(Uuid::from_u128(number)));
        let language = |word: &str| Language::parse(word).ok();
        let scope = |section, language| Scope { section, topic: None, language };
        let asked = scope(section(1), language("fr"));
        for (own, want) in [
            (Scope::default(), Some(0)),
            (scope(section(1), None), Some(1)),
            (scope(section(1), language("fr")), Some(2)),
            (scope(section(2), None), None),
            (scope(section(1), language("en")), None),
        ] {
            assert_eq!(own.fit(&asked), want, "{own:?}");
        }
        assert_eq!(scope(section(1), None).fit(&Scope::default()), None);
    }
}
