//! From HTML: what has a block of its own becomes that, other elements keep their text.

mod capture;
mod tokens;

use self::capture::Capture;
use self::tokens::{Token, tokens};
use super::block::{Block, Image, ListItem, Style};
use super::build::{Builder, Ends};
use crate::link::WebUrl;
use crate::text::{Line, Prose};

/// Elements nested deeper have no effect of their own, only their text is kept.
const DEPTH_MAX: usize = 64;

/// Elements that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Elements that are dropped with all that is inside.
const DROPPED: [&str; 7] = ["svg", "math", "template", "object", "select", "audio", "video"];

/// Elements that end a paragraph where they begin and where they end.
const PARAGRAPHS: [&str; 18] = [
    "p", "div", "section", "article", "aside", "main", "header", "footer", "nav", "figure", "dl",
    "dt", "dd", "address", "form", "fieldset", "details", "summary",
];

/// Reads blocks; nothing in `html` is refused, what is not understood is passed over.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    reader.to.ends = Ends::Trim;
    for token in tokens(html) {
        reader.token(token);
    }
    while let Some(open) = reader.open.pop() {
        reader.undo(&open);
    }
    reader.to.finish()
}

#[derive(Default)]
struct Reader {
    to: Builder,
    open: Vec<Open>,
    capture: Option<Capture>,
    /// The dropped element that is open, and how many of its name.
    dropped: Option<(String, u32)>,
}

struct Open {
    name: String,
    effect: Effect,
}

/// What has to be undone where an element ends.
enum Effect {
    None,
    Paragraph,
    Mark(&'static str),
    Link,
    Quoted,
    Style(Style),
    List,
    Item,
    Capture,
}

impl Reader {
    fn token(&mut self, token: Token) {
        if let Some((name, count)) = &mut self.dropped {
            match token {
                Token::Start { name: inner, closed: false, .. } if inner == *name => {
                    *count = count.saturating_add(1);
                }
                Token::End(inner) if inner == *name => *count = count.saturating_sub(1),
                Token::Start { .. } | Token::End(_) | Token::Text(_) => {}
            }
            if *count == 0 {
                self.dropped = None;
            }
            return;
        }
        match token {
            Token::Text(text) => self.text(&text),
            Token::End(name) => self.end(&name),
            Token::Start { name, attributes, closed } => {
                let attribute = |wanted: &str| {
                    let found = attributes.iter().find(|(name, _)| name == wanted);
                    found.map_or("", |(_, value)| value.as_str())
                };
                if DROPPED.contains(&name.as_str()) {
                    self.dropped = (!closed).then_some((name, 1));
                } else if VOID.contains(&name.as_str()) {
                    self.void(&name, attribute);
                } else {
                    self.start(name, attribute);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.capture {
            Some(capture) if capture.takes_text() => capture.text(text),
            Some(_) | None => self.words(text),
        }
    }

    /// White space is one space, and none where a block begins (CSS Text 3, section 4.1).
    fn words(&mut self, text: &str) {
        let mut squeezed = String::with_capacity(text.len());
        let mut at_space = self.to.at_space();
        for c in text.chars() {
            let is_space = c.is_ascii_whitespace();
            if !is_space {
                squeezed.push(c);
            } else if !at_space {
                squeezed.push(' ');
            }
            at_space = is_space;
        }
        self.to.text(&squeezed);
    }

    fn void<'a>(&mut self, name: &str, attribute: impl Fn(&str) -> &'a str) {
        match (name, &mut self.capture) {
            ("br", Some(capture)) if capture.takes_text() => capture.line_break(),
            ("br", _) => self.to.text("\n"),
            ("hr", None) => self.to.divider(),
            ("img", None) => self.image(attribute),
            (_, _) => {}
        }
    }

    /// A picture that nothing describes is dropped: a body has none without `alt`.
    fn image<'a>(&mut self, attribute: impl Fn(&str) -> &'a str) {
        let (url, alt) = (WebUrl::parse(attribute("src")), Line::parse(attribute("alt")));
        if let (Ok(url), Ok(alt)) = (url, alt) {
            let (caption, credit) = (None, None);
            self.to.push(Block::Image(Image { key: String::new(), url, alt, caption, credit }));
        }
    }

    fn start<'a>(&mut self, name: String, attribute: impl Fn(&str) -> &'a str) {
        self.imply_ends(&name);
        if self.open.len() >= DEPTH_MAX {
            return;
        }
        let effect = match &mut self.capture {
            Some(capture) => {
                capture.start(&name, attribute("class"));
                Effect::None
            }
            None => self.effect(&name, &attribute),
        };
        self.open.push(Open { name, effect });
    }

    /// Ends what may not hold an element of this name (HTML, section 13.1.2.4).
    fn imply_ends(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "tr" => (&["tr"], &["table"]),
            "td" | "th" => (&["td", "th"], &["table"]),
            "ul" | "ol" | "menu" | "table" | "blockquote" | "pre" | "hr" | "h1" | "h2" | "h3"
            | "h4" | "h5" | "h6" => (&["p"], &["li", "td", "th", "blockquote"]),
            name if PARAGRAPHS.contains(&name) => (&["p"], &["li", "td", "th", "blockquote"]),
            _ => return,
        };
        let is_one_of = |open: &Open, names: &[&str]| names.contains(&open.name.as_str());
        let from = self.open.iter().rposition(|open| is_one_of(open, within));
        let from = from.map_or(0, |at| at.saturating_add(1));
        let inner = self.open.iter().skip(from);
        if let Some(at) = inner.clone().position(|open| is_one_of(open, ends)) {
            self.close_to(from.saturating_add(at));
        }
    }

    fn effect<'a>(&mut self, name: &str, attribute: &impl Fn(&str) -> &'a str) -> Effect {
        if let Some(capture) = Capture::begin(name, attribute("class"), self.to.blocks.last()) {
            self.to.end_block();
            self.capture = Some(capture);
            return Effect::Capture;
        }
        let mark = match name {
            "strong" | "b" => "strong",
            "em" | "i" | "cite" | "dfn" => "em",
            "u" | "ins" => "underline",
            "s" | "del" | "strike" => "strike",
            "sub" => "sub",
            "sup" => "sup",
            "code" | "kbd" | "samp" | "tt" => "code",
            _ => return self.block_effect(name, attribute),
        };
        self.to.on(mark);
        Effect::Mark(mark)
    }

    fn block_effect<'a>(&mut self, name: &str, attribute: &impl Fn(&str) -> &'a str) -> Effect {
        let style = match name {
            "h1" | "h2" => Style::H2,
            "h3" => Style::H3,
            "h4" | "h5" | "h6" => Style::H4,
            "blockquote" => Style::Blockquote,
            "a" => {
                self.to.link_on(attribute("href"));
                return Effect::Link;
            }
            "q" => {
                self.to.text("“");
                return Effect::Quoted;
            }
            "ul" | "menu" | "ol" => {
                self.to.end_block();
                let item = if name == "ol" { ListItem::Number } else { ListItem::Bullet };
                self.to.lists.push(item);
                return Effect::List;
            }
            "li" => {
                self.to.end_block();
                return Effect::Item;
            }
            _ if PARAGRAPHS.contains(&name) => {
                self.to.end_paragraph();
                let is_lead = name == "p" && attribute("class").split(' ').any(|c| c == "lead");
                if is_lead && self.to.style == Style::Normal {
                    self.to.style = Style::Lead;
                    return Effect::Style(Style::Normal);
                }
                return Effect::Paragraph;
            }
            _ => return Effect::None,
        };
        self.to.end_paragraph();
        Effect::Style(std::mem::replace(&mut self.to.style, style))
    }

    fn end(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.close_to(at);
        } else if name == "p" || name == "br" {
            self.to.end_paragraph();
        }
    }

    /// Closes the elements from the innermost to the one at `at`.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at
            && let Some(open) = self.open.pop()
        {
            self.undo(&open);
        }
    }

    fn undo(&mut self, open: &Open) {
        match open.effect {
            Effect::None => {
                if let Some(capture) = &mut self.capture {
                    capture.end(&open.name);
                }
            }
            Effect::Paragraph => self.to.end_paragraph(),
            Effect::Mark(mark) => self.to.off(mark),
            Effect::Link => self.to.link_off(),
            Effect::Quoted => self.to.text("”"),
            Effect::Style(outer) => {
                self.to.end_paragraph();
                self.to.style = outer;
            }
            Effect::List => {
                self.to.end_block();
                self.to.lists.pop();
            }
            Effect::Item => self.to.end_block(),
            Effect::Capture => self.end_capture(),
        }
    }

    fn end_capture(&mut self) {
        let (block, rest) = match self.capture.take() {
            Some(Capture::Caption(words)) => {
                let last = self.to.blocks.last_mut();
                match (last, Prose::parse(&words)) {
                    (Some(Block::Image(image)), Ok(caption)) => {
                        image.caption = Some(caption);
                        return;
                    }
                    (_, _) => (None, words),
                }
            }
            Some(capture) => capture.finish(),
            None => return,
        };
        self.to.blocks.extend(block);
        if !rest.is_empty() {
            self.words(&rest);
            self.to.end_paragraph();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::body::Body;

    #[track_caller]
    fn check(html: &str, want: &str) {
        assert_eq!(Body::from_html(html).unwrap().html(), want);
    }

    #[test]
    fn text_and_marks_are_kept() {
        check("<p>One <b>two</b>\n three</p>", "<p>One <strong>two</strong> three</p>");
        check(
            "<h1>Head</h1>text<ul><li>a<ol><li>b</li></ol></li></ul>",
            "<h2>Head</h2><p>text</p><ul><li>a<ol><li>b</li></ol></li></ul>",
        );
        check("<p>a<p>b<br>c", "<p>a</p><p>b<br>c</p>");
        check("<ul><li>a<li><p>b</p><p>c</p></ul>d", "<ul><li>a</li><li>b<br>c</li></ul><p>d</p>");
        check(
            "<blockquote><p>a</p><p>b</p></blockquote>c",
            "<blockquote><p>a</p></blockquote><blockquote><p>b</p></blockquote><p>c</p>",
        );
    }

    #[test]
    fn boxes_are_read() {
        check(
            "<aside class=pullquote><p>Words</p><cite>Ann</cite></aside>",
            "<figure class=\"pull-quote\"><blockquote><p>Words</p></blockquote><figcaption>Ann</figcaption></figure>",
        );
        check(
            "<figure><img src=https://a.b/c alt=d><figcaption>e <b>f</b></figcaption></figure>g",
            "<figure><img src=\"https://a.b/c\" alt=\"d\"><figcaption>e f</figcaption></figure><p>g</p>",
        );
        check(
            "<pre><code class=language-x> a\n  b &lt;</code></pre>",
            "<pre><code> a\n  b &lt;</code></pre>",
        );
        check(
            "<table><caption>x</caption><tr><th>a<th>b<tr><td>c</table>",
            "<table><caption>x</caption><tr><th>a</th><th>b</th></tr><tr><td>c</td><td></td></tr></table>",
        );
    }

    #[test]
    fn what_runs_is_dropped() {
        check("<p>a<script>alert(1)</script><img src=x onerror=alert(1)></p>", "<p>a</p>");
        check("<a href=\"javascript:alert(1)\">a</a>", "<p>a</p>");
        check("<a href=\"java&#10;script:alert(1)\">a</a>", "<p>a</p>");
        check("<svg><script>x</script><text>y</text></svg>a", "<p>a</p>");
        check("&lt;script&gt;", "<p>&lt;script&gt;</p>");
    }

    #[test]
    fn depth_does_not_break_the_reader() {
        for n in [200, 100_000] {
            let deep = format!("{}a{}", "<div><b>".repeat(n), "</b></div>".repeat(n));
            assert_eq!(Body::from_html(&deep).unwrap().text(), "a");
        }
    }
}
