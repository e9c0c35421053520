//! `GET /v2/credits`: what the workspace may still spend.

use axum::http::Method;
use kith_model::Scope;
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::Failure;
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "get_credits",
    method: Method::GET,
    path: "/v2/credits",
    scope: Scope::Read,
    summary: "Get the balance",
    description: "The workspace's credits: what is left, all that was granted, all that was consumed.",
    query: &[],
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<Credits>(),
    example: r#"{"balance":99975,"granted":100000,"consumed":25}"#,
    errors: &[],
    run: |app, call| Box::pin(run(app, call)),
};

/// A workspace's credits.
#[derive(Serialize, JsonSchema)]
struct Credits {
    /// What is left.
    balance: u64,
    /// All that was granted.
    granted: u64,
    /// All that was consumed.
    consumed: u64,
}

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let found = app.engine.get_credits(call.caller.workspace()).await?;
    let data = Credits { balance: found.balance, granted: found.granted, consumed: found.consumed };
    Ok(Reply::ok(OPERATION.id, None, data, app.engine.clock().now()))
}
