//! The same framework, the same bytes, and nothing to be found out.

use std::net::TcpListener;

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

use crate::readers::Heard;

/// Serves what was heard, whatever is asked, with one worker; where.
pub(crate) fn serve(heard: &Heard) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let status = StatusCode::from_u16(heard.status).unwrap();
    // these two are the framework's own
    let own = |name: &str| name == "content-length" || name == "date";
    let headers: Vec<(String, String)> =
        heard.headers.iter().filter(|(name, _)| !own(name)).cloned().collect();
    let body = Bytes::from(heard.body.clone());
    let build = move || {
        let (headers, body) = (headers.clone(), body.clone());
        let answer = move || {
            let mut answer = HttpResponse::build(status);
            for header in &headers {
                answer.insert_header((header.0.as_str(), header.1.as_str()));
            }
            let answer = answer.body(body.clone());
            async move { answer }
        };
        App::new().default_service(web::to(answer))
    };
    std::thread::spawn(move || {
        let system = actix_web::rt::System::new();
        system.block_on(HttpServer::new(build).workers(1).listen(listener).unwrap().run())
    });
    address
}
