//! `/healthz` and `/readyz`: whether the process lives, and whether its store answers. Neither needs a key.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_server_that_serves_is_alive_and_ready() {
    let app = TestApp::start().await;
    for (path, status) in [("healthz", "ok"), ("readyz", "ready")] {
        let reply = app.stranger().get(&format!("/{path}")).await;
        assert_eq!(reply.data(), json!({"status": status}));
        assert_eq!(
            reply.json()["metadata"],
            json!({"action": path, "credits_consumed": 0, "timestamp": "2026-04-26T10:35:00Z"})
        );
    }
}

#[tokio::test]
async fn an_unknown_query_field_is_an_error_here_too() {
    let app = TestApp::start().await;
    for path in ["healthz", "readyz", "openapi.json"] {
        let reply = app.stranger().get(&format!("/{path}?verbose=1")).await;
        assert!(reply.is_refused(400, "INVALID_PARAMS").contains("\"verbose\""));
    }
}

#[tokio::test]
async fn a_key_is_neither_needed_nor_counted() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for path in ["/healthz", "/readyz", "/openapi.json"] {
        assert!(!alice.client.get(path).await.headers.contains_key("ratelimit"));
        assert_eq!(app.stranger().with("x-api-key", "wrong").get(path).await.status.as_u16(), 200);
    }
    assert_eq!(alice.client.get("/v2/credits").await.header("ratelimit"), "\"default\";r=299;t=60");
}
