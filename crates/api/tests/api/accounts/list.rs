//! `GET /v2/accounts`: the workspace's accounts in the order they were made.

use serde_json::{Value, json};

use crate::support::{TestApp, laws::keys};

#[tokio::test]
async fn a_workspace_without_accounts_has_an_empty_page() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let reply = alice.client.get("/v2/accounts").await;
    assert_eq!(
        reply.data(),
        json!({"accounts": [], "total_results": 0, "total_available_results": 0, "pagination": {
            "offset": 0, "count": 0, "next_offset": null, "has_more": false, "results_per_page": 50, "pages_fetched": 1
        }})
    );
    assert_eq!(
        reply.json()["metadata"],
        json!({"action": "list_accounts", "credits_consumed": 0, "timestamp": "2026-04-26T10:35:00Z"})
    );
}

#[tokio::test]
async fn each_is_shown_as_get_account_shows_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_empty_account("b").await;
    let data = alice.client.get("/v2/accounts").await.data();
    assert_eq!(keys(&data), ["accounts", "total_results", "total_available_results", "pagination"]);
    assert_eq!(data["accounts"], json!([alice.account("a").await, alice.account("b").await]));
}

#[tokio::test]
async fn pages_of_any_size_cover_them_once_in_the_order_they_were_made() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for n in 0..53 {
        app.account(alice.workspace, &format!("{}", 99 - n)).await;
    }
    let right: Vec<_> = (0..53).map(|n| json!(format!("{}", 99 - n))).collect();
    for limit in [1, 7, 50, 52, 53, 54, 500] {
        let (mut ids, mut offset) = (Vec::new(), json!(0));
        while !offset.is_null() {
            let data = alice.client.get(&format!("/v2/accounts?limit={limit}&offset={offset}")).await.data();
            let page = &data["pagination"];
            ids.extend(
                data["accounts"].as_array().unwrap().iter().map(|account| account["account_id"].clone()),
            );
            assert_eq!((&page["offset"], &page["count"]), (&offset, &data["total_results"]));
            assert_eq!((&page["results_per_page"], &page["pages_fetched"]), (&json!(limit), &json!(1)));
            assert_eq!(data["total_available_results"], 53);
            offset = page["next_offset"].clone();
            assert_eq!(page["has_more"], !offset.is_null());
        }
        assert_eq!(ids, right, "by {limit}");
    }
    let first = alice.client.get("/v2/accounts").await.data();
    assert_eq!((&first["total_results"], &first["pagination"]["next_offset"]), (&json!(50), &json!(50)));
    let past = alice.client.get("/v2/accounts?offset=2147483647").await.data();
    assert_eq!((&past["total_results"], &past["pagination"]["next_offset"]), (&json!(0), &Value::Null));
}

#[tokio::test]
async fn limit_and_offset_have_their_ranges() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (query, says) in [
        ("limit=0", "limit must be an integer from 1 to 500; got 0"),
        ("limit=501", "limit must be an integer from 1 to 500; got 501"),
        ("limit=1e2", "limit must be an integer from 1 to 500; got \"1e2\""),
        ("offset=-1", "offset must be an integer from 0 to 2147483647; got \"-1\""),
        ("offset=2147483648", "offset must be an integer from 0 to 2147483647; got 2147483648"),
        (
            "offset=99999999999999999999",
            "offset must be an integer from 0 to 2147483647; got \"99999999999999999999\"",
        ),
        ("count=5", "there is no field \"count\"; the nearest is \"limit\"; known: limit, offset"),
        ("limit=5&limit=6", "\"limit\" stands twice in the query"),
    ] {
        let message =
            alice.client.get(&format!("/v2/accounts?{query}")).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with(says), "{message}");
    }
}
