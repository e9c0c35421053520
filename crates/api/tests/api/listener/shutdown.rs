//! The end: a request in flight is finished, an idle connection is closed, nobody new is let in.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use super::{SHORT, key, listening};
use crate::support::raw::{head, request};
use crate::support::{Raw, TestApp, tenant::page};

const LINE: &str = "POST /v2/network HTTP/1.1";

/// A request of which the server has the head and waits for the body: it has said so.
async fn in_flight(app: &TestApp) -> (Raw, String) {
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", json!({})).to_string();
    let length = format!("content-length: {}", body.len());
    let headers = [&key(&alice), "content-type: application/json", "expect: 100-continue"];
    let mut raw = Raw::connect(app.address).await;
    raw.sends(head(LINE, &headers, &length)).await;
    assert_eq!(raw.answer().await.status.as_u16(), 100);
    (raw, body)
}

#[tokio::test]
async fn a_request_in_flight_is_finished_and_then_the_server_ends() {
    let mut app = TestApp::start().await;
    let (mut raw, body) = in_flight(&app).await;
    let mut idle = Raw::connect(app.address).await;
    idle.sends(request("GET /healthz HTTP/1.1", &[], b"")).await;
    idle.answer().await.data();
    let ended = app.stops();
    idle.is_closed().await; // the end has begun
    assert!(!ended.is_finished());
    raw.sends(body).await;
    assert_eq!(raw.answer().await.names().len(), 3);
    raw.is_closed().await;
    ended.await.unwrap();
    assert!(TcpStream::connect(app.address).await.is_err());
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_the_end_up() {
    let mut app = TestApp::start().await;
    let mut idle = Raw::connect(app.address).await;
    idle.sends(request("GET /healthz HTTP/1.1", &[], b"")).await;
    idle.answer().await.data();
    let ended = app.stops();
    idle.is_closed().await;
    ended.await.unwrap();
}

#[tokio::test]
async fn a_request_that_does_not_end_in_time_is_cut() {
    let mut app = listening(|settings| {
        settings.shutdown_timeout = SHORT;
        settings.body_timeout = Duration::from_mins(1);
    })
    .await;
    let (_raw, _body) = in_flight(&app).await;
    app.stops().await.unwrap();
}
