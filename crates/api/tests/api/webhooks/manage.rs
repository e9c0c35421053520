//! Making, changing and taking away.

use kith_model::Scope;
use serde_json::{Value, json};

use crate::support::{Receiver, TestApp, calls};

#[tokio::test]
async fn a_webhook_is_made_looked_at_changed_and_taken_away() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = json!({"url": "https://hooks.example/kith", "events": ["sync.failed"], "accounts": ["a"], "description": "CRM"});
    let made = alice.client.post("/v2/webhooks", &body).await;
    assert_eq!(made.status.as_u16(), 201);
    let mut made = made.data();
    assert!(made["webhook_id"].as_str().unwrap().starts_with("wh_"));
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    assert_eq!(made["url"], "https://hooks.example/kith");
    assert_eq!((&made["events"], &made["accounts"]), (&json!(["sync.failed"]), &json!(["a"])));
    assert_eq!((&made["description"], &made["enabled"]), (&json!("CRM"), &json!(true)));
    made.as_object_mut().unwrap().remove("secret");
    let path = format!("/v2/webhooks/{}", made["webhook_id"].as_str().unwrap());
    assert_eq!(alice.client.get(&path).await.data(), made);
    let all = alice.client.get("/v2/webhooks").await.data();
    assert_eq!((&all["webhooks"], &all["total_results"]), (&json!([made]), &json!(1)));

    let change = json!({"accounts": ["*"], "enabled": false}).to_string();
    let changed = alice.client.send("PATCH", &path, Some("application/json"), change).await.data();
    assert_eq!((&changed["accounts"], &changed["enabled"]), (&Value::Null, &json!(false)));
    assert_eq!((&changed["url"], &changed["description"]), (&made["url"], &json!("CRM")));
    assert_eq!(alice.client.get(&path).await.data(), changed);
    let change_by = async |change: Value| {
        let change = change.to_string();
        alice.client.send("PATCH", &path, Some("application/json"), change).await
    };
    let changed = change_by(json!({"description": null, "accounts": ["a"]})).await.data();
    assert_eq!((&changed["description"], &changed["accounts"]), (&Value::Null, &json!(["a"])));
    assert_eq!(change_by(json!({"accounts": null})).await.data()["accounts"], Value::Null);
    let repeated = change_by(json!({"accounts": ["a", "a"]})).await.is_refused(400, "INVALID_PARAMS");
    assert!(repeated.contains("accounts[1] repeats"), "{repeated}");
    let both = change_by(json!({"accounts": ["*", "a"]})).await.is_refused(400, "INVALID_PARAMS");
    assert!(both.contains("not both"), "{both}");
    change_by(json!({"url": null})).await.is_refused(400, "INVALID_PARAMS");

    assert_eq!(alice.client.delete(&path).await.data()["deleted"], true);
    alice.client.get(&path).await.is_refused(404, "NOT_FOUND");
    assert_eq!(alice.client.get("/v2/webhooks").await.data()["total_results"], 0);
}

#[tokio::test]
async fn every_call_of_a_webhook_answers_with_its_documented_success_and_knows_none_that_is_not_there() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    let tested = alice.client.post_nothing(&format!("/v2/webhooks/{id}/test")).await.data();
    for call in calls::hooked("wh_none", "dlv_none") {
        let message = call.by(&alice.client).await.is_refused(404, "NOT_FOUND");
        assert!(message.contains("GET /v2/webhooks lists them"), "{message}");
    }
    for call in calls::hooked(&id, tested["delivery_id"].as_str().unwrap()) {
        let reply = call.by(&alice.client).await;
        assert_eq!(reply.status.as_u16(), call.status, "{}", call.operation);
        assert_eq!(reply.json()["metadata"]["action"], call.operation);
        assert_eq!(reply.credits(), 0);
    }
    let path = "/v2/webhooks/wh_none/deliveries/dlv_none/resend";
    alice.client.post_nothing(path).await.is_refused(404, "NOT_FOUND");
}

#[tokio::test]
async fn what_changes_a_webhook_is_for_keys_that_may_manage_and_repeats_are_answered_alike() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let reader = alice.client_with(Scope::Read).await;
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    for call in calls::hooked(&id, "dlv_none").iter().filter(|call| call.scope == "manage") {
        call.by(&reader).await.is_refused(403, "FORBIDDEN");
    }
    reader.get("/v2/webhooks").await.data();
    let writes = ["update_webhook", "rotate_webhook_secret", "delete_webhook"];
    for call in calls::hooked(&id, "dlv_none").iter().filter(|call| writes.contains(&call.operation)) {
        let client = alice.under(call.operation);
        let first = call.by(&client).await.data();
        let again = call.by(&client).await;
        assert_eq!(
            (again.data(), again.header("idempotent-replayed")),
            (first, "true"),
            "{}",
            call.operation
        );
    }
}

#[tokio::test]
async fn another_workspaces_webhook_is_not_there() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    let receiver = Receiver::start().await;
    let (id, _) = alice.hooks(&receiver.url(), &["sync.failed"]).await;
    for call in calls::hooked(&id, "dlv_none") {
        call.by(&bob.client).await.is_refused(404, "NOT_FOUND");
    }
    assert_eq!(bob.client.get("/v2/webhooks").await.data()["total_results"], 0);
    bob.app.account(bob.workspace, "his").await;
    let foreign = json!({"url": receiver.url(), "accounts": ["his"]});
    let says = alice.client.post("/v2/webhooks", &foreign).await.is_refused(404, "INVALID_ACCOUNT");
    assert_eq!(says, "accounts[0]: no account \"his\" in this workspace; GET /v2/accounts lists them");
}

#[tokio::test]
async fn an_address_that_may_not_be_called_makes_no_webhook() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let make = async |url: &str| alice.client.post("/v2/webhooks", &json!({"url": url})).await;
    for url in [
        "no address",
        "/hook",
        "ftp://hooks.example/",
        "http://hooks.example/",
        "https://user:word@hooks.example/",
        "https://hooks.example/#part",
        "https://localhost/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.1.2.3]/",
        "https://2130706434/",
    ] {
        let message = make(url).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with("url"), "{message}");
    }
    assert!(
        make("https://10.1.2.3/").await.is_refused(400, "INVALID_PARAMS").contains("webhooks.allow_hosts")
    );
    make("https://hooks.example:8443/kith").await.data();
}

#[tokio::test]
async fn fields_are_checked_and_twenty_webhooks_are_enough() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let url = "https://hooks.example/";
    for (body, says) in [
        (json!({}), "url is missing"),
        (json!({"url": url, "events": []}), "at least one"),
        (json!({"url": url, "events": ["connection.moved"]}), "events[0] must be one of"),
        (json!({"url": url, "accounts": []}), "accounts must be an array"),
        (json!({"url": url, "secret": "whsec_mine"}), "there is no field"),
    ] {
        let message = alice.client.post("/v2/webhooks", &body).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.contains(says), "{message}");
    }
    for _ in 0..20 {
        alice.client.post("/v2/webhooks", &json!({"url": url})).await.data();
    }
    let full = alice.client.post("/v2/webhooks", &json!({"url": url})).await;
    assert!(full.is_refused(400, "INVALID_PARAMS").contains("20 webhooks"));
}
