//! The messages of the sub-protocol `graphql-transport-ws` (graphql-ws, PROTOCOL.md).

use actix_ws::{CloseCode, CloseReason};
use serde::Deserialize;
use serde_json::{Value, json};

/// The sub-protocol as a client names it.
pub(super) const NAME: &str = "graphql-transport-ws";

/// What a client says.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub(super) enum Said {
    /// Hello, with what the client brings.
    ConnectionInit {
        /// Members that mean something to us: `authorization`, in any case.
        payload: Option<Value>,
    },
    /// Are you there?
    Ping {
        /// Comes back in the answer.
        payload: Option<Value>,
    },
    /// I am here.
    Pong {},
    /// Run this.
    Subscribe {
        /// What the client calls it.
        id: String,
        /// A request as a POST has it.
        payload: Value,
    },
    /// No more of this.
    Complete {
        /// What the client called it.
        id: String,
    },
}

pub(super) fn acknowledged() -> Value {
    json!({ "type": "connection_ack" })
}

pub(super) fn pong(payload: Option<Value>) -> Value {
    match payload {
        Some(payload) => json!({ "type": "pong", "payload": payload }),
        None => json!({ "type": "pong" }),
    }
}

pub(super) fn error(id: &str, message: &str, code: &str) -> Value {
    let error = json!({ "message": message, "extensions": { "code": code } });
    json!({ "type": "error", "id": id, "payload": [error] })
}

pub(super) fn complete(id: &str) -> Value {
    json!({ "type": "complete", "id": id })
}

/// An answer that is written already.
pub(super) fn next(id: &str, answer: &str) -> String {
    format!("{{\"type\":\"next\",\"id\":{},\"payload\":{answer}}}", json!(id))
}

/// Why a connection is closed by us: the protocol's codes, and those of RFC 6455, section 7.4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    /// The process stops.
    GoingAway,
    /// A message is longer than is read.
    TooBig,
    /// What came is no message of the protocol.
    Malformed,
    /// Something was asked before the hello.
    Unauthorized,
    /// The hello had a credential that is not valid.
    Forbidden,
    /// The hello did not come in time.
    InitTimeout,
    /// Two of the same name.
    Taken,
    /// A second hello.
    InitTwice,
    /// Nothing was heard for too long.
    Silent,
    /// The account has as many connections as it may.
    TooMany,
}

impl From<Close> for CloseReason {
    fn from(close: Close) -> Self {
        let (code, words) = match close {
            Close::GoingAway => (1001, "the server is stopping"),
            Close::TooBig => (1009, "the message is too long"),
            Close::Malformed => (4400, "Invalid message"),
            Close::Unauthorized => (4401, "Unauthorized"),
            Close::Forbidden => (4403, "Forbidden"),
            Close::InitTimeout => (4408, "Connection initialisation timeout"),
            Close::Taken => (4409, "Subscriber already exists"),
            Close::InitTwice => (4429, "Too many initialisation requests"),
            Close::Silent => (4499, "nothing was heard for too long"),
            Close::TooMany => (1013, "too many connections"),
        };
        (CloseCode::from(code), words).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, is_said: bool) {
        let said = serde_json::from_str::<Said>(text);
        assert_eq!(said.is_ok(), is_said, "{said:?}");
    }

    #[test]
    fn messages_of_the_protocol_are_read() {
        check(r#"{"type":"connection_init"}"#, true);
        check(r#"{"type":"connection_init","payload":{"authorization":"Bearer a"}}"#, true);
        check(r#"{"type":"ping","payload":{}}"#, true);
        check(r#"{"type":"pong"}"#, true);
        check(r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#, true);
        check(r#"{"id":"1","type":"complete"}"#, true);
    }

    #[test]
    fn others_are_not() {
        check("", false);
        check("[]", false);
        check(r#"{"type":"connection_ack"}"#, false);
        check(r#"{"type":"subscribe","id":"1"}"#, false);
        check(r#"{"type":"subscribe","id":1,"payload":{}}"#, false);
        check(r#"{"type":"complete"}"#, false);
    }

    #[test]
    fn a_name_is_written_as_json() {
        let text = next("a\"b", "{\"data\":null}");
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, json!({ "type": "next", "id": "a\"b", "payload": { "data": null } }));
    }
}
