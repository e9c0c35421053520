//! Secrets: shown once, kept sealed, changed without a gap.

use serde_json::json;

use crate::support::{Receiver, TestApp, is_embedded};

#[tokio::test]
async fn a_message_is_signed_with_the_secret_that_was_shown() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, secret) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    alice.client.post_nothing(&format!("/v2/webhooks/{id}/test")).await.data();
    let heard = &receiver.heard()[0];
    assert!(heard.is_signed_by(&secret));
    assert_eq!(heard.headers["content-type"], "application/json");
    assert_eq!(heard.headers["webhook-timestamp"], app.engine.clock().now().as_second().to_string());
    assert_eq!(
        heard.json(),
        json!({"type": "webhook.test", "timestamp": "2026-04-26T10:35:00Z", "data": {"webhook_id": id}})
    );
}

#[tokio::test]
async fn after_a_rotation_both_secrets_sign_for_a_day_and_then_the_new_one_alone() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, old) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    let rotated = alice.client.post_nothing(&format!("/v2/webhooks/{id}/rotate")).await.data();
    assert_eq!(rotated["old_secret_until"], "2026-04-27T10:35:00Z");
    let new = rotated["secret"].as_str().unwrap();
    assert_ne!(old, new);
    let test = format!("/v2/webhooks/{id}/test");
    alice.client.post_nothing(&test).await.data();
    app.clock.advance(24 * 3_600);
    alice.client.post_nothing(&test).await.data();
    let heard = receiver.heard();
    assert!(heard[0].is_signed_by(&old) && heard[0].is_signed_by(new));
    assert!(heard[1].is_signed_by(new) && !heard[1].is_signed_by(&old));
    assert_eq!((heard[0].signatures(), heard[1].signatures()), (2, 1));
}

#[tokio::test]
async fn a_secret_is_shown_once_and_lies_nowhere_in_the_store() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let body = json!({"url": receiver.url()});
    let secret =
        alice.under("k").post("/v2/webhooks", &body).await.data()["secret"].as_str().unwrap().to_owned();
    let all = alice.client.get("/v2/webhooks").await;
    assert!(!all.text().contains("whsec_"));
    if !is_embedded() {
        return;
    }
    let bytes = data_encoding::BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
    for file in std::fs::read_dir(app.dir.path()).unwrap() {
        let file = std::fs::read(file.unwrap().path()).unwrap_or_default();
        for secret in [secret.as_bytes(), &bytes] {
            assert!(!file.windows(secret.len()).any(|part| part == secret));
        }
    }
}
