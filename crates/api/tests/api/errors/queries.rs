//! `INVALID_PARAMS` for the query: every operation knows its own fields and no others.

use serde_json::{Value, json};

use crate::support::document::operations;
use crate::support::{TestApp, calls};

#[tokio::test]
async fn every_operation_names_a_query_field_that_it_does_not_know() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    for call in calls::all("a") {
        let reply = call.at(&alice.client, &format!("{}?tpyo=1", call.path)).await;
        let message = reply.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with("there is no field \"tpyo\"; "), "{}: {message}", call.action);
        assert_eq!(reply.json()["metadata"]["action"], call.action);
    }
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_results"], 1);
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn every_documented_query_field_is_known_and_held_to_its_type() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    let all = operations();
    for call in calls::all("a") {
        let described = &all.iter().find(|one| one.id == call.operation).unwrap().described;
        let parameters = described["parameters"].as_array().unwrap();
        for field in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let (name, schema) = (field["name"].as_str().unwrap(), &field["schema"]);
            let (right, wrong) = values(schema);
            for right in right {
                let reply = call.at(&alice.client, &format!("{}?{name}={right}", call.path)).await;
                assert_eq!(reply.status.as_u16(), call.status, "{name}={right}");
            }
            for wrong in wrong {
                let reply = call.at(&alice.client, &format!("{}?{name}={wrong}", call.path)).await;
                assert!(reply.is_refused(400, "INVALID_PARAMS").starts_with(&format!("{name} must be ")));
            }
        }
    }
}

/// Values that fit a schema, and some that do not.
fn values(schema: &Value) -> (Vec<String>, Vec<String>) {
    if schema["type"] == "boolean" {
        return (vec!["true".into(), "false".into()], vec!["1".into(), "True".into(), String::new()]);
    }
    if schema["type"] == "string" {
        let words = schema["enum"].as_array();
        let right = words.into_iter().flatten().map(|word| word.as_str().unwrap().to_owned()).collect();
        let wrong = words.map_or(Vec::new(), |_| vec!["x".into(), String::new()]);
        return (right, wrong);
    }
    assert_eq!(schema["type"], "integer");
    let [least, most] = ["minimum", "maximum"].map(|end| schema[end].as_i64().unwrap());
    let mut wrong = vec![(least - 1).to_string(), "x".into(), "1.0".into(), String::new(), "%2B1".into()];
    wrong.extend(most.checked_add(1).map(|beyond| json!(beyond).to_string()));
    (vec![least.to_string(), most.to_string()], wrong)
}
