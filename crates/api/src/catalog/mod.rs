//! The tools: what reads, as MCP and the command line offer it. Each is made from its definition in the registry, an
//! action or a route, and is one call of the same front door that HTTP has. Knows neither MCP nor the command line.

mod face;
mod paging;
mod request;

use std::sync::LazyLock;

use axum::http::Method;
use kith_model::Scope;
use serde_json::{Map, Value, json};

use crate::openapi;
use crate::operation::{Action, Actions, Body, Operation};
use crate::params::Param;
use crate::registry::OPERATIONS;

pub use face::Face;

/// A call that reads, with its fields in one flat object.
pub struct Tool {
    operation: &'static Operation,
    /// Where it is one of the actions of its route.
    action: Option<(&'static Actions, &'static Action)>,
    input: Map<String, Value>,
}

static TOOLS: LazyLock<Vec<Tool>> = LazyLock::new(|| OPERATIONS.iter().flat_map(|one| of(one)).collect());

/// All tools, in the registry's order.
pub fn tools() -> &'static [Tool] {
    &TOOLS
}

/// The tools of a route.
fn of(operation: &'static Operation) -> Vec<Tool> {
    match operation.body {
        Body::Action(actions) => {
            actions.all.iter().map(|action| Tool::new(operation, Some((actions, action)))).collect()
        }
        Body::None if operation.method == Method::GET => vec![Tool::new(operation, None)],
        _ => Vec::new(),
    }
}

impl std::fmt::Debug for Tool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Tool {
    fn new(operation: &'static Operation, action: Option<(&'static Actions, &'static Action)>) -> Self {
        let mut properties = Map::new();
        let mut required = Vec::new();
        let mut add = |table: &[Param]| {
            let Value::Object(mut schema) = openapi::object(table) else { return };
            if let Some(Value::Object(own)) = schema.remove("properties") {
                properties.extend(own);
            }
            if let Some(Value::Array(own)) = schema.remove("required") {
                required.extend(own);
            }
        };
        match action {
            Some((actions, action)) => {
                add(&request::top(actions));
                add(action.params);
            }
            None => add(operation.query),
        }
        for name in openapi::path_params(operation.path) {
            properties
                .insert(name.into(), json!({"type": "string", "description": openapi::path_param_doc(name)}));
            required.push(name.into());
        }
        let mut input = Map::new();
        input.insert("type".into(), "object".into());
        input.insert("properties".into(), properties.into());
        input.insert("required".into(), required.into());
        input.insert("additionalProperties".into(), false.into());
        Self { operation, action, input }
    }

    /// Its name, the action's or the operation's.
    pub fn name(&self) -> &'static str {
        self.action.map_or(self.operation.id, |(_, action)| action.name)
    }

    /// What it does, in a few words.
    pub fn summary(&self) -> &'static str {
        self.action.map_or(self.operation.summary, |(_, action)| action.summary)
    }

    /// What it does and returns, in sentences.
    pub fn description(&self) -> &'static str {
        self.action.map_or(self.operation.description, |(_, action)| action.description)
    }

    /// What a call costs, in words.
    pub fn price(&self) -> &'static str {
        self.action.map_or("Free.", |(_, action)| action.price)
    }

    /// The scope that a key needs for it.
    pub fn scope(&self) -> Scope {
        self.operation.scope
    }

    /// The JSON Schema of its fields: an object without others.
    pub fn input(&self) -> &Map<String, Value> {
        &self.input
    }

    /// The JSON Schema of a success: the envelope around its `data`, with nothing outside of it referred to.
    pub fn output(&self) -> Map<String, Value> {
        let mut schemas = schemars::generate::SchemaSettings::draft2020_12()
            .for_serialize()
            .with(|settings| settings.inline_subschemas = true)
            .into_generator();
        let data = self.action.map_or(self.operation.data, |(_, action)| action.data)(&mut schemas);
        let mut schema = openapi::envelope(&data, &json!({"type": "string", "const": self.name()}));
        without_widths(&mut schema);
        schema.as_object().cloned().unwrap_or_default()
    }

    /// An example of its fields.
    pub fn example(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        match self.action {
            Some((actions, action)) => {
                if actions.of_an_account() {
                    fields.insert("account_id".into(), openapi::ACCOUNT.into());
                }
                if let Value::Object(params) = openapi::example_of(action.examples.0) {
                    fields.extend(params);
                }
            }
            None => fields.extend(
                openapi::path_params(self.operation.path)
                    .map(|name| (name.to_owned(), openapi::path_param_example(name).into())),
            ),
        }
        fields
    }
}

/// Leaves out how wide our integers are: validators of JSON Schema know no such format.
fn without_widths(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            let is_width = |format: &str| format.starts_with("uint") || format.starts_with("int");
            if object.get("format").and_then(Value::as_str).is_some_and(is_width) {
                object.shift_remove("format");
            }
            object.values_mut().for_each(without_widths);
        }
        Value::Array(items) => items.iter_mut().for_each(without_widths),
        _ => {}
    }
}
