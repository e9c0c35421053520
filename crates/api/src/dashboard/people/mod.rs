//! People: who is in an account's list, or in all of them; one of them on a card; files of who was found.

mod asked;
mod card;
mod changes;
mod download;
mod list;
mod orders;
mod rows;

use std::sync::Arc;

use axum::Router;

use super::door::{act, page};
use super::words::thousands;
use crate::App;

pub(super) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/people", page(app, list::list))
        .route("/people/download", act(app, download::download))
        .route("/people/by-profile", page(app, card::by_profile))
        .route("/people/{account}/{member}", page(app, card::card))
}

/// `1 person`, `2 people`.
fn people(number: u32) -> String {
    format!("{} {}", thousands(number), if number == 1 { "person" } else { "people" })
}
