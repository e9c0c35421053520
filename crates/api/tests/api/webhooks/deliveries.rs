//! The log, trying a webhook, and sending again.

use serde_json::{Value, json};

use crate::support::receiver::Mood;
use crate::support::{Receiver, TestApp};

#[tokio::test]
async fn a_test_tells_what_the_receiver_answered_also_of_one_that_is_disabled() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut receiver = Receiver::start().await;
    let body = json!({"url": receiver.url(), "enabled": false});
    let id = alice.client.post("/v2/webhooks", &body).await.data()["webhook_id"].as_str().unwrap().to_owned();
    let test = async || alice.client.post_nothing(&format!("/v2/webhooks/{id}/test")).await.data();
    let good = test().await;
    assert_eq!(
        (&good["accepted"], &good["status"], &good["type"]),
        (&json!(true), &json!(204), &json!("webhook.test"))
    );
    receiver.is(|_| Mood::Answers(418));
    let bad = test().await;
    assert_eq!(
        (&bad["accepted"], &bad["status"], &bad["next_attempt_at"]),
        (&json!(false), &json!(418), &Value::Null)
    );
    receiver.goes_down().await;
    let none = test().await;
    assert_eq!((&none["status"], &none["error"]), (&Value::Null, &json!("the connection failed")));
    let log = alice.deliveries(&id).await;
    assert_eq!(log.len(), 3);
    for one in [good, bad, none] {
        assert!(log.contains(&one));
    }
}

#[tokio::test]
async fn the_log_is_read_page_by_page_without_a_gap() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    for _ in 0..7 {
        alice.client.post_nothing(&format!("/v2/webhooks/{id}/test")).await.data();
        app.clock.advance(1);
    }
    let (mut seen, mut before) = (Vec::new(), String::new());
    loop {
        let page = alice.client.get(&format!("/v2/webhooks/{id}/deliveries?limit=3{before}")).await.data();
        seen.extend(page["deliveries"].as_array().unwrap().clone());
        let Some(next) = page["next_before"].as_str() else { break };
        before = format!("&before={next}");
    }
    assert_eq!(seen, alice.deliveries(&id).await);
    assert_eq!(seen.len(), 7);
    let path = format!("/v2/webhooks/{id}/deliveries?before=dlv_unknown");
    let message = alice.client.get(&path).await.is_refused(400, "INVALID_PARAMS");
    assert!(message.starts_with("before names no delivery"), "{message}");
}

#[tokio::test]
async fn a_message_of_the_log_is_sent_again_the_same() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, secret) = alice.hooks(&receiver.url(), &["connection.added"]).await;
    alice.has_connections("a", 1).await;
    alice.has_connections("a", 4).await;
    while app.engine.deliver_once().await.unwrap() {}
    app.clock.advance(3 * 24 * 3_600);
    app.engine.prune().await.unwrap();
    let log = alice.deliveries(&id).await;
    assert_eq!(log.len(), 3);
    for one in &log {
        let path = format!("/v2/webhooks/{id}/deliveries/{}/resend", one["delivery_id"].as_str().unwrap());
        let sent = alice.client.post_nothing(&path).await.data();
        assert_eq!((&sent["message_id"], &sent["attempt"]), (&one["message_id"], &json!(2)));
    }
    let heard = receiver.heard();
    assert_eq!(heard.len(), 6);
    for (first, again) in
        heard[..3].iter().map(|first| (first, heard[3..].iter().find(|one| one.id == first.id)))
    {
        let again = again.unwrap();
        assert_eq!(first.body, again.body);
        assert!(again.is_signed_by(&secret));
    }
    alice.deletes("a").await;
    let path = format!("/v2/webhooks/{id}/deliveries/{}/resend", log[0]["delivery_id"].as_str().unwrap());
    alice.client.post_nothing(&path).await.is_refused(404, "NOT_FOUND");
}
