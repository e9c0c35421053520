//! `GET /v2/accounts`: the workspace's accounts in the order they were made.

use axum::http::Method;
use kith_engine::AccountInfo;
use kith_model::{Pagination, Scope, Window, page::MAX_OFFSET};
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::Failure;
use crate::operation::{Body, Call, Operation};
use crate::params::{Kind, Param};
use crate::reply::Reply;

const QUERY: &[Param] = &[
    Param::new("limit", Kind::Integer(1, 500), "How many accounts.").default("50"),
    Param::new("offset", Kind::Integer(0, MAX_OFFSET as i64), "How many to skip.").default("0"),
];

pub(crate) static OPERATION: Operation = Operation {
    id: "list_accounts",
    method: Method::GET,
    path: "/v2/accounts",
    scope: Scope::Read,
    summary: "List accounts",
    description: "The accounts of the key's workspace, in the order they were made, each with the completeness of what it serves.",
    query: QUERY,
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<Accounts>(),
    example: r#"{"accounts":[],"total_results":0,"total_available_results":0,"pagination":{"offset":0,"count":0,"next_offset":null,"has_more":false,"results_per_page":50,"pages_fetched":1}}"#,
    errors: &[],
    run: |app, call| Box::pin(run(app, call)),
};

/// A page of accounts.
#[derive(Serialize, JsonSchema)]
struct Accounts {
    /// The page.
    accounts: Vec<AccountInfo>,
    /// How many are in this response.
    total_results: u32,
    /// How many the workspace has.
    total_available_results: u64,
    /// Where the page lies in the list.
    pagination: PageInfo,
}

/// Where a page lies in the list.
#[derive(Serialize, JsonSchema)]
struct PageInfo {
    /// The offset asked for.
    offset: u32,
    /// Equal to `total_results`.
    count: u32,
    /// Where the next page begins; null at the end.
    next_offset: Option<u32>,
    /// Whether `next_offset` is not null.
    has_more: bool,
    /// The size of an internal page: the limit asked for.
    results_per_page: u32,
    /// Always 1.
    pages_fetched: u32,
}

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let args = call.query(QUERY)?;
    let window = Window { offset: args.u32("offset").unwrap_or(0), count: args.u32("limit").unwrap_or(50) };
    let (accounts, total) =
        app.engine.list_accounts(call.caller.workspace(), window.count, window.offset).await?;
    let mut shown = Vec::with_capacity(accounts.len());
    for account in &accounts {
        shown.push(app.engine.describe(account).await?);
    }
    let count = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
    let page = Pagination::of(window, count, u32::try_from(total).unwrap_or(u32::MAX));
    let data = Accounts {
        accounts: shown,
        total_results: count,
        total_available_results: total,
        pagination: PageInfo {
            offset: page.offset,
            count,
            next_offset: page.next_offset,
            has_more: page.next_offset.is_some(),
            results_per_page: window.count,
            pages_fetched: 1,
        },
    };
    Ok(Reply::ok(OPERATION.id, None, data, app.engine.clock().now()))
}
