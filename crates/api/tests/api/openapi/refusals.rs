//! That the refusals of the document are real: each request that it shows as refused is refused so, with status, code and
//! message; and what any call may be told is what a server says.

use kith_model::Scope;
use serde_json::{Value, json};

use crate::support::document::{Operation, operations};
use crate::support::{Client, Reply, TestApp, exports};

const ACCOUNT: &str = "acc_3f9k2m7q1x8c4v6b";

/// A refusal that an operation shows.
fn shown<'d>(operation: &Operation<'d>, code: &str) -> &'d Value {
    let mut responses = operation.described["responses"].as_object().unwrap().values();
    responses.find_map(|one| one["content"]["application/json"]["examples"].get(code)).unwrap()
}

async fn send(client: &Client, operation: &Operation<'_>, sent: &Value) -> Reply {
    let query = sent["query"].as_str().map(|query| format!("?{query}")).unwrap_or_default();
    let path = format!("{}{query}", operation.path.replace("{account_id}", ACCOUNT));
    let method = operation.method.as_str();
    if let Some(body) = sent.get("body") {
        return client.send_freely(method, &path, Some("application/json"), body.to_string()).await;
    }
    if operation.described["requestBody"].is_object() {
        let csv = exports::csv((0..3).map(exports::row));
        return client.send_freely(method, &path, Some("text/csv"), csv).await;
    }
    client.send_freely(method, &path, None, "").await
}

#[tokio::test]
async fn every_refused_request_is_refused_as_the_document_shows() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections(ACCOUNT, 3).await;
    let mut refused = 0;
    for operation in operations() {
        let mut own = 0;
        for (status, response) in operation.described["responses"].as_object().unwrap() {
            let examples = response["content"]["application/json"]["examples"].as_object();
            for (name, example) in examples.into_iter().flatten() {
                let Some(sent) = example.get("x-request") else { continue };
                let reply = send(&alice.client, &operation, sent).await;
                let what = format!("{} {name} {sent}", operation.id);
                assert_eq!(reply.status.as_str(), status, "{what}");
                assert_eq!(reply.json()["error"], example["value"]["error"], "{what}");
                assert_eq!(
                    reply.json()["metadata"]["action"],
                    example["value"]["metadata"]["action"],
                    "{what}"
                );
                own += 1;
            }
        }
        let asks = &operation.described["requestBody"]["content"]["application/json"]["examples"];
        let actions = asks.as_object().map_or(1, |actions| actions.len() + 1); // and one that there is not
        assert_eq!(own, actions, "{}", operation.id);
        refused += own;
    }
    assert!(refused > 35, "{refused}");
    assert_eq!(alice.balance().await, app.workspace("bob").await.balance().await, "errors charge nothing");
}

#[tokio::test]
async fn what_any_call_may_be_told_is_what_a_server_says() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections(ACCOUNT, 60).await;
    alice.creates("empty").await;
    let operations = operations();
    let of = |id: &str| operations.iter().find(|one| one.id == id).unwrap();
    let said = |reply: Reply, id: &str, code: &str| {
        assert_eq!(reply.json()["error"], shown(of(id), code)["value"]["error"], "{id} {code}");
    };
    let lists = json!({"account_id": ACCOUNT, "action": "list_connections"});
    let by = |client: Client, body: Value| async move { client.network(&body).await };

    said(app.stranger().network(&lists).await, "network", "INVALID_API_KEY");
    let missing = json!({"account_id": "acc_unknown", "action": "list_connections"});
    said(alice.client.network(&missing).await, "network", "INVALID_ACCOUNT");
    let reader = alice.client_with(Scope::Read).await;
    said(reader.post("/v2/accounts", &json!({})).await, "create_account", "FORBIDDEN");
    said(reader.get("/v2/credits/entries").await, "list_credit_entries", "FORBIDDEN");
    let expired =
        json!({"account_id": ACCOUNT, "action": "list_connections", "params": {"snapshot": "snap_unknown"}});
    said(by(reader, expired).await, "network", "SNAPSHOT_EXPIRED");
    let path = format!("/v2/accounts/{ACCOUNT}/export?snapshot=snap_unknown");
    said(alice.client.get(&path).await, "export_account", "SNAPSHOT_EXPIRED");
    said(alice.client.send("POST", "/v2/network", None, "").await, "network", "UNSUPPORTED_MEDIA_TYPE");
    let large = format!("{{\"account_id\":\"{}\"}}", "x".repeat(70_000));
    said(alice.client.network_text(&large).await, "network", "PAYLOAD_TOO_LARGE");
    let path = format!("/v2/accounts/{ACCOUNT}/syncs/sync_1");
    said(alice.client.get(&path).await, "get_sync", "NOT_FOUND");
    said(alice.client.get("/v2/webhooks/wh_1").await, "get_webhook", "NOT_FOUND");
    let hook = json!({"url": "https://example.com/hooks/kith"});
    let hook = alice.client.post("/v2/webhooks", &hook).await.data();
    let path = format!("/v2/webhooks/{}/deliveries/dlv_1/resend", hook["webhook_id"].as_str().unwrap());
    said(alice.client.post_nothing(&path).await, "resend_delivery", "NOT_FOUND");

    alice.pauses(ACCOUNT).await;
    said(alice.client.network(&lists).await, "network", "ACCOUNT_INACTIVE");
    alice.resumes(ACCOUNT).await;
    // The numbers of the example are its own.
    let poor = TestApp::with_credits(1).await;
    let bob = poor.workspace("bob").await.with_connections(ACCOUNT, 60).await;
    let reply = bob.lists(ACCOUNT, json!({"count": 60})).await;
    let text = |error: &Value| error["message"].as_str().unwrap().replace(|c: char| c.is_ascii_digit(), "");
    let example = &shown(of("network"), "INSUFFICIENT_CREDITS")["value"]["error"];
    assert_eq!(text(&reply.json()["error"]), text(example));
}
