//! Requests as strangers send them: what is refused, with what, and how short the answer is.

use std::future::ready;

use actix_web::HttpResponse;
use actix_web::body::MessageBody as _;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, VARY};
use async_graphql::{EmptySubscription, Json, Object, Pos, Response, Schema, ServerError};
use serde_json::{Value, json};

use super::{Call, Limits, Media, Refusal, from_get, from_post, refuse, respond};

/// Bytes of an answer to a flood.
const FLOOD_ANSWER_LEN_MAX: usize = 4 * 1_024;
/// What graphql-js and `GraphiQL` ask, with every option.
const INTROSPECTION: &str = include_str!("introspection.graphql");

struct Query;

#[Object]
impl Query {
    async fn me(&self) -> Self {
        Self
    }

    async fn echo(&self, value: Json<async_graphql::Value>) -> Json<async_graphql::Value> {
        value
    }

    async fn half(&self, of: i32) -> async_graphql::Result<i32> {
        ready(if of % 2 == 0 { Ok(of / 2) } else { Err("an odd number".into()) }).await
    }
}

struct Mutation;

#[Object]
impl Mutation {
    async fn set(&self, value: i32) -> i32 {
        value
    }
}

fn body(response: HttpResponse) -> Value {
    let bytes = response.into_body().try_into_bytes().unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn posted(query: &str) -> Result<Call, Refusal> {
    let body = json!({ "query": query }).to_string();
    from_post(Some("application/json"), body.as_bytes())
}

/// Sends a body as a client of the newer type would.
async fn send(body: &str) -> HttpResponse {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let prepared = from_post(Some("application/json"), body.as_bytes())
        .and_then(|call| call.prepare(&Limits::default()));
    match prepared {
        Ok((request, _)) => respond(Media::GraphQlResponse, schema.execute(request).await, None),
        Err(refusal) => refuse(Media::GraphQlResponse, refusal),
    }
}

#[track_caller]
fn check(got: Result<Call, Refusal>, status: u16, code: &str) {
    let refusal = got.and_then(|call| call.prepare(&Limits::default())).unwrap_err();
    assert_eq!((refusal.code.status, refusal.code.code), (status, code), "{refusal:?}");
    assert!(crate::web::code::ALL.contains(&refusal.code));
    assert_eq!(refusal.allow, if status == 405 { Some("POST") } else { None });
}

#[track_caller]
fn passes(got: Result<Call, Refusal>) {
    let prepared = got.and_then(|call| call.prepare(&Limits::default()));
    assert!(prepared.is_ok(), "{prepared:?}");
}

#[test]
fn get_reads_its_parameters() {
    let call = from_get(
        "query=query+A%7Bme%7D&operationName=A&variables=%7B%22a%22:1%7D\
         &extensions=%7B%22b%22:2%7D",
    )
    .unwrap();
    assert_eq!(call.query.as_deref(), Some("query A{me}"));
    assert_eq!(call.operation_name.as_deref(), Some("A"));
    assert_eq!(json!(call.variables), json!({ "a": 1 }));
    assert_eq!(json!(call.extensions), json!({ "b": 2 }));
    passes(Ok(call));
    passes(from_get("query={me}&operationName=&variables=&extensions=null"));
    passes(from_get("&query=%7bme%7D&"));
}

#[test]
fn get_is_strict() {
    check(from_get(""), 400, "bad_request");
    check(from_get("query="), 400, "bad_request");
    check(from_get("query={me}&a=b"), 400, "invalid_parameter");
    check(from_get("query={me}&operationname=A"), 400, "invalid_parameter");
    check(from_get("query={me}&query={me}"), 400, "invalid_parameter");
    check(from_get("query={me}&variables=&variables="), 400, "invalid_parameter");
    check(from_get("query={me}&variables=[]"), 400, "invalid_parameter");
    check(from_get("query={me}&variables=1"), 400, "invalid_parameter");
    check(from_get("query={me}&variables={"), 400, "invalid_parameter");
    check(from_get("query={me}&extensions=\"a\""), 400, "invalid_parameter");
    check(from_get("query={me}%"), 400, "invalid_parameter");
    check(from_get("query={me}%2"), 400, "invalid_parameter");
    check(from_get("query={me}%+f"), 400, "invalid_parameter");
    check(from_get("query={me}%ff"), 400, "invalid_parameter");
    check(from_get(&"a".repeat(64 * 1_024 + 1)), 414, "uri_too_long");
}

#[test]
fn get_changes_nothing() {
    passes(from_get("query=query A{me} mutation B{set(value:1)}&operationName=A"));
    check(from_get("query=mutation{set(value:1)}"), 405, "method_not_allowed");
    check(from_get("query=mutation B{set(value:1)}"), 405, "method_not_allowed");
    check(from_get("query=mutation B{set(value:1)}&operationName=B"), 405, "method_not_allowed");
    check(
        from_get("query=query A{me} mutation B{set(value:1)}&operationName=B"),
        405,
        "method_not_allowed",
    );
    passes(from_get("query=subscription{x}"));
    check(from_get("query=query A{me} mutation B{set(value:1)}"), 400, "graphql_operation");
}

#[test]
fn a_subscription_has_one_root() {
    passes(posted("subscription{...F} fragment F on Subscription{x}"));
    for text in [
        "subscription{x y}",
        "subscription{a:x b:x}",
        "subscription{...F} fragment F on Subscription{...on Subscription{x y}}",
        "subscription{...F x} fragment F on Subscription{x}",
    ] {
        check(posted(text), 400, "graphql_validation");
    }
}

#[test]
fn post_needs_json() {
    let body = br#"{"query":"{me}"}"#;
    for kind in [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=\"UTF-8\"",
    ] {
        passes(from_post(Some(kind), body));
    }
    for kind in [
        "",
        "text/plain",
        "text/plain; application/json",
        "application/json, text/plain",
        "application/json; charset=latin1",
        "application/json; charset=utf-8; charset=utf-8",
        "application/json; profile=x",
        "application/json;",
        "application/graphql",
        "application/jsonp",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",
    ] {
        check(from_post(Some(kind), body), 415, "unsupported_media_type");
    }
    check(from_post(None, body), 415, "unsupported_media_type");
}

#[test]
fn post_is_typed() {
    let post = |body: &str| from_post(Some("application/json"), body.as_bytes());
    passes(post(r#" {"query":"{me}","operationName":null,"variables":null,"extensions":null}"#));
    passes(post(r#"{"query":"query A{me}","operationName":"A","variables":{},"extensions":{}}"#));
    passes(post(r#"{"query":"mutation{set(value:1)}"}"#));
    check(post(""), 400, "malformed_json");
    check(post("{"), 400, "malformed_json");
    check(post(r#"{"query":"{me}"} {}"#), 400, "malformed_json");
    check(post("\u{feff}{}"), 400, "malformed_json");
    check(post("{}"), 400, "bad_request");
    check(post("null"), 400, "bad_request");
    check(post("1"), 400, "bad_request");
    check(post(r#"[{"query":"{me}"}]"#), 400, "bad_request");
    check(post("\n [\"{me}\",null,null,null]"), 400, "bad_request");
    check(post(r#"{"query":null}"#), 400, "bad_request");
    check(post(r#"{"query":" "}"#), 400, "bad_request");
    check(post(r#"{"query":"{me}","query":"{me}"}"#), 400, "bad_request");
    check(post(r#"{"query":"{me}","id":"a"}"#), 400, "bad_request");
    for member in ["query", "operationName", "variables", "extensions"] {
        for value in [json!(0), json!(false), json!(["a"]), json!({ "a": 1 }), json!("a")] {
            let is_fit = if matches!(member, "query" | "operationName") {
                value.is_string()
            } else {
                value.is_object()
            };
            let mut body = json!({ "query": "{me}" });
            body[member] = value;
            if !is_fit {
                check(post(&body.to_string()), 400, "bad_request");
            }
        }
    }
    let invalid_utf8 = from_post(Some("application/json"), b"{\"query\":\"{me}\xff\"}");
    check(invalid_utf8, 400, "malformed_json");
}

#[test]
fn lengths_up_to_the_limit() {
    let body = |len: usize| {
        let empty = r#"{"query":"{me}","variables":{"a":""}}"#;
        empty.replace("\"\"", &format!("\"{}\"", "x".repeat(len - empty.len())))
    };
    let post = |len| from_post(Some("application/json"), body(len).as_bytes());
    passes(post(64 * 1_024));
    check(post(64 * 1_024 + 1), 413, "too_large");
    let query = |len: usize| format!("{{me{}}}", " ".repeat(len - 4));
    passes(posted(&query(16 * 1_024)));
    check(posted(&query(16 * 1_024 + 1)), 400, "graphql_limit");
}

#[test]
fn the_operation_is_chosen() {
    let post = |query: &str, name: &str| {
        let body = json!({ "query": query, "operationName": name }).to_string();
        from_post(Some("application/json"), body.as_bytes())
    };
    passes(post("query A{me} query B{me}", "B"));
    check(post("query A{me} query B{me}", "C"), 400, "graphql_operation");
    check(post("{me}", "A"), 400, "graphql_operation");
    check(post("query A{me}", ""), 400, "graphql_operation");
    check(posted("query A{me} query B{me}"), 400, "graphql_operation");
    check(posted("query A{me} query A{me}"), 400, "graphql_syntax");
    check(posted("query A{me} {me}"), 400, "graphql_syntax");
    check(posted("fragment A on Query{me}"), 400, "graphql_syntax");
}

#[actix_web::test]
async fn variables_are_coerced_before_anything_runs() {
    for (query, variables, status) in [
        ("query($a:Int!){half(of:$a)}", json!({ "a": 4 }), 200),
        ("query($a:Int!){half(of:$a)}", json!({ "a": 3 }), 200),
        ("query($a:Int!=4){half(of:$a)}", json!({}), 200),
        ("query($a:Int=4){half(of:$a)}", json!({}), 200),
        ("query($a:Int!){half(of:$a)}", json!({}), 400),
        ("query($a:Int!){half(of:$a)}", json!({ "a": null }), 400),
        ("query($a:Int!=4){half(of:$a)}", json!({ "a": null }), 400),
        ("query($a:Int!){half(of:$a)}", json!({ "a": "4" }), 400),
        ("query($a:Int!){half(of:$a)}", json!({ "a": [4] }), 400),
    ] {
        let response = send(&json!({ "query": query, "variables": variables }).to_string()).await;
        assert_eq!(response.status(), status, "{query} {variables}");
        assert_eq!(body(response).get("data").is_some(), status == 200, "{query} {variables}");
    }
}

#[test]
fn a_syntax_error_names_its_place_and_does_not_repeat_the_text() {
    let refusal = posted("{me(\n  secret:)}").unwrap().prepare(&Limits::default()).unwrap_err();
    assert_eq!(refusal.message, "syntax error at line 2, column 10");
}

#[test]
fn values_up_to_their_nesting() {
    let post = |depth: usize| {
        let value = "[".repeat(depth) + &"]".repeat(depth);
        let body = format!(r#"{{"query":"{{me}}","variables":{{"a":{value}}}}}"#);
        from_post(Some("application/json"), body.as_bytes())
    };
    passes(post(32));
    check(post(33), 400, "graphql_limit");
    check(post(120), 400, "graphql_limit");
    check(post(30_000), 400, "malformed_json");
    let raw = r#"{"query":"{me}","variables":{"a":[{"$serde_json::private::RawValue":"1"}]}}"#;
    check(from_post(Some("application/json"), raw.as_bytes()), 400, "bad_request");
}

#[actix_web::test]
async fn introspection_passes() {
    let response = send(&json!({ "query": INTROSPECTION }).to_string()).await;
    assert_eq!(response.status(), 200);
    let body = body(response);
    assert_eq!(body["errors"], Value::Null);
    assert_eq!(body["data"]["__schema"]["queryType"]["name"], "Query");
}

/// Documents that are small to send and dear to run, or break a recursive reader.
fn floods() -> Vec<String> {
    let chain = |count: usize, spread: &str| {
        (0..count).fold("{...F0}".to_owned(), |text, n| {
            text + &format!(
                " fragment F{n} on Query{{{}}}",
                spread.replace('#', &(n + 1).to_string())
            )
        })
    };
    vec![
        "{".repeat(16_000),
        "[".repeat(16_000),
        "(".repeat(16_000),
        "{a".repeat(8_000),
        "{a(b:".repeat(3_000),
        format!("{{echo(value:{})}}", "[".repeat(15_000)),
        format!("{{echo(value:{}", "{a:".repeat(5_000)),
        format!("{{echo(value:{}{})}}", "[".repeat(40), "]".repeat(40)),
        format!("query($a:{}Int{}){{me}}", "[".repeat(7_000), "]".repeat(7_000)),
        format!("query($a:Int={}{}){{me}}", "[".repeat(7_000), "]".repeat(7_000)),
        format!("{}{}", "{me".repeat(16), "}".repeat(16)),
        format!("{{me{}{}}}", "{...".repeat(31), "}".repeat(31)),
        format!("{{{}}}", (0..31).fold(String::new(), |all, n| all + &format!("a{n}:me "))),
        format!("{{{}}}", "a:me ".repeat(3_000)),
        format!("{{{}}}", "me ".repeat(5_000)),
        format!("{{me{}}}", "@a".repeat(900)),
        format!("{{me{}}}", "@skip(if:false)".repeat(900)),
        format!("query A{}{{me}}", "@a".repeat(900)),
        format!("{{{}}} fragment F on Query{{me}}", "...F ".repeat(101)),
        chain(40, "...F# ...F#"),
        chain(150, "...F#"),
        chain(6, "...F# ...F# ...F# ...F#"),
        chain(12, "me{...F#}"),
        chain(20, "me{...F#}"),
        "{...A} fragment A on Query{...A}".to_owned(),
        "{...A} fragment A on Query{me{...A}}".to_owned(),
        "{...A} fragment A on Query{...B ...B} fragment B on Query{...A ...A}".to_owned(),
        format!("{{{}}} fragment F on Query{{{}}}", "...F ".repeat(90), "me{half}".repeat(400)),
        format!("{{{}}}", "a".repeat(16_000)),
        format!("{{{}:me}}", "a".repeat(16_000)),
        format!("{{half(of:{})}}", "1".repeat(16_000)),
        format!("{{half(of:\"{}\")}}", "x".repeat(16_000)),
        format!("{{half(of:\"{}\"", "x".repeat(16_000)),
        format!("{{half(of:\"\"\"{}", "\"\" ".repeat(5_000)),
        format!("{{half(of:\"\"\"{}\"\"\")}}", "\n x".repeat(5_000)),
        format!("{{{}}}", (0..900).fold(String::new(), |all, n| all + &format!("unknown{n} "))),
        format!("{{{}}}", "half(of:1,of:2)".repeat(200)),
        format!("query({}){{me}}", "$a:Int ".repeat(480)),
        format!("{{{}}}", "...on Nobody{me}".repeat(300)),
        "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}".to_owned(),
        "\u{0}".repeat(10_000),
        "#".repeat(16_000),
        ",".repeat(16_000),
        "é".repeat(8_000),
        "...".repeat(5_000),
        "\"".repeat(16_001),
    ]
}

#[actix_web::test]
async fn a_flood_is_refused_in_few_words() {
    for flood in floods() {
        let start: String = flood.chars().take(60).collect();
        let response = send(&json!({ "query": flood }).to_string()).await;
        assert_eq!(response.status(), 400, "{start}");
        let bytes = response.into_body().try_into_bytes().unwrap();
        assert!(bytes.len() < FLOOD_ANSWER_LEN_MAX, "{start}: {} bytes", bytes.len());
        let body: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(body.get("data"), None, "{start}");
        let errors = body["errors"].as_array().unwrap();
        assert!((1..=10).contains(&errors.len()), "{start}");
        assert!(errors.iter().all(|error| error["extensions"]["code"].is_string()), "{start}");
    }
}

#[actix_web::test]
async fn a_flood_of_bytes_is_refused_in_few_words() {
    for unit in ["{", "[", "(", "\"", "{\"a\":", "[[", "\\", "\u{0}", "9", "-"] {
        let count = 64 * 1_024 / unit.len();
        let bare = unit.repeat(count);
        let nested = format!(r#"{{"query":"{{me}}","variables":{}"#, unit.repeat(count - 40));
        for body in [bare, nested] {
            let response = send(&body).await;
            assert_eq!(response.status().as_u16() / 100, 4, "{unit}");
            let bytes = response.into_body().try_into_bytes().unwrap();
            assert!(bytes.len() < FLOOD_ANSWER_LEN_MAX, "{unit}");
        }
    }
}

#[test]
fn what_passes_needs_little_stack() {
    // As deep as the limits allow, on a stack an eighth of the usual size.
    let inline = format!("{{me{}me{}}}", "{...".repeat(15) + "{", "}".repeat(16));
    let list = format!("{{echo(value:{}{})}}", "[".repeat(30), "]".repeat(30));
    let object = format!("{{echo(value:{}1{})}}", "{a:".repeat(30), "}".repeat(30));
    let fragments = (0..99).fold("{...F0}".to_owned(), |text, n| {
        text + &format!(" fragment F{n} on Query{{...F{}}}", n + 1)
    }) + " fragment F99 on Query{me}";
    let small = std::thread::Builder::new().stack_size(256 * 1_024);
    let work =
        move || [inline, list, object, fragments].iter().for_each(|query| passes(posted(query)));
    small.spawn(work).unwrap().join().unwrap();
}

#[actix_web::test]
async fn the_status_tells_whether_the_document_ran() {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    for (query, newer, has_data) in [
        ("{half(of:4)}", 200, true),
        ("{half(of:3)}", 200, true),
        ("{nobody}", 400, false),
        ("{half}", 400, false),
        ("query($a:Int!=\"x\"){half(of:$a)}", 400, false),
        ("subscription{x}", 400, false),
    ] {
        for (media, status) in [(Media::GraphQlResponse, newer), (Media::Json, 200)] {
            let (request, _) = posted(query).unwrap().prepare(&Limits::default()).unwrap();
            let response = respond(media, schema.execute(request).await, None);
            assert_eq!(response.status(), status, "{query}");
            assert_eq!(response.headers().get(CONTENT_TYPE).unwrap(), media.content_type());
            assert_eq!(response.headers().get(CACHE_CONTROL).unwrap(), "no-store");
            assert_eq!(response.headers().get(VARY).unwrap(), "Accept");
            assert_eq!(body(response).get("data").is_some(), has_data, "{query}");
        }
    }
}

#[test]
fn long_errors_are_cut_between_characters() {
    let mut error = ServerError::new("é".repeat(201), None);
    error.locations = vec![Pos { line: 1, column: 1 }; 5];
    let exact = ServerError::new("é".repeat(200), None);
    let errors = vec![error, exact];
    let body = body(respond(Media::Json, Response::from_errors(errors), None));
    assert_eq!(body["errors"][0]["message"], "é".repeat(200) + "…");
    assert_eq!(body["errors"][0]["locations"].as_array().unwrap().len(), 4);
    assert_eq!(body["errors"][1]["message"], "é".repeat(200));
}

#[test]
fn a_refusal_is_an_answer_with_one_error() {
    let refusal = from_get("query=mutation{a}").unwrap().prepare(&Limits::default()).unwrap_err();
    let response = refuse(Media::Json, refusal);
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers().get(ALLOW).unwrap(), "POST");
    assert_eq!(response.headers().get(CONTENT_TYPE).unwrap(), Media::Json.content_type());
    let want = json!({ "errors": [{
        "message": "GET changes nothing: send this by POST",
        "extensions": { "code": "method_not_allowed" },
    }] });
    assert_eq!(body(response), want);
}

#[test]
fn json_answers_200_where_the_document_is_to_blame() {
    let check = |call: Result<Call, Refusal>, newer: u16, older: u16| {
        let refusal = call.and_then(|call| call.prepare(&Limits::default())).unwrap_err();
        assert_eq!(refuse(Media::GraphQlResponse, refusal.clone()).status(), newer);
        assert_eq!(refuse(Media::Json, refusal).status(), older);
    };
    check(posted("{"), 400, 200);
    check(posted("query A{me} query B{me}"), 400, 200);
    check(posted("{...A} fragment A on Query{...A}"), 400, 200);
    check(posted(""), 400, 400);
    check(from_post(Some("application/json"), b"{"), 400, 400);
    check(from_post(None, b"{}"), 415, 415);
    check(from_get("a=b"), 400, 400);
}
