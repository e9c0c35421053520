//! Several servers over one store: what a key may do in a minute holds for all of them together.

use kith_engine::Settings;
use serde_json::json;

use crate::support::{Reply, TestApp};

fn limit(requests_per_minute: u32) -> Settings {
    Settings { requests_per_minute, ..Settings::default() }
}

async fn asks(client: &crate::support::Client, server: &TestApp) -> Reply {
    client.clone().at(server.address).get("/v2/credits").await
}

#[tokio::test]
async fn a_keys_limit_is_one_for_all_servers_and_never_passed() {
    let servers = TestApp::three(limit(300)).await;
    let client = servers[0].workspace("alice").await.client;
    let (mut passed, mut first) = (0, 0);
    for n in 0..600 {
        let reply = asks(&client, &servers[n % 3]).await;
        match reply.status.as_u16() {
            200 => passed += 1,
            _ => drop(reply.is_refused(429, "RATE_LIMITED")),
        }
        if n < 300 {
            first = passed;
        }
    }
    assert!(first >= 285, "{first} of the first 300");
    assert_eq!(passed, 300);
    servers[0].clock.advance(60);
    assert_eq!(asks(&client, &servers[2]).await.header("ratelimit"), "\"default\";r=299;t=60");
}

#[tokio::test]
async fn each_server_tells_what_is_left_as_far_as_it_knows() {
    let servers = TestApp::three(limit(300)).await;
    let client = servers[0].workspace("alice").await.client;
    let left = async |server: usize| asks(&client, &servers[server]).await.header("ratelimit").to_owned();
    assert_eq!(left(0).await, "\"default\";r=299;t=60");
    assert_eq!(left(0).await, "\"default\";r=298;t=60");
    servers[0].clock.advance(20);
    assert_eq!(left(1).await, "\"default\";r=296;t=40", "the first one holds a third request");
    assert_eq!(left(0).await, "\"default\";r=297;t=40", "and has not heard of the second one's");
    assert_eq!(left(0).await, "\"default\";r=293;t=40", "now it has");
}

#[tokio::test]
async fn without_the_store_a_request_that_needs_it_is_not_counted_but_told_to_come_again() {
    let [server, other, _] = TestApp::three(limit(300)).await;
    let alice = server.workspace("alice").await;
    asks(&alice.client, &other).await.data(); // which knows the key now, and holds two requests
    asks(&alice.client, &other).await.data();
    asks(&alice.client, &other).await.data();
    other.store.close().await.unwrap();
    let reply = asks(&alice.client, &other).await;
    reply.is_refused(503, "UNAVAILABLE");
    let (again, left) = (reply.header("retry-after"), reply.header("ratelimit"));
    assert_eq!((again, left), ("2", "\"default\";r=297;t=60"));
    assert_eq!(asks(&alice.client, &server).await.header("ratelimit"), "\"default\";r=296;t=60");
}

#[tokio::test]
async fn a_page_is_charged_once_whichever_server_answers() {
    let servers = TestApp::three(limit(300)).await;
    let alice = servers[0].workspace("alice").await.with_connections("a", 60).await;
    for server in &servers {
        let page = crate::support::tenant::page("a", json!({"count": 60}));
        let client = alice.client.clone().at(server.address).with("idempotency-key", "k");
        assert_eq!(client.network(&page).await.names().len(), 60);
    }
    alice.has_credits(100_000 - 2).await;
}
