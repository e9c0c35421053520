//! `NOT_FOUND` and `METHOD_NOT_ALLOWED`: what no route takes.

use serde_json::Value;

use crate::support::TestApp;

#[tokio::test]
async fn an_unknown_path_is_named_and_told_where_the_known_ones_stand() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for path in [
        "/v3",
        "/v2",
        "/v2/",
        "/v1/network",
        "/v2/network/",
        "/V2/network",
        "/v2/accounts/",
        "/v2/accounts/a/b",
        "/metrics",
    ] {
        let reply = alice.client.get(path).await;
        let message = reply.is_refused(404, "NOT_FOUND");
        assert_eq!(message, format!("there is no path {path}; GET /openapi.json describes those there are"));
        assert_eq!(reply.json()["metadata"]["action"], Value::Null);
    }
}

#[tokio::test]
async fn another_method_is_told_those_that_the_path_knows() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (method, path, allow) in [
        ("GET", "/v2/network", "POST"),
        ("DELETE", "/v2/network", "POST"),
        ("PUT", "/v2/accounts", "GET,HEAD,POST"),
        ("PATCH", "/v2/accounts/a", "DELETE,GET,HEAD"),
        ("GET", "/v2/accounts/a/import", "POST"),
        ("GET", "/v2/accounts/a/pause", "POST"),
        ("GET", "/v2/accounts/a/resume", "POST"),
        ("POST", "/v2/credits", "GET,HEAD"),
        ("POST", "/v2/credits/entries", "GET,HEAD"),
        ("POST", "/healthz", "GET,HEAD"),
        ("OPTIONS", "/readyz", "GET,HEAD"),
        ("BREW", "/openapi.json", "GET,HEAD"),
    ] {
        let reply = alice.client.send(method, path, None, "").await;
        let message = reply.is_refused(405, "METHOD_NOT_ALLOWED");
        assert!(message.starts_with(&format!("{path} does not know the method {method}")), "{message}");
        let mut known: Vec<_> = reply.header("allow").split(',').collect();
        known.sort_unstable();
        assert_eq!(known.join(","), allow, "{path}");
        assert_eq!(reply.json()["metadata"]["action"], Value::Null);
    }
}

#[tokio::test]
async fn a_head_request_is_answered_as_its_get_without_the_body() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for path in ["/healthz", "/readyz", "/openapi.json", "/v2/credits", "/v2/accounts"] {
        let get = alice.client.get(path).await;
        let head = alice.client.send("HEAD", path, None, "").await;
        assert_eq!((head.status, head.header("content-length")), (get.status, get.header("content-length")));
    }
}
