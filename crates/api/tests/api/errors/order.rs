//! The order of the checks, as pairs: of two neighbours in the contract's table, a request that violates both is
//! answered the first. Here for `POST /v2/network`, from the route to the balance.

use kith_engine::Settings;
use kith_model::Scope;
use serde_json::json;

use crate::support::{Client, Reply, Tenant, TestApp, tenant::page};

const JSON: Option<&str> = Some("application/json");

async fn sends(client: &Client, content_type: Option<&str>, body: impl Into<bytes::Bytes>) -> Reply {
    client.send("POST", "/v2/network", content_type, body).await
}

/// With a list `a` of 1,201, a balance of 1, and the idempotency key `used` used up.
async fn alice(app: &TestApp) -> Tenant<'_> {
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    alice.lists_under("used", "a", json!({"count": 1})).await.data();
    alice
}

#[tokio::test]
async fn the_route_comes_before_the_key() {
    let app = TestApp::start().await;
    app.stranger().get("/v2/networks").await.is_refused(404, "NOT_FOUND");
    app.stranger().get("/v2/network").await.is_refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn the_key_comes_before_its_limit() {
    let app = TestApp::with(Settings { requests_per_minute: 1, ..Settings::default() }).await;
    let alice = app.workspace("alice").await;
    let (id, client) = app.key(alice.workspace, Scope::Read, None).await;
    client.get("/v2/credits").await.data();
    client.get("/v2/credits").await.is_refused(429, "RATE_LIMITED");
    app.engine.revoke_key(alice.workspace, &id).await.unwrap();
    client.get("/v2/credits").await.is_refused(403, "INVALID_API_KEY");
}

#[tokio::test]
async fn the_limit_comes_before_the_scope_and_the_scope_before_the_body() {
    let app = TestApp::with(Settings { requests_per_minute: 2, ..Settings::default() }).await;
    let alice = app.workspace("alice").await;
    let reader = alice.client_with(Scope::Read).await;
    let large_text = " ".repeat(70_000);
    for code in ["FORBIDDEN", "FORBIDDEN", "RATE_LIMITED"] {
        let reply = reader.send("POST", "/v2/accounts", Some("text/plain"), large_text.clone()).await;
        assert_eq!(reply.json()["error"]["code"], code);
    }
}

#[tokio::test]
async fn the_media_type_comes_before_the_size_and_the_size_before_the_content() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let large = "no JSON ".repeat(10_000);
    sends(&alice.client, Some("text/plain"), large.clone()).await.is_refused(415, "UNSUPPORTED_MEDIA_TYPE");
    sends(&alice.client, JSON, large).await.is_refused(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn the_body_comes_before_the_action() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for body in [
        json!({"account_id": 7, "action": "nope"}),
        json!({"action": "nope"}),
        json!({"account_id": "a", "action": "nope", "typo": 1}),
    ] {
        alice.client.network(&body).await.is_refused(400, "INVALID_PARAMS");
    }
    let twice = r#"{"account_id":"a","account_id":"a","action":"nope"}"#;
    alice.client.network_text(twice).await.is_refused(400, "INVALID_PARAMS");
}

#[tokio::test]
async fn the_action_comes_before_its_params_and_before_the_query() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for params in [json!({"count": "ten"}), json!(5), json!({"typo": 1})] {
        let body = json!({"account_id": "a", "action": "nope", "params": params});
        alice.client.network(&body).await.is_refused(400, "INVALID_ACTION");
        alice.client.post("/v2/network?typo=1", &body).await.is_refused(400, "INVALID_ACTION");
    }
}

#[tokio::test]
async fn params_come_before_the_idempotency_key_and_that_before_the_account() {
    let app = TestApp::with_credits(2).await;
    let alice = alice(&app).await;
    for params in [json!({"count": 0}), json!({"typo": 1}), json!({"snapshot": "x", "use_cache": false})] {
        alice.lists_under("used", "a", params).await.is_refused(400, "INVALID_PARAMS");
    }
    let query = alice.under("used").post("/v2/network?typo=1", &page("a", json!({}))).await;
    query.is_refused(400, "INVALID_PARAMS");
    alice.lists_under("used", "missing", json!({})).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
}

#[tokio::test]
async fn the_account_comes_before_its_state_and_that_before_its_list() {
    let app = TestApp::with_credits(2).await;
    let alice = alice(&app).await;
    let bob = app.workspace("bob").await.with_empty_account("b").await;
    bob.pauses("b").await;
    alice.lists("b", json!({})).await.is_refused(404, "INVALID_ACCOUNT");
    bob.lists("b", json!({})).await.is_refused(403, "ACCOUNT_INACTIVE");
    bob.resumes("b").await;
    bob.lists("b", json!({})).await.is_refused(409, "ACCOUNT_NOT_READY");
}

#[tokio::test]
async fn the_list_comes_before_the_snapshot_and_that_before_the_balance() {
    let app = TestApp::with_credits(2).await;
    let alice = alice(&app).await.with_empty_account("empty").await;
    let garbage = |count: u32| json!({"snapshot": "garbage", "count": count});
    alice.lists("empty", garbage(1)).await.is_refused(409, "ACCOUNT_NOT_READY");
    alice.lists("a", garbage(1_000)).await.is_refused(410, "SNAPSHOT_EXPIRED");
    alice.pauses("a").await;
    alice.lists("a", garbage(1_000)).await.is_refused(403, "ACCOUNT_INACTIVE");
    alice.resumes("a").await;
    alice.lists("a", json!({"count": 1_000})).await.is_refused(402, "INSUFFICIENT_CREDITS");
}

#[tokio::test]
async fn a_replay_is_answered_at_the_place_of_the_conflict() {
    let app = TestApp::with_credits(1).await;
    let alice = alice(&app).await; // the balance is 0 now
    alice.pauses("a").await;
    let replay = alice.lists_under("used", "a", json!({"count": 1})).await;
    assert_eq!((replay.header("idempotent-replayed"), replay.credits()), ("true", 1));
    let (reader, body) = (alice.client_with(Scope::Read).await, page("a", json!({"count": 1})));
    let refused =
        reader.with("idempotency-key", "used").send("POST", "/v2/network", None, body.to_string()).await;
    refused.is_refused(415, "UNSUPPORTED_MEDIA_TYPE");
}
