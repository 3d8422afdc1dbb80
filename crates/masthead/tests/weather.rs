//! The weather from a service, by the binary as a process, over real sockets. The service is one
//! of the test's own, which answers like Open-Meteo.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where its ground gives way")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;

use tempfile::TempDir;

/// Answers each request with `answer`; the paths that were asked for arrive at the receiver.
fn service(answer: &'static str) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let (asked, asks) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream: TcpStream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            asked.send(line).unwrap();
        }
    });
    (base, asks)
}

const READING: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n\
    {\"current\":{\"time\":\"2026-03-14T07:30\",\"temperature_2m\":9.5,\"weather_code\":63}}";

/// The site as readers see it, asked until it shows the words.
fn site_shows(address: &str, words: &str) -> String {
    // each try asks the server, so there is nothing to wait for but its answer
    for _ in 0..10_000 {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.write_all(b"GET /v1/site HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        if answer.contains(words) {
            return answer;
        }
    }
    panic!("the site never showed {words}");
}

/// A demo whose database is made before it is served, so that its reading is old.
#[test]
fn process_reads_the_weather_of_the_sites_location() {
    let dir = TempDir::new().unwrap();
    let (base, asks) = service(READING);
    let mut child = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
        .env("MASTHEAD_DATA", dir.path())
        .env("MASTHEAD_WEATHER", "open-meteo")
        .env("MASTHEAD_WEATHER_URL", &base)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.find_map(|line| {
        let line = line.unwrap();
        Some(line.strip_prefix("Reference  http://")?.strip_suffix("/docs")?.to_owned())
    });
    let asked = asks.recv().unwrap();
    assert!(asked.starts_with("GET /v1/forecast?latitude=38.2&longitude=-9.4&"), "{asked}");
    let site = site_shows(&address.unwrap(), "Open-Meteo.com");
    for words in ["\"9.5 C\"", "\"rain\"", "\"2026-03-14T07:30:00Z\"", "\"Port Sorrel\""] {
        assert!(site.contains(words), "{words} {site}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn process_refuses_a_service_over_plain_http_elsewhere() {
    let dir = TempDir::new().unwrap();
    let refused = Command::new(env!("CARGO_BIN_EXE_masthead"))
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env("MASTHEAD_DATA", dir.path())
        .env("MASTHEAD_WEATHER", "open-meteo")
        .env("MASTHEAD_WEATHER_URL", "http://weather.example")
        .output()
        .unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("weather_url"));
}
