//! Answers that readers get again as the bytes that were sent: kept by what was asked, the whole of
//! it, until what they follow from is another one.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};
use newsroom::Validity;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::sync::Arc;
use tokio::sync::Mutex;

use super::coding::Coding;
use super::written::Written;
use crate::auth::App;

/// How many bytes are kept unless said otherwise.
const BYTES_MAX: u64 = 64 * 1_024 * 1_024;
/// How long an answer is about, in bytes.
const BYTES_TYPICAL: u64 = 16 * 1_024;
/// What an answer takes beside its own bytes: its address, its headers.
const BYTES_BESIDE: usize = 2_048;

/// The answers of a process.
pub struct Answers {
    kept: Cache<Asked, Arc<Kept>, Weight>,
    /// The database is asked by one at a time whether they hold.
    asking: Mutex<()>,
}

/// What a reader asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    address: PathAndQuery,
    coding: Coding,
}

struct Kept {
    answer: Written,
    validity: Validity,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Asked, Arc<Kept>> for Weight {
    fn weight(&self, asked: &Asked, kept: &Arc<Kept>) -> u64 {
        let len = kept.answer.len() + asked.address.as_str().len() + BYTES_BESIDE;
        u64::try_from(len).unwrap_or(u64::MAX)
    }
}

impl Default for Answers {
    fn default() -> Self {
        Self::of(BYTES_MAX)
    }
}

impl Answers {
    /// None yet, and room for so many bytes.
    pub fn of(bytes_max: u64) -> Self {
        let count = usize::try_from(bytes_max / BYTES_TYPICAL).unwrap_or(usize::MAX);
        Self { kept: Cache::with_weighter(count, bytes_max, Weight), asking: Mutex::new(()) }
    }

    /// Keeps the answer to a request, if a reader sent it.
    pub(super) fn keep(&self, request: &HttpRequest, answer: Written, validity: Validity) {
        if let Some(asked) = Asked::by_reader(request) {
            self.kept.insert(asked, Arc::new(Kept { answer, validity }));
        }
    }

    fn find(&self, request: &HttpRequest) -> Option<Arc<Kept>> {
        self.kept.get(&Asked::by_reader(request)?)
    }
}

impl Asked {
    /// What is asked for, if by somebody without a credential.
    fn by_reader(request: &HttpRequest) -> Option<Self> {
        let is_reader =
            request.method() == Method::GET && !request.headers().contains_key(AUTHORIZATION);
        let address = request.uri().path_and_query().filter(|_| is_reader)?.clone();
        Some(Self { address, coding: Coding::wanted(request) })
    }
}

impl App {
    /// True if something that was read still holds.
    async fn holds(&self, validity: &Validity) -> bool {
        if let Some(known) = self.newsroom.is_known_to_hold(validity) {
            return known;
        }
        let _asking = self.answers.asking.lock().await;
        if let Some(known) = self.newsroom.is_known_to_hold(validity) {
            return known;
        }
        let validity = validity.clone();
        self.run(move |newsroom| newsroom.holds(&validity)).await.unwrap_or(false)
    }
}

/// Gives readers an answer that is kept and still holds; everything else is answered anew.
pub async fn again(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let kept = app.and_then(|app| Some((app.answers.find(request.request())?, app)));
    if let Some((kept, app)) = kept
        && app.holds(&kept.validity).await
    {
        let answer = kept.answer.to(request.request(), app.newsroom.now());
        return Ok(request.into_response(answer));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
