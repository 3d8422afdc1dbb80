//! What comes in and is no reading, or less than it looks: programs, clicks that repeat, floods.

use std::borrow::Cow;

use domain::audience::EventKind;

use super::readers::{Reader, browser, reader};
use super::rhythm::DAY;
use super::stories::Story;
use super::traffic::Act;
use crate::lots::Lots;

/// How much programs do in a minute, and browsers that fetch ahead.
const PROGRAMS_A_MINUTE: usize = 15;
/// How many readers click on one article again and again in a day.
const CLICKERS: usize = 20;
/// For how many seconds they do, and how many seconds are between two clicks.
const CLICKS: (i64, i64) = (1_800, 15);
/// For how many minutes a flood lasts.
const FLOOD_LEN: i64 = 60;

/// Programs that say that they are some.
const PROGRAMS: [&str; 6] = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "facebookexternalhit/1.1",
    "curl/8.5.0",
    "python-requests/2.32",
    "",
];

/// Who floods an article.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Flood {
    /// One address, which says that it is ever another browser: 100,000 requests.
    Address,
    /// All addresses of a network: 20,000 requests.
    Network,
}

impl Flood {
    fn requests(self) -> i64 {
        match self {
            Self::Address => 100_000,
            Self::Network => 20_000,
        }
    }

    fn address(self, lots: &mut Lots) -> u32 {
        match self {
            Self::Address => 0xc000_0207,
            Self::Network => 0xc633_6400 + u32::try_from(1 + lots.below(254)).unwrap(),
        }
    }
}

/// What programs do, with all that is out alike.
pub(crate) fn programs(stories: &[Story], days: i64, lots: &mut Lots) -> Vec<Act> {
    let mut acts = Vec::new();
    for minute in 0..days * DAY {
        let out = stories.iter().filter(|story| story.out < minute).count();
        for _ in 0..PROGRAMS_A_MINUTE {
            let mut reader = reader(lots);
            if lots.once_in(3) {
                reader.prefetch = true;
            } else {
                reader.agent = Cow::Borrowed(PROGRAMS[lots.below(PROGRAMS.len())]);
            }
            let kind = if lots.once_in(4) { EventKind::Engage } else { EventKind::View };
            let second = minute * 60 + i64::try_from(lots.below(60)).unwrap();
            acts.push(act((second, lots.below(out)), kind, reader));
        }
    }
    acts.sort_by_key(|act| act.second);
    acts
}

/// What readers do who click on one article again and again.
pub(crate) fn clicks(stories: &[Story], days: i64, lots: &mut Lots) -> Vec<Act> {
    let mut acts = Vec::new();
    let (len, apart) = CLICKS;
    for _ in 0..CLICKERS * usize::try_from(days).unwrap() {
        let from =
            i64::try_from(lots.below(usize::try_from(days * DAY * 60 - len).unwrap())).unwrap();
        let out = stories.iter().filter(|story| story.out * 60 < from).count();
        let (reader, story) = (reader(lots), lots.below(out));
        let clicks = (0..len / apart).map(|click| from + click * apart);
        acts.extend(clicks.map(|second| act((second, story), EventKind::View, reader.clone())));
    }
    acts.sort_by_key(|act| act.second);
    acts
}

/// A flood over an article, from a minute on: of five requests one is said to be a share.
pub(crate) fn flood(flood: Flood, story: usize, minute: i64, lots: &mut Lots) -> Vec<Act> {
    let request = |number: i64| {
        let second = minute * 60 + number * FLOOD_LEN * 60 / flood.requests();
        let agent = format!("{} {}", browser(lots), letters(number));
        let reader =
            Reader { address: flood.address(lots), agent: Cow::Owned(agent), prefetch: false };
        let kind = if lots.once_in(5) { EventKind::Share } else { EventKind::View };
        act((second, story), kind, reader)
    };
    (0..flood.requests()).map(request).collect()
}

/// A word that is another one for each number.
fn letters(number: i64) -> String {
    number.to_string().bytes().map(|digit| char::from(digit + (b'a' - b'0'))).collect()
}

fn act((second, story): (i64, usize), kind: EventKind, reader: Reader) -> Act {
    Act { second, story, kind, reader, stayed: Some(20), referrer: None }
}
