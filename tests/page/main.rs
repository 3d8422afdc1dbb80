//! `page FILE [--quotes GOLD] [--plan PLAN]`: loads a scraped page through the API, reads it back
//! in one GraphQL request, and prints each of its strings with where it was found.
//!
//! Without `MASTHEAD_URL` and `MASTHEAD_TOKEN` it starts a server on an empty database, its clock
//! set to the page's date.

#![expect(clippy::print_stdout, reason = "the findings are what was asked for")]

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use domain::account::Role;
use domain::time::Timestamp;
use page::{Gold, Plan, found, load, read};
use testkit::{Client, Engine, TestApp};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at.saturating_add(1)).map(PathBuf::from)
    };
    let file =
        args.first().map(PathBuf::from).context("page FILE [--quotes GOLD] [--plan PLAN]")?;
    let plan: Plan = json(&option("--plan").unwrap_or_else(|| plan_of(&file)))?;
    let gold: Gold = match option("--quotes") {
        Some(path) => json(&path)?,
        None => Gold { people: std::collections::BTreeMap::new(), quotes: Vec::new() },
    };
    let page = text(&file)?;
    let server = variable("MASTHEAD_URL").zip(variable("MASTHEAD_TOKEN"));
    let missing = if let Some((url, token)) = server {
        check(&Client::new(&url), &token, &plan, (&page, &gold)).await
    } else {
        let now = Timestamp::parse(&plan.clock).context("clock: not RFC 3339")?;
        let app = TestApp::start_at(Engine::Sqlite, now).await;
        let token = app.token(Role::Editor).await;
        check(&app, &token, &plan, (&page, &gold)).await
    };
    if missing > 0 {
        bail!("{missing} of the page's strings were not found");
    }
    Ok(())
}

async fn check(client: &Client, token: &str, plan: &Plan, (page, gold): (&str, &Gold)) -> usize {
    let slug = load(client, token, plan, (page, gold)).await;
    let answer = read(client, &slug).await;
    let all = found(plan, page, gold, &answer);
    for one in &all {
        let words: String = one.text.chars().take(60).collect();
        println!("{:>4}  {:<60}  {}", one.line, words, one.place.as_deref().unwrap_or("MISSING"));
    }
    let missing = all.iter().filter(|one| one.place.is_none()).count();
    println!("{} strings and quotes, {missing} missing", all.len());
    missing
}

/// The plan that the project keeps for a page of this name.
fn plan_of(page: &Path) -> PathBuf {
    let name = page.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Path::new(env!("CARGO_MANIFEST_DIR")).join("page/plans").join(format!("{name}.json"))
}

fn text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    serde_json::from_str(&text(path)?).with_context(|| format!("{} is not valid", path.display()))
}

#[expect(clippy::disallowed_methods, reason = "the command's two settings")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
