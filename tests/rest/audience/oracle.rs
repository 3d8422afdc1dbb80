//! Trending and most viewed are those of the raw events, by brute force: in whatever order they come,
//! whichever process hears of them, and whatever is told again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use domain::account::Role;
use domain::audience::{Event, EventKind, HalfLife, Metric, Window};
use domain::time::Timestamp;
use newsroom::audience::{ScopeQuery, Sender};
use newsroom::secret::Cost;
use newsroom::{CountedIds, Newsroom, SetClock, Store};
use testkit::{Engine, TestApp, both_engines};
use tokio::task::block_in_place;
use uuid::Uuid;

use super::{BEGINNING, BROWSER};
use crate::rest::trending::articles_after;

both_engines!(order_and_counts_are_those_of_the_raw_events);

const SEEDS: [usize; 2] = [7, 1_871];
const ARTICLES: u32 = 8;
/// Articles are so much younger than each other.
const APART_SECONDS: i64 = 5 * 3_600;
/// Events come in batches, so far from each other that none is of two.
const STEP_SECONDS: i64 = 75_711;
const OF_STEP: usize = 24;
/// When the lists are read: 40 days later, and no whole minute.
const END_SECONDS: i64 = 40 * 86_400 + 1_234;
/// A second view of a reader counts after so long.
const AGAIN_SECONDS: i64 = 1_800;

/// Something that a reader did.
#[derive(Clone, Copy)]
struct Raw {
    article: usize,
    kind: EventKind,
    at: Timestamp,
    reader: u32,
}

/// Two processes that serve one newsroom, at a time that is set; the second keeps a journal.
struct Pair {
    app: TestApp,
    clock: Arc<SetClock>,
    counted: Arc<CountedIds>,
    both: [Newsroom; 2],
    ids: Vec<Uuid>,
    raw: Vec<Raw>,
    events: u32,
    dice: Dice,
}

/// Numbers that look like chance and are the same each time.
struct Dice(usize);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xffff_ffff;
        (self.0 >> 8) % end
    }
}

fn after(seconds: i64) -> Timestamp {
    Timestamp::parse(BEGINNING).unwrap().plus_seconds(seconds)
}

impl Pair {
    async fn open(engine: Engine, seed: usize, journal: &Path) -> Self {
        let (clock, counted) = (Arc::new(SetClock::at(after(0))), Arc::<CountedIds>::default());
        let app = TestApp::start_twin(engine, (clock.clone(), counted.clone())).await;
        let editor = app.token(Role::Editor).await;
        let publish_at = |number| clock.set(after(i64::from(number) * APART_SECONDS));
        let ids = articles_after(&app, &editor, ARTICLES, publish_at).await;
        let ids = ids.iter().map(|id| Uuid::parse_str(id).unwrap()).collect();
        let both = [app.newsroom.clone(), app.newsroom.clone()];
        let (raw, dice) = (Vec::new(), Dice(seed));
        let mut pair = Self { app, clock, counted, both, ids, raw, events: 0, dice };
        let other = pair.fresh();
        pair.both[1] = block_in_place(|| other.with_journal(journal).unwrap());
        pair
    }

    /// Another process, which knows nothing yet.
    fn fresh(&self) -> Newsroom {
        let store = block_in_place(|| Store::open(self.app.target()));
        Newsroom::new(store, self.clock.clone(), self.counted.clone(), Cost::Test).unwrap()
    }

    /// Tells a process of what a reader did.
    fn tell(&mut self, process: usize, raw: Raw) {
        self.events += 1;
        let [_, a, b, c] = raw.reader.to_be_bytes();
        let address = format!("{}.{b}.{c}.1", 10 + a).parse().ok();
        let sender = Sender { address, agent: BROWSER.to_owned(), ..Sender::default() };
        let event = Event {
            id: Uuid::from_u128(0x0190_0000_0000_7000_8000 << 48 | u128::from(self.events)),
            article: self.ids[raw.article],
            kind: raw.kind,
            seconds: Some(20),
            referrer: None,
            at: Some(raw.at),
            visitor: None,
        };
        let told = block_in_place(|| {
            let told = self.both[process].count_events(&sender, std::slice::from_ref(&event));
            // the same once more
            let again = self.both[process].count_events(&sender, &[event]);
            (told.unwrap(), again.unwrap())
        });
        assert_eq!((told.0.counted, told.1.counted, told.1.repeated), (1, 0, 1), "{told:?}");
        self.raw.push(raw);
    }

    /// What readers did in the six hours before an instant, told in any order.
    fn step(&mut self, now: Timestamp, edges: &[Timestamp]) {
        self.clock.set(now);
        let mut batch = Vec::new();
        for _ in 0..OF_STEP {
            let article = self.dice.below(8).min(self.dice.below(8));
            let back = i64::try_from(self.dice.below(21_600)).unwrap();
            let kind = EventKind::ALL[self.dice.below(4)];
            batch.push((article, kind, now.plus_seconds(-back)));
        }
        for (number, edge) in edges.iter().enumerate() {
            for kind in EventKind::ALL {
                batch.push((number, kind, *edge));
            }
        }
        for (article, kind, at) in batch {
            let (reader, process) = (self.events, self.dice.below(2));
            self.tell(process, Raw { article, kind, at, reader });
            let again = at.plus_seconds(AGAIN_SECONDS);
            if kind == EventKind::View && again <= now && self.dice.below(2) == 0 {
                self.tell(process, Raw { article, kind, at: again, reader });
            }
        }
        for process in [1, 0] {
            block_in_place(|| self.both[process].flush_audience().unwrap());
        }
    }

    /// All of it, with events on both sides of the beginning of each window.
    fn play(&mut self) {
        let mut steps: BTreeMap<i64, Vec<Timestamp>> = BTreeMap::new();
        let first = i64::from(ARTICLES) * APART_SECONDS;
        for seconds in (first..END_SECONDS).step_by(usize::try_from(STEP_SECONDS).unwrap()) {
            steps.insert(after(seconds).unix_s(), Vec::new());
        }
        for window in Window::ALL {
            let (unit, count) = parts(window);
            let first_s = (after(END_SECONDS).unix_s().div_euclid(unit) - count + 1) * unit;
            let first = Timestamp::from_micros(first_s * 1_000_000).unwrap();
            steps.insert(first_s + 60, vec![first, first.plus_seconds(-1)]);
        }
        steps.insert(after(END_SECONDS).unix_s(), vec![after(END_SECONDS)]);
        for (now_s, edges) in steps {
            self.step(Timestamp::from_micros(now_s * 1_000_000).unwrap(), &edges);
        }
    }

    async fn order(&self, half_life: HalfLife) -> Vec<Uuid> {
        let list = self.app.get(&format!("/v1/trending?halfLife={}", half_life.hours())).await;
        let items = list.json["items"].as_array().unwrap();
        let id = |item: &serde_json::Value| item["article"]["id"].as_str().unwrap().parse();
        items.iter().map(|item| id(item).unwrap()).collect()
    }

    async fn counts(&self, (window, metric): (Window, Metric)) -> Vec<(Uuid, i64)> {
        let path = format!("/v1/most-viewed?window={}&metric={}", window.word(), metric.word());
        let list = self.app.get(&path).await;
        let items = list.json["items"].as_array().unwrap();
        let item = |item: &serde_json::Value| {
            let id = item["article"]["id"].as_str().unwrap().parse().unwrap();
            (id, item["why"][metric.word()].as_i64().unwrap())
        };
        items.iter().map(item).collect()
    }

    async fn check(&self) {
        let now = after(END_SECONDS);
        for half_life in HalfLife::ALL {
            assert_eq!(self.order(half_life).await, self.by_decay(half_life), "{half_life:?}");
        }
        for window in Window::ALL {
            for metric in Metric::ALL {
                let of = (window, metric);
                assert_eq!(self.counts(of).await, self.by_count(of, now), "{of:?}");
            }
        }
    }

    /// Trending by brute force: each event decayed by its own age, each sum by its article's.
    fn by_decay(&self, half_life: HalfLife) -> Vec<Uuid> {
        let end = after(END_SECONDS);
        let halved = |at: Timestamp, hours: f64| {
            let age = f64::from(i32::try_from(at.seconds_until(end)).unwrap());
            (-age / (hours * 3_600.0)).exp2()
        };
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for event in &self.raw {
            let decayed = event.kind.weight() * halved(event.at, half_life.hours().into());
            *sums.entry(event.article).or_default() += decayed;
        }
        let published = |article: usize| after(i64::try_from(article).unwrap() * APART_SECONDS);
        let mut order: Vec<_> = sums
            .into_iter()
            .map(|(article, sum)| (article, sum * halved(published(article), 48.0)))
            .collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1));
        order.into_iter().map(|(article, _)| self.ids[article]).collect()
    }

    /// Most viewed by brute force: minutes or hours back from the one that runs.
    fn by_count(&self, (window, metric): (Window, Metric), now: Timestamp) -> Vec<(Uuid, i64)> {
        let (unit, count) = parts(window);
        let mut sums: BTreeMap<usize, i64> = BTreeMap::new();
        let mut known = BTreeSet::new();
        for event in &self.raw {
            let back = now.unix_s().div_euclid(unit) - event.at.unix_s().div_euclid(unit);
            let is_new = event.kind == EventKind::View && known.insert(event.reader);
            let fits = match metric {
                Metric::Views => event.kind == EventKind::View,
                Metric::Visitors => is_new,
                Metric::Engaged => event.kind == EventKind::Engage,
                Metric::Shares => event.kind == EventKind::Share,
            };
            if fits && (0..count).contains(&back) {
                *sums.entry(event.article).or_default() += 1;
            }
        }
        let mut order: Vec<_> =
            sums.into_iter().map(|(article, sum)| (self.ids[article], sum)).collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        order
    }
}

/// The unit of a window in seconds, and how many of them it has.
fn parts(window: Window) -> (i64, i64) {
    match window {
        Window::Hour => (60, 60),
        Window::Day => (60, 1_440),
        Window::Week => (3_600, 168),
        Window::Month => (3_600, 720),
    }
}

async fn order_and_counts_are_those_of_the_raw_events(engine: Engine) {
    for seed in SEEDS {
        let folder = tempfile::tempdir().unwrap();
        let mut pair = Pair::open(engine, seed, folder.path()).await;
        pair.play();
        pair.check().await;

        // what the journal has is told again, when nobody keeps it any more
        block_in_place(|| pair.both[1].sync_journal().unwrap());
        pair.both[1] = pair.fresh();
        let told = block_in_place(|| {
            let files = std::fs::read_dir(folder.path().join("0")).unwrap();
            let files = files.map(|file| file.unwrap().path());
            let files = files.filter(|file| file.extension().is_some_and(|end| end == "jsonl"));
            files.map(|file| pair.both[0].replay_events(&file).unwrap()).collect::<Vec<_>>()
        });
        assert!(told.iter().all(|done| done.counted == 0) && told[0].known > 0, "{told:?}");
        block_in_place(|| pair.both[0].flush_audience().unwrap());
        pair.check().await;

        // time alone changes no order, whoever puts the list together
        for hours in [1, 7, 50, 300] {
            pair.clock.set(after(END_SECONDS + hours * 3_600));
            for half_life in HalfLife::ALL {
                let fresh = pair.fresh();
                let order = block_in_place(|| {
                    let mut reading = fresh.reading().unwrap();
                    let read = reading.trending(half_life, &ScopeQuery::default(), 20).unwrap();
                    read.items.iter().map(|(view, _)| view.row.id.0).collect::<Vec<_>>()
                });
                assert_eq!(order, pair.by_decay(half_life), "{hours} h later, {half_life:?}");
            }
        }
    }
}
