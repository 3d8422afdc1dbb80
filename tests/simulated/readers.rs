//! Who reads.

use std::borrow::Cow;

use crate::lots::Lots;

/// How many networks (/24) readers come from.
const NETWORKS: usize = 40_000;
/// How many of them are those of carriers, behind which many readers are.
const CARRIERS: usize = 30;
/// Of how many readers one comes through a carrier.
const CARRIED: usize = 6;

/// Browsers; what differs in numbers alone is one.
const BROWSERS: [&str; 8] = [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1 Version/18.3 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 15; Pixel) AppleWebKit/537.36 Chrome/139.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/139.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1 Version/18.3 Safari/605.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
    "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1 Version/17.6 Mobile",
];

/// Where readers come from; most say nothing.
const REFERRERS: [Option<&str>; 8] = [
    None,
    None,
    None,
    None,
    Some("https://search.example/"),
    Some("https://www.search.example/news"),
    Some("https://social.example/"),
    Some("https://tides.example/a/b"),
];

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    /// The address, IPv4.
    pub address: u32,
    /// What it says that it is.
    pub agent: Cow<'static, str>,
    /// True if it only fetches ahead.
    pub prefetch: bool,
}

/// A reader at random: in 10.0.0.0/8.
pub(crate) fn reader(lots: &mut Lots) -> Reader {
    let network = if lots.once_in(CARRIED) {
        lots.below(CARRIERS)
    } else {
        CARRIERS + lots.below(NETWORKS - CARRIERS)
    };
    let host = 1 + lots.below(250);
    let address = 0x0a00_0000 + u32::try_from(network * 256 + host).unwrap();
    Reader { address, agent: Cow::Borrowed(browser(lots)), prefetch: false }
}

/// A browser at random.
pub(crate) fn browser(lots: &mut Lots) -> &'static str {
    BROWSERS[lots.below(BROWSERS.len())]
}

/// Where a reader comes from, at random.
pub(crate) fn referrer(lots: &mut Lots) -> Option<&'static str> {
    *lots.one(&REFERRERS)
}
