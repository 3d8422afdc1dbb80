//! A body with every block and every mark there is, words in each text of each. The contract says
//! of a block no more than its `_type`; what they hold is said here.

use serde_json::{Value, json};

use super::fill::Filler;

/// The use of a quote that the body marks.
pub(super) const USE: &str = "0190a6f0-0000-7000-8000-000000000001";

/// What the marked words of the quote are: they have no word of their own, for a quote is found by
/// what it says.
pub(super) const SAID: &str = "We stay";

/// Words that nobody is quoted with yet.
pub(super) const SAYING: &str = "The boats can wait";

/// A body; `article` is one that it may lead to.
pub(super) fn body(filler: &mut Filler<'_>, operation: &str, article: &str) -> Value {
    let mut blocks = plain(filler, operation, article);
    let said =
        json!({ "_type": "span", "_key": "s6", "text": format!("“{SAID}.”"), "marks": ["m5"] });
    blocks[0]["children"].as_array_mut().unwrap().push(said);
    let mark = json!({ "_type": "quote", "_key": "m5", "use": USE, "part": 0 });
    blocks[0]["markDefs"].as_array_mut().unwrap().push(mark);
    blocks
}

/// A body without a quote.
pub(super) fn plain(filler: &mut Filler<'_>, operation: &str, article: &str) -> Value {
    let mut text = |place: &str| {
        let word = filler.next(&format!("{operation} NewsBlock.{place}"));
        (format!("{word} stands here"), format!("https://{word}.example/"))
    };
    let mut say = |place: &str| text(place).0;
    let marked = json!({
        "_type": "block", "_key": "b1", "style": "normal",
        "children": [
            { "_type": "span", "_key": "s1", "text": format!("{} “{SAYING}.” ", say("block.text")) },
            { "_type": "span", "_key": "s2", "text": say("link.text"), "marks": ["m1"] },
            { "_type": "span", "_key": "s3", "text": say("notAQuote.text"), "marks": ["m2"] },
            { "_type": "span", "_key": "s4", "text": say("entity.text"), "marks": ["m3"] },
            { "_type": "span", "_key": "s5", "text": say("lang.text"), "marks": ["m4"] },
        ],
        "markDefs": [
            { "_type": "link", "_key": "m1", "href": format!("https://example.org/{}", say("link.href").replace(' ', "-")), "rel": "nofollow" },
            { "_type": "notAQuote", "_key": "m2", "reason": say("notAQuote.reason") },
            { "_type": "entity", "_key": "m3", "kind": "place", "name": say("entity.name") },
            { "_type": "lang", "_key": "m4", "tag": "fr" },
        ],
    });
    let mut blocks = vec![
        marked,
        json!({ "_type": "pullQuote", "_key": "b2", "text": say("pullQuote.text"), "attribution": say("pullQuote.attribution") }),
        json!({ "_type": "factBox", "_key": "b3", "title": say("factBox.title"), "text": say("factBox.text") }),
        json!({ "_type": "keyPoints", "_key": "b4", "title": say("keyPoints.title"), "items": [say("keyPoints.items")] }),
        json!({ "_type": "table", "_key": "b5", "caption": say("table.caption"), "header": true, "rows": [[say("table.rows")], [say("table.rows")]] }),
        json!({ "_type": "code", "_key": "b6", "code": say("code.code"), "language": "rust" }),
        json!({ "_type": "divider", "_key": "b7" }),
        json!({ "_type": "liveEntry", "_key": "b8", "at": "2026-03-14T07:30:00Z", "headline": say("liveEntry.headline"), "text": say("liveEntry.text") }),
    ];
    let image =
        (text("image.url").1, text("image.alt").0, text("image.caption").0, text("image.credit").0);
    blocks.push(json!({ "_type": "image", "_key": "b9", "url": image.0, "alt": image.1, "caption": image.2, "credit": image.3 }));
    let embed =
        format!("https://www.youtube.com/watch?v={}", text("embed.url").0.replace(' ', "-"));
    blocks.push(json!({ "_type": "embed", "_key": "b10", "provider": "youtube", "url": embed, "title": text("embed.title").0 }));
    let link = (text("relatedLink.title").0, text("relatedLink.url").1);
    blocks.push(json!({ "_type": "relatedLink", "_key": "b11", "title": link.0, "url": link.1 }));
    if !article.is_empty() {
        let title = text("relatedLink.title").0;
        blocks.push(
            json!({ "_type": "relatedLink", "_key": "b12", "title": title, "article": article }),
        );
    }
    Value::Array(blocks)
}
