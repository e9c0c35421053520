//! `list_connections`: a field that is in no table, at any level, is named together with the nearest known one, and where
//! that is far off with all that are known; a key that stands twice is an error: a typo never silently returns another page.

use serde_json::{Value, json};

use crate::support::{Tenant, TestApp};

async fn refused(alice: &Tenant<'_>, body: &str) -> String {
    let reply = alice.client.network_text(body).await;
    alice.has_credits(100_000).await;
    reply.is_refused(400, "INVALID_PARAMS")
}

#[tokio::test]
async fn an_unknown_field_at_the_top_is_named_with_the_nearest() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for (typo, near) in [
        ("param", "params"),
        ("Params", "params"),
        ("accountId", "account_id"),
        ("account_ID", "account_id"),
        ("actions", "action"),
        ("parmas", "params"),
    ] {
        let mut body = json!({"account_id": "a", "action": "list_connections"});
        body[typo] = Value::Null;
        let message = refused(&alice, &body.to_string()).await;
        assert_eq!(message, format!("there is no field \"{typo}\"; the nearest is \"{near}\""));
    }
}

#[tokio::test]
async fn an_unknown_field_of_params_is_named_with_the_nearest() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for (typo, near) in [
        ("cuont", "count"),
        ("Count", "count"),
        ("ofset", "offset"),
        ("field", "fields"),
        ("snapshots", "snapshot"),
        ("useCache", "use_cache"),
    ] {
        let mut params = json!({"count": 1});
        params[typo] = json!(1);
        let reply = alice.lists("a", params).await;
        let message = reply.is_refused(400, "INVALID_PARAMS");
        assert_eq!(message, format!("there is no field \"params.{typo}\"; the nearest is \"params.{near}\""));
    }
    for far in ["limit", "n", "page_number", "", "小龍"] {
        let message = alice.lists("a", json!({far: 1})).await.is_refused(400, "INVALID_PARAMS");
        let begins = format!("there is no field \"params.{far}\"; the nearest is \"params.");
        assert!(message.starts_with(&begins), "{message}");
        assert!(message.ends_with("\"; known: count, offset, fields, snapshot, use_cache"), "{message}");
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn an_unknown_field_of_the_query_is_named() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = json!({"account_id": "a", "action": "list_connections"});
    let reply = alice.client.post("/v2/network?count=3", &body).await;
    assert!(reply.is_refused(400, "INVALID_PARAMS").contains("\"count\""));
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_key_that_stands_twice_is_an_error_with_its_place() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for (body, key, place) in [
        (
            r#"{"account_id":"a","account_id":"a","action":"list_connections"}"#,
            "account_id",
            "line 1 column 30",
        ),
        (
            r#"{"account_id":"a","action":"list_connections","params":{"count":1,"count":1}}"#,
            "count",
            "line 1",
        ),
        (
            "{\"account_id\":\"a\",\"action\":\"list_connections\",\n\"params\":{},\n\"params\":{}}",
            "params",
            "line 3",
        ),
        (
            r#"{"account_id":"a","action":"list_connections","params":{"count":1,"co\u0075nt":2}}"#,
            "count",
            "line 1",
        ),
    ] {
        let message = refused(&alice, body).await;
        assert!(message.contains(&format!("the key \"{key}\" stands twice at {place}")), "{message}");
    }
}

#[tokio::test]
async fn a_long_or_strange_name_is_shown_short_and_escaped() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let message = alice.lists("a", json!({"x".repeat(5_000): 1})).await.is_refused(400, "INVALID_PARAMS");
    assert!(message.len() < 200, "{message}");
    let message = alice.lists("a", json!({"\"\n\u{0}": 1})).await.is_refused(400, "INVALID_PARAMS");
    assert!(message.contains(r#"params.\"\n\u0000"#), "{message}");
}
