//! What happens at a desk: each step is one use case, said once for both transports.

use serde_json::{Value, json};

use super::desk::{Ask, Desk};

/// Everything, in an order in which it can happen.
pub(super) async fn play(desk: &mut Desk) {
    site(desk).await;
    let made = records(desk).await;
    let article = articles(desk, &made).await;
    let quote = quotes(desk, &made, &article).await;
    lists(desk, &made, (&article, &quote)).await;
    around(desk, &article).await;
    ends(desk, &made, &article).await;
    ledgers(desk).await;
}

/// Ids of what the first scenario makes.
struct Made {
    section: String,
    topic: String,
    author: String,
    house: String,
    expert: String,
}

const NOTHING: &str = "01890000-0000-7000-8000-000000000000";

fn of(id: &str) -> Ask {
    Ask { of: Some(id.to_owned()), ..Ask::default() }
}

fn first() -> Ask {
    Ask { limit: Some(5), ..Ask::default() }
}

fn chosen(filter: &[(&'static str, &str)]) -> Ask {
    let filter = filter.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Ask { filter, ..first() }
}

fn content(content: Value) -> Ask {
    Ask { content: Some(content), ..Ask::default() }
}

fn revise(id: &str, revision: i64, content: Value) -> Ask {
    Ask { revision: Some(revision), content: Some(content), ..of(id) }
}

fn at(id: &str, revision: i64) -> Ask {
    Ask { revision: Some(revision), ..of(id) }
}

async fn site(desk: &mut Desk) {
    desk.act("me", Ask::default()).await;
    desk.act("site", Ask::default()).await;
    let site = json!({
        "publicationName": "The Pier", "tagline": "Salt and ink", "place": "Port Sorrel",
        "timeZone": "Europe/Lisbon", "language": "fr", "languages": ["fr", "en"],
        "location": { "latitude": 38.2, "longitude": -9.4 }, "temperatureUnit": "F",
        "labels": [{ "key": "more", "text": "Plus" }],
        "followLinks": [{ "kind": "rss", "text": "Suivre", "url": "https://pier.example/feed" }],
    });
    let revise_at = |revision, content| Ask { of: None, ..revise("", revision, content) };
    desk.act("updateSite", revise_at(0, site.clone())).await;
    desk.act("updateSite", revise_at(0, site.clone())).await;
    let mut wrong = site.clone();
    wrong["timeZone"] = json!("Lisbon");
    wrong["location"]["latitude"] = json!(91);
    desk.act("updateSite", revise_at(1, wrong)).await;
    desk.act("setWeather", content(json!({ "temperature": 1000 }))).await;
    let reading =
        json!({ "temperature": 9.5, "unit": "C", "condition": "rain", "conditionCode": 63 });
    desk.act("setWeather", content(reading)).await;
    desk.act("site", Ask::default()).await;
    desk.act("workingSite", Ask::default()).await;
}

/// A kind of record, named as one and as many, from its making to its end; the id of the one that
/// stays.
async fn record(desk: &mut Desk, (one, all): (&str, &str), document: Value) -> String {
    let (name, names) = (capital(one), capital(all));
    // how many is asked of the items of a list, of nothing else that is one
    let limit = one == "list";
    let mut faulty = document.clone();
    faulty["slug"] = json!("No");
    faulty[if limit { "title" } else { "name" }] = json!("");
    let [create, update, delete, working] =
        ["create", "update", "delete", "working"].map(|verb| format!("{verb}{name}"));
    let kept = desk.act(&create, content(document.clone())).await.id();
    let other = desk.act(&create, content(document.clone())).await.id();
    desk.act(&create, content(faulty)).await;
    desk.act(&update, revise(&other, 1, document.clone())).await;
    desk.act(&update, revise(&other, 1, document.clone())).await;
    desk.act(&update, revise(NOTHING, 1, document)).await;
    for id in [&*kept, &*other, NOTHING, "no-such-slug"] {
        desk.act(one, Ask { limit: limit.then_some(5), ..of(id) }).await;
        desk.act(&working, of(id)).await;
    }
    desk.act(all, first()).await;
    desk.act(&format!("working{names}"), first()).await;
    desk.act(&delete, at(&other, 1)).await;
    desk.act(&delete, at(&other, 2)).await;
    desk.act(one, Ask { limit: limit.then_some(5), ..of(&other) }).await;
    kept
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

async fn records(desk: &mut Desk) -> Made {
    let document =
        json!({ "name": "News", "description": "What happened", "order": 1, "listed": true });
    let section = record(desk, ("section", "sections"), document).await;
    desk.act("sections", chosen(&[("parent", &section)])).await;
    let document =
        json!({ "name": "Trade", "kind": "subject", "synonyms": ["commerce"], "listed": true });
    let topic = record(desk, ("topic", "topics"), document).await;
    let document =
        json!({ "name": "Ada Lane", "kind": "collective", "bio": "Writes.", "listed": true });
    let author = record(desk, ("author", "authors"), document).await;
    let document = json!({
        "name": "Harbour Authority", "kind": "government", "aliases": ["PSHA"], "listed": true,
    });
    let house = record(desk, ("organization", "organizations"), document).await;
    desk.act("organizations", chosen(&[("parent", &house)])).await;
    let office = json!({ "organization": house, "roleTitle": "harbour pilot", "from": "2020-01" });
    let document = json!({
        "name": "Tam Ottery", "bio": "Knows the shoals.", "expertise": [topic],
        "affiliations": [office], "private": { "notes": "call after nine" },
    });
    let expert = record(desk, ("expert", "experts"), document).await;
    let office = json!({ "roleTitle": "pilot", "from": "2020", "until": "2019" });
    desk.act("createExpert", content(json!({ "name": "Nobody", "affiliations": [office] }))).await;
    for filter in [("organization", &*house), ("topic", "trade"), ("organization", "nothing")] {
        desk.act("experts", chosen(&[filter])).await;
        desk.act("workingExperts", chosen(&[filter])).await;
    }
    Made { section, topic, author, house, expert }
}

async fn articles(desk: &mut Desk, made: &Made) -> String {
    let document = json!({
        "headline": "Ferry returns", "kicker": "Islands", "standfirst": "It is back.",
        "summaryPoints": ["One", "Two"], "kind": "analysis", "language": "en",
        "section": made.section,
        "credits": [{ "author": made.author, "role": "author" }],
        "topics": [{ "topic": made.topic, "rel": "about", "primary": true, "relevance": 80 }],
        "dateline": { "text": "PORT SORREL", "date": "2026-03-14" },
        "headlines": { "social": "Back" }, "access": "metered", "extra": { "desk": 7 },
        "body": { "markdown": "“One two *three*.”\n\n## More\n\n- a\n- b" },
    });
    let article = desk.act("createArticle", content(document.clone())).await.id();
    let nothing = json!({
        "headline": "", "slug": "No", "summaryPoints": ["1", "2", "3", "4", "5", "6", "7"],
    });
    desk.act("createArticle", content(nothing)).await;
    desk.act("createArticle", content(json!({ "headline": "a", "section": NOTHING }))).await;
    let bare = desk.act("createArticle", content(json!({ "headline": "Bare" }))).await.id();
    desk.act("publishArticle", at(&bare, 1)).await;
    desk.act("workingArticle", of(&article)).await;
    desk.act("article", of(&article)).await;
    desk.act("updateArticle", revise(&article, 1, document.clone())).await;
    desk.act("updateArticle", revise(&article, 1, document)).await;
    desk.act("publishArticle", at(&article, 2)).await;
    desk.act("publishArticle", at(NOTHING, 1)).await;
    for id in [&*article, "ferry-returns", &*bare, NOTHING] {
        desk.act("article", of(id)).await;
        desk.act("workingArticle", of(id)).await;
    }
    desk.act("articles", first()).await;
    desk.act("workingArticles", first()).await;
    desk.act("workingArticles", chosen(&[("state", "draft")])).await;
    for filter in [
        ("section", "news"),
        ("topic", "nothing"),
        ("author", "ada-lane"),
        ("kind", "analysis,opinion"),
        ("language", "fr"),
    ] {
        desk.act("articles", chosen(&[filter])).await;
    }
    for filter in
        [&[("q", "thrée FERR")][..], &[("q", "bare")], &[("q", "more"), ("sort", "relevance")]]
    {
        desk.act("articles", chosen(filter)).await;
    }
    desk.act("deleteArticle", at(&article, 2)).await;
    desk.act("deleteArticle", at(&bare, 1)).await;
    article
}

async fn quotes(desk: &mut Desk, made: &Made, article: &str) -> String {
    let said = |words: &str| {
        json!({
            "texts": [{ "text": words }], "cue": "said",
            "quote": { "expert": made.expert, "topics": [made.topic], "saidOn": "2026-03", "occasion": "interview" },
        })
    };
    desk.act("attachQuote", revise(article, 2, said("nowhere"))).await;
    desk.act("attachQuote", revise(article, 1, said("One two three."))).await;
    let attached = desk.act("attachQuote", revise(article, 2, said("One two three."))).await;
    let quote = attached.done()["quote"]["id"].as_str().unwrap().to_owned();
    desk.act("quote", of(&quote)).await;
    desk.act("publishArticle", at(article, 3)).await;
    desk.act("article", of(article)).await;
    let document = json!({ "text": "Quiet", "descriptor": "an official", "language": "en" });
    let hidden = desk.act("createQuote", content(document)).await.id();
    desk.act("createQuote", content(json!({ "text": "“”", "saidOn": "yesterday" }))).await;
    desk.act("createQuote", content(json!({ "text": "Quiet" }))).await;
    let document = json!({
        "text": "Quieter", "descriptor": "an official", "status": "suggested",
        "terms": { "kind": "anonymous", "reason": "fear" },
        "verification": { "status": "recording", "evidence": "tape 4" },
    });
    desk.act("updateQuote", revise(&hidden, 1, document.clone())).await;
    desk.act("updateQuote", revise(&hidden, 1, document)).await;
    for id in [&*quote, &*hidden, NOTHING] {
        desk.act("quote", of(id)).await;
        desk.act("workingQuote", of(id)).await;
    }
    desk.act("quotes", first()).await;
    desk.act("workingQuotes", first()).await;
    desk.act("workingQuotes", chosen(&[("status", "suggested")])).await;
    for filter in [
        ("expert", "tam-ottery"),
        ("organization", &*made.house),
        ("topic", "trade"),
        ("article", "ferry-returns"),
        ("language", "fr"),
        ("form", "direct,partial"),
        ("saidFrom", "2026-03-02"),
        ("saidTo", "2027"),
        ("text", "TWO"),
        ("q", "two one Otter"),
        ("q", "quieter"),
    ] {
        desk.act("quotes", chosen(&[filter])).await;
    }
    for filter in [("expert", "tam-ottery"), ("organization", "harbour-authority")] {
        desk.act("articles", chosen(&[filter])).await;
    }
    desk.act("quoteUses", of(&quote)).await;
    desk.act("deleteQuote", at(&quote, 1)).await;
    desk.act("deleteQuote", at(&hidden, 2)).await;
    quote
}

async fn lists(desk: &mut Desk, made: &Made, (article, quote): (&str, &str)) {
    desk.act("editorsPicks", first()).await;
    let slots = json!([
        { "article": article, "kicker": "Look", "pinned": true },
        { "quote": quote }, { "expert": made.expert, "headline": "The pilot" },
        { "url": "https://tides.example/", "headline": "Tides", "note": "for the desk" },
    ]);
    let document = json!({ "title": "Voices", "max": 5, "backfill": "latest", "slots": slots });
    record(desk, ("list", "lists"), document.clone()).await;
    desk.act("list", Ask { limit: Some(2), ..of("voices") }).await;
    for slots in [
        json!([{ "article": NOTHING }]),
        json!([{ "quote": NOTHING }]),
        json!([{ "expert": NOTHING }]),
        json!([{}]),
        json!([{ "quote": quote }, { "quote": quote }]),
    ] {
        desk.act("createList", content(json!({ "title": "No", "slots": slots }))).await;
    }
    let mut picks = document;
    picks["slug"] = json!("editors-picks");
    desk.act("createList", content(picks)).await;
    desk.act("editorsPicks", first()).await;
}

async fn around(desk: &mut Desk, article: &str) {
    let note = json!({ "kind": "clarification", "text": "Brent.", "significance": "material", "position": "top" });
    desk.act("publishCorrection", Ask { content: Some(note), ..of(article) }).await;
    let empty = json!({ "kind": "update", "text": "" });
    desk.act("publishCorrection", Ask { content: Some(empty), ..of(article) }).await;
    desk.act("corrections", first()).await;
    desk.act("article", of(article)).await;
    desk.act("trending", first()).await;
    let event = json!({ "events": [{ "id": article, "article": article, "kind": "view" }] });
    let headers = [("content-type", "application/json"), ("user-agent", "Mozilla/5.0")];
    desk.app.send("POST", "/v1/events", &headers, event.to_string()).await;
    desk.act("trending", first()).await;
}

async fn ends(desk: &mut Desk, made: &Made, article: &str) {
    let second = json!({
        "headline": "Ferry stays", "section": made.section,
        "credits": [{ "author": made.author }], "topics": [{ "topic": made.topic }],
        "body": { "markdown": "It stays." },
        "related": [{ "url": "https://ferry.example/", "title": "Times", "rel": "background" }],
    });
    let second = desk.act("createArticle", content(second)).await.id();
    desk.act("publishArticle", at(&second, 1)).await;
    desk.act("related", Ask { limit: Some(5), ..of(&second) }).await;
    for (delete, id) in [
        ("deleteSection", &made.section),
        ("deleteTopic", &made.topic),
        ("deleteAuthor", &made.author),
        ("deleteOrganization", &made.house),
        ("deleteExpert", &made.expert),
    ] {
        desk.act(delete, at(id, 1)).await;
    }
    desk.act("unpublishArticle", at(article, 1)).await;
    desk.act("unpublishArticle", at(article, 3)).await;
    desk.act("unpublishArticle", at(article, 3)).await;
    for read in ["article", "workingArticle"] {
        desk.act(read, of(article)).await;
    }
    for list in ["articles", "quotes", "corrections", "editorsPicks", "experts"] {
        desk.act(list, first()).await;
    }
}

async fn ledgers(desk: &mut Desk) {
    desk.act("changes", Ask { limit: Some(40), ..Ask::default() }).await;
    desk.act("auditLog", first()).await;
}
