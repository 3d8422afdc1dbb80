use actix_web::body::to_bytes;
use actix_web::http::header::{ACCEPT, ACCEPT_ENCODING};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse};
use futures_util::stream;
use serde_json::json;

use super::*;
use crate::http::edge::edge;

const BYTES_MAX: usize = 20;

async fn echo(body: JsonBody) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(body.object()?))
}

async fn patch(patch: PatchBody) -> HttpResponse {
    HttpResponse::Ok().json(json!([format!("{:?}", patch.kind), patch.value]))
}

/// Status, headers and body of the answer to a request.
async fn send(request: TestRequest) -> (u16, actix_web::http::header::HeaderMap, Value) {
    let app = App::new()
        .app_data(Data::new(Limits { json_bytes_max: BYTES_MAX }))
        .route("/", web::post().to(echo))
        .route("/", web::patch().to(patch))
        .wrap(from_fn(edge));
    let app = init_service(app).await;
    let response = call_service(&app, request.uri("/").to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let bytes = to_bytes(response.into_body()).await.unwrap();
    (status, headers, serde_json::from_slice(&bytes).unwrap())
}

fn post(kind: &str, body: &'static [u8]) -> TestRequest {
    TestRequest::post().insert_header((CONTENT_TYPE, kind)).set_payload(body)
}

#[test]
fn bodies_may_have_two_mebibytes_unless_set() {
    assert_eq!(Limits::default().json_bytes_max, 2_097_152);
}

#[actix_web::test]
async fn bodies_are_judged_in_order() {
    for (kind, body, status, code) in [
        ("application/json", &b"{\"a\":1}"[..], 200, None),
        ("Application/JSON ; Charset=\"UTF-8\"", b"{}", 200, None),
        ("application/json;charset=utf-8", b"{}", 200, None),
        ("application/json", b"[]", 422, Some("invalid_document")),
        ("application/json", b"", 400, Some("malformed_json")),
        ("application/json", b"{\"a\":1,\"a\":2}", 400, Some("malformed_json")),
        ("application/json", b"\"\xff\"", 400, Some("invalid_utf8")),
        ("application/json", b"{\"a\":\"1234567890123\"}", 413, Some("too_large")),
        ("application/json;charset=latin1", b"{}", 415, Some("unsupported_media_type")),
        ("application/json;version=2", b"{}", 415, Some("unsupported_media_type")),
        ("text/plain", b"{}", 415, Some("unsupported_media_type")),
        ("application/merge-patch+json", b"{}", 415, Some("unsupported_media_type")),
        ("", b"{}", 415, Some("unsupported_media_type")),
    ] {
        let (got, _, answer) = send(post(kind, body)).await;
        assert_eq!((got, answer["code"].as_str()), (status, code), "{kind} {body:?}");
    }
}

#[actix_web::test]
async fn a_body_without_a_media_type_is_refused() {
    let (status, headers, _) = send(TestRequest::post().set_payload("{}")).await;
    assert_eq!(status, 415);
    assert_eq!(headers.get(ACCEPT).unwrap(), "application/json");
}

#[actix_web::test]
async fn two_media_types_are_refused() {
    let request = post("application/json", b"{}").append_header((CONTENT_TYPE, "text/plain"));
    assert_eq!(send(request).await.0, 415);
}

#[actix_web::test]
async fn a_content_coding_is_refused() {
    for (coding, want) in [("identity", 200), ("gzip", 415), ("gzip, identity", 415), ("", 415)] {
        let request = post("application/json", b"{}").insert_header((CONTENT_ENCODING, coding));
        let (status, headers, _) = send(request).await;
        assert_eq!(status, want, "{coding}");
        assert_eq!(headers.contains_key(ACCEPT_ENCODING), want == 415, "{coding}");
    }
}

#[actix_web::test]
async fn a_document_that_is_no_object_is_pointed_at() {
    let (_, _, answer) = send(post("application/json", b"7")).await;
    assert_eq!(answer["errors"][0]["pointer"], "");
}

#[actix_web::test]
async fn a_patch_has_one_of_two_media_types() {
    let request = |kind: &str| {
        TestRequest::patch().insert_header((CONTENT_TYPE, kind)).set_payload("{\"a\":null}")
    };
    for (kind, want) in [
        ("application/merge-patch+json", Some("Merge")),
        ("application/json-patch+json; charset=utf-8", Some("Json")),
        ("application/json", None),
        ("text/plain", None),
    ] {
        let (status, headers, answer) = send(request(kind)).await;
        match want {
            Some(want) => assert_eq!(answer, json!([want, { "a": null }])),
            None => {
                assert_eq!(status, 415, "{kind}");
                assert_eq!(headers.get(ACCEPT_PATCH).unwrap(), PATCHES);
            }
        }
    }
}

/// A body that comes in chunks, with a length told or not.
async fn read(told: Option<usize>, chunks: &[&'static [u8]]) -> Result<Vec<u8>, &'static str> {
    let chunks: Vec<_> = chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk))).collect();
    read_all(told, chunks).await
}

async fn read_all(
    bytes_told: Option<usize>,
    chunks: Vec<Result<Bytes, PayloadError>>,
) -> Result<Vec<u8>, &'static str> {
    let payload = Payload::Stream { payload: Box::pin(stream::iter(chunks)) };
    let room = Room { bytes_max: 4, bytes_told };
    room.read(payload).await.map_err(|problem| problem.code().code)
}

#[actix_web::test]
async fn chunks_are_counted_whatever_length_is_told() {
    assert_eq!(read(None, &[b"ab", b"", b"cd"]).await, Ok(b"abcd".to_vec()));
    assert_eq!(read(None, &[b"ab", b"cde"]).await, Err("too_large"));
    assert_eq!(read(Some(2), &[b"ab", b"cde"]).await, Err("too_large"));
    assert_eq!(read(Some(5), &[]).await, Err("too_large"));
    assert_eq!(read(Some(usize::MAX), &[]).await, Err("too_large"));
}

#[actix_web::test]
async fn a_body_that_breaks_off_is_a_bad_request() {
    let broken = vec![Ok(Bytes::from_static(b"a")), Err(PayloadError::Incomplete(None))];
    assert_eq!(read_all(None, broken).await, Err("bad_request"));
    assert_eq!(read_all(None, vec![Err(PayloadError::Overflow)]).await, Err("too_large"));
}

#[actix_web::test]
async fn a_length_that_is_no_number_is_too_large() {
    let request = TestRequest::default().insert_header((CONTENT_LENGTH, "99999999999999999999999"));
    assert_eq!(Room::of(&request.to_http_request()).bytes_told, Some(usize::MAX));
}
