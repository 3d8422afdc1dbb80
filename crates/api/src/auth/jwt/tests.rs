//! A corpus of tokens that must not pass, and the few that must.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use uuid::Uuid;

use super::TokenFault::{BadSignature, Expired, Malformed, WrongClaims};
use super::{AccessClaims, Expect, SigningKeys, TokenFault};

const NOW_S: i64 = 1_790_000_000;
const ISS: &str = "https://news.example/";
const AUD: &str = "https://news.example/editorial";
const EXPECT: Expect<'static> = Expect { iss: ISS, aud: AUD, now_s: NOW_S };

fn claims() -> AccessClaims {
    AccessClaims {
        iss: ISS.to_owned(),
        aud: AUD.to_owned(),
        sub: Uuid::from_u128(1),
        sid: Uuid::from_u128(2),
        role: "editor".to_owned(),
        iat: NOW_S - 60,
        nbf: NOW_S - 60,
        exp: NOW_S + 540,
        jti: Uuid::from_u128(3),
    }
}

/// The good claims with `name` set to `value`.
fn with(name: &str, value: Value) -> String {
    let mut claims = serde_json::to_value(claims()).unwrap();
    claims[name] = value;
    claims.to_string()
}

fn without(name: &str) -> String {
    let mut claims = serde_json::to_value(claims()).unwrap();
    claims.as_object_mut().unwrap().remove(name).unwrap();
    claims.to_string()
}

/// The good claims with the text `member` in front.
fn doubled(member: &str) -> String {
    serde_json::to_string(&claims()).unwrap().replacen('{', &format!("{{{member},"), 1)
}

fn sign(head: &[u8], claims: &[u8], key: &EncodingKey, algorithm: Algorithm) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(head), URL_SAFE_NO_PAD.encode(claims));
    let signature = crypto::sign(message.as_bytes(), key, algorithm).unwrap();
    format!("{message}.{signature}")
}

/// Tokens that bear the true signature, whatever they say.
struct Forge(SigningKeys);

impl Forge {
    fn new() -> Self {
        Self(SigningKeys::in_memory().unwrap())
    }

    fn good(&self) -> String {
        self.0.issue(&claims()).unwrap()
    }

    fn head(&self) -> Value {
        json!({ "typ": "at+jwt", "alg": "EdDSA", "kid": self.0.kid() })
    }

    /// The good header with `name` set to `value`.
    fn head_with(&self, name: &str, value: Value) -> String {
        let mut head = self.head();
        head[name] = value;
        head.to_string()
    }

    fn with_head(&self, head: impl AsRef<[u8]>) -> String {
        let claims = serde_json::to_vec(&claims()).unwrap();
        sign(head.as_ref(), &claims, self.0.signing_key(), Algorithm::EdDSA)
    }

    fn with_claims(&self, claims: impl AsRef<[u8]>) -> String {
        let head = self.head().to_string();
        sign(head.as_bytes(), claims.as_ref(), self.0.signing_key(), Algorithm::EdDSA)
    }
}

/// A token that must not pass: what is wrong with it, the token, what is said.
type Bad = (String, String, TokenFault);

fn bad(name: impl Into<String>, token: impl Into<String>, want: TokenFault) -> Bad {
    (name.into(), token.into(), want)
}

fn bad_forms(forge: &Forge) -> Vec<Bad> {
    let good = forge.good();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, payload) = signed.split_once('.').unwrap();
    vec![
        bad("empty", "", Malformed),
        bad("one dot", ".", Malformed),
        bad("two dots", "..", Malformed),
        bad("three dots", "...", Malformed),
        bad("words", "not.a.token", Malformed),
        bad("unicode", "žluťoučký.kůň.🗞", Malformed),
        bad("no signature part", signed, Malformed),
        bad("empty signature", format!("{signed}."), BadSignature),
        bad("header only", head, Malformed),
        bad("empty header", format!(".{payload}.{signature}"), Malformed),
        bad("empty payload", format!("{head}..{signature}"), BadSignature),
        bad("dot behind", format!("{good}."), Malformed),
        bad("dot in front", format!(".{good}"), Malformed),
        bad("dot doubled", format!("{head}..{payload}.{signature}"), Malformed),
        bad("fourth part", format!("{good}.{signature}"), Malformed),
        bad("five parts as in JWE", format!("{good}.{payload}.{signature}"), Malformed),
        bad("two tokens", format!("{good},{good}"), Malformed),
        bad("padded signature", format!("{good}=="), BadSignature),
        bad("padded payload", format!("{head}.{payload}=.{signature}"), BadSignature),
        bad("padded header", format!("{head}=.{payload}.{signature}"), Malformed),
        bad("space behind", format!("{good} "), BadSignature),
        bad("space in front", format!(" {good}"), Malformed),
        bad("new line behind", format!("{good}\n"), BadSignature),
        bad("space within", format!("{head}. {payload}.{signature}"), BadSignature),
        bad("NUL behind", format!("{good}\0"), BadSignature),
        bad("no-break space behind", format!("{good}\u{a0}"), BadSignature),
        bad("zero-width space in front", format!("\u{feff}{good}"), Malformed),
        bad("other dots", good.replace('.', "\u{ff0e}"), Malformed),
        bad("in quotes", format!("\"{good}\""), Malformed),
        bad("scheme in front", format!("Bearer {good}"), Malformed),
        bad("dots escaped", good.replace('.', "%2E"), Malformed),
        bad(
            "as JSON",
            json!({ "payload": payload, "signature": signature }).to_string(),
            Malformed,
        ),
        bad("huge", "a".repeat(1_000_000), Malformed),
        bad("huge signature", format!("{signed}.{}", "A".repeat(5_000)), Malformed),
        bad("many dots", ".".repeat(4_000), Malformed),
        bad("parts swapped", format!("{payload}.{head}.{signature}"), Malformed),
        bad("signature in front", format!("{signature}.{signed}"), Malformed),
    ]
}

fn bad_headers(forge: &Forge) -> Vec<Bad> {
    let kid = forge.0.kid();
    let mut all = Vec::new();
    let names = ["none", "None", "NONE", "", "eddsa", "EdDSA ", "Ed25519", "Ed448"];
    for alg in names.into_iter().chain(["HS256", "RS256", "PS256", "ES256", "ES256K", "dir"]) {
        all.push(bad(
            format!("alg {alg:?}"),
            forge.with_head(forge.head_with("alg", json!(alg))),
            Malformed,
        ));
    }
    for typ in ["JWT", "jwt", "", "at+jwt ", "rt+jwt", "at", "logout+jwt", "application/jwt"] {
        all.push(bad(
            format!("typ {typ:?}"),
            forge.with_head(forge.head_with("typ", json!(typ))),
            Malformed,
        ));
    }
    for other in ["", "0", "../../etc/passwd", "' OR 1=1 --", &kid.to_uppercase(), &kid.repeat(2)] {
        all.push(bad(
            format!("kid {other:?}"),
            forge.with_head(forge.head_with("kid", json!(other))),
            BadSignature,
        ));
    }
    for name in ["typ", "alg", "kid"] {
        let mut head = forge.head();
        for value in [json!(null), json!(7), json!(true), json!(["EdDSA"]), json!({})] {
            let token = forge.with_head(forge.head_with(name, value.clone()));
            all.push(bad(format!("{name} {value}"), token, Malformed));
        }
        let twice = head.to_string().replacen('{', &format!("{{{:?}:{},", name, head[name]), 1);
        all.push(bad(format!("{name} twice"), forge.with_head(twice), Malformed));
        head.as_object_mut().unwrap().remove(name);
        all.push(bad(format!("no {name}"), forge.with_head(head.to_string()), Malformed));
    }
    all
}

fn bad_header_members(forge: &Forge) -> Vec<Bad> {
    let jwk = forge.0.jwks(NOW_S)["keys"][0].clone();
    let members = [
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("crit", json!([])),
        ("crit", json!(null)),
        ("b64", json!(false)),
        ("jwk", jwk),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["MIIB"])),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!("AAAA")),
        ("zip", json!("DEF")),
        ("enc", json!("A256GCM")),
        ("cty", json!("JWT")),
        ("p2c", json!(2_000_000_000)),
        ("ALG", json!("none")),
    ];
    let with_member = members.into_iter().map(|(name, value)| {
        let token = forge.with_head(forge.head_with(name, value.clone()));
        bad(format!("header {name} {value}"), token, Malformed)
    });
    let head = forge.head().to_string();
    let texts = [
        ("list", json!(["at+jwt", "EdDSA", forge.0.kid()]).to_string().into_bytes()),
        ("null", b"null".to_vec()),
        ("text", b"\"EdDSA\"".to_vec()),
        ("empty object", b"{}".to_vec()),
        ("no bytes", Vec::new()),
        ("cut", head.as_bytes().split_last().unwrap().1.to_vec()),
        ("twice", format!("{head}{head}").into_bytes()),
        ("words behind", format!("{head} alg none").into_bytes()),
        ("byte order mark", format!("\u{feff}{head}").into_bytes()),
        ("not UTF-8", [head.as_bytes(), b"\xff"].concat()),
        ("nested", [b"{\"typ\":".to_vec(), b"[".repeat(1_500)].concat()),
        ("single quotes", head.replace('"', "'").into_bytes()),
    ];
    let as_text = texts
        .into_iter()
        .map(|(name, text)| bad(format!("header {name}"), forge.with_head(text), Malformed));
    with_member.chain(as_text).collect()
}

fn bad_signatures(forge: &Forge) -> Vec<Bad> {
    let good = forge.good();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (head, _payload) = signed.split_once('.').unwrap();
    let thief = Forge::new();
    let raised = URL_SAFE_NO_PAD.encode(with("role", json!("admin")));
    let other = forge.with_claims(with("role", json!("reader")));
    let (other_signed, other_signature) = other.rsplit_once('.').unwrap();
    let cut = signature.split_at(signature.len() - 1).0;
    let half = signature.split_at(signature.len() / 2).0;
    let with_jwk = forge.head_with("jwk", thief.0.jwks(NOW_S)["keys"][0].clone());
    vec![
        bad("payload changed", format!("{head}.{raised}.{signature}"), BadSignature),
        bad("signature of another token", format!("{signed}.{other_signature}"), BadSignature),
        bad("payload of another token", format!("{other_signed}.{signature}"), BadSignature),
        bad("signature cut by one", format!("{signed}.{cut}"), BadSignature),
        bad("half a signature", format!("{signed}.{half}"), BadSignature),
        bad("signature doubled", format!("{signed}.{signature}{signature}"), BadSignature),
        bad("signature of zeros", format!("{signed}.{}", "A".repeat(86)), BadSignature),
        bad("stray bits in the last character", format!("{signed}.{cut}_"), BadSignature),
        bad("signature with a larger S", format!("{signed}.{}", larger(signature)), BadSignature),
        bad("signature in plain base64", format!("{signed}.{}", plain(signature)), BadSignature),
        bad("stolen kid", thief.with_head(forge.head().to_string()), BadSignature),
        bad("another newsroom's token", thief.good(), BadSignature),
        bad("a key brought along", thief.with_head(with_jwk), Malformed),
        bad("header of another newsroom", swap_head(&good, &thief), BadSignature),
    ]
}

fn swap_head(good: &str, thief: &Forge) -> String {
    let (_, rest) = good.split_once('.').unwrap();
    format!("{}.{rest}", URL_SAFE_NO_PAD.encode(thief.head().to_string()))
}

/// The signature with padding and the alphabet of RFC 4648 section 4.
fn plain(signature: &str) -> String {
    STANDARD.encode(URL_SAFE_NO_PAD.decode(signature).unwrap())
}

/// S raised by the order of the group: a second signature of the same message, which RFC 8032
/// section 5.1.7 says to refuse.
fn larger(signature: &str) -> String {
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut carry = 0;
    for (byte, add) in bytes[32..].iter_mut().zip(order) {
        let [low, high] = (u16::from(*byte) + add + carry).to_le_bytes();
        *byte = low;
        carry = u16::from(high);
    }
    assert_eq!(carry, 0);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// True signatures of other algorithms, made with what anyone can know.
fn bad_algorithms(forge: &Forge) -> Vec<Bad> {
    let x = forge.0.jwks(NOW_S)["keys"][0]["x"].as_str().unwrap().to_owned();
    let claims = serde_json::to_vec(&claims()).unwrap();
    let head = |alg: &str| forge.head_with("alg", json!(alg)).into_bytes();
    let secrets = [
        ("public key", URL_SAFE_NO_PAD.decode(&x).unwrap()),
        ("public key as text", x.clone().into_bytes()),
        ("key set", forge.0.jwks(NOW_S).to_string().into_bytes()),
        ("kid", forge.0.kid().as_bytes().to_vec()),
        ("nothing", Vec::new()),
    ];
    let mut all = Vec::new();
    for (name, secret) in secrets {
        let key = EncodingKey::from_secret(&secret);
        let token = sign(&head("HS256"), &claims, &key, Algorithm::HS256);
        all.push(bad(format!("HS256 with {name}"), token, Malformed));
        let token = sign(&head("EdDSA"), &claims, &key, Algorithm::HS256);
        all.push(bad(format!("HS256 said to be EdDSA with {name}"), token, BadSignature));
    }
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .unwrap();
    let key = EncodingKey::from_ec_der(pkcs8.as_ref());
    let token = sign(&head("ES256"), &claims, &key, Algorithm::ES256);
    all.push(bad("ES256", token, Malformed));
    let token = sign(&head("EdDSA"), &claims, &key, Algorithm::ES256);
    all.push(bad("ES256 said to be EdDSA", token, BadSignature));
    for alg in ["none", "None"] {
        let head = URL_SAFE_NO_PAD.encode(head(alg));
        let token = format!("{head}.{}.", URL_SAFE_NO_PAD.encode(&claims));
        all.push(bad(format!("{alg} without a signature"), token, Malformed));
    }
    all
}

const TEXTS: [&str; 3] = ["iss", "aud", "role"];
const IDS: [&str; 3] = ["sub", "sid", "jti"];
const TIMES: [&str; 3] = ["iat", "nbf", "exp"];

/// Signed with the true key, so that nothing but the claims is wrong.
fn bad_claims(forge: &Forge) -> Vec<Bad> {
    let mut all = Vec::new();
    for name in [TEXTS, IDS, TIMES].concat() {
        all.push(bad(format!("no {name}"), forge.with_claims(without(name)), WrongClaims));
        let right = serde_json::to_value(claims()).unwrap()[name].clone();
        let twice = doubled(&format!("{name:?}:{right}"));
        all.push(bad(format!("{name} twice"), forge.with_claims(twice), WrongClaims));
        for value in [json!(null), json!(true), json!([right]), json!({ "value": right })] {
            let token = forge.with_claims(with(name, value.clone()));
            all.push(bad(format!("{name} {value}"), token, WrongClaims));
        }
    }
    for name in [TEXTS, IDS].concat() {
        all.push(bad(
            format!("{name} a number"),
            forge.with_claims(with(name, json!(1))),
            WrongClaims,
        ));
    }
    for name in IDS {
        for id in ["", "1", "root", "00000000-0000-0000-0000-00000000000", "\u{0}"] {
            let token = forge.with_claims(with(name, json!(id)));
            all.push(bad(format!("{name} {id:?}"), token, WrongClaims));
        }
    }
    for name in TIMES {
        let right = NOW_S.to_string();
        let texts =
            [format!("\"{right}\""), format!("{right}.0"), format!("{right}.5"), "1e9".into()];
        let numbers =
            ["1e400", "9223372036854775808", "-9223372036854775809", "NaN", "Infinity", "0x7f"];
        for text in texts.iter().map(String::as_str).chain(numbers) {
            let claims = without(name).replacen('{', &format!("{{{name:?}:{text},"), 1);
            all.push(bad(format!("{name} {text}"), forge.with_claims(claims), WrongClaims));
        }
    }
    all
}

fn misdirected(forge: &Forge) -> Vec<Bad> {
    let issuers =
        ["", "https://news.example", "HTTPS://news.example/", "https://news.example/\u{0}"];
    let lookalikes =
        ["https://news.example/x", "https://news.example.evil/", "https://nеws.example/"];
    let audiences = ["", "*", "https://news.example/", "https://news.example/Editorial"];
    let spaced = [format!("{AUD} "), format!("{AUD} other"), format!("{AUD},other")];
    let iss = issuers.into_iter().chain(lookalikes).map(|iss| ("iss", json!(iss)));
    let aud = audiences.into_iter().map(|aud| ("aud", json!(aud)));
    let aud = aud.chain(spaced.into_iter().map(|aud| ("aud", json!(aud))));
    let lists = [("aud", json!([AUD, "other"])), ("aud", json!([]))];
    let of_claim = |(name, value): (&str, Value)| {
        let token = forge.with_claims(with(name, value.clone()));
        bad(format!("{name} {value}"), token, WrongClaims)
    };
    iss.chain(aud).chain(lists).map(of_claim).collect()
}

fn untimely(forge: &Forge) -> Vec<Bad> {
    let times = [
        ("expires now", NOW_S - 60, NOW_S - 60, NOW_S, Expired),
        ("expired a second ago", NOW_S - 60, NOW_S - 60, NOW_S - 1, Expired),
        ("expired long ago", 1_000, 1_000, 1_600, Expired),
        ("expired before 1970", -1_000, -1_000, -400, Expired),
        ("not good yet", NOW_S, NOW_S + 6, NOW_S + 600, WrongClaims),
        ("not good for years", NOW_S, i64::MAX, NOW_S + 600, WrongClaims),
        ("made in the future", NOW_S + 6, NOW_S, NOW_S + 600, WrongClaims),
        ("lives too long", NOW_S, NOW_S, NOW_S + 3_601, WrongClaims),
        ("lives for ever", NOW_S, NOW_S, i64::MAX, WrongClaims),
        ("made at no time", i64::MIN, NOW_S, NOW_S + 600, WrongClaims),
        ("made at no time and for ever", i64::MIN, i64::MIN, i64::MAX, WrongClaims),
        ("expires when made", NOW_S + 1, NOW_S, NOW_S + 1, WrongClaims),
        ("expires before it is made", NOW_S + 2, NOW_S, NOW_S + 1, WrongClaims),
        ("in milliseconds", NOW_S * 1_000, NOW_S * 1_000, (NOW_S + 600) * 1_000, WrongClaims),
    ];
    let token = |iat, nbf, exp| forge.0.issue(&AccessClaims { iat, nbf, exp, ..claims() }).unwrap();
    times.map(|(name, iat, nbf, exp, want)| bad(name, token(iat, nbf, exp), want)).into()
}

fn bad_payloads(forge: &Forge) -> Vec<Bad> {
    let json = serde_json::to_string(&claims()).unwrap();
    let values: Vec<Value> =
        serde_json::to_value(claims()).unwrap().as_object().unwrap().values().cloned().collect();
    let listed = {
        let c = claims();
        json!([c.iss, c.aud, c.sub, c.sid, c.role, c.iat, c.nbf, c.exp, c.jti])
    };
    let texts = [
        ("no bytes", Vec::new()),
        ("empty object", b"{}".to_vec()),
        ("null", b"null".to_vec()),
        ("number", b"1".to_vec()),
        ("text", json!(json).to_string().into_bytes()),
        ("list in order", listed.to_string().into_bytes()),
        ("list by name", json!(values).to_string().into_bytes()),
        ("list of one", format!("[{json}]").into_bytes()),
        ("wrapped", format!("{{\"claims\":{json}}}").into_bytes()),
        ("token in the token", forge.good().into_bytes()),
        ("cut", json.as_bytes().split_last().unwrap().1.to_vec()),
        ("twice", format!("{json}{json}").into_bytes()),
        ("comma at the end", json.replace('}', ",}").into_bytes()),
        ("comment", json.replace('{', "{/**/").into_bytes()),
        ("not UTF-8", latin_1(&json)),
        ("stray byte", [json.as_bytes(), b"\xff"].concat()),
        ("nested list", [b"[".repeat(1_000), b"]".repeat(1_000)].concat()),
        ("nested object", b"{\"sub\":".repeat(250)),
        ("control character", json.replace("editor", "edi\ntor").into_bytes()),
        ("half a surrogate", json.replace("editor", "\\ud800").into_bytes()),
    ];
    texts
        .into_iter()
        .map(|(name, text)| bad(format!("payload {name}"), forge.with_claims(text), WrongClaims))
        .collect()
}

/// The claims with one byte of the role above ASCII.
fn latin_1(json: &str) -> Vec<u8> {
    let (before, after) = json.split_once("editor").unwrap();
    [before.as_bytes(), b"\xe9diteur", after.as_bytes()].concat()
}

#[test]
fn no_bad_token_is_taken() {
    let forge = Forge::new();
    let groups = [
        bad_forms(&forge),
        bad_headers(&forge),
        bad_header_members(&forge),
        bad_signatures(&forge),
        bad_algorithms(&forge),
        bad_claims(&forge),
        misdirected(&forge),
        untimely(&forge),
        bad_payloads(&forge),
    ];
    let corpus = groups.concat();
    assert!(corpus.len() >= 60, "{}", corpus.len());
    for (name, token, want) in &corpus {
        assert_eq!(forge.0.verify(token, EXPECT), Err(*want), "{name}");
    }
    assert_eq!(forge.0.verify(&forge.good(), EXPECT), Ok(claims()), "the one they were made from");
}

#[test]
fn token_with_any_character_changed_or_cut_is_refused() {
    let forge = Forge::new();
    let good = forge.good();
    for (at, _) in good.char_indices() {
        let (before, rest) = good.split_at(at);
        let (_, after) = rest.split_at(1);
        assert!(forge.0.verify(before, EXPECT).is_err(), "cut at {at}");
        assert!(forge.0.verify(after, EXPECT).is_err(), "from {at}");
        for to in ["A", "B", "_", ".", "=", " ", ""] {
            let changed = format!("{before}{to}{after}");
            assert!(changed == good || forge.0.verify(&changed, EXPECT).is_err(), "{at} to {to:?}");
        }
    }
}

#[test]
fn token_has_the_header_of_rfc_9068() {
    let forge = Forge::new();
    let token = forge.good();
    let head = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&head).unwrap(), forge.head());
}

#[test]
fn type_is_taken_in_any_case_and_unknown_claims_are_passed_over() {
    let forge = Forge::new();
    let token = forge.with_head(forge.head_with("typ", json!("AT+JWT")));
    assert_eq!(forge.0.verify(&token, EXPECT), Ok(claims()));
    let token = forge.with_claims(with("later", json!({ "added": [1, 2, 3] })));
    assert_eq!(forge.0.verify(&token, EXPECT), Ok(claims()));
}

#[test]
fn times_are_taken_up_to_their_bounds() {
    let forge = Forge::new();
    let bounds = [
        (NOW_S - 60, NOW_S - 60, NOW_S + 1),
        (NOW_S + 5, NOW_S + 5, NOW_S + 605),
        (NOW_S, NOW_S, NOW_S + 3_600),
        (NOW_S - 3_599, NOW_S - 3_599, NOW_S + 1),
    ];
    for (iat, nbf, exp) in bounds {
        let claims = AccessClaims { iat, nbf, exp, ..claims() };
        let token = forge.0.issue(&claims).unwrap();
        assert_eq!(forge.0.verify(&token, EXPECT), Ok(claims));
    }
}

#[test]
fn clock_at_its_ends_breaks_nothing() {
    let forge = Forge::new();
    let at = |now_s| forge.0.verify(&forge.good(), Expect { now_s, ..EXPECT });
    assert_eq!(at(i64::MAX), Err(Expired));
    assert_eq!(at(i64::MIN), Err(WrongClaims));
}

#[test]
fn token_is_4096_bytes_at_most() {
    let forge = Forge::new();
    let mut seen = (false, false);
    for pad_len in 2_400..2_800 {
        let token = forge.with_claims(with("pad", json!("x".repeat(pad_len))));
        let fits = token.len() <= 4_096;
        assert_eq!(forge.0.verify(&token, EXPECT).is_ok(), fits, "{}", token.len());
        seen = (seen.0 || fits, seen.1 || !fits);
    }
    assert_eq!(seen, (true, true));
}
