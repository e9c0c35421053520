//! The reference at `/docs`: one page made of the OpenAPI document, with a style sheet beside it. It has no script, asks no
//! other host for anything, and its policy would let it do neither.

mod fields;
mod guide;
mod html;
mod page;
mod section;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use serde_json::Value;

/// Where the page is.
pub(crate) const PATH: &str = "/docs";
/// Where its style is.
pub(crate) const STYLE_PATH: &str = "/docs/style.css";

const STYLE: &str = include_str!("style.css");
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page, made once.
pub(crate) fn page(document: &Value) -> Bytes {
    page::render(document).into()
}

/// The page as an answer.
pub(crate) fn answer(page: &Bytes) -> Response {
    respond(page.clone(), "text/html; charset=utf-8")
}

/// The style sheet as an answer.
pub(crate) fn style() -> Response {
    respond(Bytes::from_static(STYLE.as_bytes()), "text/css; charset=utf-8")
}

fn respond(body: Bytes, content_type: &'static str) -> Response {
    let mut response = Response::new(Body::from(body));
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
