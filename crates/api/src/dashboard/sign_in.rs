//! Signing in, with a key or a link that works once, and signing out. Who keeps failing is slowed down, as at the API.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::MethodRouter;
use kith_engine::{Error, ExposeSecret as _, SignedIn};

use super::door::{NOTHING_LOST, Visit, Visitor, open_form};
use super::form::Form;
use super::shell::{Notice, Shell};
use super::wrong::wrong;
use super::{answer, cookie};
use crate::App;
use crate::body;
use crate::error::Failure;

#[derive(Template)]
#[template(path = "dashboard/sign_in.html")]
struct Page {
    shell: Shell,
    /// Where to go then.
    to: String,
    /// A link's token, which takes the key's place.
    link: String,
    /// What is wrong with the key that was sent.
    refused: &'static str,
}

/// The page. A link is used up by the button on it and not by being opened, so that no preview uses it up.
pub(super) async fn page(visitor: Visitor) -> Response {
    show(&visitor.query, "")
}

fn show(asked: &Form, refused: &'static str) -> Response {
    let ended = asked.given("ended").map(|what| match what {
        NOTHING_LOST => "Your session has ended. Sign in to go on.",
        _ => "Your session has ended. Sign in and do it again: what was sent last was not taken.",
    });
    let page = Page {
        shell: Shell::outside("Sign in").saying(ended.map(Notice::bad)),
        to: within(asked.text("to")).to_owned(),
        link: asked.text("link").chars().take(200).collect(),
        refused,
    };
    answer::html(&page).unwrap_or_default()
}

/// A path of this host; anything else leads to the first page.
fn within(to: &str) -> &str {
    let is_path = to.starts_with('/') && !to.starts_with("//") && !to.contains('\\') && to.is_ascii();
    if is_path && !to.contains(|c: char| c.is_ascii_control()) { to } else { "/" }
}

/// What the form does.
pub(super) fn posts(app: &Arc<App>) -> MethodRouter {
    open_form(app, sign_in)
}

async fn sign_in(mut visitor: Visitor) -> Response {
    let app = Arc::clone(&visitor.app);
    let text = match body::read(&mut visitor.body, body::MAX_JSON, app.body_timeout).await {
        Ok(text) => text,
        Err(failure) => return wrong(Shell::outside(""), &failure),
    };
    let form = Form::read(&text);
    let request = app.engine.next_request_id();
    let signed = match form.given("link") {
        Some(link) => app.engine.sign_in_by_link(link, request).await,
        None => app.engine.sign_in(form.text("key"), request).await,
    };
    match signed {
        Ok(signed) => {
            if let Err(error) = end_what_came(&app, &visitor.headers).await {
                return wrong(Shell::outside(""), &error);
            }
            begin(&visitor, &signed, within(form.text("to")))
        }
        Err(Error::InvalidKey) => {
            tracing::info!(operation = "sign_in", code = "INVALID_API_KEY", "refused");
            tokio::time::sleep(app.slowdown.failed(visitor.peer, app.engine.clock().now())).await;
            let refused = if form.given("link").is_some() {
                "This link was used before, or its hour is over. Sign in with a key, or let kith dashboard print another link."
            } else {
                "This key does not work: it may be mistyped, revoked or past its end. kith key create makes another."
            };
            let again = Form::of(vec![("to".to_owned(), form.text("to").to_owned())]);
            let mut response = show(&again, refused);
            *response.status_mut() = Failure::from(Error::InvalidKey).code.status();
            response
        }
        Err(error) => wrong(Shell::outside(""), &error.into()),
    }
}

fn begin(visitor: &Visitor, signed: &SignedIn, to: &str) -> Response {
    let mut response = answer::lead_to(to);
    if let Some(value) = cookie::begin(signed.token.expose_secret(), cookie::over_tls(&visitor.headers)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    tracing::info!(key = %signed.caller.key().id, "signed in");
    response
}

/// Ends every session whose cookie came along.
async fn end_what_came(app: &App, headers: &HeaderMap) -> Result<(), Failure> {
    for token in cookie::tokens(headers) {
        app.engine.sign_out(token).await?;
    }
    Ok(())
}

/// Ends the session, here and in the browser.
pub(super) async fn out(visit: Visit, _: Form) -> Result<Response, Failure> {
    end_what_came(&visit.app, &visit.headers).await?;
    let page = Page {
        shell: Shell::outside("Signed out").saying(Some(Notice::good("You are signed out."))),
        to: "/".into(),
        link: String::new(),
        refused: "",
    };
    let mut response = answer::html(&page)?;
    for value in cookie::end() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_host_are_gone_to() {
        for to in ["/people?q=a", "/", "/credits"] {
            assert_eq!(within(to), to);
        }
        for to in ["", "//evil.example", "https://evil.example", "/\\evil.example", "people", "/a\nb"] {
            assert_eq!(within(to), "/", "{to}");
        }
    }
}
