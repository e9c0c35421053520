//! What it costs: a credit for every 50 people; and what a repeat costs.

use serde_json::json;

use super::asks;
use crate::support::TestApp;

#[tokio::test]
async fn a_credit_pays_for_fifty_people() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 101).await;
    let mut spent = 0;
    for (params, price) in [
        (json!({}), 1),
        (json!({"count": 500}), 3),
        (json!({"count": 51}), 2),
        (json!({"count": 500, "offset": 101}), 1),
        (json!({"query": "nobody"}), 0),
    ] {
        let reply = asks(&alice, "list_people", params.clone()).await;
        assert_eq!(reply.credits(), price, "{params} {}", reply.text());
        spent += price;
        alice.has_credits(100_000 - spent).await;
    }
    let entries = alice.client.get("/v2/credits/entries").await.data();
    assert_eq!(
        (&entries["entries"][0]["action"], &entries["entries"][0]["account_id"]),
        (&json!("list_people"), &json!(null))
    );
}

#[tokio::test]
async fn a_repeat_reads_again_and_pays_only_what_is_more() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 40).await;
    let body = json!({"action": "list_people", "params": {"count": 500}});
    let again = alice.under("k");
    assert_eq!(again.post("/v2/team", &body).await.credits(), 1);
    let repeat = again.post("/v2/team", &body).await;
    assert_eq!((repeat.credits(), repeat.header("idempotent-replayed")), (1, "true"));
    alice.has_credits(100_000 - 1).await;
    alice.has_connections("a", 120).await;
    let repeat = again.post("/v2/team", &body).await;
    assert_eq!((repeat.data()["total_results"].as_u64(), repeat.credits()), (Some(120), 3));
    alice.has_credits(100_000 - 3).await;
    let other = json!({"action": "list_people", "params": {"count": 499}});
    again.post("/v2/team", &other).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
}

#[tokio::test]
async fn who_has_no_credits_is_told_and_nothing_is_taken() {
    let app = TestApp::with_credits(1).await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    asks(&alice, "list_people", json!({"count": 60})).await.is_refused(402, "INSUFFICIENT_CREDITS");
    asks(&alice, "list_people", json!({"count": 50})).await.data();
    alice.has_credits(0).await;
    let says = asks(&alice, "find_introducers", json!({"query": "nobody"})).await;
    let says = says.is_refused(402, "INSUFFICIENT_CREDITS");
    assert!(says.contains("needs 1 credit") && says.contains("has 0"), "{says}");
    asks(&alice, "find_introducers", json!({"query": "-"})).await.is_refused(400, "INVALID_PARAMS");
    let none = json!({"accounts": ["a", "none"]});
    asks(&alice, "compare_accounts", none).await.is_refused(404, "INVALID_ACCOUNT");
}

#[tokio::test]
async fn a_repeat_of_what_took_the_last_credit_is_answered() {
    let app = TestApp::with_credits(1).await;
    let alice = app.workspace("alice").await.with_connections("a", 40).await;
    let body = json!({"action": "list_people", "params": {}});
    alice.under("k").post("/v2/team", &body).await.data();
    assert_eq!(alice.under("k").post("/v2/team", &body).await.header("idempotent-replayed"), "true");
    alice.has_credits(0).await;
}

#[tokio::test]
async fn how_many_were_found_is_told_on_every_page_and_on_none_for_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    super::three_of_us(&alice).await;
    let past = i32::MAX;
    for (action, params, found, price) in [
        ("list_people", json!({"offset": past}), 6, 1),
        ("list_people", json!({"query": "jane", "offset": past}), 1, 1),
        ("find_introducers", json!({"company": "acme", "offset": past}), 4, 1),
        ("find_introducers", json!({"profile_url": "linkedin.com/in/jane-doe", "offset": 1}), 1, 1),
        ("find_introducers", json!({"profile_url": "linkedin.com/in/nobody", "offset": 1}), 0, 0),
        ("find_introducers", json!({"company": "nowhere", "offset": past}), 0, 0),
    ] {
        let reply = asks(&alice, action, params.clone()).await;
        assert_eq!(reply.data()["total_results"], 0, "{params}");
        let told = reply.data()["total_available_results"].as_u64();
        assert_eq!((told, reply.credits()), (Some(found), price), "{action} {params}");
    }
    alice.has_credits(100_000 - 4).await;
}
