//! `POST /v2/accounts/{id}/pause` and `/resume`.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn each_answers_as_get_account_does_afterwards() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for (verb, status) in
        [("pause", "paused"), ("pause", "paused"), ("resume", "active"), ("resume", "active")]
    {
        let reply = alice.client.post_nothing(&format!("/v2/accounts/a/{verb}")).await;
        assert_eq!(reply.data(), alice.account("a").await);
        assert_eq!(reply.data()["status"], status);
        assert_eq!(
            reply.json()["metadata"],
            json!({"action": format!("{verb}_account"), "account_id": "a", "credits_consumed": 0, "timestamp": "2026-04-26T10:35:00Z"})
        );
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_page_is_refused_from_the_pause_to_the_resumption() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_connections("b", 3).await;
    let before = alice.lists("a", json!({})).await;
    alice.pauses("a").await;
    alice.lists("a", json!({})).await.is_refused(403, "ACCOUNT_INACTIVE");
    alice.lists("b", json!({})).await.data();
    alice.resumes("a").await;
    assert_eq!(alice.lists("a", json!({})).await.text(), before.text());
}

#[tokio::test]
async fn neither_takes_a_query() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for verb in ["pause", "resume"] {
        let reply = alice.client.post_nothing(&format!("/v2/accounts/a/{verb}?for=1h")).await;
        assert!(reply.is_refused(400, "INVALID_PARAMS").contains("\"for\""));
    }
    assert_eq!(alice.account("a").await["status"], "active");
}
