//! Accounts whose source is called: made with a token or without one, read live, synced, authorized, and all of it
//! without a token ever being answered.

use kith_model::Scope;
use kith_sim::{Fault, FaultKind, Grant, Options, Sim, people::Network};
use serde_json::{Value, json};

use crate::support::{Tenant, TestApp, calls};

/// A simulated LinkedIn whose one member has so many connections; an account of it, and its token.
async fn connected(alice: &Tenant<'_>, kind: &str, mode: &str, people: u32) -> (Sim, String, String) {
    let clock = alice.app.clock.clone();
    let sim = Sim::start(Options { clock, ..Options::default() }).await.unwrap();
    let member = sim.add_member(Network::generate(3, people));
    let grant = if kind == "portability" { Grant::portability() } else { Grant::connections() };
    let token = sim.token(member, grant);
    let source = json!({"kind": kind, "access_token": token, "base_url": sim.url(), "mode": mode});
    let reply = alice.client.post("/v2/accounts", &json!({"name": "Ada", "source": source})).await;
    assert_eq!(reply.status.as_u16(), 201, "{}", reply.json());
    assert!(!reply.json().to_string().contains(&token));
    (sim, reply.data()["account_id"].as_str().unwrap().to_owned(), token)
}

#[tokio::test]
async fn a_live_account_is_read_from_its_source_with_the_keys_of_the_seed_and_no_snapshot() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (sim, id, _) = connected(&alice, "connections_api", "live", 250).await;
    let reply = alice.lists(&id, json!({"count": 250, "fields": ["id", "first_name"]})).await;
    let data = reply.data();
    assert_eq!(
        (data["total_results"].as_u64(), data["total_available_results"].as_u64()),
        (Some(250), Some(250))
    );
    assert_eq!((data["pagination"]["pages_fetched"].as_u64(), reply.credits()), (Some(3), 5));
    assert_eq!(sim.calls().connections, 3);
    assert!(reply.headers.get("x-kith-snapshot").is_none());
    assert!(data["connections"].as_array().unwrap().iter().any(|one| one["profile_picture"].is_string()));
    let account = alice.account(&id).await;
    assert_eq!((account["status"].as_str(), account["mode"].as_str()), (Some("active"), Some("live")));
    assert_eq!(account["upstream"]["calls_today"], 3);
    let refused = alice.lists(&id, json!({"snapshot": "snap_1"})).await;
    assert!(refused.is_refused(400, "INVALID_PARAMS").contains("params.snapshot"));
}

#[tokio::test]
async fn a_source_that_fails_is_a_502_that_names_it_and_its_status_and_costs_nothing() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (sim, id, _) = connected(&alice, "connections_api", "live", 50).await;
    sim.fault(Fault::new(FaultKind::GatewayHtml));
    let says = alice.lists(&id, json!({})).await.is_refused(502, "UPSTREAM_ERROR");
    assert!(says.contains("connections_api") && says.contains("504"), "{says}");
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn an_account_without_a_token_needs_authorization_and_says_what_to_do() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let body = json!({"name": "Ada", "source": {"kind": "connections_api"}});
    let made = alice.client.post("/v2/accounts", &body).await.data();
    assert_eq!(made["status"], "needs_authorization");
    assert_eq!(made["source"], json!({"kind": "connections_api", "base_url": "https://api.linkedin.com"}));
    assert_eq!(made["mode"], "live");
    let id = made["account_id"].as_str().unwrap();
    let says = alice.lists(id, json!({})).await.is_refused(403, "ACCOUNT_INACTIVE");
    assert!(says.contains("authorize"), "{says}");
}

#[tokio::test]
async fn a_mirror_is_synced_on_request_and_its_syncs_can_be_looked_at() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for kind in ["connections_api", "portability"] {
        let (_sim, id, token) = connected(&alice, kind, "mirror", 120).await;
        alice.lists(&id, json!({})).await.is_refused(409, "ACCOUNT_NOT_READY");
        while app.engine.work_once().await.unwrap() {}
        assert_eq!(alice.lists(&id, json!({})).await.data()["total_available_results"], 120);
        let started = alice.client.post_nothing(&format!("/v2/accounts/{id}/sync")).await;
        assert_eq!((started.status.as_u16(), started.data()["status"].as_str()), (202, Some("queued")));
        let again = alice.client.post_nothing(&format!("/v2/accounts/{id}/sync")).await;
        assert_eq!(again.data()["id"], started.data()["id"]);
        while app.engine.work_once().await.unwrap() {}
        let syncs = alice.client.get(&format!("/v2/accounts/{id}/syncs")).await;
        assert!(!syncs.json().to_string().contains(&token));
        let newest = syncs.data()["syncs"][0].clone();
        let path = format!("/v2/accounts/{id}/syncs/{}", newest["id"].as_str().unwrap());
        assert_eq!(alice.client.get(&path).await.data(), newest);
        assert_eq!((newest["status"].as_str(), newest["seen"].as_u64()), (Some("succeeded"), Some(120)));
        assert_eq!(alice.client.post_nothing(&format!("{path}/cancel")).await.data(), newest);
        let missing = alice.client.get(&format!("/v2/accounts/{id}/syncs/sync_none")).await;
        missing.is_refused(404, "NOT_FOUND");
    }
}

#[tokio::test]
async fn an_archive_can_be_neither_synced_nor_authorized_nor_a_mirror_imported_into() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 5).await;
    for verb in ["sync", "authorize"] {
        let reply = alice.client.post_nothing(&format!("/v2/accounts/a/{verb}")).await;
        assert!(reply.is_refused(400, "INVALID_PARAMS").contains("importing"));
    }
    let (_sim, id, _) = connected(&alice, "portability", "mirror", 5).await;
    assert!(alice.imports(&id, 0..5).await.is_refused(400, "INVALID_PARAMS").contains("kind archive"));
}

#[tokio::test]
async fn addresses_that_may_not_be_called_and_modes_that_cannot_be_are_refused() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for (source, says) in [
        (json!({"kind": "connections_api", "base_url": "https://example.com"}), "sources.allow_hosts"),
        (json!({"kind": "connections_api", "base_url": "http://api.linkedin.com"}), "https"),
        (json!({"kind": "connections_api", "base_url": "https://10.0.0.1"}), "sources.allow_hosts"),
        (json!({"kind": "connections_api", "base_url": "nowhere"}), "base_url"),
        (json!({"kind": "connections_api", "mode": "mirror"}), "source.mode must be live"),
        (json!({"kind": "portability", "mode": "live"}), "source.mode must be mirror"),
        (json!({"kind": "archive", "access_token": "t"}), "source.access_token"),
        (json!({"kind": "portability", "access_token": "a b"}), "access token"),
    ] {
        let reply = alice.client.post("/v2/accounts", &json!({"name": "Ada", "source": source})).await;
        let text = reply.is_refused(400, "INVALID_PARAMS");
        assert!(text.contains(says), "{source}: {text}");
    }
    let long = "SECRET".repeat(2_000);
    let body = json!({"name": "Ada", "source": {"kind": "portability", "access_token": long}});
    let reply = alice.client.post("/v2/accounts", &body).await;
    assert!(!reply.is_refused(400, "INVALID_PARAMS").contains("SECRET"));
}

#[tokio::test]
async fn the_way_back_from_linkedin_is_a_page_for_people_that_holds_nothing_of_the_query() {
    let app = TestApp::unlimited().await;
    let page = app.stranger().get_page("/oauth/callback?state=%3Cscript%3E&code=SECRET").await;
    assert_eq!(page.status.as_u16(), 400);
    let text = String::from_utf8(page.body.to_vec()).unwrap();
    assert!(text.contains("begin again") && !text.contains("SECRET") && !text.contains("script"));
}

#[tokio::test]
async fn the_calls_of_called_accounts_need_their_scope_and_know_no_other_workspaces_accounts() {
    let app = TestApp::unlimited().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    let (_sim, id, _) = connected(&alice, "connections_api", "mirror", 5).await;
    let reader = alice.client_with(Scope::Read).await;
    for call in calls::called(&id, "sync_1") {
        call.by(&bob.client).await.is_refused(404, "INVALID_ACCOUNT");
        let reply = call.by(&reader).await;
        assert_eq!(reply.status.as_u16() == 403, call.scope == "manage", "{}", call.operation);
    }
    let app_less: Value = alice.account(&id).await;
    assert_eq!(app_less["status"], "never_synced");
}
