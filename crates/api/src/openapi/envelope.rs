//! How the document describes the envelope of every answer.

use serde_json::{Value, json};

use super::{ACCOUNT, MOMENT};

/// The schema of a success with this `data`, whose `metadata.action` is as `action` says.
pub(crate) fn success(data: &impl serde::Serialize, action: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["success", "data", "metadata"],
        "properties": {"success": {"const": true}, "data": data, "metadata": metadata(action)}
    })
}

/// An example of a success's `metadata`.
pub(super) fn example_metadata(of_an_account: bool, credits: u32, id: &str) -> Value {
    let mut metadata = json!({"action": id});
    if of_an_account {
        metadata["account_id"] = ACCOUNT.into();
    }
    metadata["credits_consumed"] = credits.into();
    metadata["timestamp"] = MOMENT.into();
    metadata
}

fn metadata(action: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["action", "credits_consumed", "timestamp"],
        "properties": {
            "action": action,
            "account_id": {"type": "string"},
            "credits_consumed": {"type": "integer", "minimum": 0},
            "timestamp": {"type": "string", "format": "date-time"}
        }
    })
}

/// The schema of a refusal.
pub(super) fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["success", "error", "metadata"],
        "properties": {
            "success": {"const": false},
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": {"type": "string"}, "message": {"type": "string"}}
            },
            "metadata": {
                "type": "object",
                "required": ["action", "credits_consumed", "timestamp"],
                "properties": {
                    "action": {"type": ["string", "null"]},
                    "credits_consumed": {"const": 0},
                    "timestamp": {"type": "string", "format": "date-time"}
                }
            }
        }
    })
}
