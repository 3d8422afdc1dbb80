//! Tokens that are forged, or were good once: a real server takes none of them. That a signature
//! is none of ours is tried at length beside the keys; here each token meets the whole of it.

use std::sync::Arc;

use api::auth::jwt::{AccessClaims, SigningKeys};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Role;
use domain::time::Timestamp;
use newsroom::SetClock;
use serde_json::{Value, json};
use testkit::{Engine, TestApp, both_engines};

use super::users::log_in;

both_engines!(no_dead_token_is_taken);

const EMAIL: &str = "ada@example.org";
const PASSWORD: &str = "seven lanterns at the quay";

/// What is wrong with a token, and the token.
type Dead = (String, String);

fn dead(name: impl Into<String>, token: impl Into<String>) -> Dead {
    (name.into(), token.into())
}

fn part(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn read(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// A token that holds, from which the forgeries are made.
struct Good {
    token: String,
    head: Value,
    claims: Value,
    signature: String,
}

impl Good {
    fn of(token: &str) -> Self {
        let parts: Vec<_> = token.split('.').collect();
        let [head, claims, signature] = parts[..] else { panic!("{token}") };
        let (head, claims) = (read(head), read(claims));
        Self { token: token.to_owned(), head, claims, signature: signature.to_owned() }
    }

    /// The same with another member of the header.
    fn with_head(&self, name: &str, value: Value) -> String {
        let mut head = self.head.clone();
        head[name] = value;
        format!("{}.{}.{}", part(&head), part(&self.claims), self.signature)
    }

    /// The same with other claims, under the old signature.
    fn with_claims(&self, change: impl Fn(&mut Value)) -> String {
        let mut claims = self.claims.clone();
        change(&mut claims);
        format!("{}.{}.{}", part(&self.head), part(&claims), self.signature)
    }

    /// The same with other claims, truly signed.
    fn signed(&self, keys: &SigningKeys, change: impl Fn(&mut AccessClaims)) -> String {
        let mut claims: AccessClaims = serde_json::from_value(self.claims.clone()).unwrap();
        change(&mut claims);
        keys.issue(&claims).unwrap()
    }
}

/// Changed by somebody who has no key.
fn forged(good: &Good) -> Vec<Dead> {
    let (head, claims) = (part(&good.head), part(&good.claims));
    let mut all = Vec::new();
    for alg in ["none", "None", "NONE", "", "HS256", "HS512", "RS256", "PS256", "ES256", "Ed25519"]
    {
        let other = good.with_head("alg", json!(alg));
        let (unsigned, _) = other.rsplit_once('.').unwrap();
        all.push(dead(format!("alg {alg:?}"), &other));
        all.push(dead(format!("alg {alg:?} without a signature"), format!("{unsigned}.")));
    }
    for kid in [json!(""), json!("other"), json!("../signing-key.pem"), json!(null), json!(1)] {
        all.push(dead(format!("kid {kid}"), good.with_head("kid", kid)));
    }
    for typ in [json!("JWT"), json!("rt+jwt"), json!(""), json!(null)] {
        all.push(dead(format!("typ {typ}"), good.with_head("typ", typ)));
    }
    for (name, value) in
        [("jwk", json!({ "kty": "OKP" })), ("crit", json!(["exp"])), ("zip", json!("DEF"))]
    {
        all.push(dead(format!("header {name}"), good.with_head(name, value)));
    }
    for name in ["iss", "aud", "sub", "sid", "role", "iat", "nbf", "exp", "jti"] {
        let without = good.with_claims(|claims| {
            claims.as_object_mut().unwrap().remove(name).unwrap();
        });
        all.push(dead(format!("no {name}"), without));
        let text = good.with_claims(|claims| claims[name] = json!([claims[name].to_string()]));
        all.push(dead(format!("{name} a list of text"), text));
    }
    all.push(dead("role raised", good.with_claims(|claims| claims["role"] = json!("admin"))));
    all.push(dead("exp a string", good.with_claims(|claims| claims["exp"] = json!("4102444800"))));
    all.extend([
        dead("signature of zeros", format!("{head}.{claims}.{}", "A".repeat(86))),
        dead("no signature", format!("{head}.{claims}")),
        dead("twice", format!("{0}.{0}", good.token)),
        dead("with a comma", format!("{0},{0}", good.token)),
        dead("cut", good.token.split_at(good.token.len() - 2).0),
    ]);
    all
}

/// Truly signed, and wrong.
fn misdirected(good: &Good, keys: &SigningKeys, other: &Good) -> Vec<Dead> {
    let thief = SigningKeys::in_memory().unwrap();
    let nobody = uuid_of(&json!("01890000-0000-7000-8000-000000000000"));
    let other_account = uuid_of(&other.claims["sub"]);
    let signed = |change: &dyn Fn(&mut AccessClaims)| good.signed(keys, change);
    vec![
        dead("by another newsroom", good.signed(&thief, |_| {})),
        dead("another issuer", signed(&|claims| claims.iss.push('x'))),
        dead("another audience", signed(&|claims| claims.aud.push('x'))),
        dead("no audience", signed(&|claims| claims.aud = String::new())),
        dead(
            "expired",
            signed(&|claims| {
                (claims.iat, claims.nbf, claims.exp) =
                    (claims.iat - 700, claims.iat - 700, claims.iat);
            }),
        ),
        dead("not good yet", signed(&|claims| claims.nbf += 60)),
        dead(
            "from the future",
            signed(&|claims| {
                claims.iat += 60;
                claims.exp += 60;
            }),
        ),
        dead("for a year", signed(&|claims| claims.exp += 31_536_000)),
        dead("of a session that never was", signed(&|claims| claims.sid = nobody)),
        dead("of an account that never was", signed(&|claims| claims.sub = nobody)),
        dead("another's session", signed(&|claims| claims.sub = other_account)),
    ]
}

fn uuid_of(value: &Value) -> uuid::Uuid {
    serde_json::from_value(value.clone()).unwrap()
}

/// Good once.
async fn ended(app: &TestApp, admin: &str, clock: &SetClock) -> Vec<Dead> {
    let kind = [("content-type", "application/json")];
    let open = log_in(app, EMAIL, PASSWORD).await;
    let refresh = open.text("/refreshToken").to_owned();
    let mut all = vec![dead("a refresh token", &refresh)];
    let document = json!({ "refreshToken": refresh }).to_string();
    let renewed = app.send("POST", "/v1/auth/refresh", &kind, document.clone()).await;
    assert_eq!(renewed.code(), 200);
    assert_eq!(app.send("POST", "/v1/auth/refresh", &kind, document).await.code(), 401);
    all.push(dead("a refresh token that was used", &refresh));
    all.push(dead("of a session whose refresh token came twice", open.text("/accessToken")));
    all.push(dead("renewed before that", renewed.text("/accessToken")));

    let open = log_in(app, EMAIL, PASSWORD).await.text("/accessToken").to_owned();
    let bearer = format!("Bearer {open}");
    app.send("POST", "/v1/auth/logout", &[("authorization", &bearer)], "").await;
    all.push(dead("of a session that was left", open));

    let open = log_in(app, EMAIL, PASSWORD).await.text("/accessToken").to_owned();
    let bearer = format!("Bearer {open}");
    app.send("DELETE", "/v1/auth/sessions", &[("authorization", &bearer)], "").await;
    all.push(dead("of a session that was ended everywhere", open));

    let user =
        json!({ "email": "bo@example.org", "name": "Bo", "role": "editor", "password": PASSWORD });
    let made = app.write(admin, ("POST", "/v1/users"), None, &user).await;
    let open = log_in(app, "bo@example.org", PASSWORD).await.text("/accessToken").to_owned();
    let robot = app.write(&open, ("POST", "/v1/tokens"), None, &json!({ "name": "one" })).await;
    let second = app.write(&open, ("POST", "/v1/tokens"), None, &json!({ "name": "two" })).await;
    let path = second.header("location").to_owned();
    let bearer = format!("Bearer {open}");
    app.send("DELETE", &path, &[("authorization", &bearer)], "").await;
    all.push(dead("an API token that was ended", second.text("/secret")));
    let change = json!({ "active": false });
    let suspended = app.write(admin, ("PATCH", made.header("location")), Some(1), &change).await;
    assert_eq!(suspended.code(), 200);
    all.push(dead("of an account that is suspended", open));
    all.push(dead("an API token of an account that is suspended", robot.text("/secret")));

    let end = json!({ "name": "one", "expiresAt": "2026-03-14T08:00:00Z" });
    let brief = app.write(admin, ("POST", "/v1/tokens"), None, &end).await;
    let late = app
        .write(
            admin,
            ("POST", "/v1/users"),
            None,
            &json!({ "email": "cy@example.org", "name": "Cy", "role": "editor" }),
        )
        .await;
    // before they end by themselves
    none_is_taken(app, &all).await;
    clock.set(Timestamp::parse("2026-03-14T08:00:00Z").unwrap());
    all.push(dead("an API token that has expired", brief.text("/secret")));
    let link = late.text("/invitation/link").rsplit('#').next().unwrap().to_owned();
    all.push(dead("an invitation", link));
    let api = brief.text("/secret");
    all.push(dead("an API token with another end", format!("{}0", api.split_at(api.len() - 1).0)));
    all.push(dead("an API token that never was", "mh_api_"));
    all
}

async fn none_is_taken(app: &TestApp, all: &[Dead]) {
    for (name, token) in all {
        for path in ["/v1/me", "/v1/articles"] {
            let refused = app.get_as(token, path).await;
            assert_eq!((refused.code(), refused.text("/code")), (401, "invalid_token"), "{name}");
        }
        let refused = app.graphql(Some(token), "{ me { id } }", Value::Null).await;
        assert!(refused["data"]["me"].is_null() && !refused.to_string().contains('@'), "{name}");
    }
}

async fn no_dead_token_is_taken(engine: Engine) {
    let clock = Arc::new(SetClock::at(Timestamp::parse("2026-03-14T07:30:00Z").unwrap()));
    let app = TestApp::start_set(engine, clock.clone()).await;
    app.admin(EMAIL, PASSWORD).await;
    let admin = app.token(Role::Admin).await;
    let mut all = ended(&app, &admin, &clock).await;
    let good = Good::of(log_in(&app, EMAIL, PASSWORD).await.text("/accessToken"));
    app.admin("di@example.org", PASSWORD).await;
    let other = Good::of(log_in(&app, "di@example.org", PASSWORD).await.text("/accessToken"));
    all.extend(forged(&good));
    all.extend(misdirected(&good, app.keys(), &other));
    assert!(all.len() >= 80, "{}", all.len());
    assert_eq!(app.get_as(&good.token, "/v1/me").await.code(), 200, "what they were made from");
    none_is_taken(&app, &all).await;
    assert_eq!(app.get_as(&good.token, "/v1/me").await.code(), 200, "and it still holds");
    // a session of 30 days, and a token of now that names it
    clock.set(Timestamp::parse("2026-04-14T07:30:00Z").unwrap());
    let now_s = app.newsroom.now().unix_s();
    let fresh = good.signed(app.keys(), |claims| {
        (claims.iat, claims.nbf, claims.exp) = (now_s, now_s, now_s + 600);
    });
    assert_eq!(app.get_as(&fresh, "/v1/me").await.code(), 401, "of a session that is over");
}
