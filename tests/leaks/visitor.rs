//! Who visits: everybody who may not see all of it, the weakest first.

use domain::account::Role;
use domain::policy::{Action, Grants};
use serde_json::json;
use testkit::TestApp;

/// Somebody who asks.
pub(super) struct Visitor {
    /// How they are called in what is said of them.
    pub name: &'static str,
    /// Their credential; none for a reader.
    pub token: Option<String>,
    /// What they may do; none for a reader.
    pub grants: Option<Grants>,
    /// True if they may be let write: whatever they do, readers see nothing of it.
    pub writes: bool,
}

/// Nobody of these has made anything of what is hidden.
pub(super) async fn visitors(app: &TestApp, admin: &str) -> Vec<Visitor> {
    let of = |name, role| (name, role, role != Role::Editor);
    let mut all = vec![Visitor { name: "reader", token: None, grants: None, writes: true }];
    // a token that may do no more than keep itself
    let scope = Action::KeepCredentials;
    let wish = json!({ "name": "robot", "role": "integrator", "scopes": [scope.word()] });
    let made = app.write(admin, ("POST", "/v1/tokens"), None, &wish).await;
    assert_eq!(made.code(), 201, "{}", made.json);
    all.push(Visitor {
        name: "integrator without scopes",
        token: Some(made.text("/secret").to_owned()),
        grants: Some(Grants::of(Role::Integrator).within(&[scope])),
        writes: true,
    });
    for (name, role, writes) in [
        of("integrator", Role::Integrator),
        of("contributor", Role::Contributor),
        of("author", Role::Author),
        of("editor", Role::Editor),
    ] {
        let token = Some(app.token(role).await);
        all.push(Visitor { name, token, grants: Some(Grants::of(role)), writes });
    }
    all
}
