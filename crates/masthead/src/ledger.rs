//! Ledgers from the command line: whether they hold, and what a court orders to be erased.

use anyhow::{Context as _, bail};
use domain::actor::Actor;
use domain::correction::{LedgerWalk, Walked};
use domain::id::{ArticleId, Revision};
use domain::text::Line;
use newsroom::{Newsroom, Redaction};
use reqwest::blocking::Response;
use serde_json::Value;
use uuid::Uuid;

/// How many pages of the public ledger are read at most.
const PAGES_MAX: usize = 100_000;

/// Walks along the audit; an error names the first entry that does not hold.
pub fn verify_audit(newsroom: &Newsroom) -> anyhow::Result<String> {
    let held = newsroom.verify_audit()?.context("the audit does not hold")?;
    let (entries, redacted) = (held.head.sequence, held.redacted);
    Ok(format!("{entries} entries hold, {redacted} of them redacted\n{}\n", held.head.chain))
}

/// Walks along the ledger of corrections in the database.
pub fn verify_corrections(newsroom: &Newsroom) -> anyhow::Result<String> {
    let walked = newsroom.verify_corrections()?.context("the ledger does not hold")?;
    Ok(said(&walked))
}

/// Walks along the ledger of corrections as any reader of the newsroom at `base` can.
pub fn verify_public(base: &str) -> anyhow::Result<String> {
    let client = reqwest::blocking::Client::new();
    let base = base.trim_end_matches('/');
    let (mut walk, mut cursor) = (LedgerWalk::default(), String::new());
    for _ in 0..PAGES_MAX {
        let url = format!("{base}/v1/corrections?limit=100{cursor}");
        let answer = client.get(&url).send().and_then(Response::error_for_status);
        let bytes = answer.and_then(Response::bytes).with_context(|| url.clone())?;
        let page: Value = serde_json::from_slice(&bytes).with_context(|| url.clone())?;
        for shown in page.get("data").and_then(Value::as_array).into_iter().flatten() {
            let members = shown.as_object().context("a correction is an object")?;
            walk.see(members).context("the ledger does not hold")?;
        }
        let next = page.pointer("/page/nextCursor").and_then(Value::as_str);
        let Some(next) = next else {
            return Ok(said(&walk.end().context("the ledger does not hold")?));
        };
        cursor = format!("&cursor={next}");
    }
    bail!("the ledger has more than {PAGES_MAX} pages")
}

fn said(walked: &Walked) -> String {
    match walked.last {
        None => "there are no corrections yet\n".to_owned(),
        Some(link) => {
            let (places, hidden) = (link.sequence, walked.hidden);
            format!("{places} places hold, {hidden} of them without their text\n{}\n", link.hash)
        }
    }
}

/// Erases what is said of an article, or of one revision of it.
pub fn redact(
    newsroom: &Newsroom,
    (article, revision): (Uuid, Option<i64>),
    also: Vec<Uuid>,
    reason: &str,
) -> anyhow::Result<String> {
    let rule = "--reason: say why in up to 500 characters; the audit keeps it";
    let reason = Line::parse(reason.trim()).ok().context(rule)?;
    let revision = revision.map(Revision);
    let wanted = Redaction { article: ArticleId(article), revision, also, reason };
    let done = newsroom.redact(&Actor::Operator, &wanted)?;
    let (revisions, entries) = (done.revisions.len(), done.entries.len());
    let scrubbed = if done.is_scrubbed {
        "nothing of it is left in the database's files"
    } else {
        "somebody read meanwhile: do it again to scrub the database's files"
    };
    Ok(format!("{revisions} revisions and {entries} entries of the audit are erased; {scrubbed}\n"))
}
