//! `POST /v2/webhooks/{id}/rotate`: a new secret.

use axum::http::Method;
use kith_engine::WebhookInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "rotate_webhook_secret",
    method: Method::POST,
    path: "/v2/webhooks/{webhook_id}/rotate",
    scope: Scope::Manage,
    summary: "Rotate the secret of a webhook",
    description: "Gives the webhook a new secret, shown this once. For 24 hours messages are signed with the one before as well, so that a receiver can change over without missing any.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<WebhookInfo>(),
    example: super::create::SHOWN,
    errors: &[Code::IdempotencyConflict, Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (id, retry) = (call.webhook()?, call.caller.retry.as_ref());
    let done = app.engine.rotate_webhook_secret(call.caller.workspace(), id, retry).await?;
    Ok(Reply::ok(OPERATION.id, None, &done.outcome, app.engine.clock().now()).replayed(done.replayed))
}
