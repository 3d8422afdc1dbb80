//! What is planted: a newsroom in which readers see something of every kind, and in which of every
//! kind something is hidden.

use serde_json::{Value, json};

use super::body::{SAID, SAYING, USE, body, plain};
use super::plant::{Planter, Sight};
use super::veil::Veil;
use super::words::HIDDEN;

/// Plants everything.
pub(super) async fn plant(planter: &mut Planter<'_>) {
    known(planter);
    boss(planter).await;
    for sight in [Sight::Open, Sight::Behind(Veil::Member)] {
        planter.sight = sight;
        records(planter).await;
        site(planter).await;
    }
    planter.sight = Sight::Open;
    let quotes = quotes(planter).await;
    articles(planter, &quotes).await;
    lists(planter, &quotes).await;
    release(planter).await;
    rule(planter).await;
    accounts(planter).await;
}

/// What has no room for words, and what leads to nothing.
fn known(planter: &mut Planter<'_>) {
    for member in [
        "RelatedStoryInput.article",
        "ArticleInput.quotes",
        "CorrectionInput.fromRevision",
        "CorrectionInput.toRevision",
        "AttributionInput.organization",
        "OrganizationInput.parent",
        "SectionInput.parent",
        "ListInput.section",
        "ListInput.dedupeAgainst",
        "QuoteUse.parts",
        "Slot.article",
        "Slot.expert",
        "Slot.quote",
        "Slot.visibleFrom",
        "Slot.visibleUntil",
        "Words.start",
        "AttachQuoteContent.quoteId",
        "NewUserInput.sections",
        "NewTokenInput.scopes",
        "NewTokenInput.expiresAt",
        "AffiliationInput.organization",
        "TopicLinkInput.relevance",
        "RightsInput.year",
    ] {
        planter.know(member, Value::Null);
    }
    planter.know("QuoteUse.id", USE);
    planter.know("QuoteInput.status", "accepted");
    planter.know("AttachedQuoteInput.status", "accepted");
    planter.know("MomentInput.at", "2036-03-14T07:30:00Z");
    planter.know("WeatherInput.observedAt", Value::Null);
    planter.know("TermsInput.kind", "on_record");
}

/// The administrator who plants has a name, an address, a password, a device and a token of words.
async fn boss(planter: &mut Planter<'_>) {
    planter.sight = Sight::Behind(Veil::Account);
    planter.know("NewUserInput.role", "admin");
    let document = planter.document("createUser");
    planter.send("createUser", (&[], ""), None, &document).await;
    // who reads all that is worked on is told who worked on it
    let name = document["name"].as_str().unwrap().to_owned();
    for one in &mut planter.veiled {
        let is_name = name.contains(&one.planted.word);
        let is_password = one.planted.member() == "NewUserInput.password";
        one.veil = match (is_name, is_password) {
            (true, _) => Veil::Working,
            (_, true) => Veil::Nobody,
            _ => one.veil,
        };
    }
    let device = planter.word("logIn User-Agent", Veil::Nobody);
    let login = json!({ "email": document["email"], "password": document["password"] });
    let headers = [("content-type", "application/json"), ("user-agent", device.as_str())];
    let open = planter.app.send("POST", "/v1/auth/login", &headers, login.to_string()).await;
    assert_eq!(open.code(), 200, "{}", open.json);
    for secret in ["/accessToken", "/refreshToken"] {
        planter.secrets.push(open.text(secret).to_owned());
    }
    open.text("/accessToken").clone_into(&mut planter.token);
    planter.know("NewTokenInput.role", "admin");
    let made = planter.act("createToken", (&[], ""), None).await;
    planter.keep("createToken", &made);
    planter.secrets.push(made.text("/secret").to_owned());
}

async fn records(planter: &mut Planter<'_>) {
    planter.know("listed", planter.sight == Sight::Open);
    for operation in ["createSection", "createTopic", "createAuthor", "createOrganization"] {
        planter.make(operation, (&[], "")).await;
    }
    planter.know("expertise", json!([planter.last("topics")]));
    planter.make("createExpert", (&[], "")).await;
}

/// The site has no draft: what was there before it is hidden.
async fn site(planter: &mut Planter<'_>) {
    if planter.sight != Sight::Open {
        return;
    }
    planter.sight = Sight::Withdrawn;
    planter.act("replaceSite", (&[], ""), Some(0)).await;
    planter.act("setWeather", (&[], ""), None).await;
    planter.sight = Sight::Open;
    planter.act("replaceSite", (&[], ""), Some(1)).await;
    planter.act("setWeather", (&[], ""), None).await;
}

/// Quotes that articles use.
struct Quotes {
    /// On record, by an expert whom readers see.
    open: String,
    /// By somebody who is not named.
    veiled: String,
    /// In a draft alone.
    hidden: String,
}

async fn quotes(planter: &mut Planter<'_>) -> Quotes {
    let name = |planter: &mut Planter<'_>, place: usize| {
        let (experts, topics) = (&planter.ids["experts"], &planter.ids["topics"]);
        let (expert, topic) = (json!(experts[place]), json!([topics[place]]));
        planter.know("expert", expert);
        planter.know("QuoteInput.topics", topic.clone());
        planter.know("AttachedQuoteInput.topics", topic);
    };
    name(planter, 0);
    planter.know("QuoteInput.text", format!("{SAID}."));
    planter.sight = Sight::Open;
    let open = planter.make("createQuote", (&[], "")).await;
    // what leads to the speaker is hidden, the rest is seen
    name(planter, 1);
    planter.know("QuoteInput.topics", json!([]));
    planter.know("TermsInput.kind", "anonymous");
    let leading = ["attribution", "source", "original", "translator", "rightOfReply"];
    for member in leading {
        let value = planter.hidden.member("createQuote", &format!("QuoteInput.{member}"));
        planter.veil(Veil::Working);
        planter.open.know(&format!("QuoteInput.{member}"), value);
    }
    let veiled = planter.make("createQuote", (&[], "")).await;
    for member in leading {
        planter.open.known.remove(&format!("QuoteInput.{member}"));
    }
    planter.know("TermsInput.kind", "on_record");
    name(planter, 1);
    planter.sight = Sight::Behind(Veil::Working);
    planter.hidden.known.remove("QuoteInput.text");
    for status in ["suggested", "rejected", "accepted"] {
        planter.know("QuoteInput.status", status);
        planter.make("createQuote", (&[], "")).await;
    }
    planter.know("QuoteInput.text", format!("{SAID}."));
    let hidden = planter.make("createQuote", (&[], "")).await;
    Quotes { open, veiled, hidden }
}

/// Sets what an article names: what readers see, or what they do not.
fn name(planter: &mut Planter<'_>, place: usize, quote: &str) {
    for (member, collection) in [
        ("section", "sections"),
        ("CreditInput.author", "authors"),
        ("TopicLinkInput.topic", "topics"),
    ] {
        let id = planter.ids[collection][place].clone();
        planter.know(member, id);
    }
    planter.know("QuoteUse.quote", quote);
    planter.know("ArticleInput.quotes", Value::Null);
    let filler = planter.filler();
    let uses = filler.member("createArticle", "ArticleInput.quotes");
    planter.know("ArticleInput.quotes", uses);
    let lead = planter.ids.get("articles").and_then(|all| all.first()).cloned();
    let blocks = body(planter.filler(), "createArticle", &lead.unwrap_or_default());
    planter.know("ArticleInput.body", blocks);
}

async fn article(planter: &mut Planter<'_>, sight: Sight, quote: &str) -> String {
    planter.sight = sight;
    name(planter, usize::from(sight != Sight::Open), quote);
    let note = planter.word("createArticle ?note", Veil::Working);
    planter.make("createArticle", (&[], &format!("?note={note}"))).await
}

/// Saves a new revision.
async fn revise(planter: &mut Planter<'_>, sight: Sight, (id, quote): (&str, &str), revision: i64) {
    planter.sight = sight;
    name(planter, usize::from(sight != Sight::Open), quote);
    planter.act("replaceArticle", (&[id], ""), Some(revision)).await;
}

/// Takes a step with a note, if it has room for one.
async fn step(planter: &mut Planter<'_>, id: &str, operation: &str, revision: i64) {
    let before = planter.sight;
    planter.sight = Sight::Behind(Veil::Working);
    planter.know("PublishInput.unpublishAt", Value::Null);
    planter.know("ScheduleInput.unpublishAt", Value::Null);
    planter.act(operation, (&[id], ""), Some(revision)).await;
    planter.sight = before;
}

async fn articles(planter: &mut Planter<'_>, quotes: &Quotes) {
    let behind = Sight::Behind(Veil::Working);
    // seen as they are
    for quote in [&quotes.open, &quotes.veiled] {
        let id = article(planter, Sight::Open, quote).await;
        step(planter, &id, "publishArticle", 1).await;
    }
    // seen, with hidden revisions before and behind what is seen
    let live = article(planter, behind, &quotes.hidden).await;
    revise(planter, Sight::Open, (&live, &quotes.open), 1).await;
    step(planter, &live, "publishArticle", 2).await;
    planter.sight = Sight::Open;
    planter.act("publishCorrection", (&[&live], ""), None).await;
    revise(planter, behind, (&live, &quotes.hidden), 2).await;
    desk(planter, &live, true).await;
    for steps in [
        &[][..],
        &["submitArticle"],
        &["submitArticle", "returnArticle"],
        &["submitArticle", "withdrawArticle"],
        &["submitArticle", "approveArticle"],
        &["scheduleArticle"],
        &["scheduleArticle", "unscheduleArticle"],
        &["deleteArticle"],
        &["deleteArticle", "restoreArticle"],
    ] {
        let id = article(planter, behind, &quotes.hidden).await;
        for operation in steps {
            step(planter, &id, operation, 1).await;
        }
    }
    let draft = article(planter, behind, &quotes.hidden).await;
    desk(planter, &draft, false).await;
    attach(planter, &draft).await;
    planter.know("TranslationInput.language", "pt");
    planter.make("translateArticle", (&[&draft], "")).await;
    for ends in [
        &["unpublishArticle"][..],
        &["killArticle"],
        &["killArticle", "restoreArticle"],
        &["unpublishArticle", "deleteArticle"],
    ] {
        let id = article(planter, Sight::Withdrawn, &quotes.hidden).await;
        step(planter, &id, "publishArticle", 1).await;
        planter.sight = Sight::Withdrawn;
        planter.act("publishCorrection", (&[&id], ""), None).await;
        for operation in ends {
            step(planter, &id, operation, 1).await;
        }
    }
    planter.sight = behind;
}

/// The desk's work at an article, and what is kept beside it.
async fn desk(planter: &mut Planter<'_>, id: &str, is_live: bool) {
    planter.sight = Sight::Behind(Veil::Working);
    planter.know("DeskCardInput.assignee", Value::Null);
    planter.know("DeskCardInput.breakingUntil", Value::Null);
    // what readers see is not held back
    if is_live {
        planter.know("DeskCardInput.embargo", Value::Null);
    }
    planter.act("replaceDesk", (&[id], ""), Some(0)).await;
    for filler in [&mut planter.hidden, &mut planter.open] {
        filler.known.remove("DeskCardInput.embargo");
    }
    planter.act("noteArticle", (&[id], ""), None).await;
    planter.know("PreviewInput.revision", Value::Null);
    let link = planter.act("createPreview", (&[id], ""), None).await;
    planter.keep("createPreview", &link);
    planter.secrets.push(link.text("/secret").to_owned());
    planter.sight = Sight::Behind(Veil::Nobody);
    planter.know("ArticleInput.quotes", Value::Null);
    let blocks = plain(planter.filler(), "keepAutosave", "");
    planter.know("ArticleInput.body", blocks);
    planter.act("keepAutosave", (&[id], ""), None).await;
}

async fn attach(planter: &mut Planter<'_>, id: &str) {
    planter.sight = Sight::Behind(Veil::Working);
    planter.know("Words.text", SAYING);
    planter.know("Words.blockKey", "b1");
    planter.know("AttachQuoteContent.placement", "body");
    planter.act("attachQuote", (&[id], ""), Some(1)).await;
}

/// A list with a place that is seen, one that will be, and one whose article is gone.
async fn lists(planter: &mut Planter<'_>, quotes: &Quotes) {
    let live = planter.ids["articles"][0].clone();
    planter.sight = Sight::Open;
    let mut slots = Vec::new();
    planter.know("Slot.url", Value::Null);
    for (member, id) in [("article", &live), ("quote", &quotes.open)] {
        planter.know(&format!("Slot.{member}"), id.clone());
        slots.push(planter.slot());
        planter.know(&format!("Slot.{member}"), Value::Null);
    }
    for at in [&mut planter.hidden, &mut planter.open] {
        at.known.remove("Slot.url");
    }
    slots.push(planter.slot());
    planter.sight = Sight::Behind(Veil::Member);
    planter.know("Slot.visibleFrom", "2036-03-14T07:30:00Z");
    slots.push(planter.slot());
    planter.know("Slot.visibleFrom", Value::Null);
    planter.sight = Sight::Open;
    planter.know("ListInput.slots", json!(slots));
    planter.know("ListInput.max", 10);
    let list = planter.make("createList", (&[], "")).await;
    planter.know("ListInput.slug", "editors-picks");
    planter.know("ListInput.slots", json!(slots[..1]));
    let picks = planter.make("createList", (&[], "")).await;
    for at in [&mut planter.hidden, &mut planter.open] {
        at.known.remove("ListInput.slug");
    }
    planter.know("ListInput.slots", json!([]));
    drafts_of_lists(planter, [&list, &picks]).await;
    fronts(planter, [&list, &picks]).await;
}

/// A front that readers see, and one that they do not.
async fn fronts(planter: &mut Planter<'_>, lists: [&str; 2]) {
    planter.know("FrontInput.lists", json!(lists));
    for sight in [Sight::Open, Sight::Behind(Veil::Member)] {
        planter.sight = sight;
        planter.know("listed", planter.sight == Sight::Open);
        planter.make("createFront", (&[], "")).await;
    }
    planter.sight = Sight::Open;
}

/// The lists are shown, and then have drafts that readers do not see, now or ever; one is never
/// shown at all.
async fn drafts_of_lists(planter: &mut Planter<'_>, [list, picks]: [&str; 2]) {
    planter.sight = Sight::Behind(Veil::Member);
    planter.know("PublishListInput.revision", Value::Null);
    planter.know("PublishListInput.publishAt", Value::Null);
    for shown in [list, picks] {
        planter.act("publishList", (&[shown], ""), Some(1)).await;
    }
    planter.act("replaceList", (&[list], ""), Some(1)).await;
    planter.know("PublishListInput.publishAt", json!({ "at": "2036-03-14T07:30:00Z" }));
    planter.act("publishList", (&[list], ""), Some(2)).await;
    planter.know("RollBackListInput.revision", 1);
    planter.act("rollbackList", (&[list], ""), Some(2)).await;
    planter.act("publishList", (&[picks], ""), Some(1)).await;
    // the audit alone has the words
    planter.sight = Sight::Behind(Veil::Nobody);
    planter.act("unscheduleList", (&[picks], ""), Some(1)).await;
    planter.sight = Sight::Behind(Veil::Member);
    planter.make("createList", (&[], "")).await;
}

/// A release with an article that readers do not see.
async fn release(planter: &mut Planter<'_>) {
    planter.sight = Sight::Behind(Veil::Release);
    let draft = planter.last("articles");
    planter.know("ReleaseInput.items", json!([{ "article": { "id": draft } }]));
    planter.make("createRelease", (&[], "")).await;
}

async fn rule(planter: &mut Planter<'_>) {
    planter.sight = Sight::Behind(Veil::Rule);
    let article = planter.ids["articles"][0].clone();
    planter.know("TrendingRuleInput.article", article);
    planter.know("TrendingRuleInput.kind", "boost");
    planter.know("TrendingRuleInput.position", Value::Null);
    planter.know("TrendingRuleInput.factor", 1.5);
    let day = planter.app.newsroom.now().plus_seconds(86_400);
    planter.know("TrendingRuleInput.until", json!(day));
    planter.make("createTrendingRule", (&[], "")).await;
}

async fn accounts(planter: &mut Planter<'_>) {
    planter.sight = Sight::Behind(Veil::Account);
    planter.know("GrantInput.action", "working.read");
    planter.know("Reach", "no");
    planter.know("NewTokenInput.role", "integrator");
    let role = planter.word("saveRole {name}", Veil::Account);
    planter.act("saveRole", (&[&role], ""), Some(0)).await;
    planter.ids.entry("roles".to_owned()).or_default().push(role.clone());
    planter.know("NewUserInput.role", "author");
    let user = planter.make("createUser", (&[], "")).await;
    planter.know("NewUserInput.password", Value::Null);
    let invited = planter.act("createUser", (&[], ""), None).await;
    let link = invited.text("/invitation/link");
    planter.secrets.push(link.rsplit('#').next().unwrap().to_owned());
    planter.know("customRole", role);
    planter.know("role", "author");
    planter.know("UserInput.sections", Value::Null);
    planter.know("active", true);
    planter.act("replaceUser", (&[&user], ""), Some(1)).await;
    let sessions = planter.app.get_as(&planter.token, "/v1/auth/sessions").await;
    assert!(sessions.json.to_string().contains(HIDDEN), "{}", sessions.json);
    planter.told.push_str(&sessions.json.to_string());
    let id = sessions.text("/data/0/id").to_owned();
    planter.ids.entry("sessions".to_owned()).or_default().push(id);
}
