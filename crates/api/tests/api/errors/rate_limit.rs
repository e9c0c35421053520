//! `RATE_LIMITED`, and the headers that tell what is left.

use kith_engine::{NewKey, Settings};
use kith_model::{Scope, Scopes};
use serde_json::{Value, json};

use crate::support::{Client, Reply, TestApp, calls};

async fn app(requests_per_minute: u32) -> TestApp {
    TestApp::with(Settings { requests_per_minute, ..Settings::default() }).await
}

fn left(reply: &Reply) -> (&str, &str) {
    (reply.header("ratelimit-policy"), reply.header("ratelimit"))
}

#[tokio::test]
async fn each_answer_tells_what_is_left_and_the_one_beyond_is_refused_until_the_window_ends() {
    let app = app(3).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let asks = async || alice.lists("a", json!({})).await;
    assert_eq!(left(&asks().await), ("\"default\";q=3;w=60", "\"default\";r=2;t=60"));
    app.clock.advance(20);
    assert_eq!(left(&asks().await).1, "\"default\";r=1;t=40");
    assert_eq!(left(&asks().await).1, "\"default\";r=0;t=40");
    let refused = asks().await;
    let message = refused.is_refused(429, "RATE_LIMITED");
    assert_eq!(message, "the key's limit of 3 requests a minute is used up; try again in 40 s");
    assert_eq!(refused.header("retry-after"), "40");
    assert_eq!(left(&refused), ("\"default\";q=3;w=60", "\"default\";r=0;t=40"));
    assert_eq!(refused.json()["metadata"]["action"], Value::Null, "the body was not read");
    app.clock.advance(39);
    assert_eq!(asks().await.header("retry-after"), "1");
    app.clock.advance(1);
    assert_eq!(left(&asks().await).1, "\"default\";r=2;t=60");
    alice.has_credits(100_000 - 4).await;
}

#[tokio::test]
async fn a_limit_is_a_keys_own() {
    let app = app(1).await;
    let alice = app.workspace("alice").await;
    let other = alice.client_with(Scope::Read).await;
    alice.client.get("/v2/credits").await.data();
    alice.client.get("/v2/credits").await.is_refused(429, "RATE_LIMITED");
    other.get("/v2/credits").await.data();
}

#[tokio::test]
async fn every_operation_counts_against_one_limit_refusals_too() {
    let app = app(100).await;
    let alice = app.workspace("alice").await;
    for (call, used) in calls::all("missing").into_iter().zip(1..) {
        let reply = call.by(&alice.client).await;
        assert_eq!(left(&reply).1, format!("\"default\";r={};t=60", 100 - used), "{}", call.operation);
    }
}

#[tokio::test]
async fn a_full_window_refuses_every_operation() {
    let app = app(1).await;
    let alice = app.workspace("alice").await;
    alice.client.get("/v2/credits").await.data();
    for call in calls::all("a") {
        call.by(&alice.client).await.is_refused(429, "RATE_LIMITED");
    }
}

#[tokio::test]
async fn a_key_with_a_limit_of_its_own_is_told_that_one() {
    let app = app(300).await;
    let alice = app.workspace("alice").await;
    let new = NewKey { requests_per_minute: Some(2), ..NewKey::new("agent", Scopes::of([Scope::Read])) };
    let (_, secret) = app.engine.create_key(alice.workspace, new).await.unwrap();
    let agent = Client::new(app.address, Some(secret.reveal()));
    let own = agent.get("/v2/credits").await;
    assert_eq!(left(&own), ("\"default\";q=2;w=60", "\"default\";r=1;t=60"));
    agent.get("/v2/credits").await.data();
    let refused = agent.get("/v2/credits").await;
    let message = refused.is_refused(429, "RATE_LIMITED");
    assert_eq!(message, "the key's limit of 2 requests a minute is used up; try again in 60 s");
    assert_eq!(left(&refused), ("\"default\";q=2;w=60", "\"default\";r=0;t=60"));
    let other = alice.client.get("/v2/credits").await;
    assert_eq!(left(&other), ("\"default\";q=300;w=60", "\"default\";r=299;t=60"));
}
