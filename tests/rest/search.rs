//! Search: what readers see is found by its words, and nothing else is.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    what_is_published_is_found_and_nothing_else,
    accents_and_capitals_do_not_matter,
    the_best_match_comes_first_unless_said,
    pages_of_what_is_found,
    what_cannot_be_sought_is_refused,
    signs_mean_nothing,
    quotes_are_found_by_words_and_named_speakers,
    graphql_searches_too,
);

/// A newsroom in which articles are easily published.
struct Desk {
    app: TestApp,
    editor: String,
    section: String,
    author: String,
}

impl Desk {
    async fn open(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let editor = app.token(Role::Editor).await;
        let section = app.make(&editor, "/v1/sections", &json!({ "name": "News" })).await;
        let author = app.make(&editor, "/v1/authors", &json!({ "name": "Ada Lane" })).await;
        Self { app, editor, section, author }
    }

    fn document(&self, headline: &str, text: &str) -> Value {
        json!({
            "headline": headline, "section": self.section, "credits": [{ "author": self.author }],
            "body": { "markdown": text },
        })
    }

    async fn act(&self, id: &str, what: &str, revision: i64) {
        let path = format!("/v1/articles/{id}/{what}");
        let done = self.app.write(&self.editor, ("POST", &path), Some(revision), &json!({})).await;
        assert_eq!(done.code(), 200, "{}", done.json);
    }

    async fn publish(&self, headline: &str, text: &str) -> String {
        let document = self.document(headline, text);
        let id = self.app.make(&self.editor, "/v1/articles", &document).await;
        self.act(&id, "publish", 1).await;
        id
    }

    /// The members `name` of what is listed.
    async fn found(&self, path: &str, name: &str) -> Vec<String> {
        let list = self.app.get(path).await;
        assert_eq!(list.code(), 200, "{path}: {}", list.json);
        let data = list.json["data"].as_array().unwrap();
        data.iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
    }

    async fn headlines(&self, parameters: &str) -> Vec<String> {
        self.found(&format!("/v1/articles?{parameters}"), "headline").await
    }
}

async fn what_is_published_is_found_and_nothing_else(engine: Engine) {
    let desk = Desk::open(engine).await;
    let draft = desk.document("Ferry returns", "The harbour is open.");
    let id = desk.app.make(&desk.editor, "/v1/articles", &draft).await;
    assert!(desk.headlines("q=ferry").await.is_empty(), "a draft");
    desk.act(&id, "publish", 1).await;
    for q in ["ferry", "harbour+returns", "open+har", "FERRY", "ferr", "ferry&sort=-publishedAt"] {
        assert_eq!(desk.headlines(&format!("q={q}")).await, ["Ferry returns"], "{q}");
    }
    for q in ["ferries", "errand", "fe", "harbour+closed", "ferry&section=sport"] {
        assert!(desk.headlines(&format!("q={q}")).await.is_empty(), "{q}");
    }
    let path = format!("/v1/articles/{id}");
    let changed = desk.document("Boat stays", "The quay is shut.");
    let saved = desk.app.write(&desk.editor, ("PUT", &path), Some(1), &changed).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    assert!(desk.headlines("q=boat").await.is_empty(), "not published yet");
    assert_eq!(desk.headlines("q=ferry").await.len(), 1);
    desk.act(&id, "publish", 2).await;
    assert_eq!(desk.headlines("q=boat").await, ["Boat stays"]);
    assert!(desk.headlines("q=ferry").await.is_empty(), "the revision of before");
    desk.act(&id, "unpublish", 2).await;
    assert!(desk.headlines("q=boat").await.is_empty(), "withdrawn");
    desk.act(&id, "publish", 2).await;
    assert_eq!(desk.headlines("q=boat&sort=publishedAt").await, ["Boat stays"], "and again");
}

async fn accents_and_capitals_do_not_matter(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.publish("Café in Łódź", "L’École de la Straße. 東京の港. ΟΔΟΣ. Ёлка.").await;
    for q in [
        "cafe",
        "CAFÉ",
        "cafe\u{301}",
        "lodz",
        "ŁÓDŹ",
        "école",
        "ecole",
        "l'ecole",
        "strasse",
        "STRASSE",
        "東京",
        "οδός",
        "елка",
        "ｃａｆｅ",
    ] {
        assert_eq!(desk.headlines(&format!("q={q}")).await.len(), 1, "{q}");
    }
}

async fn the_best_match_comes_first_unless_said(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.publish("Harbour opens", "It was about time, they say.").await;
    desk.publish("Council meets", "The harbour was not spoken of.").await;
    desk.publish("Council rests", "Nobody was there.").await;
    let best = ["Harbour opens", "Council meets"];
    assert_eq!(desk.headlines("q=harbour").await, best);
    assert_eq!(desk.headlines("q=harbour&sort=relevance").await, best);
    assert_eq!(desk.headlines("q=harbour&sort=publishedAt").await, best);
    let newest = ["Council meets", "Harbour opens"];
    assert_eq!(desk.headlines("q=harbour&sort=-publishedAt").await, newest);
    let newest = ["Council rests", "Council meets", "Harbour opens"];
    assert_eq!(desk.headlines("").await, newest);
}

async fn pages_of_what_is_found(engine: Engine) {
    let desk = Desk::open(engine).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(desk.publish(&format!("Tide {number}"), &"Water. ".repeat(number * 9 + 1)).await);
    }
    for order in ["", "&sort=relevance", "&sort=-publishedAt", "&sort=publishedAt"] {
        let path = format!("/v1/articles?q=tide{order}&limit=2");
        let all = desk.headlines(&format!("q=tide{order}")).await;
        assert_eq!(all.len(), 5);
        let (mut forth, mut back, mut cursor) = (Vec::new(), Vec::new(), String::new());
        let mut last = Value::Null;
        for direction in ["nextCursor", "prevCursor"] {
            loop {
                let page = desk.app.get(&format!("{path}{cursor}")).await;
                assert_eq!(page.code(), 200, "{}", page.json);
                let data = page.json["data"].as_array().unwrap().iter();
                let names = data.map(|one| one["headline"].as_str().unwrap().to_owned());
                if direction == "nextCursor" {
                    forth.extend(names);
                } else {
                    back.splice(0..0, names);
                }
                last = page.json["page"].clone();
                let Some(next) = last[direction].as_str() else { break };
                cursor = format!("&cursor={next}");
            }
            let prev = last["prevCursor"].as_str().unwrap_or_default();
            cursor = format!("&cursor={prev}");
        }
        assert_eq!(forth, all, "{order}");
        assert_eq!(back, all[..4], "{order}");
        assert!(last["prevCursor"].is_null());
    }
    let first = desk.app.get("/v1/articles?q=tide&limit=1").await;
    let cursor = first.text("/page/nextCursor").to_owned();
    let at = ids.iter().find(|id| first.text("/data/0/id") == id.as_str()).unwrap();
    desk.publish("Tide, tide, tide", "Tide.").await;
    let next = format!("/v1/articles?q=tide&limit=1&cursor={cursor}");
    assert_eq!(desk.app.get(&next).await.code(), 200, "a place holds while others come");
    desk.act(at, "unpublish", 1).await;
    let gone = desk.app.get(&next).await;
    assert_eq!((gone.code(), gone.text("/code")), (400, "invalid_cursor"), "{}", gone.json);
    let other = desk.app.get(&format!("/v1/articles?q=tides&limit=1&cursor={cursor}")).await;
    assert_eq!((other.code(), other.text("/code")), (400, "invalid_cursor"));
}

async fn what_cannot_be_sought_is_refused(engine: Engine) {
    let desk = Desk::open(engine).await;
    let long = format!("q={}", "a".repeat(201));
    for list in ["articles", "quotes"] {
        for (parameters, named, rule) in [
            ("q=", "q", "no_word"),
            ("q=%20-%20*!%F0%9F%99%82", "q", "no_word"),
            ("q=a%0Ab", "q", "control_character"),
            (long.as_str(), "q", "too_long"),
            ("q=a&q=b", "q", "repeated"),
            ("sort=relevance", "sort", "invalid_value"),
            ("q=a&sort=best", "sort", "invalid_value"),
            ("q=a&view=working", "q", "invalid_value"),
            ("q=a&view=working&sort=relevance", "q", "invalid_value"),
            ("sort=relevance&view=working", "sort", "invalid_value"),
        ] {
            let path = format!("/v1/{list}?{parameters}");
            let refused = desk.app.get_as(&desk.editor, &path).await;
            let place = (refused.text("/errors/0/parameter"), refused.text("/errors/0/code"));
            assert_eq!(
                (refused.code(), refused.text("/code")),
                (400, "invalid_parameter"),
                "{path}"
            );
            assert_eq!(place, (named, rule), "{path}: {}", refused.json);
        }
        let nul = desk.app.get(&format!("/v1/{list}?q=a%00b")).await;
        assert_eq!((nul.code(), nul.text("/code")), (400, "invalid_parameter"));
        let most = format!("/v1/{list}?q={}", "a".repeat(200));
        assert_eq!(desk.app.get(&most).await.code(), 200);
        let unknown = desk.app.get(&format!("/v1/{list}?q=a&view=working")).await;
        assert_eq!(unknown.code(), 401, "who asks comes first");
    }
}

async fn signs_mean_nothing(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.publish("Alpha beta", "AND gamma OR near NOT column").await;
    desk.publish("Alpha", "delta").await;
    for (q, count) in [
        ("alpha OR delta", 0),
        ("alpha AND beta", 1),
        ("alpha NOT beta", 1),
        ("NOT alpha", 1),
        ("NEAR(alpha beta)", 1),
        ("alpha NEAR/2 beta", 0),
        ("-delta", 1),
        ("first:alpha", 0),
        ("{first second} : alpha", 0),
        ("al*", 0),
        ("alp*", 2),
        ("*", 400),
        ("^beta", 1),
        ("alpha\" OR \"delta", 0),
        ("\"beta alpha\"", 1),
        ("alpha'", 2),
        ("'alpha' | 'delta'", 1),
        ("alpha & !beta", 1),
        ("alpha <-> gamma", 1),
        ("alpha:*", 2),
        ("beta:ABCD", 0),
        ("alpha\\", 2),
        ("alpha\\' beta", 1),
        ("alpha; DROP TABLE search_words; --", 0),
        ("alpha%", 2),
        ("_lpha", 0),
        ("rowid", 0),
    ] {
        let encoded: Vec<String> = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let answer = desk.app.get(&format!("/v1/articles?q={}", encoded.concat())).await;
        let found = answer.json["data"].as_array().map(Vec::len);
        let want = if count == 400 { None } else { Some(count) };
        assert_eq!(found, want, "{q}: {}", answer.json);
    }
}

async fn quotes_are_found_by_words_and_named_speakers(engine: Engine) {
    let desk = Desk::open(engine).await;
    let house = json!({ "name": "Institute" });
    let house = desk.app.make(&desk.editor, "/v1/organizations", &house).await;
    let office = json!([{ "organization": house, "roleTitle": "director", "from": "2020" }]);
    let ada = json!({ "name": "Zoë Marsh", "affiliations": office });
    let expert = desk.app.make(&desk.editor, "/v1/experts", &ada).await;
    let draft = desk.document("Words", "“The tide waits.” “Nobody asks.”");
    let id = desk.app.make(&desk.editor, "/v1/articles", &draft).await;
    let path = format!("/v1/articles/{id}/quotes");
    let mut revision = 1;
    for (text, terms) in [("The tide waits.", "on_record"), ("Nobody asks.", "background")] {
        let said = json!({
            "texts": [{ "text": text }],
            "quote": { "expert": expert, "descriptor": "an official", "terms": { "kind": terms } },
        });
        let done = desk.app.write(&desk.editor, ("POST", &path), Some(revision), &said).await;
        assert_eq!(done.code(), 201, "{}", done.json);
        revision += 1;
    }
    let texts = async |q: &str| desk.found(&format!("/v1/quotes?q={q}"), "text").await;
    assert!(texts("tide").await.is_empty(), "in no published article");
    desk.act(&id, "publish", revision).await;
    for q in ["tide", "zoe", "marsh+direct", "Institute", "waits+official"] {
        assert_eq!(texts(q).await, ["The tide waits."], "{q}");
    }
    for q in ["nobody", "asks+off"] {
        assert_eq!(texts(q).await, ["Nobody asks."], "{q}");
    }
    for q in ["nobody+zoe", "asks+director", "asks+institute"] {
        assert!(texts(q).await.is_empty(), "{q} leads to one who is not named");
    }
    assert_eq!(texts("official&sort=createdAt").await, ["The tide waits.", "Nobody asks."]);
    assert_eq!(texts("official&sort=-createdAt").await, ["Nobody asks.", "The tide waits."]);
    let quote = desk.found("/v1/quotes?q=tide", "id").await;
    let path = format!("/v1/quotes/{}", quote[0]);
    let kept = json!({ "terms": { "kind": "anonymous" } });
    let saved = desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &kept).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    assert!(texts("zoe").await.is_empty(), "named no more");
    assert_eq!(texts("tide").await.len(), 1);
    let retracted = json!({ "status": "retracted" });
    let saved = desk.app.write(&desk.editor, ("PATCH", &path), Some(2), &retracted).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    assert!(texts("tide").await.is_empty(), "retracted");
}

async fn graphql_searches_too(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.publish("Harbour opens", "It was about time.").await;
    desk.publish("Council meets", "The harbour was not spoken of.").await;
    let query = "query($q: String, $sort: ListOrder, $after: String) {
        articles(first: 1, after: $after, sort: $sort, where: {q: $q}) {
        nodes { headline } pageInfo { hasNextPage endCursor } } }";
    let ask = async |variables: Value| {
        let answer = desk.app.graphql(None, query, variables).await;
        assert!(answer["errors"].is_null(), "{answer}");
        answer["data"]["articles"].clone()
    };
    let first = ask(json!({ "q": "HÁRBOUR" })).await;
    assert_eq!(first["nodes"][0]["headline"], "Harbour opens");
    assert_eq!(first["pageInfo"]["hasNextPage"], true);
    let after = &first["pageInfo"]["endCursor"];
    let second = ask(json!({ "q": "HÁRBOUR", "after": after })).await;
    assert_eq!(second["nodes"][0]["headline"], "Council meets");
    assert_eq!(second["pageInfo"]["hasNextPage"], false);
    let newest = ask(json!({ "q": "harbour", "sort": "NEWEST" })).await;
    assert_eq!(newest["nodes"][0]["headline"], "Council meets");
    let oldest = ask(json!({ "sort": "OLDEST" })).await;
    assert_eq!(oldest["nodes"][0]["headline"], "Harbour opens");
    for (document, token) in [
        ("{ articles(where: {q: \"!\"}) { nodes { id } } }", None),
        ("{ quotes(where: {q: \"\"}) { nodes { id } } }", None),
        ("{ quotes(sort: RELEVANCE) { nodes { id } } }", None),
        ("{ workingArticles(where: {q: \"a\"}) { nodes { id } } }", Some(desk.editor.as_str())),
        ("{ workingQuotes(where: {q: \"a\"}) { nodes { id } } }", Some(desk.editor.as_str())),
    ] {
        let refused = desk.app.graphql(token, document, Value::Null).await;
        let code = &refused["errors"][0]["extensions"]["code"];
        assert_eq!(code, "invalid_parameter", "{document}: {refused}");
    }
}
