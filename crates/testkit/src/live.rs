#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops where its ground gives way"
)]
//! Clients that listen: over a `WebSocket`, and to server-sent events.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::Client;

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a client hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// A message.
    Message(Value),
    /// The connection is closed, with this code.
    Closed(u16),
}

/// A connection in the sub-protocol `graphql-transport-ws`.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects, without a hello. The status of a refusal otherwise.
    pub async fn connect(client: &Client, protocol: &str) -> Result<Self, u16> {
        let url = format!("{}/graphql", client.base.replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Self(stream)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Connects and says hello, with a token or as a reader.
    pub async fn open(client: &Client, token: Option<&str>) -> Self {
        let mut socket = Self::connect(client, "graphql-transport-ws").await.unwrap();
        let payload = token.map(|token| json!({ "Authorization": format!("Bearer {token}") }));
        socket.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, Heard::Message(json!({ "type": "connection_ack" })));
        socket
    }

    /// Sends a message.
    pub async fn say(&mut self, message: &Value) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends anything.
    pub async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    /// Asks for a document under a name.
    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(&json!({ "type": "subscribe", "id": id, "payload": { "query": query } })).await;
    }

    /// What comes next.
    pub async fn hear(&mut self) -> Heard {
        let last = Instant::now() + PATIENCE;
        loop {
            match timeout_at(last, self.0.next()).await.expect("nothing comes") {
                Some(Ok(Message::Text(text))) => {
                    return Heard::Message(serde_json::from_str(&text).unwrap());
                }
                Some(Ok(Message::Close(frame))) => {
                    return Heard::Closed(frame.map_or(1005, |frame| frame.code.into()));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The message that comes next: its type, its name and what it holds.
    pub async fn message(&mut self) -> (String, String, Value) {
        match self.hear().await {
            Heard::Message(message) => {
                let word = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
                (word("type"), word("id"), message["payload"].clone())
            }
            Heard::Closed(code) => panic!("closed with {code}"),
        }
    }
}

/// Server-sent events, as they come.
pub struct Events {
    response: reqwest::Response,
    read: String,
}

impl Events {
    /// Asks for a document; without a token as a reader.
    pub async fn open(client: &Client, token: Option<&str>, query: &str) -> Self {
        let bearer = format!("Bearer {}", token.unwrap_or_default());
        let mut headers =
            vec![("content-type", "application/json"), ("accept", "text/event-stream")];
        headers.extend(token.map(|_| ("authorization", bearer.as_str())));
        let body = json!({ "query": query }).to_string();
        let response = client.begin("POST", "/graphql", &headers, body).await;
        assert_eq!(response.status().as_u16(), 200);
        Self { response, read: String::new() }
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The event that comes next, and what it holds; `None` at the end.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        let last = Instant::now() + PATIENCE;
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
                let Some(event) = field("event: ") else { continue };
                let data = field("data:").unwrap_or_default();
                return Some((event.to_owned(), serde_json::from_str(data).unwrap_or_default()));
            }
            let more = timeout_at(last, self.response.chunk()).await.expect("nothing comes");
            self.read.push_str(std::str::from_utf8(&more.unwrap()?).unwrap());
        }
    }
}
