//! The matrix of articles: who may do what with one, each operation for each role, in each state, on
//! their own and on others' work, over both APIs. What is to be expected follows from the table of
//! permissions (`docs/PERMISSIONS.md`), which is checked in to be read.

use domain::account::Role;
use domain::article::{ArticleState, Transition};
use domain::policy::{Action, Rule, rule};
use serde_json::{Value, json};
use testkit::{Engine, Made, TestApp, both_engines};

both_engines!(every_cell_holds);

/// An operation on an article.
struct Operation {
    /// REST's `operationId`, and GraphQL's field.
    name: &'static str,
    /// The step, if it is one; what has to be allowed, if it is none.
    does: Does,
    method: &'static str,
    path: &'static str,
    body: fn() -> Value,
    /// GraphQL's document; `$id` and `$revision` stand for the article.
    document: &'static str,
    /// What REST answers if it is done.
    done: u16,
}

#[derive(Clone, Copy)]
enum Does {
    Step(Transition),
    /// Another thing.
    Other(Action),
}

const fn step(
    name: &'static str,
    transition: Transition,
    path: &'static str,
    body: fn() -> Value,
    document: &'static str,
) -> Operation {
    let done = if matches!(transition, Transition::Purge) { 204 } else { 200 };
    Operation { name, does: Does::Step(transition), method: "POST", path, body, document, done }
}

fn nothing() -> Value {
    json!({})
}

fn reason() -> Value {
    json!({ "note": "So." })
}

pub(super) fn later() -> Value {
    json!({ "publishAt": { "at": "2036-03-14T07:30:00Z" } })
}

macro_rules! plain {
    ($field:literal) => {
        concat!(
            "mutation($id: ID!, $revision: Int!) { ",
            $field,
            "(input: { id: $id, expectedRevision: $revision, dryRun: true }) { userErrors { code } } }"
        )
    };
    ($field:literal, $more:literal) => {
        concat!(
            "mutation($id: ID!, $revision: Int!) { ",
            $field,
            "(input: { id: $id, expectedRevision: $revision, dryRun: true, ",
            $more,
            " }) { userErrors { code } } }"
        )
    };
}

/// A save, a card and the like are sent in a revision that there is not: who may do it is told so,
/// and nothing is changed.
const OPERATIONS: [Operation; 32] = [
    step("submitArticle", Transition::Submit, "/submit", nothing, plain!("submitArticle")),
    step("withdrawArticle", Transition::Withdraw, "/withdraw", nothing, plain!("withdrawArticle")),
    step(
        "returnArticle",
        Transition::Return,
        "/return",
        reason,
        plain!("returnArticle", "note: \"So.\""),
    ),
    step("approveArticle", Transition::Approve, "/approve", nothing, plain!("approveArticle")),
    step(
        "scheduleArticle",
        Transition::Schedule,
        "/schedule",
        later,
        plain!("scheduleArticle", "publishAt: { at: \"2036-03-14T07:30:00Z\" }"),
    ),
    step(
        "unscheduleArticle",
        Transition::Unschedule,
        "/unschedule",
        nothing,
        plain!("unscheduleArticle"),
    ),
    step("publishArticle", Transition::Publish, "/publish", nothing, plain!("publishArticle")),
    step(
        "unpublishArticle",
        Transition::Unpublish,
        "/unpublish",
        nothing,
        plain!("unpublishArticle"),
    ),
    step("killArticle", Transition::Kill, "/kill", reason, plain!("killArticle", "note: \"So.\"")),
    Operation {
        name: "deleteArticle",
        does: Does::Step(Transition::Trash),
        method: "DELETE",
        path: "",
        body: || Value::Null,
        document: plain!("deleteArticle"),
        done: 204,
    },
    step("restoreArticle", Transition::Restore, "/restore", nothing, plain!("restoreArticle")),
    step("purgeArticle", Transition::Purge, "/purge", nothing, plain!("purgeArticle")),
    Operation {
        name: "replaceArticle",
        does: Does::Other(Action::ReviseArticle),
        method: "PUT",
        path: "",
        body: || json!({ "headline": "Two" }),
        document: "mutation($id: ID!) { updateArticle(input: { id: $id, expectedRevision: 99, content: { headline: \"Two\" } }) { userErrors { code } } }",
        done: 412,
    },
    Operation {
        name: "attachQuote",
        does: Does::Other(Action::ReviseArticle),
        method: "POST",
        path: "/quotes",
        body: || {
            json!({
                "texts": [{ "text": "One" }], "placement": "headline",
                "quote": { "descriptor": "somebody" },
            })
        },
        document: "mutation($id: ID!) { attachQuote(input: { article: $id, expectedRevision: 99, content: { texts: [{ text: \"One\" }], placement: HEADLINE, quote: { descriptor: \"somebody\" } } }) { userErrors { code } } }",
        done: 412,
    },
    Operation {
        name: "replaceDesk",
        does: Does::Other(Action::AssignArticle),
        method: "PUT",
        path: "/desk",
        body: nothing,
        document: "mutation($id: ID!) { updateDesk(input: { article: $id, expectedRevision: 99, content: {} }) { userErrors { code } } }",
        done: 412,
    },
    Operation {
        name: "noteArticle",
        does: Does::Other(Action::NoteArticle),
        method: "POST",
        path: "/notes",
        body: || json!({ "text": "So." }),
        document: "mutation($id: ID!) { noteArticle(input: { article: $id, text: \"So.\" }) { userErrors { code } } }",
        done: 201,
    },
    Operation {
        name: "unlockArticle",
        does: Does::Other(Action::ReviseArticle),
        method: "DELETE",
        path: "/lock",
        body: || Value::Null,
        document: "mutation($id: ID!) { unlockArticle(input: { article: $id }) { userErrors { code } } }",
        done: 204,
    },
    Operation {
        name: "lockArticle",
        does: Does::Other(Action::ReviseArticle),
        method: "PUT",
        path: "/lock",
        body: || json!({ "seize": true }),
        document: "mutation($id: ID!) { lockArticle(input: { article: $id, seize: true }) { userErrors { code } } }",
        done: 200,
    },
    // an article that there is not: who may join is told so, and nothing is changed
    Operation {
        name: "joinTranslation",
        does: Does::Other(Action::ReviseArticle),
        method: "PUT",
        path: "/translation",
        body: || json!({ "of": "01890000-0000-7000-8000-000000000000" }),
        document: "mutation($id: ID!) { joinTranslation(input: { article: $id, of: \"01890000-0000-7000-8000-000000000000\" }) { userErrors { code } } }",
        done: 422,
    },
    Operation {
        name: "leaveTranslation",
        does: Does::Other(Action::ReviseArticle),
        method: "DELETE",
        path: "/translation",
        body: || Value::Null,
        document: "mutation($id: ID!) { leaveTranslation(input: { article: $id }) { userErrors { code } } }",
        done: 204,
    },
    Operation {
        name: "getDesk",
        does: Does::Other(Action::ReadWorking),
        method: "GET",
        path: "/desk",
        body: || Value::Null,
        document: "query($id: ID!) { desk(article: $id) { revision } }",
        done: 200,
    },
    Operation {
        name: "listDeskEntries",
        does: Does::Other(Action::ReadWorking),
        method: "GET",
        path: "/desk-log",
        body: || Value::Null,
        document: "query($id: ID!) { deskEntries(article: $id) { nodes { id } } }",
        done: 200,
    },
    Operation {
        name: "listPreviews",
        does: Does::Other(Action::ReadWorking),
        method: "GET",
        path: "/previews",
        body: || Value::Null,
        document: "query($id: ID!) { previews(article: $id) { id } }",
        done: 200,
    },
    Operation {
        name: "changeArticle",
        does: Does::Other(Action::ReviseArticle),
        method: "PATCH",
        path: "",
        body: || json!({ "headline": "Two" }),
        document: "mutation($id: ID!) { updateArticle(input: { id: $id, expectedRevision: 99, content: { headline: \"Two\" } }) { userErrors { code } } }",
        done: 412,
    },
    Operation {
        name: "restoreRevision",
        does: Does::Other(Action::ReviseArticle),
        method: "POST",
        path: "/revisions/1/restore",
        body: || Value::Null,
        document: "mutation($id: ID!) { restoreRevision(input: { id: $id, revision: 1, expectedRevision: 99 }) { userErrors { code } } }",
        done: 412,
    },
    // made of a revision that there is not
    Operation {
        name: "keepAutosave",
        does: Does::Other(Action::ReviseArticle),
        method: "PUT",
        path: "/autosave",
        body: || json!({ "baseRevision": 99, "content": { "headline": "Two" } }),
        document: "mutation($id: ID!) { keepAutosave(input: { article: $id, content: { baseRevision: 99, content: { headline: \"Two\" } } }) { userErrors { code } } }",
        done: 422,
    },
    Operation {
        name: "dropAutosave",
        does: Does::Other(Action::ReviseArticle),
        method: "DELETE",
        path: "/autosave",
        body: || Value::Null,
        document: "mutation($id: ID!) { dropAutosave(input: { article: $id }) { userErrors { code } } }",
        done: 204,
    },
    Operation {
        name: "publishCorrection",
        does: Does::Other(Action::PublishCorrection),
        method: "POST",
        path: "/corrections",
        body: || json!({ "kind": "update", "text": "More." }),
        document: "mutation($id: ID!) { publishCorrection(input: { article: $id, content: { kind: UPDATE, text: \"More.\" } }) { userErrors { code } } }",
        done: 201,
    },
    Operation {
        name: "listRevisions",
        does: Does::Other(Action::ReadWorking),
        method: "GET",
        path: "/revisions",
        body: || Value::Null,
        document: "query($id: ID!) { revisions(article: $id) { nodes { revision } } }",
        done: 200,
    },
    Operation {
        name: "getRevision",
        does: Does::Other(Action::ReadWorking),
        method: "GET",
        path: "/revisions/1",
        body: || Value::Null,
        document: "query($id: ID!) { revision(article: $id, revision: 1) { revision } }",
        done: 200,
    },
    Operation {
        name: "diffRevisions",
        does: Does::Other(Action::ReadWorking),
        method: "GET",
        path: "/revisions/1/diff?against=1",
        body: || Value::Null,
        document: "query($id: ID!) { revisionDiff(article: $id, revision: 1, against: 1) { members { pointer } } }",
        done: 200,
    },
    // a revision that there is not: who may make a link is told so, and none is made
    Operation {
        name: "createPreview",
        does: Does::Other(Action::PreviewArticle),
        method: "POST",
        path: "/previews",
        body: || json!({ "revision": 99 }),
        document: "mutation($id: ID!) { createPreview(input: { article: $id, revision: 99 }) { userErrors { code } } }",
        done: 422,
    },
];

/// The operations that have a row here.
pub(super) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|operation| operation.name)
}

/// An article in a state.
struct Case {
    id: String,
    state: ArticleState,
    ever_public: bool,
    by: Role,
}

/// How an article comes to a state.
fn way(state: ArticleState) -> &'static [&'static str] {
    match state {
        ArticleState::Draft => &[],
        ArticleState::InReview => &["submit"],
        ArticleState::Approved => &["approve"],
        ArticleState::Scheduled => &["schedule"],
        ArticleState::Published => &["publish"],
        ArticleState::Unpublished => &["publish", "unpublish"],
        ArticleState::Killed => &["publish", "kill"],
        ArticleState::Trashed => &["trash"],
    }
}

async fn bring(app: &TestApp, admin: &str, path: &str, word: &str) {
    let (method, path) = match word {
        "trash" => ("DELETE", path.to_owned()),
        word => ("POST", format!("{path}/{word}")),
    };
    let body = match word {
        "schedule" => later(),
        "kill" => reason(),
        _ => Value::Null,
    };
    let taken = app.write(admin, (method, &path), Some(1), &body).await;
    assert!(taken.status.is_success(), "{word} {}", taken.json);
}

/// An article of each role, in each state.
async fn cases(app: &TestApp, made: &Made, tokens: &[(Role, String)]) -> Vec<Case> {
    let admin = &tokens.last().unwrap().1;
    let mut cases = Vec::new();
    for (role, token) in tokens.iter().filter(|(role, _)| *role != Role::Integrator) {
        for state in ArticleState::ALL {
            let id = app.make(token, "/v1/articles", &made.document).await;
            let path = format!("/v1/articles/{id}");
            for word in way(state) {
                bring(app, admin, &path, word).await;
            }
            let ever_public = way(state).contains(&"publish");
            cases.push(Case { id, state, ever_public, by: *role });
        }
    }
    cases
}

fn reaches(reach: Rule, case: &Case, role: Role) -> bool {
    let own = case.by == role;
    match reach {
        Rule::No => false,
        Rule::OwnDraft => own && case.state == ArticleState::Draft && !case.ever_public,
        Rule::OwnUnseen => own && !case.ever_public,
        Rule::Own => own,
        Rule::Desk | Rule::All => true,
    }
}

/// What REST is to answer.
fn wanted(operation: &Operation, case: &Case, role: Option<Role>) -> u16 {
    let Some(role) = role else { return 401 };
    let action = match operation.does {
        Does::Step(transition) => transition.action(case.state),
        Does::Other(action) => action,
    };
    if !reaches(rule(role, action), case, role) {
        let known = case.state == ArticleState::Published && action != Action::ReadWorking;
        let read = reaches(rule(role, Action::ReadWorking), case, role);
        return if known || read { 403 } else { 404 };
    }
    match operation.does {
        Does::Step(by) if case.state.after(by, case.ever_public).is_err() => 409,
        Does::Other(Action::PreviewArticle) if !case.state.is_open() => 409,
        Does::Other(Action::PublishCorrection) if case.state != ArticleState::Published => 409,
        Does::Step(_) | Does::Other(_) => operation.done,
    }
}

/// The code that GraphQL is to give, if it refuses.
fn code(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("unauthenticated"),
        403 => Some("forbidden"),
        404 => Some("not_found"),
        409 => Some("conflicting_state"),
        412 => Some("stale_revision"),
        422 => Some("unknown_reference"),
        _ => None,
    }
}

async fn by_rest(app: &TestApp, operation: &Operation, case: &Case, token: Option<&str>) -> u16 {
    let path = format!("/v1/articles/{}{}", case.id, operation.path);
    let is_step = matches!(operation.does, Does::Step(_));
    let path = if is_step { format!("{path}?dryRun=true") } else { path };
    let revision = if operation.done == 412 { 99 } else { 1 };
    let body = (operation.body)();
    let answer = match (token, operation.method) {
        (Some(token), "GET") => app.get_as(token, &path).await,
        (Some(token), method) => app.write(token, (method, &path), Some(revision), &body).await,
        (None, method) => app.send(method, &path, &[], "").await,
    };
    answer.code()
}

async fn by_graphql(
    app: &TestApp,
    operation: &Operation,
    case: &Case,
    token: Option<&str>,
) -> (Option<String>, Value) {
    let mut variables = json!({ "id": case.id });
    if operation.document.contains("$revision") {
        variables["revision"] = json!(1);
    }
    let answer = app.graphql(token, operation.document, variables).await;
    let error = &answer["errors"][0]["extensions"]["code"];
    let refused = answer["data"].as_object().and_then(|data| data.values().next());
    let refused = refused.map(|payload| &payload["userErrors"][0]["code"]);
    // what is read and is not there is null
    let read = answer["data"].as_object().and_then(|data| data.values().next());
    let hidden = operation.document.starts_with("query") && read.is_some_and(Value::is_null);
    let code = error.as_str().or_else(|| refused.and_then(Value::as_str));
    let code = code.or(hidden.then_some("not_found"));
    (code.map(ToOwned::to_owned), answer)
}

async fn every_cell_holds(engine: Engine) {
    let app = TestApp::start(engine).await;
    let editor = app.token(Role::Editor).await;
    let made = app.newsroom_with_article(&editor, "Oil rises").await;
    let mut tokens = Vec::new();
    for role in Role::ALL {
        tokens.push((role, app.token(role).await));
    }
    let cases = cases(&app, &made, &tokens).await;
    let askers = tokens.iter().map(|(role, token)| (Some(*role), Some(token.as_str())));
    let askers: Vec<_> = std::iter::once((None, None)).chain(askers).collect();
    let mut faults = Vec::new();
    let mut cells = 0_u32;
    for operation in &OPERATIONS {
        for (role, token) in &askers {
            for case in &cases {
                // another's is one article of each state
                let own = *role == Some(case.by);
                let other =
                    case.by == if *role == Some(Role::Editor) { Role::Admin } else { Role::Editor };
                if !own && !other {
                    continue;
                }
                cells += 1;
                let want = wanted(operation, case, *role);
                let place = || {
                    format!(
                        "{} by {role:?} of {} of {:?}",
                        operation.name,
                        case.state.word(),
                        case.by
                    )
                };
                let got = by_rest(&app, operation, case, *token).await;
                if got != want {
                    faults.push(format!("{}: {got}, not {want}", place()));
                }
                let (got, answer) = by_graphql(&app, operation, case, *token).await;
                if got.as_deref() != code(want) {
                    faults.push(format!("{} over GraphQL: {answer}, not {want}", place()));
                }
            }
        }
    }
    assert!(cells > 2_500, "{cells}");
    assert!(faults.is_empty(), "{} of {cells} cells:\n{}", faults.len(), faults.join("\n"));
}
