//! Answers as server-sent events (WHATWG HTML, 9.2), in the words of the protocol GraphQL over SSE,
//! mode of distinct connections: `next` for each answer, then `complete`.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::{Request, Response};
use futures_util::StreamExt as _;
use futures_util::stream::{BoxStream, Stream, unfold};
use tokio::sync::watch;
use tokio::time::{Interval, interval};

use super::BEAT;
use super::seats::Seat;
use crate::auth::{App, Caller};
use crate::graphql::{NewsroomSchema, http};
use crate::web::problem::Problem;

/// A comment, so that proxies and clients know that the connection lives.
const COMMENT: &str = ":\n\n";

/// The last word.
const COMPLETE: &str = "event: complete\ndata:\n\n";

/// One who listens.
struct Listener {
    answers: BoxStream<'static, Response>,
    beat: Interval,
    stopping: watch::Receiver<bool>,
    /// True once `complete` was sent.
    is_done: bool,
    /// The place is free again when the client leaves.
    _seat: Seat,
}

/// Answers as they come, until there are no more or the process stops.
pub(in crate::graphql) async fn answer(
    (app, schema): (&App, &NewsroomSchema),
    request: &HttpRequest,
    caller: &Caller,
    prepared: Request,
) -> Result<HttpResponse, Problem> {
    let prepared = app.live.listening(app, prepared).await?;
    let listener = Listener {
        answers: schema.execute_stream(prepared),
        beat: interval(BEAT),
        stopping: app.stopping.subscribe(),
        is_done: false,
        _seat: app.live.seat(app, caller, request)?,
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/event-stream; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        // nginx would keep events until its buffer is full
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .streaming(written(listener)))
}

fn written(listener: Listener) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    unfold(listener, |mut listener| async move {
        if listener.is_done {
            return None;
        }
        let text = tokio::select! {
            answer = listener.answers.next() => {
                listener.is_done = answer.is_none();
                answer.map_or_else(|| COMPLETE.to_owned(), event)
            }
            _instant = listener.beat.tick() => COMMENT.to_owned(),
            _stopping = listener.stopping.wait_for(|stopping| *stopping) => return None,
        };
        Some((Ok(Bytes::from(text)), listener))
    })
}

/// JSON has no line ends but in strings, where they are escaped: it is one line of data.
fn event(answer: Response) -> String {
    format!("event: next\ndata: {}\n\n", http::written(answer).1)
}
