//! Credits and keys: the balance and what it went on, who may ask and how often, and the ledger. Who lacks the scope admin
//! sees the balance alone.

mod act;
mod burn;
mod fields;
mod key;
mod ledger;
mod show;

use std::sync::Arc;

use axum::Router;

use super::door::{act, page, up};
use crate::App;

pub(super) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/credits", page(app, show::credits))
        .route("/credits/spending.csv", page(app, burn::file))
        .route("/credits/ledger", page(app, ledger::ledger))
        .route("/credits/ledger.csv", page(app, ledger::file))
        .route("/credits/keys", act(app, act::create).merge(up()))
        .route("/credits/keys/{key}", page(app, key::one).merge(act(app, act::update)))
        .route("/credits/keys/{key}/revoke", page(app, key::ask_to_revoke).merge(act(app, act::revoke)))
}
