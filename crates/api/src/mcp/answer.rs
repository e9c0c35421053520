//! An answer as a model reads it: what it cost, how to go on, the JSON; and the same JSON as structured content.

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value};

use crate::catalog::Tool;
use crate::local::Answer;

/// The result of a call with these fields.
pub(super) fn result(tool: &Tool, asked: &Map<String, Value>, answer: Answer) -> CallToolResult {
    let (is_ok, mut content) = (answer.is_ok(), Vec::new());
    if is_ok {
        content.push(ContentBlock::text(summary(tool, asked, &answer)));
        content.push(ContentBlock::text(answer.body["data"].to_string()));
    } else {
        content.push(ContentBlock::text(refusal(&answer.body)));
    }
    let mut result = if is_ok { CallToolResult::success(content) } else { CallToolResult::error(content) };
    result.structured_content = Some(answer.body);
    result
}

/// A refusal in one line.
pub(super) fn refusal(body: &Value) -> String {
    let text = |name| body["error"][name].as_str().unwrap_or_default();
    format!("{}: {}", text("code"), text("message"))
}

fn summary(tool: &Tool, asked: &Map<String, Value>, answer: &Answer) -> String {
    let cost = match answer.body["metadata"]["credits_consumed"].as_u64() {
        Some(0) | None => "Free.".to_owned(),
        Some(1) => "Cost 1 credit.".to_owned(),
        Some(credits) => format!("Cost {credits} credits."),
    };
    let Some(mut next) = next(tool, asked, &answer.body["data"]) else {
        return format!("{cost} There is no further page.");
    };
    // Pages of one snapshot never overlap or miss anyone.
    if let (Some(snapshot), true) = (&answer.snapshot, takes(tool, "snapshot")) {
        next.push(("snapshot", Value::String(snapshot.clone())));
    }
    let next: Vec<_> = next.iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!("{cost} There is more; next: call again with {} and the other fields unchanged.", next.join(", "))
}

fn takes(tool: &Tool, field: &str) -> bool {
    tool.input()["properties"].get(field).is_some()
}

/// The fields that ask for the next page, if there is one.
fn next(tool: &Tool, asked: &Map<String, Value>, data: &Value) -> Option<Vec<(&'static str, Value)>> {
    let found = |name: &str| {
        let value = data["pagination"].get(name).or_else(|| data.get(name));
        value.filter(|value| !value.is_null()).cloned()
    };
    if found("has_more") == Some(Value::Bool(false)) {
        return None;
    }
    for (field, names) in [
        ("offset", ["next_offset", "next_offset"]),
        ("before", ["next_before", "next_before"]),
        ("cursor", ["next_cursor", "cursor"]),
        ("since", ["next_cursor", "cursor"]),
    ] {
        let value = names.into_iter().find_map(found);
        if let (Some(value), true) = (value, takes(tool, field)) {
            return Some(vec![(field, value)]);
        }
    }
    // A list that tells its totals alone.
    let number = |name: &str| data[name].as_u64();
    let (shown, all) = (number("total_results")?, number("total_available_results")?);
    let after = asked.get("offset").and_then(Value::as_u64).unwrap_or(0).saturating_add(shown);
    (shown > 0 && after < all && data.get("pagination").is_none() && takes(tool, "offset"))
        .then(|| vec![("offset", after.into())])
}
