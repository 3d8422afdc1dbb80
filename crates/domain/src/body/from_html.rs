//! From HTML: what has a block of its own becomes that, other elements keep their text.

use scraper::node::Node;
use scraper::{ElementRef, Html};

use super::block::{Block, Code, Image, ListItem, PullQuote, Style, Table};
use super::build::Builder;
use crate::link::WebUrl;
use crate::text::{Line, Prose};

/// Elements nested deeper keep no marks of their own, only their text.
const DEPTH_MAX: usize = 64;

/// How many elements may stand open at once; parsing takes time by the square of it.
const OPEN_MAX: u32 = 2_000;

/// Elements that have no end.
const VOID: [&str; 9] = ["br", "hr", "img", "input", "meta", "link", "col", "source", "wbr"];

/// True if elements are nested deeper than anybody writes.
pub(super) fn too_deep(html: &str) -> bool {
    let (mut open, mut most) = (0_u32, 0_u32);
    for part in html.split('<').skip(1) {
        let end = part.starts_with('/');
        let name = part.trim_start_matches('/');
        let name: String = name.chars().take_while(char::is_ascii_alphanumeric).collect();
        if end {
            open = open.saturating_sub(1);
        } else if !name.is_empty() && !VOID.contains(&name.to_ascii_lowercase().as_str()) {
            open = open.saturating_add(1);
            most = most.max(open);
        }
    }
    most > OPEN_MAX
}

pub(super) fn blocks(html: &str) -> Vec<Block> {
    let document = Html::parse_fragment(html);
    let mut to = Builder::default();
    children(&mut to, document.root_element(), 0);
    to.finish()
}

fn children(to: &mut Builder, element: ElementRef<'_>, depth: usize) {
    if depth > DEPTH_MAX {
        return flat(to, element);
    }
    for node in element.children() {
        if let Node::Text(text) = node.value() {
            words(to, text);
        } else if let Some(inner) = ElementRef::wrap(node) {
            one(to, inner, depth.saturating_add(1));
        }
    }
}

/// All the text below, without a call for each level.
fn flat(to: &mut Builder, element: ElementRef<'_>) {
    for text in element.text() {
        words(to, text);
    }
}

fn words(to: &mut Builder, text: &str) {
    let squeezed = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lead = if text.starts_with(char::is_whitespace) { " " } else { "" };
    let tail = if text.ends_with(char::is_whitespace) && !squeezed.is_empty() { " " } else { "" };
    if !text.is_empty() {
        to.text(&format!("{lead}{squeezed}{tail}"));
    }
}

fn one(to: &mut Builder, element: ElementRef<'_>, depth: usize) {
    let name = element.value().name();
    match name {
        "script" | "style" | "iframe" | "object" | "noscript" | "template" | "head" | "svg" => {}
        "h1" | "h2" => styled(to, element, depth, Style::H2),
        "h3" => styled(to, element, depth, Style::H3),
        "h4" | "h5" | "h6" => styled(to, element, depth, Style::H4),
        "blockquote" => styled(to, element, depth, Style::Blockquote),
        "ul" | "ol" => list(to, element, depth, name),
        "p" | "li" | "div" | "section" | "article" | "figure" | "figcaption" => {
            to.end_block();
            children(to, element, depth);
            to.end_block();
        }
        "aside" if element.value().classes().any(|class| class == "pullquote") => {
            pull_quote(to, element);
        }
        "strong" | "b" => marked(to, element, depth, "strong"),
        "em" | "i" => marked(to, element, depth, "em"),
        "u" => marked(to, element, depth, "underline"),
        "s" | "del" | "strike" => marked(to, element, depth, "strike"),
        "sub" => marked(to, element, depth, "sub"),
        "sup" => marked(to, element, depth, "sup"),
        "code" => marked(to, element, depth, "code"),
        "a" => {
            to.link_on(element.value().attr("href").unwrap_or(""));
            children(to, element, depth);
            to.link_off();
        }
        "br" => to.text("\n"),
        "hr" => to.divider(),
        "pre" => {
            let code = element.text().collect::<String>().replace("\r\n", "\n");
            let code =
                code.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
            to.push(Block::Code(Code { key: String::new(), code, language: None }));
        }
        "img" => image(to, element),
        "table" => table(to, element),
        _ => children(to, element, depth),
    }
}

fn styled(to: &mut Builder, element: ElementRef<'_>, depth: usize, style: Style) {
    to.end_block();
    let outer = std::mem::replace(&mut to.style, style);
    children(to, element, depth);
    to.end_block();
    to.style = outer;
}

fn marked(to: &mut Builder, element: ElementRef<'_>, depth: usize, mark: &str) {
    to.on(mark);
    children(to, element, depth);
    to.off(mark);
}

fn list(to: &mut Builder, element: ElementRef<'_>, depth: usize, name: &str) {
    to.end_block();
    to.lists.push(if name == "ol" { ListItem::Number } else { ListItem::Bullet });
    children(to, element, depth);
    to.end_block();
    to.lists.pop();
}

fn pull_quote(to: &mut Builder, element: ElementRef<'_>) {
    let text = element.text().collect::<String>();
    match Prose::parse(&text.split_whitespace().collect::<Vec<_>>().join(" ")) {
        Ok(text) => to.push(Block::PullQuote(PullQuote {
            key: String::new(),
            text,
            attribution: None,
            used: None,
        })),
        Err(_) => flat(to, element),
    }
}

/// A picture without a description keeps its place by its address only if it has words for it.
fn image(to: &mut Builder, element: ElementRef<'_>) {
    let attribute = |name| element.value().attr(name).unwrap_or("");
    let (url, alt) = (WebUrl::parse(attribute("src")), Line::parse(attribute("alt")));
    if let (Ok(url), Ok(alt)) = (url, alt) {
        to.push(Block::Image(Image { key: String::new(), url, alt, caption: None, credit: None }));
    }
}

fn table(to: &mut Builder, element: ElementRef<'_>) {
    let mut table = Table { key: String::new(), caption: None, header: false, rows: Vec::new() };
    let mut cells_of_head = 0_usize;
    for node in element.descendants().filter_map(ElementRef::wrap) {
        match node.value().name() {
            "tr" => table.rows.push(Vec::new()),
            tag @ ("td" | "th") => {
                let text = node.text().collect::<String>();
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if tag == "th" && table.rows.len() == 1 {
                    cells_of_head = cells_of_head.saturating_add(1);
                }
                if let Some(row) = table.rows.last_mut() {
                    row.push(text);
                }
            }
            _ => {}
        }
    }
    table.header =
        cells_of_head > 0 && table.rows.first().is_some_and(|r| r.len() == cells_of_head);
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    table.rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    if width > 0 {
        to.push(Block::Table(table));
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
    }

    #[test]
    fn what_runs_is_dropped() {
        check("<p>a<script>alert(1)</script><img src=x onerror=alert(1)></p>", "<p>a</p>");
        check("<a href=\"javascript:alert(1)\">a</a>", "<p>a</p>");
    }

    #[test]
    fn depth_does_not_break_the_reader() {
        let deep = |n| format!("{}a{}", "<div><b>".repeat(n), "</b></div>".repeat(n));
        assert_eq!(Body::from_html(&deep(200)).unwrap().text(), "a");
        let faults = Body::from_html(&deep(20_000)).unwrap_err().into_vec();
        assert_eq!(faults[0].code, "too_deep");
    }
}
