//! `POST /v2/accounts/{id}/authorize`: the address at which a member authorizes the account.

use axum::http::Method;
use kith_engine::Authorization;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "authorize_account",
    method: Method::POST,
    path: "/v2/accounts/{account_id}/authorize",
    scope: Scope::Manage,
    summary: "Authorize an account",
    description: "Makes the address to open in the member's browser. It works once and for ten minutes; the member comes back to /oauth/callback, and the account is connected. A mirror is then synced at once.",
    query: &[],
    body: Body::None,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<Authorization>(),
    example: r#"{"authorization_url":"https://www.linkedin.com/oauth/v2/authorization?response_type=code&client_id=86abc&state=4f1d&redirect_uri=https%3A%2F%2Fkith.example%2Foauth%2Fcallback&scope=r_1st_connections","expires_at":"2026-04-26T10:45:00Z"}"#,
    errors: &[Code::IdempotencyConflict, Code::InvalidAccount],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let (id, retry) = (call.account()?, call.caller.retry.as_ref());
    let done = app.engine.authorize_account(call.caller.workspace(), id, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), &done.outcome, at).replayed(done.replayed))
}
