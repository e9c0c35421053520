//! `search_connections`: what it costs, what a retry gets, which snapshot is searched, and which accounts can be.

use kith_model::Connection;
use serde_json::json;

use crate::support::{TestApp, people, people::name, person};

#[tokio::test]
async fn each_fifty_found_cost_a_credit_and_nobody_found_costs_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    for (params, credits) in [
        (json!({"query": "first", "count": 51}), 2),
        (json!({"query": "first", "count": 50}), 1),
        (json!({"query": "first7", "count": 30_000}), 3),
        (json!({"query": "nobody at all"}), 0),
        (json!({"count": 1_201}), 25),
        (json!({"query": "first", "offset": i32::MAX}), 1),
        (json!({"has_email": false, "offset": 1_201}), 1),
        (json!({"offset": 1_201, "sort": "company"}), 0),
        (json!({"query": "nobody at all", "offset": 5}), 0),
    ] {
        assert_eq!(alice.searches(params).await.credits(), credits);
    }
    alice.has_credits(100_000 - 33).await;
    let entries = alice.client.get("/v2/credits/entries").await.data();
    assert_eq!(entries["entries"][0]["action"], "search_connections");
}

#[tokio::test]
async fn a_retry_is_answered_from_the_same_snapshot_and_charged_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let params = json!({"query": "first", "count": 250, "sort": "last_name", "fields": ["id"]});
    let first = alice.searches_under("k", params.clone()).await;
    assert_eq!(first.credits(), 5);
    alice.has_connections("a", 7).await;
    let again = alice.searches_under("k", params).await;
    assert_eq!((again.text(), again.header("idempotent-replayed")), (first.text(), "true"));
    assert_eq!(again.header("x-kith-snapshot"), "snap_1");
    alice.searches_under("k", json!({"query": "other"})).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    alice.has_credits(100_000 - 5).await;
}

#[tokio::test]
async fn what_is_more_than_is_left_is_refused_whole() {
    let app = TestApp::with_credits(2).await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let message = alice.searches(json!({"count": 101})).await.is_refused(402, "INSUFFICIENT_CREDITS");
    assert!(message.contains("needs 3 credits"), "{message}");
    alice.has_credits(2).await;
}

#[tokio::test]
async fn who_has_nothing_left_has_no_work_done_and_a_repeat_is_answered_all_the_same() {
    let app = TestApp::with_credits(1).await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let first = alice.searches_under("k", json!({"query": "first7"})).await;
    assert_eq!(first.credits(), 1);
    for (action, params) in [
        ("search_connections", json!({"query": "nobody at all"})),
        ("match_connections", json!({"profile_urls": ["linkedin.com/in/nobody"]})),
        ("get_statistics", json!({})),
    ] {
        let says = alice.asks(action, "a", params).await.is_refused(402, "INSUFFICIENT_CREDITS");
        assert!(says.contains("needs 1 credit"), "{says}");
    }
    alice.exports("a", "").await.is_refused(402, "INSUFFICIENT_CREDITS");
    assert_eq!(alice.searches_under("k", json!({"query": "first7"})).await.text(), first.text());
    assert_eq!(alice.lists("a", json!({"offset": 60})).await.credits(), 0);
}

#[tokio::test]
async fn a_pinned_search_misses_nobody_and_finds_nobody_twice_while_other_lists_land() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let page = async |offset: u32, snapshot: &str| {
        let pinned = json!({"query": "last", "sort": "last_name", "count": 100, "offset": offset, "snapshot": snapshot});
        alice.searches(pinned).await
    };
    let first = alice.searches(json!({"query": "last", "sort": "last_name", "count": 100})).await;
    let mut names = first.names();
    let mut list = people(1_201);
    for n in 1..13 {
        list.splice(0..0, (0..10).map(|m| person(10_000 + n * 10 + m)));
        list.drain(600..610);
        app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
        let reply = page(n * 100, "snap_1").await;
        assert_eq!(reply.data()["total_available_results"], 1_201);
        names.extend(reply.names());
    }
    let mut right: Vec<_> = (0..1_201).map(|n| (format!("Last{n}"), name(n))).collect();
    right.sort();
    assert_eq!(names, right.into_iter().map(|(_, name)| name).collect::<Vec<_>>());
    let newest = alice.searches(json!({"query": "last10120"})).await;
    assert_eq!((newest.names(), newest.header("x-kith-snapshot")), (vec![name(10_120)], "snap_13"));
    page(0, "snap_99").await.is_refused(410, "SNAPSHOT_EXPIRED");
}

#[tokio::test]
async fn who_was_erased_is_found_no_more() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    assert_eq!(alice.finds("first7").await, [name(7)]);
    alice.deletes("a").await;
    alice.searches(json!({"query": "first7"})).await.is_refused(404, "INVALID_ACCOUNT");
    let stranger = Connection { first_name: Some("Other".into()), ..person(1) };
    app.commit(alice.workspace, "a", vec![stranger], Vec::new()).await;
    assert_eq!(alice.finds("first7").await, [""; 0]);
    assert_eq!(alice.finds("oth").await.len(), 1);
}

#[tokio::test]
async fn an_account_that_keeps_nothing_or_has_nothing_yet_says_so() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_empty_account("a").await;
    alice.searches(json!({})).await.is_refused(409, "ACCOUNT_NOT_READY");
    let source = json!({"kind": "connections_api", "access_token": "t", "mode": "live"});
    let made = alice.client.post("/v2/accounts", &json!({"name": "Live", "source": source})).await.data();
    let id = made["account_id"].as_str().unwrap();
    for (action, params) in [
        ("search_connections", json!({"query": "x"})),
        ("match_connections", json!({"profile_urls": ["x"]})),
        ("get_statistics", json!({})),
    ] {
        let message = alice.asks(action, id, params).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.contains("is live") && message.contains(action), "{message}");
    }
    alice.has_credits(100_000).await;
}
