//! `GET /v2/credits`: what the workspace may still spend.

use kith_model::Scope;
use serde_json::json;

use crate::support::{TestApp, laws::keys};

#[tokio::test]
async fn the_balance_is_what_was_granted_less_what_was_consumed() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let credits = async || alice.client.get("/v2/credits").await.data();
    assert_eq!(keys(&credits().await), ["balance", "granted", "consumed"]);
    assert_eq!(credits().await, json!({"balance": 100, "granted": 100, "consumed": 0}));
    alice.lists("a", json!({"count": 250})).await.data();
    assert_eq!(credits().await, json!({"balance": 95, "granted": 100, "consumed": 5}));
    app.engine.grant_credits(alice.workspace, 7).await.unwrap();
    assert_eq!(credits().await, json!({"balance": 102, "granted": 107, "consumed": 5}));
    alice.has_credits(102).await;
}

#[tokio::test]
async fn it_is_the_workspaces_whichever_of_its_keys_asks() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 10).await;
    let other = alice.client_with(Scope::Read).await;
    other.network(&json!({"account_id": "a", "action": "list_connections"})).await.data();
    assert_eq!(alice.client.get("/v2/credits").await.data()["balance"], 99);
    assert_eq!(other.get("/v2/credits").await.data()["balance"], 99);
}

#[tokio::test]
async fn it_is_free_and_takes_no_query() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await;
    let reply = alice.client.get("/v2/credits").await;
    assert_eq!(
        reply.json()["metadata"],
        json!({"action": "get_credits", "credits_consumed": 0, "timestamp": "2026-04-26T10:35:00Z"})
    );
    let refused = alice.client.get("/v2/credits?workspace=bob").await;
    assert!(refused.is_refused(400, "INVALID_PARAMS").contains("\"workspace\"; none is known here"));
}
