//! `GET /v2/accounts/{id}/syncs`: the syncs of an account, newest first.

use axum::http::Method;
use kith_engine::SyncInfo;
use kith_model::{Scope, page::MAX_OFFSET};
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::params::{Kind, Param};
use crate::reply::Reply;

const QUERY: &[Param] = &[
    Param::new("limit", Kind::Integer(1, 500), "How many syncs.").default("50"),
    Param::new("offset", Kind::Integer(0, MAX_OFFSET as i64), "How many to skip.").default("0"),
];

pub(crate) static OPERATION: Operation = Operation {
    id: "list_syncs",
    method: Method::GET,
    path: "/v2/accounts/{account_id}/syncs",
    scope: Scope::Read,
    summary: "List syncs",
    description: "The syncs of an account, newest first; the last 200 that have ended are kept.",
    query: QUERY,
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<Syncs>(),
    example: r#"{"syncs":[],"total_results":0,"total_available_results":0}"#,
    errors: &[Code::InvalidAccount],
    run: |app, call| Box::pin(run(app, call)),
};

/// A page of syncs.
#[derive(Serialize, JsonSchema)]
struct Syncs {
    /// The page, newest first.
    syncs: Vec<SyncInfo>,
    /// How many are in this response.
    total_results: u32,
    /// How many are kept of the account.
    total_available_results: u64,
}

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let args = call.query(QUERY)?;
    let (limit, offset) = (args.u32("limit").unwrap_or(50), args.u32("offset").unwrap_or(0));
    let id = call.account()?;
    let (syncs, total) = app.engine.list_syncs(call.caller.workspace(), id, limit, offset).await?;
    let count = u32::try_from(syncs.len()).unwrap_or(u32::MAX);
    let data = Syncs { total_results: count, total_available_results: total, syncs };
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), data, app.engine.clock().now()))
}
