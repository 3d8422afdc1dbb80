//! Letters over a real socket: somebody who forgot their password sets a new one.

#![expect(clippy::unwrap_used, reason = "a test stops where its ground gives way")]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};

use reqwest::blocking::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

const PASSWORD: &str = "seven lanterns at the quay";
const OTHER: &str = "nine boats that left at dawn";

/// What a server for mail heard: who may send, to whom, and the letter.
#[derive(Debug, Default)]
struct Heard {
    login: String,
    to: String,
    letter: String,
}

/// A server for mail (RFC 5321, with AUTH of RFC 4954) that takes everything, but for whoever it
/// does not know.
fn mail_server() -> (u16, Receiver<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (heard, letters) = mpsc::channel();
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            converse(&socket.unwrap(), &heard);
        }
    });
    (port, letters)
}

fn converse(socket: &TcpStream, heard: &Sender<Heard>) {
    let say = |words: &str| {
        let mut socket = socket;
        socket.write_all(format!("{words}\r\n").as_bytes()).unwrap();
    };
    let mut lines = BufReader::new(socket).lines().map_while(Result::ok);
    let mut now = Heard::default();
    say("220 mail.example");
    while let Some(line) = lines.next() {
        match line.split(' ').next().unwrap_or("") {
            "EHLO" => say("250-mail.example\r\n250 AUTH PLAIN"),
            "AUTH" => {
                now.login = line;
                say("235 welcome");
            }
            "RCPT" if line.contains("<bo@") => {
                say("550 5.1.1 <bo@example.org>: Recipient address rejected");
            }
            "RCPT" => {
                now.to = line;
                say("250 known");
            }
            "DATA" => {
                say("354 go on");
                let letter: Vec<_> = lines.by_ref().take_while(|line| line != ".").collect();
                now.letter = letter.join("\n");
                say("250 taken");
                heard.send(std::mem::take(&mut now)).unwrap();
            }
            "QUIT" => return say("221 good bye"),
            _ => say("250 as you like"),
        }
    }
}

fn masthead(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_masthead"));
    command.args(arguments).arg("--data").arg(data).current_dir(data);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn create_admin(data: &Path, email: &str) {
    let mut child = masthead(data, &["admin", "create", "--email", email]).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// A server, and its address.
fn serve(data: &Path, port: u16) -> (Child, String) {
    let secret = data.join("smtp-password");
    fs::write(&secret, "harbour\n").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let mut child = masthead(data, &["serve", "--listen", "127.0.0.1:0"])
        .env("MASTHEAD_SMTP_HOST", "127.0.0.1")
        .env("MASTHEAD_SMTP_PORT", port.to_string())
        .env("MASTHEAD_SMTP_TLS", "off")
        .env("MASTHEAD_SMTP_USER", "desk")
        .env("MASTHEAD_SMTP_PASSWORD_FILE", &secret)
        .env("MASTHEAD_MAIL_FROM", "The Pier <desk@pier.example>")
        .env("MASTHEAD_PUBLIC_URL", "https://pier.example/")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let health = lines.map(Result::unwrap).find(|line| line.starts_with("Health")).unwrap();
    let address = health.split_whitespace().last().unwrap();
    (child, address.trim_end_matches("/readyz").to_owned())
}

fn post(client: &Client, base: &str, path: &str, document: &Value) -> u16 {
    client.post(format!("{base}{path}")).json(document).send().unwrap().status().as_u16()
}

#[test]
fn a_forgotten_password_is_set_anew_by_the_link_in_a_letter() {
    let dir = TempDir::new().unwrap();
    let (port, letters) = mail_server();
    create_admin(dir.path(), "ada@example.org");
    let (mut child, base) = serve(dir.path(), port);
    let client = Client::builder().no_proxy().build().unwrap();
    let reset = "/v1/auth/password-reset";
    for email in ["nobody@example.org", "ada@example.org"] {
        assert_eq!(post(&client, &base, reset, &json!({ "email": email })), 202);
    }
    let heard = letters.recv().unwrap();
    // base64 of NUL, desk, NUL, harbour
    assert_eq!(heard.login, "AUTH PLAIN AGRlc2sAaGFyYm91cg==");
    assert!(heard.to.contains("<ada@example.org>"), "{}", heard.to);
    assert!(heard.letter.contains("From: \"The Pier\" <desk@pier.example>"), "{}", heard.letter);
    let text = heard.letter.replace("=\n", "").replace("=3D", "=");
    let link = text.lines().find(|line| line.starts_with("https://")).unwrap();
    let secret = link.strip_prefix("https://pier.example/password#").unwrap();
    let complete = json!({ "secret": secret, "newPassword": OTHER });
    let path = "/v1/auth/password-reset/complete";
    assert_eq!(post(&client, &base, path, &complete), 204);
    assert_eq!(post(&client, &base, path, &complete), 409);
    let log_in = |password: &str| {
        let document = json!({ "email": "ada@example.org", "password": password });
        post(&client, &base, "/v1/auth/login", &document)
    };
    assert_eq!([log_in(PASSWORD), log_in(OTHER)], [401, 200]);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(letters.try_recv().is_err(), "nobody else got a letter");
}

#[test]
fn a_letter_that_is_refused_leaves_no_address_in_the_log() {
    let dir = TempDir::new().unwrap();
    let (port, _letters) = mail_server();
    create_admin(dir.path(), "bo@example.org");
    let (mut child, base) = serve(dir.path(), port);
    let client = Client::builder().no_proxy().build().unwrap();
    let wish = json!({ "email": "bo@example.org" });
    assert_eq!(post(&client, &base, "/v1/auth/password-reset", &wish), 202);
    let log = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let mut said = Vec::new();
    for line in log {
        let is_last = line.contains("a letter was not sent");
        said.push(line);
        if is_last {
            break;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let last = said.last().unwrap();
    assert!(last.contains("the server answered 550"), "{last}");
    assert!(said.iter().all(|line| !line.contains("bo@")), "{said:?}");
}

#[test]
fn a_link_is_printed_for_who_runs_the_machine() {
    let dir = TempDir::new().unwrap();
    create_admin(dir.path(), "ada@example.org");
    let of = |email: &str| {
        masthead(dir.path(), &["admin", "reset-link", "--email", email]).output().unwrap()
    };
    let printed = of("ada@example.org");
    let link = String::from_utf8(printed.stdout).unwrap();
    assert!(printed.status.success() && link.starts_with("/password#mh_password_"), "{link}");
    assert!(!of("nobody@example.org").status.success());
}

#[test]
fn letters_do_not_go_out_in_clear() {
    let dir = TempDir::new().unwrap();
    let output = masthead(dir.path(), &["config", "print"])
        .env("MASTHEAD_SMTP_HOST", "mail.example")
        .env("MASTHEAD_SMTP_TLS", "off")
        .env("MASTHEAD_MAIL_FROM", "desk@pier.example")
        .env("MASTHEAD_PUBLIC_URL", "https://pier.example")
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && words.contains("smtp_tls"), "{words}");
}
