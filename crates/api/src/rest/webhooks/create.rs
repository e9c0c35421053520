//! `POST /v2/webhooks`: a webhook, told what happens from then on.

use axum::http::Method;
use kith_engine::{NewWebhook, WebhookInfo};
use kith_model::Scope;

use crate::App;
use crate::error::{Code, Failure};
use crate::json;
use crate::operation::{Body, Call, Operation};
use crate::params::{Args, Param};
use crate::reply::Reply;

const BODY: &[Param] = &[
    super::URL.required(),
    super::EVENTS,
    super::ACCOUNTS.default(r#"["*"]"#),
    super::DESCRIPTION,
    super::ENABLED.default("true"),
];

/// A webhook with its secret, for examples.
pub(super) const SHOWN: &str = r#"{"webhook_id":"wh_4q7w1e8r2t5y9u3p","url":"https://example.com/hooks/kith","events":["connection.added","sync.failed"],"accounts":null,"description":"The CRM","enabled":true,"disabled_because":null,"created_at":"2026-04-26T10:35:00Z","old_secret_until":null,"secret":"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}"#;

pub(crate) static OPERATION: Operation = Operation {
    id: "create_webhook",
    method: Method::POST,
    path: "/v2/webhooks",
    scope: Scope::Manage,
    summary: "Create a webhook",
    description: "Makes a webhook, which is told what happens from then on. The answer holds the secret that its messages are signed with, by the Standard Webhooks specification; it is shown this once.",
    query: &[],
    body: Body::Json(
        BODY,
        r#"{"url":"https://example.com/hooks/kith","events":["connection.added","sync.failed"],"description":"The CRM"}"#,
    ),
    writes: true,
    status: 201,
    data: |schemas| schemas.subschema_for::<WebhookInfo>(),
    example: SHOWN,
    errors: &[
        Code::UnsupportedMediaType,
        Code::PayloadTooLarge,
        Code::IdempotencyConflict,
        Code::InvalidAccount,
    ],
    run: |app, call| Box::pin(run(app, call)),
};

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let object = json::object(&call.body).map_err(Failure::params)?;
    call.query(&[])?;
    let args = Args::check(object, BODY, "").map_err(Failure::params)?;
    let new = NewWebhook {
        url: args.text("url").unwrap_or_default().to_owned(),
        events: super::list(&args, "events"),
        accounts: super::accounts(&args),
        description: args.text("description").map(ToOwned::to_owned),
        enabled: args.bool("enabled"),
    };
    let retry = call.caller.retry.as_ref();
    let done = app.engine.create_webhook(call.caller.workspace(), new, retry).await?;
    let at = app.engine.clock().now();
    Ok(Reply::ok(OPERATION.id, None, &done.outcome, at).created().replayed(done.replayed))
}
