//! Quotes, experts and their offices over REST.

use domain::account::Role;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    a_quote_is_attached_by_its_words,
    words_without_one_place_are_refused_with_candidates,
    marks_and_uses_agree,
    only_what_is_printed_and_accepted_is_shown,
    an_unnamed_speaker_is_nowhere,
    an_author_is_not_led_to_a_speaker_whom_an_editor_keeps,
    a_quote_that_one_may_not_read_is_attached_as_readers_see_it,
    a_quote_that_nobody_stands_by_is_unknown_to_those_who_may_not_read_it,
    where_else_a_quote_is_to_be_printed_is_not_told,
    the_article_of_a_use_is_whole,
    an_attribution_is_frozen,
    quotes_are_filtered,
    an_authors_quote_is_a_suggestion,
    private_parts_are_for_editors,
    a_quote_in_use_stays,
    the_number_of_statements_is_fixed
);

const BODY: &str = "“Prices rise,” said Ada Lane. “They will fall.”\n\n\
    “Prices rise,” she repeated.\n\n```pullquote\nThey will fall\n— Ada Lane\n```";

/// A newsroom with a published article, and Ada Lane, director of the Institute.
struct Desk {
    app: TestApp,
    editor: String,
    article: String,
    expert: String,
    house: String,
}

impl Desk {
    async fn open(engine: Engine) -> Self {
        let app = TestApp::start(engine).await;
        let editor = app.token(Role::Editor).await;
        let made = app.newsroom_with_article(&editor, "Ada Lane: “Prices rise”").await;
        let path = format!("/v1/articles/{}", made.article);
        let body = json!({ "body": { "markdown": BODY } });
        let saved = app.write(&editor, ("PATCH", &path), Some(1), &body).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
        let house = app.make(&editor, "/v1/organizations", &json!({ "name": "Institute" })).await;
        let office = json!([{ "organization": house, "roleTitle": "director", "from": "2020", "until": "2025" }]);
        let ada = json!({
            "name": "Ada Lane", "affiliations": office, "private": { "contacts": "555 0100" },
        });
        let expert = app.make(&editor, "/v1/experts", &ada).await;
        Self { app, editor, article: made.article, expert, house }
    }

    async fn attach(&self, revision: i64, document: &Value) -> testkit::Answer {
        let path = format!("/v1/articles/{}/quotes", self.article);
        self.app.write(&self.editor, ("POST", &path), Some(revision), document).await
    }

    fn first(&self) -> Value {
        json!({
            "texts": [{ "text": "Prices rise", "blockKey": "b1" }, { "text": "They will fall.", "blockKey": "b1" }],
            "cue": "said",
            "quote": { "expert": self.expert, "saidOn": "2024-05-01" },
        })
    }

    async fn publish(&self, revision: i64) {
        let path = format!("/v1/articles/{}/publish", self.article);
        let done =
            self.app.write(&self.editor, ("POST", &path), Some(revision), &Value::Null).await;
        assert_eq!(done.code(), 200, "{}", done.json);
    }

    async fn shown(&self) -> Value {
        let path = format!("/v1/articles/{}?include=quotes.expert", self.article);
        self.app.get(&path).await.json
    }
}

async fn a_quote_is_attached_by_its_words(engine: Engine) {
    let desk = Desk::open(engine).await;
    let made = desk.attach(2, &desk.first()).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    assert_eq!(made.header("etag"), "\"3\"");
    let quote = made.text("/quote/id").to_owned();
    let said = &made.json["quote"]["content"];
    assert_eq!(said["text"], "Prices rise They will fall.");
    assert_eq!(
        (
            said["attribution"]["roleTitle"].as_str(),
            said["attribution"]["organizationName"].as_str()
        ),
        (Some("director"), Some("Institute"))
    );
    let pull =
        json!({ "texts": [{ "text": "They will fall" }], "placement": "pull", "quoteId": quote });
    assert_eq!(desk.attach(3, &pull).await.code(), 201);
    let head =
        json!({ "texts": [{ "text": "Prices rise" }], "placement": "headline", "quoteId": quote });
    assert_eq!(desk.attach(4, &head).await.code(), 201);
    desk.publish(5).await;
    let shown = desk.shown().await;
    let quotes = shown["quotes"].as_array().unwrap();
    let got: Vec<_> = quotes
        .iter()
        .map(|q| (q["placement"].as_str().unwrap(), q["exactText"].as_str().unwrap()))
        .collect();
    assert_eq!(
        got,
        [
            ("headline", "“Prices rise”"),
            ("body", "“Prices rise,” “They will fall.”"),
            ("pull", "They will fall"),
        ]
    );
    assert_eq!(quotes[1]["alteration"], "none");
    assert_eq!(quotes[2]["alteration"], "shortened");
    let part = &quotes[1]["parts"][1];
    assert_eq!((part["blockKey"].as_str(), part["start"].as_u64()), (Some("b1"), Some(30)));
    let html = shown["body"]["html"].as_str().unwrap();
    assert!(html.contains("data-part=\"1\">“They will fall.”</span>"), "{html}");
    let one = desk.app.get(&format!("/v1/quotes/{quote}")).await;
    assert_eq!(
        (one.text("/expert/name"), one.text("/articles/0")),
        ("Ada Lane", desk.article.as_str())
    );
}

async fn words_without_one_place_are_refused_with_candidates(engine: Engine) {
    let desk = Desk::open(engine).await;
    for (texts, code, places) in [
        (json!([{ "text": "Prices rise" }]), "ambiguous_words", 2),
        (json!([{ "text": "Prices will double" }]), "words_not_found", 2),
        (json!([{ "text": "nothing like it" }]), "words_not_found", 0),
    ] {
        let document = json!({ "texts": texts, "quote": { "expert": desk.expert } });
        let refused = desk.attach(2, &document).await;
        assert_eq!((refused.code(), refused.text("/code")), (422, "words_not_placed"));
        assert_eq!(refused.text("/errors/0/code"), code, "{}", refused.json);
        assert_eq!(refused.text("/errors/0/pointer"), "/texts/0/text");
        assert_eq!(
            refused.json["candidates"].as_array().unwrap().len(),
            places,
            "{}",
            refused.json
        );
    }
    let none = desk.attach(2, &json!({ "texts": [{ "text": "a" }] })).await;
    assert_eq!((none.code(), none.text("/errors/0/pointer")), (422, "/quote"));
    let nobody = desk.attach(2, &json!({ "texts": [{ "text": "a" }], "quote": {} })).await;
    assert_eq!((nobody.code(), nobody.text("/errors/0/pointer")), (422, "/quote/expert"));
    let stale = desk.attach(1, &desk.first()).await;
    assert_eq!(stale.code(), 412);
    let quotes = desk.app.get_as(&desk.editor, "/v1/quotes?view=working").await;
    assert_eq!(quotes.json["data"], json!([]), "nothing was written");
}

async fn marks_and_uses_agree(engine: Engine) {
    let desk = Desk::open(engine).await;
    let made = desk.attach(2, &desk.first()).await;
    let used = made.text("/useId").to_owned();
    let path = format!("/v1/articles/{}", desk.article);
    let content = made.json["article"]["content"].clone();

    let mut orphan = content.clone();
    orphan["quotes"] = json!([]);
    let refused = desk.app.write(&desk.editor, ("PUT", &path), Some(3), &orphan).await;
    assert_eq!((refused.code(), refused.text("/code")), (422, "misquoted"));
    assert_eq!(refused.text("/errors/0/pointer"), "/body/0");

    let mut moved = content.clone();
    moved["body"] = json!({ "markdown": format!("First.\n\n{BODY}") });
    let saved = desk.app.write(&desk.editor, ("PUT", &path), Some(3), &moved).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    assert_eq!(
        saved.text("/content/quotes/0/parts/0/blockKey"),
        "b2",
        "Markdown is anchored again"
    );
    assert_eq!(saved.json["droppedUses"], json!([]));

    let mut without = content.clone();
    without["body"] =
        json!([{ "_type": "block", "children": [{ "_type": "span", "text": "No." }] }]);
    let saved = desk.app.write(&desk.editor, ("PUT", &path), Some(4), &without).await;
    assert_eq!(saved.json["droppedUses"], json!([used]), "{}", saved.json);
    assert_eq!(saved.json["content"]["quotes"], json!([]));
}

async fn only_what_is_printed_and_accepted_is_shown(engine: Engine) {
    let desk = Desk::open(engine).await;
    let loose = json!({ "text": "Never printed", "expert": desk.expert });
    let loose = desk.app.make(&desk.editor, "/v1/quotes", &loose).await;
    let made = desk.attach(2, &desk.first()).await;
    let quote = made.text("/quote/id").to_owned();
    let count = async || {
        let list = desk.app.get("/v1/quotes").await;
        list.json["data"].as_array().unwrap().len()
    };
    assert_eq!(count().await, 0, "the article's new revision is not published");
    assert_eq!(desk.app.get("/v1/experts/ada-lane").await.code(), 404);
    desk.publish(3).await;
    assert_eq!(count().await, 1);
    assert_eq!(desk.app.get("/v1/experts/ada-lane").await.code(), 200);
    assert_eq!(desk.app.get(&format!("/v1/organizations/{}", desk.house)).await.code(), 200);
    assert_eq!(desk.app.get(&format!("/v1/quotes/{loose}")).await.code(), 404);
    let path = format!("/v1/quotes/{quote}");
    let retracted = json!({ "status": "retracted" });
    let done = desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &retracted).await;
    assert_eq!(done.code(), 200, "{}", done.json);
    assert_eq!(count().await, 0);
    assert_eq!(desk.shown().await["quotes"], json!([]));
    assert_eq!(desk.app.get("/v1/experts/ada-lane").await.code(), 404);
}

async fn an_unnamed_speaker_is_nowhere(engine: Engine) {
    let desk = Desk::open(engine).await;
    let mut document = desk.first();
    document["quote"]["terms"] = json!({ "kind": "anonymous", "reason": "fears for the job" });
    document["quote"]["descriptor"] = json!("an official");
    assert_eq!(desk.attach(2, &document).await.code(), 201);
    desk.publish(3).await;
    let all = "{ quotes { nodes { text descriptor expert { name } attribution { name } source { interviewer } } }
        experts { nodes { name } } organizations { nodes { name } } }";
    let shown = [
        desk.shown().await.to_string(),
        desk.app.get("/v1/quotes").await.json.to_string(),
        desk.app.graphql(None, all, Value::Null).await.to_string(),
    ];
    for answer in shown {
        assert!(answer.contains("an official") && !answer.contains(&desk.expert), "{answer}");
        assert!(!answer.contains("\"director\"") && !answer.contains("Institute"), "{answer}");
    }
    for path in ["/v1/experts/ada-lane", "/v1/organizations/institute"] {
        assert_eq!(desk.app.get(path).await.code(), 404, "{path}");
    }
    for filter in [
        "expert=ada-lane",
        "organization=institute",
        "q=ada",
        "q=lane",
        "q=director",
        "q=institute",
    ] {
        let found = desk.app.get(&format!("/v1/quotes?{filter}")).await;
        assert_eq!(found.json["data"], json!([]), "{filter}");
    }
}

async fn an_attribution_is_frozen(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.attach(2, &desk.first()).await;
    desk.publish(3).await;
    let path = format!("/v1/experts/{}", desk.expert);
    let promoted = json!({ "affiliations": [{ "roleTitle": "minister", "from": "2019" }] });
    let saved = desk.app.write(&desk.editor, ("PATCH", &path), Some(1), &promoted).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    let quote = desk.shown().await["quotes"][0]["quote"].clone();
    let one = format!("/v1/quotes/{}", quote["id"].as_str().unwrap());
    let again = json!({ "text": quote["text"], "expert": desk.expert });
    let saved = desk.app.write(&desk.editor, ("PUT", &one), Some(1), &again).await;
    assert_eq!(saved.code(), 200, "{}", saved.json);
    let attribution = desk.shown().await["quotes"][0]["quote"]["attribution"].clone();
    assert_eq!(
        (attribution["roleTitle"].as_str(), attribution["organizationName"].as_str()),
        (Some("director"), Some("Institute"))
    );
    let backwards =
        json!({ "affiliations": [{ "roleTitle": "a", "from": "2020", "until": "2019" }] });
    let refused = desk.app.write(&desk.editor, ("PATCH", &path), Some(2), &backwards).await;
    assert_eq!((refused.code(), refused.text("/errors/0/pointer")), (422, "/affiliations/0/until"));
}

async fn quotes_are_filtered(engine: Engine) {
    let desk = Desk::open(engine).await;
    desk.attach(2, &desk.first()).await;
    desk.publish(3).await;
    for (filter, want) in [
        ("expert=ada-lane", 1),
        ("expert=nobody", 0),
        ("organization=institute", 1),
        ("article=NONE", 0),
        ("topic=trade", 0),
        ("language=en", 1),
        ("language=fr", 0),
        ("form=direct,partial", 1),
        ("form=indirect", 0),
        ("saidFrom=2024-05", 1),
        ("saidFrom=2024-06", 0),
        ("saidTo=2024-06", 1),
        ("saidTo=2024-05-01", 0),
        ("text=PRICES", 1),
        ("text=%25", 0),
    ] {
        let found = desk.app.get(&format!("/v1/quotes?{}", filter.replace("NONE", "none"))).await;
        assert_eq!(found.json["data"].as_array().map(Vec::len), Some(want), "{filter}");
    }
    let by_article = desk.app.get(&format!("/v1/quotes?article={}", desk.article)).await;
    assert_eq!(by_article.json["data"].as_array().unwrap().len(), 1);
    for wrong in ["form=shouted", "saidFrom=may", "speaker=ada-lane", "language=e"] {
        assert_eq!(desk.app.get(&format!("/v1/quotes?{wrong}")).await.code(), 400, "{wrong}");
    }
}

async fn an_authors_quote_is_a_suggestion(engine: Engine) {
    let desk = Desk::open(engine).await;
    let author = desk.app.token(Role::Author).await;
    let quote = json!({ "text": "Yes", "expert": desk.expert });
    let made = desk.app.write(&author, ("POST", "/v1/quotes"), None, &quote).await;
    assert_eq!((made.code(), made.text("/content/status")), (201, "suggested"));
    let path = format!("/v1/quotes/{}", made.text("/id"));
    let accept = json!({ "status": "accepted" });
    assert_eq!(desk.app.write(&author, ("PATCH", &path), Some(1), &accept).await.code(), 403);
    let mend = json!({ "text": "Yes." });
    assert_eq!(desk.app.write(&author, ("PATCH", &path), Some(1), &mend).await.code(), 200);
    assert_eq!(desk.app.write(&desk.editor, ("PATCH", &path), Some(2), &accept).await.code(), 200);
}

async fn private_parts_are_for_editors(engine: Engine) {
    let desk = Desk::open(engine).await;
    let path = format!("/v1/experts/{}?view=working", desk.expert);
    let contacts = "/content/private/contacts";
    assert_eq!(desk.app.get_as(&desk.editor, &path).await.text(contacts), "555 0100");
    for role in [Role::Author, Role::Integrator] {
        let token = desk.app.token(role).await;
        for path in [path.as_str(), "/v1/experts?view=working"] {
            let answer = desk.app.get_as(&token, path).await;
            assert_eq!(answer.code(), 200);
            assert!(!answer.json.to_string().contains("555"), "{role:?} {path}");
        }
    }
}

async fn a_quote_in_use_stays(engine: Engine) {
    let desk = Desk::open(engine).await;
    let made = desk.attach(2, &desk.first()).await;
    let loose = desk.app.make(&desk.editor, "/v1/organizations", &json!({ "name": "Loose" })).await;
    let below = json!({ "name": "Below", "parent": loose });
    let below = desk.app.make(&desk.editor, "/v1/organizations", &below).await;
    let path = format!("/v1/organizations/{loose}");
    let named = desk.app.write(&desk.editor, ("DELETE", &path), Some(1), &Value::Null).await;
    assert_eq!((named.code(), named.text("/referrers/0")), (409, below.as_str()));
    let quote = format!("/v1/quotes/{}", made.text("/quote/id"));
    let expert = format!("/v1/experts/{}", desk.expert);
    let house = format!("/v1/organizations/{}", desk.house);
    for path in [&quote, &expert, &house] {
        let refused = desk.app.write(&desk.editor, ("DELETE", path), Some(1), &Value::Null).await;
        assert_eq!((refused.code(), refused.text("/code")), (409, "in_use"), "{path}");
    }
}

async fn the_number_of_statements_is_fixed(engine: Engine) {
    use newsroom::{Found, View};
    let desk = Desk::open(engine).await;
    desk.attach(2, &desk.first()).await;
    desk.publish(3).await;
    let newsroom = desk.app.newsroom.clone();
    let article = desk.article.clone();
    let statements = move || {
        let (newsroom, article) = (newsroom.clone(), article.clone());
        tokio::task::spawn_blocking(move || {
            let mut reading = newsroom.reading().unwrap();
            let seen = reading.seen(&domain::actor::Actor::Anonymous, View::Public).unwrap();
            let Found::Here(view) = reading.article(seen, &article).unwrap() else { panic!() };
            reading.body(&view).unwrap();
            let quotes = reading.used_quotes(seen, &[view.row]).unwrap();
            (quotes[0].1.len(), reading.statements())
        })
    };
    let (one, before) = statements().await.unwrap();
    let second = json!({
        "texts": [{ "text": "Prices rise", "blockKey": "b2" }], "quote": { "expert": desk.expert },
    });
    assert_eq!(desk.attach(3, &second).await.code(), 201);
    desk.publish(4).await;
    let (two, after) = statements().await.unwrap();
    assert_eq!((one, two), (1, 2));
    assert_eq!(before, after);
}

async fn an_author_is_not_led_to_a_speaker_whom_an_editor_keeps(engine: Engine) {
    let desk = Desk::open(engine).await;
    let author = desk.app.token(Role::Author).await;
    let own = json!({ "headline": "Own", "body": { "markdown": "“One.” “Two.”" } });
    let article = desk.app.make(&author, "/v1/articles", &own).await;
    let path = format!("/v1/articles/{article}/quotes");
    let kept = json!({
        "texts": [{ "text": "One." }],
        "quote": {
            "expert": desk.expert, "descriptor": "an official",
            "attribution": { "organization": desk.house }, "terms": { "kind": "background" },
        },
    });
    let done = desk.app.write(&desk.editor, ("POST", &path), Some(1), &kept).await;
    assert_eq!(done.code(), 201, "{}", done.json);
    let found = async |token: &str, filter: &str| {
        let list = desk.app.get_as(token, &format!("/v1/articles?view=working&{filter}")).await;
        assert_eq!(list.code(), 200, "{}", list.json);
        list.json["data"].as_array().unwrap().iter().any(|one| one["id"] == article.as_str())
    };
    for filter in [format!("expert={}", desk.expert), format!("organization={}", desk.house)] {
        assert!(!found(&author, &filter).await, "the author learns who spoke by {filter}");
        assert!(found(&desk.editor, &filter).await, "the editor finds it by {filter}");
    }
    let named = json!({ "texts": [{ "text": "Two." }], "quote": { "expert": desk.expert } });
    let done = desk.app.write(&desk.editor, ("POST", &path), Some(2), &named).await;
    assert_eq!(done.code(), 201, "{}", done.json);
    assert!(found(&author, &format!("expert={}", desk.expert)).await);
}

async fn the_article_of_a_use_is_whole(engine: Engine) {
    let desk = Desk::open(engine).await;
    let made = desk.attach(2, &desk.first()).await;
    desk.publish(3).await;
    let quote = made.text("/quote/id");
    let query = "query($quote: ID!) { quoteUses(quote: $quote) { placement exactText
        article { headline body { text } quotes { exactText } credits { author { name } } } } }";
    let shown = desk.app.graphql(None, query, json!({ "quote": quote })).await;
    let printed = &shown["data"]["quoteUses"][0];
    let article = &printed["article"];
    assert!(article["body"]["text"].as_str().unwrap().contains("They will fall"), "{shown}");
    assert_eq!(article["quotes"][0]["exactText"], printed["exactText"]);
    let rest = desk.app.get(&format!("/v1/quotes/{quote}/uses?limit=1")).await;
    assert_eq!(rest.text("/items/0/article/headline"), article["headline"].as_str().unwrap());
    assert_eq!(rest.json["items"].as_array().unwrap().len(), 1);
    assert_eq!(desk.app.get(&format!("/v1/quotes/{quote}/uses?limit=0")).await.code(), 400);
}

async fn a_quote_that_one_may_not_read_is_attached_as_readers_see_it(engine: Engine) {
    let desk = Desk::open(engine).await;
    let quote = json!({
        "text": "One.", "expert": desk.expert, "descriptor": "an official",
        "terms": { "kind": "anonymous", "reason": "fears for the job" },
        "verification": { "status": "recording", "evidence": "zyzzyva" },
    });
    let quote = desk.app.make(&desk.editor, "/v1/quotes", &quote).await;
    let kept = [desk.expert.as_str(), desk.house.as_str(), "Ada Lane", "zyzzyva"];
    let mutation = "mutation($id: ID!, $revision: Int!, $quote: ID!) { attachQuote(input: {
        article: $id, expectedRevision: $revision,
        content: { texts: [{ text: \"Two.\" }], quoteId: $quote } }) {
        attached { quote { content { text expert descriptor attribution { name }
        verification { evidence } } } } userErrors { code } } }";
    for role in [Role::Contributor, Role::Author, Role::Editor] {
        let writer = desk.app.token(role).await;
        let own = json!({ "headline": "Own", "body": { "markdown": "“One.” “Two.”" } });
        let own = desk.app.make(&writer, "/v1/articles", &own).await;
        let read = desk.app.get_as(&writer, &format!("/v1/quotes/{quote}?view=working")).await;
        assert_eq!(read.code(), if role == Role::Editor { 200 } else { 404 }, "{role}");
        let path = format!("/v1/articles/{own}/quotes");
        let used = json!({ "texts": [{ "text": "One." }], "quoteId": quote });
        let rest = desk.app.write(&writer, ("POST", &path), Some(1), &used).await;
        assert_eq!((rest.code(), rest.text("/quote/id")), (201, quote.as_str()), "{}", rest.json);
        let asked = json!({ "id": own, "revision": 2, "quote": quote });
        let graphql = desk.app.graphql(Some(&writer), mutation, asked).await;
        let attached = &graphql["data"]["attachQuote"]["attached"]["quote"]["content"];
        assert_eq!(attached["descriptor"], "an official", "{graphql}");
        for said in [rest.json.to_string(), graphql.to_string()] {
            assert!(said.contains("an official"), "{said}");
            let told = kept.iter().any(|word| said.contains(word));
            assert_eq!(told, role == Role::Editor, "{role} {said}");
        }
    }
}

async fn a_quote_that_nobody_stands_by_is_unknown_to_those_who_may_not_read_it(engine: Engine) {
    let desk = Desk::open(engine).await;
    let writer = desk.app.token(Role::Contributor).await;
    let own = json!({ "headline": "Own", "body": { "markdown": "“One.” “Two.”" } });
    let own = desk.app.make(&writer, "/v1/articles", &own).await;
    for (status, code) in [("rejected", 422), ("suggested", 422), ("accepted", 201)] {
        let quote = json!({ "text": "One.", "descriptor": "an official", "status": status });
        let quote = desk.app.make(&desk.editor, "/v1/quotes", &quote).await;
        let used = json!({ "texts": [{ "text": "One." }], "quoteId": quote });
        let path = format!("/v1/articles/{own}/quotes");
        let rest = desk.app.write(&writer, ("POST", &path), Some(1), &used).await;
        assert_eq!(rest.code(), code, "{status} {}", rest.json);
        if code == 422 {
            assert_eq!(rest.text("/errors/0/code"), "unknown_reference", "{}", rest.json);
        }
    }
}

async fn where_else_a_quote_is_to_be_printed_is_not_told(engine: Engine) {
    let desk = Desk::open(engine).await;
    let writer = desk.app.token(Role::Contributor).await;
    let text = json!({ "headline": "One", "body": { "markdown": "“One.” “Two.”" } });
    let hidden = desk.app.make(&desk.editor, "/v1/articles", &text).await;
    let own = desk.app.make(&writer, "/v1/articles", &text).await;
    let attach = async |token: &str, article: &str, said: Value| {
        let path = format!("/v1/articles/{article}/quotes");
        desk.app.write(token, ("POST", &path), Some(1), &said).await
    };
    let texts = json!([{ "text": "One." }]);
    let new = json!({ "texts": texts, "quote": { "descriptor": "an official" } });
    let noted = attach(&desk.editor, &hidden, new).await;
    let known = json!({ "texts": texts, "quoteId": noted.text("/quote/id") });
    let used = attach(&writer, &own, known).await;
    assert_eq!(used.code(), 201, "{}", used.json);
    assert!(!used.json["quote"].to_string().contains(&hidden), "{}", used.json);
}
