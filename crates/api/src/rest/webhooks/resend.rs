//! `POST /v2/webhooks/{id}/deliveries/{delivery_id}/resend`: a message of the log, again.

use axum::http::Method;
use kith_engine::DeliveryInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "resend_delivery",
    method: Method::POST,
    path: "/v2/webhooks/{webhook_id}/deliveries/{delivery_id}/resend",
    scope: Scope::Manage,
    summary: "Send a message again",
    description: "Sends a message of the log again, now and once, under the same webhook-id, and answers what came of it. It goes beside the messages that wait for their turn, and takes none of them out of turn.",
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
    let (workspace, delivery) = (call.caller.workspace(), call.delivery()?);
    let sent = app.engine.resend_delivery(workspace, call.webhook()?, delivery).await?;
    Ok(Reply::ok(OPERATION.id, None, &sent, app.engine.clock().now()))
}
