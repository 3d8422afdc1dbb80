//! `CommonMark` with tables and strikethrough (GitHub Flavored Markdown).

use super::inline::{address, inline, inline_line, plain, plain_line};
use super::list_of;
use crate::body::block::{Block, ListItem, Style, Table, TextBlock};

pub(in crate::body) fn body(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut lists = Lists::default();
    let mut before = None;
    for block in blocks.iter().filter(|block| !is_blank(block)) {
        let list = list_of(block);
        if !out.is_empty() {
            let is_same = matches!((before, list), (Some((a, _)), Some((b, _))) if a == b);
            out.push_str(if is_same { "\n" } else { "\n\n" });
        }
        if let Some((item, level)) = list {
            out.push_str(&lists.item(item, usize::from(level)));
            let rest = format!("\n{}", " ".repeat(lists.width()));
            out.push_str(&one(block).replace('\n', &rest));
        } else {
            lists = Lists::default();
            out.push_str(&one(block));
        }
        before = list;
    }
    out
}

/// Markdown has no paragraph without text.
fn is_blank(block: &Block) -> bool {
    let Block::Text(text) = block else { return false };
    text.children.iter().all(|span| span.text.trim().is_empty())
}

/// The lists that stand open: for each its kind, its last number and how wide its marker is.
#[derive(Default)]
struct Lists(Vec<(ListItem, u32, usize)>);

impl Lists {
    /// How far the text of the last item is indented.
    fn width(&self) -> usize {
        self.0.iter().map(|(_, _, width)| width).sum()
    }

    /// What stands before an item. A level that was left out gets a bullet without text.
    fn item(&mut self, item: ListItem, level: usize) -> String {
        self.0.truncate(level);
        let last = if self.0.len() == level { self.0.pop() } else { None };
        let mut out = " ".repeat(self.width());
        while self.0.len().saturating_add(1) < level {
            // two signs in turn: bullets of one sign alone could be a rule
            let sign = if self.0.len().is_multiple_of(2) { "+  " } else { "-  " };
            out.push_str(sign);
            self.0.push((ListItem::Bullet, 0, sign.len()));
        }
        let number = match last {
            Some((before, number, _)) if before == item => number.saturating_add(1),
            Some(_) | None => 1,
        };
        let marker = match item {
            ListItem::Bullet => "-  ".to_owned(),
            ListItem::Number => format!("{number}. "),
        };
        self.0.push((item, number, marker.len()));
        out.push_str(&marker);
        out
    }
}

fn one(block: &Block) -> String {
    match block {
        Block::Text(text) => text_block(text),
        Block::PullQuote(quote) => {
            let last = quote.text.as_str().rsplit('\n').next().unwrap_or("");
            let by = match &quote.attribution {
                Some(name) => format!("\n— {name}"),
                // a speaker without a name, lest the last line be taken for one
                None if last.starts_with("— ") => "\n— ".to_owned(),
                None => String::new(),
            };
            fenced("pullquote", &format!("{}{by}", quote.text))
        }
        Block::Image(image) => {
            let title =
                image.caption.as_ref().map(|words| format!(" \"{}\"", quoted(words.as_str())));
            format!(
                "![{}]({}{})",
                plain_line(image.alt.as_str()),
                address(image.url.as_str()),
                title.unwrap_or_default()
            )
        }
        Block::Embed(embed) => {
            let title = embed.title.as_ref().map_or(embed.url.as_str(), |title| title.as_str());
            format!("[{}]({})", plain_line(title), address(embed.url.as_str()))
        }
        Block::FactBox(facts) => fenced(
            "factbox",
            &titled(facts.title.as_ref().map(crate::text::Line::as_str), facts.text.as_str()),
        ),
        Block::KeyPoints(points) => {
            let items: Vec<_> =
                points.items.iter().map(|item| item.as_str().replace('\n', " ")).collect();
            fenced(
                "keypoints",
                &titled(points.title.as_ref().map(crate::text::Line::as_str), &items.join("\n")),
            )
        }
        Block::Table(table) => write_table(table),
        Block::Code(code) => {
            fenced(language(code.language.as_ref().map_or("", |l| l.as_str())), &code.code)
        }
        Block::RelatedLink(link) => match &link.url {
            Some(url) => {
                format!("[{}]({})", plain_line(link.title.as_str()), address(url.as_str()))
            }
            None => plain_line(link.title.as_str()),
        },
        Block::Divider(_) => "---".to_owned(),
        Block::LiveEntry(entry) => {
            format!(
                "**{}** {}\n\n{}",
                entry.at,
                plain_line(entry.headline.as_str()),
                plain(entry.text.as_str())
            )
        }
    }
}

/// The first line is the title if it begins with a sign; it has no words where there is none.
fn titled(title: Option<&str>, text: &str) -> String {
    match title {
        Some(title) => format!("# {title}\n{text}"),
        None if text.starts_with("# ") => format!("# \n{text}"),
        None => text.to_owned(),
    }
}

/// A language, unless the reader would take it for something else.
fn language(name: &str) -> &str {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '#' | '.' | '_');
    let is_ours = ["pullquote", "factbox", "keypoints"].contains(&name);
    if is_ours || !name.chars().all(is_word) { "" } else { name }
}

/// A fence longer than any run of backticks inside.
fn fenced(info: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    format!("{fence}{info}\n{text}\n{fence}")
}

fn text_block(block: &TextBlock) -> String {
    match (block.list_item, block.style) {
        (Some(_), _) | (None, Style::Normal | Style::Lead) => inline(block),
        (None, Style::H2) => format!("## {}", inline_line(block)),
        (None, Style::H3) => format!("### {}", inline_line(block)),
        (None, Style::H4) => format!("#### {}", inline_line(block)),
        (None, Style::Blockquote) => format!("> {}", inline(block).replace('\n', "\n> ")),
    }
}

fn write_table(table: &Table) -> String {
    let cells = |row: &[String]| {
        let cells: Vec<_> = row.iter().map(|cell| plain_line(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let width = table.rows.first().map_or(0, Vec::len);
    let rule = format!("|{}", " --- |".repeat(width));
    let mut rows: Vec<String> = table.rows.iter().map(|row| cells(row)).collect();
    if !table.header {
        rows.insert(0, format!("|{}", "  |".repeat(width)));
    }
    rows.insert(1.min(rows.len()), rule);
    rows.join("\n")
}

fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "\\&");
    text.replace('\n', "&#10;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::body::Body;

    #[track_caller]
    fn round(markdown: &str) {
        let body = Body::from_markdown(markdown).unwrap();
        let again = Body::from_markdown(&body.markdown()).unwrap();
        assert_eq!(again, body, "{}", body.markdown());
    }

    #[test]
    fn markdown_survives_a_round() {
        round("## Head\n\nOne *two* **three** `four` ~~five~~ [six](https://example.org/a_b).");
        round("- a\n   - b\n- c\n\n1. d\n2. e");
        round("> said\n\n---\n\n| a | b |\n| --- | --- |\n| 1 | 2 |");
        round("```pullquote\nThe words\n— Ann Other, office\n```\n\n```rust\nlet x = 1;\n```");
        round("```factbox\n# Title\nSome text\n```\n\n```keypoints\none\ntwo\n```");
        round("![A boat](https://example.org/boat.jpg \"At sea\")");
        round("1\\. not a list\n\n\\# not a head");
    }

    proptest! {
        #[test]
        fn plain_text_survives_a_round(text in "[ -~äß“”]{1,80}") {
            let json = serde_json::json!([{"_type": "block", "children": [{"text": text}]}]);
            let body = Body::from_json(&json).unwrap();
            let again = Body::from_markdown(&body.markdown()).unwrap();
            let squeezed = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(squeezed(again.text()), squeezed(body.text()));
        }

        #[test]
        fn no_markdown_and_no_html_breaks_the_reader(text in "(\\PC|[<>*`#|\\n-]){0,200}") {
            for body in [Body::from_markdown(&text), Body::from_html(&text)].into_iter().flatten() {
                prop_assert_eq!(&Body::from_json(&body.to_json()).unwrap(), &body);
                prop_assert!(!body.html().contains("<script"));
            }
        }
    }
}
