//! Tags and text of HTML, in one pass without a tree: time and memory grow with the length alone,
//! however the elements nest. (A tree by the rules of HTML, section 13.2, can grow by its square.)

use scraper::{Html, Node};

/// The attributes that the reader asks for; others are passed over.
const ATTRIBUTES: [&str; 5] = ["href", "src", "alt", "class", "title"];

/// Elements whose content is text up to their end tag; none of it is for readers.
const RAW: [&str; 9] =
    ["script", "style", "iframe", "noembed", "noframes", "noscript", "textarea", "title", "xmp"];

/// One tag or piece of text; `text` and attributes are decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A start tag.
    Start { name: String, attributes: Vec<(String, String)>, closed: bool },
    /// An end tag.
    End(String),
    /// Text between tags.
    Text(String),
}

/// All tokens of `html`, with character references decoded.
pub(super) fn tokens(html: &str) -> Vec<Token> {
    let mut scan = Scan { rest: html, tokens: Vec::new() };
    while !scan.rest.is_empty() {
        scan.step();
    }
    decode(&mut scan.tokens);
    scan.tokens
}

struct Scan<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
}

impl<'a> Scan<'a> {
    fn step(&mut self) {
        let Some(tag) = self.rest.strip_prefix('<') else {
            let text = self.take(|c| c != '<');
            return self.tokens.push(Token::Text(text.to_owned()));
        };
        self.rest = tag;
        if tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            self.start_tag();
        } else if let Some(end) = tag.strip_prefix('/') {
            self.rest = end;
            if end.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let name = self.name();
                self.attributes();
                self.tokens.push(Token::End(name));
            } else {
                self.skip_past(">");
            }
        } else if let Some(comment) = tag.strip_prefix("!--") {
            self.rest = comment;
            self.skip_past("-->");
        } else if tag.starts_with(['!', '?']) {
            self.skip_past(">");
        } else {
            self.tokens.push(Token::Text("<".to_owned()));
        }
    }

    fn start_tag(&mut self) {
        let name = self.name();
        let (attributes, closed) = self.attributes();
        let is_raw = RAW.contains(&name.as_str());
        if is_raw {
            self.skip_raw(&name);
        } else {
            self.tokens.push(Token::Start { name, attributes, closed });
        }
    }

    fn name(&mut self) -> String {
        self.take(|c| !c.is_whitespace() && c != '/' && c != '>').to_ascii_lowercase()
    }

    /// The attributes up to the end of the tag, and whether it ends in `/>`.
    fn attributes(&mut self) -> (Vec<(String, String)>, bool) {
        let mut found: Vec<(String, String)> = Vec::new();
        loop {
            let gap = self.take(|c| c.is_whitespace() || c == '/');
            if let Some(rest) = self.rest.strip_prefix('>') {
                self.rest = rest;
                return (found, gap.ends_with('/'));
            }
            let name = self.take(|c| !c.is_whitespace() && !matches!(c, '/' | '>' | '='));
            self.take(char::is_whitespace);
            let value = self.value();
            if self.rest.is_empty() {
                return (Vec::new(), false);
            }
            let name = name.to_ascii_lowercase();
            let is_new = found.iter().all(|(other, _)| *other != name);
            if ATTRIBUTES.contains(&name.as_str()) && is_new {
                found.push((name, value.to_owned()));
            }
        }
    }

    /// The value behind `=`; empty where there is none.
    fn value(&mut self) -> &'a str {
        let Some(rest) = self.rest.strip_prefix('=') else { return "" };
        self.rest = rest.trim_start();
        for quote in ['"', '\''] {
            let Some(rest) = self.rest.strip_prefix(quote) else { continue };
            let (value, rest) = rest.split_once(quote).unwrap_or((rest, ""));
            self.rest = rest;
            return value;
        }
        self.take(|c| !c.is_whitespace() && c != '>')
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let at = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(at).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, rest)| rest);
    }

    /// Drops the content of a raw element together with its end tag.
    fn skip_raw(&mut self, name: &str) {
        while let Some((_, rest)) = self.rest.split_once("</") {
            self.rest = rest;
            let head = rest.get(..name.len());
            if head.is_some_and(|head| head.eq_ignore_ascii_case(name)) {
                return self.skip_past(">");
            }
        }
        self.rest = "";
    }
}

/// Decodes the character references of all texts and attributes in one parse. The pieces are told
/// apart by an element between them; no piece can hold one, for `<` is escaped.
fn decode(tokens: &mut [Token]) {
    let mut coded: Vec<&mut String> = Vec::new();
    let mut source = String::new();
    for token in tokens {
        match token {
            Token::Text(text) if text.contains('&') => {
                source.push_str(&text.replace('<', "&lt;"));
                source.push_str("<hr>");
                coded.push(text);
            }
            Token::Start { attributes, .. } => {
                for (_, value) in attributes.iter_mut().filter(|(_, value)| value.contains('&')) {
                    source.push_str(&ended_references(value).replace('<', "&lt;"));
                    source.push_str("<hr>");
                    coded.push(value);
                }
            }
            Token::Text(_) | Token::End(_) => {}
        }
    }
    if coded.is_empty() {
        return;
    }
    let parsed = Html::parse_fragment(&source);
    let mut pieces = vec![String::new()];
    for node in parsed.root_element().children() {
        match (node.value(), pieces.last_mut()) {
            (Node::Text(text), Some(last)) => last.push_str(text),
            (_, _) => pieces.push(String::new()),
        }
    }
    for (place, piece) in coded.into_iter().zip(pieces) {
        *place = piece;
    }
}

/// In an attribute, only what ends in `;` is taken as a reference: `?a=1&copy=2` is an address.
fn ended_references(value: &str) -> String {
    let mut parts = value.split('&');
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let name = part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
        out.push_str(if name.starts_with(';') { "&" } else { "&amp;" });
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, want: &str) {
        let words = tokens(html).into_iter().map(|token| match token {
            Token::Start { name, attributes, .. } => {
                let inner: Vec<_> = attributes.iter().map(|(k, v)| format!(" {k}={v}")).collect();
                format!("[{name}{}]", inner.concat())
            }
            Token::End(name) => format!("[/{name}]"),
            Token::Text(text) => text,
        });
        assert_eq!(words.collect::<String>(), want);
    }

    #[test]
    fn tags_and_text() {
        check("<P>a</p >b", "[p]a[/p]b");
        check("a < b <1 > c", "a < b <1 > c");
        check("<!-- <b> --><!doctype html><?x?>a", "a");
        check("<a\nHREF='x y' href=z onclick=w title=\"q>r\">a", "[a href=x y title=q>r]a");
    }

    #[test]
    fn references_are_decoded_once() {
        check("a &amp;lt; b&eacute;&#8212;&nope;", "a &lt; bé—&nope;");
        check("&lt;b&gt;<i>&amp;</i>", "<b>[i]&[/i]");
        check("<a href=\"?a=1&amp;b=2&copy=3\">", "[a href=?a=1&b=2&copy=3]");
    }

    #[test]
    fn raw_elements_are_dropped() {
        check("a<script>if (a</b>) '<p>'</SCRIPT >b<style>c", "ab");
    }
}
