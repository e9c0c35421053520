//! `IDEMPOTENCY_CONFLICT`: a key belongs to one method, path and body of one workspace.

use serde_json::json;

use crate::support::{TestApp, calls, tenant::page};

#[tokio::test]
async fn another_body_under_the_same_key_is_a_conflict() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    alice.lists_under("k", "a", json!({"count": 1})).await.data();
    for params in [json!({"count": 2}), json!({"count": 1, "offset": 0}), json!({})] {
        let message = alice.lists_under("k", "a", params).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
        assert!(message.contains("idempotency-key") && message.contains("24 hours"), "{message}");
    }
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn another_method_or_path_under_the_same_key_is_a_conflict() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    for used in ["network", "create_account", "pause_account", "import_account"] {
        let writing = || calls::all("a").into_iter().filter(|call| call.method != "GET");
        let client = alice.under(used);
        let first = writing().find(|call| call.operation == used).unwrap();
        assert_eq!(first.by(&client).await.status.as_u16(), first.status);
        for call in writing().filter(|call| call.operation != used) {
            call.by(&client).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
        }
        alice.resumes("a").await;
    }
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_results"], 2);
}

#[tokio::test]
async fn the_query_is_part_of_the_path() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let import = calls::all(&id).into_iter().find(|call| call.operation == "import_account").unwrap();
    let client = alice.under("k");
    import.by(&client).await.data();
    import
        .at(&client, &format!("{}?replace=true", import.path))
        .await
        .is_refused(422, "IDEMPOTENCY_CONFLICT");
}

#[tokio::test]
async fn a_conflict_leaves_the_first_answer_as_it_was() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.lists_under("k", "a", json!({"count": 1})).await;
    alice.lists_under("k", "a", json!({"count": 2})).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    assert_eq!(alice.lists_under("k", "a", json!({"count": 1})).await.text(), first.text());
}

#[tokio::test]
async fn another_workspace_may_use_the_same_key() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let bob = app.workspace("bob").await.with_connections("a", 3).await;
    alice.lists_under("k", "a", json!({})).await.data();
    let reply = bob.under("k").network(&page("a", json!({}))).await;
    assert_eq!((reply.header("idempotent-replayed"), reply.names().len()), ("", 3));
    bob.has_credits(100_000 - 1).await;
}
