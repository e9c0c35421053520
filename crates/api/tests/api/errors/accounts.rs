//! `INVALID_ACCOUNT`, `ACCOUNT_INACTIVE`, `ACCOUNT_NOT_READY`, `INSUFFICIENT_CREDITS`: what an account or its
//! workspace is not fit for. What has to be done is in the message.

use serde_json::json;

use crate::support::{TestApp, calls};

#[tokio::test]
async fn an_account_that_is_not_there_is_told_by_every_call_that_names_one() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for id in ["missing", "A", "acc_0000000000000000", "%00", "a%20", "%E2%82%AC", "..%2F..", "a%2Fb"] {
        for call in calls::all(id).iter().filter(|call| call.of_an_account) {
            let message = call.by(&alice.client).await.is_refused(404, "INVALID_ACCOUNT");
            assert!(message.contains("account_id") && message.contains("GET /v2/accounts"), "{message}");
        }
    }
}

#[tokio::test]
async fn any_text_can_be_looked_for_in_vain() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for id in ["", " ", "a ", "\u{0}", "' OR 1=1 --", "😀", &"x".repeat(60_000)] {
        alice.lists(id, json!({})).await.is_refused(404, "INVALID_ACCOUNT");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_no_fault_of_ours() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for call in calls::all("%FF").iter().filter(|call| call.path.contains("%FF")) {
        let message = call.by(&alice.client).await.is_refused(400, "INVALID_PARAMS");
        assert_eq!(message, "the ids in the path must be UTF-8, percent-encoded");
    }
}

#[tokio::test]
async fn a_paused_account_says_how_to_resume_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    alice.pauses("a").await;
    for params in [json!({}), json!({"offset": 99}), json!({"snapshot": "snap_1"})] {
        let message = alice.lists("a", params).await.is_refused(403, "ACCOUNT_INACTIVE");
        assert!(message.contains("paused") && message.contains("/resume"), "{message}");
    }
    alice.resumes("a").await;
    assert_eq!(alice.lists("a", json!({})).await.names().len(), 3);
}

#[tokio::test]
async fn an_account_without_an_import_is_not_ready_and_never_an_empty_list() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_empty_account("a").await;
    for params in [json!({}), json!({"offset": 99}), json!({"use_cache": false})] {
        let message = alice.lists("a", params).await.is_refused(409, "ACCOUNT_NOT_READY");
        assert!(message.contains("/import"), "{message}");
    }
}

#[tokio::test]
async fn a_page_that_costs_more_than_is_left_spends_nothing() {
    let app = TestApp::with_credits(2).await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let message = alice.lists("a", json!({"count": 101})).await.is_refused(402, "INSUFFICIENT_CREDITS");
    assert!(message.contains("needs 3 credits") && message.contains("has 2"), "{message}");
    alice.has_credits(2).await;
    alice.lists("a", json!({"count": 100})).await.data();
    alice.has_credits(0).await;
    alice.lists("a", json!({"count": 1})).await.is_refused(402, "INSUFFICIENT_CREDITS");
    assert_eq!(alice.lists("a", json!({"offset": 1_201})).await.names().len(), 0, "an empty page is free");
    app.engine.grant_credits(alice.workspace, 3).await.unwrap();
    alice.lists("a", json!({"count": 101})).await.data();
    alice.has_credits(0).await;
}
