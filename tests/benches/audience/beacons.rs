//! Single beacons over a socket, and where their time goes.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Range;
use std::time::{Duration, Instant};

use domain::audience::{Event, parse_events};
use newsroom::Newsroom;
use newsroom::audience::Sender;
use serde_json::{Map, Value};

use crate::busy::busy;
use crate::process::Busy;
use crate::{BROWSER, sender};

/// How many clients send at a time, each on a connection that stays open.
const CLIENTS: u32 = 8;
/// How many beacons each of them sends.
pub(crate) const OF_CLIENT: u32 = 5_000;
/// How many there are together.
pub(crate) const ALL: u32 = CLIENTS * OF_CLIENT;

/// How long a beacon takes with one worker that has nothing else to do, and how long a processor works
/// for it: all threads but the clients', which are gone when it is asked.
pub(crate) fn on_the_wire(
    address: &str,
    first: u32,
    body: impl Fn(u32) -> String,
) -> (Duration, Duration) {
    let requests = |client: u32| -> Vec<Vec<u8>> {
        let from = first + client * OF_CLIENT;
        (from..from + OF_CLIENT).map(|number| request(number, &body(number))).collect()
    };
    let all: Vec<_> = (0..CLIENTS).map(requests).collect();
    let (begun, busy) = (Instant::now(), Busy::now());
    std::thread::scope(|scope| {
        for requests in &all {
            scope.spawn(move || send(address, requests));
        }
    });
    (begun.elapsed() / ALL, busy.since() / ALL)
}

/// A beacon as a proxy passes it on.
fn request(number: u32, body: &str) -> Vec<u8> {
    let from = sender(number).address.unwrap();
    format!(
        "POST /v1/events HTTP/1.1\r\nhost: masthead\r\ncontent-type: text/plain\r\nuser-agent: \
         {BROWSER}\r\nx-forwarded-for: {from}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn send(address: &str, requests: &[Vec<u8>]) {
    let mut server = TcpStream::connect(address).unwrap();
    server.set_nodelay(true).unwrap();
    let mut answer = Vec::new();
    for request in requests {
        server.write_all(request).unwrap();
        answer.clear();
        // the answer is a flat object
        while !answer.ends_with(b"}") {
            let mut part = [0; 4_096];
            let len = server.read(&mut part).unwrap();
            answer.extend_from_slice(part.get(..len).unwrap());
            assert!(len > 0, "the server hung up");
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains("\"counted\":1,"), "{answer}");
    }
}

/// How long its body takes to be read.
pub(crate) fn parse_time(bodies: &[String]) -> Duration {
    let begun = busy();
    for body in bodies {
        let members: Map<String, Value> = serde_json::from_str(body).unwrap();
        assert_eq!(parse_events(members, false).unwrap().len(), 1);
    }
    busy().saturating_sub(begun) / u32::try_from(bodies.len()).unwrap()
}

/// How long it takes to judge and to add it, and to note it if there is a journal.
pub(crate) fn count_time(
    newsroom: &Newsroom,
    numbers: Range<u32>,
    event: impl Fn(u32) -> Event,
) -> Duration {
    let events: Vec<(Sender, [Event; 1])> =
        numbers.map(|number| (sender(number), [event(number)])).collect();
    let begun = busy();
    for (sender, event) in &events {
        assert_eq!(newsroom.count_events(sender, event).unwrap().counted, 1);
    }
    busy().saturating_sub(begun) / u32::try_from(events.len()).unwrap()
}
