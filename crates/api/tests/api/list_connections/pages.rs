//! `list_connections`: the numbers of a page and its price, at their edges.

use serde_json::{Value, json};

use crate::support::{TestApp, people::name};

/// The numbers of a page: results, next offset, internal page, internal pages, credits.
async fn numbers(of: u32, params: Value) -> (Value, Value, Value, Value, u64) {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", of).await;
    let reply = alice.lists("a", params).await;
    let data = reply.data();
    let page = &data["pagination"];
    assert_eq!(data["total_available_results"], of);
    assert_eq!(page["count"], data["total_results"]);
    assert_eq!(data["connections"].as_array().unwrap().len() as u64, page["count"].as_u64().unwrap());
    assert_eq!(page["has_more"], !page["next_offset"].is_null());
    alice.has_credits(100_000 - reply.credits()).await;
    let [results, next] = [&page["count"], &page["next_offset"]].map(Value::clone);
    (results, next, page["results_per_page"].clone(), page["pages_fetched"].clone(), reply.credits())
}

#[tokio::test]
async fn a_page_costs_one_credit_for_50_results_rounded_up() {
    for (count, credits) in [(1, 1), (50, 1), (51, 2), (100, 2), (101, 3)] {
        let (results, .., charged) = numbers(200, json!({"count": count})).await;
        assert_eq!((results, charged), (json!(count), credits));
    }
}

#[tokio::test]
async fn results_are_charged_and_not_what_was_asked_for() {
    let page = numbers(51, json!({"count": 30_000})).await;
    assert_eq!(page, (json!(51), Value::Null, json!(100), json!(1), 2));
    let page = numbers(51, json!({"count": 30_000, "offset": 1})).await;
    assert_eq!(page, (json!(50), Value::Null, json!(100), json!(1), 1));
}

#[tokio::test]
async fn an_offset_at_or_past_the_end_gives_an_empty_page_for_nothing() {
    for offset in [51, 52, 1_000_000, i32::MAX] {
        let page = numbers(51, json!({"offset": offset, "count": 7})).await;
        assert_eq!(page, (json!(0), Value::Null, json!(10), json!(1), 0));
    }
}

#[tokio::test]
async fn an_empty_list_is_one_empty_page() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    alice.imports(&id, 0..0).await.data();
    let reply = alice.lists(&id, json!({})).await;
    assert_eq!(
        reply.data(),
        json!({"connections": [], "total_results": 0, "total_available_results": 0, "pagination": {
            "offset": 0, "count": 0, "next_offset": null, "has_more": false, "results_per_page": 10, "pages_fetched": 1
        }})
    );
    assert_eq!(reply.credits(), 0);
    assert!(!reply.header("x-kith-snapshot").is_empty());
}

#[tokio::test]
async fn an_internal_page_has_10_to_100_results() {
    for (count, per_page, fetched) in [
        (1, 10, 1),
        (9, 10, 1),
        (10, 10, 1),
        (11, 11, 1),
        (99, 99, 1),
        (100, 100, 1),
        (101, 100, 2),
        (250, 100, 3),
    ] {
        let (_, next, size, pages, _) = numbers(300, json!({"count": count})).await;
        assert_eq!((next, size, pages), (json!(count), json!(per_page), json!(fetched)));
    }
}

#[tokio::test]
async fn the_last_page_says_that_nothing_remains() {
    let (_, next, ..) = numbers(100, json!({"offset": 90})).await;
    assert_eq!(next, Value::Null);
    let (_, next, ..) = numbers(101, json!({"offset": 90})).await;
    assert_eq!(next, 100);
}

#[tokio::test]
async fn following_next_offset_reads_everyone_once_and_in_order() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    for count in [7, 100, 256, 1_200] {
        let (mut names, mut offset) = (Vec::new(), json!(0));
        while !offset.is_null() && names.len() <= 1_201 {
            let reply = alice.lists("a", json!({"count": count, "offset": offset})).await;
            names.extend(reply.names());
            offset = reply.data()["pagination"]["next_offset"].clone();
        }
        assert_eq!(names, (0..1_201).map(name).collect::<Vec<_>>());
    }
}
