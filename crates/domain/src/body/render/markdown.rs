//! `CommonMark` with tables and strikethrough (GitHub Flavored Markdown).

use super::{annotation, list_of};
use crate::body::block::{Block, ListItem, MarkDef, Span, Style, Table, TextBlock};

pub(in crate::body) fn body(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut numbers = [0_u32; 7];
    let mut before = None;
    for block in blocks {
        let list = list_of(block);
        if !out.is_empty() {
            let same = matches!((before, list), (Some((a, _)), Some((b, _))) if a == b);
            out.push_str(if same { "\n" } else { "\n\n" });
        }
        if list.is_none() {
            numbers = [0; 7];
        }
        out.push_str(&item_prefix(list, &mut numbers));
        out.push_str(&one(block));
        before = list;
    }
    out
}

/// What stands before a list item: its indent and its bullet or number.
fn item_prefix(list: Option<(ListItem, u8)>, numbers: &mut [u32; 7]) -> String {
    let Some((item, level)) = list else { return String::new() };
    let level = usize::from(level);
    for deeper in numbers.iter_mut().skip(level.saturating_add(1)) {
        *deeper = 0;
    }
    let indent = "   ".repeat(level.saturating_sub(1));
    match (item, numbers.get_mut(level)) {
        (ListItem::Number, Some(number)) => {
            *number = number.saturating_add(1);
            format!("{indent}{number}. ")
        }
        (ListItem::Number | ListItem::Bullet, _) => format!("{indent}-  "),
    }
}

fn one(block: &Block) -> String {
    match block {
        Block::Text(text) => text_block(text),
        Block::PullQuote(quote) => {
            let by = quote.attribution.as_ref().map(|name| format!("\n— {name}"));
            fenced("pullquote", &format!("{}{}", quote.text, by.unwrap_or_default()))
        }
        Block::Image(image) => {
            let title =
                image.caption.as_ref().map(|words| format!(" \"{}\"", quoted(words.as_str())));
            format!(
                "![{}](<{}>{})",
                escape(image.alt.as_str()),
                image.url.as_str(),
                title.unwrap_or_default()
            )
        }
        Block::Embed(embed) => {
            let title = embed.title.as_ref().map_or(embed.url.as_str(), |title| title.as_str());
            format!("[{}](<{}>)", escape(title), embed.url.as_str())
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
        Block::Code(code) => fenced(code.language.as_ref().map_or("", |l| l.as_str()), &code.code),
        Block::RelatedLink(link) => match &link.url {
            Some(url) => format!("[{}](<{}>)", escape(link.title.as_str()), url.as_str()),
            None => escape(link.title.as_str()),
        },
        Block::Divider(_) => "---".to_owned(),
        Block::LiveEntry(entry) => {
            format!(
                "**{}** {}\n\n{}",
                entry.at,
                escape(entry.headline.as_str()),
                escape(entry.text.as_str())
            )
        }
    }
}

fn titled(title: Option<&str>, text: &str) -> String {
    title.map_or_else(|| text.to_owned(), |title| format!("# {title}\n{text}"))
}

/// A fence longer than any run of backticks inside.
fn fenced(info: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    format!("{fence}{info}\n{text}\n{fence}")
}

fn text_block(block: &TextBlock) -> String {
    let inline: String = block.children.iter().map(|span| write_span(block, span)).collect();
    match (block.list_item, block.style) {
        (Some(_), _) => inline.replace("\\\n", " "),
        (None, Style::Normal | Style::Lead) => inline,
        (None, Style::H2) => format!("## {}", inline.replace("\\\n", " ")),
        (None, Style::H3) => format!("### {}", inline.replace("\\\n", " ")),
        (None, Style::H4) => format!("#### {}", inline.replace("\\\n", " ")),
        (None, Style::Blockquote) => {
            inline.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Emphasis begins and ends at a character that is no space, so spaces go outside.
fn write_span(block: &TextBlock, span: &Span) -> String {
    let core = span.text.trim();
    if core.is_empty() || span.marks.is_empty() {
        return escape(&span.text);
    }
    let (before, after) = span.text.split_once(core).unwrap_or(("", ""));
    let has = |mark: &str| span.marks.iter().any(|name| name == mark);
    let mut text = if has("code") { code_span(core) } else { escape(core) };
    for (mark, sign) in [("strike", "~~"), ("em", "*"), ("strong", "**")] {
        if has(mark) {
            text = format!("{sign}{text}{sign}");
        }
    }
    let link = span.marks.iter().find_map(|mark| match annotation(block, mark) {
        Some(MarkDef::Link { href, .. }) => Some(href),
        _ => None,
    });
    if let Some(href) = link {
        text = format!("[{text}](<{href}>)");
    }
    format!("{}{text}{}", escape(before), escape(after))
}

fn code_span(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest.saturating_add(1));
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

fn write_table(table: &Table) -> String {
    let cells = |row: &[String]| {
        let cells: Vec<_> = row.iter().map(|cell| escape(&cell.replace('\n', " "))).collect();
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
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ")
}

/// Escapes what Markdown would take for a sign of its own; a line break becomes a hard one.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line_start = true;
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\\n"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '!' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '#' | '+' | '-' | '=' if line_start => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if ends_in_number(&out) => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        line_start = c == '\n' || (line_start && c == ' ');
    }
    out
}

/// True if the line so far is a number, which with a dot behind would begin a list.
fn ends_in_number(out: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or(out).trim_start();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
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
