//! That the document is a valid OpenAPI 3.1: its parts are there, its references lead somewhere, its parameters fit
//! their paths, and its ids are its own.

use std::collections::HashSet;

use serde_json::Value;

use crate::support::document::{document, operations};
use crate::support::schema;

/// Every value in a tree, with the key it stands under.
fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&str, &'v Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                visit(key, value);
                walk(value, visit);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

#[test]
fn its_parts_are_there() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    for key in ["title", "version", "description"] {
        assert!(document["info"][key].as_str().is_some_and(|text| !text.is_empty()), "{key}");
    }
    let scheme = &document["components"]["securitySchemes"]["api_key"];
    assert_eq!(
        (&scheme["type"], &scheme["in"], &scheme["name"]),
        (&"apiKey".into(), &"header".into(), &"x-api-key".into())
    );
    assert!(document["security"][0]["api_key"].is_array());
    let known = ["openapi", "info", "servers", "security", "paths", "webhooks", "components"];
    assert!(document.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())));
}

#[test]
fn every_reference_leads_somewhere() {
    let mut references = 0;
    walk(document(), &mut |key, value| {
        if key == "$ref" {
            references += 1;
            assert!(schema::follow(document(), value.as_str().unwrap()).is_some(), "{value} leads nowhere");
        }
    });
    assert!(references > 10);
}

#[test]
fn every_schema_of_the_components_is_used() {
    let mut used = HashSet::new();
    walk(document(), &mut |key, value| {
        if key == "$ref" {
            used.insert(value.as_str().unwrap().to_owned());
        }
    });
    for name in document()["components"]["schemas"].as_object().unwrap().keys() {
        assert!(used.contains(&format!("#/components/schemas/{name}")), "{name} is never used");
    }
}

#[test]
fn every_operation_has_an_id_of_its_own_and_says_what_it_is() {
    let mut ids = HashSet::new();
    for operation in operations() {
        let described = operation.described;
        assert!(ids.insert(operation.id), "{} stands twice", operation.id);
        assert!(described["summary"].as_str().is_some_and(|text| !text.is_empty() && !text.ends_with('.')));
        assert!(
            described["responses"].as_object().unwrap().values().all(|one| one["description"].is_string())
        );
        let known =
            ["operationId", "summary", "description", "parameters", "responses", "requestBody", "security"];
        assert!(described.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())));
        assert!(operation.path.starts_with('/'));
    }
}

#[test]
fn parameters_fit_their_paths_and_stand_once() {
    for operation in operations() {
        let parameters = operation.described["parameters"].as_array().cloned().unwrap_or_default();
        let mut seen = HashSet::new();
        for parameter in &parameters {
            let (place, name) = (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
            assert!(["path", "query", "header"].contains(&place));
            assert!(seen.insert((place, name)), "{}: {name} stands twice", operation.id);
            let in_path = operation.path.contains(&format!("{{{name}}}"));
            assert_eq!(place == "path", in_path, "{}: {name}", operation.id);
            assert!(place != "path" || parameter["required"] == true);
            assert!(parameter["schema"].is_object() && parameter["description"].is_string());
        }
        let named = operation.path.matches('{').count();
        assert_eq!(seen.iter().filter(|(place, _)| *place == "path").count(), named);
    }
}

#[test]
fn a_call_with_a_body_says_so_and_one_without_does_not() {
    for call in crate::support::calls::all("a") {
        let operation = operations().into_iter().find(|one| one.id == call.operation).unwrap();
        let content = operation.described["requestBody"]["content"].as_object();
        assert_eq!(content.is_some(), call.content_type.is_some(), "{}", call.operation);
        if let (Some(content), Some(sent)) = (content, call.content_type) {
            assert!(content.contains_key(sent), "{}: {sent} is not documented", call.operation);
        }
    }
}
