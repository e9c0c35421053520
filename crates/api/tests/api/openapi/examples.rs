//! That the examples are real: each request of the document, sent as it stands to a server that has what it names, is
//! answered with the documented success, and the answer looks like the documented one, key by key.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::document::{Operation, operations};
use crate::support::{Client, Reply, TestApp, exports};

/// The account of every example.
const ACCOUNT: &str = "acc_3f9k2m7q1x8c4v6b";
/// The one that it is compared with.
const OTHER: &str = "acc_9b2d7w4p6t1k5z8r";
/// Calls that need a source to be called; `accounts::called` makes them.
const OF_A_SOURCE: [&str; 4] = ["authorize_account", "sync_account", "get_sync", "cancel_sync"];

/// Calls that call a webhook, which the examples have at a host of nobody's; `webhooks` makes them.
const OF_A_WEBHOOK: [&str; 2] = ["test_webhook", "resend_delivery"];

/// A request of the document and what it is answered by the document.
struct Example {
    name: String,
    operation: Operation<'static>,
    body: Option<Value>,
    answer: Value,
}

fn examples() -> Vec<Example> {
    let mut all = Vec::new();
    for operation in operations() {
        let success = operation.described["responses"].as_object().unwrap().values().next().unwrap().clone();
        let answers = &success["content"]["application/json"];
        let asks = &operation.described["requestBody"]["content"]["application/json"];
        let one = |name: &str, body: Option<&Value>, answer: &Value| Example {
            name: name.to_owned(),
            operation: Operation { method: operation.method.clone(), ..operation },
            body: body.cloned(),
            answer: answer.clone(),
        };
        match asks["examples"].as_object() {
            Some(actions) => all.extend(
                actions
                    .iter()
                    .map(|(name, ask)| one(name, ask.get("value"), &answers["examples"][name]["value"])),
            ),
            None => all.push(one(operation.id, asks.get("example"), &answers["example"])),
        }
    }
    // What makes something comes first, what ends something last.
    all.sort_by_key(|one| match one.operation.method.as_str() {
        "DELETE" => 2,
        "POST" if one.operation.described["responses"].get("201").is_some() => 0,
        _ => 1,
    });
    all
}

async fn send(client: &Client, example: &Example, path: &str) -> Reply {
    let method = example.operation.method.as_str();
    match &example.body {
        Some(body) => client.send(method, path, Some("application/json"), body.to_string()).await,
        None if example.operation.described.get("requestBody").is_some() => {
            client.send(method, path, Some("text/csv"), exports::csv((0..61).map(exports::row))).await
        }
        None => client.send(method, path, None, "").await,
    }
}

/// Takes note of the ids that an answer's links hand on.
fn note(ids: &mut BTreeMap<String, String>, example: &Example, reply: &Reply) {
    let links = &example.operation.described["responses"][reply.status.as_str()]["links"];
    for link in links.as_object().into_iter().flatten().map(|(_, link)| link) {
        for (name, value) in link["parameters"].as_object().unwrap() {
            let place = value.as_str().unwrap().strip_prefix("$response.body#");
            if let Some(id) = place.and_then(|place| reply.json().pointer(place).cloned()) {
                ids.insert(format!("{{{name}}}"), id.as_str().unwrap().to_owned());
            }
        }
    }
    ids.insert("{account_id}".into(), ACCOUNT.into());
}

#[tokio::test]
async fn every_example_is_answered_as_the_document_shows() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_empty_account(ACCOUNT).await;
    let alice = alice.with_empty_account(OTHER).await;
    alice.imports(ACCOUNT, 0..60).await.data();
    alice.imports(OTHER, 30..90).await.data();
    let mut ids = BTreeMap::from([("{account_id}".to_owned(), ACCOUNT.to_owned())]);
    let (mut sent, mut differences) = (0, Vec::new());
    for example in examples() {
        if OF_A_SOURCE.contains(&example.operation.id) || OF_A_WEBHOOK.contains(&example.operation.id) {
            continue;
        }
        let path =
            ids.iter().fold(example.operation.path.to_owned(), |path, (name, id)| path.replace(name, id));
        assert!(!path.contains('{'), "{}: nothing links to {path}", example.name);
        let reply = send(&alice.client, &example, &path).await;
        assert!(reply.status.is_success(), "{}: {}", example.name, String::from_utf8_lossy(&reply.body));
        note(&mut ids, &example, &reply);
        if !example.answer.is_null() && example.name != "openapi" {
            compare(&example.name, &example.answer, &reply.json(), &mut differences);
        }
        sent += 1;
    }
    assert!(differences.is_empty(), "{differences:#?}");
    assert!(sent > 12, "{sent}");
}

/// Notes where two values have different keys.
fn compare(place: &str, example: &Value, answer: &Value, differences: &mut Vec<String>) {
    match (example, answer) {
        (Value::Object(one), Value::Object(other)) => {
            for name in one.keys().filter(|name| !other.contains_key(*name)) {
                differences.push(format!("{place}.{name} is in the example alone"));
            }
            for name in other.keys().filter(|name| !one.contains_key(*name)) {
                differences.push(format!("{place}.{name} is in the answer alone"));
            }
            for (name, value) in one {
                if let Some(other) = other.get(name) {
                    compare(&format!("{place}.{name}"), value, other, differences);
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            if let (Some(one), Some(other)) = (one.first(), other.first()) {
                compare(&format!("{place}[]"), one, other, differences);
            }
        }
        _ => {}
    }
}
