//! Links of the document: from what makes something to what takes its id. They are derived: an id in the example of an
//! answer, under the name that a path has it by, is a link.

use serde_json::{Map, Value, json};

use super::{example_of, path_params};
use crate::operation::Operation;
use crate::registry::OPERATIONS;

/// The links of an operation's success; none where it makes nothing.
pub(super) fn of(operation: &Operation) -> Map<String, Value> {
    let made = example_of(operation.example);
    if !matches!(operation.status, 201 | 202) {
        return Map::new();
    }
    // Where the answer has an id: under its name, or as the `id` of what it is, which begins with the same word.
    let place = |name: &str| {
        let word = name.trim_end_matches("id");
        let is_own = made["id"].as_str().is_some_and(|id| id.starts_with(word));
        if made.get(name).is_some() { Some(name.to_owned()) } else { is_own.then(|| "id".to_owned()) }
    };
    let from = |name: &str| match place(name) {
        Some(place) => Some(format!("$response.body#/data/{place}")),
        None => path_params(operation.path).any(|own| own == name).then(|| format!("$request.path.{name}")),
    };
    let link = |other: &&'static Operation| {
        let mut names = path_params(other.path).peekable();
        names.peek()?;
        let values = names.map(|name| Some((name.to_owned(), Value::String(from(name)?))));
        let values: Map<_, _> = values.collect::<Option<_>>()?;
        let is_new = values.keys().any(|name| place(name).is_some());
        (is_new && other.id != operation.id)
            .then(|| (other.id.to_owned(), json!({"operationId": other.id, "parameters": values})))
    };
    OPERATIONS.iter().filter_map(link).collect()
}
