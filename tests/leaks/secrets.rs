//! The hidden steps of a story: in one of the two newsrooms alone.

use serde_json::{Value, json};

use super::story::{HIDDEN_NAMES, SAYING, Stands, Story, post, words};
use super::twins::Twins;

impl Story {
    /// Something that happens in one of the two, and is not seen.
    pub(super) async fn hidden_step(&mut self, twins: &mut Twins) {
        match self.lots.below(14) {
            0..=2 => self.draft(twins).await,
            3 | 4 => self.move_draft(twins).await,
            5 => self.save_beside(twins).await,
            6 => self.work_at_desk(twins).await,
            7 => self.record(twins).await,
            8 => self.note_quote(twins).await,
            9 => self.translate(twins).await,
            10 => self.keep_release(twins).await,
            11 => self.save_private_part(twins).await,
            12 => self.draft_list(twins).await,
            _ => self.account(twins).await,
        }
    }

    /// A draft of the list that both show, perhaps to be shown at a time that does not come; and a
    /// list or a front that is never shown.
    async fn draft_list(&mut self, twins: &mut Twins) {
        let title = words(&mut self.lots, 3);
        if self.lots.once_in(2) {
            let slug = format!("hidden-{}", twins.hidden_steps());
            let kind = *self.lots.one(&["lists", "fronts"]);
            let document = json!({ "title": title, "slug": slug });
            twins.hidden(post(format!("/v1/{kind}"), document)).await;
            return;
        }
        let path = format!("/v1/lists/{}", self.list.0);
        let document = json!({ "title": title, "slug": "editors-picks" });
        let saved = twins.hidden(("PUT", path.clone(), Some(self.list.1[1]), document)).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
        self.list.1[1] += 1;
        let far = json!({ "publishAt": { "at": "2036-03-14T07:30:00Z" } });
        let revision = Some(self.list.1[1]);
        twins.hidden(("POST", format!("{path}/publish"), revision, far)).await;
        if self.lots.once_in(2) {
            twins.hidden(("POST", format!("{path}/unschedule"), revision, Value::Null)).await;
        }
    }

    async fn draft(&mut self, twins: &mut Twins) {
        let document = self.article();
        let made = twins.hidden(post("/v1/articles", document)).await;
        assert_eq!(made.code(), 201, "{}", made.json);
        self.drafts.push((made.text("/id").to_owned(), 1));
    }

    /// A draft goes from hand to hand, or is saved, or ends.
    async fn move_draft(&mut self, twins: &mut Twins) {
        if self.drafts.is_empty() {
            return;
        }
        let at = self.lots.below(self.drafts.len());
        let (id, revision) = self.drafts[at].clone();
        let path = format!("/v1/articles/{id}");
        let far = json!({ "publishAt": { "at": "2036-03-14T07:30:00Z" } });
        let note = json!({ "note": words(&mut self.lots, 3) });
        let steps = [
            ("submit", Value::Null),
            ("withdraw", Value::Null),
            ("return", note.clone()),
            ("approve", note.clone()),
            ("schedule", far),
            ("unschedule", Value::Null),
            ("kill", note),
        ];
        match self.lots.below(6) {
            0 | 1 => {
                let document = self.article();
                if twins.hidden(("PUT", path, Some(revision), document)).await.code() == 200 {
                    self.drafts[at].1 += 1;
                }
            }
            2 => {
                let said = json!({
                    "texts": [{ "text": SAYING }],
                    "quote": { "expert": self.experts[0].id, "topics": self.topics },
                });
                let attach = ("POST", format!("{path}/quotes"), Some(revision), said);
                if twins.hidden(attach).await.code() == 201 {
                    self.drafts[at].1 += 1;
                }
            }
            3 if self.lots.once_in(3) => {
                twins.hidden(("DELETE", path.clone(), Some(revision), Value::Null)).await;
                let purge = ("POST", format!("{path}/purge"), Some(revision), Value::Null);
                twins.hidden(purge).await;
                self.drafts.swap_remove(at);
            }
            _ => {
                let (step, body) = self.lots.one(&steps).clone();
                twins.hidden(("POST", format!("{path}/{step}"), Some(revision), body)).await;
            }
        }
    }

    /// A revision of what readers see, behind the one that they see.
    async fn save_beside(&mut self, twins: &mut Twins) {
        let document = self.article();
        let Some(at) = self.one(Stands::Live) else { return };
        let piece = &mut self.pieces[at];
        let path = format!("/v1/articles/{}", piece.id);
        if twins.hidden(("PUT", path, Some(piece.revision[1]), document)).await.code() == 200 {
            piece.revision[1] += 1;
            piece.is_frozen = true;
        }
    }

    /// The desk's work at anything.
    async fn work_at_desk(&mut self, twins: &mut Twins) {
        let mut ids: Vec<_> = self.drafts.iter().map(|(id, _)| id.clone()).collect();
        ids.extend(self.pieces.iter().map(|piece| piece.id.clone()));
        let path = format!("/v1/articles/{}", self.lots.one(&ids));
        let text = words(&mut self.lots, 4);
        let write = match self.lots.below(5) {
            0 => post(format!("{path}/notes"), json!({ "text": text })),
            1 => ("PUT", format!("{path}/lock"), None, json!({ "seconds": 60 })),
            2 => post(format!("{path}/previews"), json!({})),
            3 => {
                let kept = json!({ "baseRevision": 1, "content": { "headline": text } });
                ("PUT", format!("{path}/autosave"), None, kept)
            }
            _ => {
                // what breaks is seen: the card has an end of work alone
                let card = json!({ "dueAt": { "at": "2026-03-20T00:00:00Z" } });
                let free = self.pieces.iter_mut().find(|piece| !piece.has_card);
                let Some(piece) = free else { return };
                piece.has_card = true;
                ("PUT", format!("/v1/articles/{}/desk", piece.id), Some(0), card)
            }
        };
        twins.hidden(write).await;
    }

    /// A translation of what both have, which readers do not see.
    async fn translate(&mut self, twins: &mut Twins) {
        let ids: Vec<_> = self.pieces.iter().map(|piece| piece.id.clone()).collect();
        let path = format!("/v1/articles/{}/translations", self.lots.one(&ids));
        let wish = json!({ "language": self.lots.one(&["pt", "es"]), "headline": words(&mut self.lots, 5) });
        let made = twins.hidden(post(path, wish)).await;
        if made.code() == 201 {
            self.drafts.push((made.text("/id").to_owned(), 1));
        }
    }

    /// A release of anything, perhaps at a time that does not come.
    async fn keep_release(&mut self, twins: &mut Twins) {
        let ids: Vec<_> = self.pieces.iter().map(|piece| piece.id.clone()).collect();
        let items = json!([{ "article": { "id": self.lots.one(&ids) } }]);
        let wish = json!({ "title": words(&mut self.lots, 3), "items": items });
        let made = twins.hidden(post("/v1/releases", wish)).await;
        assert_eq!(made.code(), 201, "{}", made.json);
        let path = format!("/v1/releases/{}/schedule", made.text("/id"));
        let far = json!({ "publishAt": { "at": "2036-03-14T07:30:00Z" } });
        twins.hidden(("POST", path, Some(1), far)).await;
    }

    /// A record that is not listed is made, saved, deleted.
    async fn record(&mut self, twins: &mut Twins) {
        if !self.records.is_empty() && self.lots.once_in(2) {
            let at = self.lots.below(self.records.len());
            let (kind, id, revision) = self.records[at].clone();
            let path = format!("/v1/{kind}/{id}");
            if self.lots.once_in(2) {
                twins.hidden(("DELETE", path, Some(revision), Value::Null)).await;
                self.records.swap_remove(at);
                return;
            }
            let document = json!({ "name": self.lots.one(&HIDDEN_NAMES), "listed": false });
            if twins.hidden(("PUT", path, Some(revision), document)).await.code() == 200 {
                self.records[at].2 += 1;
            }
            return;
        }
        let kind = *self.lots.one(&["authors", "topics", "sections", "organizations", "experts"]);
        let document = json!({ "name": self.lots.one(&HIDDEN_NAMES), "listed": false });
        let made = twins.hidden(post(format!("/v1/{kind}"), document)).await;
        if made.code() == 201 {
            self.records.push((kind, made.text("/id").to_owned(), 1));
        }
    }

    /// What only editors read of somebody whom readers see.
    async fn save_private_part(&mut self, twins: &mut Twins) {
        let at = self.lots.below(self.experts.len());
        let notes = words(&mut self.lots, 3);
        let saved = twins.hidden(self.experts[at].save(1, &notes)).await;
        assert_eq!(saved.code(), 200, "{}", saved.json);
        self.experts[at].revision[1] += 1;
    }

    /// A quote that no article of both prints.
    async fn note_quote(&mut self, twins: &mut Twins) {
        let quote = json!({
            "text": words(&mut self.lots, 6),
            "expert": self.lots.one(&self.experts).id,
            "attribution": { "organization": self.organization },
            "topics": self.topics,
            "status": self.lots.one(&["suggested", "accepted", "rejected"]),
        });
        twins.hidden(post("/v1/quotes", quote)).await;
    }

    async fn account(&mut self, twins: &mut Twins) {
        self.count += 1;
        let number = self.count;
        let write = match self.lots.below(3) {
            0 => post(
                "/v1/users",
                json!({
                    "email": format!("bo-{number}@example.org"), "name": "Bo", "role": "author",
                }),
            ),
            1 => post("/v1/tokens", json!({ "name": "robot" })),
            _ => ("PUT", format!("/v1/roles/role-{number}"), Some(0), json!({ "grants": [] })),
        };
        twins.hidden(write).await;
    }
}
