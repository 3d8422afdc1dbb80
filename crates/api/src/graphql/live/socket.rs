//! Answers over a `WebSocket` (RFC 6455), in the sub-protocol `graphql-transport-ws`.
//!
//! A page of any origin may connect: CORS has no say there, and nothing is permitted by what a
//! browser sends of itself. The credential is in the header or in the hello, never in a cookie.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, ProtocolError, Session};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response};
use futures_util::StreamExt as _;

use futures_util::stream::{AbortHandle, BoxStream, SelectAll, abortable, once};
use serde_json::Value;
use tokio::time::{Instant as Deadline, interval, sleep_until, timeout};

use super::BEAT;
use super::protocol::{self, Close, Said};
use super::seats::Seat;
use crate::auth::{App, Caller, prove};
use crate::graphql::http::{self, BODY_LEN_MAX, Call, Refusal};
use crate::graphql::transport::prepare;
use crate::graphql::{NewsroomSchema, Snapshot};
use crate::web::problem::Problem;

/// How long a client may take to say hello.
const INIT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a client may be silent; it is asked each [`BEAT`].
const SILENCE_MAX: Duration = Duration::from_secs(40);
/// How long a message may take to go out before the client counts as gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// What a client may run at once on one connection.
const RUNNING_MAX: usize = 16;
/// Bytes of what a client calls something that it runs.
const ID_LEN_MAX: usize = 64;

/// Why a connection is over.
enum End {
    /// The client is gone, or can't be reached.
    Gone,
    /// We close it.
    Closed(Close),
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Closed(close)
    }
}

/// What comes of something that runs: answers, and at last nothing more.
type Answers = BoxStream<'static, (String, Option<Response>)>;

/// One connection.
struct Connection {
    app: App,
    schema: NewsroomSchema,
    request: HttpRequest,
    session: Session,
    caller: Caller,
    is_acknowledged: bool,
    heard: Instant,
    running: HashMap<String, AbortHandle>,
    answers: SelectAll<Answers>,
    seat: Seat,
}

/// Opens a connection, which goes on beside the request.
pub(in crate::graphql) fn open(
    request: HttpRequest,
    payload: Payload,
    (app, schema): (&App, &NewsroomSchema),
    caller: Caller,
) -> Result<HttpResponse, actix_web::Error> {
    let seat = app.live.seat(app, &caller, &request)?;
    let (response, session, messages) =
        actix_ws::handle_with_protocols(&request, payload, &[protocol::NAME])?;
    if !response.headers().contains_key("sec-websocket-protocol") {
        let rule = "graphql-transport-ws";
        return Err(Problem::new(crate::web::code::INVALID_HEADER)
            .header("Sec-WebSocket-Protocol", "invalid_value", rule)
            .into());
    }
    let messages = messages
        .max_frame_size(BODY_LEN_MAX)
        .aggregate_continuations()
        .max_continuation_size(BODY_LEN_MAX);
    let connection = Connection {
        app: app.clone(),
        schema: schema.clone(),
        request,
        session,
        caller,
        is_acknowledged: false,
        heard: Instant::now(),
        running: HashMap::new(),
        answers: SelectAll::new(),
        seat,
    };
    actix_web::rt::spawn(connection.run(messages));
    Ok(response)
}

impl Connection {
    async fn run(mut self, mut messages: AggregatedMessageStream) {
        let deadline = Deadline::now() + INIT_TIMEOUT;
        let mut beat = interval(BEAT);
        let mut stopping = self.app.stopping.subscribe();
        let end = loop {
            let step = tokio::select! {
                message = messages.recv() => self.take(message).await,
                Some((id, answer)) = self.answers.next() => self.pass(&id, answer).await,
                () = sleep_until(deadline), if !self.is_acknowledged => {
                    Err(Close::InitTimeout.into())
                }
                _instant = beat.tick() => self.beat().await,
                _stopping = stopping.wait_for(|stopping| *stopping) => Err(Close::GoingAway.into()),
            };
            if let Err(end) = step {
                break end;
            }
        };
        let reason = match end {
            End::Gone => None,
            End::Closed(close) => Some(close.into()),
        };
        // whether the client takes the last word or not, it is over
        let _closed = timeout(SEND_TIMEOUT, self.session.close(reason)).await;
    }

    /// Asks whether the client is there, unless it has not been for too long.
    async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE_MAX {
            return Err(Close::Silent.into());
        }
        sent(timeout(SEND_TIMEOUT, self.session.ping(b"")).await)
    }

    async fn take(
        &mut self,
        message: Option<Result<AggregatedMessage, ProtocolError>>,
    ) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            Some(Ok(AggregatedMessage::Text(text))) => {
                let said = serde_json::from_str(&text).ok().ok_or(Close::Malformed)?;
                self.hear(said).await
            }
            Some(Ok(AggregatedMessage::Ping(payload))) => {
                sent(timeout(SEND_TIMEOUT, self.session.pong(&payload)).await)
            }
            Some(Ok(AggregatedMessage::Pong(_))) => Ok(()),
            // a text of several frames that is too long comes as an error of reading
            Some(Err(ProtocolError::Overflow | ProtocolError::Io(_))) => Err(Close::TooBig.into()),
            Some(Ok(AggregatedMessage::Binary(_)) | Err(_)) => Err(Close::Malformed.into()),
            Some(Ok(AggregatedMessage::Close(_))) | None => Err(End::Gone),
        }
    }

    async fn hear(&mut self, said: Said) -> Result<(), End> {
        match said {
            Said::ConnectionInit { .. } if self.is_acknowledged => Err(Close::InitTwice.into()),
            Said::ConnectionInit { payload } => self.welcome(payload).await,
            Said::Ping { payload } => self.say(protocol::pong(payload)).await,
            Said::Pong {} => Ok(()),
            Said::Subscribe { .. } if !self.is_acknowledged => Err(Close::Unauthorized.into()),
            Said::Subscribe { id, payload } => self.begin(id, payload).await,
            Said::Complete { id } => {
                if let Some(running) = self.running.remove(&id) {
                    running.abort();
                }
                Ok(())
            }
        }
    }

    /// Finds out who it is, if the hello says so and the request did not.
    async fn welcome(&mut self, payload: Option<Value>) -> Result<(), End> {
        if let Some(credential) = payload.as_ref().and_then(credential) {
            if self.request.headers().contains_key(AUTHORIZATION) {
                return Err(Close::Forbidden.into());
            }
            let header = HeaderValue::from_str(credential).ok().ok_or(Close::Forbidden)?;
            let proven = prove(&self.app, Some(header)).await;
            self.caller = proven.ok().ok_or(Close::Forbidden)?;
            let seat = self.app.live.seat(&self.app, &self.caller, &self.request);
            self.seat = seat.ok().ok_or(Close::TooMany)?;
        }
        self.is_acknowledged = true;
        self.say(protocol::acknowledged()).await
    }

    /// Runs what a client sent; a refusal ends that alone.
    async fn begin(&mut self, id: String, payload: Value) -> Result<(), End> {
        if id.is_empty() || id.len() > ID_LEN_MAX {
            return Err(Close::Malformed.into());
        }
        if self.running.contains_key(&id) {
            return Err(Close::Taken.into());
        }
        let call = Call::from_message(payload).ok().ok_or(Close::Malformed)?;
        let account = self.caller.account.as_ref().map(|account| account.id.0);
        if let Err(problem) = self.app.limits.charge(account, &self.request) {
            return self.say(protocol::error(&id, problem.words(), problem.code().code)).await;
        }
        match self.prepared(call).await {
            Ok(answers) => {
                let own = id.clone();
                let answers = answers.map(Some).chain(once(async { None }));
                let (answers, abort) = abortable(answers.map(move |answer| (own.clone(), answer)));
                self.running.insert(id, abort);
                self.answers.push(answers.boxed());
                Ok(())
            }
            Err((message, code)) => self.say(protocol::error(&id, &message, code)).await,
        }
    }

    /// The answers to a call, or why there are none: words and code.
    async fn prepared(
        &self,
        call: Call,
    ) -> Result<BoxStream<'static, Response>, (String, &'static str)> {
        let (request, kind) =
            self.checked(call).map_err(|refusal| (refusal.message, refusal.code.code))?;
        let request = request.data(self.app.clone()).data(self.caller.clone());
        let request = if kind == OperationType::Subscription {
            let listening = self.app.live.listening(&self.app, request).await;
            listening.map_err(|problem| (problem.words().to_owned(), problem.code().code))?
        } else {
            request.data(Snapshot::default())
        };
        Ok(self.schema.execute_stream(request))
    }

    fn checked(&self, call: Call) -> Result<(Request, OperationType), Refusal> {
        if self.running.len() >= RUNNING_MAX {
            return Err(Refusal::limit("operations at once on a connection", RUNNING_MAX));
        }
        let (request, kind) = prepare(&self.app, &self.caller, call)?;
        if kind == OperationType::Mutation {
            return Err(Refusal::operation("send mutations by POST"));
        }
        Ok((request, kind))
    }

    /// Passes an answer on.
    async fn pass(&mut self, id: &str, answer: Option<Response>) -> Result<(), End> {
        let Some(answer) = answer else {
            let is_open = self.running.remove(id).is_some();
            return if is_open { self.say(protocol::complete(id)).await } else { Ok(()) };
        };
        let (was_executed, text) = http::written(answer);
        if was_executed {
            return self.send(protocol::next(id, &text)).await;
        }
        // the error is the last word: neither an answer nor `complete` follows
        if let Some(running) = self.running.remove(id) {
            running.abort();
        }
        let errors: Value = serde_json::from_str(&text).unwrap_or_default();
        let errors = errors.get("errors").cloned().unwrap_or_default();
        self.say(serde_json::json!({ "type": "error", "id": id, "payload": errors })).await
    }

    async fn say(&mut self, message: Value) -> Result<(), End> {
        self.send(message.to_string()).await
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        sent(timeout(SEND_TIMEOUT, self.session.text(text)).await)
    }
}

/// What became of a message.
fn sent<T, E, F>(outcome: Result<Result<T, E>, F>) -> Result<(), End> {
    match outcome {
        Ok(Ok(_sent)) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(End::Gone),
    }
}

/// The credential that a hello brings: `authorization`, as the header of that name.
fn credential(payload: &Value) -> Option<&str> {
    let members = payload.as_object()?;
    let named = |(name, _): &(&String, &Value)| name.eq_ignore_ascii_case("authorization");
    members.iter().find(named)?.1.as_str()
}
