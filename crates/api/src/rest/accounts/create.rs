//! `POST /v2/accounts`: an account, ready for an export or with a source that is called.

use axum::http::Method;
use kith_engine::{AccountInfo, Mode, NewSource, SourceKind};
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::json;
use crate::operation::{Body, Call, Operation};
use crate::params::{Args, Kind, Param};
use crate::reply::Reply;

const SOURCE: &[Param] = &[
    Param::new(
        "kind",
        Kind::Word(&["archive", "connections_api", "portability"]),
        "Where the connections come from. archive: the export that every member can download, which you import. connections_api: LinkedIn's Connections API, or a service of its shape. portability: LinkedIn's Member Data Portability interface.",
    )
    .required(),
    Param::new(
        "access_token",
        Kind::Secret(8_192),
        "A token that you have already, for example from LinkedIn's developer portal. It is kept encrypted and never returned. Without one the account needs_authorization.",
    ),
    Param::new(
        "base_url",
        Kind::Text(2_048),
        "The root of the service's address; another host than LinkedIn's must be in sources.allow_hosts. It can't be changed later.",
    )
    .default("https://api.linkedin.com"),
    Param::new(
        "mode",
        Kind::Word(&["live", "mirror"]),
        "live: each read asks the source and nothing is stored (default of connections_api, and its only mode at LinkedIn). mirror: syncs keep snapshots (default of the others, and their only mode).",
    ),
];

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
    description: "Makes an account. Into one of kind archive you import an export next. Of the others, one with a token is read or synced at once; one without is authorized next.",
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
    let source = source(&args.object("source"));
    let done = app.engine.create_account(call.caller.workspace(), name, None, source, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, None, &done.outcome, at).created().replayed(done.replayed))
}

fn source(args: &Args<'_>) -> NewSource {
    let kind = SourceKind::ALL.into_iter().find(|kind| Some(kind.as_str()) == args.text("kind"));
    let mode = Mode::ALL.into_iter().find(|mode| Some(mode.as_str()) == args.text("mode"));
    NewSource {
        kind: kind.unwrap_or(SourceKind::Archive), // the table has checked that it is one of them
        access_token: args.text("access_token").map(Into::into),
        base_url: args.text("base_url").map(ToOwned::to_owned),
        mode,
    }
}
