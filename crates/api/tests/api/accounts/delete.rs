//! `DELETE /v2/accounts/{id}`: every row of the account is gone at once; its ledger entries stay.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_deleted_account_is_as_one_that_never_was() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let cached = alice.lists("a", json!({"count": 300})).await;
    let reply = alice.client.delete("/v2/accounts/a").await;
    assert_eq!(reply.data(), json!({"account_id": "a", "deleted": true}));
    assert_eq!(
        reply.json()["metadata"],
        json!({"action": "delete_account", "account_id": "a", "credits_consumed": 0, "timestamp": "2026-04-26T10:35:00Z"})
    );
    let snapshot = cached.header("x-kith-snapshot");
    for params in [json!({"count": 300}), json!({"snapshot": snapshot}), json!({"offset": 999})] {
        alice.lists("a", params).await.is_refused(404, "INVALID_ACCOUNT");
    }
    alice.client.get("/v2/accounts/a").await.is_refused(404, "INVALID_ACCOUNT");
    alice.client.delete("/v2/accounts/a").await.is_refused(404, "INVALID_ACCOUNT");
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_available_results"], 0);
}

#[tokio::test]
async fn its_ledger_entries_stay() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    alice.lists("a", json!({"count": 300})).await.data();
    let before = alice.client.get("/v2/credits/entries").await.data();
    alice.deletes("a").await;
    assert_eq!(alice.client.get("/v2/credits/entries").await.data(), before);
    alice.has_credits(100_000 - 6).await;
}

#[tokio::test]
async fn its_kept_replies_go_with_it_and_a_namesake_begins_anew() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    alice.lists_under("k", "a", json!({"count": 60})).await.data();
    alice.deletes("a").await;
    alice.lists_under("k", "a", json!({"count": 60})).await.is_refused(404, "INVALID_ACCOUNT");
    alice.has_connections("a", 5).await;
    let anew = alice.lists_under("k", "a", json!({"count": 60})).await;
    assert_eq!((anew.names().len(), anew.header("idempotent-replayed")), (5, ""));
    alice.lists("a", json!({"snapshot": "snap_2"})).await.is_refused(410, "SNAPSHOT_EXPIRED");
}

#[tokio::test]
async fn no_name_of_it_is_left_on_disk() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("kept", 3).await;
    let id = alice.creates("Zebulon Quackenbush").await;
    alice.imports(&id, 0..300).await.data();
    alice.lists_under("k", &id, json!({"count": 300})).await.data();
    alice.deletes(&id).await;
    for file in std::fs::read_dir(app.dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for needle in ["Quackenbush", "First299", "first-last-299"] {
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "{needle} is still on disk");
        }
    }
}

#[tokio::test]
async fn it_takes_no_query() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    alice.client.delete("/v2/accounts/a?force=true").await.is_refused(400, "INVALID_PARAMS");
    assert_eq!(alice.lists("a", json!({})).await.names().len(), 3);
}
