//! `/mcp` stands behind the same door as everything: its key, its limit, its sizes; and hosts are its own care.

use kith_engine::Settings;
use serde_json::{Value, json};

use super::Model;
use crate::support::app::listener;
use crate::support::{Client, Reply, TestApp};

pub const LIST: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;

pub async fn posts(app: &TestApp, headers: &[(&str, &str)], body: &str) -> Reply {
    let accept = "application/json, text/event-stream";
    let client = Client::new(app.address, None).with("accept", accept);
    let client = headers.iter().fold(client, |client, (name, value)| client.with(name, value));
    client.send_freely("POST", "/mcp", Some("application/json"), body.to_owned()).await
}

#[tokio::test]
async fn a_key_comes_as_bearer_or_in_its_own_header() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let bearer = format!("Bearer {}", alice.client.key());
    for header in [("authorization", bearer.as_str()), ("x-api-key", alice.client.key())] {
        let reply = posts(&app, &[header, ("x-request-id", "mine")], LIST).await;
        assert_eq!((reply.status.as_u16(), reply.header("x-request-id")), (200, "mine"));
        assert!(reply.header("ratelimit").contains("r=") && !reply.header("ratelimit-policy").is_empty());
        assert!(!reply.json()["result"]["tools"].as_array().unwrap().is_empty());
    }
    for headers in [
        &[][..],
        &[("authorization", "Bearer kith_no")],
        &[("authorization", "Basic eDp5")],
        &[("x-api-key", "")],
    ] {
        let reply = posts(&app, headers, LIST).await;
        reply.is_refused(403, "INVALID_API_KEY");
        assert_eq!(reply.json()["metadata"]["action"], "mcp");
    }
}

#[tokio::test]
async fn a_request_counts_once_whatever_it_calls() {
    let app = TestApp::with(Settings { requests_per_minute: 4, ..Settings::default() }).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let key = [("x-api-key", alice.client.key())];
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "list_connections", "arguments": {"account_id": "a"}}});
    for left in [3, 2] {
        let reply = posts(&app, &key, &call.to_string()).await;
        assert!(reply.header("ratelimit").contains(&format!("r={left};")), "{}", reply.header("ratelimit"));
        assert_eq!(reply.json()["result"]["isError"], false);
    }
    alice.client.get("/v2/credits").await;
    posts(&app, &key, LIST).await;
    let refused = posts(&app, &key, LIST).await;
    refused.is_refused(429, "RATE_LIMITED");
    assert!(refused.header("retry-after").parse::<u32>().is_ok());
}

#[tokio::test]
async fn the_ledger_names_the_request_that_paid() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "list_connections", "arguments": {"account_id": "a"}}});
    posts(&app, &[("x-api-key", alice.client.key()), ("x-request-id", "mine")], &call.to_string()).await;
    let entries = alice.client.get("/v2/credits/entries").await.data();
    assert_eq!(entries["entries"][0]["request_id"], "mine");
}

#[tokio::test]
async fn a_page_in_a_browser_does_not_reach_it_under_a_name_of_its_own() {
    let settings = Settings::default();
    let listener = kith_api::ServerSettings { mcp_hosts: vec!["kith.example".into()], ..listener() };
    let app = TestApp::listening(settings, listener).await;
    let alice = app.workspace("alice").await;
    let key = ("x-api-key", alice.client.key());
    assert_eq!(posts(&app, &[key, ("origin", "https://kith.example")], LIST).await.status, 200);
    let message =
        posts(&app, &[key, ("origin", "https://evil.example")], LIST).await.is_refused(403, "FORBIDDEN");
    assert!(
        message.contains("the origin \"evil.example\"") && message.contains("server.mcp_hosts"),
        "{message}"
    );
}

#[tokio::test]
async fn what_is_too_large_or_no_post_is_refused() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let key = [("x-api-key", alice.client.key())];
    let large = format!("{LIST}{}", " ".repeat(2 << 20));
    posts(&app, &key, &large).await.is_refused(413, "PAYLOAD_TOO_LARGE");
    for method in ["GET", "DELETE", "PUT"] {
        let reply = alice.client.send(method, "/mcp", None, "").await;
        reply.is_refused(405, "METHOD_NOT_ALLOWED");
        assert_eq!(reply.header("allow"), "POST");
    }
}

#[tokio::test]
async fn it_needs_no_session_and_so_no_server_of_ones_own() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let beside = app.beside().await;
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "get_credits", "arguments": {}}});
    let model = Model::of(&app, &alice.client).await;
    assert!(!model.names().await.is_empty());
    let reply = posts(&beside, &[("x-api-key", alice.client.key())], &call.to_string()).await;
    assert!(reply.json()["result"]["structuredContent"]["data"]["balance"].is_u64(), "{}", reply.json());
    assert_eq!(reply.json().get("error"), None::<&Value>);
}
