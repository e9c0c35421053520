//! Spending by many at once: the balance pays for exactly what it can, and an error costs nothing.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{TestApp, tenant::page};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_requests_at_once_exactly_those_that_the_balance_covers_are_answered() {
    for (credits, count, affordable) in [(32, 50, 32), (33, 51, 16), (64, 1, 64), (63, 1, 63)] {
        let app = TestApp::with_credits(credits).await;
        let alice = app.workspace("alice").await.with_connections("a", 200).await;
        let bodies: Vec<_> = (0..64).map(|n| page("a", json!({"count": count, "offset": n % 100}))).collect();
        let replies = join_all(bodies.iter().map(|body| alice.client.network(body))).await;
        let (paid, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status.is_success());
        assert_eq!(paid.len(), affordable);
        for reply in refused {
            reply.is_refused(402, "INSUFFICIENT_CREDITS");
        }
        let spent: u64 = paid.iter().map(|reply| reply.credits()).sum();
        alice.has_credits(credits - spent).await;
        let data = alice.client.get("/v2/credits/entries?limit=500").await.data();
        let ledger: Vec<_> =
            data["entries"].as_array().unwrap().iter().map(|entry| &entry["request_id"]).collect();
        assert_eq!(ledger.len(), affordable + 1);
        for reply in paid {
            let mine = json!(reply.header("x-request-id"));
            assert_eq!(ledger.iter().filter(|id| ***id == mine).count(), 1, "each answer has its one debit");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_spend_from_one_balance() {
    let app = TestApp::with_credits(32).await;
    let alice = app.workspace("alice").await.with_connections("a", 50).await;
    let beside = app.beside().await;
    let here = alice.client.clone();
    let there = alice.client.clone().at(beside.address);
    let body = page("a", json!({"count": 50}));
    let all = (0..64).map(|n| if n % 2 == 0 { here.network(&body) } else { there.network(&body) });
    let replies = join_all(all).await;
    assert_eq!(replies.iter().filter(|reply| reply.status.is_success()).count(), 32);
    alice.has_credits(0).await;
}

#[tokio::test]
async fn a_refused_request_costs_nothing_whatever_is_wrong_with_it() {
    let app = TestApp::with_credits(100).await;
    let alice =
        app.workspace("alice").await.with_connections("a", 200).await.with_empty_account("empty").await;
    alice.lists("a", json!({"count": 0})).await.is_refused(400, "INVALID_PARAMS");
    alice.lists("missing", json!({})).await.is_refused(404, "INVALID_ACCOUNT");
    alice.lists("empty", json!({})).await.is_refused(409, "ACCOUNT_NOT_READY");
    alice.lists("a", json!({"snapshot": "x"})).await.is_refused(410, "SNAPSHOT_EXPIRED");
    alice.under("k k").network(&page("a", json!({}))).await.is_refused(400, "INVALID_PARAMS");
    alice.pauses("a").await;
    alice.lists("a", json!({})).await.is_refused(403, "ACCOUNT_INACTIVE");
    assert_eq!(alice.client.get("/v2/credits/entries").await.data()["entries"].as_array().unwrap().len(), 1);
    alice.has_credits(100).await;
}
