//! HEAD: what GET answers, without the body (RFC 9110, section 9.3.2).

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, HeaderValue, TRANSFER_ENCODING};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse};

/// Lets each GET answer HEAD: wraps the app, so that it runs before routing.
///
/// The answer has the headers of GET, `Content-Length` among them, and no body.
pub async fn head_as_get(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method() != Method::HEAD {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    }
    request.head_mut().method = Method::GET;
    let (request, response) = next.call(request).await?.into_parts();
    Ok(ServiceResponse::new(request, without_body(response.map_into_boxed_body())))
}

/// The answer with its length told and its body left out.
///
/// The server leaves out the body of an answer to HEAD by itself, but goes by the request that it
/// read last: where requests are pipelined that is another one. So the body really is empty.
pub(crate) fn without_body(response: HttpResponse) -> HttpResponse {
    if matches!(response.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
        return response;
    }
    let size = response.body().size();
    let mut response = response.set_body(BoxBody::new(Nothing));
    response.head_mut().no_chunking(true);
    response.headers_mut().remove(TRANSFER_ENCODING);
    match size {
        BodySize::None => set_length(&mut response, 0),
        BodySize::Sized(bytes) => set_length(&mut response, bytes),
        BodySize::Stream => {}
    }
    response
}

fn set_length(response: &mut HttpResponse, bytes: u64) {
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(bytes));
}

/// A stream that ends at once: for this kind the server sends `Content-Length` as it was set.
struct Nothing;

impl MessageBody for Nothing {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}
