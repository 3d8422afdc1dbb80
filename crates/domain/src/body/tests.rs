//! Properties of whole bodies.

use proptest::prelude::*;
use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;

use super::Body;
use super::block::Block;
use crate::violation::Violations;

const ID: &str = "0190f5c0-0000-7000-8000-000000000000";

/// Text with the characters that mean something somewhere.
fn words() -> impl Strategy<Value = String> {
    "([a-z]|[ -~]|[äß“”—é\u{301}\u{a0}😀]|\\n|\\t|[*_~`\\[\\]()<>&#!|:=+.-]|1|  ){0,24}"
}

fn marks() -> impl Strategy<Value = Vec<&'static str>> {
    let names = vec![
        "strong",
        "em",
        "code",
        "strike",
        "sub",
        "underline",
        "l",
        "k",
        "q",
        "i",
        "n",
        "e",
        "g",
    ];
    proptest::sample::subsequence(names, 0..4)
}

fn text_block() -> impl Strategy<Value = Value> {
    let spans = prop::collection::vec((words(), marks()), 0..5);
    (spans, 0_usize..14).prop_map(|(spans, kind)| {
        let spans: Vec<_> =
            spans.iter().map(|(text, marks)| json!({"text": text, "marks": marks})).collect();
        let mut block = json!({"_type": "block", "children": spans, "markDefs": [
            {"_type": "link", "_key": "l", "href": "https://a.b/(c)?d=1&copy;=<\\>"},
            {"_type": "link", "_key": "k", "href": "mailto:x<y>&amp;@z.org", "rel": "\"me\""},
            {"_type": "quote", "_key": "q", "use": ID, "part": 1},
            {"_type": "internalLink", "_key": "i", "article": ID},
            {"_type": "notAQuote", "_key": "n", "reason": "<name>"},
            {"_type": "entity", "_key": "e", "kind": "person", "name": "\"><script>"},
            {"_type": "lang", "_key": "g", "tag": "pt-br"},
        ]});
        match kind {
            0..=5 => {
                let style = ["normal", "lead", "h2", "h3", "h4", "blockquote"][kind];
                block["style"] = json!(style);
            }
            6..=11 => {
                block["listItem"] = json!(if kind % 2 == 0 { "bullet" } else { "number" });
                block["level"] = json!(1 + kind / 2 % 3);
            }
            _ => {}
        }
        block
    })
}

fn other_block() -> impl Strategy<Value = Value> {
    (words(), "[!-~é—]{1,9}", 0_usize..10).prop_map(|(words, word, kind)| match kind {
        0 => {
            json!({"_type": "pullQuote", "text": format!("{word}\n{words}x"), "attribution": word})
        }
        1 => json!({"_type": "pullQuote", "text": format!("{word}\n— {word}"), "use": ID}),
        2 => json!({"_type": "image", "url": "https://a.b/c", "alt": word, "caption": word}),
        3 => json!({"_type": "factBox", "text": format!("# {words}x")}),
        4 => json!({"_type": "keyPoints", "title": word, "items": [word, "b"]}),
        5 => json!({"_type": "table", "header": true, "rows": [[word, word], [words, "x"]]}),
        6 => json!({"_type": "table", "rows": [["a", words], ["", word]]}),
        7 => json!({"_type": "code", "code": words, "language": word}),
        8 => json!({"_type": "relatedLink", "title": word, "article": ID}),
        _ => json!({"_type": "divider"}),
    })
}

fn any_body() -> impl Strategy<Value = Body> {
    prop::collection::vec(prop_oneof![3 => text_block(), 1 => other_block()], 0..8)
        .prop_map(|blocks| Body::from_json(&json!(blocks)).unwrap())
}

/// What of a body Markdown can say: the text, and what kind of block it stands in.
fn outline(body: &Body) -> Vec<String> {
    let shown = |block: &&Block| {
        let Block::Text(text) = block else { return true };
        text.children.iter().any(|span| !span.text.trim().is_empty())
    };
    let line = |block| {
        // a mark may stand between a letter and its accent, which Markdown cannot say
        let text: String = super::render::text::block(block).nfc().collect();
        let json = serde_json::to_value(block).unwrap();
        let kind = match json["_type"].as_str().unwrap() {
            "relatedLink" => "block",
            other => other,
        };
        let style = json["style"].as_str().unwrap_or("normal").replace("lead", "normal");
        format!("{kind} {style} {} {} {text}", json["listItem"], json["level"])
    };
    body.blocks().iter().filter(shown).map(line).collect()
}

fn is_balanced(html: &str) -> bool {
    let mut open = Vec::new();
    for part in html.split('<').skip(1) {
        let name: String =
            part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        match name.strip_prefix('/') {
            Some(name) if open.pop().as_deref() != Some(name) => return false,
            Some(_) => {}
            None if matches!(name.as_str(), "br" | "hr" | "img") => {}
            None => open.push(name),
        }
    }
    open.is_empty()
}

#[track_caller]
fn check(body: Result<Body, Violations>, want: &[(&str, &str)]) {
    let faults = body.err().unwrap_or_default().into_vec();
    let got: Vec<_> = faults.iter().map(|v| (v.pointer.as_str(), v.code)).collect();
    assert_eq!(got, want);
}

#[test]
fn every_fault_is_named_not_just_the_first() {
    let spans = json!([{"text": 1}, {"text": "a", "x": 1}, {"text": "a", "marks": ["no", "em"]}]);
    let defs = json!([
        {"_type": "link", "_key": "l", "href": "java\tscript:x"},
        {"_type": "lang", "_key": "l", "tag": "en"},
        {"_type": "lang", "tag": "en"},
    ]);
    let block = json!({"_type": "block", "children": spans, "markDefs": defs, "style": "h9"});
    check(
        Body::from_json(&json!([block, {"_type": "relatedLink", "title": "a"}])),
        &[
            ("/0/markDefs/1/_key", "duplicate"),
            ("/0/markDefs/0/href", "control_character"),
            ("/0/markDefs/2/_key", "required"),
            ("/0/children/0/text", "invalid_type"),
            ("/0/children/1/x", "unknown_member"),
            ("/0/children/2/marks/0", "dangling_mark"),
            ("/0/style", "invalid_value"),
            ("/1", "invalid_value"),
        ],
    );
}

#[test]
fn each_limit_holds() {
    let dividers = |n| json!(vec![json!({"_type": "divider"}); n]);
    check(Body::from_json(&dividers(Body::BLOCKS_MAX)), &[]);
    check(Body::from_json(&dividers(Body::BLOCKS_MAX + 1)), &[("", "too_long")]);
    let url = format!("https://a.b/{}", "c".repeat(1_900));
    let images = vec![json!({"_type": "image", "url": url, "alt": "a"}); 1_200];
    check(Body::from_json(&json!(images)), &[("", "too_long")]);
    check(Body::from_markdown(&" ".repeat(Body::LEN_MAX + 1)), &[("", "too_long")]);
    check(Body::from_html(&" ".repeat(Body::LEN_MAX + 1)), &[("", "too_long")]);
}

#[test]
fn missing_keys_are_given_past_those_taken() {
    let blocks = json!([{"_type": "divider"}, {"_type": "divider", "_key": "b1"}]);
    let body = Body::from_json(&blocks).unwrap();
    assert_eq!(body.blocks().iter().map(Block::key).collect::<Vec<_>>(), ["b2", "b1"]);
    check(Body::from_json(&json!([{"_type": "divider", "_key": ""}])), &[("/0/_key", "empty")]);
}

/// Each would take minutes or all memory, were any step to grow by the square of the length.
#[test]
fn hostile_documents_are_read_in_time() {
    let many = 100_000;
    let bolds: Vec<String> = (0..many).map(|n| format!("<b a={n}>")).collect();
    let bolds = bolds.concat();
    let _ = Body::from_html(&format!("<p>{bolds}{}", "</p><p>x".repeat(many)));
    let _ = Body::from_html(&"<div></p>".repeat(many));
    let _ = Body::from_html(&"<b> </b>".repeat(many));
    let _ = Body::from_html(&"<script>".repeat(many));
    let _ = Body::from_html(&"<table><tr><td>&#1".repeat(many));
    let _ = Body::from_html(&"<a href='".repeat(many));
    let _ = Body::from_markdown(&"[a](tel:1)".repeat(many));
    let _ = Body::from_markdown(&"*a **a ".repeat(many));
    let _ = Body::from_markdown(&"<div>\n\n".repeat(many));
    check(
        Body::from_markdown(&format!("{}a{}", "- ".repeat(many), "\n".repeat(many))),
        &[("", "too_deep")],
    );
    check(
        Body::from_markdown(&format!("{}{}", ">".repeat(many), "a\n".repeat(many))),
        &[("", "too_deep")],
    );
}

proptest! {
    #[test]
    fn json_survives_a_round(body in any_body()) {
        let again = Body::from_json(&body.to_json()).unwrap();
        prop_assert_eq!(again.to_canonical_string(), body.to_canonical_string());
        prop_assert_eq!(again, body);
    }

    #[test]
    fn html_is_safe_and_balanced(body in any_body()) {
        let html = body.html();
        prop_assert!(!html.contains("<script"));
        prop_assert!(is_balanced(&html), "{}", html);
        prop_assert!(Body::from_html(&html).is_ok());
    }

    #[test]
    fn text_and_structure_survive_markdown(body in any_body()) {
        let markdown = body.markdown();
        let again = Body::from_markdown(&markdown).unwrap();
        prop_assert_eq!(outline(&again), outline(&body), "{}", markdown);
    }

    #[test]
    fn no_input_breaks_a_reader(text in "(\\PC|[<>*`#|/&;=\"'\\n_\\[\\]()!-]|<(/?(p|b|ul|li|table|td|pre|figure|svg|aside|q|a href=x)>)){0,60}") {
        for body in [Body::from_markdown(&text), Body::from_html(&text)].into_iter().flatten() {
            prop_assert_eq!(&Body::from_json(&body.to_json()).unwrap(), &body);
            prop_assert!(is_balanced(&body.html()));
            prop_assert!(!body.html().contains("<script"));
        }
    }

    #[test]
    fn no_json_breaks_the_reader(key in "\\PC{0,4}|_key|_type|text|marks", text in "\\PC{0,4}|block|table", n in any::<i64>()) {
        for inner in [json!(text), json!(n), json!([text, [n]]), json!({&key: text}), Value::Null] {
            let block = json!({"_type": text, &key: inner, "children": [{&key: inner}, inner]});
            let _ = Body::from_json(&json!([block, inner]));
            let _ = Body::from_json(&json!([{"_type": "block", "children": inner, "markDefs": [inner]}]));
        }
    }
}
