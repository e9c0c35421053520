//! `POST /v2/network`: an account, an action, its params. Finds the action and hands over.

use axum::http::Method;
use kith_model::{AccountId, Scope};

use crate::App;
use crate::error::{Code, Failure};
use crate::json::{self, Object, Value};
use crate::operation::{Action, Answer, Body, Call, Operation};
use crate::params::{Args, Kind, Param, known};
use crate::registry::ACTIONS;

pub(crate) static OPERATION: Operation = Operation {
    id: "network",
    method: Method::POST,
    path: "/v2/network",
    scope: Scope::Read,
    summary: "Read an account's network",
    description: "Carries out an action on one account. The action's own fields are in params, which may be absent, null or {}.",
    query: &[],
    body: Body::Action,
    writes: true,
    status: 200,
    data: |schemas| (ACTIONS[0].data)(schemas),
    example: "",
    errors: &[
        Code::UnsupportedMediaType,
        Code::PayloadTooLarge,
        Code::InvalidAction,
        Code::IdempotencyConflict,
        Code::InvalidAccount,
        Code::AccountInactive,
        Code::AccountNotReady,
        Code::SnapshotExpired,
        Code::InsufficientCredits,
        Code::UpstreamError,
        Code::UpstreamTimeout,
    ],
    run: |app, call| Box::pin(run(app, call)),
};

/// The top level of the body.
pub(crate) const TOP: &[Param] = &[
    Param::new("account_id", Kind::AnyText, "The account to read.").required(),
    Param::new("action", Kind::AnyText, "The action.").required(),
    Param::new("params", Kind::Object(&[]), "The action's own fields."),
];

/// The action that a body names, as far as it can be read: for `metadata.action` of an error.
pub(crate) fn attempted(body: &[u8]) -> Option<String> {
    let object = json::object(body).ok()?;
    let action = object.into_iter().find(|(name, _)| name == "action")?.1;
    if let Value::Text(action) = action { Some(action.chars().take(100).collect()) } else { None }
}

async fn run(app: &App, call: Call) -> Result<crate::reply::Reply, Failure> {
    let (account, action, params) = read(&call.body)?;
    let args = match params {
        Value::Null => Args::default(),
        Value::Object(object) => Args::check(object, action.params, "params.").map_err(Failure::params)?,
        other => return Err(Failure::params(format!("params must be an object or null; got {other}"))),
    };
    call.query(&[])?;
    let answer: Answer<'_> = (action.run)(app, call.caller.clone(), account, args);
    answer.await
}

fn read(body: &[u8]) -> Result<(AccountId, &'static Action, Value<'_>), Failure> {
    let mut object = json::object(body).map_err(Failure::params)?;
    known(object.iter().map(|(name, _)| &**name), TOP, "").map_err(Failure::params)?;
    let account = text(&object, "account_id")?;
    let name = text(&object, "action")?;
    let Some(action) = ACTIONS.iter().find(|action| action.name == name) else {
        let names = ACTIONS.iter().map(|action| action.name).collect::<Vec<_>>().join(", ");
        let shown = Value::Text(name.into());
        return Err(Failure::new(Code::InvalidAction, format!("there is no action {shown}; known: {names}")));
    };
    let account = AccountId::new(account);
    let params = object.iter().position(|(name, _)| name == "params").map(|at| object.swap_remove(at).1);
    Ok((account, action, params.unwrap_or(Value::Null)))
}

fn text<'o>(object: &'o Object<'_>, name: &str) -> Result<&'o str, Failure> {
    match object.iter().find(|(known, _)| known == name) {
        Some((_, Value::Text(text))) => Ok(text),
        Some((_, other)) => Err(Failure::params(format!("{name} must be a string; got {other}"))),
        None => Err(Failure::params(format!("{name} is missing; it must be a string"))),
    }
}
