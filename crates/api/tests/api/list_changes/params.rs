//! `list_changes`: each field of `params`, and what is refused.

use serde_json::{Value, json};

use super::{cursor, told};
use crate::support::{TestApp, people};

#[tokio::test]
async fn what_is_no_place_to_begin_at_says_the_three_that_are() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for wrong in ["", "yesterday", "2026-04-26", "1777199700", "cur_", "cur_zz", "2026-04-26 10:35:00Z"] {
        let message = alice.changes("a", json!({"since": wrong})).await.is_refused(400, "INVALID_PARAMS");
        let forms = ["\"cur_…\"", "\"snap_…\"", "like \"2026-04-26T10:35:00Z\"", "; got \""];
        assert!(forms.iter().all(|form| message.contains(form)), "{message}");
        assert!(message.starts_with("params.since must be ") && message.ends_with(&format!("{wrong}\"")));
    }
    for wrong in [json!(7), json!(null), json!(["cur_"])] {
        let message = alice.changes("a", json!({"since": wrong})).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with("params.since must be a string; got "), "{message}");
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_cursor_is_of_its_own_account_only_and_whole() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_connections("b", 3).await;
    let cursor = cursor(&alice.changes("a", json!({})).await.data());
    assert!(cursor.starts_with("cur_"));
    alice.changes("b", json!({"since": cursor})).await.is_refused(400, "INVALID_PARAMS");
    let cut = &cursor[..cursor.len() - 1];
    alice.changes("a", json!({"since": cut})).await.is_refused(400, "INVALID_PARAMS");
    alice.changes("a", json!({"since": cursor})).await.data();
}

#[tokio::test]
async fn types_and_count_are_checked_and_the_count_is_100_by_itself() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 300).await;
    let refused = async |params: Value| alice.changes("a", params).await.is_refused(400, "INVALID_PARAMS");
    assert_eq!(
        refused(json!({"types": ["moved"]})).await,
        "params.types[0] must be one of \"added\", \"removed\", \"updated\"; got \"moved\""
    );
    refused(json!({"types": ["added", "added"]})).await;
    refused(json!({"types": "added"})).await;
    for count in [json!(0), json!(1_001), json!("ten"), json!(1.0)] {
        let message = refused(json!({"count": count})).await;
        assert!(message.starts_with("params.count must be an integer from 1 to 1000; got "), "{message}");
    }
    let message = refused(json!({"sinse": "snap_1"})).await;
    assert_eq!(message, "there is no field \"params.sinse\"; the nearest is \"params.since\"");
    for params in [json!({}), Value::Null, json!({"types": []})] {
        assert_eq!(alice.changes("a", params).await.data()["total_results"], 100);
    }
}

#[tokio::test]
async fn a_snapshot_that_never_was_says_to_begin_anew() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for unknown in ["snap_2", "snap_", "snap_\u{0}ä", "snap_0000000000000001"] {
        let message = alice.changes("a", json!({"since": unknown})).await.is_refused(410, "SNAPSHOT_EXPIRED");
        assert!(message.contains("begin anew without since"), "{message}");
    }
}

#[tokio::test]
async fn accounts_that_have_no_changes_to_tell_say_why() {
    let app = TestApp::with_credits(0).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await.with_empty_account("empty").await;
    let live =
        json!({"name": "Live", "source": {"kind": "connections_api", "base_url": "http://127.0.0.1:1"}});
    let live = alice.client.post("/v2/accounts", &live).await.data();
    let live = live["account_id"].as_str().unwrap();
    alice.changes("none", json!({})).await.is_refused(404, "INVALID_ACCOUNT");
    alice.changes("empty", json!({})).await.is_refused(409, "ACCOUNT_NOT_READY");
    alice
        .changes("empty", json!({"since": "2026-04-26T10:35:00Z"}))
        .await
        .is_refused(409, "ACCOUNT_NOT_READY");
    alice.changes("empty", json!({"since": "snap_1"})).await.is_refused(409, "ACCOUNT_NOT_READY");
    let message = alice.changes(live, json!({})).await.is_refused(400, "INVALID_PARAMS");
    assert!(message.contains("live"), "{message}");
    alice.changes("a", json!({})).await.is_refused(402, "INSUFFICIENT_CREDITS");
    // The order of the contract, and no news is free.
    alice.changes("a", json!({"since": "snap_2"})).await.is_refused(410, "SNAPSHOT_EXPIRED");
    assert_eq!(alice.changes("a", json!({"since": "snap_1"})).await.data()["total_results"], 0);
    alice.pauses("a").await;
    alice.changes("a", json!({"since": "snap_1"})).await.is_refused(403, "ACCOUNT_INACTIVE");
}

#[tokio::test]
async fn the_time_that_a_snapshot_shows_is_a_place_after_it_whatever_fraction_it_has() {
    let app = TestApp::unlimited().await;
    app.clock.advance_micros(734_512);
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let first = alice.changes("a", json!({})).await.data()["changes"][0]["at"].clone();
    assert_eq!(first, "2026-04-26T10:35:00Z");
    app.clock.advance(60);
    let mut list = people(3);
    list[1].position = Some("Chief".into());
    alice.has("a", &list).await;
    for params in [json!({"since": first}), json!({"since": first, "types": ["updated"]})] {
        let page = alice.changes("a", params).await.data();
        assert_eq!((told(&page), &page["initial"]), (vec!["~First1 Last1".to_owned()], &json!(false)));
        assert_eq!(page["changes"][0]["at"], "2026-04-26T10:36:00Z");
        let reply = alice.changes("a", json!({"since": page["changes"][0]["at"]})).await;
        assert_eq!((reply.data()["total_results"].as_u64(), reply.credits()), (Some(0), 0));
    }
    // A fraction is taken as it is said.
    let page = alice.changes("a", json!({"since": "2026-04-26T10:35:00.734511Z"})).await.data();
    assert_eq!(page["initial"], true);
    let page = alice.changes("a", json!({"since": "2026-04-26T10:36:00.734511Z"})).await.data();
    assert_eq!(told(&page), ["~First1 Last1"]);
}

#[tokio::test]
async fn a_time_is_read_in_every_form_of_rfc_3339() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    app.clock.advance(60); // 10:36
    alice.has("a", &people(4)).await;
    app.clock.advance(60);
    alice.has("a", &people(5)).await;
    for (since, expected) in [
        ("2026-04-26T10:35:00Z", &["+First3 Last3", "+First4 Last4"][..]),
        ("2026-04-26T12:35:59.999+02:00", &["+First3 Last3", "+First4 Last4"]),
        ("2026-04-26T10:36:00Z", &["+First4 Last4"]),
        ("2026-04-26T05:36:00.000001-05:00", &["+First4 Last4"]),
        ("2026-04-26T10:37:00Z", &[]),
        ("2099-01-01T00:00:00Z", &[]),
    ] {
        let page = alice.changes("a", json!({"since": since})).await.data();
        assert_eq!(told(&page), expected, "{since}");
        assert_eq!((&page["initial"], &page["has_more"]), (&json!(false), &json!(false)), "{since}");
    }
}
