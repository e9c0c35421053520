//! Headers of every answer: `x-request-id`, `x-kith-snapshot`, and what authenticated answers tell of the limit. That
//! they are there at all is a law of every answer.

use serde_json::json;

use crate::support::{Person, Reply, TestApp, calls};

#[tokio::test]
async fn a_well_formed_request_id_of_the_callers_own_comes_back() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let longest = "x".repeat(128);
    for id in ["1", "7f3c-AB.c_1", "a:b/c+d=e", &longest] {
        let client = alice.client.clone().with("x-request-id", id);
        assert_eq!(client.get("/v2/credits").await.header("x-request-id"), id);
        assert_eq!(client.get("/nowhere").await.header("x-request-id"), id);
        assert_eq!(client.get("/healthz").await.header("x-request-id"), id);
        assert_eq!(client.network_text("{").await.header("x-request-id"), id);
        let stranger = app.stranger().with("x-request-id", id);
        assert_eq!(stranger.get("/v2/credits").await.header("x-request-id"), id);
    }
}

#[tokio::test]
async fn an_ill_formed_one_is_replaced_and_none_is_given_one() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut seen = std::collections::HashSet::new();
    let too_long = "x".repeat(129);
    for id in ["", "a b", "a\"b", "a;b", "<a>", "ä", &too_long] {
        let reply = alice.client.clone().with("x-request-id", id).get("/v2/credits").await;
        let given = reply.header("x-request-id").to_owned();
        assert!(given.starts_with("req_") && given.len() < 64, "{given}");
        assert!(seen.insert(given), "each request has its own");
    }
    let reply = alice.client.get("/v2/credits").await;
    assert!(
        reply.header("x-request-id").starts_with("req_") && seen.insert(reply.header("x-request-id").into())
    );
}

#[tokio::test]
async fn the_ledger_knows_a_request_by_its_id() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = json!({"account_id": "a", "action": "list_connections"});
    alice.client.clone().with("x-request-id", "order-66").network(&body).await.data();
    let given = alice.client.network(&body).await.header("x-request-id").to_owned();
    let entries = alice.client.get("/v2/credits/entries").await.data()["entries"].take();
    assert_eq!((&entries[0]["request_id"], &entries[1]["request_id"]), (&json!(given), &json!("order-66")));
}

#[tokio::test]
async fn a_page_names_its_snapshot_and_no_other_answer_has_the_header() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    for params in [json!({}), json!({"offset": 99}), json!({"snapshot": "snap_1"})] {
        assert_eq!(alice.lists("a", params).await.header("x-kith-snapshot"), "snap_1");
    }
    let of_a_snapshot = ["network", "export_account"];
    for call in calls::all("a").iter().filter(|call| !of_a_snapshot.contains(&call.operation)) {
        assert!(!call.by(&alice.client).await.headers.contains_key("x-kith-snapshot"), "{}", call.operation);
    }
}

#[tokio::test]
async fn errors_after_authentication_tell_what_is_left_of_the_limit() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let replies: [Reply; 4] = [
        alice.client.network_text("{").await,
        alice.client.send("POST", "/v2/network", Some("text/plain"), "").await,
        alice.lists("missing", json!({})).await,
        alice.lists("a", json!({"count": 0})).await,
    ];
    for (reply, left) in replies.iter().zip([299, 298, 297, 296]) {
        assert!(reply.status.is_client_error());
        assert_eq!(reply.header("ratelimit-policy"), "\"default\";q=300;w=60");
        assert_eq!(reply.header("ratelimit"), format!("\"default\";r={left};t=60"));
    }
}

#[tokio::test]
async fn pages_and_what_they_load_carry_the_id_of_their_request_too() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let person = Person::signed_in(&alice.client).await;
    let reader = person.client.with("accept", "text/html").with("cookie", &person.cookie);
    for path in [
        "/",
        "/people",
        "/accounts/none",
        "/nowhere",
        "/sign-in",
        "/docs",
        "/docs/style.css",
        "/assets/kith.css",
        "/oauth/callback",
    ] {
        let reply = reader.send_freely("GET", path, None, "").await;
        assert!(reply.header("x-request-id").starts_with("req_"), "{path} {}", reply.status);
        let reply = reader.clone().with("x-request-id", "order-66").send_freely("GET", path, None, "").await;
        assert_eq!(reply.header("x-request-id"), "order-66", "{path}");
    }
}
