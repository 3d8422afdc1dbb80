//! Simulated days go through a real newsroom: its gate, its sums, its database, its lists.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use domain::account::Role;
use domain::audience::{Event, HalfLife, Metric, Window};
use domain::time::Timestamp;
use newsroom::SetClock;
use newsroom::audience::{ScopeQuery, Sender};
use serde_json::{Value, json};
use testkit::{Engine, TestApp};
use uuid::Uuid;

use super::stories::Story;
use super::traffic::Act;

/// When the first day begins.
const BEGINNING: &str = "2026-03-14T00:00:00Z";

/// A newsroom at a time that is set.
pub(crate) struct World {
    app: TestApp,
    clock: Arc<SetClock>,
    beginning: Timestamp,
    /// The articles' ids, in the order of the stories.
    ids: Vec<Uuid>,
    stories: HashMap<Uuid, usize>,
    events: u128,
}

impl World {
    /// A newsroom with articles, each published in its minute.
    pub(crate) async fn open(stories: &[Story]) -> Self {
        let beginning = Timestamp::parse(BEGINNING).unwrap();
        let first = stories.iter().map(|story| story.out).min().unwrap();
        let clock = Arc::new(SetClock::at(beginning.plus_seconds(first * 60)));
        let app = TestApp::start_set(Engine::Sqlite, clock.clone()).await;
        let editor = app.token(Role::Editor).await;
        let made = app.newsroom_with_article(&editor, "Another").await;
        let mut ids = Vec::new();
        for story in stories {
            let out = beginning.plus_seconds(story.out * 60);
            let (now, step, window) = if story.out <= 0 {
                (out, "publish", Value::Null)
            } else {
                (beginning, "schedule", json!({ "publishAt": { "at": out } }))
            };
            clock.set(now);
            let mut document = made.document.clone();
            // of a primary topic there are two in ten places
            document["topics"][0]["primary"] = json!(false);
            let id = app.make(&editor, "/v1/articles", &document).await;
            let path = format!("/v1/articles/{id}/{step}");
            let done = app.write(&editor, ("POST", &path), Some(1), &window).await;
            assert_eq!(done.code(), 200, "{}", done.json);
            ids.push(Uuid::parse_str(&id).unwrap());
        }
        let stories = ids.iter().enumerate().map(|(story, id)| (*id, story)).collect();
        Self { app, clock, beginning, ids, stories, events: 0 }
    }

    /// Takes acts in, each in its second, up to the end of a minute, when they come into the
    /// database. Waits.
    pub(crate) fn take(&mut self, acts: &[Act], minute: i64) {
        for act in acts {
            self.clock.set(self.beginning.plus_seconds(act.second));
            let (sender, event) = self.event(act);
            self.app.newsroom.count_events(&sender, &[event]).unwrap();
        }
        self.clock.set(self.beginning.plus_seconds(minute * 60 + 59));
        self.app.newsroom.flush_audience().unwrap();
    }

    fn event(&mut self, act: &Act) -> (Sender, Event) {
        self.events += 1;
        let address = IpAddr::V4(Ipv4Addr::from_bits(act.reader.address));
        let sender = Sender {
            address: Some(address),
            agent: act.reader.agent.to_string(),
            prefetch: act.reader.prefetch,
            private: false,
        };
        let event = Event {
            id: Uuid::from_u128(self.events),
            article: self.ids[act.story],
            kind: act.kind,
            seconds: act.stayed,
            referrer: act.referrer.map(str::to_owned),
            at: None,
            visitor: None,
        };
        (sender, event)
    }

    /// What rises now. Waits, as all readings do.
    pub(crate) fn rising(&self) -> Vec<usize> {
        let read =
            self.app.newsroom.reading().unwrap().rising(&ScopeQuery::default(), 100).unwrap();
        read.items.iter().map(|(view, _)| self.stories[&view.row.id.0]).collect()
    }

    /// All lists of what is read, by their names: so many places of each.
    pub(crate) fn lists(&self, limit: usize) -> Vec<(String, Vec<usize>)> {
        let (scope, mut reading) = (ScopeQuery::default(), self.app.newsroom.reading().unwrap());
        let mut lists = Vec::new();
        for half_life in HalfLife::ALL {
            let read = reading.trending(half_life, &scope, limit).unwrap();
            let order = read.items.iter().map(|(view, _)| self.stories[&view.row.id.0]);
            lists.push((format!("trending of {} h", half_life.hours()), order.collect()));
        }
        for window in [Window::Hour, Window::Day] {
            for metric in Metric::ALL {
                let read = reading.most_viewed((window, metric), &scope, limit).unwrap();
                let order = read.items.iter().map(|(view, _)| self.stories[&view.row.id.0]);
                lists.push((format!("{} of {}", metric.word(), window.word()), order.collect()));
            }
        }
        lists.push(("rising".to_owned(), self.rising()));
        lists
    }
}
