//! `DELETE /v2/webhooks/{id}`: takes a webhook away.

use axum::http::Method;
use kith_model::Scope;
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

/// What was taken away.
#[derive(Serialize, JsonSchema)]
struct Deleted {
    /// The webhook's id.
    webhook_id: String,
    /// Always true.
    deleted: bool,
}

pub(crate) static OPERATION: Operation = Operation {
    id: "delete_webhook",
    method: Method::DELETE,
    path: "/v2/webhooks/{webhook_id}",
    scope: Scope::Manage,
    summary: "Delete a webhook",
    description: "Takes the webhook away, with its secret and its log. A message that is on its way may still arrive.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<Deleted>(),
    example: r#"{"webhook_id":"wh_4q7w1e8r2t5y9u3p","deleted":true}"#,
    errors: &[Code::IdempotencyConflict, Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (id, retry) = (call.webhook()?, call.caller.retry.as_ref());
    let done = app.engine.delete_webhook(call.caller.workspace(), id, retry).await?;
    let data = Deleted { webhook_id: done.outcome.to_string(), deleted: true };
    Ok(Reply::ok(OPERATION.id, None, data, app.engine.clock().now()).replayed(done.replayed))
}
