//! An empty page under a key is a success like any other: free, remembered, and the key is its own.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn an_empty_page_is_replayed_also_when_the_list_has_grown() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let ask = async || alice.lists_under("k", "a", json!({"offset": 60})).await;
    let first = ask().await;
    assert_eq!((first.names().len(), first.credits(), first.header("idempotent-replayed")), (0, 0, ""));
    app.clock.advance(60);
    alice.has_connections("a", 100).await;
    let again = ask().await;
    assert_eq!((again.text(), again.header("idempotent-replayed")), (first.text(), "true"));
    assert_eq!(again.header("x-kith-snapshot"), "snap_1");
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn its_key_belongs_to_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    alice.lists_under("k", "a", json!({"offset": 60})).await.data();
    alice.lists_under("k", "a", json!({"offset": 0})).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    alice.under("k").post_nothing("/v2/accounts/a/pause").await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn it_needs_no_balance_and_leaves_no_entry() {
    let app = TestApp::with_credits(0).await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.lists_under("k", "a", json!({"offset": 60})).await;
    assert_eq!(alice.lists_under("k", "a", json!({"offset": 60})).await.text(), first.text());
    assert_eq!(
        alice.client.get("/v2/credits/entries").await.data(),
        json!({"entries": [], "next_before": null})
    );
    alice.has_credits(0).await;
}

#[tokio::test]
async fn it_goes_with_its_account() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    alice.lists_under("k", "a", json!({"offset": 60})).await.data();
    alice.deletes("a").await;
    alice.lists_under("k", "a", json!({"offset": 60})).await.is_refused(404, "INVALID_ACCOUNT");
}
