//! `GET /v2/credits/entries`: the ledger, newest first.

use serde_json::{Value, json};

use crate::support::{TestApp, laws::keys};

#[tokio::test]
async fn a_grant_and_a_debit_say_what_they_were_for() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    app.clock.advance(60);
    let client = alice.client.clone().with("x-request-id", "order-66");
    client
        .network(&json!({"account_id": "a", "action": "list_connections", "params": {"count": 51}}))
        .await
        .data();
    let key = &app.engine.list_keys(alice.workspace).await.unwrap()[0].id;

    let data = alice.client.get("/v2/credits/entries").await.data();

    assert_eq!(keys(&data), ["entries", "next_before"]);
    assert_eq!(
        keys(&data["entries"][0]),
        ["id", "kind", "credits", "balance_after", "request_id", "key_id", "account_id", "action", "at"]
    );
    assert_eq!(
        data,
        json!({"next_before": null, "entries": [
            {"id": 2, "kind": "debit", "credits": 2, "balance_after": 98, "request_id": "order-66", "key_id": key.as_str(),
             "account_id": "a", "action": "list_connections", "at": "2026-04-26T10:36:00Z"},
            {"id": 1, "kind": "grant", "credits": 100, "balance_after": 100, "request_id": null, "key_id": null,
             "account_id": null, "action": null, "at": "2026-04-26T10:35:00Z"}
        ]})
    );
}

#[tokio::test]
async fn pages_of_any_size_cover_the_ledger_once() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 10).await;
    for _ in 0..24 {
        alice.lists("a", json!({})).await.data();
    }
    for limit in [1, 7, 24, 25, 26, 500] {
        let (mut ids, mut before) = (Vec::new(), String::new());
        loop {
            let data = alice.client.get(&format!("/v2/credits/entries?limit={limit}{before}")).await.data();
            let page = data["entries"].as_array().unwrap();
            assert!(page.len() <= limit && (data["next_before"].is_null() || page.len() == limit));
            ids.extend(page.iter().map(|entry| entry["id"].as_i64().unwrap()));
            let Some(next) = data["next_before"].as_i64() else { break };
            before = format!("&before={next}");
        }
        assert_eq!(ids, (1..=25).rev().collect::<Vec<_>>(), "by {limit}");
    }
}

#[tokio::test]
async fn each_balance_after_follows_from_the_entry_before() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    for count in [1, 51, 300, 99] {
        alice.lists("a", json!({"count": count})).await.data();
        app.engine.grant_credits(alice.workspace, count).await.unwrap();
    }
    let data = alice.client.get("/v2/credits/entries").await.data();
    let mut balance = 0;
    for entry in data["entries"].as_array().unwrap().iter().rev() {
        let credits = entry["credits"].as_i64().unwrap();
        balance += if entry["kind"] == "grant" { credits } else { -credits };
        assert_eq!(entry["balance_after"], balance, "{entry}");
    }
    assert_eq!(json!(balance), alice.client.get("/v2/credits").await.data()["balance"]);
}

#[tokio::test]
async fn a_page_has_50_unless_asked_otherwise_and_1_to_500() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 10).await;
    for _ in 0..60 {
        alice.lists("a", json!({})).await.data();
    }
    let data = alice.client.get("/v2/credits/entries").await.data();
    assert_eq!((data["entries"].as_array().unwrap().len(), &data["next_before"]), (50, &json!(12)));
    for (query, says) in [
        ("limit=0", "limit must be an integer from 1 to 500; got 0"),
        ("limit=501", "limit must be an integer from 1 to 500; got 501"),
        ("limit=ten", "limit must be an integer from 1 to 500; got \"ten\""),
        ("limit=", "limit must be an integer from 1 to 500; got \"\""),
        ("limit=1.0", "limit must be an integer from 1 to 500; got \"1.0\""),
        ("limit=5&limit=5", "\"limit\" stands twice in the query"),
        ("before=0", "before must be an integer from 1 to 9223372036854775807; got 0"),
        ("before=-1", "before must be an integer from 1 to 9223372036854775807; got \"-1\""),
        ("befor=9", "there is no field \"befor\"; the nearest is \"before\""),
    ] {
        let reply = alice.client.get(&format!("/v2/credits/entries?{query}")).await;
        assert_eq!(reply.is_refused(400, "INVALID_PARAMS"), says);
        assert_eq!(reply.json()["metadata"]["action"], "list_credit_entries");
    }
    let past = alice.client.get("/v2/credits/entries?before=1").await.data();
    assert_eq!(past, json!({"entries": [], "next_before": Value::Null}));
}
