//! How to go on: the fields that ask for the page after an answer, whichever way its list is paged.

use serde_json::{Map, Value};

use super::Tool;
use crate::local::Answer;

/// A field of a request, and those of an answer that hold its next value.
const WAYS: [(&str, [&str; 2]); 4] = [
    ("offset", ["next_offset", "next_offset"]),
    ("before", ["next_before", "next_before"]),
    ("cursor", ["next_cursor", "cursor"]),
    ("since", ["next_cursor", "cursor"]),
];

impl Tool {
    /// The fields to change for the next page of what was `asked`; none at the end.
    pub fn next(&self, asked: &Map<String, Value>, answer: &Answer) -> Vec<(&'static str, Value)> {
        let Some(next) = self.next_place(asked, &answer.body["data"]) else { return Vec::new() };
        // Pages of one snapshot never overlap or miss anyone.
        let snapshot = answer.snapshot.clone().filter(|_| self.takes("snapshot"));
        [next].into_iter().chain(snapshot.map(|id| ("snapshot", Value::String(id)))).collect()
    }

    fn takes(&self, field: &str) -> bool {
        self.input["properties"].get(field).is_some()
    }

    fn next_place(&self, asked: &Map<String, Value>, data: &Value) -> Option<(&'static str, Value)> {
        let found = |name: &str| {
            let value = data["pagination"].get(name).or_else(|| data.get(name));
            value.filter(|value| !value.is_null()).cloned()
        };
        if found("has_more") == Some(Value::Bool(false)) {
            return None;
        }
        for (field, names) in WAYS {
            if let (Some(value), true) = (names.into_iter().find_map(found), self.takes(field)) {
                return Some((field, value));
            }
        }
        // A list that tells its totals alone.
        let number = |name: &str| data[name].as_u64();
        let (shown, all) = (number("total_results")?, number("total_available_results")?);
        let after = asked.get("offset").and_then(Value::as_u64).unwrap_or(0).saturating_add(shown);
        let is_more = shown > 0 && after < all && data.get("pagination").is_none() && self.takes("offset");
        is_more.then(|| ("offset", after.into()))
    }
}
