//! Calls that write, under a key: carried out once, answered the same again.

use serde_json::{Value, json};

use crate::support::{Reply, TestApp, calls};

#[track_caller]
fn is_replay(reply: &Reply, first: &Reply) {
    assert_eq!((reply.status, reply.data()), (first.status, first.data()));
    assert_eq!(reply.header("idempotent-replayed"), "true");
}

#[tokio::test]
async fn every_call_that_writes_is_replayed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    for call in calls::all("a").iter().filter(|call| call.scope == "manage") {
        let client = alice.under(call.operation);
        let first = call.by(&client).await;
        assert_eq!(first.status.as_u16(), call.status);
        assert_eq!(first.header("idempotent-replayed"), "");
        app.clock.advance(60);
        is_replay(&call.by(&client).await, &first);
    }
    let left = alice.client.get("/v2/accounts").await.data();
    assert_eq!((&left["total_results"], &left["accounts"][0]["name"]), (&json!(1), &json!("New")));
}

#[tokio::test]
async fn a_replay_does_nothing_again() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    let pause = async || alice.under("k").post_nothing("/v2/accounts/a/pause").await;
    let first = pause().await;
    alice.resumes("a").await;
    is_replay(&pause().await, &first);
    assert_eq!(alice.account("a").await["status"], "active");
}

#[tokio::test]
async fn a_replayed_import_brings_no_old_list_back() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let import = calls::all(&id).into_iter().find(|call| call.operation == "import_account").unwrap();
    let first = import.by(&alice.under("k")).await;
    alice.imports(&id, 0..30).await.data();
    is_replay(&import.by(&alice.under("k")).await, &first);
    assert_eq!(alice.account(&id).await["connections"], 30);
}

#[tokio::test]
async fn a_refused_write_is_forgotten_and_may_succeed_under_its_key() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let path = format!("/v2/accounts/{id}/import");
    let sends = async |body: Vec<u8>| alice.under("k").send("POST", &path, Some("text/csv"), body).await;
    sends(b"no,export\n".to_vec()).await.is_refused(400, "INVALID_PARAMS");
    let import = calls::all(&id).into_iter().find(|call| call.operation == "import_account").unwrap();
    assert_eq!(sends(import.body.clone()).await.header("idempotent-replayed"), "");
    alice.under("p").post_nothing("/v2/accounts/later/pause").await.is_refused(404, "INVALID_ACCOUNT");
    app.account(alice.workspace, "later").await;
    let paused = alice.under("p").post_nothing("/v2/accounts/later/pause").await;
    assert_eq!((&paused.data()["active"], paused.header("idempotent-replayed")), (&Value::Bool(false), ""));
}

#[tokio::test]
async fn a_dry_run_writes_nothing_not_even_its_key() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let import = calls::all(&id).into_iter().find(|call| call.operation == "import_account").unwrap();
    let client = alice.under("k");
    for _ in 0..2 {
        let reply = import.at(&client, &format!("{}?dry_run=true", import.path)).await;
        assert_eq!((&reply.data()["snapshot"], reply.header("idempotent-replayed")), (&Value::Null, ""));
    }
    assert_eq!(import.by(&client).await.header("idempotent-replayed"), "");
}
