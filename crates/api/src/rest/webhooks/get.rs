//! `GET /v2/webhooks/{id}`: one webhook.

use axum::http::Method;
use kith_engine::WebhookInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "get_webhook",
    method: Method::GET,
    path: "/v2/webhooks/{webhook_id}",
    scope: Scope::Read,
    summary: "Get a webhook",
    description: "One webhook, without its secret.",
    query: &[],
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<WebhookInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let webhook = app.engine.get_webhook(call.caller.workspace(), call.webhook()?).await?;
    Ok(Reply::ok(OPERATION.id, None, &webhook, app.engine.clock().now()))
}
