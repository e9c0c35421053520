//! `DELETE /v2/accounts/{id}`: every row of the account is gone at once; its ledger entries stay.

use serde_json::json;

use crate::support::{TestApp, is_embedded};

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

#[tokio::test]
async fn the_reply_that_made_it_goes_with_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let body = json!({"name": "Wilhelmina Quaverley", "source": {"kind": "archive"}});
    let first = alice.under("k").post("/v2/accounts", &body).await.data()["account_id"].clone();
    alice.deletes(first.as_str().unwrap()).await;
    assert!(!on_disk(&app, b"Quaverley"));
    let again = alice.under("k").post("/v2/accounts", &body).await;
    assert_eq!(again.header("idempotent-replayed"), "");
    assert_ne!(again.data()["account_id"], first);
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_keep_it_from_its_end() {
    if !is_embedded() {
        return; // it is the end when nothing is on disk, which the store's own tests look for elsewhere
    }
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    assert!(on_disk(&app, b"Last299"));
    let head =
        format!("DELETE /v2/accounts/a HTTP/1.1\r\nhost: kith\r\nx-api-key: {}\r\n\r\n", alice.client.key());
    let mut stream = tokio::net::TcpStream::connect(app.address).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stream, head.as_bytes()).await.unwrap();
    drop(stream);
    while on_disk(&app, b"Last299") {
        tokio::task::yield_now().await;
    }
    alice.client.get("/v2/accounts/a").await.is_refused(404, "INVALID_ACCOUNT");
}

/// Whether a text stands anywhere in the files of the store.
fn on_disk(app: &TestApp, text: &[u8]) -> bool {
    let files = std::fs::read_dir(app.dir.path()).unwrap().map(|file| file.unwrap().path());
    files
        .map(|file| std::fs::read(file).unwrap_or_default())
        .any(|bytes| bytes.windows(text.len()).any(|at| at == text))
}
