//! `GET /v2/webhooks`: the webhooks of the workspace.

use axum::http::Method;
use kith_engine::WebhookInfo;
use kith_model::Scope;
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::Failure;
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

/// All webhooks.
#[derive(Serialize, JsonSchema)]
struct Webhooks {
    /// All of them, oldest first.
    webhooks: Vec<WebhookInfo>,
    /// How many there are.
    total_results: u32,
}

pub(crate) static OPERATION: Operation = Operation {
    id: "list_webhooks",
    method: Method::GET,
    path: "/v2/webhooks",
    scope: Scope::Read,
    summary: "List webhooks",
    description: "The webhooks of the workspace, oldest first; 20 at the most. Their secrets are not shown.",
    query: &[],
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<Webhooks>(),
    example: r#"{"webhooks":[],"total_results":0}"#,
    errors: &[],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let webhooks = app.engine.list_webhooks(call.caller.workspace()).await?;
    let data = Webhooks { total_results: u32::try_from(webhooks.len()).unwrap_or(u32::MAX), webhooks };
    Ok(Reply::ok(OPERATION.id, None, data, app.engine.clock().now()))
}
