//! The fields of a schema as rows of a table: each by its way from the top, with its type in words.

use std::fmt::Write as _;

use serde_json::Value;

use super::html::{escaped, prose};

/// Schemas within schemas, at most.
const DEPTH: usize = 8;

/// A field: its name, its type, and what is to be said of it, as HTML.
pub(super) type Row = [String; 3];

/// The fields of an object's schema and of what lies in them.
pub(super) fn rows(document: &Value, schema: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    walk(document, schema, "", DEPTH, false, &mut rows);
    rows
}

/// The same of what is sent: it says which have to be.
pub(super) fn rows_of_body(document: &Value, schema: &Value) -> Vec<Row> {
    let mut rows = Vec::new();
    walk(document, schema, "", DEPTH, true, &mut rows);
    rows
}

/// A field by itself.
pub(super) fn row(document: &Value, name: &str, schema: &Value, doc: &str, required: bool) -> Row {
    let mut says = prose(doc);
    if required {
        says.push_str(" <em>Required.</em>");
    }
    if let Some(default) = schema.get("default") {
        let _ = write!(says, " Default <code>{}</code>.", escaped(&default.to_string()));
    }
    [format!("<code>{}</code>", escaped(name)), escaped(&kind(document, schema)), says]
}

/// The schema that is meant, where one is only named.
pub(super) fn follow<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let named = schema["$ref"].as_str().and_then(|name| document.pointer(name.strip_prefix('#')?));
    named.unwrap_or(schema)
}

fn walk(document: &Value, schema: &Value, place: &str, depth: usize, sent: bool, rows: &mut Vec<Row>) {
    let schema = inner(document, schema);
    let Some(depth) = depth.checked_sub(1) else { return };
    if schema["type"] == "array" || schema.get("items").is_some() {
        return walk(document, &schema["items"], &format!("{place}[]"), depth, sent, rows);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let required = schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        let name = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        let doc = field["description"].as_str().or_else(|| follow(document, field)["description"].as_str());
        rows.push(row(document, &name, field, doc.unwrap_or_default(), sent && required));
        walk(document, field, &name, depth, sent, rows);
    }
}

/// What a schema is besides null.
fn inner<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let schema = follow(document, schema);
    let one = schema["anyOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
    one.map_or(schema, |one| follow(document, one))
}

/// A type in words.
fn kind(document: &Value, schema: &Value) -> String {
    let is_nullable =
        schema["anyOf"].as_array().is_some_and(|all| all.iter().any(|one| one["type"] == "null"));
    let schema = inner(document, schema);
    let words = |all: &[Value]| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut text = match (&schema["const"], &schema["enum"], &schema["type"]) {
        (Value::Null, Value::Array(all), _) => words(all),
        (Value::Null, _, Value::Array(all)) => {
            all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or ")
        }
        (Value::Null, _, Value::String(one)) if one == "array" => {
            format!("array of {}", kind(document, &schema["items"]))
        }
        (Value::Null, _, Value::String(one)) => one.clone(),
        (Value::Null, ..) => "any".to_owned(),
        (constant, ..) => constant.to_string(),
    };
    if let (Some(least), Some(most)) = (schema["minimum"].as_i64(), schema["maximum"].as_i64()) {
        let _ = write!(text, ", {least} to {most}");
    }
    if let Some(format) = schema["format"].as_str().filter(|format| format.starts_with("date")) {
        let _ = write!(text, " ({format})");
    }
    if is_nullable {
        text.push_str(" or null");
    }
    text
}
