//! What both engines promise alike.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where its ground gives way")]

use domain::actor::Actor;
use domain::article::ArticleContent;
use domain::audit::Signed;
use domain::change::{Change, ChangeKind};
use domain::id::Revision;
use domain::ledger::Salt;
use domain::policy::{self, CreateArticle, CreateRecord, Subject};
use domain::record::{Entity, Stamp, Standing, Stored};
use domain::slug::Slug;
use domain::time::Timestamp;
use domain::topic::Topic;
use domain::visibility::Visibility;
use serde_json::json;
use store::{NewRevision, Origin, RecordPage, Side, Store, StoreError};
use testkit::both_stores;
use uuid::Uuid;

const ALL: Visibility = Visibility::EVERYTHING;

both_stores!(
    a_failed_write_leaves_nothing,
    a_panic_in_a_write_leaves_nothing,
    the_log_has_no_gap_and_no_turn,
    an_address_is_given_once,
    a_snapshot_does_not_move,
    migrating_again_changes_nothing,
    a_permit_is_for_one_thing,
    what_is_written_together_stands_together,
    what_is_done_together_within_more_is_undone_alone,
);

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros).unwrap()
}

fn signed() -> Signed {
    Signed::by(&Actor::Operator, at(1), Salt([0; 16]))
}

fn topic(number: u128, name: &str) -> Stored<Topic> {
    let content: Topic = serde_json::from_value(json!({ "name": name })).unwrap();
    let stamp = Stamp::first(at(1), None);
    let slug = Slug::from_words(name, "topic");
    let standing = Standing::default();
    Stored { id: Uuid::from_u128(number), slug, stamp, content, standing }
}

fn insert(store: &Store, stored: &Stored<Topic>) -> Result<(), StoreError> {
    let subject = Subject::common(stored.id);
    let permit = policy::authorize::<CreateRecord>(&Actor::Operator, subject).unwrap();
    store.write("test", |tx| tx.insert_record(&permit, stored))
}

fn topics(store: &Store) -> Vec<Stored<Topic>> {
    let page = RecordPage { pointing_at: Vec::new(), from: None, side: Side::After, limit: 100 };
    store.snapshot().unwrap().read(|tx| tx.records::<Topic>(ALL, &page)).unwrap()
}

fn a_failed_write_leaves_nothing(store: &Store) {
    let one = topic(1, "One");
    let permit =
        policy::authorize::<CreateRecord>(&Actor::Operator, Subject::common(one.id)).unwrap();
    let failed: Result<(), StoreError> = store.write("test", |tx| {
        tx.insert_record(&permit, &one)?;
        Err(StoreError::Busy { waited_ms: 0 })
    });
    assert!(failed.is_err());
    assert_eq!(topics(store), []);
    insert(store, &one).unwrap();
    assert_eq!(topics(store), [one]);
    assert!(matches!(insert(store, &topic(2, "One")), Err(StoreError::Taken(_))));
}

fn a_panic_in_a_write_leaves_nothing(store: &Store) {
    let one = topic(1, "One");
    for _ in 0..20 {
        let permit =
            policy::authorize::<CreateRecord>(&Actor::Operator, Subject::common(one.id)).unwrap();
        let write = || {
            store.write("test", |tx| -> Result<(), StoreError> {
                tx.insert_record(&permit, &one)?;
                panic!("on purpose")
            })
        };
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(write)).is_err());
    }
    assert_eq!(topics(store), []);
    insert(store, &one).unwrap();
}

fn the_log_has_no_gap_and_no_turn(store: &Store) {
    let change = |id| Change {
        entity: Entity::Topic,
        id: Uuid::from_u128(id),
        kind: ChangeKind::Created,
        revision: Revision::FIRST,
    };
    std::thread::scope(|scope| {
        for thread in 0..4_u128 {
            scope.spawn(move || {
                for number in 0..10_u128 {
                    let done: Result<(), StoreError> = store.write("test", |tx| {
                        tx.log(change(thread * 100 + number), signed(), serde_json::Value::Null)?;
                        if number % 3 == 2 {
                            Err(StoreError::Busy { waited_ms: 0 })
                        } else {
                            Ok(())
                        }
                    });
                    assert_eq!(done.is_err(), number % 3 == 2);
                }
            });
        }
    });
    let rows = store.snapshot().unwrap().read(|tx| tx.changes(0, 1_000)).unwrap();
    let sequences: Vec<i64> = rows.iter().map(|row| row.sequence).collect();
    assert_eq!(sequences, (1..=28).collect::<Vec<i64>>());
}

fn an_address_is_given_once(store: &Store) {
    let slug = Slug::parse("oil").unwrap();
    let claim = |id| {
        store.write("test", |tx| tx.claim_slug(Entity::Topic, &slug, Uuid::from_u128(id), at(1)))
    };
    assert_eq!([claim(1).unwrap(), claim(2).unwrap(), claim(1).unwrap()], [true, false, true]);
    let other =
        store.write("test", |tx| tx.claim_slug(Entity::Author, &slug, Uuid::from_u128(2), at(1)));
    assert!(other.unwrap(), "each kind has addresses of its own");
}

fn a_snapshot_does_not_move(store: &Store) {
    let page = RecordPage { pointing_at: Vec::new(), from: None, side: Side::After, limit: 100 };
    let mut snapshot = store.snapshot().unwrap();
    let before = snapshot.read(|tx| tx.records::<Topic>(ALL, &page)).unwrap();
    insert(store, &topic(1, "One")).unwrap();
    let after = snapshot.read(|tx| tx.records::<Topic>(ALL, &page)).unwrap();
    assert_eq!((before.len(), after.len(), topics(store).len()), (0, 0, 1));
    assert_eq!(snapshot.statements(), 2);
}

fn what_is_written_together_stands_together(store: &Store) {
    let failed: Result<(), StoreError> = store.together(|inner| {
        insert(inner, &topic(1, "One"))?;
        assert_eq!((topics(inner).len(), topics(store).len()), (1, 0));
        Err(StoreError::Busy { waited_ms: 0 })
    });
    assert!(failed.is_err());
    assert_eq!(topics(store), []);
    let kept = store.together(|inner| {
        insert(inner, &topic(1, "One"))?;
        assert!(matches!(insert(inner, &topic(2, "One")), Err(StoreError::Taken(_))));
        insert(inner, &topic(3, "Three"))?;
        Ok::<_, StoreError>(inner.clone())
    });
    assert_eq!(topics(store).len(), 2, "what failed was undone alone");
    assert!(insert(&kept.unwrap(), &topic(4, "Four")).is_err(), "the transaction is over");
    insert(store, &topic(4, "Four")).unwrap();
}

fn what_is_done_together_within_more_is_undone_alone(store: &Store) {
    let log = |store: &Store| {
        let change = Change {
            entity: Entity::Topic,
            id: Uuid::from_u128(1),
            kind: ChangeKind::Created,
            revision: Revision::FIRST,
        };
        store.write("test", |tx| tx.log(change, signed(), serde_json::Value::Null))
    };
    let done: Result<(), StoreError> = store.together(|outer| {
        insert(outer, &topic(1, "One"))?;
        let failed: Result<(), StoreError> = outer.together(|inner| {
            insert(inner, &topic(2, "Two"))?;
            log(inner)?;
            assert_eq!(topics(inner).len(), 2);
            Err(StoreError::Busy { waited_ms: 0 })
        });
        assert!(failed.is_err());
        assert_eq!(topics(outer), [topic(1, "One")], "all of the inner one is undone");
        outer.together(|inner| {
            log(inner)?;
            insert(inner, &topic(3, "Three"))
        })
    });
    done.unwrap();
    assert_eq!(topics(store).len(), 2);
    let logged = store.snapshot().unwrap().read(|tx| tx.changes(0, 10));
    assert_eq!(logged.unwrap().len(), 1, "what was undone is in no log");
}

fn migrating_again_changes_nothing(store: &Store) {
    insert(store, &topic(1, "One")).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| store.migrate().unwrap());
        }
    });
    assert_eq!(topics(store).len(), 1);
}

fn a_permit_is_for_one_thing(store: &Store) {
    let other = Subject::common(Uuid::from_u128(7));
    let permit = policy::authorize::<CreateRecord>(&Actor::Operator, other).unwrap();
    let done = store.write("test", |tx| tx.insert_record(&permit, &topic(1, "One")));
    assert!(matches!(done, Err(StoreError::Unreadable { .. })));
    let permit = policy::authorize::<CreateArticle>(&Actor::Operator, other).unwrap();
    let serde_json::Value::Object(members) = json!({ "headline": "One" }) else {
        panic!("an object")
    };
    let content = ArticleContent::parse(members).unwrap();
    let slug = content.wanted_slug();
    let first = NewRevision {
        revision: Revision::FIRST,
        content: &content,
        slug: &slug,
        at: at(1),
        origin: Origin::default(),
    };
    store.write("test", |tx| tx.insert_article(&permit, &first)).unwrap();
    let found =
        store.snapshot().unwrap().read(|tx| tx.article(ALL, domain::id::ArticleId(permit.id())));
    assert_eq!(found.unwrap().map(|row| row.slug), Some("one".to_owned()));
}
