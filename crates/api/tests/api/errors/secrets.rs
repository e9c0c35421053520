//! No answer ever holds a key, wherever the caller has put it. That no message holds SQL, a path of ours or a stack
//! trace is a law of every answer.

use serde_json::json;

use crate::support::TestApp;

#[tokio::test]
async fn a_key_in_the_wrong_place_is_not_repeated_in_an_answer() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let (client, key) = (&alice.client, alice.client.key());
    let page = |params| json!({"account_id": "a", "action": "list_connections", "params": params});
    let replies = [
        client.network(&page(json!({"count": key}))).await,
        client.network(&page(json!({"fields": [key]}))).await,
        client.network(&page(json!({ key: 1 }))).await,
        client.network(&page(json!({"count": format!("x-api-key: {key}")}))).await,
        client.network(&page(json!({"count": key.to_uppercase()}))).await,
        client.network(&json!({"account_id": key, "action": key})).await,
        client.network(&json!({"x-api-key": key, key: key})).await,
        client.get(&format!("/v2/{key}")).await,
        client.get(&format!("/v2/credits?{key}={key}")).await,
        client.get(&format!("/v2/accounts?limit={key}")).await,
        client.get(&format!("/v2/accounts/{key}")).await,
        client.send("POST", "/v2/network", Some(key), "{}").await,
        client.post("/v2/accounts", &json!({"name": "A", "source": {"kind": key}})).await,
        client.send("POST", "/v2/accounts/a/import", Some("text/csv"), format!("{key},{key}\n1,2\n")).await,
    ];
    let secret = &key[10..30];
    for reply in replies {
        assert!(reply.status.is_client_error());
        assert!(!reply.text().to_lowercase().contains(secret), "{}", reply.text());
    }
}
