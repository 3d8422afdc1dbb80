//! Readers on connections that stay open.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::busy::Busy;

/// How many read at a time.
const READERS: u32 = 8;
/// How often each of them reads in a turn.
const OF_READER: u32 = 500;

/// What came back.
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// All but the headers that differ from one answer to the next.
    pub(crate) fn without_what_differs(&self) -> (u16, Vec<(String, String)>, &[u8]) {
        let differs = |name: &str| ["date", "x-request-id", "ratelimit"].contains(&name);
        let mut headers: Vec<_> =
            self.headers.iter().filter(|(name, _)| !differs(name)).cloned().collect();
        headers.sort();
        (self.status, headers, &self.body)
    }
}

/// Reads once.
pub(crate) fn read_once(address: &str, request: &str) -> Heard {
    let mut connection = Connection::to(address);
    let head = connection.read(request);
    let text = String::from_utf8(connection.buffer.clone()).unwrap();
    let (lines, body) = (text.get(..head).unwrap(), text.get(head..).unwrap());
    let mut lines = lines.split("\r\n").filter(|line| !line.is_empty());
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_owned(), value.to_owned())
    };
    Heard { status, headers: lines.map(header).collect(), body: body.into() }
}

/// How long a processor works for an answer of a server of this process, whatever else the machine
/// does: all threads but the readers', which are gone when it is asked.
pub(crate) fn read_often(address: &str, request: &str) -> Duration {
    let connections: Vec<_> = (0..READERS).map(|_| Connection::to(address)).collect();
    let busy = Busy::now();
    std::thread::scope(|scope| {
        for mut connection in connections {
            scope.spawn(move || {
                for _ in 0..OF_READER {
                    connection.read(request);
                }
            });
        }
    });
    busy.since() / (READERS * OF_READER)
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    fn to(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, buffer: Vec::new() }
    }

    /// Sends a request and takes the answer: how long its head is.
    fn read(&mut self, request: &str) -> usize {
        self.stream.write_all(request.as_bytes()).unwrap();
        self.buffer.clear();
        let mut ends = None;
        while ends.is_none_or(|(_, end)| self.buffer.len() < end) {
            let mut part = [0; 16_384];
            let len = self.stream.read(&mut part).unwrap();
            assert!(len > 0, "the server hung up");
            self.buffer.extend_from_slice(part.get(..len).unwrap());
            ends = ends.or_else(|| self.ends());
        }
        let (head, _) = ends.unwrap();
        assert!(
            self.buffer.starts_with(b"HTTP/1.1 200") || self.buffer.starts_with(b"HTTP/1.1 304")
        );
        head
    }

    /// Where the head ends, and where the body, if the whole head is there.
    fn ends(&self) -> Option<(usize, usize)> {
        let head = self.buffer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let lines = String::from_utf8_lossy(self.buffer.get(..head)?);
        let len = lines.lines().find_map(|line| line.strip_prefix("content-length: "));
        Some((head, head + len.map_or(0, |len| len.parse().unwrap())))
    }
}
