//! How the document describes what webhooks are told: each type of message with its headers, its payload and what answers
//! accept it. Who is told what is the engine's; a law of the tests holds every message that arrives to these schemas.

use kith_engine::{ChangeInfo, SyncInfo};
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{ACCOUNT, MOMENT, capitals, example_of, path_param_example};
use crate::actions::list_changes;
use crate::rest::syncs;

/// A type of message: its name, when it is sent, the schema of its `data`, and an example of that.
type Told = (&'static str, &'static str, &'static str, Value);

/// The webhooks and the schemas that they name.
pub(super) fn describe(schemas: &mut SchemaGenerator) -> (Value, Map<String, Value>) {
    let mut named = payloads(schemas);
    let mut webhooks = Map::new();
    for (kind, when, data, example) in told() {
        let message = capitals(&kind.replace('.', "_")) + "Message";
        webhooks.insert(kind.into(), json!({"post": receives(kind, when, &message, &example)}));
        named.insert(message, schema(kind, when, data));
    }
    (webhooks.into(), named)
}

fn told() -> Vec<Told> {
    // The account comes first, as in what is sent.
    let of_account = |data: Value| {
        let mut all = json!({"account_id": ACCOUNT});
        for (name, value) in data.as_object().into_iter().flatten() {
            all[name] = value.clone();
        }
        all
    };
    let change = of_account(example_of(list_changes::ACTION.examples.1)["changes"][0].take());
    let sync = of_account(example_of(syncs::EXAMPLE));
    let with = |of: &Value, fields: &[(&str, Value)]| {
        let mut data = of.clone();
        for (name, value) in fields {
            data[*name] = value.clone();
        }
        data
    };
    let added = with(&change, &[("type", "added".into()), ("before", Value::Null), ("fields", json!([]))]);
    let removed = with(&change, &[("type", "removed".into()), ("after", Value::Null), ("fields", json!([]))]);
    let failed = [
        ("status", "failed".into()),
        ("reason", "status 500: the service failed".into()),
        ("snapshot", Value::Null),
    ];
    let failed = with(&sync, &failed);
    let account = json!({"account_id": ACCOUNT});
    let webhook = json!({"webhook_id": path_param_example("webhook_id")});
    vec![
        (
            "connection.added",
            "A new list of an account has a member who was not in the one before",
            "ToldChange",
            added,
        ),
        ("connection.removed", "A member is no longer in an account's list", "ToldChange", removed),
        ("connection.updated", "A new list of an account has other fields of a member", "ToldChange", change),
        ("sync.completed", "A sync ended well", "ToldSync", sync),
        ("sync.failed", "A sync failed", "ToldSync", failed),
        ("account.needs_authorization", "The account's tokens no longer work", "ToldAccount", account),
        (
            "credits.low",
            "A charge took the balance below the threshold",
            "ToldBalance",
            json!({"balance": 987, "threshold": 1_000}),
        ),
        (
            "webhook.disabled",
            "kith disabled another webhook of the workspace",
            "ToldDisabled",
            with(&webhook, &[("because", "no message was accepted for three days".into())]),
        ),
        ("webhook.test", "Somebody asked for a message, to see whether it arrives", "ToldWebhook", webhook),
    ]
}

/// What a receiver is called with, and what it may answer.
fn receives(kind: &str, when: &str, message: &str, data: &Value) -> Value {
    let header = |name: &str, says: &str, example: &str| json!({"name": name, "in": "header", "required": true, "schema": {"type": "string"}, "description": says, "example": example});
    json!({
        "operationId": format!("on_{}", kind.replace('.', "_")),
        "summary": when,
        "description": "Sent at least once, and for each account in order, signed by the Standard Webhooks specification.",
        "security": [],
        "parameters": [
            header("webhook-id", "The message's id, the same on every try.", "msg_0f4c2b8a6d1e3f5a7c9b0d2e4f6a8c"),
            header("webhook-timestamp", "When this try was made, in seconds since 1970.", "1777199700"),
            header(
                "webhook-signature",
                "v1, and the Base64 of the HMAC-SHA256 of webhook-id.webhook-timestamp.body under the webhook's secret; several are separated by blanks, and one is enough.",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
            ),
        ],
        "requestBody": {"required": true, "content": {"application/json": {
            "schema": {"$ref": format!("#/components/schemas/{message}")},
            "example": {"type": kind, "timestamp": MOMENT, "data": data}
        }}},
        "responses": {
            "2XX": {"description": "Accepted. Any other status, or none in time, is tried again, later and later."},
            "410": {"description": "Not wanted any more: the webhook is disabled."}
        }
    })
}

fn schema(kind: &str, when: &str, data: &str) -> Value {
    json!({
        "type": "object",
        "description": format!("{when}."),
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"type": "string", "const": kind},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
            "data": {"$ref": format!("#/components/schemas/{data}")}
        }
    })
}

/// The schemas of what messages have as `data`.
fn payloads(schemas: &mut SchemaGenerator) -> Map<String, Value> {
    let id = |what: &str| json!({"type": "string", "description": format!("The {what}'s id.")});
    let number = |says: &str| json!({"type": "integer", "minimum": 0, "description": says});
    let object = |says: &str, properties: Value| {
        let required: Vec<_> = properties.as_object().into_iter().flat_map(Map::keys).cloned().collect();
        json!({"type": "object", "description": says, "required": required, "properties": properties})
    };
    let all = [
        ("ToldChange", of_account::<ChangeInfo>(schemas, &id("account"))),
        ("ToldSync", of_account::<SyncInfo>(schemas, &id("account"))),
        ("ToldAccount", object("Which account it is about.", json!({"account_id": id("account")}))),
        (
            "ToldBalance",
            object(
                "The workspace's credits.",
                json!({"balance": number("What is left."), "threshold": number("What it fell below: the setting webhooks.credits_low.")}),
            ),
        ),
        ("ToldWebhook", object("Which webhook it is about.", json!({"webhook_id": id("webhook")}))),
        (
            "ToldDisabled",
            object(
                "Which webhook it is about, and why.",
                json!({"webhook_id": id("webhook"), "because": {"type": "string", "description": "Why, in words."}}),
            ),
        ),
    ];
    all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// The schema of `T` with the account that it is of.
fn of_account<T: JsonSchema>(schemas: &mut SchemaGenerator, account: &Value) -> Value {
    let _ = schemas.subschema_for::<T>();
    let mut schema = schemas.definitions().get(&*T::schema_name()).cloned().unwrap_or_default();
    let mut properties = json!({"account_id": account});
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        properties[name] = property.clone();
    }
    schema["properties"] = properties;
    if let Some(required) = schema["required"].as_array_mut() {
        required.insert(0, "account_id".into());
    }
    schema
}
