use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use actix_web::body::to_bytes;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_LENGTH, ETAG, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body, try_call_service};
use actix_web::web::{self, Path, ServiceConfig};
use actix_web::{App, HttpServer, error};
use serde_json::{Value, json};

use super::*;

async fn refuse() -> Result<HttpResponse, Problem> {
    Err(Problem::new(code::STALE_REVISION).with("currentRevision", json!(7)))
}

async fn fail() -> Result<HttpResponse, Problem> {
    Err(Problem::new(code::UNAVAILABLE)
        .detail("secret")
        .because("secret")
        .response_header(RETRY_AFTER, "5"))
}

async fn panics() -> HttpResponse {
    panic!("secret")
}

async fn number(number: Path<u32>) -> String {
    number.to_string()
}

async fn numbers(numbers: web::Query<Vec<(String, u32)>>) -> String {
    numbers.len().to_string()
}

async fn text() -> HttpResponse {
    HttpResponse::Ok().insert_header((ETAG, "\"1\"")).body("hello")
}

async fn own_json() -> HttpResponse {
    let kind = "application/graphql-response+json; charset=utf-8";
    HttpResponse::BadRequest().insert_header((CONTENT_TYPE, kind)).body("{}")
}

async fn shared() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((CACHE_CONTROL, "public"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'self'"))
        .finish()
}

async fn own_id(request: HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}

async fn plain_fault() -> Result<HttpResponse, Error> {
    Err(error::ErrorBadGateway("secret"))
}

/// Fails as a layer below may, without an answer.
async fn layer(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match request.path() {
        "/layer/problem" => Err(Problem::new(code::UNAUTHENTICATED).into()),
        "/layer/error" => Err(error::ErrorForbidden("secret")),
        "/layer/panic" => panic!("secret"),
        _ => next.call(request).await,
    }
}

fn routes(config: &mut ServiceConfig) {
    config
        .route("/refuse", web::get().to(refuse))
        .route("/fail", web::get().to(fail))
        .route("/panic", web::get().to(panics))
        .route("/number/{number}", web::get().to(number))
        .route("/numbers", web::get().to(numbers))
        .service(web::resource("/text").route(web::get().to(text)))
        .route("/text/slow", web::get().to(text))
        .route("/json", web::get().to(own_json))
        .route("/shared", web::get().to(shared))
        .route("/id", web::get().to(own_id))
        .route("/plain", web::get().to(plain_fault))
        .route("/teapot", web::get().to(|| async { HttpResponse::new(StatusCode::IM_A_TEAPOT) }));
}

/// What came back: the answer without its body, and the body.
async fn send(request: TestRequest) -> (HttpResponse<()>, web::Bytes) {
    let app = App::new()
        .configure(routes)
        .wrap(from_fn(layer))
        .wrap(from_fn(head_as_get))
        .wrap(from_fn(edge));
    let app = init_service(app).await;
    let response = match try_call_service(&app, request.to_request()).await {
        Ok(response) => response.into_parts().1,
        Err(error) => error.error_response(),
    };
    let (head, body) = response.into_parts();
    (head, to_bytes(body).await.unwrap())
}

fn header(answer: &HttpResponse<()>, name: HeaderName) -> Option<&str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

#[actix_web::test]
async fn every_refusal_is_a_problem() {
    for (path, code) in [
        ("/refuse", code::STALE_REVISION),
        ("/fail", code::UNAVAILABLE),
        ("/panic", code::INTERNAL),
        ("/plain", code::INTERNAL),
        ("/number/x", code::NOT_FOUND),
        ("/numbers?a=x", code::BAD_REQUEST),
        ("/nowhere", code::NOT_FOUND),
        ("/teapot", code::BAD_REQUEST),
        ("/layer/problem", code::UNAUTHENTICATED),
        ("/layer/error", code::FORBIDDEN),
        ("/layer/panic", code::INTERNAL),
    ] {
        let (answer, body) = send(TestRequest::with_uri(path)).await;
        assert_eq!(answer.status().as_u16(), code.status, "{path}");
        assert_eq!(header(&answer, CONTENT_TYPE), Some("application/problem+json"), "{path}");
        assert_eq!(header(&answer, CACHE_CONTROL), Some("no-store"), "{path}");
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["code"], code.code, "{path}");
        assert_eq!(problem["status"], code.status, "{path}");
        assert_eq!(problem["type"], format!("/problems/{}", code.code), "{path}");
        assert_eq!(problem["instance"], path.split('?').next().unwrap(), "{path}");
        assert_eq!(problem["requestId"].as_str(), header(&answer, REQUEST_ID), "{path}");
        assert!(!problem.to_string().contains("secret"), "{problem}");
    }
}

#[actix_web::test]
async fn a_problem_keeps_its_members_and_headers() {
    let (_, body) = send(TestRequest::with_uri("/refuse")).await;
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["currentRevision"], 7);
    let (answer, _) = send(TestRequest::with_uri("/fail")).await;
    assert_eq!(header(&answer, RETRY_AFTER), Some("5"));
    let (answer, _) = send(TestRequest::with_uri("/layer/problem")).await;
    assert_eq!(header(&answer, WWW_AUTHENTICATE), Some("Bearer realm=\"masthead\""));
}

#[actix_web::test]
async fn another_method_is_told_which_are_allowed() {
    let (answer, body) = send(TestRequest::post().uri("/text")).await;
    assert_eq!(answer.status(), 405);
    assert_eq!(header(&answer, ALLOW), Some("GET"));
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["code"], "method_not_allowed");
}

#[actix_web::test]
async fn a_refusal_with_json_of_its_own_stays() {
    let (answer, body) = send(TestRequest::with_uri("/json")).await;
    assert_eq!((answer.status().as_u16(), body.as_ref()), (400, b"{}".as_slice()));
}

#[actix_web::test]
async fn a_plain_request_id_is_taken_and_another_replaced() {
    let longest = "x".repeat(64);
    for sent in ["a", "A-z_9", longest.as_str()] {
        let request = TestRequest::with_uri("/id").insert_header((REQUEST_ID, sent));
        let (answer, body) = send(request).await;
        assert_eq!(header(&answer, REQUEST_ID), Some(sent));
        assert_eq!(body, sent);
    }
    let too_long = "x".repeat(65);
    for sent in ["", "a b", "a\"", "ä", too_long.as_str()] {
        let request = TestRequest::with_uri("/id").insert_header((REQUEST_ID, sent));
        let (answer, body) = send(request).await;
        let id = header(&answer, REQUEST_ID).unwrap();
        assert!(id.len() == 16 && id.bytes().all(|b| b.is_ascii_hexdigit()), "{id}");
        assert_eq!(body, id);
    }
}

#[test]
fn no_request_id_comes_twice() {
    let ids: std::collections::BTreeSet<_> = (0..10_000).map(|_| new_id()).collect();
    assert_eq!(ids.len(), 10_000);
}

#[actix_web::test]
async fn headers_are_completed_and_never_replaced() {
    let default = "default-src 'none'; frame-ancestors 'none'";
    for (path, cache, security, resource) in [
        ("/text", "no-store", default, "same-origin"),
        ("/nowhere", "no-store", default, "same-origin"),
        ("/shared", "public", "default-src 'self'", "cross-origin"),
    ] {
        let (answer, _) = send(TestRequest::with_uri(path)).await;
        assert_eq!(header(&answer, CACHE_CONTROL), Some(cache), "{path}");
        assert_eq!(header(&answer, CONTENT_SECURITY_POLICY), Some(security), "{path}");
        assert_eq!(header(&answer, RESOURCE_POLICY), Some(resource), "{path}");
        assert_eq!(header(&answer, X_CONTENT_TYPE_OPTIONS), Some("nosniff"), "{path}");
        assert_eq!(header(&answer, REFERRER_POLICY), Some("no-referrer"), "{path}");
    }
}

#[actix_web::test]
async fn head_is_get_without_the_body() {
    for path in ["/text", "/refuse", "/nowhere", "/panic", "/shared", "/json"] {
        // the same id, for its length is part of the body's
        let id = (REQUEST_ID, "id");
        let (get, body) = send(TestRequest::with_uri(path).insert_header(id.clone())).await;
        let head = TestRequest::with_uri(path).insert_header(id).method(Method::HEAD);
        let (head, nothing) = send(head).await;
        assert_eq!(head.status(), get.status(), "{path}");
        assert_eq!(header(&head, CONTENT_LENGTH), Some(body.len().to_string().as_str()), "{path}");
        assert_eq!(header(&head, CONTENT_TYPE), header(&get, CONTENT_TYPE), "{path}");
        assert_eq!(header(&head, ETAG), header(&get, ETAG), "{path}");
        assert!(nothing.is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn layers_in_the_other_order_serve_head_too() {
    let app = App::new().configure(routes).wrap(from_fn(edge)).wrap(from_fn(head_as_get));
    let app = init_service(app).await;
    let head = TestRequest::with_uri("/text").method(Method::HEAD).to_request();
    let response = call_service(&app, head).await;
    assert_eq!(response.headers().get(CONTENT_LENGTH).unwrap(), "5");
    assert!(read_body(response).await.is_empty());
}

/// What a real server sends for raw requests on one connection that it then closes.
fn exchange(raw: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let app = || App::new().configure(routes).wrap(from_fn(head_as_get)).wrap(from_fn(edge));
    let (give, take) = std::sync::mpsc::channel();
    let serving = std::thread::spawn(move || {
        let system = actix_web::rt::System::new();
        system.block_on(async move {
            let server =
                HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap();
            let server = server.run();
            give.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let handle = take.recv().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(raw.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    drop(handle.stop(false));
    serving.join().unwrap();
    answer
}

#[test]
fn pipelined_answers_to_head_have_no_body() {
    let answer = exchange(
        "HEAD /text HTTP/1.1\r\nHost: a\r\n\r\n\
         GET /text HTTP/1.1\r\nHost: a\r\n\r\n\
         HEAD /text/slow HTTP/1.1\r\nHost: a\r\n\r\n\
         GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    let parts: Vec<_> = answer.split("\r\n\r\n").collect();
    assert_eq!(parts.len(), 5, "{answer}");
    let bodies: Vec<_> = parts[1..].iter().map(|part| part.starts_with("hello")).collect();
    assert_eq!(bodies, [false, true, false, true], "{answer}");
    assert_eq!(answer.matches("content-length: 5").count(), 4, "{answer}");
}

#[test]
fn a_panic_is_answered_over_the_wire() {
    let answer = exchange(
        "GET /panic HTTP/1.1\r\nHost: a\r\n\r\n\
         HEAD /panic HTTP/1.1\r\nHost: a\r\n\r\n\
         GET /text HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    assert_eq!(answer.matches("HTTP/1.1 500").count(), 2, "{answer}");
    assert_eq!(answer.matches("\"code\":\"internal\"").count(), 1, "{answer}");
    assert_eq!(answer.matches("application/problem+json").count(), 2, "{answer}");
    assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
}
