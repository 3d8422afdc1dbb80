//! What happens in the two newsrooms: a series of public steps, and between them a series of hidden
//! ones in one of the two, drawn by lot.

use serde_json::{Value, json};

use super::twins::{Twins, Write};
use crate::lots::Lots;

/// An article that both have.
pub(super) struct Piece {
    /// Which.
    pub id: String,
    /// Its newest revision, in the one and in the other.
    pub revision: [i64; 2],
    /// Where it stands.
    pub stands: Stands,
    /// True once it has a hidden revision in one of the two alone: it is not published again.
    pub is_frozen: bool,
    /// True once it has a card of the desk.
    pub has_card: bool,
    /// Words that nobody is quoted with yet.
    pub has_saying: bool,
}

/// An expert that both have.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    /// Which.
    pub id: String,
    /// The newest revision, in the one and in the other.
    pub revision: [i64; 2],
    /// What readers see.
    document: Value,
}

impl Speaker {
    /// It is saved with such notes, which only editors read; `side` is the newsroom.
    pub(super) fn save(&self, side: usize, notes: &str) -> Write<'static> {
        let mut document = self.document.clone();
        document["private"] = json!({ "notes": notes });
        ("PUT", format!("/v1/experts/{}", self.id), Some(self.revision[side]), document)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    Draft,
    Live,
    Withdrawn,
    Gone,
}

/// A story that is told.
pub(super) struct Story {
    /// Where the lots come from.
    pub lots: Lots,
    /// What both have.
    pub pieces: Vec<Piece>,
    /// Articles that one of the two has alone, with their newest revisions; those that still change.
    pub drafts: Vec<(String, i64)>,
    /// Records that one of the two has alone: kind, id, revision.
    pub records: Vec<(&'static str, String, i64)>,
    sections: Vec<String>,
    /// Topics of both.
    pub topics: Vec<String>,
    authors: Vec<String>,
    /// Experts of both.
    pub experts: Vec<Speaker>,
    /// An organisation of both.
    pub organization: String,
    /// The list that both show, with its newest revisions.
    pub list: (String, [i64; 2]),
    site: i64,
    /// So many names were given.
    pub count: usize,
}

/// What stands in every text, whatever else does: it is what is quoted.
pub(super) const SAYING: &str = "The boats can wait";

const WORDS: [&str; 10] =
    ["oil", "ferry", "harbour", "rises", "falls", "tides", "court", "budget", "stays", "waits"];

/// Names of records that readers see.
const NAMES: [&str; 3] = ["Tides", "Harbour", "Court"];
/// Names of records that they do not see: an address is given out once, so that a name that both
/// had would show in the address of the later one.
pub(super) const HIDDEN_NAMES: [&str; 3] = ["Budget", "Ferry", "Oil"];

pub(super) fn words(lots: &mut Lots, count: usize) -> String {
    (0..count).map(|_| *lots.one(&WORDS)).collect::<Vec<_>>().join(" ")
}

pub(super) fn post(path: impl Into<String>, document: Value) -> Write<'static> {
    ("POST", path.into(), None, document)
}

impl Story {
    /// A newsroom in which something is published already.
    pub(super) async fn begin(twins: &mut Twins, lots: Lots) -> Self {
        let mut story = Self {
            lots,
            pieces: Vec::new(),
            drafts: Vec::new(),
            records: Vec::new(),
            sections: Vec::new(),
            topics: Vec::new(),
            authors: Vec::new(),
            experts: Vec::new(),
            organization: String::new(),
            list: (String::new(), [1, 1]),
            site: 0,
            count: 0,
        };
        for name in ["News", "Trade"] {
            let document = json!({ "name": name, "listed": name == "News" });
            let made = |kind: &str| post(format!("/v1/{kind}"), document.clone());
            story.sections.push(twins.both(made("sections")).await.text("/id").to_owned());
            story.topics.push(twins.both(made("topics")).await.text("/id").to_owned());
            story.authors.push(twins.both(made("authors")).await.text("/id").to_owned());
            let id = twins.both(made("experts")).await.text("/id").to_owned();
            story.experts.push(Speaker { id, revision: [1, 1], document });
        }
        let house =
            post("/v1/organizations", json!({ "name": "Harbour Authority", "listed": true }));
        twins.both(house).await.text("/id").clone_into(&mut story.organization);
        story.save_site(twins).await;
        for _ in 0..2 {
            story.begin_article(twins).await;
        }
        for _ in 0..2 {
            story.begin_article(twins).await;
            story.publish(twins, story.pieces.len() - 1).await;
        }
        let list =
            json!({ "title": "Picks", "slug": "editors-picks", "backfill": "latest", "max": 4 });
        twins.both(post("/v1/lists", list)).await.text("/id").clone_into(&mut story.list.0);
        story.publish_list(twins).await;
        story
    }

    pub(super) fn article(&mut self) -> Value {
        let lots = &mut self.lots;
        json!({
            "headline": words(lots, 4),
            "kicker": words(lots, 1),
            "section": lots.one(&self.sections),
            "credits": [{ "author": lots.one(&self.authors) }],
            "topics": [{ "topic": lots.one(&self.topics) }],
            "body": { "markdown": format!("{}\n\n“{SAYING}.” {}", words(lots, 12), words(lots, 12)) },
        })
    }

    async fn begin_article(&mut self, twins: &mut Twins) {
        let document = self.article();
        let made = twins.both(post("/v1/articles", document)).await;
        assert_eq!(made.code(), 201, "{}", made.json);
        self.pieces.push(Piece {
            id: made.text("/id").to_owned(),
            revision: [1, 1],
            stands: Stands::Draft,
            is_frozen: false,
            has_card: false,
            has_saying: true,
        });
    }

    /// Takes a step with an article in both; whether it was taken.
    async fn step(&mut self, twins: &mut Twins, at: usize, (step, body): (&str, Value)) -> bool {
        let piece = &self.pieces[at];
        let path = format!("/v1/articles/{}/{step}", piece.id);
        let write = |revision: i64| ("POST", path.clone(), Some(revision), body.clone());
        twins.alike(&write(piece.revision[0]), &write(piece.revision[1])).await.code() == 200
    }

    async fn publish(&mut self, twins: &mut Twins, at: usize) {
        if self.step(twins, at, ("publish", Value::Null)).await {
            self.pieces[at].stands = Stands::Live;
        }
    }

    /// One of the articles that both have and that stand so, which may be published again.
    pub(super) fn one(&mut self, stands: Stands) -> Option<usize> {
        let fits =
            |piece: &Piece| piece.stands == stands && (stands == Stands::Live || !piece.is_frozen);
        let fitting: Vec<_> = self
            .pieces
            .iter()
            .enumerate()
            .filter(|(_, piece)| fits(piece))
            .map(|(at, _)| at)
            .collect();
        if fitting.is_empty() { None } else { Some(*self.lots.one(&fitting)) }
    }

    /// Something that happens in both, and is seen.
    pub(super) async fn public_step(&mut self, twins: &mut Twins) {
        let live = self.one(Stands::Live);
        let draft = self.one(Stands::Draft);
        match (self.lots.below(16), live, draft) {
            (0 | 1, _, Some(at)) => self.publish(twins, at).await,
            (2, Some(at), _) if self.step(twins, at, ("unpublish", Value::Null)).await => {
                self.pieces[at].stands = Stands::Withdrawn;
            }
            (3 | 4, Some(at), _) if !self.pieces[at].is_frozen => self.revise(twins, at).await,
            (5, Some(at), _) => {
                let text = words(&mut self.lots, 5);
                let path = format!("/v1/articles/{}/corrections", self.pieces[at].id);
                let note = |reason: &str| {
                    post(
                        path.clone(),
                        json!({ "kind": "correction", "text": text, "reason": reason }),
                    )
                };
                twins.alike(&note("one"), &note("another")).await;
            }
            (6, _, _) => self.save_expert(twins).await,
            (7, _, _) => self.save_list(twins).await,
            (8, Some(at), _) => twins.read_by_readers(&self.pieces[at].id.clone()).await,
            (9, _, Some(at)) => self.schedule(twins, at).await,
            (10, _, _) => self.save_site(twins).await,
            (11, _, Some(at)) => self.quote(twins, at).await,
            (12, _, _) => self.end(twins).await,
            (13, Some(at), _) if !self.pieces[at].has_card => {
                let until = json!({ "breakingUntil": { "at": "2026-03-14T08:00:00Z" } });
                let path = format!("/v1/articles/{}/desk", self.pieces[at].id);
                twins.both(("PUT", path, Some(0), until)).await;
                self.pieces[at].has_card = true;
            }
            (14, _, _) => self.make_record(twins).await,
            _ => self.begin_article(twins).await,
        }
    }

    /// Somebody or something new that readers see, of a kind of which something may be hidden.
    async fn make_record(&mut self, twins: &mut Twins) {
        let kind = *self.lots.one(&["authors", "topics", "sections", "organizations", "experts"]);
        let document = json!({ "name": self.lots.one(&NAMES), "listed": true });
        let made = twins.both(post(format!("/v1/{kind}"), document)).await;
        assert_eq!(made.code(), 201, "{}", made.json);
    }

    /// A new revision of what readers see: saved twice, the first time with other words in the one
    /// than in the other.
    async fn revise(&mut self, twins: &mut Twins, at: usize) {
        let (one, other, both) = (self.article(), self.article(), self.article());
        for (one, other) in [(&one, &other), (&both, &both)] {
            let piece = &self.pieces[at];
            let path = format!("/v1/articles/{}", piece.id);
            let write = |side: usize, document: &Value| {
                ("PUT", path.clone(), Some(piece.revision[side]), document.clone())
            };
            let saved = twins.alike(&write(0, one), &write(1, other)).await;
            if saved.code() == 200 {
                self.pieces[at].revision = self.pieces[at].revision.map(|revision| revision + 1);
                self.pieces[at].has_saying = true;
            }
        }
        self.publish(twins, at).await;
    }

    /// What only editors read of an expert is different.
    async fn save_expert(&mut self, twins: &mut Twins) {
        let at = self.lots.below(self.experts.len());
        let bio = words(&mut self.lots, 4);
        let speaker = &mut self.experts[at];
        speaker.document["bio"] = bio.into();
        twins.alike(&speaker.save(0, "one"), &speaker.save(1, "another")).await;
        speaker.revision = speaker.revision.map(|revision| revision + 1);
    }

    /// What will be seen, and what is for the desk, is different.
    async fn save_list(&mut self, twins: &mut Twins) {
        let live: Vec<_> = self
            .pieces
            .iter()
            .filter(|piece| piece.stands == Stands::Live)
            .map(|piece| &piece.id)
            .collect();
        let seen: Vec<_> = live
            .iter()
            .take(3)
            .map(|id| json!({ "article": id, "pinned": self.lots.once_in(2) }))
            .collect();
        let later = |headline: &str, from: &str| {
            let mut slots = seen.clone();
            slots.push(json!({
                "url": "https://tides.example/", "headline": headline, "visibleFrom": from, "note": headline,
            }));
            json!({ "title": "Picks", "slug": "editors-picks", "backfill": "latest", "max": 4, "slots": slots })
        };
        let path = format!("/v1/lists/{}", self.list.0);
        let write =
            |at: usize, document: Value| ("PUT", path.clone(), Some(self.list.1[at]), document);
        let one = write(0, later("One", "2036-03-14T00:00:00Z"));
        let other = write(1, later("Another", "2031-03-14T00:00:00Z"));
        assert_eq!(twins.alike(&one, &other).await.code(), 200);
        self.list.1 = self.list.1.map(|revision| revision + 1);
        self.publish_list(twins).await;
    }

    /// What is saved is shown.
    async fn publish_list(&mut self, twins: &mut Twins) {
        let path = format!("/v1/lists/{}/publish", self.list.0);
        let publish = |at: usize| ("POST", path.clone(), Some(self.list.1[at]), Value::Null);
        assert_eq!(twins.alike(&publish(0), &publish(1)).await.code(), 200);
    }

    async fn save_site(&mut self, twins: &mut Twins) {
        let document =
            json!({ "publicationName": "The Tide", "tagline": words(&mut self.lots, 3) });
        twins.both(("PUT", "/v1/site".to_owned(), Some(self.site), document)).await;
        self.site += 1;
        let weather = json!({ "temperature": self.lots.below(30), "place": "Lisbon" });
        twins.both(("PUT", "/v1/site/weather".to_owned(), None, weather)).await;
    }

    /// What is scheduled becomes visible by the clock.
    async fn schedule(&mut self, twins: &mut Twins, at: usize) {
        let now = twins.plain.app.newsroom.now().plus_seconds(90).to_string();
        let time = json!({ "publishAt": { "at": now } });
        if self.step(twins, at, ("schedule", time)).await {
            twins.wait(120).await;
            self.pieces[at].stands = Stands::Live;
        }
    }

    async fn quote(&mut self, twins: &mut Twins, at: usize) {
        if !self.pieces[at].has_saying {
            return;
        }
        let expert = self.lots.one(&self.experts).id.clone();
        let kind = *self.lots.one(&["on_record", "background"]);
        let piece = &self.pieces[at];
        let path = format!("/v1/articles/{}/quotes", piece.id);
        let write = |side: usize, evidence: &str| {
            let quote = json!({
                "expert": expert, "descriptor": "a pilot", "terms": { "kind": kind },
                "verification": { "status": "recording", "evidence": evidence },
            });
            let document = json!({ "texts": [{ "text": SAYING }], "quote": quote });
            ("POST", path.clone(), Some(piece.revision[side]), document)
        };
        let attached = twins.alike(&write(0, "one"), &write(1, "another")).await;
        if attached.code() == 201 {
            let piece = &mut self.pieces[at];
            piece.revision = piece.revision.map(|revision| revision + 1);
            piece.has_saying = false;
            self.publish(twins, at).await;
        }
    }

    /// What was withdrawn is killed, deleted, or shown again.
    async fn end(&mut self, twins: &mut Twins) {
        let Some(at) = self.one(Stands::Withdrawn) else { return };
        match self.lots.below(3) {
            0 => self.publish(twins, at).await,
            1 => {
                self.step(twins, at, ("kill", json!({ "note": "So." }))).await;
                self.pieces[at].stands = Stands::Gone;
            }
            _ => {
                let piece = &self.pieces[at];
                let path = format!("/v1/articles/{}", piece.id);
                let write =
                    |side: usize| ("DELETE", path.clone(), Some(piece.revision[side]), Value::Null);
                twins.alike(&write(0), &write(1)).await;
                if self.lots.once_in(2) {
                    self.step(twins, at, ("purge", Value::Null)).await;
                }
                self.pieces[at].stands = Stands::Gone;
            }
        }
    }
}
