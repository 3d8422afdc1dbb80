//! What an answer holds, and what it says it holds.

use std::sync::Arc;

use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

both_engines!(
    an_answer_has_the_members_that_are_asked_for,
    what_is_no_member_is_named,
    an_answer_names_all_that_it_shows,
    the_length_of_a_list_is_said_where_it_is_asked_for,
    no_cache_keeps_what_has_ended,
    no_cache_keeps_an_article_beyond_its_end,
);

fn names(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

async fn an_answer_has_the_members_that_are_asked_for(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Low water").await;
    let whole = app.get(&format!("/v1/articles/{}", made.article)).await;
    let path = format!("/v1/articles/{}?fields=headline,credits&include=authors", made.article);
    let part = app.get(&path).await;
    assert_eq!(names(&part.json), ["credits", "headline", "id"]);
    assert_eq!(part.json["headline"], whole.json["headline"]);
    assert!(part.json["credits"][0]["author"]["bio"].is_null(), "an included member is there");
    assert!(names(&part.json["credits"][0]["author"]).contains(&"bio"));
    assert_ne!(part.header("etag"), whole.header("etag"));
    let page = app.get("/v1/articles?fields=slug&limit=1").await;
    assert_eq!(names(&page.json["data"][0]), ["id", "slug"]);
    assert!(page.json["page"]["limit"] == 1);
    let author = app.get(&format!("/v1/authors/{}?fields=name", made.author)).await;
    assert_eq!(names(&author.json), ["id", "name"]);
    let authors = app.get("/v1/authors?fields=name,slug").await;
    assert_eq!(names(&authors.json["data"][0]), ["id", "name", "slug"]);
}

async fn what_is_no_member_is_named(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    for path in
        ["/v1/articles?fields=headlin", "/v1/topics?fields=name,slugg", "/v1/quotes?fields="]
    {
        let refused = app.get(path).await;
        assert_eq!(
            (refused.code(), refused.text("/errors/0/parameter")),
            (400, "fields"),
            "{path}"
        );
    }
    let near = app.get("/v1/articles?fields=headlin").await;
    assert!(near.text("/detail").ends_with("did you mean headline?"), "{}", near.json);
    let working = app.get_as(&editor, "/v1/articles?view=working&fields=headline").await;
    assert_eq!((working.code(), working.text("/errors/0/parameter")), (400, "fields"));
}

async fn an_answer_names_all_that_it_shows(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Low water").await;
    let keys = async |path: &str| {
        let answer = app.get(path).await;
        assert_eq!(answer.code(), 200, "{path}");
        let mut keys: Vec<_> =
            answer.header("surrogate-key").split(' ').map(str::to_owned).collect();
        keys.sort();
        keys
    };
    let sorted = |names: &[&str]| {
        let mut names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort();
        names
    };
    let shown = [made.article.as_str(), &made.author, &made.topic, &made.section];
    let own = format!("/v1/articles/{}", made.article);
    let [article, author, topic, section] = shown;
    let one = sorted(&["corrections", article, author, topic, section]);
    assert_eq!(keys(&own).await, one);
    // what is left out of the answer was still read for it
    assert_eq!(keys(&format!("{own}?fields=headline")).await, one);
    let with_quotes = keys(&format!("{own}?include=quotes")).await;
    assert_eq!(with_quotes, sorted(&["corrections", "quotes", article, author, topic, section]));
    let all = sorted(&["articles", article, author, topic, section]);
    assert_eq!(keys("/v1/articles").await, all);
    assert_eq!(keys("/v1/authors").await, sorted(&["articles", "authors", author]));
    assert_eq!(keys(&format!("/v1/topics/{topic}")).await, sorted(&["articles", topic]));
    assert_eq!(keys("/v1/experts").await, ["articles", "experts", "quotes"]);
    assert_eq!(keys("/v1/quotes").await, ["articles", "quotes"]);
    assert_eq!(keys("/v1/site").await, ["site", "weather"]);
    let known = app.get(&own).await;
    let again = app.send("GET", &own, &[("if-none-match", known.header("etag"))], "").await;
    assert_eq!(
        (again.code(), again.header("surrogate-key").len()),
        (304, 4 * 37 + "corrections".len())
    );
    let working = app.get_as(&editor, &format!("{own}?view=working")).await;
    assert_eq!(working.header("surrogate-key"), "");
}

async fn the_length_of_a_list_is_said_where_it_is_asked_for(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    app.newsroom_with_article(&editor, "Low water").await;
    for number in 0..5 {
        let topic = json!({ "name": format!("Topic {number}"), "listed": true });
        app.make(&editor, "/v1/topics", &topic).await;
        app.make(&editor, "/v1/articles", &json!({ "headline": "Draft" })).await;
    }
    let total = async |path: &str| {
        let answer = app.get_as(&editor, path).await;
        assert_eq!(answer.code(), 200, "{path}: {}", answer.json);
        answer.json["page"]["total"].clone()
    };
    for (path, want) in [
        ("/v1/articles?count=true", json!(1)),
        ("/v1/articles?count=true&q=two", json!(1)),
        ("/v1/articles?count=true&q=nothing", json!(0)),
        ("/v1/articles?count=true&topic=-trade", json!(0)),
        ("/v1/articles?view=working&count=true&limit=1", json!(6)),
        ("/v1/topics?count=true&limit=2", json!(6)),
        ("/v1/topics?limit=2", Value::Null),
        ("/v1/topics?count=false", Value::Null),
        ("/v1/quotes?count=true", json!(0)),
        ("/v1/corrections?count=true", json!(0)),
    ] {
        assert_eq!(total(path).await, want, "{path}");
    }
    let first = app.get("/v1/topics?count=true&limit=2").await;
    let cursor = first.text("/page/nextCursor").to_owned();
    // how an answer looks does not part its list from the next
    let next = app.get(&format!("/v1/topics?limit=3&fields=name&cursor={cursor}")).await;
    assert_eq!(next.json["data"].as_array().map(Vec::len), Some(3), "{}", next.json);
    let bad = app.get("/v1/topics?count=yes").await;
    assert_eq!((bad.code(), bad.text("/errors/0/parameter")), (400, "count"));
    let both = "{ topics(first: 2) { totalCount nodes { name } } \
        articles(where: { q: \"two\" }) { totalCount } }";
    let data = app.graphql(None, both, Value::Null).await["data"].clone();
    assert_eq!(
        (&data["topics"]["totalCount"], &data["articles"]["totalCount"]),
        (&json!(6), &json!(1))
    );
}

async fn no_cache_keeps_what_has_ended(engine: Engine) {
    let now = Timestamp::parse("2026-03-14T08:00:00Z").unwrap();
    let clock = Arc::new(SetClock::at(now));
    let app = TestApp::start_set(engine, Arc::clone(&clock)).await;
    let editor = app.token(Role::Editor).await;
    let caching = async |path: &str| app.get(path).await.header("cache-control").to_owned();
    let whole = "max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=300";
    let page = |from: Value, until: Value| {
        json!({
            "url": "https://newsroom.example/tides", "headline": "Tides",
            "visibleFrom": from, "visibleUntil": until,
        })
    };
    let at = |seconds: i64| json!(now.plus_seconds(seconds));
    let slots = json!([page(Value::Null, at(600)), page(at(30), Value::Null)]);
    let list = json!({ "title": "Picks", "slots": slots });
    app.make_list(&editor, &list).await;
    assert_eq!(caching("/v1/lists/picks").await, whole, "what begins is not announced");
    clock.set(now.plus_seconds(520));
    assert_eq!(caching("/v1/lists/picks").await, "max-age=0, s-maxage=60");
    clock.set(now.plus_seconds(580));
    assert_eq!(caching("/v1/lists/picks").await, "max-age=0, s-maxage=20");
    clock.set(now.plus_seconds(600));
    assert_eq!(caching("/v1/lists/picks").await, whole, "it has ended");
    assert_eq!(caching("/v1/site").await, whole);
    let asked = "/graphql?query=%7Bsite%7Btoday%7Btext%7D%7D%7D";
    assert_eq!(caching(asked).await, whole);
    assert_eq!(app.get(asked).await.header("surrogate-key"), "many");
    clock.set(Timestamp::parse("2026-03-14T23:59:50Z").unwrap());
    assert_eq!(caching(asked).await, "max-age=0, s-maxage=10", "the day ends there too");
    assert_eq!(caching("/v1/site").await, "max-age=0, s-maxage=10", "the day ends");
}

async fn no_cache_keeps_an_article_beyond_its_end(engine: Engine) {
    let now = Timestamp::parse("2026-03-14T08:00:00Z").unwrap();
    let app = TestApp::start_set(engine, Arc::new(SetClock::at(now))).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let mut other = made.another("Gas rises", "Gas is dearer than in the spring.");
    other["topics"] = made.document["topics"].clone();
    let other = app.make(&editor, "/v1/articles", &other).await;
    for (article, body) in [
        (&made.article, json!({ "unpublishAt": { "at": now.plus_seconds(25) } })),
        (&other, Value::Null),
    ] {
        let path = format!("/v1/articles/{article}/publish");
        let done = app.write(&editor, ("POST", &path), Some(1), &body).await;
        assert_eq!(done.code(), 200, "{}", done.json);
    }
    let event = json!({ "id": "01900000-0000-7000-8000-000000000001", "kind": "view", "article": made.article, "at": now });
    let kind = [("content-type", "application/json"), ("user-agent", "Mozilla/5.0 (X11) Gecko")];
    let counted =
        app.send("POST", "/v1/events", &kind, json!({ "events": [event] }).to_string()).await;
    assert_eq!(counted.code(), 202, "{}", counted.json);
    let id = &made.article;
    for query in [
        format!("{{ article(by: {{ id: \"{id}\" }}) {{ id }} }}"),
        "{ articles { nodes { id } } }".to_owned(),
        "{ trending { nodes { id } } }".to_owned(),
        format!("{{ related(by: {{ id: \"{other}\" }}) {{ article {{ id }} }} }}"),
        format!("{{ node(id: \"{id}\") {{ id }} }}"),
        format!("{{ nodes(ids: [\"{id}\"]) {{ id }} }}"),
    ] {
        let sent =
            query.replace('{', "%7B").replace('}', "%7D").replace(['"'], "%22").replace(' ', "%20");
        let shown = app.get(&format!("/graphql?query={sent}")).await;
        assert!(shown.json.to_string().contains(id.as_str()), "{query} {}", shown.json);
        assert_eq!(shown.header("cache-control"), "max-age=0, s-maxage=25", "{query}");
    }
    for path in ["/v1/articles", "/v1/trending", &format!("/v1/articles/{other}/related")] {
        let shown = app.get(path).await;
        assert!(shown.json.to_string().contains(id.as_str()), "{path} {}", shown.json);
        assert_eq!(shown.header("cache-control"), "max-age=0, s-maxage=25", "{path}");
    }
}
