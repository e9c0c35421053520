//! `UNAVAILABLE` and `INTERNAL_ERROR`: a store that is away, and one that is damaged.

use serde_json::json;

use crate::support::{TestApp, calls, is_embedded};

#[tokio::test]
async fn a_store_that_is_away_is_worth_asking_again() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    alice.lists("a", json!({})).await.data(); // so the next one is counted without the store, wherever windows are kept
    app.store.close().await.unwrap();
    let reply = alice.lists("a", json!({})).await;
    let message = reply.is_refused(503, "UNAVAILABLE");
    assert_eq!(message, "the store is not available at the moment; try again shortly");
    assert_eq!(reply.header("retry-after"), "2");
    assert_eq!(reply.json()["metadata"]["action"], "list_connections");
}

#[tokio::test]
async fn a_damaged_store_is_a_fault_of_ours_that_says_its_request_id_and_nothing_else() {
    if !is_embedded() {
        return; // there is no file of ours to be damaged
    }
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let client = alice.client.clone().with("x-request-id", "order-66");
    client.get("/v2/credits").await.data();
    for file in std::fs::read_dir(app.dir.path()).unwrap() {
        let path = file.unwrap().path();
        let mut bytes = std::fs::read(&path).unwrap();
        if !path.to_str().unwrap().ends_with("-shm") {
            bytes.iter_mut().skip(100).for_each(|byte| *byte = 0xaa);
            std::fs::write(&path, bytes).unwrap();
        }
    }
    for call in calls::all("a").iter().filter(|call| call.method == "GET" || call.is_action()) {
        let message = call.by(&client).await.is_refused(500, "INTERNAL_ERROR");
        assert_eq!(message, "order-66", "{}", call.action);
    }
    client.get("/readyz").await.is_refused(500, "INTERNAL_ERROR");
    client.get("/healthz").await.data();
}
