//! `POST /v2/accounts/{id}/syncs/{sync_id}/cancel`: ends a sync early; what was served before serves on.

use axum::http::Method;
use kith_engine::SyncInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "cancel_sync",
    method: Method::POST,
    path: "/v2/accounts/{account_id}/syncs/{sync_id}/cancel",
    scope: Scope::Manage,
    summary: "Cancel a sync",
    description: "Ends a sync that waits at once, and a running one with its next page. One that has ended stays as it is.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<SyncInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::IdempotencyConflict, Code::InvalidAccount, Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (id, retry) = (call.account()?, call.caller.retry.as_ref());
    let done = app.engine.cancel_sync(call.caller.workspace(), id, call.sync()?, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), &done.outcome, at).replayed(done.replayed))
}
