//! What is told, and to whom.

use serde_json::{Value, json};

use crate::support::{CREDITS_LOW, Receiver, TestApp, people, person};

/// Tells webhooks all that is to be told now.
async fn tells(app: &TestApp) {
    while app.engine.deliver_once().await.unwrap() {}
}

#[tokio::test]
async fn who_came_who_left_and_who_changed_is_told_one_by_one() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let all = ["connection.added", "connection.removed", "connection.updated"];
    let (_, secret) = alice.hooks(&receiver.url(), &all).await;
    alice.has_connections("a", 10).await;
    tells(&app).await;
    assert!(receiver.heard().is_empty(), "a first list is no change");
    let mut list = people(9);
    list[4].company = Some("Elsewhere".into());
    list.push(person(20));
    app.commit(alice.workspace, "a", list, Vec::new()).await;
    tells(&app).await;
    assert_eq!(receiver.types(), ["connection.removed", "connection.updated", "connection.added"]);
    let told = receiver.messages();
    assert!(told.iter().all(|message| message.is_signed_by(&secret)));
    let updated = told[1].json();
    assert_eq!(updated["timestamp"], "2026-04-26T10:35:00Z");
    assert_eq!((&updated["data"]["account_id"], &updated["data"]["type"]), (&json!("a"), &json!("updated")));
    assert_eq!(updated["data"]["fields"], json!(["company"]));
    assert_eq!(updated["data"]["after"]["company"], "Elsewhere");
    assert_eq!(told[0].json()["data"]["after"], Value::Null);
}

#[tokio::test]
async fn a_long_event_is_told_in_turns_without_a_gap() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    alice.hooks(&receiver.url(), &["connection.added"]).await;
    for count in [1, 402, 602] {
        alice.has_connections("a", count).await;
    }
    let mut turns = 0;
    while app.engine.deliver_once().await.unwrap() {
        turns += 1;
    }
    assert!(turns >= 4, "{turns}");
    let of = |message: &crate::support::receiver::Message| message.json()["data"]["after"]["id"].clone();
    let members: std::collections::HashSet<_> =
        receiver.heard().iter().map(|one| of(one).to_string()).collect();
    assert_eq!((receiver.heard().len(), members.len()), (601, 601));
}

#[tokio::test]
async fn a_webhook_is_told_of_its_accounts_and_its_events_from_when_it_was_made() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for id in ["a", "b"] {
        alice.has_connections(id, 5).await;
        alice.has_connections(id, 6).await;
    }
    let receiver = Receiver::start().await;
    let body = json!({"url": receiver.url(), "events": ["connection.added"], "accounts": ["a"]});
    alice.client.post("/v2/webhooks", &body).await.data();
    for id in ["a", "b"] {
        alice.has_connections(id, 4).await;
        alice.has_connections(id, 5).await;
    }
    tells(&app).await;
    assert_eq!(receiver.types(), ["connection.added"]);
    assert_eq!(receiver.messages()[0].json()["data"]["account_id"], "a");
}

#[tokio::test]
async fn one_that_is_disabled_hears_nothing_and_of_what_it_missed_nothing_later() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["connection.added"]).await;
    let set = async |enabled: bool| {
        let body = json!({"enabled": enabled}).to_string();
        alice
            .client
            .send("PATCH", &format!("/v2/webhooks/{id}"), Some("application/json"), body)
            .await
            .data();
    };
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 2).await; // not told before it is disabled
    set(false).await;
    alice.has_connections("a", 3).await;
    set(true).await;
    alice.has_connections("a", 4).await;
    tells(&app).await;
    let told = receiver.messages();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].json()["data"]["after"]["first_name"], "First3");
}

#[tokio::test]
async fn a_charge_that_takes_the_balance_below_the_threshold_is_told_once() {
    let app = TestApp::with_credits(CREDITS_LOW + 2).await;
    let alice = app.workspace("alice").await.with_connections("a", 50).await;
    let receiver = Receiver::start().await;
    alice.hooks(&receiver.url(), &["credits.low"]).await;
    for told in [0, 0, 1, 1] {
        alice.lists("a", json!({"count": 50})).await.data();
        tells(&app).await;
        assert_eq!(receiver.types().len(), told);
    }
    let data = json!({"balance": CREDITS_LOW - 1, "threshold": CREDITS_LOW});
    assert_eq!(receiver.messages()[0].json()["data"], data);
    // Above and below again.
    app.engine.grant_credits(alice.workspace, 10).await.unwrap();
    for _ in 0..10 {
        alice.lists("a", json!({"count": 50})).await.data();
    }
    tells(&app).await;
    assert_eq!(receiver.types(), ["credits.low", "credits.low"]);
}

#[tokio::test]
async fn an_erased_account_is_told_of_no_more() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["connection.added"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 2).await;
    tells(&app).await;
    assert_eq!((receiver.types().len(), alice.deliveries(&id).await.len()), (1, 1));
    alice.has_connections("a", 3).await;
    alice.deletes("a").await;
    tells(&app).await;
    assert_eq!(receiver.types().len(), 1);
    assert!(alice.deliveries(&id).await.is_empty(), "its log goes with it");
}
