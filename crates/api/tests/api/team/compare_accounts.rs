//! `compare_accounts`: sizes, overlaps, and whom all know.

use serde_json::json;

use super::{asks, known, pairs, three_of_us};
use crate::support::TestApp;

#[tokio::test]
async fn it_says_how_large_each_is_how_far_each_two_overlap_and_whom_all_know() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let reply = asks(&alice, "compare_accounts", json!({"accounts": ["c", "a", "b"]})).await;
    let data = reply.data();
    let sizes: Vec<_> = data["accounts"].as_array().unwrap().iter().map(|one| &one["people"]).collect();
    assert_eq!(sizes, [3, 3, 3]);
    assert_eq!((&data["known_to_any"], &data["known_to_all"]), (&json!(6), &json!(1)));
    assert_eq!(
        data["overlaps"],
        json!([
            {"accounts": ["c", "a"], "people": 1, "share": 0.2},
            {"accounts": ["c", "b"], "people": 1, "share": 0.2},
            {"accounts": ["a", "b"], "people": 2, "share": 0.5}
        ])
    );
    assert_eq!(known(&data), pairs(&[("Jane", 3)]));
    assert_eq!((&data["coverage"]["accounts"], reply.credits()), (&json!(3), 1));
    let two = asks(&alice, "compare_accounts", json!({"accounts": ["a", "b"], "count": 1})).await.data();
    assert_eq!((known(&two), &two["pagination"]["next_offset"]), (pairs(&[("Kim", 2)]), &json!(1)));
    let rest = json!({"accounts": ["a", "b"], "count": 1, "offset": 1});
    let rest = asks(&alice, "compare_accounts", rest).await;
    assert_eq!(known(&rest.data()), pairs(&[("Jane", 2)]));
}

#[tokio::test]
async fn a_comparison_without_anybody_in_common_costs_a_credit_all_the_same() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (account, name) in [("a", "Kim"), ("b", "Lee")] {
        let list = vec![super::met(name, "Acme", name, "2020-01-01")];
        app.commit(alice.workspace, account, list, Vec::new()).await;
    }
    let reply = asks(&alice, "compare_accounts", json!({"accounts": ["a", "b"]})).await;
    assert_eq!((reply.data()["total_available_results"].as_u64(), reply.credits()), (Some(0), 1));
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn two_accounts_or_more_are_compared_each_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_empty_account("empty").await;
    let asked = async |params| asks(&alice, "compare_accounts", params).await;
    let right = "must be an array of 2 to 50 strings of 1 to 200 characters";
    for none in [json!({}), json!(null)] {
        let says = asked(none).await.is_refused(400, "INVALID_PARAMS");
        assert_eq!(says, format!("params.accounts is missing; it {right}"));
    }
    let many: Vec<_> = (0..51).map(|n| format!("acc_{n}")).collect();
    for (wrong, got) in [
        (json!([]), "0 of them"),
        (json!(["a"]), "1 of them"),
        (json!(many), "51 of them"),
        (json!("a"), "\"a\""),
    ] {
        let says = asked(json!({"accounts": wrong})).await.is_refused(400, "INVALID_PARAMS");
        assert_eq!(says, format!("params.accounts {right}; got {got}"));
    }
    asked(json!({"accounts": ["a", "a"]})).await.is_refused(400, "INVALID_PARAMS");
    let says = asked(json!({"accounts": ["a", "none"]})).await.is_refused(404, "INVALID_ACCOUNT");
    let none = "params.accounts[1]: no account \"none\" in this workspace; GET /v2/accounts lists them";
    assert_eq!(says, none);
    asked(json!({"accounts": ["a", "empty"]})).await.is_refused(409, "ACCOUNT_NOT_READY");
}
