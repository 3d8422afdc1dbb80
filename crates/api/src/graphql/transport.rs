//! The path `/graphql`: our own HTTP layer around the schema.

use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};
use actix_web::web::{self, Bytes, Data, PayloadConfig, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

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
    let prepared = call.and_then(|call| call.prepare(&Limits::default()));
    match prepared {
        Err(refusal) => http::refuse(media, refusal),
        Ok(request) => {
            let request = request.data(app.clone()).data(caller).data(Snapshot::default());
            http::respond(media, schema.execute(request).await)
        }
    }
}

fn header<'a>(request: &'a HttpRequest, name: &HeaderName) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
