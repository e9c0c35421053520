//! Pages as answers: the headers that every one has, its policy, and how one leads to another.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::error::{Code, Failure};

/// What a page may load: our own files and nothing else. No script or style stands in a page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page.
pub(super) fn html(page: &impl Template) -> Result<Response, Failure> {
    let text = page.render().map_err(|error| Failure::new(Code::InternalError, error.to_string()))?;
    Ok(of_html(text))
}

fn of_html(text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// A page with a form that was refused, shown once more: with the status of why.
pub(super) fn refused(mut page: Response, failure: &Failure) -> Response {
    *page.status_mut() = failure.code.status();
    page
}

/// A file to keep, of a media type, under a name of letters, digits, dots and dashes.
pub(super) fn file(name: &str, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = name.chars().filter(plain).collect();
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// Leads on to another page, by GET.
pub(super) fn lead_to(path: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    // A path of ours is ASCII: what is not was encoded into it.
    response
        .headers_mut()
        .insert(header::LOCATION, HeaderValue::try_from(path).unwrap_or(HeaderValue::from_static("/")));
    response
}

/// Gives a page the headers of every page.
pub(super) fn guard(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        // Not `no-referrer`: browsers would then hide from us where a form was sent from.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
