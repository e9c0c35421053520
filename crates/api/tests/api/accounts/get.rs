//! `GET /v2/accounts/{id}`: one account, its state, and the completeness of what is served.

use serde_json::{Value, json};

use crate::support::{TestApp, laws::keys};

#[tokio::test]
async fn an_account_tells_what_is_served_and_when_it_was_found_complete() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    app.clock.advance(60);
    let report = alice.imports(&id, 0..20).await.data();
    let reply = alice.client.get(&format!("/v2/accounts/{id}")).await;
    let data = reply.data();
    assert_eq!(
        keys(&data),
        [
            "account_id",
            "name",
            "platform",
            "status",
            "active",
            "source",
            "mode",
            "created_at",
            "connections",
            "upstream_total",
            "complete",
            "synced_at",
            "snapshot"
        ]
    );
    assert_eq!(keys(&data["source"]), ["kind", "base_url"]);
    assert_eq!((&data["status"], &data["active"]), (&json!("active"), &json!(true)));
    assert_eq!(
        (&data["connections"], &data["upstream_total"], &data["complete"]),
        (&json!(20), &Value::Null, &json!(true))
    );
    assert_eq!(
        (&data["created_at"], &data["synced_at"]),
        (&json!("2026-04-26T10:35:00Z"), &json!("2026-04-26T10:36:00Z"))
    );
    assert_eq!(data["snapshot"], report["snapshot"]);
    assert_eq!(
        reply.json()["metadata"],
        json!({"action": "get_account", "account_id": id, "credits_consumed": 0, "timestamp": "2026-04-26T10:36:00Z"})
    );
}

#[tokio::test]
async fn its_status_follows_what_is_done_with_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let status = async || {
        let account = alice.account(&id).await;
        assert_eq!(account["active"], account["status"] == "active");
        account["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status().await, "never_synced");
    alice.pauses(&id).await;
    assert_eq!(status().await, "paused");
    alice.resumes(&id).await;
    assert_eq!(status().await, "never_synced");
    alice.imports(&id, 0..20).await.data();
    assert_eq!(status().await, "active");
    alice.pauses(&id).await;
    assert_eq!(status().await, "paused");
}

#[tokio::test]
async fn it_takes_no_query() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let message = alice.client.get("/v2/accounts/a?fields=name").await.is_refused(400, "INVALID_PARAMS");
    assert_eq!(message, "there is no field \"fields\"; none is known here");
}
