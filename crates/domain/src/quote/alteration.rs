//! How the printed words differ from the words that were said.

use serde::{Deserialize, Serialize};

use super::words::compared;

/// What was done to the words on their way into print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alteration {
    /// Nothing.
    #[default]
    None,
    /// Words are left out, and an ellipsis says so.
    Ellipsis,
    /// Words in square brackets are the newsroom's.
    Brackets,
    /// They are in another language than the quote's.
    Translated,
    /// They are a part of what was said.
    Shortened,
    /// They are other words.
    Reworded,
}

/// Compares printed words with those of the quote. Letters' case, quotation marks, spaces and the
/// punctuation at the end of a part do not count.
pub fn alteration(said: &str, printed: &[&str]) -> Alteration {
    let said = compared(said);
    let parts: Vec<String> = printed.iter().map(|part| compared(part)).collect();
    let whole = parts.join(" ");
    if letters(&whole) == letters(&said) {
        return Alteration::None;
    }
    if parts.iter().all(|part| said.contains(trimmed(part))) {
        return Alteration::Shortened;
    }
    let pieces: Vec<String> = whole.replace("...", "…").split('…').map(ToOwned::to_owned).collect();
    let bracketed = whole.contains('[');
    let pieces: Vec<String> = pieces.iter().flat_map(|piece| without_brackets(piece)).collect();
    if pieces.iter().all(|piece| said.contains(trimmed(piece))) {
        return if bracketed { Alteration::Brackets } else { Alteration::Ellipsis };
    }
    Alteration::Reworded
}

/// The pieces of a text between words in square brackets.
fn without_brackets(text: &str) -> Vec<String> {
    let outside = |(at, piece): (usize, &str)| match at {
        0 => Some(piece.to_owned()),
        _ => piece.split_once(']').map(|(_, rest)| rest.to_owned()),
    };
    text.split('[').enumerate().filter_map(outside).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn trimmed(part: &str) -> &str {
    part.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, printed: &[&str], want: Alteration) {
        assert_eq!(alteration(said, printed), want, "{printed:?}");
    }

    #[test]
    fn each_way() {
        let said = "As if I couldn’t agree. We are friends, and it rains.";
        check(said, &["“As if I couldn't agree. We are friends, and it rains.”"], Alteration::None);
        check(
            said,
            &["“As if I couldn’t agree,”", "“We are friends, and it rains.”"],
            Alteration::None,
        );
        check(said, &["“We are friends”"], Alteration::Shortened);
        check(said, &["“As if I couldn’t agree … and it rains.”"], Alteration::Ellipsis);
        check(said, &["“[They] are friends, and it rains.”"], Alteration::Brackets);
        check(said, &["“As if I could disagree”"], Alteration::Reworded);
    }
}
