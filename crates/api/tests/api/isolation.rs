//! Two workspaces: no call with the key of one sees an account, a snapshot, the credits or the existence of the
//! other's. The walk goes over every operation.

use serde_json::{Value, json};

use crate::support::{Reply, Tenant, TestApp, calls, tenant::page};

/// A word that stands in every answer about Alice's account.
const HERS: &str = "Her";

async fn alice(app: &TestApp) -> Tenant<'_> {
    let alice = app.workspace("alice").await;
    let mut list = crate::support::people(20);
    for row in &mut list {
        row.first_name = Some(HERS.into());
    }
    app.commit(alice.workspace, "hers", list, Vec::new()).await;
    alice.lists_under("k", "hers", json!({})).await.data();
    alice
}

/// An answer without what is of its own request, and with one id for any account.
fn outline(reply: &Reply, id: &str) -> (u16, Vec<String>, String) {
    let names = reply.headers.keys().map(ToString::to_string).collect();
    (reply.status.as_u16(), names, reply.text().replace(id, "the account"))
}

#[tokio::test]
async fn anothers_account_answers_every_operation_exactly_as_a_missing_one() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    let bob = app.workspace("bob").await.with_connections("his", 20).await;
    let before = (alice.account("hers").await, alice.balance().await);
    for (hers, missing) in calls::all("hers").iter().zip(calls::all("none")) {
        let theirs = hers.by(&bob.client).await;
        if hers.of_an_account {
            theirs.is_refused(404, "INVALID_ACCOUNT");
            assert_eq!(outline(&theirs, "hers"), outline(&missing.by(&bob.client).await, "none"));
        }
        // Nothing is told but the id that was sent.
        let told = theirs.text().replace(r#"no account \"hers\" in"#, "");
        assert!(!told.contains(HERS) && !told.contains("hers"), "{told}");
    }
    assert_eq!((alice.account("hers").await, alice.balance().await), before);
    assert_eq!(alice.lists("hers", json!({})).await.names().len(), 10);
}

#[tokio::test]
async fn every_way_to_ask_for_a_page_of_anothers_account_is_alike() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    let bob = app.workspace("bob").await;
    alice.app.account(alice.workspace, "empty").await;
    alice.app.account(alice.workspace, "paused").await;
    alice.pauses("paused").await;
    for params in [json!({}), json!({"snapshot": "snap_1"}), json!({"offset": 999}), json!({"count": 30_000})]
    {
        let missing = outline(&bob.lists("none", params.clone()).await, "none");
        for id in ["hers", "empty", "paused"] {
            assert_eq!(outline(&bob.lists(id, params.clone()).await, id), missing);
        }
    }
    let reused = bob.under("k").network(&page("hers", json!({}))).await;
    reused.is_refused(404, "INVALID_ACCOUNT");
}

#[tokio::test]
async fn anothers_snapshot_answers_exactly_as_garbage() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let hers = alice.creates("Alice").await;
    let snapshot = alice.imports(&hers, 0..20).await.data()["snapshot"].as_str().unwrap().to_owned();
    let bob = app.workspace("bob").await;
    let his = bob.creates("Bob").await;
    bob.imports(&his, 0..20).await.data();
    let asks = async |snapshot: &str| bob.lists(&his, json!({"snapshot": snapshot})).await;
    asks(&snapshot).await.is_refused(410, "SNAPSHOT_EXPIRED");
    assert_eq!(outline(&asks(&snapshot).await, &snapshot), outline(&asks("garbage").await, "garbage"));
}

#[tokio::test]
async fn lists_credits_and_ledgers_are_each_workspaces_own() {
    let app = TestApp::unlimited().await;
    let alice = alice(&app).await;
    let bob = app.workspace("bob").await.with_connections("his", 60).await;
    bob.lists("his", json!({"count": 60})).await.data();
    for (tenant, id, spent) in [(&alice, "hers", 1), (&bob, "his", 2)] {
        let accounts = tenant.client.get("/v2/accounts").await.data();
        assert_eq!(
            (&accounts["total_available_results"], &accounts["accounts"][0]["account_id"]),
            (&json!(1), &json!(id))
        );
        let entries = tenant.client.get("/v2/credits/entries").await.data()["entries"].take();
        let of: Vec<_> =
            entries.as_array().unwrap().iter().map(|entry| entry["account_id"].clone()).collect();
        assert_eq!(of, [json!(id), Value::Null]);
        tenant.has_credits(100_000 - spent).await;
    }
}

#[tokio::test]
async fn one_id_in_two_workspaces_is_two_accounts() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("same", 60).await;
    let bob = app.workspace("bob").await.with_connections("same", 5).await;
    assert_eq!(alice.lists("same", json!({"count": 100})).await.names().len(), 60);
    assert_eq!(bob.lists("same", json!({"count": 100})).await.names().len(), 5);
    bob.pauses("same").await;
    bob.deletes("same").await;
    assert_eq!(alice.lists("same", json!({"count": 100})).await.names().len(), 60);
    alice.has_credits(100_000 - 4).await;
    bob.has_credits(100_000 - 1).await;
}
