//! What the contract says of events is asked of them, by the member's name.

use serde_json::json;

use super::*;

const ID: &str = "01900000-0000-7000-8000-000000000001";

/// Reads an event of a server with members besides those that are needed.
#[track_caller]
fn check(members: &Value, want: &[(&str, &str)]) {
    let mut event =
        json!({ "id": ID, "article": ID, "kind": "view", "visitor": { "address": "192.0.2.7" } });
    let Some((mine, others)) = event.as_object_mut().zip(members.as_object()) else {
        panic!("members")
    };
    mine.extend(others.clone());
    let Value::Object(batch) = json!({ "events": [event] }) else { panic!("an object") };
    let faults = parse_events(batch, true).err().map(Violations::into_vec).unwrap_or_default();
    let got: Vec<_> = faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect();
    assert_eq!(got, want);
}

#[test]
fn an_id_is_a_uuid_of_version_7() {
    check(&json!({}), &[]);
    check(&json!({ "id": ID.to_uppercase() }), &[]);
    for id in [
        "01900000-0000-4000-8000-000000000001",
        "01900000-0000-7000-0000-000000000001",
        "01900000000070008000000000000001",
        "urn:uuid:01900000-0000-7000-8000-000000000001",
        "one",
    ] {
        check(&json!({ "id": id }), &[("/events/0/id", "invalid_value")]);
    }
    let other = "0190000000004000800000000000001a";
    check(&json!({ "article": other }), &[("/events/0/article", "invalid_value")]);
    check(&json!({ "article": "01900000-0000-4000-8000-000000000001" }), &[]);
}

#[test]
fn seconds_are_a_whole_number_of_32_bits() {
    check(&json!({ "seconds": 0 }), &[]);
    check(&json!({ "seconds": 4_294_967_295_u32 }), &[]);
    check(&json!({ "seconds": null }), &[]);
    for seconds in [json!(4_294_967_296_u64), json!(-1)] {
        check(&json!({ "seconds": seconds }), &[("/events/0/seconds", "invalid_value")]);
    }
    check(&json!({ "seconds": 1.5 }), &[("/events/0/seconds", "invalid_type")]);
}

#[test]
fn a_time_is_short() {
    check(&json!({ "at": "2026-03-14T07:30:00.123456789+01:00" }), &[]);
    let long = format!("2026-03-14T07:30:00.{}Z", "0".repeat(20));
    check(&json!({ "at": long }), &[("/events/0/at", "invalid_time")]);
    check(&json!({ "at": "yesterday" }), &[("/events/0/at", "invalid_time")]);
}

#[test]
fn where_a_reader_came_from_is_bounded() {
    check(&json!({ "ref": "é".repeat(REFERRER_LEN_MAX) }), &[]);
    let long = "é".repeat(REFERRER_LEN_MAX + 1);
    check(&json!({ "ref": long }), &[("/events/0/ref", "too_long")]);
}

#[test]
fn an_agent_is_bounded_and_plain() {
    let of = |agent: Value| json!({ "visitor": { "address": "2001:db8::1", "agent": agent } });
    check(&of(json!("é".repeat(AGENT_LEN_MAX))), &[]);
    check(&of(json!("a\tb\u{80}")), &[]);
    check(&of(Value::Null), &[]);
    let long = "é".repeat(AGENT_LEN_MAX + 1);
    check(&of(json!(long)), &[("/events/0/visitor/agent", "too_long")]);
    for bad in ["a\0", "a\u{1b}", "a\u{7f}"] {
        check(&of(json!(bad)), &[("/events/0/visitor/agent", "control_character")]);
    }
}

#[test]
fn only_a_server_says_who_a_reader_was() {
    check(&json!({ "visitor": null }), &[("/events/0/visitor", "required")]);
    check(
        &json!({ "visitor": { "address": "192.0.2.7:80" } }),
        &[("/events/0/visitor/address", "invalid_value")],
    );
}
