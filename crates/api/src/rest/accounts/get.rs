//! `GET /v2/accounts/{id}`: one account and how complete it is.

use axum::http::Method;
use kith_engine::AccountInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::reply::Reply;

pub(crate) static OPERATION: Operation = Operation {
    id: "get_account",
    method: Method::GET,
    path: "/v2/accounts/{account_id}",
    scope: Scope::Read,
    summary: "Get an account",
    description: "One account: its state, its source, and the completeness of what it serves.",
    query: &[],
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<AccountInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::InvalidAccount],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    call.query(&[])?;
    let account = app.engine.get_account(call.caller.workspace(), call.account()?).await?;
    let info = app.engine.describe(&account).await?;
    Ok(Reply::ok(OPERATION.id, Some(account.id.as_str()), &info, app.engine.clock().now()))
}
