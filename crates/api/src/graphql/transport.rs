//! The path `/graphql`: our own HTTP layer around the schema.

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use actix_web::web::{self, Bytes, Data, PayloadConfig, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Request;

use super::http::{self, BODY_LEN_MAX, Call, Limits, Media, Refusal};
use super::{NewsroomSchema, Snapshot};
use crate::auth::{App, Caller};
use crate::rest::resource;

/// The path.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        resource("/graphql", "GET, HEAD, OPTIONS, POST")
            .app_data(PayloadConfig::new(BODY_LEN_MAX))
            .route(web::get().to(by_get))
            .route(web::post().to(by_post)),
    );
}

async fn by_get(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
) -> HttpResponse {
    let call = http::from_get(request.query_string());
    serve(&request, (&app, &schema), caller, call).await
}

async fn by_post(
    request: HttpRequest,
    app: Data<App>,
    schema: Data<NewsroomSchema>,
    caller: Caller,
    body: Bytes,
) -> HttpResponse {
    let call = http::from_post(header(&request, &CONTENT_TYPE), &body);
    serve(&request, (&app, &schema), caller, call).await
}

async fn serve(
    request: &HttpRequest,
    (app, schema): (&App, &NewsroomSchema),
    caller: Caller,
    call: Result<Call, Refusal>,
) -> HttpResponse {
    let media = match http::negotiate(header(request, &ACCEPT)) {
        Ok(media) => media,
        Err(refusal) => return http::refuse(Media::Json, refusal),
    };
    let reader = (request.method() == Method::GET && caller.account.is_none()).then_some(request);
    match call.and_then(|call| prepare(app, &caller, call)) {
        Err(refusal) => http::refuse(media, refusal),
        Ok(prepared) => {
            let snapshot = Snapshot::default();
            let prepared = prepared.data(app.clone()).data(caller).data(snapshot.clone());
            let response = schema.execute(prepared).await;
            http::respond(media, response, reader.map(|reader| (reader, snapshot.left_seconds())))
        }
    }
}

/// A call that is within the limits, the document it names in its place.
fn prepare(app: &App, caller: &Caller, mut call: Call) -> Result<Request, Refusal> {
    let lesson = app.documents.fill(&mut call)?;
    if caller.account.is_none() {
        app.documents.check(&call)?;
    }
    let request = call.prepare(&Limits::default())?;
    app.documents.learn(lesson);
    Ok(request)
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
