//! Connections: several requests on one, several at once, and one more than there are places.

use serde_json::json;

use super::{SHORT, key, listening};
use crate::support::raw::request;
use crate::support::{Raw, TestApp, tenant::page};

#[tokio::test]
async fn several_requests_go_over_one_connection_errors_among_them() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut raw = Raw::connect(app.address).await;
    let headers = [&key(&alice), "content-type: application/json"];
    for (body, status) in [
        (page("a", json!({})).to_string(), 200),
        ("no JSON".to_owned(), 400),
        (" ".repeat(70_000), 413),
        (page("missing", json!({})).to_string(), 404),
        (page("a", json!({"count": 1})).to_string(), 200),
    ] {
        raw.sends(request("POST /v2/network HTTP/1.1", &headers, body.as_bytes())).await;
        assert_eq!(raw.answer().await.status.as_u16(), status);
    }
    raw.sends(request("GET /healthz HTTP/1.1", &["connection: close"], b"")).await;
    assert_eq!(raw.answer().await.status.as_u16(), 200);
    raw.is_closed().await;
}

#[tokio::test]
async fn requests_sent_without_waiting_are_answered_in_their_order() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let headers = [&key(&alice), "content-type: application/json"];
    let all: Vec<u8> = (0..20)
        .flat_map(|n| {
            let body = page("a", json!({"count": 1, "offset": n}));
            request("POST /v2/network HTTP/1.1", &headers, body.to_string().as_bytes())
        })
        .collect();
    let mut raw = Raw::connect(app.address).await;
    raw.sends(all).await;
    for n in 0..20 {
        assert_eq!(raw.answer().await.names(), [format!("First{n} Last{n}")]);
    }
    alice.has_credits(100_000 - 20).await;
}

#[tokio::test]
async fn an_answer_is_not_held_back_by_the_beginning_of_the_next_request() {
    let app = TestApp::start().await;
    let health = request("GET /healthz HTTP/1.1", &[], b"");
    let mut raw = Raw::connect(app.address).await;
    raw.sends([&health[..], &health[..10]].concat()).await;
    assert_eq!(raw.answer().await.status.as_u16(), 200);
    raw.sends(&health[10..]).await;
    assert_eq!(raw.answer().await.status.as_u16(), 200);
}

#[tokio::test]
async fn an_http_1_0_client_is_answered_and_its_connection_closed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", json!({})).to_string();
    let headers = [&key(&alice), "content-type: application/json"];
    let mut raw = Raw::connect(app.address).await;
    raw.sends(request("POST /v2/network HTTP/1.0", &headers, body.as_bytes())).await;
    assert_eq!(raw.answer().await.names().len(), 3);
    raw.is_closed().await;
    let mut raw = Raw::connect(app.address).await;
    raw.sends("GET /healthz HTTP/1.0\r\n\r\n").await;
    assert_eq!(raw.answer().await.status.as_u16(), 200);
}

#[tokio::test]
async fn one_connection_more_than_there_are_places_waits_until_another_ends() {
    let app = listening(|settings| settings.max_connections = 2).await;
    let health = request("GET /healthz HTTP/1.1", &[], b"");
    let mut first = Raw::connect(app.address).await;
    let mut second = Raw::connect(app.address).await;
    for raw in [&mut first, &mut second] {
        raw.sends(&health).await;
        assert_eq!(raw.answer().await.status.as_u16(), 200);
    }
    let mut third = Raw::connect(app.address).await;
    third.sends(&health).await;
    third.hears_nothing().await;
    first.sends(&health).await;
    assert_eq!(first.answer().await.status.as_u16(), 200, "those with a place are served");
    drop(first);
    assert_eq!(third.answer().await.status.as_u16(), 200);
}

#[tokio::test]
async fn a_client_that_stops_reading_loses_its_connection_and_its_place() {
    let app = listening(|settings| {
        settings.max_connections = 1;
        settings.body_timeout = SHORT;
    })
    .await;
    let health = request("GET /openapi.json HTTP/1.1", &[], b"");
    let mut deaf = Raw::connect(app.address).await;
    deaf.sends(health.repeat(400)).await; // more answers than any buffer between the two holds
    let mut next = Raw::connect(app.address).await;
    next.sends(&health).await;
    assert_eq!(next.answer().await.status.as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_connections_are_served_at_once() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let asks = (0..100).map(|n| alice.lists("a", json!({"count": 3, "offset": n})));
    for (n, reply) in (0..100).zip(futures_util::future::join_all(asks).await) {
        assert_eq!(reply.names()[0], format!("First{n} Last{n}"));
    }
    alice.has_credits(100_000 - 100).await;
}
