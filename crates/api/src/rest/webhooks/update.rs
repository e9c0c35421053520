//! `PATCH /v2/webhooks/{id}`: another address, other events, on or off.

use axum::http::Method;
use kith_engine::{WebhookChange, WebhookInfo};
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::json;
use crate::operation::{Body, Call, Operation};
use crate::params::{Args, Param};
use crate::reply::Reply;

const BODY: &[Param] = &[super::URL, super::EVENTS, super::ACCOUNTS, super::DESCRIPTION, super::ENABLED];

pub(crate) static OPERATION: Operation = Operation {
    id: "update_webhook",
    method: Method::PATCH,
    path: "/v2/webhooks/{webhook_id}",
    scope: Scope::Manage,
    summary: "Change a webhook",
    description: "Changes the fields that are sent and leaves the others. One that is disabled is told nothing; enabled again, it is told what happens from then on. With a new url, or enabled: true, what waits for another try is sent at once and has its three days again.",
    query: &[],
    body: Body::Json(BODY, r#"{"enabled":true}"#),
    writes: true,
    status: 200,
    data: |schemas| schemas.subschema_for::<WebhookInfo>(),
    example: super::EXAMPLE,
    errors: &[
        Code::UnsupportedMediaType,
        Code::PayloadTooLarge,
        Code::IdempotencyConflict,
        Code::InvalidAccount,
        Code::NotFound,
    ],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let object = json::object(&call.body).map_err(Failure::params)?;
    call.query(&[])?;
    let args = Args::check(object, BODY, "").map_err(Failure::params)?;
    let change = WebhookChange {
        url: args.text("url").map(ToOwned::to_owned),
        events: super::list(&args, "events"),
        accounts: super::accounts(&args),
        description: args.has("description").then(|| args.text("description").map(ToOwned::to_owned)),
        enabled: args.bool("enabled"),
    };
    let (id, retry) = (call.webhook()?, call.caller.retry.as_ref());
    let done = app.engine.update_webhook(call.caller.workspace(), id, change, retry).await?;
    Ok(Reply::ok(OPERATION.id, None, &done.outcome, app.engine.clock().now()).replayed(done.replayed))
}
