//! Who asks: from the Authorization header to an actor.

pub mod jwt;

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage as _, HttpRequest, ResponseError as _, web};
use domain::actor::Actor;
use domain::id::{AccountId, SessionId};
use futures_util::future::{Ready, ready};
use newsroom::{AccountRow, LogIn, Newsroom, NewsroomError, Reading, Validity};
use tokio::sync::watch;

use crate::auth::jwt::{AccessClaims, Expect, KeyRing, SigningKeys};
use crate::dto;
use crate::dto::account::{AccountAnswer, SessionAnswer};
use crate::graphql::http::Documents;
use crate::graphql::live::Live;
use crate::web::code;
use crate::web::kept::Answers;
use crate::web::problem::Problem;
use crate::web::rate::{Limits, Rates};

/// How long an access token holds.
const ACCESS_SECONDS: u32 = 600;
/// The issuer and the audience of access tokens: this newsroom.
const ISSUER: &str = "masthead";

/// Files of a front end by their paths, such as `index.html`.
pub type Front = fn(&str) -> Option<Cow<'static, [u8]>>;

/// What every handler needs.
#[derive(Clone)]
pub struct App {
    /// The newsroom.
    pub newsroom: Newsroom,
    /// What access tokens are signed with.
    pub keys: Arc<KeyRing>,
    /// True once the process was asked to stop.
    pub stopping: Arc<watch::Sender<bool>>,
    /// What is served beside the contract; nothing unless said otherwise.
    pub front: Option<Front>,
    /// How much one may ask; without limit unless said otherwise.
    pub limits: Arc<Limits>,
    /// The GraphQL documents that are known; none unless said otherwise.
    pub documents: Arc<Documents>,
    /// Who listens to what happens.
    pub live: Arc<Live>,
    /// Answers that readers get again.
    pub answers: Arc<Answers>,
}

impl App {
    /// A newsroom with the keys of its access tokens.
    pub fn new(newsroom: Newsroom, keys: SigningKeys) -> Self {
        Self {
            newsroom,
            keys: Arc::new(KeyRing::new(keys)),
            stopping: Arc::default(),
            front: None,
            limits: Limits::new(Rates::default()),
            documents: Arc::default(),
            live: Arc::default(),
            answers: Arc::default(),
        }
    }

    /// Runs a use case on a thread where waiting is allowed.
    pub async fn run<T: Send + 'static, E: Into<Problem> + Send + 'static>(
        &self,
        work: impl FnOnce(&Newsroom) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Problem> {
        let newsroom = self.newsroom.clone();
        let done = web::block(move || work(&newsroom)).await;
        let done = done.map_err(|error| Problem::internal(&error))?;
        done.map_err(Into::into)
    }

    /// Reads on such a thread, and tells for how long what was read holds.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Reading) -> Result<T, NewsroomError> + Send + 'static,
    ) -> Result<(T, Option<Validity>), Problem> {
        self.run(move |newsroom| {
            let mut reading = newsroom.reading()?;
            let found = work(&mut reading)?;
            Ok::<_, NewsroomError>((found, reading.validity()))
        })
        .await
    }

    /// What a client gets for a session.
    pub fn session_answer(&self, log_in: &LogIn) -> Result<SessionAnswer, Problem> {
        let now = self.newsroom.now();
        let role = log_in.account.role;
        let claims = AccessClaims {
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            sub: log_in.account.id.0,
            sid: log_in.session.0,
            role: role.word().to_owned(),
            iat: now.unix_s(),
            nbf: now.unix_s(),
            exp: now.plus_seconds(i64::from(ACCESS_SECONDS)).unix_s(),
            jti: self.newsroom.new_id(),
        };
        let access_token =
            self.keys.current().issue(&claims).map_err(|error| Problem::internal(&error))?;
        Ok(SessionAnswer {
            access_token,
            token_type: "Bearer",
            expires_in_seconds: ACCESS_SECONDS,
            refresh_token: log_in.refresh.expose().to_owned(),
            account: account_answer(&log_in.account, role)?,
        })
    }

    /// The one that a bearer token proves; checked against the database each time.
    async fn prove(&self, token: String) -> Result<Caller, Problem> {
        let dead = || Problem::new(code::INVALID_TOKEN);
        if token.starts_with("mh_") {
            let (actor, account) = self.run(move |newsroom| newsroom.by_token(&token)).await?;
            return Ok(Caller { actor, account: Some(account) });
        }
        let now_s = self.newsroom.now().unix_s();
        let expect = Expect { iss: ISSUER, aud: ISSUER, now_s };
        let claims = self.keys.current().verify(&token, expect).map_err(|_fault| dead())?;
        let (session, account) = (SessionId(claims.sid), AccountId(claims.sub));
        let (actor, account) =
            self.run(move |newsroom| newsroom.by_session(session, account)).await?;
        Ok(Caller { actor, account: Some(account) })
    }
}

/// An account, as its owner sees it.
pub fn account_answer(
    account: &AccountRow,
    role: domain::account::Role,
) -> Result<AccountAnswer, Problem> {
    Ok(AccountAnswer {
        id: async_graphql::ID(account.id.to_string()),
        email: account.email.clone(),
        name: account.name.clone(),
        role: dto::recast(serde_json::json!(role))?,
    })
}

/// The one who asks. A request without a credential has one too: a reader. One with a dead
/// credential is refused, whatever it asks for.
#[derive(Debug, Clone)]
pub struct Caller {
    /// For the use cases.
    pub actor: Actor,
    /// Whose credential it is.
    pub account: Option<AccountRow>,
}

/// What a request's credential came to.
type Proven = Result<Caller, Problem>;

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let proven = request.extensions().get::<Proven>().cloned();
        ready(proven.unwrap_or_else(|| Err(Problem::new(code::INTERNAL))))
    }
}

/// Paths beside the contract that are asked for free: health, documents, pages.
const FREE: [&str; 13] = [
    "/livez",
    "/readyz",
    "/docs",
    "/graphiql",
    "/setup",
    "/password",
    "/preview",
    "/openapi.json",
    "/openapi.yaml",
    "/schema.graphql",
    "/.well-known/",
    "/assets/",
    "/problems/",
];

/// True for what costs nobody anything. The path is compared as it came, so that one that is
/// written in another way is charged.
fn is_free(app: &App, path: &str) -> bool {
    let named =
        |free: &&str| if free.ends_with('/') { path.starts_with(*free) } else { path == *free };
    let page = path.trim_start_matches('/');
    let page = if page.is_empty() { "index.html" } else { page };
    FREE.iter().any(named) || app.front.is_some_and(|read| read(page).is_some())
}

/// Finds out who asks, and takes the request from the right bucket.
pub async fn identify(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<web::Data<App>>().cloned();
    let Some(app) = app.filter(|app| !is_free(app, request.path())) else {
        return Ok(next.call(request).await?.map_into_boxed_body());
    };
    let proven = prove(&app, request.headers().get(AUTHORIZATION).cloned()).await;
    let account = proven.as_ref().ok().and_then(|caller| caller.account.as_ref());
    let account = account.map(|account| account.id.0);
    if let Err(problem) = app.limits.charge(account, request.request()) {
        return Ok(request.into_response(problem.error_response()));
    }
    request.extensions_mut().insert(proven);
    Ok(next.call(request).await?.map_into_boxed_body())
}

/// The one whom a header `Authorization` proves; a reader without one.
pub(crate) async fn prove(app: &App, header: Option<HeaderValue>) -> Proven {
    let Some(header) = header else {
        return Ok(Caller { actor: Actor::Anonymous, account: None });
    };
    let sent = header.to_str().ok().and_then(|value| value.split_once(' '));
    match sent {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            app.prove(token.trim().to_owned()).await
        }
        Some(_) | None => Err(Problem::new(code::INVALID_TOKEN)),
    }
}
