//! Text that people typed: composed (Unicode NFC), trimmed, bounded, free of control characters.

use serde::{Deserialize, Deserializer, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::violation::Fault;

/// One line of 1 to `MAX` characters (Unicode scalar values), without line breaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

/// Text of 1 to `MAX` characters (Unicode scalar values) that may have several lines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Prose<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Trims and composes `raw`; refuses what is empty, too long or has control characters.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        clean(raw, MAX, |_| false).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Prose<MAX> {
    /// As [`Line::parse`], but line breaks and tabs are let through, and CRLF becomes LF.
    pub fn parse(raw: &str) -> Result<Self, Fault> {
        clean(&raw.replace("\r\n", "\n"), MAX, breaks).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn clean(raw: &str, max: usize, allowed: fn(char) -> bool) -> Result<String, Fault> {
    let text: String = raw.trim().nfc().collect();
    if text.is_empty() {
        return Err(Fault::new("empty", "must not be empty"));
    }
    let len = text.chars().count();
    if len > max {
        return Err(Fault::new("too_long", format!("at most {max} characters, this has {len}")));
    }
    control_free(&text, allowed)?;
    Ok(text)
}

/// Refuses control characters other than those that are `allowed`.
pub(crate) fn control_free(text: &str, allowed: fn(char) -> bool) -> Result<(), Fault> {
    match text.chars().find(|c| c.is_control() && !allowed(*c)) {
        Some(c) => Err(Fault::new(
            "control_character",
            format!("the control character U+{:04X} is not allowed", u32::from(c)),
        )),
        None => Ok(()),
    }
}

/// The control characters that text of several lines may have.
pub(crate) fn breaks(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

impl<'de, const MAX: usize> Deserialize<'de> for Line<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Prose<MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(from)?;
        Self::parse(&raw).map_err(Fault::into_serde)
    }
}

impl<const MAX: usize> std::fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> std::fmt::Display for Prose<MAX> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Result<&str, &str>) {
        let got = Line::<5>::parse(raw);
        assert_eq!(got.as_ref().map(Line::as_str).map_err(|f| f.code), want);
    }

    #[test]
    fn line_at_the_limit() {
        check("abcde", Ok("abcde"));
        check("abcdef", Err("too_long"));
    }

    #[test]
    fn line_counts_characters_after_composing() {
        check("éééée\u{301}", Ok("ééééé"));
    }

    #[test]
    fn line_is_trimmed_and_not_empty() {
        check(" a ", Ok("a"));
        check(" \n ", Err("empty"));
    }

    #[test]
    fn line_refuses_breaks_and_nul() {
        check("a\nb", Err("control_character"));
        check("a\0b", Err("control_character"));
    }

    #[test]
    fn prose_keeps_breaks() {
        assert_eq!(Prose::<9>::parse("a\r\nb").unwrap().as_str(), "a\nb");
        assert_eq!(Prose::<9>::parse("a\0b").unwrap_err().code, "control_character");
    }
}
