//! The order of the checks for the calls that write: their own fields, then the idempotency key, then the account,
//! then what is in the file.

use serde_json::{Value, json};

use crate::support::{Tenant, TestApp, calls, exports};

/// With a list `a` of 20, and the idempotency key `used` used up.
async fn alice(app: &TestApp) -> Tenant<'_> {
    let alice = app.workspace("alice").await.with_connections("a", 20).await;
    alice.lists_under("used", "a", json!({})).await.data();
    alice
}

fn account(name: &str) -> Value {
    json!({"name": name, "source": {"kind": "archive"}})
}

#[tokio::test]
async fn a_query_comes_before_the_idempotency_key_and_that_before_the_account() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let client = alice.under("used");
    for call in calls::all("missing").iter().filter(|call| call.scope == "manage") {
        call.at(&client, &format!("{}?typo=1", call.path)).await.is_refused(400, "INVALID_PARAMS");
        call.by(&client).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    }
}

#[tokio::test]
async fn a_new_accounts_name_comes_before_the_idempotency_key() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for name in ["", "   ", "a\nb", &"x".repeat(201)] {
        let reply = alice.under("used").post("/v2/accounts", &account(name)).await;
        assert!(reply.is_refused(400, "INVALID_PARAMS").starts_with("name must be"));
    }
    alice.under("used").post("/v2/accounts", &account("A")).await.is_refused(422, "IDEMPOTENCY_CONFLICT");
}

#[tokio::test]
async fn an_imports_media_type_comes_before_its_query() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let reply = alice.client.send("POST", "/v2/accounts/a/import?typo=1", Some("text/plain"), "x").await;
    reply.is_refused(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn the_idempotency_key_and_the_account_come_before_the_content_of_a_file() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let no_export = async |client: &crate::support::Client, id: &str| {
        client.send("POST", &format!("/v2/accounts/{id}/import"), Some("text/csv"), "no,export\n").await
    };
    no_export(&alice.under("used"), "missing").await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    no_export(&alice.under("used"), "a").await.is_refused(422, "IDEMPOTENCY_CONFLICT");
    no_export(&alice.client, "missing").await.is_refused(404, "INVALID_ACCOUNT");
    no_export(&alice.client, "a").await.is_refused(400, "INVALID_PARAMS");
}

#[tokio::test]
async fn a_paused_account_can_still_be_written_to() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    alice.pauses("a").await;
    let csv = exports::csv((0..30).map(exports::row));
    let path = "/v2/accounts/a/import?replace=true";
    let report = alice.client.send("POST", path, Some("text/csv"), csv).await.data();
    assert_eq!(report["connections"], 30);
    assert_eq!(alice.account("a").await["status"], "paused");
}
