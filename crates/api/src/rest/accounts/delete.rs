//! `DELETE /v2/accounts/{id}`: erases every row of an account.

use axum::http::Method;
use kith_model::Scope;
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "delete_account",
    method: Method::DELETE,
    path: "/v2/accounts/{account_id}",
    scope: Scope::Manage,
    summary: "Delete an account",
    description: "Erases every row of the account at once: connections, snapshots, kept replies, caches, and the freed pages on disk. Ledger entries stay; they hold no personal data.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<Deleted>(),
    example: r#"{"account_id":"acc_3f9k2m7q1x8c4v6b","deleted":true}"#,
    errors: &[Code::InvalidAccount, Code::IdempotencyConflict],
    run: |app, call| Box::pin(run(app, call)),
};

/// What was erased.
#[derive(Serialize, JsonSchema)]
struct Deleted {
    /// The account's id.
    account_id: String,
    /// Always true.
    deleted: bool,
}

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (caller, id) = (&call.caller, call.account()?);
    let done = app.engine.delete_account(caller.workspace(), id, caller.retry.as_ref()).await?;
    let data = Deleted { account_id: done.outcome.to_string(), deleted: true };
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), data, at).replayed(done.replayed))
}
