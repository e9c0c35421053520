//! `INVALID_API_KEY`: one message for every way in which a key can be wrong, and no hurry for who keeps guessing.

use std::time::Duration;

use kith_model::{Scope, api_key::ApiKey, random::SeededRandom};
use serde_json::json;
use tokio::time::Instant;

use crate::support::{Client, NOW, TestApp, calls};

/// The body of a refusal for its key.
async fn refusal(client: &Client) -> String {
    let reply = client.get("/v2/credits").await;
    reply.is_refused(403, "INVALID_API_KEY");
    assert!(!reply.headers.contains_key("ratelimit"));
    reply.text().to_owned()
}

#[tokio::test]
async fn missing_malformed_unknown_expired_and_revoked_keys_are_told_the_same() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let key = alice.client.key();
    let with = |key: &str| Client::new(app.address, Some(key));
    let unknown = ApiKey::generate(&SeededRandom::new(99));
    let missing = refusal(&app.stranger()).await;
    for other in ["", "kith_", "hunter2", &key[..key.len() - 1], &key.to_uppercase(), unknown.reveal()] {
        assert_eq!(refusal(&with(other)).await, missing, "{other}");
    }
    let twice = alice.client.clone().with("x-api-key", key);
    assert_eq!(refusal(&twice).await, missing);
    let (id, revoked) = app.key(alice.workspace, Scope::Read, None).await;
    revoked.get("/v2/credits").await.data();
    app.engine.revoke_key(alice.workspace, &id).await.unwrap();
    assert_eq!(refusal(&revoked).await, missing);
    assert!(missing.contains("the API key is missing or not valid; send it in the x-api-key header"));
}

#[tokio::test]
async fn a_key_ends_at_its_expiry_to_the_second() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let expiry = NOW.parse::<kith_model::Timestamp>().unwrap() + Duration::from_hours(1);
    let (_, client) = app.key(alice.workspace, Scope::Read, Some(expiry)).await;
    let page = json!({"account_id": "a", "action": "list_connections"});
    app.clock.advance(3_599);
    client.network(&page).await.data();
    app.clock.advance(1);
    client.network(&page).await.is_refused(403, "INVALID_API_KEY");
    client.get("/v2/credits").await.is_refused(403, "INVALID_API_KEY");
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn every_operation_asks_for_a_key() {
    let app = TestApp::start().await;
    for call in calls::all("a") {
        call.by(&app.stranger()).await.is_refused(403, "INVALID_API_KEY");
        app.clock.advance(61); // from the eleventh failure in a minute on, answers are slow
    }
}

#[tokio::test]
async fn an_address_that_keeps_failing_is_slowed_down_and_a_valid_key_never_is() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for _ in 0..10 {
        refusal(&app.stranger()).await;
    }
    let took = async |client: &Client| {
        let begin = Instant::now();
        client.get("/v2/credits").await;
        begin.elapsed()
    };
    assert!(took(&app.stranger()).await >= Duration::from_millis(100));
    assert!(took(&app.stranger()).await >= Duration::from_millis(200));
    let slow = app.stranger();
    let mut waiting = tokio::spawn(async move { slow.get("/v2/credits").await });
    alice.client.get("/v2/credits").await.data();
    assert!(!waiting.is_finished(), "a valid key is answered while the guesser waits");
    (&mut waiting).await.unwrap().is_refused(403, "INVALID_API_KEY");
    app.clock.advance(61);
    assert!(took(&app.stranger()).await < Duration::from_millis(100), "and it is forgiven in time");
}
