//! How alike texts are: by the words that they have in common, the rarer the more (cosine of their
//! weights), and word for word (the resemblance of Broder, by runs of words).

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::search::words;

/// How many words stand in a run.
const RUN: usize = 4;
/// From what resemblance on one text is a copy of another: three in four of their runs are the same.
pub const COPY_MIN: f64 = 0.75;

/// How rare words are among some texts.
#[derive(Debug, Default)]
pub struct Rarity {
    texts: u32,
    holders: BTreeMap<String, u32>,
}

impl Rarity {
    /// Counts a text.
    pub fn note(&mut self, text: &Text) {
        self.texts = self.texts.saturating_add(1);
        for word in &text.0 {
            let holders = self.holders.entry(word.clone()).or_default();
            *holders = holders.saturating_add(1);
        }
    }

    /// Less for what many have; 0 for what all have.
    fn of(&self, word: &str) -> f64 {
        let holders = self.holders.get(word).copied().unwrap_or(1).max(1);
        (f64::from(self.texts.max(1)) / f64::from(holders)).ln().max(0.0)
    }
}

/// The words of a text, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(BTreeSet<String>);

impl Text {
    /// Those of some parts.
    pub fn of<'a>(parts: impl Iterator<Item = &'a str>) -> Self {
        Self(parts.flat_map(words).collect())
    }

    /// From 0, if nothing is in both but what all have, to 1, if they have the same words.
    pub fn likeness(&self, other: &Self, rarity: &Rarity) -> f64 {
        let weight = |word: &String| rarity.of(word).powi(2);
        let both: f64 = self.0.intersection(&other.0).map(weight).sum();
        let (own, theirs): (f64, f64) =
            (self.0.iter().map(weight).sum(), other.0.iter().map(weight).sum());
        let whole = (own * theirs).sqrt();
        if whole > 0.0 { both / whole } else { 0.0 }
    }
}

/// The runs of words in a text, by which copies are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs(BTreeSet<u64>);

impl Runs {
    /// Those of a text; a text shorter than a run is one.
    pub fn of(text: &str) -> Self {
        let words = words(text);
        let run = |words: &[String]| {
            let mut hash = DefaultHasher::new();
            words.hash(&mut hash);
            hash.finish()
        };
        match words.len() {
            0 => Self::default(),
            len if len < RUN => Self([run(&words)].into()),
            _ => Self(words.windows(RUN).map(run).collect()),
        }
    }

    /// True if one of the texts is a copy of the other.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        let both = self.0.intersection(&other.0).count();
        let all = self.0.len().saturating_add(other.0.len()).saturating_sub(both);
        let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        all > 0 && number(both) >= COPY_MIN * number(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FERRY: &str = "The ferry returns to Eastport after nine days of strike";

    #[track_caller]
    fn likeness(one: &str, other: &str) -> f64 {
        let texts =
            [one, other, FERRY, "The council votes on the harbour wall", "The price of oil"];
        let texts = texts.map(|text| Text::of([text].into_iter()));
        let mut rarity = Rarity::default();
        for text in &texts {
            rarity.note(text);
        }
        texts[0].likeness(&texts[1], &rarity)
    }

    #[test]
    fn texts_are_alike_by_words_that_few_have() {
        assert!((likeness(FERRY, FERRY) - 1.0).abs() < 1e-9);
        let near = likeness(FERRY, "Ferry strike: Eastport waits");
        let far = likeness(FERRY, "The mayor of the town");
        assert!(near > 0.15 && near < 1.0 && far < 0.1, "{near} {far}");
        assert!(likeness(FERRY, "") < 1e-9);
    }

    #[test]
    fn a_copy_is_known_although_some_words_differ() {
        let text = "one two three four five six seven eight nine ten eleven twelve".repeat(9);
        let edited = text.replacen("five", "fünf", 1);
        let is_copy = |other: &str| Runs::of(&text).is_copy_of(&Runs::of(other));
        assert!(is_copy(&text) && is_copy(&edited));
        assert!(!is_copy(FERRY) && !is_copy(""));
        assert!(!Runs::of("").is_copy_of(&Runs::of("")), "nothing is no copy");
        assert!(Runs::of("Too short").is_copy_of(&Runs::of("too short")));
    }
}
