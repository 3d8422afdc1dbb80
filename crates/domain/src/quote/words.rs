//! Words and their quotation marks.

/// Pairs of quotation marks: English, German, French, straight.
const PAIRS: [(char, char); 9] = [
    ('“', '”'),
    ('„', '“'),
    ('„', '”'),
    ('«', '»'),
    ('»', '«'),
    ('‘', '’'),
    ('‹', '›'),
    ('"', '"'),
    ('\'', '\''),
];

/// True for a mark that can open a quote.
pub(crate) fn opens(c: char) -> bool {
    PAIRS.iter().any(|(open, _)| *open == c)
}

/// True for a mark that can close a quote.
pub(crate) fn closes(c: char) -> bool {
    PAIRS.iter().any(|(_, close)| *close == c)
}

/// The words without their outer quotation marks, of which one may be missing.
pub fn bare(words: &str) -> &str {
    let words = words.trim();
    let Some(open) = words.chars().next().filter(|c| opens(*c)) else {
        return words.strip_suffix(['”', '“', '»', '"']).unwrap_or(words).trim();
    };
    let inner = words.strip_prefix(open).unwrap_or(words);
    let closes = |c: char| PAIRS.contains(&(open, c));
    // a mark at the end closes an inner pair unless it is one too many
    let opened = inner.chars().filter(|c| *c == open && !closes(*c)).count();
    let outer = inner.chars().filter(|c| closes(*c)).count() > opened;
    let inner = if outer { inner.strip_suffix(closes).unwrap_or(inner) } else { inner };
    inner.trim()
}

/// What was said in the parts that print divides, such as `“We are,” she said. “It is.”`: a comma
/// that print put there for a full stop becomes one again.
pub(crate) fn joined(parts: &[&str]) -> String {
    let mut said = String::new();
    for part in parts.iter().map(|part| bare(part)) {
        let begins = part.chars().next().is_some_and(char::is_uppercase) && !begins_with_i(part);
        if begins && said.ends_with(',') {
            said.pop();
            said.push('.');
        }
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(part);
    }
    said
}

/// True if the English pronoun begins the words: it is a capital within a sentence too.
fn begins_with_i(words: &str) -> bool {
    let rest = words.strip_prefix('I');
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// The words as they are compared: without marks, in lower case, spaces and apostrophes alike.
pub(super) fn compared(words: &str) -> String {
    let kept = bare(words).chars().map(|c| match c {
        '’' | '‘' | '`' => '\'',
        '–' | '—' => '-',
        _ => c,
    });
    let text: String = kept.filter(|c| !matches!(c, '“' | '”' | '„' | '"' | '«' | '»')).collect();
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &str, want: &str) {
        assert_eq!(bare(words), want);
    }

    #[test]
    fn outer_marks_go_and_inner_ones_stay() {
        check("“As if I could disagree”", "As if I could disagree");
        check(" «Oui.» ", "Oui.");
        check("„Ja“", "Ja");
        check(
            "“…Now it’s euphoria: “the aggressor” and so on”",
            "…Now it’s euphoria: “the aggressor” and so on",
        );
        check("“So he offers", "So he offers");
        check("What’s left for him to do?”", "What’s left for him to do?");
        check("“the boys’ boat”", "the boys’ boat");
        check("the boys’", "the boys’");
        check("", "");
    }

    #[test]
    fn divided_words_are_one_utterance() {
        for (parts, want) in [
            (&["“We are,”", "“It is.”"][..], "We are. It is."),
            (&["“We are,”", "“and it is.”"], "We are, and it is."),
            (&["“If so,”", "“I’ll go.”"], "If so, I’ll go."),
            (&["“If so,”", "“Ida goes.”"], "If so. Ida goes."),
            (&["“Why?”", "“Because.”"], "Why? Because."),
            (&["“One.”"], "One."),
        ] {
            assert_eq!(joined(parts), want);
        }
    }
}
