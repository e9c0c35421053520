//! Requests that are refused for their fields: an example of the document with one field wrong, and what the server's own
//! check says of it.

use serde_json::{Map, Value, json};

use super::{ACCOUNT, example_of};
use crate::json;
use crate::operation::{Action, Actions, Body, Operation};
use crate::params::{Args, Kind, Param};
use crate::rest::dispatch;

/// What is sent (`query` or `body`), and what is answered.
pub(super) struct Request {
    pub(super) sent: Value,
    pub(super) message: String,
}

/// The example of an action with a field of its params wrong.
pub(super) fn of_action(actions: &Actions, action: &Action) -> Request {
    let params = spoilt(action.params, example_of(action.examples.0));
    of_actions(actions, action.name, &params)
}

/// An action that there is not.
pub(super) fn unknown_action(actions: &Actions) -> Request {
    let first = actions.all.first().map_or("", |action| action.name);
    of_actions(actions, &shortened(first), &json!({}))
}

/// The example of an operation with a field of its body or its query wrong.
pub(super) fn of_operation(operation: &Operation) -> Request {
    if let Body::Json(table, example) = operation.body {
        let body = spoilt(table, example_of(example));
        let text = body.to_string();
        let checked =
            json::object(text.as_bytes()).and_then(|object| Args::check(object, table, "").map(drop));
        return Request { sent: json!({"body": body}), message: checked.err().unwrap_or_default() };
    }
    let Value::Object(fields) = spoilt(operation.query, json!({})) else { return unknown_field("limit") };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{name}={}", text(value))).collect();
    of_query(operation.query, &pairs.join("&"))
}

/// A query with a field that a call does not take, which takes none.
pub(super) fn unknown_field(name: &str) -> Request {
    of_query(&[], &format!("{name}=1"))
}

fn of_query(table: &[Param], query: &str) -> Request {
    let message = Args::query(query, table).err().unwrap_or_default();
    Request { sent: json!({"query": query}), message }
}

fn of_actions(actions: &Actions, action: &str, params: &Value) -> Request {
    let mut body = json!({"action": action, "params": params});
    if actions.of_an_account() {
        body["account_id"] = ACCOUNT.into();
    }
    let text = body.to_string();
    let refused = dispatch::read(text.as_bytes(), actions).err();
    Request {
        sent: json!({"body": body}),
        message: refused.map(|failure| failure.message).unwrap_or_default(),
    }
}

/// Fields of a table with one that can't be taken: a number out of its range, else a word or a switch that there is not,
/// else a name that is misspelt.
fn spoilt(table: &[Param], good: Value) -> Value {
    let mut fields = if let Value::Object(fields) = good { fields } else { Map::new() };
    let wrong = |param: &Param| match param.kind {
        Kind::Integer(_, most) => most.checked_add(1).map(Value::from),
        _ => None,
    };
    let worse = |param: &Param| match param.kind {
        Kind::Word(_) => Some("other".into()),
        Kind::Bool => Some("yes".into()),
        _ => None,
    };
    let find = |wrong: &dyn Fn(&Param) -> Option<Value>| {
        table.iter().find_map(|param| wrong(param).map(|value| (param.name.to_owned(), value)))
    };
    let (name, value) = find(&wrong).or_else(|| find(&worse)).unwrap_or_else(|| {
        let named = table.iter().find(|param| fields.contains_key(param.name));
        match named {
            Some(param) => (shortened(param.name), fields.remove(param.name).unwrap_or_default()),
            None => ("limit".into(), 1.into()),
        }
    });
    fields.insert(name, value);
    Value::Object(fields)
}

/// A word without its last letter.
fn shortened(word: &str) -> String {
    word.chars().take(word.chars().count().saturating_sub(1)).collect()
}
