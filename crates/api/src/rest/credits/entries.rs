//! `GET /v2/credits/entries`: the ledger, newest first.

use axum::http::Method;
use kith_engine::{Entry, EntryKind};
use kith_model::{Scope, clock};
use schemars::JsonSchema;
use serde::Serialize;

use crate::App;
use crate::error::Failure;
use crate::operation::{Body, Call, Operation};
use crate::params::{Kind, Param};
use crate::reply::Reply;

const QUERY: &[Param] = &[
    Param::new("limit", Kind::Integer(1, 500), "How many entries.").default("50"),
    Param::new(
        "before",
        Kind::Integer(1, i64::MAX),
        "Only entries with a smaller id: next_before of the last page.",
    ),
];

pub(crate) static OPERATION: Operation = Operation {
    id: "list_credit_entries",
    method: Method::GET,
    path: "/v2/credits/entries",
    scope: Scope::Admin,
    summary: "List ledger entries",
    description: "Every grant and every debit of the workspace, newest first, each with the balance after it.",
    query: QUERY,
    body: Body::None,
    writes: false,
    status: 200,
    data: |schemas| schemas.subschema_for::<Entries>(),
    example: r#"{"entries":[{"id":2,"kind":"debit","credits":1,"balance_after":99999,"request_id":"req_5c1v8b3n7m2k4j6h00000001","key_id":"key_9x4c7v1b5n3m8k2j","account_id":"acc_3f9k2m7q1x8c4v6b","action":"list_connections","at":"2026-04-26T10:35:00Z"}],"next_before":2}"#,
    errors: &[],
    run: |app, call| Box::pin(run(app, call)),
};

/// A page of the ledger.
#[derive(Serialize, JsonSchema)]
struct Entries {
    /// The page.
    entries: Vec<EntryInfo>,
    /// Pass it on as `before` for the next page; null at the end.
    next_before: Option<i64>,
}

/// One entry.
#[derive(Serialize, JsonSchema)]
struct EntryInfo {
    /// Its number within the workspace, from 1.
    id: i64,
    /// `grant` or `debit`.
    kind: &'static str,
    /// How many credits.
    credits: u64,
    /// The balance after it.
    balance_after: u64,
    /// The request that was charged.
    request_id: Option<String>,
    /// The key that it was made with.
    key_id: Option<String>,
    /// The account that was read.
    account_id: Option<String>,
    /// The action.
    action: Option<String>,
    /// When.
    at: String,
}

impl From<Entry> for EntryInfo {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            kind: if entry.kind == EntryKind::Grant { "grant" } else { "debit" },
            credits: entry.credits,
            balance_after: entry.balance_after,
            request_id: entry.request_id,
            key_id: entry.key_id,
            account_id: entry.account_id,
            action: entry.action,
            at: clock::rfc3339(entry.at),
        }
    }
}

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let args = call.query(QUERY)?;
    let limit = args.u32("limit").unwrap_or(50);
    let (workspace, before) = (call.caller.workspace(), args.integer("before"));
    // One more than asked tells whether there is a next page.
    let mut found = app.engine.list_credit_entries(workspace, limit + 1, before).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next_before = found.last().filter(|_| more).map(|entry| entry.id);
    let data = Entries { entries: found.into_iter().map(EntryInfo::from).collect(), next_before };
    Ok(Reply::ok(OPERATION.id, None, data, app.engine.clock().now()))
}
