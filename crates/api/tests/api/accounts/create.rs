//! `POST /v2/accounts`: an empty account, ready for an export.

use serde_json::{Value, json};

use crate::support::{TestApp, laws::keys};

fn account(name: &str) -> Value {
    json!({"name": name, "source": {"kind": "archive"}})
}

#[tokio::test]
async fn a_new_account_waits_for_its_export() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let reply = alice.client.post("/v2/accounts", &account("  Jane Doe ")).await;
    assert_eq!(reply.status.as_u16(), 201);
    let data = reply.data();
    let id = data["account_id"].as_str().unwrap();
    assert!(id.starts_with("acc_"));
    assert_eq!(
        data,
        json!({
            "account_id": id, "name": "Jane Doe", "platform": "linkedin", "status": "never_synced", "active": false,
            "source": {"kind": "archive", "base_url": null}, "mode": "mirror", "created_at": "2026-04-26T10:35:00Z",
            "connections": 0, "upstream_total": null, "complete": false, "synced_at": null, "snapshot": null
        })
    );
    assert_eq!(keys(&reply.json()["metadata"]), ["action", "credits_consumed", "timestamp"]);
    assert_eq!(reply.json()["metadata"]["action"], "create_account");
    assert_eq!(alice.account(id).await, data);
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn each_call_makes_another_account_also_of_the_same_name() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    assert_ne!(alice.creates("Jane").await, alice.creates("Jane").await);
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_results"], 2);
}

#[tokio::test]
async fn a_name_has_1_to_200_characters_of_any_script() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for name in ["J", "李小龙 😀", &"ä".repeat(200), "O'Brien \"Bob\" <b>"] {
        let made = alice.client.post("/v2/accounts", &account(name)).await;
        assert_eq!(made.data()["name"], name);
    }
    let long = "x".repeat(201);
    for (body, says) in [
        (
            json!({"source": {"kind": "archive"}}),
            "name is missing; it must be a string of 1 to 200 characters",
        ),
        (account(""), "name must be a string of 1 to 200 characters; got \"\""),
        (
            json!({"name": 7, "source": {"kind": "archive"}}),
            "name must be a string of 1 to 200 characters; got 7",
        ),
        (account("  "), "name must be 1 to 200 characters without control characters; got 0"),
        (account("a\u{0}b"), "name must be 1 to 200 characters without control characters; got 3"),
        (account(&long), "name must be a string of 1 to 200 characters; got \"xxx"),
    ] {
        let message = alice.client.post("/v2/accounts", &body).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with(says), "{message}");
    }
}

#[tokio::test]
async fn a_source_has_a_known_kind_and_nothing_else() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let with = |source: Value| json!({"name": "Jane", "source": source});
    for (body, says) in [
        (
            json!({"name": "Jane"}),
            "source is missing; it must be an object with \"kind\", \"access_token\", \"base_url\", \"mode\"",
        ),
        (
            with(json!("archive")),
            "source must be an object with \"kind\", \"access_token\", \"base_url\", \"mode\"; got \"archive\"",
        ),
        (
            with(Value::Null),
            "source must be an object with \"kind\", \"access_token\", \"base_url\", \"mode\"; got null",
        ),
        (
            with(json!({})),
            "source.kind is missing; it must be one of \"archive\", \"connections_api\", \"portability\"",
        ),
        (
            with(json!({"kind": "Archive"})),
            "source.kind must be one of \"archive\", \"connections_api\", \"portability\"; got \"Archive\"",
        ),
        (
            with(json!({"kind": "archive", "knd": "t"})),
            "there is no field \"source.knd\"; the nearest is \"source.kind\"",
        ),
        (
            json!({"name": "Jane", "source": {"kind": "archive"}, "nmae": 1}),
            "there is no field \"nmae\"; the nearest is \"name\"",
        ),
    ] {
        let reply = alice.client.post("/v2/accounts", &body).await;
        assert_eq!(reply.is_refused(400, "INVALID_PARAMS"), says);
        assert_eq!(reply.json()["metadata"]["action"], "create_account");
    }
    let query = alice.client.post("/v2/accounts?dry_run=true", &account("Jane")).await;
    assert!(query.is_refused(400, "INVALID_PARAMS").contains("\"dry_run\""));
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_available_results"], 0);
}
