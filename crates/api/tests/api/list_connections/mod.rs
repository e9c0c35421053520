//! `list_connections` over HTTP, to the letter of the contract.

use crate::support::{TestApp, jane, people};
use kith_model::Picture;
use serde_json::json;

/// The described page's own example.
const SEED: &str = include_str!("fixtures/seed_response.json");

#[tokio::test]
async fn the_seeds_example_is_answered_byte_for_byte() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut list = people(1_200);
    list.insert(0, jane());
    let url = "https://media.licdn.com/dms/image/v2/.../profile.jpg".to_owned();
    let picture = Picture { url, width: 800, expires_at: None };
    app.commit(alice.workspace, "your-account-id", list, vec![(jane().member_id(), picture)]).await;

    let reply = alice.lists("your-account-id", json!({"count": 1})).await;

    assert_eq!(String::from_utf8(reply.body.to_vec()).unwrap(), minified(SEED));
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("x-kith-snapshot"), "snap_1");
    assert_eq!(reply.header("ratelimit-policy"), "\"default\";q=300;w=60");
    assert_eq!(reply.header("ratelimit"), "\"default\";r=299;t=60");
}

/// JSON without insignificant white space, its keys in their order.
fn minified(json: &str) -> String {
    serde_json::from_str::<serde_json::Value>(json).unwrap().to_string()
}

#[tokio::test]
async fn a_page_of_250_has_the_contracts_numbers() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let reply = alice.lists("a", json!({"count": 250})).await;
    let pagination = &reply.data()["pagination"];
    assert_eq!((&pagination["results_per_page"], &pagination["pages_fetched"]), (&json!(100), &json!(3)));
    assert_eq!(reply.json()["metadata"]["credits_consumed"], 5);
    assert_eq!(alice.balance().await, 99_995);
}
