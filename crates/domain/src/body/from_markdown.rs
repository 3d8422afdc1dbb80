//! From Markdown: `CommonMark` with tables and strikethrough.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::block::{Block, Code, FactBox, Image, KeyPoints, ListItem, PullQuote, Style, Table};
use super::build::{Builder, plain};
use crate::link::WebUrl;
use crate::text::{Line, Prose};

pub(super) fn blocks(markdown: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::default();
    for event in Parser::new_ext(markdown, options) {
        reader.event(event);
    }
    reader.to.finish()
}

/// How many lists and quotations may stand open on one line; nobody writes so many, and a parser
/// visits all of them again for each line.
const NEST_MAX: usize = 64;

/// True if a line opens more lists and quotations than anybody writes.
pub(super) fn too_deep(markdown: &str) -> bool {
    markdown.lines().any(|line| {
        let (mut rest, mut marks, mut columns) = (line, 0_usize, 0_usize);
        while let Some(c) = rest.chars().next() {
            let tail = rest.trim_start_matches(|d: char| d.is_ascii_digit());
            let inner = if c.is_ascii_digit() { tail } else { rest };
            let tail = inner.strip_prefix(['-', '+', '*', '.', ')']);
            match (c, tail) {
                (' ' | '\t', _) => {
                    columns = columns.saturating_add(if c == '\t' { 4 } else { 1 });
                    rest = rest.trim_start_matches([' ', '\t']);
                    let width = inner.len().saturating_sub(rest.len()).saturating_sub(1);
                    columns = columns.saturating_add(width);
                    continue;
                }
                ('>', _) => rest = rest.strip_prefix('>').unwrap_or(""),
                (_, Some(tail)) if tail.is_empty() || tail.starts_with([' ', '\t']) => rest = tail,
                (_, _) => return false,
            }
            marks = marks.saturating_add(1);
            if marks.saturating_add(columns / 4) > NEST_MAX {
                return true;
            }
        }
        false
    })
}

#[derive(Default)]
struct Reader {
    to: Builder,
    quotes: u32,
    html: Option<String>,
    fence: Option<(String, String)>,
    image: Option<(String, String, String)>,
    table: Option<Table>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.to.on("code");
                self.text(&text);
                self.to.off("code");
            }
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.text("\n"),
            Event::Rule => self.to.divider(),
            Event::Html(raw) => {
                if let Some(html) = &mut self.html {
                    html.push_str(&raw);
                }
            }
            Event::InlineHtml(tag) => {
                if matches!(&*tag, "<br>" | "<br/>" | "<br />") {
                    self.text("\n");
                }
            }
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(html) = &mut self.html {
            html.push_str(text);
        } else if let Some((_, code)) = &mut self.fence {
            code.push_str(text);
        } else if let Some((_, _, alt)) = &mut self.image {
            alt.push_str(text);
        } else if let Some(cell) = self.table.as_mut().and_then(|t| t.rows.last_mut()?.last_mut()) {
            cell.push_str(&plain(text));
        } else {
            self.to.text(text);
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named keeps its text")]
    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.to.end_block();
                self.to.style = match level {
                    HeadingLevel::H1 | HeadingLevel::H2 => Style::H2,
                    HeadingLevel::H3 => Style::H3,
                    HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => Style::H4,
                };
            }
            Tag::Paragraph => self.to.end_paragraph(),
            Tag::Item => self.to.end_block(),
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::BlockQuote(_) => {
                self.to.end_block();
                self.quotes = self.quotes.saturating_add(1);
                self.to.style = Style::Blockquote;
            }
            Tag::List(first) => {
                self.to.end_block();
                let item = if first.is_some() { ListItem::Number } else { ListItem::Bullet };
                self.to.lists.push(item);
            }
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.fence = Some((info, String::new()));
            }
            Tag::Emphasis => self.to.on("em"),
            Tag::Strong => self.to.on("strong"),
            Tag::Strikethrough => self.to.on("strike"),
            Tag::Link { dest_url, .. } => self.to.link_on(&dest_url),
            Tag::Image { dest_url, title, .. } => {
                self.image = Some((dest_url.to_string(), title.to_string(), String::new()));
            }
            Tag::Table(_) => {
                self.to.end_block();
                self.table = Some(Table {
                    key: String::new(),
                    caption: None,
                    header: true,
                    rows: Vec::new(),
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(String::new());
                }
            }
            _ => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "what is not named keeps its text")]
    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.to.end_paragraph(),
            TagEnd::Item => self.to.end_block(),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::Heading(_) => {
                self.to.end_block();
                self.restyle();
            }
            TagEnd::BlockQuote(_) => {
                self.to.end_block();
                self.quotes = self.quotes.saturating_sub(1);
                self.restyle();
            }
            TagEnd::List(_) => {
                self.to.end_block();
                self.to.lists.pop();
            }
            TagEnd::CodeBlock => self.end_fence(),
            TagEnd::Emphasis => self.to.off("em"),
            TagEnd::Strong => self.to.off("strong"),
            TagEnd::Strikethrough => self.to.off("strike"),
            TagEnd::Link => self.to.link_off(),
            TagEnd::Image => self.end_image(),
            TagEnd::Table => self.end_table(),
            _ => {}
        }
    }

    fn restyle(&mut self) {
        self.to.style = if self.quotes > 0 { Style::Blockquote } else { Style::Normal };
    }

    fn end_image(&mut self) {
        let Some((url, title, alt)) = self.image.take() else { return };
        match (WebUrl::parse(&url), Line::parse(&alt)) {
            (Ok(url), Ok(alt)) if self.table.is_none() => {
                let caption = Prose::parse(&title).ok();
                self.to.push(Block::Image(Image {
                    key: String::new(),
                    url,
                    alt,
                    caption,
                    credit: None,
                }));
            }
            (_, _) => self.text(&alt),
        }
    }

    /// Of raw HTML only the text is taken over.
    fn end_html(&mut self) {
        let Some(html) = self.html.take() else { return };
        for block in super::from_html::blocks(&html) {
            self.to.end_paragraph();
            self.to.text(&super::render::text::block(&block));
        }
        self.to.end_paragraph();
    }

    fn end_table(&mut self) {
        let Some(mut table) = self.table.take() else { return };
        let nameless = table.rows.first().is_some_and(|row| row.iter().all(String::is_empty));
        if nameless && table.rows.len() > 1 {
            table.rows.remove(0);
            table.header = false;
        }
        self.to.push(Block::Table(table));
    }

    fn end_fence(&mut self) {
        let Some((info, text)) = self.fence.take() else { return };
        let text = text.strip_suffix('\n').unwrap_or(&text);
        let block = match info.as_str() {
            "pullquote" => pull_quote(text),
            "factbox" => fact_box(text),
            "keypoints" => key_points(text),
            _ => None,
        };
        self.to.push(block.unwrap_or_else(|| code(&info, text)));
    }
}

fn code(info: &str, text: &str) -> Block {
    let language = info.split_whitespace().next().and_then(|word| Line::parse(word).ok());
    Block::Code(Code { key: String::new(), code: plain(text), language })
}

/// The last line gives the speaker if it begins with a dash.
fn pull_quote(text: &str) -> Option<Block> {
    let (words, by) = match text.rsplit_once('\n') {
        Some((words, last)) if last.starts_with("— ") => (words, last.strip_prefix("— ")),
        Some(_) | None => (text, None),
    };
    let attribution = by.and_then(|by| Line::parse(by).ok());
    let text = Prose::parse(words).ok()?;
    Some(Block::PullQuote(PullQuote { key: String::new(), text, attribution, used: None }))
}

/// A first line that begins with `# ` is the title.
fn titled(text: &str) -> (Option<Line<300>>, &str) {
    match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("# ") => {
            (first.strip_prefix("# ").and_then(|title| Line::parse(title).ok()), rest)
        }
        Some(_) | None => (None, text),
    }
}

fn fact_box(text: &str) -> Option<Block> {
    let (title, text) = titled(text);
    let text = Prose::parse(text).ok()?;
    Some(Block::FactBox(FactBox { key: String::new(), title, text }))
}

fn key_points(text: &str) -> Option<Block> {
    let (title, text) = titled(text);
    let items: Result<Vec<_>, _> =
        text.lines().filter(|line| !line.trim().is_empty()).map(Prose::parse).collect();
    Some(Block::KeyPoints(KeyPoints { key: String::new(), title, items: items.ok()? }))
}
