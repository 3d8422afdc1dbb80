//! Asking for a hidden word is answered as asking for a word that stands nowhere: no search, filter
//! or address tells that it is there.

use reqwest::header::HeaderValue;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use super::plant::Hidden;
use super::pool::ADDRESSED;
use super::visitor::Visitor;
use super::words::{NOWHERE, word};
use crate::lots::Lots;

/// Headers that differ from one answer to the next, whatever is asked.
const DRAWN: [&str; 2] = ["date", "x-request-id"];

/// A question with a word in it.
struct Question {
    method: &'static str,
    target: String,
    body: Value,
}

/// Asks for hidden words as those who may not see them; the differences.
pub(super) async fn differences(
    app: &TestApp,
    (hidden, visitors): (&[Hidden], &[Visitor]),
    (lots, questions): (&mut Lots, usize),
) -> Vec<String> {
    let mut differences = Vec::new();
    // what readers once saw may be told from what never was
    let never: Vec<_> = hidden.iter().filter(|one| !one.was_public).collect();
    for number in 0..questions {
        let one = lots.one(&never);
        let blind: Vec<_> =
            visitors.iter().filter(|visitor| !one.veil.opens_to(visitor.grants.as_ref())).collect();
        let (visitor, (there, nowhere)) =
            (lots.one(&blind), (&one.planted.word, word(NOWHERE, number)));
        let asked = lots.below(question(there, 0).1);
        let first = ask(app, visitor, &question(there, asked).0).await;
        let second = ask(app, visitor, &question(&nowhere, asked).0).await;
        if told(&first, there) != told(&second, &nowhere) {
            let place = &one.planted.place;
            differences.push(format!(
                "{place} to {} by {}: {:?} and {:?}",
                visitor.name,
                question(there, asked).0.target,
                told(&first, there),
                told(&second, &nowhere),
            ));
        }
    }
    differences
}

/// The question of a number with a word, and how many there are.
fn question(word: &str, number: usize) -> (Question, usize) {
    let get = |target: String| Question { method: "GET", target, body: Value::Null };
    let mut all = Vec::new();
    for target in [
        "/v1/articles?q=",
        "/v1/quotes?q=",
        "/v1/quotes?text=",
        "/v1/articles?q=stay+",
        "/v1/articles?section=",
        "/v1/articles?topic=",
        "/v1/articles?topic=-",
        "/v1/articles?author=",
        "/v1/articles?expert=",
        "/v1/articles?organization=",
        "/v1/quotes?expert=",
        "/v1/quotes?organization=",
        "/v1/quotes?topic=",
        "/v1/experts?organization=",
        "/v1/experts?topic=",
        "/v1/sections?parent=",
        "/v1/articles?view=working&section=",
        "/v1/quotes?view=working&text=",
    ] {
        all.push(get(format!("{target}{word}")));
    }
    for collection in ADDRESSED {
        all.push(get(format!("/v1/{collection}/{word}")));
        if collection == "articles" {
            all.push(get(format!("/v1/{collection}/{word}?view=working")));
        }
    }
    all.push(get(format!("/v1/articles/{word}/related")));
    for document in [
        format!("{{ article(by: {{ slug: \"{word}\" }}) {{ id }} }}"),
        format!("{{ articles(where: {{ q: \"{word}\" }}) {{ totalCount nodes {{ id }} }} }}"),
        format!("{{ quotes(where: {{ text: \"{word}\" }}) {{ totalCount nodes {{ id }} }} }}"),
        format!("{{ expert(by: {{ slug: \"{word}\" }}) {{ id }} list(key: \"{word}\") {{ id }} }}"),
        format!("{{ articles(where: {{ topicNot: [\"{word}\"] }}) {{ totalCount }} }}"),
    ] {
        let (method, target) = ("POST", "/graphql".to_owned());
        all.push(Question { method, target, body: json!({ "query": document }) });
    }
    let reset = json!({ "email": format!("{word}@example.org") });
    all.push(Question {
        method: "POST",
        target: "/v1/auth/password-reset".to_owned(),
        body: reset,
    });
    let many = all.len();
    (all.swap_remove(number), many)
}

async fn ask(app: &TestApp, by: &Visitor, question: &Question) -> Answer {
    let bearer = by.token.as_deref().map(|token| format!("Bearer {token}"));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
    let body = if question.body.is_null() { String::new() } else { question.body.to_string() };
    app.send(question.method, &question.target, &headers, body).await
}

/// What an answer says beside the word that was asked for.
fn told(answer: &Answer, word: &str) -> (u16, Vec<String>, String) {
    let text = without_request(answer);
    let mut headers = headers(answer);
    if text.contains(word) {
        // the word itself is in the mark
        headers.retain(|header| !header.starts_with("etag: "));
    }
    let headers = headers.iter().map(|header| header.replace(word, "")).collect();
    (answer.code(), headers, text.replace(word, ""))
}

/// The headers of an answer, those left out that differ each time.
pub(super) fn headers(answer: &Answer) -> Vec<String> {
    let kept = answer.headers.iter().filter(|(name, _)| !DRAWN.contains(&name.as_str()));
    let line = |(name, value): (_, &HeaderValue)| {
        format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))
    };
    kept.map(line).collect()
}

/// The body without the name of its request, which is drawn for each.
pub(super) fn without_request(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    match answer.json["requestId"].as_str() {
        Some(request) => text.replace(request, ""),
        None => text,
    }
}
