//! `FORBIDDEN`: what a key's scopes allow. Manage implies read; admin implies both.

use kith_model::Scope;
use serde_json::json;

use crate::support::{TestApp, calls};

#[tokio::test]
async fn a_key_may_do_what_its_scope_or_a_weaker_one_allows_and_is_told_the_scope_it_lacks() {
    let app = TestApp::unlimited().await;
    for scope in Scope::ALL {
        let alice = app.workspace(scope.as_str()).await.with_connections("a", 20).await;
        alice.has_connections("other", 20).await;
        let client = alice.client_with(scope).await;
        for call in calls::all("a") {
            let needed: Scope = call.scope.parse().unwrap();
            let reply = call.by(&client).await;
            if needed <= scope {
                assert_eq!(reply.status.as_u16(), call.status, "{}", call.operation);
                continue;
            }
            let message = reply.is_refused(403, "FORBIDDEN");
            assert!(message.starts_with(&format!("the key lacks the scope \"{needed}\"")), "{message}");
        }
    }
}

#[tokio::test]
async fn the_scope_is_checked_before_anything_is_done() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    let reader = alice.client_with(Scope::Read).await;
    for call in calls::all("a").iter().filter(|call| call.scope == "manage") {
        call.by(&reader).await.is_refused(403, "FORBIDDEN");
    }
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_available_results"], 1);
    assert_eq!(alice.account("a").await["status"], "active");
    alice.lists("a", json!({})).await.data();
}

#[tokio::test]
async fn every_operation_tells_its_scope_in_the_document() {
    let operations = crate::support::document::operations();
    for call in calls::all("a") {
        let described = operations.iter().find(|operation| operation.id == call.operation).unwrap();
        let text = described.described["description"].as_str().unwrap();
        assert!(text.contains(&format!("Needs the scope \"{}\".", call.scope)), "{text}");
    }
}
