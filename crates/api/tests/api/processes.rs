//! Another process over the same folder: what it did is seen by the next page that is paid for, exactly, and by
//! everything else within a quarter of a second. The clock stands still, so nothing here is seen by waiting.

use kith_engine::Settings;
use kith_model::{AccountId, Scope};
use serde_json::json;

use crate::support::{Tenant, TestApp, exports, people::name};

/// With a list that the server has in its caches.
async fn alice(app: &TestApp) -> Tenant<'_> {
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    alice.lists("a", json!({"count": 60})).await.data();
    alice.lists("a", json!({"count": 60})).await.data();
    alice
}

fn id() -> AccountId {
    AccountId::new("a")
}

#[tokio::test]
async fn a_key_revoked_there_pays_for_no_page_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let (key, client) = app.key(alice.workspace, Scope::Read, None).await;
    let page = json!({"account_id": "a", "action": "list_connections"});
    client.network(&page).await.data();
    there.engine.revoke_key(alice.workspace, &key).await.unwrap();
    client.network(&page).await.is_refused(403, "INVALID_API_KEY");
    alice.has_credits(100_000 - 5).await;
}

#[tokio::test]
async fn a_key_revoked_there_reads_no_empty_page_and_no_replay_either() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let (key, client) = app.key(alice.workspace, Scope::Read, None).await;
    let page = json!({"account_id": "a", "action": "list_connections"});
    let empty = json!({"account_id": "a", "action": "list_connections", "params": {"offset": 60}});
    client.clone().with("idempotency-key", "k").network(&page).await.data();
    there.engine.revoke_key(alice.workspace, &key).await.unwrap();
    client.network(&empty).await.is_refused(403, "INVALID_API_KEY");
    client.with("idempotency-key", "k").network(&page).await.is_refused(403, "INVALID_API_KEY");
}

#[tokio::test]
async fn everything_else_sees_it_within_a_quarter_of_a_second() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let (key, client) = app.key(alice.workspace, Scope::Read, None).await;
    client.get("/v2/credits").await.data();
    there.engine.revoke_key(alice.workspace, &key).await.unwrap();
    app.clock.advance(1);
    client.get("/v2/credits").await.is_refused(403, "INVALID_API_KEY");
}

#[tokio::test]
async fn after_a_rest_no_request_of_a_crowd_goes_by_what_was_known_before() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let (key, client) = app.key(alice.workspace, Scope::Read, None).await;
    client.get("/v2/credits").await.data();
    there.engine.revoke_key(alice.workspace, &key).await.unwrap();
    app.clock.advance(3_600);
    let crowd = (0..8).map(|_| client.get("/v2/credits"));
    for reply in futures_util::future::join_all(crowd).await {
        reply.is_refused(403, "INVALID_API_KEY");
    }
}

#[tokio::test]
async fn a_key_that_is_only_refused_learns_of_its_end_too() {
    let app = TestApp::with(Settings { requests_per_minute: 1, ..Settings::default() }).await;
    let (alice, there) = (app.workspace("alice").await, app.beside().await);
    let (key, client) = app.key(alice.workspace, Scope::Read, None).await;
    client.get("/v2/credits").await.data();
    client.get("/v2/credits").await.is_refused(429, "RATE_LIMITED");
    there.engine.revoke_key(alice.workspace, &key).await.unwrap();
    app.clock.advance(1);
    client.get("/v2/credits").await.is_refused(403, "INVALID_API_KEY");
}

#[tokio::test]
async fn a_workspace_deleted_there_lets_nobody_in_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let bob = app.workspace("bob").await;
    there.engine.delete_workspace("alice").await.unwrap();
    alice.lists("a", json!({"count": 60})).await.is_refused(403, "INVALID_API_KEY");
    app.clock.advance(1);
    alice.client.get("/v2/credits").await.is_refused(403, "INVALID_API_KEY");
    bob.has_credits(100_000).await;
}

#[tokio::test]
async fn an_account_paused_there_answers_no_page_here_until_it_is_resumed_there() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    there.engine.pause_account(alice.workspace, &id(), None).await.unwrap();
    alice.lists("a", json!({"count": 60})).await.is_refused(403, "ACCOUNT_INACTIVE");
    there.engine.resume_account(alice.workspace, &id(), None).await.unwrap();
    assert_eq!(alice.lists("a", json!({"count": 60})).await.names().len(), 60);
    there.engine.pause_account(alice.workspace, &id(), None).await.unwrap();
    alice.lists("a", json!({"offset": 60})).await.is_refused(403, "ACCOUNT_INACTIVE");
    alice.has_credits(100_000 - 6).await;
}

#[tokio::test]
async fn an_import_there_is_the_next_page_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let csv = exports::csv((100..180).map(exports::row));
    let path = "/v2/accounts/a/import?replace=true";
    let client = alice.client.clone().at(there.address);
    let report = client.send("POST", path, Some("text/csv"), csv).await.data();
    let page = alice.lists("a", json!({"count": 100})).await;
    assert_eq!(page.names(), (100..180).map(name).collect::<Vec<_>>());
    assert_eq!(report["snapshot"], page.header("x-kith-snapshot"));
    let pinned = alice.lists("a", json!({"count": 100, "snapshot": "snap_1"})).await;
    assert_eq!(pinned.names(), (0..60).map(name).collect::<Vec<_>>());
}

#[tokio::test]
async fn an_empty_page_here_may_have_been_filled_there() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    assert_eq!(alice.lists("a", json!({"offset": 60})).await.names().len(), 0);
    there.commit(alice.workspace, "a", crate::support::people(61), Vec::new()).await;
    assert_eq!(alice.lists("a", json!({"offset": 60})).await.names(), [name(60)]);
}

#[tokio::test]
async fn an_account_deleted_there_is_gone_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    there.engine.delete_account(alice.workspace, &id(), None).await.unwrap();
    for params in [json!({"count": 60}), json!({"offset": 60}), json!({"snapshot": "snap_1"})] {
        alice.lists("a", params).await.is_refused(404, "INVALID_ACCOUNT");
    }
    alice.has_credits(100_000 - 4).await;
}

#[tokio::test]
async fn credits_granted_there_and_accounts_made_there_are_here_at_once() {
    let app = TestApp::with_credits(4).await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    alice.lists("a", json!({})).await.is_refused(402, "INSUFFICIENT_CREDITS");
    there.engine.grant_credits(alice.workspace, 1).await.unwrap();
    alice.lists("a", json!({})).await.data();
    alice.lists("new", json!({})).await.is_refused(404, "INVALID_ACCOUNT");
    there.commit(alice.workspace, "new", Vec::new(), Vec::new()).await;
    assert_eq!(alice.lists("new", json!({})).await.names().len(), 0);
}

#[tokio::test]
async fn a_snapshot_pruned_there_is_expired_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    alice.has_connections("a", 61).await;
    let pinned = json!({"snapshot": "snap_1", "count": 60});
    alice.lists("a", pinned.clone()).await.data();
    app.clock.advance(49 * 3_600); // a day to be read, and a day for replays
    assert_eq!(there.engine.prune().await.unwrap(), 1);
    alice.lists("a", pinned).await.is_refused(410, "SNAPSHOT_EXPIRED");
}

#[tokio::test]
async fn what_others_do_there_takes_no_answer_of_the_team_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let bob = app.workspace("bob").await.with_connections("b", 3).await;
    let everybody = json!({"action": "list_people", "params": {"count": 60}});
    let before = alice.client.post("/v2/team", &everybody).await.data();
    there.engine.pause_account(bob.workspace, &AccountId::new("b"), None).await.unwrap();
    let after = alice.client.post("/v2/team", &everybody).await;
    assert_eq!((after.data(), after.credits()), (before, 2));
    alice.has_credits(100_000 - 4 - 4).await;
}

#[tokio::test]
async fn a_list_that_lands_there_is_in_the_next_answer_of_the_team_here() {
    let app = TestApp::start().await;
    let (alice, there) = (alice(&app).await, app.beside().await);
    let found = async |tenant: &Tenant<'_>| {
        let asked = json!({"action": "list_people", "params": {"query": "first", "count": 60}});
        tenant.client.post("/v2/team", &asked).await.data()["total_available_results"].as_u64()
    };
    assert_eq!(found(&alice).await, Some(60));
    there.commit(alice.workspace, "a", crate::support::people(61), Vec::new()).await;
    assert_eq!(found(&alice).await, Some(61));
    there.engine.pause_account(alice.workspace, &id(), None).await.unwrap();
    assert_eq!(found(&alice).await, Some(0));
    there.engine.resume_account(alice.workspace, &id(), None).await.unwrap();
    assert_eq!(found(&alice).await, Some(61));
    let (key, client) = app.key(alice.workspace, Scope::Read, None).await;
    let asked = json!({"action": "list_people", "params": {}});
    client.post("/v2/team", &asked).await.data();
    there.engine.revoke_key(alice.workspace, &key).await.unwrap();
    client.post("/v2/team", &asked).await.is_refused(403, "INVALID_API_KEY");
}
