//! Semantic HTML, safe by construction: every character of text is escaped, every tag is ours.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::{annotations, list_of};
use crate::body::block::{Block, ListItem, LiveEntry, MarkDef, Span, Style, Table, TextBlock};

pub(in crate::body) fn body(blocks: &[Block]) -> String {
    let mut out = String::new();
    let mut lists: Vec<ListItem> = Vec::new();
    for block in blocks {
        match list_of(block) {
            Some((item, level)) => open_item(&mut out, &mut lists, item, usize::from(level)),
            None => close_lists(&mut out, &mut lists, 0),
        }
        write_block(&mut out, block);
    }
    close_lists(&mut out, &mut lists, 0);
    out
}

const fn list_tag(item: ListItem) -> &'static str {
    match item {
        ListItem::Bullet => "ul",
        ListItem::Number => "ol",
    }
}

/// Opens and closes lists until an item of `level` may stand here, and opens the item.
fn open_item(out: &mut String, lists: &mut Vec<ListItem>, item: ListItem, level: usize) {
    close_lists(out, lists, level);
    if lists.len() == level && lists.last() != Some(&item) {
        close_lists(out, lists, level.saturating_sub(1));
    }
    if lists.len() == level {
        out.push_str("</li>");
    }
    while lists.len() < level {
        let _ = write!(out, "<{}>", list_tag(item));
        lists.push(item);
        if lists.len() < level {
            out.push_str("<li>");
        }
    }
    out.push_str("<li>");
}

/// Closes lists that are deeper than `level`.
fn close_lists(out: &mut String, lists: &mut Vec<ListItem>, level: usize) {
    while lists.len() > level
        && let Some(item) = lists.pop()
    {
        let _ = write!(out, "</li></{}>", list_tag(item));
    }
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Text(text) => write_text(out, text),
        Block::PullQuote(quote) => {
            let _ = write!(
                out,
                "<figure class=\"pull-quote\"><blockquote><p>{}</p></blockquote>",
                lines(quote.text.as_str())
            );
            caption(out, quote.attribution.as_ref().map(crate::text::Line::as_str));
            out.push_str("</figure>");
        }
        Block::Image(image) => {
            let (url, alt) = (escape(image.url.as_str()), escape(image.alt.as_str()));
            let _ = write!(out, "<figure><img src=\"{url}\" alt=\"{alt}\">");
            let words = [
                image.caption.as_ref().map(crate::text::Prose::as_str),
                image.credit.as_ref().map(crate::text::Line::as_str),
            ];
            let words: Vec<_> = words.into_iter().flatten().collect();
            caption(out, (!words.is_empty()).then(|| words.join(" ")).as_deref());
            out.push_str("</figure>");
        }
        Block::Embed(embed) => {
            let url = escape(embed.url.as_str());
            let title = embed.title.as_ref().map_or(embed.url.as_str(), |title| title.as_str());
            let _ = write!(
                out,
                "<figure class=\"embed\"><a href=\"{url}\" rel=\"noopener\">{}</a></figure>",
                escape(title)
            );
        }
        Block::FactBox(facts) => {
            out.push_str("<aside class=\"fact-box\">");
            heading(out, facts.title.as_ref().map(crate::text::Line::as_str));
            let _ = write!(out, "<p>{}</p></aside>", lines(facts.text.as_str()));
        }
        Block::KeyPoints(points) => {
            out.push_str("<aside class=\"key-points\">");
            heading(out, points.title.as_ref().map(crate::text::Line::as_str));
            out.push_str("<ul>");
            for item in &points.items {
                let _ = write!(out, "<li>{}</li>", lines(item.as_str()));
            }
            out.push_str("</ul></aside>");
        }
        Block::Table(table) => write_table(out, table),
        Block::Code(code) => {
            let _ = write!(out, "<pre><code>{}</code></pre>", escape(&code.code));
        }
        Block::RelatedLink(link) => {
            let target = match (&link.article, &link.url) {
                (Some(article), _) => format!("data-article=\"{article}\""),
                (None, Some(url)) => format!("href=\"{}\" rel=\"noopener\"", escape(url.as_str())),
                (None, None) => String::new(),
            };
            let _ = write!(
                out,
                "<p class=\"related\"><a {target}>{}</a></p>",
                escape(link.title.as_str())
            );
        }
        Block::Divider(_) => out.push_str("<hr>"),
        Block::LiveEntry(entry) => write_entry(out, entry),
    }
}

fn write_entry(out: &mut String, entry: &LiveEntry) {
    let (at, headline) = (entry.at, escape(entry.headline.as_str()));
    let _ = write!(
        out,
        "<article class=\"live-entry\"><time datetime=\"{at}\">{at}</time><h3>{headline}</h3><p>{}</p></article>",
        lines(entry.text.as_str())
    );
}

fn heading(out: &mut String, title: Option<&str>) {
    if let Some(title) = title {
        let _ = write!(out, "<h3>{}</h3>", escape(title));
    }
}

fn caption(out: &mut String, words: Option<&str>) {
    if let Some(words) = words {
        let _ = write!(out, "<figcaption>{}</figcaption>", lines(words));
    }
}

fn write_table(out: &mut String, table: &Table) {
    out.push_str("<table>");
    if let Some(words) = &table.caption {
        let _ = write!(out, "<caption>{}</caption>", escape(words.as_str()));
    }
    for (at, row) in table.rows.iter().enumerate() {
        let tag = if at == 0 && table.header { "th" } else { "td" };
        out.push_str("<tr>");
        for cell in row {
            let _ = write!(out, "<{tag}>{}</{tag}>", lines(cell));
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
}

fn write_text(out: &mut String, block: &TextBlock) {
    let (open, close) = match (block.list_item, block.style) {
        (Some(_), _) => ("", ""),
        (None, Style::Normal) => ("<p>", "</p>"),
        (None, Style::Lead) => ("<p class=\"lead\">", "</p>"),
        (None, Style::H2) => ("<h2>", "</h2>"),
        (None, Style::H3) => ("<h3>", "</h3>"),
        (None, Style::H4) => ("<h4>", "</h4>"),
        (None, Style::Blockquote) => ("<blockquote><p>", "</p></blockquote>"),
    };
    out.push_str(open);
    let known = annotations(block);
    for span in &block.children {
        write_span(out, &known, span);
    }
    out.push_str(close);
}

fn write_span(out: &mut String, known: &HashMap<&str, &MarkDef>, span: &Span) {
    let mut links = 0_u32;
    let mut tags = Vec::new();
    for mark in &span.marks {
        let def = known.get(mark.as_str()).copied();
        if matches!(def, Some(MarkDef::Link { .. } | MarkDef::InternalLink { .. })) {
            links = links.saturating_add(1);
            if links > 1 {
                continue; // a link holds no other (HTML, section 4.5.1)
            }
        }
        tags.push(tag(mark, def));
    }
    for (open, _) in &tags {
        out.push_str(open);
    }
    out.push_str(&lines(&span.text));
    for (_, close) in tags.iter().rev() {
        out.push_str(close);
    }
}

/// The opening and the closing tag of a mark.
fn tag(mark: &str, def: Option<&MarkDef>) -> (String, &'static str) {
    let decorated = |open: &str, close| (open.to_owned(), close);
    match mark {
        "strong" => decorated("<strong>", "</strong>"),
        "em" => decorated("<em>", "</em>"),
        "code" => decorated("<code>", "</code>"),
        "sub" => decorated("<sub>", "</sub>"),
        "sup" => decorated("<sup>", "</sup>"),
        "underline" => decorated("<u>", "</u>"),
        "strike" => decorated("<s>", "</s>"),
        _ => def.map_or_else(|| decorated("", ""), annotated),
    }
}

fn annotated(mark: &MarkDef) -> (String, &'static str) {
    match mark {
        MarkDef::Quote { used, part, .. } => (
            format!("<span class=\"quote\" data-quote-use=\"{used}\" data-part=\"{part}\">"),
            "</span>",
        ),
        MarkDef::NotAQuote { .. } => (String::new(), ""),
        MarkDef::Link { href, rel, .. } => {
            let rel = rel.as_ref().map(|rel| format!(" {}", escape(rel.as_str())));
            let rel = rel.unwrap_or_default();
            (format!("<a href=\"{}\" rel=\"noopener{rel}\">", escape(href)), "</a>")
        }
        MarkDef::InternalLink { article, .. } => {
            (format!("<a data-article=\"{article}\">"), "</a>")
        }
        MarkDef::Entity { name, .. } => {
            let title = name.as_ref().map(|name| format!(" title=\"{}\"", escape(name.as_str())));
            (format!("<span class=\"entity\"{}>", title.unwrap_or_default()), "</span>")
        }
        MarkDef::Lang { tag, .. } => {
            (format!("<span lang=\"{}\">", escape(tag.as_str())), "</span>")
        }
    }
}

/// Escapes text for element content and double-quoted attributes (HTML, section 13.3).
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

/// Escaped text whose line breaks are kept.
fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

#[cfg(test)]
mod tests {
    use crate::body::Body;

    #[track_caller]
    fn check(markdown: &str, want: &str) {
        assert_eq!(Body::from_markdown(markdown).unwrap().html(), want);
    }

    #[test]
    fn paragraphs_and_marks() {
        check("One *two* **three**.", "<p>One <em>two</em> <strong>three</strong>.</p>");
        check(
            "a [b](https://example.org/?x=1&y=2)",
            "<p>a <a href=\"https://example.org/?x=1&amp;y=2\" rel=\"noopener\">b</a></p>",
        );
    }

    #[test]
    fn nothing_raw_gets_through() {
        check("1 < 2 & \"3\"", "<p>1 &lt; 2 &amp; &quot;3&quot;</p>");
        assert!(
            !Body::from_markdown("<script>alert(1)</script>").unwrap().html().contains("<script")
        );
        check("[a](javascript:alert(1))", "<p>a</p>");
    }

    #[test]
    fn lists_nest() {
        check("- a\n  - b\n- c", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>");
        check("- a\n\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>");
    }
}
