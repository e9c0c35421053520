//! Whose lists an answer rests on: paused and empty accounts are left out and named, deleted ones are gone at once, and
//! nobody sees another workspace's people.

use serde_json::json;

use super::{asks, known, pairs, three_of_us};
use crate::support::TestApp;

#[tokio::test]
async fn what_is_left_out_is_said_and_comes_back() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_empty_account("empty").await;
    three_of_us(&alice).await;
    alice.pauses("a").await;
    let jane = json!({"query": "jane"});
    let data = asks(&alice, "find_introducers", jane.clone()).await.data();
    assert_eq!(known(&data), pairs(&[("Jane", 2)]));
    let left_out = json!([
        {"account_id": "empty", "reason": "never_synced"},
        {"account_id": "a", "reason": "paused"}
    ]);
    assert_eq!(data["coverage"], json!({"accounts": 2, "left_out": left_out}));
    alice.resumes("a").await;
    let data = asks(&alice, "find_introducers", jane).await.data();
    assert_eq!((known(&data), &data["coverage"]["accounts"]), (pairs(&[("Jane", 3)]), &json!(3)));
}

#[tokio::test]
async fn people_of_a_deleted_account_are_gone_at_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let of = async |action, params| known(&asks(&alice, action, params).await.data());
    assert_eq!(of("list_people", json!({"query": "lee"})).await, pairs(&[("Lee", 1)]));
    alice.deletes("c").await;
    assert_eq!(of("list_people", json!({"query": "lee"})).await, []);
    assert_eq!(of("find_introducers", json!({"profile_url": "linkedin.com/in/lee"})).await, []);
    assert_eq!(of("list_people", json!({"known_by_at_least": 3})).await, []);
    assert_eq!(of("list_people", json!({"company": "acme corp"})).await, pairs(&[("Jane", 2)]));
}

#[tokio::test]
async fn a_new_list_is_found_by_the_next_call() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let lee = json!({"query": "lee"});
    assert_eq!(asks(&alice, "find_introducers", lee.clone()).await.data()["total_results"], 1);
    let list = vec![super::met("Lee", "Acme", "lee", "2024-01-01")];
    app.commit(alice.workspace, "d", list, Vec::new()).await;
    let data = asks(&alice, "find_introducers", lee).await.data();
    assert_eq!((known(&data), &data["people"][0]["company"]), (pairs(&[("Lee", 2)]), &json!("Acme")));
}

#[tokio::test]
async fn nobody_sees_the_people_of_another_workspace() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    three_of_us(&alice).await;
    let list = vec![super::met("Jane", "Gamma", "jane-doe", "2024-01-01")];
    app.commit(bob.workspace, "a", list, Vec::new()).await;
    let jane = json!({"profile_url": "linkedin.com/in/jane-doe"});
    let his = asks(&bob, "find_introducers", jane.clone()).await.data();
    assert_eq!((known(&his), &his["people"][0]["company"]), (pairs(&[("Jane", 1)]), &json!("Gamma")));
    assert_eq!(known(&asks(&alice, "find_introducers", jane).await.data()), pairs(&[("Jane", 3)]));
    assert_eq!(known(&asks(&bob, "list_people", json!({"query": "buyer"})).await.data()).len(), 1);
    asks(&bob, "compare_accounts", json!({"accounts": ["a", "b"]})).await.is_refused(404, "INVALID_ACCOUNT");
}

#[tokio::test]
async fn a_workspace_without_a_list_has_nobody_and_says_why() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_empty_account("empty").await;
    let reply = asks(&alice, "list_people", json!({})).await;
    assert_eq!((known(&reply.data()), reply.credits()), (Vec::new(), 0));
    let left_out = json!([{"account_id": "empty", "reason": "never_synced"}]);
    assert_eq!(reply.data()["coverage"], json!({"accounts": 0, "left_out": left_out}));
}
