//! `/changes`: who is new, who left and who changed jobs, by day, newest first; and the same as a file.

mod file;
mod filter;
mod list;
mod parts;
mod told;

use std::sync::Arc;

use axum::Router;

use super::door::{act, page};
use crate::App;

/// Its routes.
pub(super) fn routes(app: &Arc<App>) -> Router {
    Router::new().route("/changes", page(app, list::list)).route("/changes.csv", act(app, file::file))
}
