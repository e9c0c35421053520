//! `list_connections` over HTTP, to the letter of the contract: the described page's own example first.

mod fields;
mod pages;
mod params;
mod pictures;
mod profile_urls;
mod slices;
mod snapshots;
mod unknown_fields;

use kith_model::Picture;
use serde_json::json;

use crate::support::{TestApp, jane, laws::keys, people};

/// The described page's own example.
const SEED: &str = include_str!("../fixtures/seed_response.json");

#[tokio::test]
async fn the_seeds_example_is_answered_byte_for_byte() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut list = people(1_200);
    list.insert(0, jane());
    let url = "https://media.licdn.com/dms/image/v2/.../profile.jpg".to_owned();
    let picture = Picture { url, width: 800, expires_at: None };
    app.commit(alice.workspace, "your-account-id", list, vec![(jane().member_id(), vec![picture])]).await;

    let reply = alice.lists("your-account-id", json!({"count": 1})).await;

    assert_eq!(reply.text(), minified(SEED));
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
    assert_eq!(reply.credits(), 5);
    alice.has_credits(99_995).await;
}

#[tokio::test]
async fn every_object_has_its_keys_in_the_seeds_order() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let json = alice.lists("a", json!({})).await.json();
    assert_eq!(keys(&json), ["success", "data", "metadata"]);
    assert_eq!(
        keys(&json["data"]),
        ["connections", "total_results", "total_available_results", "pagination"]
    );
    assert_eq!(
        keys(&json["data"]["pagination"]),
        ["offset", "count", "next_offset", "has_more", "results_per_page", "pages_fetched"]
    );
    assert_eq!(keys(&json["metadata"]), ["action", "account_id", "credits_consumed", "timestamp"]);
    for row in json["data"]["connections"].as_array().unwrap() {
        assert_eq!(keys(row), ["name", "job_title", "profile_url", "profile_picture"]);
    }
}

#[tokio::test]
async fn the_timestamp_is_the_moment_of_the_answer_in_whole_seconds() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let moment = async || alice.lists("a", json!({})).await.json()["metadata"]["timestamp"].clone();
    assert_eq!(moment().await, "2026-04-26T10:35:00Z");
    app.clock.advance(90);
    assert_eq!(moment().await, "2026-04-26T10:36:30Z");
}

#[tokio::test]
async fn what_the_source_does_not_tell_is_null_and_a_name_never_is() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let nobody = kith_model::Connection { source_id: Some("x".into()), ..Default::default() };
    app.commit(alice.workspace, "a", vec![nobody], Vec::new()).await;
    assert_eq!(
        alice.lists("a", json!({})).await.data()["connections"][0],
        json!({"name": "LinkedIn Member", "job_title": null, "profile_url": null, "profile_picture": null})
    );
}
