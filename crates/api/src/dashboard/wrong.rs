//! The page that says what went wrong: in words, with its status, and what to do now. What is our own fault goes to the
//! log; the page tells of it and no more.

use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::Response;

use super::answer;
use super::said::{is_not_ours, said};
use super::shell::{Notice, Shell};
use crate::error::{Code, Failure};

/// The page.
#[derive(Template)]
#[template(path = "dashboard/wrong.html")]
struct Wrong {
    shell: Shell,
    text: String,
    /// What to do now.
    next: &'static str,
}

/// What a person's browser gets at an address where there is no page; programs get an envelope.
pub(crate) fn nowhere(headers: &HeaderMap) -> Option<Response> {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let failure = Failure::new(Code::NotFound, "there is no page at this address");
    accepts.contains("text/html").then(|| wrong(Shell::outside(""), &failure))
}

/// A page that says what went wrong, with its status.
pub(super) fn wrong(shell: Shell, failure: &Failure) -> Response {
    let (title, next) = match failure.code {
        Code::NotFound | Code::InvalidAccount if shell.who.is_some() => {
            ("Not found", "Go on from the pages above.")
        }
        Code::NotFound | Code::InvalidAccount => ("Not found", "The address may be mistyped."),
        Code::Forbidden if is_not_ours(failure) => ("Not taken", "Nothing was changed."),
        Code::IdempotencyConflict => {
            ("That did not work", "Load the page with the form again, then send it once more.")
        }
        Code::Forbidden => ("Not allowed", "Sign in with a key that may, or ask who made yours."),
        Code::RateLimited => ("Too many requests", "Wait a little, then load the page again."),
        Code::InternalError => ("A fault of ours", "The server's log has the rest."),
        Code::Unavailable => ("Not now", "Load the page again in a few seconds."),
        _ => ("That did not work", "Go back, mend it, and send it again."),
    };
    let text = match failure.code {
        Code::InternalError => {
            // A page's name is its request's id; before sign-in there is none.
            let request_id = shell.once();
            tracing::error!(request_id, cause = failure.message, "a page could not be made");
            let at = if request_id.is_empty() { String::new() } else { format!(" at {request_id}") };
            format!("Something went wrong inside kith{at}.")
        }
        _ => said(failure),
    };
    let page = Wrong { shell: Shell { title: title.to_owned(), ..shell }, text, next };
    let mut response = answer::html(&page).unwrap_or_default();
    *response.status_mut() = failure.code.status();
    if let Some(seconds) = failure.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    answer::guard(response)
}

impl From<&Failure> for Notice {
    fn from(failure: &Failure) -> Self {
        Self::bad(said(failure))
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::super::shell::Who;
    use super::*;

    #[tokio::test]
    async fn a_fault_names_the_request_that_the_log_has_the_rest_of_and_nothing_of_the_rest() {
        let (key, csrf, once) = ("ada".into(), "c".into(), "req_1".into());
        let who = Who { key, csrf, once, may_manage: false, may_admin: false };
        let shell = Shell { who: Some(who), ..Shell::outside("") };
        let response = wrong(shell, &Failure::new(Code::InternalError, "no such table: people"));
        assert_eq!(response.status(), Code::InternalError.status());
        let text = String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().into()).unwrap();
        assert!(text.contains("Something went wrong inside kith at req_1."), "{text}");
        assert!(!text.contains("no such table"), "{text}");
    }
}
