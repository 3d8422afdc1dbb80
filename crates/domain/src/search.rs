//! Search: the words of a text, folded, and what is sought among them.
//!
//! One tokenizer feeds the indexes of both engines, and what is sought goes through it too: what
//! one engine finds, the other finds.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use crate::violation::Fault;

/// The number of these rules: one more whenever a text gets other words, so that what was indexed
/// by the rules of before is indexed again.
pub const RULES: i64 = 1;

/// How long a word grows, in characters; what is longer is told apart by its beginning.
pub const WORD_LEN_MAX: usize = 64;

/// The words of a text: as Unicode divides it (UAX #29, section 4), without punctuation, in lower
/// case and in the letters that are typed: `Łódź, L’École` is `lodz`, `l`, `ecole`.
pub fn words(text: &str) -> Vec<String> {
    let apart: String = text.nfkd().collect();
    let parts = apart.unicode_words().flat_map(|word| word.split(is_gap));
    parts.filter_map(folded).collect()
}

fn folded(part: &str) -> Option<String> {
    // a sign without a letter before it shapes none
    let part = part.trim_start_matches(is_combining_mark);
    let mut letters = String::with_capacity(part.len());
    for letter in part.chars().filter(|c| !is_silent(*c)).flat_map(char::to_lowercase) {
        match typed(letter) {
            Some(typed) => letters.push_str(typed),
            None => letters.push(letter),
        }
    }
    let word: String = letters.nfc().take(WORD_LEN_MAX).collect();
    word.contains(char::is_alphanumeric).then_some(word)
}

/// Latin letters that Unicode does not take apart, as they are typed without a key of their own:
/// `ß` is `ss`, `ø` is `o`. The two small sigmas are one letter.
fn typed(letter: char) -> Option<&'static str> {
    match letter {
        'ς' => Some("σ"),
        '\u{df}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => deunicode_char(letter)
            .filter(|typed| typed.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())),
        _ => None,
    }
}

/// An accent or a point: it may be left out in writing (classes of UAX #44, section 5.7.4). Signs
/// without which a syllable is another one stay.
fn is_accent(c: char) -> bool {
    matches!(canonical_combining_class(c), 10..=36 | 200..=240)
}

/// A sign that is not heard within a word: an accent, or one that only shapes its letters.
fn is_silent(c: char) -> bool {
    let shapes = matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}');
    is_accent(c) || shapes || (is_combining_mark(c) && !is_letter(c))
}

fn is_letter(c: char) -> bool {
    let syllabic = matches!(canonical_combining_class(c), 7..=9 | 84..=132);
    syllabic || (c.is_alphanumeric() && !matches!(c, 'ʻ' | 'ʼ'))
}

fn is_gap(c: char) -> bool {
    !is_letter(c) && !is_silent(c)
}

/// How many places a word may stand in: see [`Words::of`].
pub const PLACES: usize = 3;

/// The words by which a thing is found, in their order, by the place where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words([Vec<String>; PLACES]);

impl Words {
    /// How many bytes of words are kept, each with a space behind it: some 65,000 words of
    /// English, and less than the 1 MiB that a `tsvector` of `PostgreSQL` holds. Words behind that
    /// are not found.
    pub const LEN_MAX: usize = 400_000;

    /// The words of texts in three places: what is found in the first counts most.
    pub fn of(places: [&[&str]; PLACES]) -> Self {
        let mut room = Self::LEN_MAX;
        Self(places.map(|texts| {
            let all = texts.iter().flat_map(|text| words(text));
            let fits = |word: &String| {
                let left = room.checked_sub(word.len().saturating_add(1));
                room = left.unwrap_or(0);
                left.is_some()
            };
            all.take_while(fits).collect()
        }))
    }

    /// The words of each place.
    pub fn places(&self) -> &[Vec<String>; PLACES] {
        &self.0
    }
}

/// What is sought: all of these words, in any place and order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    whole: Vec<String>,
    begun: Option<String>,
}

impl Sought {
    /// How long what is typed may be, in characters (Unicode scalar values).
    pub const LEN_MAX: usize = 200;
    /// From how many letters on the last word is a beginning; shorter ones begin too much.
    pub const BEGUN_LEN_MIN: usize = 3;

    /// Reads what somebody typed. All of it is text: no sign means anything. The last word also
    /// finds those that begin with it, if it has three letters or more.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        let len = raw.chars().count();
        if len > Self::LEN_MAX {
            let detail = format!("at most {} characters, this has {len}", Self::LEN_MAX);
            return Err(Fault::new("too_long", detail));
        }
        crate::text::control_free(raw, |_| false)?;
        let mut whole = words(raw);
        let Some(last) = whole.pop() else {
            return Err(Fault::new("no_word", "at least one word: a letter or a digit"));
        };
        let begun = last.chars().count() >= Self::BEGUN_LEN_MIN;
        let begun = if begun {
            Some(last)
        } else {
            whole.push(last);
            None
        };
        whole.sort_unstable();
        whole.dedup();
        Ok(Self { whole, begun })
    }

    /// The words that have to stand there as they are, each once.
    pub fn whole(&self) -> &[String] {
        &self.whole
    }

    /// How one more word has to begin.
    pub fn begun(&self) -> Option<&str> {
        self.begun.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(words(text), want, "{text}");
    }

    #[test]
    fn accents_and_case_are_folded() {
        check("Łódź CAFÉ cafe\u{301} Ǻ", &["lodz", "cafe", "cafe", "a"]);
        check(
            "Straße STRASSE ẞ Øre þing Œuvre Ærø đ ı İ",
            &["strasse", "strasse", "ss", "ore", "thing", "oeuvre", "aero", "d", "i", "i"],
        );
        check("ΟΔΟΣ οδός", &["οδοσ", "οδοσ"]);
        check("Ёлка ёлка елка", &["елка", "елка", "елка"]);
        check("ﬁn １２ ①", &["fin", "12", "1"]);
    }

    #[test]
    fn punctuation_parts_words_and_soft_hyphens_do_not() {
        check("L’École, l'école", &["l", "ecole", "l", "ecole"]);
        check(
            "harbour’s co\u{ad}op foo_bar 3.14 a-b",
            &["harbour", "s", "coop", "foo", "bar", "3", "14", "a", "b"],
        );
        check("Hawaiʻi п’ять", &["hawai", "i", "п", "ять"]);
        check("“!” — 🙂 & *", &[]);
    }

    #[test]
    fn scripts_without_spaces_are_parted_and_keep_their_syllables() {
        check("東京の港", &["東", "京", "の", "港"]);
        check("がか", &["が", "か"]);
        check("한국 किताब", &["한국", "किताब"]);
        check("שָׁלוֹם سَلَام", &["שלום", "سلام"]);
    }

    #[test]
    fn the_words_of_any_letter_are_folded_once() {
        for letter in '\0'..=char::MAX {
            for word in words(&letter.to_string()) {
                assert_eq!(words(&word), [word.as_str()], "U+{:04X}", u32::from(letter));
            }
        }
    }

    #[test]
    fn a_long_word_is_cut_and_a_long_text_too() {
        assert_eq!(words(&"é".repeat(100)), ["e".repeat(WORD_LEN_MAX)]);
        let text = "harbour ".repeat(60_000);
        let kept = Words::of([&["first"], &[], &[&text, "last"]]);
        assert_eq!(kept.places()[0], ["first"]);
        assert_eq!(kept.places()[2].len(), (Words::LEN_MAX - 6) / 8);
        assert!(!kept.places()[2].contains(&"last".to_owned()));
    }

    #[track_caller]
    fn check_sought(raw: &str, want: Result<(&[&str], Option<&str>), &str>) {
        let got = Sought::parse(raw);
        let got = got.as_ref().map(|sought| (sought.whole(), sought.begun())).map_err(|f| f.code);
        let want =
            want.map(|(whole, begun)| (whole.iter().map(|w| (*w).to_owned()).collect(), begun));
        let want: Result<(Vec<String>, _), _> = want;
        assert_eq!(got.map(|(whole, begun)| (whole.to_vec(), begun)), want, "{raw}");
    }

    #[test]
    fn words_are_sought_of_which_the_last_may_be_begun() {
        check_sought("The ferry, the Ferr", Ok((&["ferry", "the"], Some("ferr"))));
        check_sought("ferry to", Ok((&["ferry", "to"], None)));
        check_sought("NOT a* OR \"b", Ok((&["a", "b", "not", "or"], None)));
    }

    #[test]
    fn what_is_sought_is_bounded() {
        check_sought("", Err("no_word"));
        check_sought(" -- * ", Err("no_word"));
        check_sought("a\0b", Err("control_character"));
        check_sought("a\n", Err("control_character"));
        check_sought(&"é".repeat(200), Ok((&[], Some(&"e".repeat(WORD_LEN_MAX)))));
        check_sought(&"é".repeat(201), Err("too_long"));
    }

    proptest! {
        #[test]
        fn words_are_folded_once_and_bounded(text in "\\PC{0,60}") {
            let all = words(&text);
            for word in &all {
                prop_assert!(word.chars().count() <= WORD_LEN_MAX);
                prop_assert!(!word.contains(['\'', '"', '\\', ' ']), "no sign of an engine's");
            }
            prop_assert_eq!(words(&all.join(" ")), all);
        }

        #[test]
        fn composed_and_decomposed_text_have_the_same_words(text in "\\PC{0,60}") {
            let composed: String = text.nfc().collect();
            let apart: String = text.nfd().collect();
            prop_assert_eq!(words(&composed), words(&apart));
        }
    }
}
