//! Webhooks: who is told what, what became of each message, and sending it again.

mod act;
mod delivery;
mod fields;
mod list;
mod one;

use std::sync::Arc;

use axum::Router;

use super::door::{act, page, up};
use crate::App;

pub(super) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/webhooks", page(app, list::list).merge(act(app, act::create)))
        .route("/webhooks/{webhook}", page(app, one::one).merge(act(app, act::update)))
        .route("/webhooks/{webhook}/test", act(app, act::test))
        .route("/webhooks/{webhook}/rotate", act(app, act::rotate).merge(up()))
        .route("/webhooks/{webhook}/delete", page(app, act::ask_to_delete).merge(act(app, act::delete)))
        .route("/webhooks/{webhook}/deliveries/{delivery}", page(app, delivery::delivery))
        .route("/webhooks/{webhook}/deliveries/{delivery}/resend", act(app, act::resend))
}
