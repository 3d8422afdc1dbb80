//! Answers that readers get again as the bytes that were sent: kept by what was asked, the whole of
//! it, until what they follow from is another one.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::AUTHORIZATION;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpRequest};
use newsroom::Validity;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use tokio::sync::Mutex;

use super::coding::Coding;
use super::written::Written;
use crate::auth::App;

/// How many bytes are kept unless said otherwise.
const BYTES_MAX: u64 = 64 * 1_024 * 1_024;
/// How long an answer is about, in bytes.
const BYTES_TYPICAL: u64 = 16 * 1_024;
/// In how many parts they are kept, each for itself: an answer is no longer than a part.
const PARTS: usize = 4;

/// The answers of a process.
pub struct Answers {
    /// None if nothing may be kept.
    kept: Option<Cache<Asked, Arc<Kept>, Weight>>,
    /// The database is asked by one at a time whether they hold; when it did not answer last.
    asking: Mutex<Option<Instant>>,
}

/// What a reader asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Asked {
    address: PathAndQuery,
    coding: Coding,
}

/// Where an answer is kept, and how long.
pub(super) struct Place {
    asked: Asked,
    validity: Validity,
}

struct Kept {
    answer: Written,
    validity: Validity,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Asked, Arc<Kept>> for Weight {
    fn weight(&self, asked: &Asked, kept: &Arc<Kept>) -> u64 {
        let beside = asked.address.as_str().len() + size_of::<Asked>() + size_of::<Kept>();
        u64::try_from(kept.answer.size() + beside).unwrap_or(u64::MAX)
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
        let mut options = OptionsBuilder::new();
        options.weight_capacity(bytes_max).estimated_items_capacity(count).shards(PARTS);
        let kept = options.build().ok().filter(|_| bytes_max > 0).map(|options| {
            let (hash, life) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
            Cache::with_options(options, Weight, hash, life)
        });
        Self { kept, asking: Mutex::default() }
    }

    /// Where the answer to a request is kept, if a reader sent it and anything is kept.
    pub(super) fn place(&self, request: &HttpRequest, validity: Validity) -> Option<Place> {
        self.kept.as_ref()?;
        Some(Place { asked: Asked::by_reader(request)?, validity })
    }

    /// Keeps an answer, unless a later one is kept.
    pub(super) fn keep(&self, place: Place, answer: Written) {
        let Place { asked, validity } = place;
        let Some(answers) = &self.kept else { return };
        if answers.peek(&asked).is_none_or(|kept| !validity.is_before(&kept.validity)) {
            answers.insert(asked, Arc::new(Kept { answer, validity }));
        }
    }

    fn find(&self, request: &HttpRequest) -> Option<Arc<Kept>> {
        self.kept.as_ref()?.get(&Asked::by_reader(request)?)
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
    /// True if something that was read still holds for who asks at an instant. Who waits for another
    /// who asks the database takes what it tells, if it was asked late enough.
    async fn holds(&self, validity: &Validity, asked: Instant) -> bool {
        if let Some(known) = self.newsroom.is_known_to_hold(validity, asked) {
            return known;
        }
        let mut failed = self.answers.asking.lock().await;
        if let Some(known) = self.newsroom.is_known_to_hold(validity, asked) {
            return known;
        }
        if failed.is_some_and(|failed| failed >= asked) {
            return false;
        }
        let (validity, now) = (validity.clone(), Instant::now());
        let holds = self.run(move |newsroom| newsroom.holds(&validity, now)).await;
        holds.unwrap_or_else(|_problem| {
            *failed = Some(Instant::now());
            false
        })
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
        && app.holds(&kept.validity, Instant::now()).await
    {
        let answer = kept.answer.to(request.request(), app.newsroom.now());
        return Ok(request.into_response(answer));
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
