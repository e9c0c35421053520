//! `/healthz`: the process lives. `/readyz`: the store answers. Neither needs a key.

use crate::App;
use crate::error::Failure;
use crate::reply::Reply;

pub(crate) fn healthz(app: &App) -> Reply {
    Reply::ok("healthz", None, serde_json::json!({ "status": "ok" }), app.engine.clock().now())
}

pub(crate) async fn readyz(app: &App) -> Result<Reply, Failure> {
    app.engine.ready().await?;
    Ok(Reply::ok("readyz", None, serde_json::json!({ "status": "ready" }), app.engine.clock().now()))
}
