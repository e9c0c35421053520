//! How the document describes refusals: every code of a call with a message that the server really gives, made by what makes
//! the server's, and beside those of its own fields the request that is refused so.

use axum::http::HeaderMap;
use kith_engine::Error;
use serde_json::{Map, Value, json};

use super::wrong::{Request, of_action, of_operation, unknown_action, unknown_field};
use super::{MOMENT, path_params};
use crate::body;
use crate::error::Code;
use crate::operation::{Body, Operation};
use crate::rest::accounts::export;
use crate::upload;

/// Errors that every call with a key can answer.
const COMMON: &[Code] = &[
    Code::InvalidApiKey,
    Code::RateLimited,
    Code::Forbidden,
    Code::InvalidParams,
    Code::Unavailable,
    Code::InternalError,
];

/// The size that an export may have where nothing else is set.
const MAX_EXPORT: usize = 64 << 20;

/// An example: its name, what was wrong, and the request that shows it.
struct Example {
    name: String,
    code: Code,
    message: String,
    action: Value,
    request: Option<Value>,
}

/// Adds the refusals of a call with a key.
pub(super) fn of(operation: &Operation, all: &mut Map<String, Value>) {
    let mut codes: Vec<_> = COMMON.iter().chain(operation.errors).copied().collect();
    codes.sort_by_key(|code| code.status());
    for example in codes.into_iter().flat_map(|code| examples(operation, code)) {
        add(example, all);
    }
}

/// Adds the refusals of a call that needs no key.
pub(super) fn of_open(codes: &[Code], all: &mut Map<String, Value>) {
    for code in codes {
        let wrong = (*code == Code::InvalidParams).then(|| unknown_field("limit"));
        let (message, request) = match wrong {
            Some(Request { message, sent }) => (message, Some(sent)),
            None => (general(*code), None),
        };
        let name = code.as_str().to_owned();
        add(Example { name, code: *code, message, action: Value::Null, request }, all);
    }
}

/// One for a code, or one of each action where the fields of each are its own. The first has the code's own name.
fn examples(operation: &Operation, code: Code) -> Vec<Example> {
    let name = code.as_str();
    let shown = |name: String, Request { message, sent }: Request, action: Value| Example {
        name,
        code,
        message,
        action,
        request: Some(sent),
    };
    match (code, operation.body) {
        (Code::InvalidParams, Body::Action(actions)) => {
            let each = actions.all.iter().enumerate().map(|(at, action)| {
                let name = if at == 0 { name.to_owned() } else { format!("{name}:{}", action.name) };
                shown(name, of_action(actions, action), action.name.into())
            });
            each.collect()
        }
        (Code::InvalidAction, Body::Action(actions)) => {
            let request = unknown_action(actions);
            let action = request.sent["body"]["action"].clone();
            vec![shown(name.into(), request, action)]
        }
        (Code::InvalidParams, _) => vec![shown(name.into(), of_operation(operation), operation.id.into())],
        (_, body) => {
            let action = match body {
                Body::Action(actions) => actions.all.first().map_or(operation.id, |action| action.name),
                _ => operation.id,
            };
            let message = message(operation, code);
            vec![Example { name: name.into(), code, message, action: action.into(), request: None }]
        }
    }
}

/// What the server says where a call is refused with this code.
fn message(operation: &Operation, code: Code) -> String {
    let is_upload = matches!(operation.body, Body::Export);
    match code {
        Code::Forbidden => Error::Forbidden(operation.scope).to_string(),
        Code::UnsupportedMediaType => {
            let refused = if is_upload { upload::is_export("") } else { body::is_json(&HeaderMap::new()) };
            refused.err().map(|failure| failure.message).unwrap_or_default()
        }
        Code::PayloadTooLarge => body::too_large(if is_upload { MAX_EXPORT } else { body::MAX_JSON }).message,
        Code::SnapshotExpired if operation.id == export::OPERATION.id => export::EXPIRED.into(),
        Code::NotFound => match path_params(operation.path).last() {
            Some("sync_id") => "the account has no sync with this id; GET /v2/accounts/{id}/syncs lists them".into(),
            Some("delivery_id") => "the webhook's log has no delivery with this id; GET /v2/webhooks/{webhook_id}/deliveries lists them".into(),
            _ => "the workspace has no webhook with this id; GET /v2/webhooks lists them".into(),
        },
        code => general(code),
    }
}

/// What it says of any call.
fn general(code: Code) -> String {
    match code {
        Code::InvalidApiKey => Error::InvalidKey.to_string(),
        Code::RateLimited => Error::RateLimited { limit: 300, retry_after: 17 }.to_string(),
        Code::IdempotencyConflict => Error::IdempotencyConflict.to_string(),
        Code::InvalidAccount => Error::NoAccount.to_string(),
        Code::AccountInactive => Error::Paused.to_string(),
        Code::AccountNotReady => Error::NotReady.to_string(),
        Code::SnapshotExpired => Error::SnapshotExpired.to_string(),
        Code::RangeNotSatisfiable => Error::NoSuchRange { length: 187_204 }.to_string(),
        Code::InsufficientCredits => Error::InsufficientCredits { needed: 25, balance: 12 }.to_string(),
        Code::UpstreamError => {
            let says = "status 500: the service failed".to_owned();
            Error::Upstream { source_kind: "connections_api", says }.to_string()
        }
        Code::UpstreamTimeout => Error::UpstreamTimeout { source_kind: "connections_api" }.to_string(),
        Code::Unavailable => Error::Unavailable.to_string(),
        Code::InternalError => "req_7t2m9x4k1v8q3z6n".into(),
        other => other.facts().2.into(),
    }
}

/// Adds an example to the answers of its status.
fn add(example: Example, all: &mut Map<String, Value>) {
    let (code, status, when) = example.code.facts();
    let entry = all.entry(status.as_str()).or_insert_with(|| {
        json!({"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}, "examples": {}}}})
    });
    let text = entry["description"].as_str().unwrap_or_default();
    let said = format!("`{code}`: {when}");
    if !text.contains(&said) {
        entry["description"] = format!("{text}{}{said}", if text.is_empty() { "" } else { " " }).into();
    }
    if let Some((name, says)) = header(example.code) {
        entry["headers"][name] = json!({"schema": {"type": "string"}, "description": says});
    }
    let mut shown = json!({"summary": when, "value": {
        "success": false,
        "error": {"code": code, "message": example.message},
        "metadata": {"action": example.action, "credits_consumed": 0, "timestamp": MOMENT}
    }});
    if let Some(request) = example.request {
        shown["x-request"] = request;
    }
    entry["content"]["application/json"]["examples"][example.name] = shown;
}

/// The header that says more of a refusal.
fn header(code: Code) -> Option<(&'static str, &'static str)> {
    match code {
        Code::RateLimited | Code::Unavailable => {
            Some(("retry-after", "Seconds until it is worth trying again."))
        }
        Code::RangeNotSatisfiable => {
            Some(("content-range", "How many bytes the whole file has: bytes */187204."))
        }
        _ => None,
    }
}
