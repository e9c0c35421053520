//! `POST /v2/accounts`: an empty account, ready for an export.

use axum::http::Method;
use kith_engine::AccountInfo;
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::json;
use crate::operation::{Body, Call, Operation};
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const SOURCE: &[Param] = &[Param::new(
    "kind",
    Kind::Word(&["archive"]),
    "Where the connections come from. archive: the export that every member can download.",
)
.required()];

const BODY: &[Param] = &[
    Param::new("name", Kind::Text(200), "What you call the account.").required(),
    Param::new("source", Kind::Object(SOURCE), "Where its connections come from.").required(),
];

pub(crate) static OPERATION: Operation = Operation {
    id: "create_account",
    method: Method::POST,
    path: "/v2/accounts",
    scope: Scope::Manage,
    summary: "Create an account",
    description: "Makes an account; import an export into it next.",
    query: &[],
    body: Body::Json(BODY, r#"{"name":"Jane Doe","source":{"kind":"archive"}}"#),
    writes: true,
    status: 201,
    data: |schemas| schemas.subschema_for::<AccountInfo>(),
    example: super::EXAMPLE,
    errors: &[Code::UnsupportedMediaType, Code::PayloadTooLarge, Code::IdempotencyConflict],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let object = json::object(&call.body).map_err(Failure::params)?;
    call.query(&[])?;
    let args = Args::check(object, BODY, "").map_err(Failure::params)?;
    let name = args.text("name").unwrap_or_default();
    let retry = call.caller.retry.as_ref();
    let done = app.engine.create_account(call.caller.workspace(), name, None, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, None, &done.outcome, at).created().replayed(done.replayed))
}
