//! What is not accepted is tried again, in order, and in the end no more.

use serde_json::{Value, json};

use crate::support::receiver::Mood;
use crate::support::{Receiver, TestApp};

async fn tells(app: &TestApp) {
    while app.engine.deliver_once().await.unwrap() {}
}

#[tokio::test]
async fn a_message_is_tried_again_under_its_id_and_those_behind_it_wait() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["connection.added"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 3).await;
    for mood in [Mood::Answers(500), Mood::Breaks, Mood::Redirects, Mood::Answers(404)] {
        receiver.is(move |_| mood);
        tells(&app).await;
        app.clock.advance(1_000);
    }
    assert_eq!((receiver.heard().len(), receiver.messages().len()), (4, 1), "the second waits for the first");
    receiver.is(|_| Mood::Answers(200));
    app.clock.advance(1_000);
    tells(&app).await;
    assert_eq!(receiver.messages().len(), 2);
    let log = alice.deliveries(&id).await;
    let attempts: Vec<_> = log.iter().map(|one| one["attempt"].as_u64().unwrap()).collect();
    assert_eq!(attempts.iter().filter(|attempt| **attempt == 5).count(), 1);
    assert_eq!(log.iter().filter(|one| one["accepted"] == true).count(), 2);
    let status = |status: Value| log.iter().filter(|one| one["status"] == status).count();
    assert_eq!((status(json!(500)), status(json!(307)), status(Value::Null)), (1, 1, 1));
    assert!(
        log.iter()
            .any(|one| one["error"] == "the connection failed" && one["next_attempt_at"] != Value::Null)
    );
}

#[tokio::test]
async fn a_receiver_that_asks_for_time_gets_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    alice.hooks(&receiver.url(), &["connection.added"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 2).await;
    receiver.is(|_| Mood::AsksFor(600));
    tells(&app).await;
    app.clock.advance(599);
    tells(&app).await;
    assert_eq!(receiver.heard().len(), 1);
    app.clock.advance(1);
    tells(&app).await;
    assert_eq!(receiver.heard().len(), 2);
}

#[tokio::test]
async fn after_three_days_it_is_disabled_and_the_others_are_told() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let (mut broken, well) = (Receiver::start().await, Receiver::start().await);
    let (id, _) = alice.hooks(&broken.url(), &["connection.added"]).await;
    alice.hooks(&well.url(), &["webhook.disabled"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 2).await;
    broken.goes_down().await;
    for hour in 0..72 {
        tells(&app).await;
        let shown = alice.client.get(&format!("/v2/webhooks/{id}")).await.data();
        assert_eq!(shown["enabled"], true, "after {hour} hours");
        app.clock.advance(3_600);
    }
    tells(&app).await;
    let shown = alice.client.get(&format!("/v2/webhooks/{id}")).await.data();
    assert_eq!(shown["enabled"], false);
    assert_eq!(shown["disabled_because"], "no message was accepted for three days");
    assert_eq!(well.types(), ["webhook.disabled"]);
    let told = json!({"webhook_id": id, "because": "no message was accepted for three days"});
    assert_eq!(well.messages()[0].json()["data"], told);
    broken.comes_back().await;
    app.clock.advance(24 * 3_600);
    tells(&app).await;
    assert!(broken.heard().is_empty());
}

#[tokio::test]
async fn an_address_that_is_mended_is_told_at_once_and_has_three_days_of_its_own() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let (broken, well) = (Receiver::start().await, Receiver::start().await);
    let (id, _) = alice.hooks(&broken.url(), &["connection.added"]).await;
    let patch = async |change: Value| {
        let path = format!("/v2/webhooks/{id}");
        alice.client.send("PATCH", &path, Some("application/json"), change.to_string()).await.data()
    };
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 2).await;
    broken.is(|_| Mood::Answers(500));
    for _ in 0..71 {
        tells(&app).await;
        app.clock.advance(3_600);
    }
    tells(&app).await;
    let tried = broken.heard().len();
    tells(&app).await;
    assert_eq!(broken.heard().len(), tried, "it waits");
    patch(json!({"enabled": true})).await;
    tells(&app).await;
    assert_eq!(broken.heard().len(), tried + 1);
    app.clock.advance(2 * 3_600);
    tells(&app).await;
    patch(json!({"url": well.url()})).await;
    tells(&app).await;
    assert_eq!(well.types(), ["connection.added"]);
    assert_eq!(patch(json!({"description": "mended"})).await["enabled"], true);
}

#[tokio::test]
async fn a_webhook_that_changes_while_an_event_is_told_is_told_the_rest_as_it_is() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let (first, second) = (Receiver::start().await, Receiver::start().await);
    let (id, _) = alice.hooks(&first.url(), &["connection.added"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 4).await;
    first.is(|_| Mood::Hangs);
    let engine = app.engine.clone();
    let telling = tokio::spawn(async move { engine.deliver_once().await });
    while first.heard().is_empty() {
        tokio::task::yield_now().await;
    }
    let change = json!({"url": second.url()}).to_string();
    let path = format!("/v2/webhooks/{id}");
    alice.client.send("PATCH", &path, Some("application/json"), change).await.data();
    let rotated = alice.client.post_nothing(&format!("{path}/rotate")).await.data();
    first.is(|_| Mood::Answers(204));
    telling.await.unwrap().unwrap();
    tells(&app).await;
    assert_eq!((first.heard().len(), second.heard().len()), (1, 2));
    let secret = rotated["secret"].as_str().unwrap();
    assert!(second.messages().iter().all(|message| message.is_signed_by(secret)));
}

#[tokio::test]
async fn a_workspace_that_hangs_leaves_room_for_another() {
    let app = TestApp::unlimited().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    let (slow, quick) = (Receiver::start().await, Receiver::start().await);
    slow.is(|_| Mood::Hangs);
    for _ in 0..16 {
        alice.hooks(&slow.url(), &["connection.added"]).await;
    }
    for account in ["a", "b", "c", "d"] {
        alice.has_connections(account, 1).await;
        alice.has_connections(account, 2).await;
    }
    bob.hooks(&quick.url(), &["connection.added"]).await;
    bob.has_connections("e", 1).await;
    bob.has_connections("e", 3).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let work = tokio::spawn(app.engine.clone().work(async move { drop(stopped.await) }));
    while quick.heard().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(slow.heard().len() <= 16);
    drop(stop);
    work.await.unwrap();
}

#[tokio::test]
async fn one_that_is_gone_is_disabled_at_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["connection.added"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 3).await;
    receiver.is(|_| Mood::Answers(410));
    tells(&app).await;
    assert_eq!(receiver.heard().len(), 1);
    let shown = alice.client.get(&format!("/v2/webhooks/{id}")).await.data();
    assert_eq!(
        (&shown["enabled"], shown["disabled_because"].as_str().unwrap().contains("410")),
        (&json!(false), true)
    );
}

#[tokio::test]
async fn one_that_fails_holds_up_neither_another_webhook_nor_another_account() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let (broken, well) = (Receiver::start().await, Receiver::start().await);
    alice.hooks(&broken.url(), &["connection.added"]).await;
    alice.hooks(&well.url(), &["connection.added"]).await;
    broken.is(|message| {
        if message.json()["data"]["account_id"] == "a" { Mood::Answers(500) } else { Mood::Answers(200) }
    });
    for id in ["a", "b"] {
        alice.has_connections(id, 1).await;
        alice.has_connections(id, 3).await;
    }
    tells(&app).await;
    assert_eq!(well.messages().len(), 4);
    let of_b = broken.messages().iter().filter(|message| message.json()["data"]["account_id"] == "b").count();
    assert_eq!((broken.messages().len(), of_b), (3, 2));
}
