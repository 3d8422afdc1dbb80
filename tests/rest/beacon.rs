//! The script that front ends load to tell what readers do.

use testkit::{Engine, TestApp, both_engines};

both_engines!(the_script_is_small_and_for_any_page);

const PATH: &str = "/v1/beacon.js";
/// What the script may weigh, in bytes.
const BYTES_MAX: usize = 3_072;

async fn the_script_is_small_and_for_any_page(engine: Engine) {
    let app = TestApp::start(engine).await;
    let script = app.get(PATH).await;
    assert_eq!(script.code(), 200);
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cache-control", "public, max-age=3600"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        ("set-cookie", ""),
    ] {
        assert_eq!(script.header(name), value, "{name}");
    }
    let len = script.bytes.len();
    assert!((1..=BYTES_MAX).contains(&len), "{len} bytes");
    let text = String::from_utf8(script.bytes.clone()).unwrap();
    for word in ["cookie", "localStorage", "sessionStorage", "indexedDB", "caches"] {
        assert!(!text.contains(word), "{word}");
    }
    let known = [("if-none-match", script.header("etag"))];
    let again = app.send("GET", PATH, &known, "").await;
    assert_eq!((again.code(), again.bytes.len()), (304, 0));
    for name in ["etag", "cache-control", "cross-origin-resource-policy"] {
        assert_eq!(again.header(name), script.header(name), "{name}");
    }
    let coded = app.send("GET", PATH, &[("accept-encoding", "br")], "").await;
    assert_eq!((coded.header("content-encoding"), coded.bytes.len() < len), ("br", true));
    // an address that keeps caches away leads there too
    assert_eq!(app.get("/v1/beacon.js?v=2").await.bytes, script.bytes);
    assert_eq!(app.send("POST", PATH, &[], "").await.code(), 405);
}
