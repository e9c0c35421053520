//! `POST /v2/accounts/{id}/pause`.

use axum::http::Method;
use kith_engine::AccountInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "pause_account",
    method: Method::POST,
    path: "/v2/accounts/{account_id}/pause",
    scope: Scope::Manage,
    summary: "Pause an account",
    description: "Pauses an account: its connections are not answered until it is resumed. Imports still work.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<AccountInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::InvalidAccount, Code::IdempotencyConflict],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (caller, id) = (&call.caller, call.account()?);
    let done = app.engine.pause_account(caller.workspace(), id, caller.retry.as_ref()).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), &done.outcome, at).replayed(done.replayed))
}
