//! Who sent events: looked at, never kept.

use std::net::IpAddr;

use domain::audience::VisitorHint;
use sha2::{Digest as _, Sha256};

use super::browser;

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

/// A network, for a day: a keyed hash of the first three bytes of an address, or the first six. The
/// key is drawn anew each day and never leaves memory, so neither a network of yesterday nor an
/// address can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Network([u8; 16]);

/// A reader, for a day: a network and the kind of browser, so that no address has more readers than
/// there are kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Visitor {
    pub network: Network,
    browser: u8,
}

impl Sender {
    /// A reader whose event this one passes on, with what it says of all of them.
    pub(super) fn passing_on(&self, hint: &VisitorHint) -> Self {
        Self {
            address: Some(hint.address),
            agent: hint.agent.clone().unwrap_or_default(),
            prefetch: self.prefetch,
            private: self.private,
        }
    }

    /// Who it is on the day of a key.
    pub(super) fn visitor(&self, salt: &[u8; 32]) -> Visitor {
        Visitor { network: self.network(salt), browser: browser::kind_of(&self.agent) }
    }

    fn network(&self, salt: &[u8; 32]) -> Network {
        let hash = Sha256::new_with_prefix(salt);
        let hash = match self.address.map(|address| address.to_canonical()) {
            Some(IpAddr::V4(address)) => hash.chain_update(address.octets().split_at(3).0),
            Some(IpAddr::V6(address)) => hash.chain_update(address.octets().split_at(6).0),
            None => hash,
        };
        let mut key = [0; 16];
        key.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        Network(key)
    }

    /// True for a program that says that it is one, and for one that says nothing.
    pub(super) fn is_program(&self) -> bool {
        let agent = self.agent.to_ascii_lowercase();
        agent.is_empty() || PROGRAMS.iter().any(|word| agent.contains(word))
    }
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
    use std::collections::HashSet;

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
        let made_up = (0..1_000)
            .map(|number| sender("192.0.2.7", &format!("Mozilla/5.0 (made up {number})")));
        let readers: HashSet<_> = made_up.map(|one| one.visitor(&salt)).collect();
        assert_eq!(readers.len(), 1, "a thousand agents that nobody knows");
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
