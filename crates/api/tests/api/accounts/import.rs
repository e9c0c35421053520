//! `POST /v2/accounts/{id}/import`: an export becomes the account's newest snapshot, whole or not at all.

use serde_json::{Value, json};

use crate::support::{TestApp, exports, laws::keys, people::name};

#[tokio::test]
async fn the_report_counts_every_record() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let mut rows: Vec<_> = (0..20).map(exports::row).collect();
    rows.push(exports::row(3)); // a duplicate
    rows.push(exports::named("", "", "https://www.linkedin.com/in/closed-account")); // nameless
    rows.push(std::array::from_fn(|_| String::new())); // nothing at all
    let path = format!("/v2/accounts/{id}/import");
    let reply = alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await;
    let data = reply.data();
    let known = [
        "account_id",
        "snapshot",
        "rows",
        "connections",
        "duplicates",
        "nameless",
        "skipped",
        "warnings",
        "added",
        "removed",
        "updated",
    ];
    assert_eq!(keys(&data), known);
    let counts = ["rows", "connections", "duplicates", "nameless", "added", "removed", "updated"];
    assert_eq!(counts.map(|key| data[key].clone()), [23, 21, 1, 1, 21, 0, 0].map(Value::from));
    assert_eq!(data["skipped"][0]["line"], 27, "four lines stand above the first record");
    assert_eq!(keys(&data["skipped"][0]), ["line", "reason"]);
    assert_eq!(
        reply.json()["metadata"],
        json!({"action": "import_account", "account_id": id, "credits_consumed": 0, "timestamp": "2026-04-26T10:35:00Z"})
    );
    let page = alice.lists(&id, json!({"count": 100})).await;
    assert_eq!(data["snapshot"], page.header("x-kith-snapshot"));
    assert_eq!((page.names().len(), page.names()[20].as_str()), (21, "LinkedIn Member"));
}

#[tokio::test]
async fn a_newer_export_tells_who_came_went_and_changed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    alice.imports(&id, 0..20).await.data();
    let mut rows: Vec<_> = (2..25).map(exports::row).collect();
    rows[4][5] = "Manager".into();
    let path = format!("/v2/accounts/{id}/import");
    let data = alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await.data();
    let counts = ["connections", "added", "removed", "updated"];
    assert_eq!(counts.map(|key| data[key].clone()), [23, 5, 2, 1].map(Value::from));
    let page = alice.lists(&id, json!({"count": 100})).await;
    assert_eq!(page.names(), (2..25).map(name).collect::<Vec<_>>());
    assert_eq!(page.data()["connections"][4]["job_title"], "Manager at Company 6");
}

#[tokio::test]
async fn a_dry_run_reports_and_writes_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let path = format!("/v2/accounts/{id}/import?dry_run=true");
    let tries = async |members: u32| {
        let csv = exports::csv((0..members).map(exports::row));
        alice.client.send("POST", &path, Some("text/csv"), csv).await.data()
    };
    let before = alice.account(&id).await;
    let data = tries(20).await;
    assert_eq!(
        (&data["snapshot"], &data["connections"], &data["added"]),
        (&Value::Null, &json!(20), &json!(20))
    );
    assert_eq!(alice.account(&id).await, before);
    alice.lists(&id, json!({})).await.is_refused(409, "ACCOUNT_NOT_READY");
    let real = alice.imports(&id, 0..20).await.data();
    app.clock.advance(60);
    let before = alice.account(&id).await;
    let data = tries(30).await;
    assert_eq!((&data["snapshot"], &data["connections"]), (&real["snapshot"], &json!(30)));
    assert_eq!(alice.account(&id).await, before);
}

#[tokio::test]
async fn another_members_file_is_refused_unless_it_is_meant_to_replace() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    alice.imports(&id, 0..20).await.data();
    let message = alice.imports(&id, 11..60).await.is_refused(400, "INVALID_PARAMS");
    assert!(message.contains("keeps 9 of the account's 20") && message.contains("replace=true"), "{message}");
    assert_eq!(alice.account(&id).await["connections"], 20);
    let csv = exports::csv((11..60).map(exports::row));
    let path = |query: &str| format!("/v2/accounts/{id}/import?{query}");
    let dry = alice.client.send("POST", &path("dry_run=true"), Some("text/csv"), csv.clone()).await;
    dry.is_refused(400, "INVALID_PARAMS");
    let data = alice.client.send("POST", &path("replace=true"), Some("text/csv"), csv).await.data();
    assert_eq!(
        (&data["connections"], &data["added"], &data["removed"]),
        (&json!(49), &json!(40), &json!(11))
    );
}

#[tokio::test]
async fn half_of_the_members_is_enough_to_be_the_same_members_file() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    alice.imports(&id, 0..20).await.data();
    assert_eq!(alice.imports(&id, 10..20).await.data()["removed"], 10);
}

#[tokio::test]
async fn its_switches_are_true_or_false() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let csv = exports::csv((0..20).map(exports::row));
    for (query, says) in [
        ("dry_run=yes", "dry_run must be true or false; got \"yes\""),
        ("dry_run", "dry_run must be true or false; got \"\""),
        ("replace=1", "replace must be true or false; got \"1\""),
        ("dryrun=true", "there is no field \"dryrun\"; the nearest is \"dry_run\""),
        ("replace=true&replace=true", "\"replace\" stands twice in the query"),
    ] {
        let path = format!("/v2/accounts/{id}/import?{query}");
        let reply = alice.client.send("POST", &path, Some("text/csv"), csv.clone()).await;
        assert_eq!(reply.is_refused(400, "INVALID_PARAMS"), says);
        assert_eq!(reply.json()["metadata"]["action"], "import_account");
    }
    assert_eq!(alice.account(&id).await["status"], "never_synced");
}
