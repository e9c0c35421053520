//! From a body to its action: which of a route's actions it names, of which account, with which params.

use kith_model::AccountId;

use crate::App;
use crate::error::{Code, Failure};
use crate::json::{self, Object, Value};
use crate::operation::{Action, Actions, Asked, Call};
use crate::params::{Args, known};
use crate::reply::Reply;

/// The action that a body names, as far as it can be read: for `metadata.action` of an error.
pub(crate) fn attempted(body: &[u8]) -> Option<String> {
    let object = json::object(body).ok()?;
    let action = object.into_iter().find(|(name, _)| name == "action")?.1;
    if let Value::Text(action) = action { Some(action.chars().take(100).collect()) } else { None }
}

/// Finds the action that a call's body names and hands over.
pub(crate) async fn run(app: &App, call: Call, actions: &Actions) -> Result<Reply, Failure> {
    let (account, action, args) = read(&call.body, actions)?;
    call.query(&[])?;
    (action.run)(app, Asked::new(call.caller.clone(), account, args)).await
}

type Read<'b> = (Option<AccountId>, &'static Action, Args<'b>);

/// What a body asks for, checked.
pub(crate) fn read<'b>(body: &'b [u8], actions: &Actions) -> Result<Read<'b>, Failure> {
    let mut object = json::object(body).map_err(Failure::params)?;
    known(object.iter().map(|(name, _)| &**name), actions.top, "").map_err(Failure::params)?;
    let account = if actions.of_an_account() { Some(text(&object, "account_id")?) } else { None };
    let name = text(&object, "action")?;
    let Some(action) = actions.find(name) else {
        let names = actions.all.iter().map(|action| action.name).collect::<Vec<_>>().join(", ");
        let shown = Value::Text(name.into());
        return Err(Failure::new(Code::InvalidAction, format!("there is no action {shown}; known: {names}")));
    };
    let account = account.map(AccountId::new);
    let params = object.iter().position(|(name, _)| name == "params").map(|at| object.swap_remove(at).1);
    let object = match params.unwrap_or(Value::Null) {
        Value::Null => Object::new(),
        Value::Object(object) => object,
        other => return Err(Failure::params(format!("params must be an object or null; got {other}"))),
    };
    let args = Args::check(object, action.params, "params.").map_err(Failure::params)?;
    Ok((account, action, args))
}

fn text<'o>(object: &'o Object<'_>, name: &str) -> Result<&'o str, Failure> {
    match object.iter().find(|(known, _)| known == name) {
        Some((_, Value::Text(text))) => Ok(text),
        Some((_, other)) => Err(Failure::params(format!("{name} must be a string; got {other}"))),
        None => Err(Failure::params(format!("{name} is missing; it must be a string"))),
    }
}
