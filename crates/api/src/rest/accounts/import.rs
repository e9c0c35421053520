//! `POST /v2/accounts/{id}/import`: an export, bare or as multipart, becomes the account's newest snapshot.

use axum::http::Method;
use kith_engine::{Import, ImportReport};
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body, Call, Operation};
use crate::params::{Kind, Param};
use crate::reply::Reply;
use crate::upload;

const QUERY: &[Param] = &[
    Param::new("dry_run", Kind::Bool, "Read and report, write nothing.").default("false"),
    Param::new(
        "replace",
        Kind::Bool,
        "Take the export even if it keeps less than half of the account's members.",
    )
    .default("false"),
];

pub(crate) static OPERATION: Operation = Operation {
    id: "import_account",
    method: Method::POST,
    path: "/v2/accounts/{account_id}/import",
    scope: Scope::Manage,
    summary: "Import an export",
    description: "Makes an export (the ZIP that LinkedIn sends, or its Connections.csv) the newest snapshot of the account: whole or not at all. The same list again moves nothing but synced_at.",
    query: QUERY,
    body: Body::Export,
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<ImportReport>(),
    example: r#"{"account_id":"acc_3f9k2m7q1x8c4v6b","snapshot":"snap_8d2n5t1r7w3z9j4h","rows":1203,"connections":1201,"duplicates":1,"nameless":4,"skipped":[{"line":88,"reason":"the row is empty"}],"warnings":[],"added":3,"removed":1,"updated":12}"#,
    errors: &[
        Code::UnsupportedMediaType,
        Code::PayloadTooLarge,
        Code::IdempotencyConflict,
        Code::InvalidAccount,
    ],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let args = call.query(QUERY)?;
    let import = Import {
        dry_run: args.bool("dry_run").unwrap_or(false),
        replace: args.bool("replace").unwrap_or(false),
    };
    let (caller, id) = (&call.caller, call.account()?);
    let (workspace, retry) = (caller.workspace(), caller.retry.as_ref());
    app.engine.check_import(workspace, id, import, retry).await?;
    let export = upload::export(app, call.body.clone()).await?;
    let done = app.engine.import_account(workspace, id, &export, import, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, Some(id.as_str()), &done.outcome, at).replayed(done.replayed))
}
