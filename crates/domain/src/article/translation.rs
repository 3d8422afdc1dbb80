//! A translation: an article that tells what another one tells, in its own language.

use std::collections::HashMap;

use serde::Deserialize;

use super::{ArticleContent, ArticleMeta};
use crate::id::{ArticleId, UseId};
use crate::language::Language;
use crate::slug::Slug;
use crate::text::Line;

/// How the translation of an article begins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Translation {
    /// The language that it is to be in (BCP 47).
    pub language: Language,
    /// The address that it asks for; made from its headline unless it is said.
    #[serde(default)]
    pub slug: Option<Slug>,
    /// Its headline, up to 300 characters; that of the other article unless it is said.
    #[serde(default)]
    pub headline: Option<Line<300>>,
}

/// Of which article another one is a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinedTo {
    /// Which.
    pub of: ArticleId,
}

impl ArticleContent {
    /// What a translator begins with: all that the article has but its own addresses and names, in
    /// another language. Each use of a quote has the name that `new_use` gives.
    #[must_use]
    pub fn translated(&self, wish: &Translation, mut new_use: impl FnMut() -> UseId) -> Self {
        let names: HashMap<_, _> =
            self.meta.quotes.iter().map(|used| (used.id.0, new_use().0)).collect();
        let mut body = self.body.clone();
        body.rename_uses(&names);
        let mut quotes = self.meta.quotes.clone();
        for used in &mut quotes {
            used.id = names.get(&used.id.0).map_or(used.id, |name| UseId(*name));
        }
        let meta = ArticleMeta {
            language: wish.language.clone(),
            slug: wish.slug.clone(),
            headline: wish.headline.clone().unwrap_or_else(|| self.meta.headline.clone()),
            canonical_url: None,
            alternate_ids: Vec::new(),
            quotes,
            ..self.meta.clone()
        };
        Self { meta, body }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    const OLD: &str = "0190f5c0-0000-7000-8000-000000000001";
    const QUOTE: &str = "0190f5c0-0000-7000-8000-000000000002";

    fn content() -> ArticleContent {
        let document = json!({
            "headline": "Oil rises", "slug": "oil-rises", "kicker": "Markets", "language": "en",
            "canonicalUrl": "https://pier.example/oil", "extra": { "desk": 7 },
            "alternateIds": [{ "role": "cms", "value": "7" }],
            "quotes": [{ "id": OLD, "quote": QUOTE }],
            "body": [
                { "_type": "block", "_key": "a",
                  "markDefs": [{ "_type": "quote", "_key": "q", "use": OLD, "part": 0 }],
                  "children": [{ "_type": "span", "_key": "s", "text": "“Oil”", "marks": ["q"] }] },
                { "_type": "pullQuote", "_key": "b", "text": "Oil", "use": OLD },
            ],
        });
        let Value::Object(members) = document else { panic!("an object") };
        ArticleContent::parse(members).unwrap()
    }

    fn wish(document: Value) -> Translation {
        serde_json::from_value(document).unwrap()
    }

    #[test]
    fn a_translation_begins_with_the_other_text_and_without_its_addresses() {
        let new = Uuid::from_u128(9);
        let before = content();
        let after = before.translated(&wish(json!({ "language": "PT-br" })), || UseId(new));
        assert_eq!(after.meta.language.as_str(), "pt-BR");
        assert_eq!(after.meta.headline, before.meta.headline);
        assert_eq!((after.meta.slug.clone(), after.meta.canonical_url.clone()), (None, None));
        assert_eq!(after.meta.alternate_ids, Vec::new());
        assert_eq!(
            (&after.meta.kicker, &after.meta.extra),
            (&before.meta.kicker, &before.meta.extra)
        );
        assert_eq!(after.body.text(), before.body.text());
        assert_eq!(after.meta.quotes[0].quote.0.to_string(), QUOTE);
        let json = serde_json::to_string(&after.to_json().unwrap()).unwrap();
        assert!(!json.contains(OLD), "{json}");
        assert_eq!(json.matches(&new.to_string()).count(), 3, "{json}");
        let mut settled = after.clone();
        assert_eq!(settled.settle(), Ok(Vec::new()), "the marks lead to the uses");
    }

    #[test]
    fn what_is_said_of_a_translation_is_taken() {
        let said = wish(json!({ "language": "pt", "slug": "petroleo", "headline": "Sobe" }));
        let after = content().translated(&said, || UseId(Uuid::nil()));
        assert_eq!(after.meta.headline.as_str(), "Sobe");
        assert_eq!(
            after.meta.slug.map(|slug| slug.as_str().to_owned()).as_deref(),
            Some("petroleo")
        );
    }
}
