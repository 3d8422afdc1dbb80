//! Both engines find the same, and what the rules say.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where its ground gives way")]

use std::cell::RefCell;
use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::article::{ArticleContent, ArticleFacts, ArticleState, Transition};
use domain::id::{ArticleId, Revision};
use domain::policy::{self, CreateArticle, Subject};
use domain::search::{Sought, Words};
use domain::time::Timestamp;
use domain::visibility::Visibility;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use store::{
    ArticleFilter, ArticlePage, NewRevision, Origin, Side, Store, StoreError, Window, WriteTx,
};
use tempfile::TempDir;
use testkit::{Engine, both_stores};
use uuid::Uuid;

/// Pieces of which texts and what is sought in them are made.
const PIECES: [&str; 58] = [
    "a",
    "á",
    "A",
    "a\u{301}",
    "ß",
    "ss",
    "ﬁ",
    "fi",
    "ø",
    "O",
    "æ",
    "ae",
    "İ",
    "ı",
    "ς",
    "Σ",
    "й",
    "и",
    "東",
    "京",
    "が",
    "か",
    "カ",
    "한국",
    "कि",
    "שָׁ",
    "🙂",
    "👩‍💻",
    "1",
    "½",
    "１",
    "ferry",
    "Ferries",
    "’",
    "'",
    "\"",
    "-",
    "\u{ad}",
    " ",
    "  ",
    "\u{a0}",
    "&",
    "|",
    "!",
    ":",
    "*",
    "(",
    ")",
    "<->",
    " AND ",
    " OR ",
    " NOT ",
    "NEAR",
    "^",
    "\\",
    "%",
    "_",
    "\u{301}",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(&PIECES[..]), 1..14).prop_map(|pieces| pieces.concat())
}

fn now() -> Timestamp {
    Timestamp::from_micros(1_000).unwrap()
}

fn content(headline: &str, text: &str) -> ArticleContent {
    let block = json!({ "_type": "block", "children": [{ "_type": "span", "text": text }] });
    let serde_json::Value::Object(members) = json!({ "headline": headline, "body": [block] })
    else {
        panic!("an object")
    };
    ArticleContent::parse(members).unwrap()
}

/// Shows a revision to readers.
fn show(tx: &mut WriteTx<'_>, number: u128, shown: &NewRevision<'_>) -> Result<(), StoreError> {
    let facts = ArticleFacts {
        id: ArticleId(Uuid::from_u128(number)),
        state: ArticleState::Draft,
        section: None,
        created_by: None,
        first_published_at: None,
    };
    let publish = Transition::Publish;
    let permit = policy::authorize_step(&Actor::Operator, &facts, publish).unwrap();
    let window = Window { order_at: now(), from: Some(now()), until: None };
    tx.show_article(&permit, shown, window)?;
    tx.index_article(&permit, shown.revision, shown.content)
}

/// Publishes an article, and gives the words by which it is to be found.
fn publish(store: &Store, number: u128, content: &ArticleContent) -> Words {
    let subject = || Subject::common(Uuid::from_u128(number));
    let slug = content.wanted_slug();
    let first = NewRevision {
        revision: Revision::FIRST,
        content,
        slug: &slug,
        at: now(),
        origin: Origin::default(),
    };
    let done: Result<(), StoreError> = store.write("test", |tx| {
        let begin = policy::authorize::<CreateArticle>(&Actor::Operator, subject()).unwrap();
        tx.insert_article(&begin, &first)?;
        show(tx, number, &first)
    });
    done.unwrap();
    content.meta.words(&content.body.text())
}

/// The articles that are found, by relevance; the same ones are found by time.
#[track_caller]
fn found(store: &Store, sought: &Sought) -> Vec<u128> {
    let seen = Visibility::Public { at: now() };
    let page = ArticlePage { from: None, side: Side::Before, limit: 10_000 };
    let by_time = ArticleFilter { sought: Some(sought.clone()), ..ArticleFilter::default() };
    let done: Result<_, StoreError> = store.snapshot().unwrap().read(|tx| {
        let ranked = tx.articles_by_relevance(seen, &ArticleFilter::default(), sought)?;
        Ok((ranked, tx.articles(seen, &by_time, page)?))
    });
    let (ranked, rows) = done.unwrap();
    let ranked: Vec<u128> = ranked.iter().map(Uuid::as_u128).collect();
    let by_time: BTreeSet<u128> = rows.iter().map(|row| row.id.0.as_u128()).collect();
    assert_eq!(ranked.iter().copied().collect::<BTreeSet<_>>(), by_time);
    ranked
}

/// What the rules say: all words stand there, and one that begins as the last.
fn answers(words: &Words, sought: &Sought) -> bool {
    let stands = |wanted: &dyn Fn(&String) -> bool| words.places().iter().flatten().any(wanted);
    sought.whole().iter().all(|word| stands(&|own| own == word))
        && sought.begun().is_none_or(|begun| stands(&|own| own.starts_with(begun)))
}

#[test]
fn both_engines_find_what_the_rules_say() {
    let dir = TempDir::new().unwrap();
    let stores = [Engine::Sqlite, Engine::Postgres].map(|engine| testkit::store(engine, &dir));
    let shown = RefCell::new(Vec::new());
    let mut runner =
        TestRunner::new(Config { cases: 150, max_shrink_iters: 0, ..Config::default() });
    let texts = (text(), text(), prop::collection::vec(text(), 1..4));
    let done = runner.run(&texts, |(headline, body, queries)| {
        let mut shown = shown.borrow_mut();
        let number = u128::try_from(shown.len()).unwrap() + 1;
        let content = content(&format!("x{headline}"), &body);
        let [words, same] = [0, 1].map(|at| publish(&stores[at], number, &content));
        prop_assert_eq!(&words, &same);
        shown.push(words);
        for sought in queries.iter().filter_map(|raw| Sought::parse(raw).ok()) {
            let want: BTreeSet<u128> = (1..)
                .zip(shown.iter())
                .filter(|(_, words)| answers(words, &sought))
                .map(|(number, _)| number)
                .collect();
            for store in &stores {
                let found: BTreeSet<u128> = found(store, &sought).into_iter().collect();
                prop_assert_eq!(&found, &want, "{:?}", sought);
            }
        }
        Ok(())
    });
    done.unwrap();
    assert!(shown.borrow().len() > 100);
}

both_stores!(
    a_word_counts_as_much_as_its_place,
    at_most_a_thousand_are_ranked,
    any_text_is_indexed_up_to_its_bound,
    as_many_words_as_can_be_typed_are_sought,
);

fn sought(raw: &str) -> Sought {
    Sought::parse(raw).unwrap()
}

fn a_word_counts_as_much_as_its_place(store: &Store) {
    publish(store, 1, &content("The council meets", "Nothing of the harbour was said."));
    publish(store, 2, &content("Harbour opens", "Nothing else of it was said then."));
    publish(store, 3, &content("The council rests", "Nothing of the matter was said."));
    assert_eq!(found(store, &sought("harbour")), [2, 1]);
    assert_eq!(
        found(store, &sought("nothing")).first(),
        Some(&3),
        "of two that are as good the later one"
    );
}

fn at_most_a_thousand_are_ranked(store: &Store) {
    let content = content("Tide", "Tide");
    let slug = content.wanted_slug();
    let first = NewRevision {
        revision: Revision::FIRST,
        content: &content,
        slug: &slug,
        at: now(),
        origin: Origin::default(),
    };
    let done: Result<(), StoreError> = store.write("test", |tx| {
        for number in 1..=1_001 {
            let subject = || Subject::common(Uuid::from_u128(number));
            let begin = policy::authorize::<CreateArticle>(&Actor::Operator, subject()).unwrap();
            tx.insert_article(&begin, &first)?;
            show(tx, number, &first)?;
        }
        Ok(())
    });
    done.unwrap();
    let seen = Visibility::Public { at: now() };
    let all = ArticleFilter::default();
    let mut snapshot = store.snapshot().unwrap();
    let ids = snapshot.read(|tx| tx.articles_by_relevance(seen, &all, &sought("tide"))).unwrap();
    let numbers: Vec<u128> = ids.iter().map(Uuid::as_u128).collect();
    assert_eq!(numbers, (2..=1_001).rev().collect::<Vec<u128>>());
}

/// The worst of texts: each word stands once, and has as few letters as can be.
fn any_text_is_indexed_up_to_its_bound(store: &Store) {
    let letters: Vec<char> = ('a'..='z').chain('0'..='9').chain('α'..='μ').collect();
    let pairs = letters.iter().flat_map(|a| letters.iter().map(move |b| format!("{a}{b}")));
    let pairs: Vec<String> = pairs.collect();
    let triples = pairs.iter().flat_map(|pair| letters.iter().map(move |a| format!("{pair}{a}")));
    let han = ('\u{4e00}'..='\u{9f00}').map(String::from);
    let all: Vec<String> = pairs.iter().cloned().chain(han).chain(triples).collect();
    let block = |words: &[String]| {
        let span = json!({ "_type": "span", "text": words.join(" ") });
        json!({ "_type": "block", "children": [span] })
    };
    let blocks: Vec<_> = all.chunks(10_000).map(block).collect();
    let serde_json::Value::Object(members) = json!({ "headline": "Long", "body": blocks }) else {
        panic!("an object")
    };
    let words = publish(store, 1, &ArticleContent::parse(members).unwrap());
    let kept = words.places().last().unwrap();
    assert!(kept.len() > 80_000 && kept.len() < all.len(), "{} of {}", kept.len(), all.len());
    for word in [kept.first().unwrap(), kept.last().unwrap(), "long"] {
        assert_eq!(found(store, &sought(word)), [1], "{word}");
    }
    assert_eq!(found(store, &sought(all.last().unwrap())), [], "behind the bound");
}

fn as_many_words_as_can_be_typed_are_sought(store: &Store) {
    let most: String = ('\u{4e00}'..).take(Sought::LEN_MAX).collect();
    publish(store, 1, &content("Long", &most));
    assert_eq!(sought(&most).whole().len(), Sought::LEN_MAX);
    assert_eq!(found(store, &sought(&most)), [1]);
    assert_eq!(found(store, &sought(&most.replace('\u{4e00}', "x"))), []);
}
