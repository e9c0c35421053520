//! `/network`: an account's growth, companies, titles and levels, and how far accounts overlap; each as a chart, as a table
//! and as files.

mod chart;
mod figure;
mod file;
mod overlap;
mod show;
mod statistics;

use std::sync::Arc;

use axum::Router;

use super::door::page;
use crate::App;

/// Its routes.
pub(super) fn routes(app: &Arc<App>) -> Router {
    Router::new().route("/network", page(app, show::show)).route("/network/{file}", page(app, file::file))
}
