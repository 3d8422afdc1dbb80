//! From the files to the newsroom, through the REST API.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Answer, Client};

use crate::plan::{Gold, GoldQuote, Part, Plan};

/// Loads the page and answers the article's slug.
pub async fn load(
    client: &Client,
    token: &str,
    plan: &Plan,
    (page, gold): (&str, &Gold),
) -> String {
    let forgotten = plan.forgotten(page);
    assert!(forgotten.is_empty(), "the plan does not say what these lines are: {forgotten:?}");
    let strings = plan.strings(page);
    let all = |part: Part| {
        strings.iter().filter(move |(_, own, ..)| *own == part).map(|(_, _, _, text)| text.as_str())
    };
    site(client, token, plan, page).await;
    let section = json!({ "name": plan.section, "listed": true });
    let section = client.make(token, "/v1/sections", &section).await;
    let mut topics = Vec::new();
    for name in &plan.topics {
        let topic =
            client.make(token, "/v1/topics", &json!({ "name": name, "listed": true })).await;
        topics.push(json!({ "topic": topic }));
    }
    let author = json!({
        "name": all(Part::Author).next(), "bio": all(Part::Bio).next(), "kind": plan.author_kind,
    });
    let author = client.make(token, "/v1/authors", &author).await;
    let blocks: Vec<Value> =
        strings.iter().filter_map(|(_, part, _, text)| block(*part, text)).collect();
    let article = json!({
        "headline": all(Part::Headline).next(), "standfirst": all(Part::Standfirst).next(),
        "slug": plan.slug, "section": section, "topics": topics,
        "credits": [{ "author": author }], "byline": all(Part::Author).next(), "body": blocks,
    });
    let article = client.make(token, "/v1/articles", &article).await;
    let revision = quotes(client, token, plan, (&article, gold)).await;
    let path = format!("/v1/articles/{article}/publish");
    done(200, client.write(token, ("POST", &path), Some(revision), &Value::Null).await);
    let picks = json!({
        "title": label(&strings, "editorsPicks"), "slug": "editors-picks", "backfill": "latest",
        "slots": [{ "article": article, "pinned": true }],
    });
    if client.get("/v1/editors-picks").await.code() == 404 {
        client.make_list(token, &picks).await;
    }
    plan.slug.clone()
}

fn done(code: u16, answer: Answer) -> Answer {
    assert_eq!(answer.code(), code, "{}", answer.json);
    answer
}

fn label<'a>(strings: &'a [(usize, Part, Option<&str>, String)], key: &str) -> &'a str {
    let own = strings.iter().find(|(_, _, own, _)| *own == Some(key));
    own.map_or("Picks", |(.., text)| text.as_str())
}

/// The site with its labels, its place and its weather.
async fn site(client: &Client, token: &str, plan: &Plan, page: &str) {
    let strings = plan.strings(page);
    let one = |part: Part| strings.iter().find(|(_, own, ..)| *own == part).map(|s| s.3.clone());
    let labels: Vec<Value> = strings
        .iter()
        .filter(|(_, part, ..)| *part == Part::Label)
        .map(|(_, _, key, text)| json!({ "key": key, "text": text }))
        .collect();
    let follow: Vec<Value> = strings
        .iter()
        .filter(|(_, part, ..)| *part == Part::Follow)
        .map(|(.., text)| json!({ "kind": "google_news", "text": text }))
        .collect();
    let site = json!({
        "publicationName": plan.publication_name, "tagline": one(Part::Tagline),
        "place": one(Part::Place), "timeZone": plan.time_zone, "labels": labels,
        "followLinks": follow,
    });
    let now = client.get_as(token, "/v1/site?view=working").await;
    let revision = now.json["revision"].as_i64();
    done(200, client.write(token, ("PUT", "/v1/site"), revision, &site).await);
    if let Some(weather) = one(Part::Weather) {
        let (temperature, unit) = weather.split_once(' ').unwrap();
        let reading = json!({ "temperature": temperature.parse::<f64>().unwrap(), "unit": unit });
        done(200, client.write(token, ("PUT", "/v1/site/weather"), None, &reading).await);
    }
}

fn block(part: Part, text: &str) -> Option<Value> {
    let span = json!([{ "_type": "span", "text": text }]);
    match part {
        Part::Paragraph => Some(json!({ "_type": "block", "children": span })),
        Part::Subhead => Some(json!({ "_type": "block", "style": "h3", "children": span })),
        Part::PullQuote => Some(json!({ "_type": "pullQuote", "text": text })),
        Part::Label
        | Part::Weather
        | Part::Place
        | Part::Date
        | Part::Tagline
        | Part::Headline
        | Part::Standfirst
        | Part::Follow
        | Part::Author
        | Part::Bio => None,
    }
}

/// Notes the speakers and attaches what they said, each quote in one call; the article's revision.
async fn quotes(client: &Client, token: &str, plan: &Plan, (article, gold): (&str, &Gold)) -> i64 {
    let mut experts = BTreeMap::new();
    for (key, person) in &gold.people {
        let house = json!({ "name": person.affiliation });
        let house = client.make(token, "/v1/organizations", &house).await;
        let aliases: Vec<Value> = person.aliases.iter().map(|a| json!({ "text": a })).collect();
        let expert = json!({
            "name": person.name, "aliases": aliases,
            "affiliations": [{ "organization": house, "roleTitle": person.role, "primary": true }],
        });
        experts.insert(key.as_str(), client.make(token, "/v1/experts", &expert).await);
    }
    let path = format!("/v1/articles/{article}/quotes");
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let mut revision = 1;
    // an utterance comes before the places that print it again
    let (again, first): (Vec<_>, Vec<_>) =
        gold.quotes.iter().partition(|quote| plan.same_utterance.contains_key(&quote.id));
    for quote in first.into_iter().chain(again) {
        let mut document = attachment(quote);
        let before = plan.same_utterance.get(&quote.id).and_then(|id| known.get(id.as_str()));
        if let Some(id) = before {
            document["quoteId"] = json!(id);
        } else {
            let form = if quote.kind == "fragment" { "partial" } else { "direct" };
            let expert = &experts[quote.speaker.as_str()];
            document["quote"] = json!({ "expert": expert, "form": form });
        }
        let made = done(201, client.write(token, ("POST", &path), Some(revision), &document).await);
        known.insert(&quote.id, made.text("/quote/id").to_owned());
        revision = made.json["article"]["revision"].as_i64().unwrap();
    }
    revision
}

fn attachment(quote: &GoldQuote) -> Value {
    let placement = match quote.kind.as_str() {
        "headline" => "headline",
        "pull_quote" => "pull",
        _ => "body",
    };
    let texts: Vec<Value> = quote.spans.iter().map(|span| json!({ "text": span.text })).collect();
    json!({
        "texts": texts, "placement": placement,
        "cue": quote.cue.as_ref().map(|cue| &cue.text),
        "sourceMention": quote.source_mention.as_ref().map(|mention| &mention.text),
    })
}
