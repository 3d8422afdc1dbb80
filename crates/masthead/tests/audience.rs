//! What readers do, counted by the binary: whenever it ends, a second is lost at most, and nothing
//! counts twice.

#![expect(clippy::unwrap_used, reason = "a test stops where its ground gives way")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use domain::time::Timestamp;
use reqwest::blocking::Client;
use serde_json::{Value, json};
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

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A newsroom that is served.
struct Server {
    process: Child,
    base: String,
    http: Client,
    log: File,
}

impl Server {
    fn start(data: &Path) -> Self {
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let log = tempfile::tempfile().unwrap();
        let errors = log.try_clone().unwrap();
        let mut process = masthead(data, &serve).stderr(errors).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let health = lines.map(Result::unwrap).find(|line| line.starts_with("Health")).unwrap();
        let base = health.split_whitespace().last().unwrap().replace("/readyz", "");
        Self { process, base, http: Client::builder().no_proxy().build().unwrap(), log }
    }

    fn write(&self, token: &str, path: &str, revision: Option<i64>, document: &Value) -> Value {
        let mut request = self.http.post(format!("{}{path}", self.base)).bearer_auth(token);
        if let Some(revision) = revision {
            request = request.header("if-match", format!("\"{revision}\""));
        }
        let answer = request.json(document).send().unwrap();
        assert!(answer.status().is_success(), "{path} {}", answer.text().unwrap());
        answer.json().unwrap()
    }

    fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}{path}", self.base)).send().unwrap().json().unwrap()
    }

    /// An article that readers see.
    fn article(&self, token: &str) -> String {
        let id = |made: Value| made.pointer("/id").and_then(Value::as_str).unwrap().to_owned();
        let section = id(self.write(token, "/v1/sections", None, &json!({ "name": "News" })));
        let author = id(self.write(token, "/v1/authors", None, &json!({ "name": "Ada Lane" })));
        let topic = id(self.write(token, "/v1/topics", None, &json!({ "name": "Trade" })));
        let document = json!({
            "headline": "Oil rises", "section": section, "credits": [{ "author": author }],
            "topics": [{ "topic": topic }], "body": { "markdown": "One." },
        });
        let article = id(self.write(token, "/v1/articles", None, &document));
        let path = format!("/v1/articles/{article}/publish");
        self.write(token, &path, Some(1), &json!({}));
        article
    }

    /// So many readers open the article, of whom nobody heard yet.
    fn read(&self, token: &str, article: &str, readers: std::ops::Range<u32>) {
        let event = |reader: u32| {
            json!({
                "id": format!("01900000-0000-7000-8000-{reader:012}"), "article": article,
                "kind": "view",
                "visitor": {
                    "address": format!("10.{}.{}.1", reader / 256 % 256, reader % 256),
                    "agent": "Mozilla/5.0",
                },
            })
        };
        let events: Vec<_> = readers.map(event).collect();
        let told = self.write(token, "/v1/events", None, &json!({ "events": events }));
        assert_eq!(told.get("counted"), Some(&json!(events.len())), "{told}");
    }

    fn views(&self) -> u64 {
        let list = self.get("/v1/most-viewed");
        list.pointer("/items/0/why/views").and_then(Value::as_u64).unwrap_or_default()
    }

    /// Until so many views are told of.
    fn wait_for(&self, views: u64) {
        for _ in 0..100 {
            if self.views() == views {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(self.views(), views);
    }

    /// How many views there are once what is in the journal is counted: a second after the start.
    fn settled(&self) -> u64 {
        std::thread::sleep(Duration::from_millis(1_500));
        self.views()
    }

    /// Ends it, and gives what it logged.
    fn stop(mut self) -> Vec<u8> {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        let mut logged = Vec::new();
        self.log.rewind().unwrap();
        self.log.read_to_end(&mut logged).unwrap();
        logged
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _is_gone = self.process.kill();
        let _code = self.process.wait();
    }
}

fn token(data: &Path, role: &str) -> String {
    let email = format!("{role}@example.org");
    let made = run(data, &["token", "create", "--email", &email, "--role", role], "");
    said(&made).trim().to_owned()
}

fn journals(data: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(data.join("events/0")).unwrap();
    let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    files
}

#[test]
fn a_process_that_is_killed_loses_a_second_at_most_and_counts_nothing_twice() {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let (editor, program) = (token(data, "editor"), token(data, "integrator"));
    let server = Server::start(data);
    let article = server.article(&editor);
    server.read(&program, &article, 0..500);
    server.wait_for(500);
    server.read(&program, &article, 500..700);
    std::thread::sleep(Duration::from_secs(1));
    server.kill();

    let server = Server::start(data);
    server.wait_for(700);
    // what was counted before is known, and what comes goes on behind it
    server.read(&program, &article, 700..800);
    server.wait_for(800);
    // killed at any moment: what was sent a second before is there, and no more than was sent
    let (mut server, mut left) = (server, 800);
    for (first, waited_ms) in (800..).step_by(100).zip([0, 130, 290, 610, 1_000]) {
        server.read(&program, &article, first..first + 100);
        std::thread::sleep(Duration::from_millis(waited_ms));
        server.kill();
        server = Server::start(data);
        let views = server.settled();
        assert!((left..=left + 100).contains(&views), "{views} after {left}");
        assert!(waited_ms < 1_000 || views == left + 100, "{views} after {left}");
        left = views;
    }
    let as_of = server.get("/v1/most-viewed");
    let now = Timestamp::parse(as_of.pointer("/asOf").and_then(Value::as_str).unwrap()).unwrap();
    let rule = json!({
        "article": article, "kind": "pin", "position": 3, "reason": "It has to be read.",
        "until": now.plus_seconds(3_600),
    });
    server.write(&editor, "/v1/trending/rules", None, &rule);
    server.kill();

    let files = journals(data);
    let arguments: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let replay = said(&run(data, &[&["events", "replay"][..], &arguments].concat(), ""));
    assert!(!replay.contains(" 0 known"), "{replay}");
    assert!(replay.lines().all(|line| line.contains(": 0 events counted")), "{replay}");
    let explained = said(&run(data, &["trending", "explain", &article], ""));
    assert!(explained.contains("Oil rises"), "{explained}");
    assert!(explained.contains(&format!("{left} in the last hour")), "{explained}");
    assert!(explained.contains("pinned to 3") && explained.contains("It has to be read."));
    let places: Vec<Vec<&str>> =
        explained.lines().map(|line| line.split_whitespace().collect()).collect();
    for hours in ["1", "6", "48"] {
        // by rank the first, and in the list, which has no other
        let place = places.iter().find(|words| words.starts_with(&[hours, "h"])).unwrap();
        assert_eq!(place.get(2..4), Some(&["1", "1"][..]), "{explained}");
    }
}

#[test]
fn a_database_of_before_gets_what_it_lacks_from_the_journal() {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let (editor, program) = (token(data, "editor"), token(data, "integrator"));
    let server = Server::start(data);
    let article = server.article(&editor);
    server.read(&program, &article, 0..100);
    server.wait_for(100);
    server.kill();
    let (database, copy) = (data.join("masthead.sqlite"), data.join("before.sqlite"));
    // closed by a command that reads it, so that the file is whole
    said(&run(data, &["audit", "verify"], ""));
    std::fs::copy(&database, &copy).unwrap();
    let server = Server::start(data);
    server.read(&program, &article, 100..400);
    server.wait_for(400);
    server.kill();

    for end in ["sqlite-wal", "sqlite-shm"] {
        let _was_there = std::fs::remove_file(data.join(format!("masthead.{end}")));
    }
    std::fs::copy(&copy, &database).unwrap();
    let files = journals(data);
    let arguments: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let replay = [&["events", "replay"][..], &arguments].concat();
    let first = said(&run(data, &replay, ""));
    assert!(first.contains("300 events counted"), "{first}");
    let second = said(&run(data, &replay, ""));
    assert!(!second.contains("300 events counted"), "{second}");
    let server = Server::start(data);
    server.wait_for(400);
}

#[test]
fn what_is_no_journal_is_refused_by_its_name() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("a.jsonl");
    std::fs::write(&file, "no journal\nat all\n").unwrap();
    let refused = run(dir.path(), &["events", "replay", file.to_str().unwrap()], "");
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("a.jsonl"), "{why}");
}

#[test]
fn a_place_that_nobody_takes_again_is_emptied_after_a_week() {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let folder = data.join("events/7");
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("00000000000000000001.jsonl");
    std::fs::write(&file, "{\"instance\":\"01900000-0000-7000-8000-000000000009\"}\n").unwrap();
    let week_ago =
        std::fs::metadata(&file).unwrap().modified().unwrap() - Duration::from_secs(604_801);
    File::options().append(true).open(&file).unwrap().set_modified(week_ago).unwrap();
    let _server = Server::start(data);
    for _ in 0..100 {
        if !file.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(!file.exists());
}

/// Every byte of the files below a folder.
fn bytes_below(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        all.extend(if path.is_dir() { bytes_below(&path) } else { std::fs::read(&path).unwrap() });
    }
    all
}

#[test]
fn nothing_of_a_reader_is_written_anywhere() {
    let dir = TempDir::new().unwrap();
    let data = dir.path();
    let (editor, program) = (token(data, "editor"), token(data, "integrator"));
    let server = Server::start(data);
    let article = server.article(&editor);
    let event = json!({
        "id": "01900000-0000-7000-8000-000000000001", "article": article, "kind": "view",
        "ref": "https://tides.example/zyzzyva-path?reader=zyzzyva-query",
        "visitor": { "address": "203.0.113.77", "agent": "Mozilla/5.0 zyzzyva-agent" },
    });
    let told = server.write(&program, "/v1/events", None, &json!({ "events": [event] }));
    assert_eq!(told.get("counted"), Some(&json!(1)), "{told}");
    // as a browser sends it
    let own = json!({ "events": [{
        "id": "01900000-0000-7000-8000-000000000002", "article": article, "kind": "view",
    }] });
    let sent = server.http.post(format!("{}/v1/events", server.base));
    let sent = sent.header("user-agent", "Mozilla/5.0 zyzzyva-browser");
    assert_eq!(sent.json(&own).send().unwrap().status(), 202);
    let image = server.http.get(format!("{}/v1/p.gif?a={article}", server.base));
    let image = image.header("user-agent", "Mozilla/5.0 (Android) zyzzyva-image Firefox");
    assert_eq!(image.send().unwrap().status(), 200);
    server.wait_for(3);
    let log = server.stop();
    assert!(!journals(data).is_empty());
    let written = [bytes_below(data), log].concat();
    let written = String::from_utf8_lossy(&written).into_owned();
    assert!(written.contains("tides.example"), "the host is counted");
    for word in ["203.0.113", "zyzzyva"] {
        assert!(!written.contains(word), "{word}");
    }
}
