//! An answer as a model reads it: what it cost, how to go on, the JSON; and the same JSON as structured content.

use rmcp::model::{CallToolResult, ContentBlock};
use serde_json::{Map, Value};

use crate::catalog::{Face, Tool};
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

/// The answer in a model's words: of HTTP's, only an error's message has others.
pub(super) fn worded(mut answer: Answer) -> Answer {
    if let Some(Value::String(message)) = answer.body.pointer_mut("/error/message") {
        *message = Face::Model.says(message);
    }
    answer
}

fn summary(tool: &Tool, asked: &Map<String, Value>, answer: &Answer) -> String {
    let cost = match answer.body["metadata"]["credits_consumed"].as_u64() {
        Some(0) | None => "Free.".to_owned(),
        Some(1) => "Cost 1 credit.".to_owned(),
        Some(credits) => format!("Cost {credits} credits."),
    };
    let cost = match &answer.snapshot {
        Some(snapshot) => format!("{cost} Read from snapshot \"{snapshot}\"."),
        None => cost,
    };
    let next = tool.next(asked, answer);
    if next.is_empty() {
        // A cursor stays good for what comes later.
        return match answer.body["data"]["cursor"].as_str() {
            Some(cursor) => format!("{cost} That is all for now; what comes later is since \"{cursor}\"."),
            None => format!("{cost} There is no further page."),
        };
    }
    let next: Vec<_> = next.iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!("{cost} There is more; next: call again with {} and the other fields unchanged.", next.join(", "))
}
