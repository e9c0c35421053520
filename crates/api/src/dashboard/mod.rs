//! The dashboard: pages for people, made by the server, at `/`. One folder a page; a page reads through the engine like
//! every other face, as a caller who looks. Plain links and forms do everything; scripts only save steps.
//!
//! A request comes in by `door` (session, limit, CSRF), is answered by a page's function, and leaves by `answer` (headers,
//! policy). Knows no SQL and no source.

mod accounts;
mod answer;
mod assets;
mod back;
mod changes;
mod choices;
mod cookie;
mod credits;
mod door;
mod form;
mod months;
mod network;
mod once;
mod people;
mod proof;
mod said;
mod sheet;
mod shell;
mod sign_in;
mod start;
mod webhooks;
mod words;
mod wrong;

use std::sync::Arc;

use axum::Router;

use crate::App;
pub(crate) use back::came_back;
use door::{act, open, page, up};
pub(crate) use wrong::nowhere;

/// What pages load. It is there without them, too, for the page that a member comes back to from LinkedIn.
pub(crate) fn assets(app: &Arc<App>) -> Router {
    Router::new().route(assets::PATH, open(app, assets::answer))
}

/// The routes of all pages.
pub(crate) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/sign-in", open(app, sign_in::page).merge(sign_in::posts(app)))
        .route("/sign-out", act(app, sign_in::out))
        .route("/start", page(app, start::page))
        .route("/start/key", act(app, start::make_key).merge(up()))
        .merge(accounts::routes(app))
        .merge(people::routes(app))
        .merge(changes::routes(app))
        .merge(network::routes(app))
        .merge(credits::routes(app))
        .merge(webhooks::routes(app))
}
