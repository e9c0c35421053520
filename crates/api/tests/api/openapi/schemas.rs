//! That the schemas hold: every example fits its own, and a client that keeps to the document is never told that its
//! request is malformed. That every answer of the suite fits is a law of every answer.

use serde_json::{Value, json};

use crate::support::document::{document, operations};
use crate::support::{TestApp, schema};

#[track_caller]
fn fits(schema: &Value, value: &Value, what: &str) {
    assert!(!value.is_null(), "{what} is null");
    let faults = schema::faults(document(), schema, value);
    assert!(faults.is_empty(), "{what}: {faults:#?}");
}

#[test]
fn every_example_fits_its_schema() {
    let mut examples = 0;
    for operation in operations() {
        let bodies = operation.described["requestBody"]["content"].as_object();
        for (content_type, body) in bodies.into_iter().flatten() {
            if content_type == "application/json" {
                let several = body["examples"].as_object().into_iter().flat_map(serde_json::Map::values);
                let values: Vec<_> = several.map(|one| &one["value"]).chain(body.get("example")).collect();
                assert!(!values.is_empty(), "{} has no example", operation.id);
                values.iter().for_each(|value| fits(&body["schema"], value, operation.id));
                examples += values.len();
            }
        }
        for (status, response) in operation.described["responses"].as_object().unwrap() {
            let Some(content) = response["content"].get("application/json") else { continue };
            let what = format!("{} {status}", operation.id);
            let several = content["examples"].as_object();
            for example in several.into_iter().flat_map(serde_json::Map::values) {
                fits(&content["schema"], &example["value"], &what);
                examples += 1;
            }
            if operation.id != "openapi" && several.is_none() {
                fits(&content["schema"], &content["example"], &what);
                examples += 1;
            }
        }
    }
    assert!(examples > 80, "{examples}");
}

#[test]
fn defaults_fit_their_schemas() {
    for operation in operations() {
        for parameter in operation.described["parameters"].as_array().into_iter().flatten() {
            if let Some(default) = parameter["schema"].get("default") {
                fits(&parameter["schema"], default, operation.id);
            }
        }
    }
    let params =
        &document()["components"]["schemas"]["ListConnectionsRequest"]["properties"]["params"]["properties"];
    assert_eq!((&params["count"]["default"], &params["offset"]["default"]), (&json!(10), &json!(0)));
    assert_eq!((&params["count"]["minimum"], &params["count"]["maximum"]), (&json!(1), &json!(30_000)));
    assert_eq!(
        (&params["offset"]["minimum"], &params["offset"]["maximum"]),
        (&json!(0), &json!(2_147_483_647))
    );
}

#[tokio::test]
async fn a_body_fits_the_document_if_and_only_if_it_is_taken() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let described =
        &document()["paths"]["/v2/network"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let body = |params: Value| json!({"account_id": "a", "action": "list_connections", "params": params});
    for body in [
        body(json!({})),
        body(Value::Null),
        body(
            json!({"count": 1, "offset": 0, "fields": ["id", "email"], "snapshot": "snap_1", "use_cache": true}),
        ),
        body(json!({"count": 30_000, "offset": 2_147_483_647, "fields": []})),
        json!({"account_id": "", "action": "list_connections"}),
        body(json!({"snapshot": ""})),
        body(json!({"count": 0})),
        body(json!({"count": 30_001})),
        body(json!({"count": "1"})),
        body(json!({"count": 1.5})),
        body(json!({"count": null})),
        body(json!({"offset": -1})),
        body(json!({"fields": ["id", "id"]})),
        body(json!({"fields": ["name"]})),
        body(json!({"snapshot": 1})),
        body(json!({"use_cache": "true"})),
        body(json!({"typo": 1})),
        body(json!([])),
        json!({"account_id": "a", "action": "nope"}),
        json!({"account_id": 1, "action": "list_connections"}),
        json!({"action": "list_connections"}),
        json!({"account_id": "a", "action": "list_connections", "typo": 1}),
    ] {
        let status = alice.client.network(&body).await.status.as_u16();
        assert_eq!(
            schema::faults(document(), described, &body).is_empty(),
            status != 400,
            "{status}: {body}"
        );
    }
}

#[test]
fn the_keys_that_an_answer_always_has_are_required() {
    let schemas = &document()["components"]["schemas"];
    for (name, required) in [
        ("Connection", &["name", "job_title", "profile_url", "profile_picture"][..]),
        ("Connections", &["connections", "total_results", "total_available_results", "pagination"]),
        ("AccountInfo", &["account_id", "upstream_total", "synced_at", "snapshot"]),
        ("EntryInfo", &["id", "request_id", "key_id", "account_id", "action", "at"]),
        ("ImportReport", &["snapshot", "skipped", "added"]),
    ] {
        let told = schemas[name]["required"].as_array().unwrap();
        for key in required {
            assert!(told.contains(&json!(key)), "{name}.{key} is always there");
        }
    }
}
