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
    workflow(desk, &made).await;
    translations(desk, &made).await;
    ends(desk, &made, &article).await;
    accounts(desk).await;
    history(desk, &article).await;
    releases(desk).await;
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
    // how many is asked of the items of a list or a front, of nothing else that is one
    let limit = match one {
        "list" => Some(5),
        "front" => Some(1),
        _ => None,
    };
    let mut faulty = document.clone();
    faulty["slug"] = json!("No");
    faulty[if limit.is_some() { "title" } else { "name" }] = json!("");
    let [create, update, delete, working] =
        ["create", "update", "delete", "working"].map(|verb| format!("{verb}{name}"));
    let kept = desk.act(&create, content(document.clone())).await.id();
    let other = desk.act(&create, content(document.clone())).await.id();
    desk.act(&create, content(faulty)).await;
    desk.act(&update, revise(&other, 1, document.clone())).await;
    desk.act(&update, revise(&other, 1, document.clone())).await;
    desk.act(&update, revise(NOTHING, 1, document)).await;
    for id in [&*kept, &*other, NOTHING, "no-such-slug"] {
        desk.act(one, Ask { limit, ..of(id) }).await;
        desk.act(&working, of(id)).await;
    }
    desk.act(all, first()).await;
    desk.act(&format!("working{names}"), first()).await;
    desk.act(&delete, at(&other, 1)).await;
    desk.act(&delete, at(&other, 2)).await;
    desk.act(one, Ask { limit, ..of(&other) }).await;
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
    let voices = record(desk, ("list", "lists"), document.clone()).await;
    steps_of_a_list(desk, &voices, &document).await;
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
    let picks = desk.act("createList", content(picks)).await.id();
    desk.act("publishList", revise(&picks, 1, json!({}))).await;
    desk.act("editorsPicks", first()).await;
    fronts(desk, [&voices, &picks]).await;
}

/// A page of lists, one of which repeats nothing of the other.
async fn fronts(desk: &mut Desk, [voices, picks]: [&str; 2]) {
    let rest = json!({ "title": "Rest", "backfill": "most_viewed", "dedupeAgainst": [picks] });
    let rest = record(desk, ("list", "lists"), rest).await;
    desk.act("publishList", revise(&rest, 1, json!({}))).await;
    desk.act("list", Ask { limit: Some(5), ..of(&rest) }).await;
    let back = json!({ "title": "Picks", "dedupeAgainst": [rest] });
    desk.act("updateList", revise(picks, 1, back)).await;
    desk.act("publishList", revise(picks, 2, json!({}))).await;
    let document = json!({ "title": "Home", "lists": [voices, picks, rest, rest], "listed": true });
    desk.act("createFront", content(document)).await;
    let document = json!({ "title": "Home", "lists": [voices, picks, rest], "listed": true });
    record(desk, ("front", "fronts"), document).await;
    desk.act("deleteList", at(picks, 2)).await;
    for filter in [vec![("language", "fr")], vec![("section", "none")]] {
        let asked = Ask { of: Some("home".to_owned()), limit: Some(1), ..chosen(&filter) };
        desk.act("front", asked).await;
    }
    for lists in [json!([voices, voices]), json!([NOTHING])] {
        desk.act("createFront", content(json!({ "title": "No", "lists": lists }))).await;
    }
}

/// A list is published, at once and at a time, goes back and forth, and is taken away.
async fn steps_of_a_list(desk: &mut Desk, id: &str, document: &Value) {
    let shown = Ask { limit: Some(5), ..of(id) };
    let said = |content: Value| revise(id, 1, content);
    desk.act("rollbackList", said(json!({}))).await;
    desk.act("unpublishList", said(json!({}))).await;
    desk.act("publishList", said(json!({ "revision": 9 }))).await;
    desk.act("publishList", said(json!({ "note": "" }))).await;
    desk.act("publishList", revise(NOTHING, 1, json!({}))).await;
    desk.act("publishList", said(json!({ "note": "Voices of the day." }))).await;
    let mut other = document.clone();
    other["title"] = json!("Other voices");
    desk.act("updateList", revise(id, 1, other)).await;
    desk.act("list", shown.clone()).await;
    desk.act("listPreview", shown.clone()).await;
    let number = vec![("revision", "1".to_owned())];
    desk.act("listPreview", Ask { number: Some(1), filter: number, ..shown.clone() }).await;
    desk.act("publishList", said(json!({}))).await;
    let said = |content: Value| revise(id, 2, content);
    for at in ["2020-01-01T00:00:00", "soon", "2036-03-14T07:30:00"] {
        let time = json!({ "at": at, "timeZone": "Europe/Lisbon" });
        desk.act("publishList", said(json!({ "publishAt": time }))).await;
    }
    desk.act("workingList", of(id)).await;
    desk.act("unscheduleList", said(json!({ "note": "Not yet." }))).await;
    desk.act("unscheduleList", said(json!({}))).await;
    desk.act("publishList", said(json!({}))).await;
    desk.act("list", shown.clone()).await;
    desk.act("rollbackList", said(json!({ "revision": 9 }))).await;
    desk.act("rollbackList", said(json!({ "note": "Back." }))).await;
    desk.act("list", shown.clone()).await;
    desk.act("rollbackList", said(json!({ "revision": 2 }))).await;
    for revision in [1, 2, 9] {
        desk.act("listRevision", Ask { number: Some(revision), ..of(id) }).await;
    }
    desk.act("listRevisions", Ask { limit: Some(5), ..of(id) }).await;
    desk.act("listRevisions", Ask { limit: Some(5), ..of(NOTHING) }).await;
    desk.act("unpublishList", said(json!({}))).await;
    desk.act("list", shown.clone()).await;
    desk.act("publishList", said(json!({ "revision": 1 }))).await;
    desk.act("workingList", of(id)).await;
    scopes_of_lists(desk).await;
}

/// Lists of one key: who asks gets the one that fits.
async fn scopes_of_lists(desk: &mut Desk) {
    for (title, language) in
        [("Tides", None), ("Marées", Some("fr")), ("Autres marées", Some("fr"))]
    {
        let query = json!({ "kinds": ["report"], "topics": [], "language": language });
        let document = json!({
            "title": title, "key": "tides", "language": language, "backfill": "query", "query": query,
        });
        let id = desk.act("createList", content(document)).await.id();
        desk.act("publishList", revise(&id, 1, json!({}))).await;
    }
    for filter in [vec![], vec![("language", "fr")], vec![("language", "de"), ("section", "none")]]
    {
        desk.act("list", Ask { of: Some("tides".to_owned()), ..chosen(&filter) }).await;
    }
    desk.act("createList", content(json!({ "title": "No", "backfill": "query" }))).await;
    let query = json!({ "section": NOTHING, "topics": [NOTHING] });
    desk.act("createList", content(json!({ "title": "No", "query": query }))).await;
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
    desk.app.count().await;
    desk.act("mostViewed", first()).await;
    desk.act("rising", first()).await;
    let until = desk.app.newsroom.now().plus_seconds(3_600);
    let rule =
        |kind: &str| json!({ "article": article, "kind": kind, "reason": "So.", "until": until });
    desk.act("createTrendingRule", content(rule("pin"))).await;
    let id = desk.act("createTrendingRule", content(rule("mute"))).await.id();
    desk.act("trendingRules", Ask::default()).await;
    desk.act("trending", first()).await;
    desk.act("endTrendingRule", of(&id)).await;
    desk.act("endTrendingRule", of(&id)).await;
    desk.act("trendingRules", Ask::default()).await;
    desk.act("stats", Ask::default()).await;
    desk.act("trending", first()).await;
}

async fn history(desk: &mut Desk, article: &str) {
    for id in [article, NOTHING] {
        desk.act("revisions", Ask { limit: Some(2), ..of(id) }).await;
        for number in [1, 3, 9] {
            desk.act("revision", Ask { number: Some(number), ..of(id) }).await;
        }
    }
    for (number, seen) in [(1, 1), (9, 3), (3, 3)] {
        desk.act("restoreRevision", Ask { number: Some(number), ..at(article, seen) }).await;
    }
    for (number, against) in [(3, "1"), (1, "3"), (3, "9")] {
        let filter = vec![("against", against.to_owned())];
        desk.act("revisionDiff", Ask { number: Some(number), filter, ..of(article) }).await;
    }
    for at in [
        "2026-03-14T07:31:00Z",
        "2026-03-14T07:35:00Z",
        "2026-03-14T07:00:00Z",
        "2030-01-01T00:00:00Z",
    ] {
        let filter = vec![("asOf", at.to_owned())];
        desk.act("workingArticle", Ask { filter, ..of(article) }).await;
        desk.act("workingArticles", chosen(&[("asOf", at)])).await;
    }
    let kept = |base: i64| json!({ "baseRevision": base, "content": { "headline": "Not yet" } });
    for (id, base) in [(article, 2), (article, 99), (NOTHING, 1)] {
        desk.act("keepAutosave", Ask { content: Some(kept(base)), ..of(id) }).await;
        desk.act("autosave", of(id)).await;
    }
    desk.act("dropAutosave", of(article)).await;
    desk.act("autosave", of(article)).await;
    let plain = json!({ "headline": "Plain" });
    let plain = desk.act("createArticle", content(plain)).await.id();
    desk.act("updateArticle", revise(&plain, 1, json!({ "headline": "Plainer" }))).await;
    desk.act("restoreRevision", Ask { number: Some(1), ..at(&plain, 2) }).await;
    desk.act("revisions", Ask { limit: Some(5), ..of(&plain) }).await;
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
    for what in ["related", "alsoQuoted"] {
        desk.act(what, Ask { limit: Some(5), ..of(&second) }).await;
        desk.act(what, Ask { limit: Some(5), ..of(article) }).await;
    }
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

/// Links that show a revision of an article.
async fn previews(desk: &mut Desk, article: &str) {
    let wanted = |content: Value| Ask { content: Some(content), ..of(article) };
    let opened = |secret: &str| content(json!({ "secret": secret }));
    desk.act("createPreview", Ask { content: Some(json!({})), ..of(NOTHING) }).await;
    for revision in [0, 99] {
        desk.act("createPreview", wanted(json!({ "revision": revision }))).await;
    }
    let made = desk.act("createPreview", wanted(json!({ "revision": 1 }))).await;
    let secret = made.done()["secret"].as_str().unwrap().to_owned();
    desk.act("exchangePreview", opened(&secret)).await;
    desk.act("previews", of(article)).await;
    desk.act("previews", of(NOTHING)).await;
    desk.act("revokePreview", of(&made.id())).await;
    desk.act("revokePreview", of(NOTHING)).await;
    desk.act("exchangePreview", opened(&secret)).await;
}

/// An article from hand to hand, out and back.
async fn workflow(desk: &mut Desk, made: &Made) {
    let document = json!({
        "headline": "Harbour dues rise", "section": made.section,
        "credits": [{ "author": made.author }], "body": { "markdown": "From May." },
    });
    let id = desk.act("createArticle", content(document)).await.id();
    let with = |content: Value| revise(&id, 1, content);
    desk.act("desk", of(&id)).await;
    desk.act("desk", of(NOTHING)).await;
    let card = json!({
        "dueAt": { "at": "2026-03-15T09:00:00", "timeZone": "Europe/Lisbon" },
        "embargo": { "until": { "at": "2026-03-16T00:00:00Z" }, "note": "Promised." },
        "breakingUntil": { "at": "2026-03-17T00:00:00Z" },
    });
    desk.act("updateDesk", revise(&id, 0, card.clone())).await;
    desk.act("updateDesk", revise(&id, 0, card)).await;
    let late = json!({ "embargo": { "until": { "at": "2020-03-16T00:00:00Z" } } });
    desk.act("updateDesk", revise(&id, 1, late)).await;
    desk.act("updateDesk", revise(&id, 1, json!({ "assignee": NOTHING }))).await;
    desk.act("noteArticle", Ask { content: Some(json!({ "text": "Ask Tam." })), ..of(&id) }).await;
    desk.act("lockArticle", Ask { content: Some(json!({ "seconds": 60 })), ..of(&id) }).await;
    desk.act("lockArticle", Ask { content: Some(json!({ "seconds": 0 })), ..of(&id) }).await;
    desk.act("unlockArticle", of(&id)).await;
    for step in ["submitArticle", "withdrawArticle", "withdrawArticle", "submitArticle"] {
        desk.act(step, at(&id, 1)).await;
    }
    desk.act("returnArticle", with(json!({ "note": "Who says so?" }))).await;
    desk.act("approveArticle", with(json!({ "note": "Good." }))).await;
    desk.act("publishArticle", at(&id, 1)).await;
    let time = |text: &str| json!({ "publishAt": { "at": text, "timeZone": "Europe/Lisbon" } });
    for text in ["2026-03-15T09:00:00", "2020-01-01T00:00:00", "soon", "2026-04-01T09:00:00"] {
        desk.act("scheduleArticle", with(time(text))).await;
    }
    desk.act("workingArticle", of(&id)).await;
    previews(desk, &id).await;
    desk.act("workingArticles", chosen(&[("state", "scheduled")])).await;
    desk.act("article", of(&id)).await;
    desk.act("unscheduleArticle", at(&id, 1)).await;
    desk.act("updateDesk", revise(&id, 1, json!({}))).await;
    let end = json!({ "unpublishAt": { "at": "2026-05-01T00:00:00Z" } });
    desk.act("publishArticle", with(end)).await;
    desk.act("unpublishArticle", at(&id, 1)).await;
    desk.act("killArticle", with(json!({ "note": "The court." }))).await;
    desk.act("article", of(&id)).await;
    desk.act("updateArticle", revise(&id, 1, json!({ "headline": "Two" }))).await;
    desk.act("restoreArticle", at(&id, 1)).await;
    desk.act("deleteArticle", at(&id, 1)).await;
    desk.act("deskEntries", Ask { limit: Some(20), ..of(&id) }).await;
    desk.act("purgeArticle", at(&id, 1)).await;
    desk.act("deskEntries", of(&id)).await;
}

/// One story in several languages.
async fn translations(desk: &mut Desk, made: &Made) {
    let document = json!({
        "headline": "Tide tables", "language": "en", "section": made.section,
        "credits": [{ "author": made.author }], "body": { "markdown": "High at nine." },
    });
    let source = desk.act("createArticle", content(document)).await.id();
    desk.act("publishArticle", at(&source, 1)).await;
    let wish = |content: Value| Ask { content: Some(content), ..of(&source) };
    let unknown = Ask { content: Some(json!({ "language": "pt" })), ..of(NOTHING) };
    desk.act("translateArticle", unknown).await;
    for faulty in [json!({ "language": "the best", "slug": "No" }), json!({ "language": "en" })] {
        desk.act("translateArticle", wish(faulty)).await;
    }
    let pt = json!({ "language": "pt", "headline": "Marés", "slug": "mares" });
    let pt = desk.act("translateArticle", wish(pt)).await.id();
    desk.act("translateArticle", wish(json!({ "language": "pt" }))).await;
    let german = json!({ "headline": "Gezeiten", "language": "de" });
    let de = desk.act("createArticle", content(german)).await.id();
    for other in [NOTHING, "no", &*de, &*source, &*pt] {
        let joined = Ask { content: Some(json!({ "of": other })), ..of(&de) };
        desk.act("joinTranslation", joined).await;
    }
    desk.act("publishArticle", at(&pt, 1)).await;
    for id in [&*source, &*pt, &*de] {
        desk.act("article", of(id)).await;
        desk.act("workingArticle", of(id)).await;
    }
    let taken = json!({ "headline": "Gezeiten", "language": "pt" });
    desk.act("updateArticle", revise(&de, 1, taken)).await;
    for id in [&*de, &*de, NOTHING] {
        desk.act("leaveTranslation", of(id)).await;
    }
    desk.act("workingArticle", of(&source)).await;
    desk.act("changes", Ask { limit: Some(40), ..Ask::default() }).await;
}

async fn accounts(desk: &mut Desk) {
    let invited = json!({ "email": "bo@example.org", "name": "Bo", "role": "author" });
    let made = desk.manage("createUser", content(invited.clone())).await;
    let id = made.done()["user"]["id"].as_str().unwrap().to_owned();
    desk.manage("createUser", content(invited)).await;
    let faulty = json!({ "email": "bo", "name": "", "role": "author", "password": "short" });
    desk.manage("createUser", content(faulty)).await;
    let known = json!({
        "email": "cy@example.org", "name": "Cy", "role": "editor",
        "password": "seven lanterns at the quay",
    });
    desk.manage("createUser", content(known)).await;
    let standing = |active: bool| json!({ "name": "Bo Lund", "role": "editor", "active": active });
    desk.manage("updateUser", revise(&id, 1, standing(false))).await;
    desk.manage("updateUser", revise(&id, 1, standing(true))).await;
    desk.manage("updateUser", revise(NOTHING, 1, standing(true))).await;
    let nameless = json!({ "name": "", "role": "editor", "active": true });
    desk.manage("updateUser", revise(&id, 2, nameless)).await;
    for id in [&*id, NOTHING] {
        desk.manage("user", of(id)).await;
        desk.manage("endSessionsOfUser", of(id)).await;
        desk.manage("endSession", of(id)).await;
    }
    desk.manage("users", first()).await;
    let grants = |rule: &str| json!({ "grants": [{ "action": "article.publish", "rule": rule }] });
    desk.manage("saveRole", revise("night-desk", 0, grants("desk"))).await;
    desk.manage("saveRole", revise("night-desk", 0, grants("all"))).await;
    desk.manage("saveRole", revise("admin", 0, grants("all"))).await;
    let unknown = json!({ "grants": [{ "action": "article.fry", "rule": "all" }] });
    desk.manage("saveRole", revise("night-desk", 1, unknown)).await;
    desk.manage("roles", Ask::default()).await;
    let night = json!({
        "name": "Bo Lund", "role": "author", "active": true, "customRole": "night-desk",
    });
    desk.manage("updateUser", revise(&id, 3, night)).await;
    desk.manage("deleteRole", at("night-desk", 1)).await;
    desk.manage("sessions", Ask::default()).await;
    desk.manage("endSessions", Ask::default()).await;
    let wish =
        json!({ "name": "robot", "role": "integrator", "expiresAt": "2026-04-01T00:00:00Z" });
    let made = desk.manage("createToken", content(wish)).await;
    let token = made.done()["token"]["id"].as_str().unwrap().to_owned();
    for wish in [
        json!({ "name": "robot", "expiresAt": "2020-01-01T00:00:00Z" }),
        json!({ "name": "", "role": "admin" }),
    ] {
        desk.manage("createToken", content(wish)).await;
    }
    desk.manage("tokens", Ask::default()).await;
    desk.manage("deleteToken", of(&token)).await;
    desk.manage("deleteToken", of(&token)).await;
}

/// Articles and a list that go out together, and back.
async fn releases(desk: &mut Desk) {
    let section = json!({ "name": "Quay", "listed": true });
    let section = desk.act("createSection", content(section)).await.id();
    let author = desk.act("createAuthor", content(json!({ "name": "Bo Lund" }))).await.id();
    let story = |headline: &str| {
        json!({
            "headline": headline, "section": section, "credits": [{ "author": author }],
            "body": { "markdown": "One two." },
        })
    };
    let first_story = desk.act("createArticle", content(story("Quay opens"))).await.id();
    let second = desk.act("createArticle", content(story("Crane moves"))).await.id();
    let bare = desk.act("createArticle", content(json!({ "headline": "Bare quay" }))).await.id();
    let front = desk.act("createList", content(json!({ "title": "Quay front" }))).await.id();
    desk.act("publishList", revise(&front, 1, json!({}))).await;
    let slots = json!([{ "article": first_story, "kicker": "Look" }]);
    let front = json!({ "list": {
        "id": front, "revision": 1, "content": { "title": "Quay front", "slots": slots },
    }});
    let of_article = |id: &str| json!({ "article": { "id": id } });
    let items = json!([of_article(&first_story), front, of_article(&second)]);
    let document = json!({ "title": "The quay", "note": "With the mayor.", "items": items });
    let id = desk.act("createRelease", content(document.clone())).await.id();
    for items in [
        json!([]),
        json!([of_article(NOTHING)]),
        json!([of_article(&second), of_article(&second)]),
        json!([{ "article": { "id": second, "revision": 9 } }]),
        json!([{}]),
        json!([{ "list": { "id": NOTHING, "content": { "title": "" } } }]),
    ] {
        desk.act("createRelease", content(json!({ "title": "No", "items": items }))).await;
    }
    desk.act("updateRelease", revise(&id, 1, document.clone())).await;
    desk.act("updateRelease", revise(&id, 1, document.clone())).await;
    let faulty = json!({ "title": "No", "items": [front, of_article(&bare)] });
    let refused = desk.act("createRelease", content(faulty)).await.id();
    desk.act("publishRelease", at(&refused, 1)).await;
    for time in ["2020-01-01T00:00:00", "soon", "2036-03-14T07:30:00"] {
        let time = json!({ "publishAt": { "at": time, "timeZone": "Europe/Lisbon" } });
        desk.act("scheduleRelease", revise(&refused, 1, time.clone())).await;
        desk.act("scheduleRelease", revise(&id, 2, time)).await;
    }
    desk.act("deleteRelease", at(&id, 3)).await;
    desk.act("unscheduleRelease", at(&id, 3)).await;
    desk.act("publishRelease", at(&id, 3)).await;
    desk.act("publishRelease", at(&id, 4)).await;
    desk.act("article", of(&first_story)).await;
    desk.act("list", Ask { limit: Some(5), ..of("quay-front") }).await;
    desk.act("updateRelease", revise(&id, 5, document)).await;
    for release in [&*id, &*refused, NOTHING] {
        desk.act("release", of(release)).await;
    }
    desk.act("releases", first()).await;
    desk.act("undoRelease", at(&id, 5)).await;
    desk.act("undoRelease", at(&id, 6)).await;
    desk.act("article", of(&first_story)).await;
    desk.act("list", Ask { limit: Some(5), ..of("quay-front") }).await;
    desk.act("release", of(&id)).await;
    desk.act("deleteRelease", at(&refused, 1)).await;
    desk.act("deleteRelease", at(NOTHING, 1)).await;
}

async fn ledgers(desk: &mut Desk) {
    desk.act("changes", Ask { limit: Some(40), ..Ask::default() }).await;
    desk.act("auditLog", first()).await;
}
