//! `GET /oauth/callback`: where LinkedIn sends a member back to. Answers a page for a person, not an envelope; it holds
//! nothing of the query, and no script, style or other resource is loaded by it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use kith_engine::{Error, Returned};

use crate::App;
use crate::error::Failure;
use crate::reference::escaped;

/// Its path: part of what is registered with LinkedIn.
pub(crate) const PATH: &str = "/oauth/callback";

/// The page.
pub(crate) async fn page(app: &App, query: &str) -> Response {
    let (status, title, text) = match app.engine.finish_authorization(query).await {
        Ok(Returned::Connected { name }) => {
            tracing::info!("an account was authorized");
            (
                StatusCode::OK,
                "Connected",
                format!("The account \u{201c}{name}\u{201d} is connected. You can close this page."),
            )
        }
        Ok(Returned::Declined) => (
            StatusCode::OK,
            "Not connected",
            "You did not consent, and nothing has changed. You can close this page.".into(),
        ),
        Err(error) => {
            let failure = Failure::from(error.clone());
            let text = if matches!(error, Error::Internal(_)) {
                tracing::error!(cause = failure.message, "an authorization could not be ended");
                "Something went wrong inside kith; its log has the rest.".into()
            } else {
                failure.message
            };
            (failure.code.status(), "Not connected", text)
        }
    };
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title} - kith</title><h1>{title}</h1><p>{}</p></html>\n",
        escaped(&text)
    );
    let mut response = Response::new(page.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
