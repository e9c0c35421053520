//! `idempotency-key`: a retry that is safe for 24 hours.

mod conflicts;
mod empty_pages;
mod replays;
mod twins;
mod writes;

use serde_json::json;

use crate::support::{TestApp, tenant::page};

#[tokio::test]
async fn a_key_is_1_to_255_visible_characters_sent_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let (longest, too_long) = ("k".repeat(255), "k".repeat(256));
    for key in ["k", "!~", "7f3c-\"quoted\"", &longest] {
        alice.lists_under(key, "a", json!({})).await.data();
    }
    let body = page("a", json!({}));
    for key in ["", " ", "a b", "ä", "a\tb", &too_long] {
        let reply = alice.under(key).network(&body).await;
        let message = reply.is_refused(400, "INVALID_PARAMS");
        assert!(
            message.contains("idempotency-key") && message.contains("1 to 255 visible"),
            "{key:?}: {message}"
        );
        assert_eq!(reply.json()["metadata"]["action"], "list_connections");
    }
    let twice = alice.under("one").with("idempotency-key", "two").network(&body).await;
    assert!(twice.is_refused(400, "INVALID_PARAMS").contains("sent once"));
    alice.has_credits(100_000 - 4).await;
}

#[tokio::test]
async fn calls_that_neither_write_nor_charge_ignore_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    alice.lists_under("k", "a", json!({})).await.data();
    for path in ["/v2/credits", "/v2/accounts", "/v2/accounts/a", "/v2/credits/entries"] {
        for key in ["k", "not visible", ""] {
            let reply = alice.under(key).get(path).await;
            reply.data();
            assert!(!reply.headers.contains_key("idempotent-replayed"));
        }
    }
}
