//! Who sent events: looked at, never kept.

use std::net::IpAddr;

use domain::audience::VisitorHint;
use sha2::{Digest as _, Sha256};

/// Who sent events.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    /// Where they come from: the connection's address, or the one that a trusted proxy says.
    pub address: Option<IpAddr>,
    /// The header `User-Agent`.
    pub agent: String,
    /// True if a browser only fetched ahead.
    pub prefetch: bool,
    /// True if the reader asks not to be counted (`Sec-GPC: 1`, Global Privacy Control).
    pub private: bool,
}

/// A reader, for a day: a keyed hash of the network and the browser's family. The key is drawn anew
/// each day and never leaves memory, so neither a reader of yesterday nor an address can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Visitor(u128);

/// A network, for a day: a keyed hash of the first three bytes of an address, or the first six.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Network(u128);

impl Sender {
    /// A reader whose event this one passes on, with what it says of all of them.
    pub(super) fn passing_on(&self, hint: &VisitorHint) -> Self {
        Self {
            address: Some(hint.address),
            agent: hint.agent.clone(),
            prefetch: self.prefetch,
            private: self.private,
        }
    }

    pub(super) fn network(&self, salt: &[u8; 32]) -> Network {
        Network(keyed(salt, &[&self.network_bytes()]))
    }

    pub(super) fn visitor(&self, salt: &[u8; 32]) -> Visitor {
        Visitor(keyed(salt, &[&self.network_bytes(), &[0], family(&self.agent).as_bytes()]))
    }

    fn network_bytes(&self) -> Vec<u8> {
        match self.address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => address.octets().into_iter().take(3).collect(),
            Some(IpAddr::V6(address)) => address.octets().into_iter().take(6).collect(),
            None => Vec::new(),
        }
    }

    /// True for a program that says that it is one, and for one that says nothing.
    pub(super) fn is_program(&self) -> bool {
        let agent = self.agent.to_ascii_lowercase();
        agent.is_empty() || PROGRAMS.iter().any(|word| agent.contains(word))
    }
}

/// The browser's family and its system, without versions.
fn family(agent: &str) -> String {
    agent.chars().filter(|c| !c.is_ascii_digit() && *c != '.').collect()
}

fn keyed(salt: &[u8; 32], parts: &[&[u8]]) -> u128 {
    let mut hash = Sha256::new_with_prefix(salt);
    for part in parts {
        hash.update(part);
    }
    let mut key = [0; 16];
    key.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    u128::from_be_bytes(key)
}

/// Words by which programs say that they are none of the readers.
const PROGRAMS: [&str; 26] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "curl/",
    "wget",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "axios",
    "node-fetch",
    "undici",
    "ruby",
    "perl",
    "headless",
    "phantom",
    "lighthouse",
    "pagespeed",
    "monitor",
    "uptime",
    "preview",
    "scrapy",
    "httpclient",
    "facebookexternal",
    "feedfetcher",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(address: &str, agent: &str) -> Sender {
        Sender { address: address.parse().ok(), agent: agent.to_owned(), ..Sender::default() }
    }

    #[test]
    fn a_reader_is_a_network_and_a_browser_for_a_day() {
        let salt = [1; 32];
        let one = sender("192.0.2.7", "Mozilla/5.0 (X11; Linux) Firefox/140.0");
        let newer = sender("192.0.2.8", "Mozilla/5.0 (X11; Linux) Firefox/141.2");
        let other = sender("192.0.2.7", "Mozilla/5.0 (Macintosh) Safari/605");
        let mapped = sender("::ffff:192.0.2.7", &one.agent);
        assert_eq!(one.visitor(&salt), newer.visitor(&salt));
        assert_eq!(one.visitor(&salt), mapped.visitor(&salt));
        assert_ne!(one.visitor(&salt), other.visitor(&salt));
        assert_eq!(one.network(&salt), other.network(&salt));
        assert_ne!(one.visitor(&salt), one.visitor(&[2; 32]), "tomorrow it is somebody else");
        let near = [sender("2001:db8:1::1", ""), sender("2001:db8:1:ffff::1", "")];
        assert_eq!(near[0].network(&salt), near[1].network(&salt));
    }

    #[test]
    fn programs_say_so() {
        for agent in ["", "Googlebot/2.1", "curl/8.5", "Mozilla/5.0 HeadlessChrome/130"] {
            assert!(sender("192.0.2.7", agent).is_program(), "{agent}");
        }
        assert!(!sender("192.0.2.7", "Mozilla/5.0 (X11; Linux) Gecko").is_program());
    }
}
