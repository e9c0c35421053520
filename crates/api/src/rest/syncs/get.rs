//! `GET /v2/accounts/{id}/syncs/{sync_id}`: one sync, also while it runs.

use axum::http::Method;
use kith_engine::SyncInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "get_sync",
    method: Method::GET,
    path: "/v2/accounts/{account_id}/syncs/{sync_id}",
    scope: Scope::Read,
    summary: "Get a sync",
    description: "One sync: how far it is, or how it ended.",
    query: &[],
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<SyncInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::InvalidAccount, Code::NotFound],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let id = call.account()?;
    let sync = app.engine.get_sync(call.caller.workspace(), id, call.sync()?).await?;
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), &sync, app.engine.clock().now()))
}
