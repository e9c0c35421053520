//! Requests that nobody would send: whatever is in them, they are refused in order, are never a fault of ours, and
//! never charge. The same ones every time.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Raw, Reply, Tenant, TestApp};

/// So many values of a strategy.
fn some<S: Strategy>(count: usize, strategy: S) -> impl Iterator<Item = S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(move |_| strategy.new_tree(&mut runner).unwrap().current())
}

async fn alice(app: &TestApp) -> Tenant<'_> {
    app.workspace("alice").await.with_connections("a", 3).await
}

#[track_caller]
fn is_refused(reply: &Reply, sent: &dyn std::fmt::Debug) {
    assert!(reply.status.is_client_error(), "{} to {sent:?}: {}", reply.status, reply.text());
}

/// Any JSON, the names of fields among its words.
fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("count".to_owned()),
        Just("offset".to_owned()),
        Just("fields".to_owned()),
        Just("snapshot".to_owned()),
        Just("use_cache".to_owned()),
        Just("id".to_owned()),
        "\\PC{0,12}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1_000.0..1_000.0).prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..4).prop_map(|all| all.into_iter().collect()),
        ]
    })
}

#[tokio::test]
async fn random_bytes_are_no_body() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    for body in some(200, prop::collection::vec(any::<u8>(), 0..200)) {
        for path in ["/v2/network", "/v2/accounts"] {
            let reply = alice.client.send("POST", path, Some("application/json"), body.clone()).await;
            is_refused(&reply, &body);
        }
        let import =
            alice.client.send("POST", "/v2/accounts/a/import", Some("application/zip"), body.clone());
        is_refused(&import.await, &body);
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn random_params_are_refused_or_answered_and_only_answers_charge() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    let mut spent = 0;
    for params in some(300, any_json()) {
        let body = json!({"account_id": "a", "action": "list_connections", "params": params});
        let reply = alice.client.network(&body).await;
        if reply.status.is_success() {
            assert!(params.is_null() || params.is_object(), "{params}");
            spent += reply.credits();
        } else {
            is_refused(&reply, &params);
        }
    }
    alice.has_credits(100_000 - spent).await;
}

#[tokio::test]
async fn random_bodies_of_json_are_refused() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    for body in some(200, any_json()) {
        is_refused(&alice.client.network(&body).await, &body);
        is_refused(&alice.client.post("/v2/accounts", &body).await, &body);
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn random_headers_do_no_harm() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    let name =
        prop::sample::select(vec!["idempotency-key", "x-request-id", "content-type", "accept", "x-api-key"]);
    // Any byte that a header may hold.
    let value = prop::collection::vec(prop_oneof![Just(9_u8), 32..=126_u8, 128..=255_u8], 0..40);
    for (name, value) in some(200, (name, value)) {
        let mut head =
            b"POST /v2/network HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\nx-api-key: ".to_vec();
        head.extend_from_slice(alice.client.key().as_bytes());
        head.extend_from_slice(format!("\r\n{name}: ").as_bytes());
        head.extend_from_slice(&value);
        head.extend_from_slice(b"\r\n\r\n{}");
        app.clock.advance(61); // forgives wrong keys, and asks the store anew
        let mut raw = Raw::connect(app.address).await;
        raw.sends(head).await;
        is_refused(&raw.answer().await, &(name, value));
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn random_paths_and_queries_are_refused_or_answered() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    let part = "[a-z0-9%._~-]{0,8}|%[0-9A-Fa-f]{2}|accounts|credits|network|entries|import";
    let target = (prop::collection::vec(part, 0..4), "([a-z=&%+]|limit|offset|before){0,8}");
    for (parts, query) in some(300, target) {
        let path = format!("/v2/{}?{query}", parts.join("/"));
        for method in ["GET", "POST"] {
            let mut raw = Raw::connect(app.address).await;
            let key = format!("x-api-key: {}", alice.client.key());
            raw.sends(crate::support::raw::request(&format!("{method} {path} HTTP/1.1"), &[&key], b"")).await;
            let reply = raw.answer().await;
            assert!(reply.status.as_u16() < 500, "{path}: {}", reply.text());
        }
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn random_bytes_on_the_wire_end_the_connection_and_nothing_else() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    for bytes in some(100, prop::collection::vec(any::<u8>(), 1..300)) {
        let mut raw = Raw::connect(app.address).await;
        raw.tries_to_send(&bytes).await;
        raw.says_the_end().await;
        let rest = raw.rest().await;
        assert!(!rest.starts_with(b"HTTP/1.1 5") && !rest.starts_with(b"HTTP/1.1 2"), "{bytes:?}");
    }
    alice.has_credits(100_000).await;
}
