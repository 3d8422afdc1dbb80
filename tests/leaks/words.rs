//! Words that stand for a place: each is drawn once, and what it is found in shows that place.

/// Begins each word that nobody may see who may not see the place.
pub(super) const HIDDEN: &str = "canary";
/// Begins each word that readers are to see.
pub(super) const OPEN: &str = "golden";
/// Begins words that stand nowhere.
pub(super) const NOWHERE: &str = "nobody";

/// Letters behind the beginning.
const LETTERS: usize = 4;
/// How long a word is, in bytes.
pub(super) const LEN: usize = 6 + LETTERS;

/// The word of a number, such as `canaryaaab`: letters alone, so that it may stand in a slug, a
/// host, an address and a sentence, and all of one length, so that none begins another.
pub(super) fn word(stem: &str, number: usize) -> String {
    let letters = (0..LETTERS).rev().map(|place| {
        let digit = number / 26_usize.pow(u32::try_from(place).unwrap()) % 26;
        char::from(b'a' + u8::try_from(digit).unwrap())
    });
    stem.chars().chain(letters).collect()
}

/// Where words of a stem stand in text, whatever their case.
pub(super) fn found<'a>(stem: &'a str, text: &'a str) -> impl Iterator<Item = &'a str> {
    let places = text.match_indices(stem).map(|(at, _)| at);
    places.filter_map(move |at| text.get(at..at + LEN))
}

#[test]
fn a_word_stands_for_its_number() {
    assert_eq!(word(HIDDEN, 0), "canaryaaaa");
    assert_eq!(word(HIDDEN, 27), "canaryaabb");
    assert_eq!(word(OPEN, 26 * 26), "goldenabaa");
}
