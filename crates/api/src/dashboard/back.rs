//! The page that a member sees who comes back from LinkedIn. It needs no session, which browsers do not send along from
//! another host, and loads nothing that runs.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

use super::answer;
use super::assets::{PATHS, Paths};
use crate::App;

#[derive(Template)]
#[template(path = "dashboard/back.html")]
struct Back<'a> {
    assets: &'static Paths,
    title: &'a str,
    text: &'a str,
    /// Whether there are pages to go on to.
    goes_on: bool,
}

/// The page, with what became of it.
pub(crate) fn came_back(app: &App, status: StatusCode, title: &str, text: &str) -> Response {
    let mut response =
        answer::html(&Back { assets: &PATHS, title, text, goes_on: app.dashboard }).unwrap_or_default();
    *response.status_mut() = status;
    answer::guard(response)
}
