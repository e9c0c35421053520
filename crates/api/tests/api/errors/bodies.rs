//! `UNSUPPORTED_MEDIA_TYPE` and `PAYLOAD_TOO_LARGE`: bodies of the wrong type or size.

use serde_json::{Value, json};

use crate::support::{TestApp, calls, tenant::page};

#[tokio::test]
async fn json_is_told_by_its_media_type_whatever_its_case_and_parameters() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", json!({})).to_string();
    for json in [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        " application/json ;x=y",
        "application/vnd.kith+json",
    ] {
        alice.client.send("POST", "/v2/network", Some(json), body.clone()).await.data();
    }
    alice.has_credits(100_000 - 5).await;
}

#[tokio::test]
async fn any_other_media_type_is_refused_by_name() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", json!({})).to_string();
    for other in
        ["text/plain", "application/jsonp", "text/json", "application/x-www-form-urlencoded", "json", "+json"]
    {
        for path in ["/v2/network", "/v2/accounts"] {
            let reply = alice.client.send("POST", path, Some(other), body.clone()).await;
            let message = reply.is_refused(415, "UNSUPPORTED_MEDIA_TYPE");
            let right =
                format!("the body must be JSON, with content-type: application/json; got \"{other}\"");
            assert_eq!(message, right);
        }
    }
    let none = alice.client.send("POST", "/v2/network", None, body).await;
    assert!(none.is_refused(415, "UNSUPPORTED_MEDIA_TYPE").ends_with("got none"));
    assert_eq!(none.json()["metadata"]["action"], Value::Null);
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_json_body_has_up_to_64_kib() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", json!({})).to_string();
    let padded = |bytes: usize| format!("{body}{}", " ".repeat(bytes - body.len()));
    alice.client.network_text(&padded(65_536)).await.data();
    for path in ["/v2/network", "/v2/accounts"] {
        let reply = alice.client.send("POST", path, Some("application/json"), padded(65_537)).await;
        let message = reply.is_refused(413, "PAYLOAD_TOO_LARGE");
        assert_eq!(message, "the body is over the limit of 65536 bytes for this call");
    }
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn calls_that_take_no_body_ignore_it_and_its_type() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    for call in calls::all("a").into_iter().filter(|call| call.body.is_empty()) {
        let body = "not JSON ".repeat(10_000);
        let reply = alice.client.send(call.method, &call.path, Some("image/png"), body).await;
        assert_eq!(reply.status.as_u16(), call.status, "{}", call.operation);
    }
}
