//! Every operation of the document is one that the walks of this suite go over: a new one fails here until it is
//! added to them. Every status that is documented is one of the contract's.

use std::collections::BTreeSet;

use crate::support::document::{self, document, operations};
use crate::support::laws::{CODES, OPEN};
use crate::support::{TestApp, calls};

#[test]
fn every_operation_of_the_document_is_walked_over() {
    let known: BTreeSet<_> = calls::all("{account_id}")
        .into_iter()
        .chain(calls::called("{account_id}", "{sync_id}"))
        .chain(calls::hooked("{webhook_id}", "{delivery_id}"))
        .map(|call| (call.operation.to_owned(), call.method.to_owned(), call.path))
        .chain(OPEN.iter().map(|path| {
            let id = path.trim_start_matches('/').trim_end_matches(".json");
            (id.to_owned(), "GET".to_owned(), (*path).to_owned())
        }))
        .collect();
    let described: BTreeSet<_> =
        operations().into_iter().map(|one| (one.id.to_owned(), one.method, one.path.to_owned())).collect();
    assert_eq!(described, known);
}

#[test]
fn every_action_of_every_route_is_walked_over() {
    let mut described = BTreeSet::new();
    for operation in operations() {
        let body = &operation.described["requestBody"]["content"]["application/json"];
        // A route that has several actions shows a request of each.
        let actions = body["examples"].as_object().into_iter().flatten();
        described.extend(actions.map(|(action, _)| (operation.id.to_owned(), action.clone())));
    }
    let called = calls::all("a").into_iter().filter(calls::Call::is_action);
    let called: BTreeSet<_> =
        called.map(|call| (call.operation.to_owned(), call.action.to_owned())).collect();
    assert_eq!(described, called);
}

#[tokio::test]
async fn every_operation_answers_with_its_documented_success() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    alice.has_connections("other", 20).await;
    for call in calls::all("a") {
        let reply = call.by(&alice.client).await;
        assert_eq!(reply.status.as_u16(), call.status, "{}", call.action);
        let costs = call.is_action() || call.operation == "export_account";
        assert_eq!(reply.credits() > 0, costs, "{}: only what reads connections costs", call.action);
        if document::answers_a_file(&call.path) {
            continue;
        }
        assert_eq!(reply.json()["metadata"]["action"], call.action);
        assert_eq!(reply.json()["metadata"].get("account_id").is_some(), call.of_an_account);
    }
    for path in OPEN {
        app.stranger().get(path).await;
    }
}

#[test]
fn every_documented_status_is_in_the_contracts_table_with_its_code() {
    for operation in operations() {
        for (status, response) in operation.described["responses"].as_object().unwrap() {
            let status: u16 = status.parse().unwrap();
            if matches!(status, 200..=206 | 304) {
                continue;
            }
            let examples = response["content"]["application/json"]["examples"].as_object().unwrap();
            assert!(!examples.is_empty(), "{} {status}", operation.id);
            for (name, example) in examples {
                // Where several actions share a route, those after the first have their names behind the code.
                let code = name.split(':').next().unwrap();
                assert!(CODES.contains(&(code, status)), "{} {status} {code}", operation.id);
                assert_eq!(example["value"]["error"]["code"], code);
            }
        }
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is_built() {
    let app = TestApp::start().await;
    let reply = app.stranger().get("/openapi.json").await;
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.json(), *document());
}
