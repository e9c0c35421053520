//! `list_people`: the union of the lists, each person once; and all that narrows it down.

use serde_json::json;

use super::{asks, known, pairs, three_of_us};
use crate::support::TestApp;

#[tokio::test]
async fn everybody_is_there_once_with_the_accounts_that_know_them() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let data = asks(&alice, "list_people", json!({})).await.data();
    let all = [("Jane", 3), ("Kim", 2), ("Pat", 1), ("Pat", 1), ("Lee", 1), ("Pat", 1)];
    assert_eq!(known(&data), pairs(&all));
    assert_eq!(data["coverage"], json!({"accounts": 3, "left_out": []}));
    assert_eq!(data["people"][2]["profile_url"], json!(null));
    assert_eq!(data["people"][0]["job_title"], "Buyer at Beta");
}

#[tokio::test]
async fn each_param_narrows_it_down_and_all_of_them_hold() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let of = async |params| known(&asks(&alice, "list_people", params).await.data());
    assert_eq!(of(json!({"known_by_at_least": 2})).await, pairs(&[("Jane", 3), ("Kim", 2)]));
    assert_eq!(of(json!({"query": "kim"})).await, pairs(&[("Kim", 2)]));
    assert_eq!(of(json!({"company": "soc"})).await, pairs(&[("Lee", 1)]));
    assert_eq!(of(json!({"company": "acme", "query": "pat", "known_by_at_least": 2})).await, []);
    let two = json!({"accounts": ["a", "b"], "known_by_at_least": 2});
    assert_eq!(of(two).await, pairs(&[("Kim", 2), ("Jane", 2)]));
    let of_a = of(json!({"accounts": ["a"], "company": "acme corp"})).await;
    assert_eq!(of_a, pairs(&[("Jane", 1)]), "of the lists that are named, the freshest counts");
    assert_eq!(of(json!({"count": 1, "offset": 5})).await, pairs(&[("Pat", 1)]));
    assert_eq!(of(json!({"offset": 6})).await, []);
    assert_eq!(of(json!({"offset": 2_147_483_647})).await, []);
}

#[tokio::test]
async fn accounts_that_are_named_must_be_there_and_have_a_list() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_empty_account("empty").await;
    let bob = app.workspace("bob").await.with_connections("his", 3).await;
    alice.has_connections("paused", 3).await;
    alice.pauses("paused").await;
    let names = async |accounts| asks(&alice, "list_people", json!({"accounts": accounts})).await;
    for none in ["none", "his"] {
        let says = names(["a", none]).await.is_refused(404, "INVALID_ACCOUNT");
        let lists = "in this workspace; GET /v2/accounts lists them";
        assert_eq!(says, format!("params.accounts[1]: no account \"{none}\" {lists}"));
    }
    let says = names(["empty", "a"]).await.is_refused(409, "ACCOUNT_NOT_READY");
    assert!(says.starts_with("params.accounts[0] (\"empty\"): nothing has been imported"), "{says}");
    let says = names(["a", "paused"]).await.is_refused(403, "ACCOUNT_INACTIVE");
    assert!(says.starts_with("params.accounts[1] (\"paused\"): the account is paused"), "{says}");
    let says = names(["a", "a"]).await.is_refused(400, "INVALID_PARAMS");
    assert_eq!(says, "params.accounts[1] repeats an account; name each one once");
    let none = asks(&alice, "list_people", json!({"accounts": []})).await;
    none.is_refused(400, "INVALID_PARAMS");
    assert_eq!(known(&asks(&bob, "list_people", json!({})).await.data()).len(), 3);
}
