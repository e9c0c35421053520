//! The tools as the protocol describes them, in a model's words; and how much of a list one call of a model may take.

use std::sync::{Arc, LazyLock};

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value};

use crate::catalog::{self, Face};
use crate::error::Failure;

/// What a model reads it has to keep in mind: pages are smaller than over HTTP.
const MOST: u64 = 500;
const COUNT: &str = "count";
const ADVICE: &str = "Ask for no more than you need: all of it is read into your context, and paid for.";

/// The tool of that name.
pub(super) fn find(name: &str) -> Option<&'static catalog::Tool> {
    catalog::tools().iter().find(|tool| tool.name() == name)
}

/// All of them, in the catalogue's order.
pub(super) static DESCRIBED: LazyLock<Vec<Tool>> =
    LazyLock::new(|| catalog::tools().iter().map(describe).collect());

fn describe(tool: &catalog::Tool) -> Tool {
    let description = Face::Model.says(&format!("{} Costs: {}", tool.description(), tool.price()));
    let annotations = ToolAnnotations::with_title(tool.summary())
        .read_only(true)
        .destructive(false)
        .idempotent(true)
        .open_world(false);
    let mut input = tool.input().clone();
    if takes_more(tool) {
        let count = &mut input["properties"][COUNT];
        count["maximum"] = MOST.into();
        count["description"] =
            format!("{} {ADVICE}", count["description"].as_str().unwrap_or_default()).into();
    }
    Tool::new(tool.name(), description, Arc::new(told(input)))
        .with_title(tool.summary())
        .with_raw_output_schema(Arc::new(told(tool.output())))
        .with_annotations(annotations)
}

fn told(mut schema: Map<String, Value>) -> Map<String, Value> {
    schema.values_mut().for_each(|part| Face::Model.describes(part));
    schema
}

fn takes_more(tool: &catalog::Tool) -> bool {
    tool.input()["properties"][COUNT]["maximum"].as_u64().is_some_and(|most| most > MOST)
}

/// That a call asks for no larger page than a model may have. What else is wrong is for the door.
pub(super) fn check(tool: &catalog::Tool, fields: &Map<String, Value>) -> Result<(), Failure> {
    match fields.get(COUNT).and_then(Value::as_u64) {
        Some(count) if count > MOST && takes_more(tool) => Err(Failure::params(format!(
            "{COUNT} must be an integer from 1 to {MOST} for a tool; got {count}. Read on page by page, as each answer says"
        ))),
        _ => Ok(()),
    }
}
