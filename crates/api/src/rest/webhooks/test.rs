//! `POST /v2/webhooks/{id}/test`: a message that says nothing, now.

use axum::http::Method;
use kith_engine::DeliveryInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "test_webhook",
    method: Method::POST,
    path: "/v2/webhooks/{webhook_id}/test",
    scope: Scope::Manage,
    summary: "Test a webhook",
    description: "Sends a message of the type webhook.test now and once, also to a webhook that is disabled, and answers what came of it.",
    query: &[],
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<DeliveryInfo>(),
    example: super::DELIVERY,
    errors: &[Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let delivery = app.engine.test_webhook(call.caller.workspace(), call.webhook()?).await?;
    Ok(Reply::ok(OPERATION.id, None, &delivery, app.engine.clock().now()))
}
