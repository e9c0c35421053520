//! What an export costs: a credit for every 50 connections, once under an idempotency key, and nothing for a look.

use kith_model::Scope;
use serde_json::json;

use super::TEXTS;
use crate::support::{TestApp, person};

#[tokio::test]
async fn an_export_costs_what_its_rows_cost_as_pages_and_the_ledger_names_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let file = alice.client.clone().with("x-request-id", "order-66").get("/v2/accounts/a/export").await;
    assert_eq!(file.credits(), 25);
    alice.has_credits(100_000 - 25).await;
    let entry = alice.client.get("/v2/credits/entries").await.data()["entries"][0].take();
    assert_eq!(
        (&entry["action"], &entry["account_id"], &entry["request_id"], &entry["credits"]),
        (&json!("export_account"), &json!("a"), &json!("order-66"), &json!(25))
    );
}

#[tokio::test]
async fn what_costs_more_than_is_left_is_refused_before_the_first_byte() {
    let app = TestApp::with_credits(2).await;
    let alice = app.workspace("alice").await.with_connections("a", 101).await;
    let message = alice.exports("a", "").await.is_refused(402, "INSUFFICIENT_CREDITS");
    assert!(message.contains("needs 3 credits") && message.contains("has 2"), "{message}");
    alice.has_credits(2).await;
}

#[tokio::test]
async fn a_repeat_under_the_same_key_is_free_and_the_same_file_also_when_newer_lists_landed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    let client = alice.under("k");
    for format in ["csv", "parquet"] {
        let (path, client) = (format!("/v2/accounts/a/export?format={format}"), alice.under(format));
        let first = client.get(&path).await;
        assert_eq!((first.credits(), first.header("idempotent-replayed")), (3, ""));
        alice.has_connections("a", if format == "csv" { 500 } else { 90 }).await;
        app.clock.advance(3_600);
        let again = client.get(&path).await;
        assert_eq!((again.credits(), again.header("idempotent-replayed")), (3, "true"));
        assert_eq!(
            (&again.body, again.header("x-kith-snapshot")),
            (&first.body, first.header("x-kith-snapshot"))
        );
        alice.has_connections("a", 120).await;
    }
    alice.has_credits(100_000 - 6).await;
    client.get("/v2/accounts/a/export").await;
    client.get("/v2/accounts/a/export?format=vcard").await.is_refused(422, "IDEMPOTENCY_CONFLICT");
}

#[tokio::test]
async fn a_part_under_the_key_of_a_cheaper_look_is_no_way_to_a_free_file() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    let client = alice.under("k");
    client.send("HEAD", "/v2/accounts/a/export", None, "").await;
    alice.has_credits(100_000).await;
    let part = client.clone().with("range", "bytes=0-0").get("/v2/accounts/a/export").await;
    assert_eq!(
        (part.status.as_u16(), part.body.len(), part.credits()),
        (206, 1, 3),
        "a byte costs the whole"
    );
    assert_eq!(client.get("/v2/accounts/a/export").await.header("idempotent-replayed"), "true");
    alice.has_credits(100_000 - 3).await;
}

#[tokio::test]
async fn a_look_is_free_and_says_how_long_the_file_is() {
    let app = TestApp::with_credits(0).await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    let look = alice.client.send("HEAD", "/v2/accounts/a/export", None, "").await;
    assert_eq!((look.status.as_u16(), look.credits()), (200, 0));
    alice.exports("a", "").await.is_refused(402, "INSUFFICIENT_CREDITS");
    app.engine.grant_credits(alice.workspace, 3).await.unwrap();
    let file = alice.exports("a", "").await;
    assert_eq!(look.header("content-length"), file.body.len().to_string());
    assert_eq!(look.header("etag"), file.header("etag"));
    alice.has_credits(0).await;
}

#[tokio::test]
async fn what_can_no_longer_be_written_is_not_paid_in_any_format() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    app.commit(alice.workspace, "a", vec![person(7)], Vec::new()).await;
    alice.client.send("HEAD", "/v2/accounts/a/export?format=parquet&snapshot=snap_1", None, "").await;
    let later = app.engine.clock().now() + std::time::Duration::from_secs(9);
    app.store.prune(later, later).await.unwrap();
    for format in ["parquet", "ndjson"] {
        let file = alice.exports("a", &format!("?format={format}&snapshot=snap_1")).await;
        assert!(!file.status.is_success(), "{format}");
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_file_that_is_there_already_is_neither_sent_nor_paid() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    for format in TEXTS {
        let path = format!("/v2/accounts/a/export?format={format}");
        let file = alice.client.get(&path).await;
        let tag = file.header("etag").to_owned();
        let knowing = |tag: &str| alice.under(format).with("if-none-match", tag);
        for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".into()] {
            let none = knowing(&known).with("range", "bytes=5-").get(&path).await;
            assert_eq!((none.status.as_u16(), none.header("etag")), (304, &*tag));
            assert_eq!(none.header("x-kith-snapshot"), file.header("x-kith-snapshot"));
            assert_eq!(knowing(&known).send("HEAD", &path, None, "").await.status.as_u16(), 304);
        }
        let other = knowing("\"other\"").get(&path).await;
        assert_eq!((other.status.as_u16(), other.credits(), &other.body), (200, 3, &file.body));
    }
    alice.has_credits(100_000 - 18).await;
    let tag = alice.exports("a", "?format=parquet").await.header("etag").to_owned();
    let knowing = alice.client.clone().with("if-none-match", &tag);
    let parquet = knowing.get("/v2/accounts/a/export?format=parquet").await;
    assert_eq!(parquet.credits(), 3, "only a text format's bytes are known by their tag");
}

#[tokio::test]
async fn a_key_that_may_read_may_export_and_an_ended_one_may_not() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let (id, reader) = app.key(alice.workspace, Scope::Read, None).await;
    assert_eq!(reader.get("/v2/accounts/a/export").await.credits(), 2);
    app.engine.revoke_key(alice.workspace, &id).await.unwrap();
    reader.get("/v2/accounts/a/export").await.is_refused(403, "INVALID_API_KEY");
}
