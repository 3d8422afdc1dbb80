//! Spans as Markdown, written such that a reader of Markdown finds the same text again.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::body::block::{MarkDef, TextBlock};
use crate::body::render::annotations;

/// A mark that Markdown can say, in the order of nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sign<'a> {
    Link(&'a str),
    Strong,
    Em,
    Strike,
    Code,
}

/// A piece of text under the same signs. White space at line ends stands in pieces of its own, for
/// signs must begin and end at other characters (`CommonMark`, section 6.2).
#[derive(Debug)]
struct Piece<'a> {
    text: String,
    signs: Vec<Sign<'a>>,
}

/// What is written, in order.
enum Token {
    /// A character of the text.
    Char(char),
    /// Code, as it is written.
    Code(String),
    /// A sign that begins.
    Begin(&'static str),
    /// A sign that ends.
    End(&'static str),
    /// The start or end of a link.
    Link(String),
}

/// The spans of a block; each line break stands behind a backslash, and is the only `\n` there.
pub(super) fn inline(block: &TextBlock) -> String {
    written(&tokens(&pieces(block)), Breaks::Hard)
}

/// As [`inline`], on one line.
pub(super) fn inline_line(block: &TextBlock) -> String {
    written(&tokens(&pieces(block)), Breaks::Coded)
}

/// Text without marks, on one line.
pub(super) fn plain_line(text: &str) -> String {
    written(&text.chars().map(Token::Char).collect::<Vec<_>>(), Breaks::Coded)
}

/// Text without marks.
pub(super) fn plain(text: &str) -> String {
    written(&text.chars().map(Token::Char).collect::<Vec<_>>(), Breaks::Hard)
}

fn pieces(block: &TextBlock) -> Vec<Piece<'_>> {
    let known = annotations(block);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for span in &block.children {
        let mut signs: Vec<_> = span.marks.iter().filter_map(|mark| sign(mark, &known)).collect();
        signs.sort_unstable();
        signs.dedup_by(|a, b| matches!((a, b), (Sign::Link(_), Sign::Link(_))));
        match pieces.last_mut() {
            Some(last) if last.signs == signs => last.text.push_str(&span.text),
            Some(_) | None => pieces.push(Piece { text: span.text.clone(), signs }),
        }
    }
    let mut pieces: Vec<_> = pieces.into_iter().flat_map(|piece| split(&piece)).collect();
    sign_spaces(&mut pieces);
    pieces
}

fn sign<'a>(mark: &str, known: &HashMap<&str, &'a MarkDef>) -> Option<Sign<'a>> {
    match (mark, known.get(mark)) {
        ("strong", _) => Some(Sign::Strong),
        ("em", _) => Some(Sign::Em),
        ("strike", _) => Some(Sign::Strike),
        ("code", _) => Some(Sign::Code),
        (_, Some(MarkDef::Link { href, .. })) => Some(Sign::Link(href)),
        (_, _) => None,
    }
}

/// Parts a piece at its line breaks and at the white space around each line.
fn split<'a>(piece: &Piece<'a>) -> Vec<Piece<'a>> {
    let mut parts = Vec::new();
    let mut add = |text: &str| {
        if !text.is_empty() {
            parts.push(Piece { text: text.to_owned(), signs: piece.signs.clone() });
        }
    };
    for (at, line) in piece.text.split('\n').enumerate() {
        if at > 0 {
            add("\n");
        }
        let inner = line.trim_start();
        let core = inner.trim_end();
        add(line.strip_suffix(inner).unwrap_or(""));
        add(core);
        add(inner.strip_prefix(core).unwrap_or(""));
    }
    parts
}

/// White space stands under the signs that its neighbours on both sides share.
fn sign_spaces(pieces: &mut [Piece<'_>]) {
    let mut before = Vec::new();
    for piece in &mut *pieces {
        if piece.text.trim().is_empty() {
            piece.signs.clone_from(&before);
            piece.signs.retain(|sign| *sign != Sign::Code);
        } else {
            before.clone_from(&piece.signs);
        }
    }
    let mut after = Vec::new();
    for piece in pieces.iter_mut().rev() {
        if piece.text.trim().is_empty() {
            let shared = shared(&piece.signs, &after);
            piece.signs.truncate(shared);
        } else {
            after.clone_from(&piece.signs);
        }
    }
}

fn shared(one: &[Sign<'_>], two: &[Sign<'_>]) -> usize {
    one.iter().zip(two).take_while(|(a, b)| a == b).count()
}

fn tokens(pieces: &[Piece<'_>]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut open: Vec<Sign<'_>> = Vec::new();
    for piece in pieces {
        let outer: Vec<_> = piece.signs.iter().copied().filter(|s| *s != Sign::Code).collect();
        let kept = shared(&open, &outer);
        close(&mut tokens, &mut open, kept);
        for sign in outer.iter().skip(open.len()) {
            tokens.push(match sign {
                Sign::Link(_) => Token::Link("[".to_owned()),
                Sign::Strong | Sign::Em | Sign::Strike | Sign::Code => Token::Begin(flank(*sign)),
            });
        }
        open = outer;
        if piece.signs.contains(&Sign::Code) {
            tokens.push(Token::Code(code_span(&piece.text)));
        } else {
            tokens.extend(piece.text.chars().map(Token::Char));
        }
    }
    close(&mut tokens, &mut open, 0);
    tokens
}

/// Ends the signs past the first `len`.
fn close(tokens: &mut Vec<Token>, open: &mut Vec<Sign<'_>>, len: usize) {
    while open.len() > len
        && let Some(sign) = open.pop()
    {
        tokens.push(match sign {
            Sign::Link(href) => Token::Link(format!("]({})", address(href))),
            Sign::Strong | Sign::Em | Sign::Strike | Sign::Code => Token::End(flank(sign)),
        });
    }
}

const fn flank(sign: Sign<'_>) -> &'static str {
    match sign {
        Sign::Strong => "**",
        Sign::Em => "_",
        Sign::Strike => "~~",
        Sign::Code | Sign::Link(_) => "",
    }
}

/// An address in angle brackets (`CommonMark`, section 6.3).
pub(super) fn address(href: &str) -> String {
    let mut out = String::from("<");
    for c in href.chars() {
        if matches!(c, '<' | '>' | '\\' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('>');
    out
}

fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest.saturating_add(1));
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// How line breaks are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Behind a backslash.
    Hard,
    /// As character references, where the line may not end.
    Coded,
}

fn written(tokens: &[Token], breaks: Breaks) -> String {
    let mut out = String::new();
    let mut number = Digits::Begin;
    let mut before: Option<&Token> = None;
    let mut rest = tokens.iter();
    while let Some(token) = rest.next() {
        let after = rest.as_slice().first();
        match token {
            Token::Code(text) | Token::Link(text) => out.push_str(text),
            Token::Begin(sign) | Token::End(sign) => out.push_str(sign),
            Token::Char(c) => write_char(&mut out, *c, Place { before, after, number, breaks }),
        }
        number = match token {
            Token::Char(c) if c.is_ascii_digit() && number != Digits::No => Digits::Some,
            Token::Char('\n') => Digits::Begin,
            Token::Char(_) => Digits::No,
            Token::Code(_) | Token::Link(_) | Token::Begin(_) | Token::End(_) => number,
        };
        before = Some(token);
    }
    out
}

/// Whether the line so far is a number, which with a dot behind it would begin a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digits {
    Begin,
    Some,
    No,
}

#[derive(Clone, Copy)]
struct Place<'a> {
    before: Option<&'a Token>,
    after: Option<&'a Token>,
    number: Digits,
    breaks: Breaks,
}

fn write_char(out: &mut String, c: char, place: Place<'_>) {
    let is_edge = |token: Option<&Token>| matches!(token, None | Some(Token::Char('\n')));
    let at_edge = is_edge(place.before) || is_edge(place.after);
    // A letter just outside of a sign hides it from the reader; a reference is punctuation to it.
    let outside =
        matches!(place.before, Some(Token::End(_))) || matches!(place.after, Some(Token::Begin(_)));
    let follows_text = matches!(place.before, Some(Token::Char(b)) if *b != '\n');
    let escaped = match c {
        '\n' if place.breaks == Breaks::Hard && !at_edge => return out.push_str("\\\n"),
        '\n' => return out.push_str("&#10;"),
        ' ' | '\t' if at_edge => return code_point(out, c),
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '#' | '~' | '|' => true,
        '!' => !matches!(place.after, Some(Token::Char(_)) | None),
        '&' => !matches!(place.after, Some(Token::Char(' ')) | None),
        '+' | '-' | '=' | ':' | '>' => !follows_text,
        '.' | ')' => place.number == Digits::Some,
        _ => false,
    };
    let is_letter = !c.is_whitespace() && !c.is_ascii_punctuation();
    if escaped {
        out.push('\\');
        out.push(c);
    } else if outside && is_letter {
        code_point(out, c);
    } else {
        out.push(c);
    }
}

fn code_point(out: &mut String, c: char) {
    let _ = write!(out, "&#{};", u32::from(c));
}
