//! `list_changes`: retries under an idempotency key, accounts that are erased, and stores that were put back.

use serde_json::json;

use super::{ask, cursor, told};
use crate::support::{TestApp, people};

#[tokio::test]
async fn a_retry_is_answered_as_the_first_was_whatever_landed_since() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 200).await;
    app.clock.advance(60);
    alice.has("a", &people(130)).await;
    app.clock.advance(60);
    let begun = cursor(&alice.changes("a", json!({"since": "snap_1", "count": 3})).await.data());
    let bodies = [
        json!({}),
        json!({"count": 1_000}),
        json!({"since": "snap_1", "count": 60}),
        json!({"since": begun}),
        json!({"since": "snap_2"}),
        json!({"since": "2026-04-26T10:35:30Z", "types": ["removed"]}),
        json!({"since": "2026-04-28T00:00:00Z"}),
        json!({"since": "2020-01-01T00:00:00Z"}),
    ]
    .map(|params| ask("a", params));
    let mut first = Vec::new();
    for (n, body) in bodies.iter().enumerate() {
        first.push(alice.under(&format!("k{n}")).network(body).await);
    }
    let before = alice.balance().await;
    for count in [150, 140] {
        app.clock.advance(6 * 3_600);
        alice.has("a", &people(count)).await;
        app.engine.prune().await.unwrap();
        for (n, body) in bodies.iter().enumerate() {
            let again = alice.under(&format!("k{n}")).network(body).await;
            assert_eq!(again.text(), first[n].text());
            assert_eq!(again.header("idempotent-replayed"), "true");
        }
    }
    alice.has_credits(before).await;
}

#[tokio::test]
async fn nothing_of_an_erased_account_is_told_to_a_namesake() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 50).await;
    alice.has("a", &people(60)).await;
    alice.has("a", &people(70)).await;
    let end = cursor(&alice.changes("a", json!({"since": "snap_3"})).await.data());
    alice.deletes("a").await;
    alice.changes("a", json!({"since": end})).await.is_refused(404, "INVALID_ACCOUNT");
    alice.has_connections("a", 2).await;
    let page = alice.changes("a", json!({})).await.data();
    assert_eq!((told(&page).len(), &page["initial"]), (2, &json!(true)));
    alice.has_connections("a", 3).await;
    assert_eq!(told(&alice.changes("a", json!({"since": "snap_1"})).await.data()), ["+First2 Last2"]);
    // As after a restore: the place that the cursor names is not one of this history.
    let message = alice.changes("a", json!({"since": end})).await.is_refused(410, "SNAPSHOT_EXPIRED");
    assert!(message.contains("begin anew"), "{message}");
}

#[tokio::test]
async fn another_workspace_is_told_nothing() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 50).await;
    alice.has("a", &people(60)).await;
    let end = cursor(&alice.changes("a", json!({"since": "snap_1"})).await.data());
    let bob = app.workspace("bob").await;
    for since in [
        json!({}),
        json!({"since": end}),
        json!({"since": "snap_1"}),
        json!({"since": "2020-01-01T00:00:00Z"}),
    ] {
        let missing = bob.changes("none", since.clone()).await;
        if !since["since"].as_str().is_some_and(|since| since.starts_with("cur_")) {
            assert_eq!(bob.changes("a", since.clone()).await.text(), missing.text());
        }
        bob.changes("a", since).await.is_refused(404, "INVALID_ACCOUNT");
    }
    let own = app.workspace("carol").await.with_connections("a", 1).await;
    own.changes("a", json!({"since": end})).await.is_refused(410, "SNAPSHOT_EXPIRED");
}
