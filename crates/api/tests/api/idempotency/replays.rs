//! A replayed page: the same bytes as the first, the same credits told, and nothing charged.

use kith_model::Scope;
use serde_json::json;

use crate::support::{Reply, TestApp};

const DAY: i64 = 24 * 3_600;

#[track_caller]
fn is_replay(reply: &Reply, first: &Reply) {
    assert_eq!(reply.text(), first.text());
    assert_eq!(reply.header("idempotent-replayed"), "true");
    assert_eq!(reply.header("x-kith-snapshot"), first.header("x-kith-snapshot"));
}

#[tokio::test]
async fn a_retry_is_answered_as_the_first_was_and_charged_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let first = alice.lists_under("k", "a", json!({"count": 250, "fields": ["id"]})).await;
    assert_eq!((first.header("idempotent-replayed"), first.credits()), ("", 5));
    for seconds in [0, 1, 3_600] {
        app.clock.advance(seconds);
        is_replay(&alice.lists_under("k", "a", json!({"count": 250, "fields": ["id"]})).await, &first);
    }
    alice.has_credits(100_000 - 5).await;
}

#[tokio::test]
async fn a_replay_is_of_the_first_answers_snapshot_also_when_newer_ones_landed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let first = alice.lists_under("k", "a", json!({"count": 60})).await;
    for count in [1_300, 5, 700] {
        app.clock.advance(3_600);
        alice.has_connections("a", count).await;
        is_replay(&alice.lists_under("k", "a", json!({"count": 60})).await, &first);
    }
    app.clock.advance(DAY - 3 * 3_600);
    app.engine.prune().await.unwrap();
    is_replay(&alice.lists_under("k", "a", json!({"count": 60})).await, &first);
    alice.has_credits(100_000 - 2).await;
}

#[tokio::test]
async fn a_replay_is_answered_when_the_account_is_paused_and_when_the_balance_is_gone() {
    let app = TestApp::with_credits(2).await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.lists_under("k", "a", json!({"count": 60})).await;
    alice.has_credits(0).await;
    alice.pauses("a").await;
    is_replay(&alice.lists_under("k", "a", json!({"count": 60})).await, &first);
}

#[tokio::test]
async fn any_key_of_the_workspace_may_retry_and_an_ended_one_may_not() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.lists_under("k", "a", json!({})).await;
    let (id, other) = app.key(alice.workspace, Scope::Read, None).await;
    let body = json!({"account_id": "a", "action": "list_connections", "params": {}});
    let other = other.with("idempotency-key", "k");
    is_replay(&other.network(&body).await, &first);
    app.engine.revoke_key(alice.workspace, &id).await.unwrap();
    other.network(&body).await.is_refused(403, "INVALID_API_KEY");
}

#[tokio::test]
async fn a_key_is_free_again_after_24_hours() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.lists_under("k", "a", json!({})).await;
    app.clock.advance(DAY);
    is_replay(&alice.lists_under("k", "a", json!({})).await, &first);
    app.clock.advance(1);
    let anew = alice.lists_under("k", "a", json!({"count": 60})).await;
    assert_eq!((anew.header("idempotent-replayed"), anew.credits()), ("", 2));
    is_replay(&alice.lists_under("k", "a", json!({"count": 60})).await, &anew);
    alice.has_credits(100_000 - 3).await;
}

#[tokio::test]
async fn only_successes_are_remembered() {
    let app = TestApp::with_credits(1).await;
    let alice = app.workspace("alice").await.with_empty_account("a").await;
    let ask = async |count: u32| alice.lists_under("k", "a", json!({"count": count})).await;
    ask(0).await.is_refused(400, "INVALID_PARAMS");
    ask(60).await.is_refused(409, "ACCOUNT_NOT_READY");
    alice.has_connections("a", 60).await;
    ask(60).await.is_refused(402, "INSUFFICIENT_CREDITS");
    app.engine.grant_credits(alice.workspace, 1).await.unwrap();
    let first = ask(60).await;
    assert_eq!((first.header("idempotent-replayed"), first.credits()), ("", 2));
    is_replay(&ask(60).await, &first);
    alice.has_credits(0).await;
}

#[tokio::test]
async fn a_replay_outlives_the_process_that_answered_first() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.lists_under("k", "a", json!({})).await;
    let beside = app.beside().await;
    let there = alice.under("k").at(beside.address);
    let body = json!({"account_id": "a", "action": "list_connections", "params": {}});
    is_replay(&there.network(&body).await, &first);
    alice.has_credits(100_000 - 1).await;
}
