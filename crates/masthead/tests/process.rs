//! The binary as a process: commands, settings, signals.

#![expect(clippy::unwrap_used, reason = "a test stops where its ground gives way")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use tempfile::TempDir;

fn masthead(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
    command.args(arguments).arg("--data").arg(data).current_dir(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = masthead(data, arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A server and the lines that it printed before it was ready.
fn serve(data: &Path, more: &[&str]) -> (Child, Vec<String>) {
    let arguments = [&["serve", "--listen", "127.0.0.1:0"], more].concat();
    let mut child = masthead(data, &arguments).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut printed = Vec::new();
    for line in lines {
        let line = line.unwrap();
        let last = line.starts_with("Health");
        printed.push(line);
        if last {
            break;
        }
    }
    (child, printed)
}

#[test]
fn an_administrator_is_made_from_standard_input() {
    let dir = TempDir::new().unwrap();
    let create = ["admin", "create", "--email", "ada@example.org"];
    let weak = run(dir.path(), &create, "short\n");
    assert!(
        !weak.status.success() && words(&weak.stderr).contains("12"),
        "{}",
        words(&weak.stderr)
    );
    let made = run(dir.path(), &create, "seven lanterns at the quay\n");
    assert!(made.status.success(), "{}", words(&made.stderr));
    let again = run(dir.path(), &create, "seven lanterns at the quay\n");
    assert!(words(&again.stderr).contains("e-mail address exists"), "{}", words(&again.stderr));
}

#[test]
fn a_token_stands_alone_on_standard_output() {
    let dir = TempDir::new().unwrap();
    let create = ["token", "create", "--email", "app@example.org", "--role", "integrator"];
    let made = run(dir.path(), &create, "");
    let token = words(&made.stdout);
    assert!(token.starts_with("mh_api_") && token.lines().count() == 1, "{token}");
    let wrong =
        run(dir.path(), &["token", "create", "--email", "a@example.org", "--role", "king"], "");
    assert!(!wrong.status.success() && words(&wrong.stderr).contains("--role"));
}

#[test]
fn a_new_key_signs_and_the_old_one_still_checks() {
    let dir = TempDir::new().unwrap();
    let create = ["admin", "create", "--email", "ada@example.org"];
    assert!(run(dir.path(), &create, "seven lanterns at the quay").status.success());
    let (mut child, lines) = serve(dir.path(), &[]);
    let base = lines.last().unwrap().split_whitespace().last().unwrap();
    let base = base.trim_end_matches("/readyz");
    let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
    let log_in = || {
        let document = serde_json::json!({
            "email": "ada@example.org", "password": "seven lanterns at the quay",
        });
        let open = client.post(format!("{base}/v1/auth/login")).json(&document).send().unwrap();
        let open: serde_json::Value = open.json().unwrap();
        open["accessToken"].as_str().unwrap().to_owned()
    };
    let kids = || {
        let keys = client.get(format!("{base}/.well-known/jwks.json")).send().unwrap();
        let keys: serde_json::Value = keys.json().unwrap();
        keys["keys"].as_array().unwrap().clone()
    };
    let before = log_in();
    assert_eq!(kids().len(), 1);
    assert!(run(dir.path(), &["keys", "rotate"], "").status.success());
    // it hears of it within two seconds: each round is a request
    let heard = (0..100_000).any(|_| kids().len() == 2);
    assert!(heard);
    for token in [before, log_in()] {
        let me = client.get(format!("{base}/v1/me")).bearer_auth(token).send().unwrap();
        assert_eq!(me.status().as_u16(), 200);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn an_unknown_setting_is_an_error() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("masthead.toml"), "lisen = \"127.0.0.1:1\"\n").unwrap();
    let refused = run(dir.path(), &["config", "print"], "");
    assert!(!refused.status.success() && words(&refused.stderr).contains("lisen"));
    std::fs::write(dir.path().join("masthead.toml"), "listen = \"127.0.0.1:1\"\n").unwrap();
    let shown = run(dir.path(), &["config", "print"], "");
    assert!(words(&shown.stdout).contains("127.0.0.1:1"), "{}", words(&shown.stderr));
    let over = masthead(dir.path(), &["config", "print"])
        .env("MASTHEAD_LISTEN", "127.0.0.1:2")
        .output()
        .unwrap();
    assert!(words(&over.stdout).contains("127.0.0.1:2"), "{}", words(&over.stderr));
    let unknown = masthead(dir.path(), &["config", "print"]).env("MASTHEAD_LISEN", "a").output();
    assert!(!unknown.unwrap().status.success());
}

#[test]
fn plain_http_is_not_shown_to_others() {
    let dir = TempDir::new().unwrap();
    let refused = run(dir.path(), &["serve", "--listen", "0.0.0.0:0"], "");
    assert!(!refused.status.success() && words(&refused.stderr).contains("--allow-plain-http"));
}

#[test]
fn the_demo_is_served_and_sigterm_ends_it_well() {
    let dir = TempDir::new().unwrap();
    let (mut child, printed) = serve(dir.path(), &["--demo"]);
    let articles = printed.iter().find_map(|line| line.strip_prefix("Articles   ")).unwrap();
    let address = articles.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut socket = std::net::TcpStream::connect(address).unwrap();
    let request = "GET /v1/articles?limit=100 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut socket, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer:.200}");
    let shown = answer.matches("\"readingTimeSeconds\"").count();
    assert_eq!(shown, 58);
    let mut health = std::net::TcpStream::connect(address).unwrap();
    let mut ready = || {
        health.write_all(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
        let mut answer = [0; 4_096];
        let len = std::io::Read::read(&mut health, &mut answer).unwrap();
        words(answer.get(..len).unwrap()).starts_with("HTTP/1.1 200")
    };
    assert!(ready());
    let ended = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    // it answers "not ready" on the way down: the loop ends before the connection does
    while ready() {}
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn sigterm_ends_it_well_when_nobody_reads_what_it_says() {
    let dir = TempDir::new().unwrap();
    let mut child = masthead(dir.path(), &["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.find_map(|line| {
        Some(line.unwrap().strip_prefix("Health     http://")?.strip_suffix("/readyz")?.to_owned())
    });
    drop((lines, child.stderr.take()));
    // a request is logged, and cannot be
    let mut socket = std::net::TcpStream::connect(address.unwrap()).unwrap();
    socket.write_all(b"GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    std::io::Read::read_to_string(&mut socket, &mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let ended = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(ended.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_demo_holds_a_whole_newspaper() {
    use domain::author::{Author, AuthorKind};
    use domain::{actor::Actor, section::Section, topic::Topic};
    use newsroom::{ArticleQuery, PageRequest, View};
    let dir = TempDir::new().unwrap();
    let store = newsroom::Store::open(&newsroom::Target::Sqlite(dir.path().join("a.sqlite")));
    store.migrate().unwrap();
    masthead::demo::load(&store).unwrap();
    let (clock, ids) = (Arc::new(newsroom::SystemClock), Arc::new(newsroom::SystemIds));
    let newsroom =
        newsroom::Newsroom::new(store, clock, ids, newsroom::secret::Cost::Test).unwrap();
    let mut reading = newsroom.reading().unwrap();
    let page = PageRequest::first(100);
    let named = || PageRequest::first(100);
    let mut articles = |view| {
        let seen = reading.seen(&Actor::Operator, view).unwrap();
        reading.articles(seen, &ArticleQuery::default(), &page).unwrap().items
    };
    assert_eq!((articles(View::Public).len(), articles(View::Working).len()), (58, 61));
    let seen = reading.seen(&Actor::Operator, View::Working).unwrap();
    let authors = reading.records::<Author>(seen, &[], &named()).unwrap().items;
    assert_eq!(authors.len(), 12);
    assert!(authors.iter().all(|author| author.content.bio.is_some()));
    let collectives = authors.iter().filter(|a| a.content.kind == AuthorKind::Collective);
    assert_eq!(collectives.count(), 1);
    assert_eq!(reading.records::<Topic>(seen, &[], &named()).unwrap().items.len(), 25);
    assert_eq!(reading.records::<Section>(seen, &[], &named()).unwrap().items.len(), 6);
}

#[test]
fn two_demos_are_the_same() {
    let listing = || {
        let dir = TempDir::new().unwrap();
        let store = newsroom::Store::open(&newsroom::Target::Sqlite(dir.path().join("a.sqlite")));
        store.migrate().unwrap();
        masthead::demo::load(&store).unwrap();
        masthead::demo::load(&store).unwrap();
        store.snapshot().unwrap().read(|tx| tx.changes(0, 10_000)).unwrap()
    };
    let first = listing();
    assert!(first.len() > 50);
    assert_eq!(first, listing());
}

#[test]
fn a_list_of_documents_is_read_before_anything_is_served() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("list.json"), r#"{"a": "{"}"#).unwrap();
    let faulty =
        run(dir.path(), &["serve", "--listen", "127.0.0.1:0", "--documents", "list.json"], "");
    let words = words(&faulty.stderr);
    assert!(
        !faulty.status.success() && words.contains("list.json") && words.contains("syntax"),
        "{words}"
    );
    let only = run(dir.path(), &["config", "print", "--documents-only"], "");
    assert!(!only.status.success());
}
