//! `GET /oauth/callback`: where LinkedIn sends a member back to. Answers a page for a person, not an envelope; it holds
//! nothing of the query, and looks like the dashboard, to which it leads.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use kith_engine::{Error, Returned};

use crate::App;
use crate::dashboard::came_back;
use crate::error::Failure;

/// Its path: part of what is registered with LinkedIn.
pub(crate) const PATH: &str = "/oauth/callback";

/// The page.
pub(crate) async fn page(app: &App, query: &str) -> Response {
    let (status, title, text) = match app.engine.finish_authorization(query).await {
        Ok(Returned::Connected { name }) => {
            tracing::info!("an account was authorized");
            (StatusCode::OK, "Connected", format!("The account \u{201c}{name}\u{201d} is connected."))
        }
        Ok(Returned::Declined) => {
            (StatusCode::OK, "Not connected", "You did not consent, and nothing has changed.".into())
        }
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
    let mut response = came_back(app, status, title, &text);
    // Its own address holds a code until then: no other page is to hear of it, not even one of ours.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}
