//! `GET /v2/webhooks/{id}/deliveries`: the log of tries, newest first.

use axum::http::Method;
use kith_engine::DeliveryInfo;
use kith_model::{DeliveryId, Scope};
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::params::{Kind, Param};
use crate::reply::Reply;

const QUERY: &[Param] = &[
    Param::new("limit", Kind::Integer(1, 500), "How many tries.").default("50"),
    Param::new(
        "before",
        Kind::AnyText,
        "Only tries before the one of this id: next_before of the last page.",
    ),
];

/// A page of the log.
#[derive(Serialize, JsonSchema)]
struct Deliveries {
    /// The page.
    deliveries: Vec<DeliveryInfo>,
    /// Pass it on as `before` for the next page; null at the end.
    next_before: Option<String>,
}

pub(crate) static OPERATION: Operation = Operation {
    id: "list_deliveries",
    method: Method::GET,
    path: "/v2/webhooks/{webhook_id}/deliveries",
    scope: Scope::Read,
    summary: "List deliveries",
    description: "Every try to deliver a message to the webhook, newest first, with what was answered; those of the last week are kept. The log holds no bodies.",
    query: QUERY,
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<Deliveries>(),
    example: r#"{"deliveries":[],"next_before":null}"#,
    errors: &[Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let args = call.query(QUERY)?;
    let limit = args.u32("limit").unwrap_or(50);
    let (workspace, id) = (call.caller.workspace(), call.webhook()?);
    let before = args.text("before").map(DeliveryId::new);
    // One more than asked tells whether there is a next page.
    let mut found = app.engine.list_deliveries(workspace, id, limit + 1, before.as_ref()).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next_before = found.last().filter(|_| more).map(|one| one.delivery_id.clone());
    let data = Deliveries { deliveries: found, next_before };
    Ok(Reply::ok(OPERATION.id, None, data, app.engine.clock().now()))
}
