//! `POST /v2/accounts/{id}/sync`: a sync is queued, unless one is active.

use axum::http::Method;
use kith_engine::SyncInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "sync_account",
    method: Method::POST,
    path: "/v2/accounts/{account_id}/sync",
    scope: Scope::Manage,
    summary: "Sync an account",
    description: "Queues a sync of a mirror to begin at once, and answers with it; where one is queued or running already, with that one. Follow it at /v2/accounts/{account_id}/syncs/{sync_id}.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 202,
    data: |schemas| schemas.subschema_for::<SyncInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::IdempotencyConflict, Code::InvalidAccount, Code::AccountInactive],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (id, retry) = (call.account()?, call.caller.retry.as_ref());
    let done = app.engine.sync_account(call.caller.workspace(), id, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), &done.outcome, at).accepted().replayed(done.replayed))
}
