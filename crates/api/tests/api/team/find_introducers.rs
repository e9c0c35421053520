//! `find_introducers`: by profile, by company, by words; who knows whom, since when, in which order.

use serde_json::json;

use super::{asks, known, pairs, three_of_us};
use crate::support::TestApp;

#[tokio::test]
async fn by_profile_it_is_one_person_with_all_who_know_them_the_longest_known_first() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    for url in ["https://www.linkedin.com/in/jane-doe/", "uk.linkedin.com/in/JANE-DOE?trk=1"] {
        let data = asks(&alice, "find_introducers", json!({"profile_url": url})).await.data();
        assert_eq!(known(&data), pairs(&[("Jane", 3)]));
        let jane = &data["people"][0];
        assert_eq!(jane["profile_url"], "https://www.linkedin.com/in/Jane-Doe/");
        let by: Vec<_> = jane["known_by"].as_array().unwrap().iter().map(|by| &by["account_id"]).collect();
        assert_eq!(by, ["b", "a", "c"]);
        assert_eq!(jane["known_by"][0]["connected_on"], "2019-01-01");
        assert_eq!(
            jane["known_by"][2],
            json!({"account_id": "c", "account_name": "Test", "connected_on": null})
        );
        assert_eq!((&data["total_results"], &data["total_available_results"]), (&json!(1), &json!(1)));
    }
    let nobody = asks(&alice, "find_introducers", json!({"profile_url": "linkedin.com/in/nobody"})).await;
    assert_eq!((known(&nobody.data()), nobody.credits()), (Vec::new(), 0));
}

#[tokio::test]
async fn a_person_is_told_and_found_as_the_account_lists_them_that_was_synced_last() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let of = async |params| known(&asks(&alice, "find_introducers", params).await.data());
    // Accounts that were synced in one second stand in the order in which they were made: c knows best.
    assert_eq!(of(json!({"company": "beta"})).await, pairs(&[("Jane", 3), ("Lee", 1)]));
    assert_eq!(of(json!({"company": "acme corp"})).await, []);
    app.clock.advance(60);
    let list = vec![super::met("Jane", "Acme Corp", "jane-doe", "2020-01-01")];
    app.commit(alice.workspace, "a", list, Vec::new()).await;
    assert_eq!(of(json!({"company": "acme corp"})).await, pairs(&[("Jane", 3)]));
    assert_eq!(of(json!({"company": "beta"})).await, pairs(&[("Lee", 1)]));
}

#[tokio::test]
async fn words_find_in_any_case_and_accent_and_company_looks_at_the_company_alone() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let of = async |params| known(&asks(&alice, "find_introducers", params).await.data());
    assert_eq!(of(json!({"query": "BUYER soc"})).await, pairs(&[("Lee", 1)]));
    assert_eq!(of(json!({"query": "le societé"})).await, pairs(&[("Lee", 1)]));
    assert_eq!(of(json!({"company": "buyer"})).await, []);
    assert_eq!(of(json!({"query": "jane lee"})).await, []);
}

#[tokio::test]
async fn those_whom_most_know_come_first_then_the_latest_met() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    three_of_us(&alice).await;
    let all = asks(&alice, "find_introducers", json!({"query": "buyer"})).await.data();
    let order = [("Jane", 3), ("Kim", 2), ("Pat", 1), ("Pat", 1), ("Lee", 1), ("Pat", 1)];
    assert_eq!(known(&all), pairs(&order));
    assert_eq!(all["people"][5]["known_by"][0]["connected_on"], json!(null));
    let mut paged = Vec::new();
    for offset in [0, 2, 4, 6] {
        let params = json!({"query": "buyer", "count": 2, "offset": offset});
        let page = asks(&alice, "find_introducers", params).await.data();
        assert_eq!(page["total_available_results"], 6);
        let next = (offset < 4).then_some(offset + 2);
        assert_eq!(page["pagination"]["next_offset"], json!(next));
        paged.extend(page["people"].as_array().unwrap().clone());
    }
    assert_eq!(json!(paged), all["people"]);
}

#[tokio::test]
async fn what_is_asked_for_must_be_one_thing_that_can_be_looked_for() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let refused =
        async |params| asks(&alice, "find_introducers", params).await.is_refused(400, "INVALID_PARAMS");
    let one = "params must have exactly one of profile_url, company and query";
    assert!(refused(json!({})).await.starts_with(one));
    assert!(refused(json!({"company": "a", "query": "b"})).await.starts_with(one));
    let says = refused(json!({"profile_url": "https://example.com/in/x"})).await;
    assert_eq!(says, "params.profile_url can't be used: it is no web address of linkedin.com");
    let says = refused(json!({"query": " -- "})).await;
    assert_eq!(says, "params.query must have a letter or a digit to look for; got \" -- \"");
    let says = refused(json!({"company": "*"})).await;
    assert_eq!(says, "params.company must have a letter or a digit to look for; got \"*\"");
    let says = refused(json!({"query": ""})).await;
    assert_eq!(says, "params.query must be a string of 1 to 200 characters; got \"\"");
    let says = refused(json!({"query": "a", "count": 501})).await;
    assert_eq!(says, "params.count must be an integer from 1 to 500; got 501");
    let body = json!({"account_id": "a", "action": "find_introducers", "params": {"query": "a"}});
    let says = alice.client.post("/v2/team", &body).await.is_refused(400, "INVALID_PARAMS");
    assert!(says.starts_with("there is no field \"account_id\""), "{says}");
    let says = asks(&alice, "find", json!({})).await.is_refused(400, "INVALID_ACTION");
    assert_eq!(says, "there is no action \"find\"; known: find_introducers, list_people, compare_accounts");
}
