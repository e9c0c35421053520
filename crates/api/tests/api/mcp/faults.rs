//! What is no request of the protocol is refused in the protocol's own form.

use serde_json::json;

use super::door::{LIST, posts};
use crate::support::{Client, Reply, TestApp};

#[track_caller]
fn is_fault(reply: &Reply, status: u16, code: i32) -> String {
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (status, "application/json"));
    let body = reply.json();
    assert_eq!((&body["jsonrpc"], &body["error"]["code"]), (&"2.0".into(), &code.into()), "{body}");
    body["error"]["message"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_body_that_is_no_message_is_an_error_of_json_rpc() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let key = [("x-api-key", alice.client.key())];
    for body in ["", "{", "\u{0}", "tools/list", &"[".repeat(1_000)] {
        is_fault(&posts(&app, &key, body).await, 400, -32700);
    }
    for body in [
        "[]",
        "null",
        "7",
        "{}",
        r#"{"jsonrpc":"2.0"}"#,
        r#"{"jsonrpc":"1.0","id":1,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":7}"#,
    ] {
        is_fault(&posts(&app, &key, body).await, 400, -32600);
    }
    let batch = is_fault(&posts(&app, &key, &format!("[{LIST}]")).await, 400, -32600);
    assert!(batch.contains("batch"), "{batch}");
}

#[tokio::test]
async fn headers_that_are_not_the_protocols_are_too() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let key = alice.client.key();
    let version = posts(&app, &[("x-api-key", key), ("mcp-protocol-version", "1999-01-01")], LIST).await;
    assert!(is_fault(&version, 400, -32600).contains("1999-01-01"));
    for (accept, content_type, status) in [
        ("application/json", "application/json", 406),
        ("application/json, text/event-stream", "text/plain", 415),
    ] {
        let client = Client::new(app.address, None).with("accept", accept).with("x-api-key", key);
        let reply = client.send_freely("POST", "/mcp", Some(content_type), LIST).await;
        is_fault(&reply, status, -32600);
    }
}

#[tokio::test]
async fn a_call_without_its_params_has_invalid_params_and_an_unknown_method_is_none() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let key = [("x-api-key", alice.client.key())];
    let asks = |method: &str, params: serde_json::Value| {
        let mut asked = json!({"jsonrpc": "2.0", "id": 9, "method": method});
        if !params.is_null() {
            asked["params"] = params;
        }
        asked.to_string()
    };
    for (method, params) in [
        ("tools/call", json!(null)),
        ("tools/call", json!({})),
        ("tools/call", json!({"name": 7})),
        ("tools/call", json!({"name": "get_credits", "arguments": []})),
        ("tools/call", json!({"name": "frobnicate"})),
        ("resources/read", json!(null)),
        ("initialize", json!({})),
    ] {
        let reply = posts(&app, &key, &asks(method, params)).await;
        is_fault(&reply, 200, -32602);
        assert_eq!(reply.json()["id"], 9);
    }
    let unknown = posts(&app, &key, &asks("tools/frobnicate", json!(null))).await;
    assert!(is_fault(&unknown, 200, -32601).contains("tools/frobnicate"));
}
