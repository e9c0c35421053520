//! `import_account`: how large an export may be, as a body and unpacked.

use kith_engine::{ImportLimits, Settings};
use serde_json::json;

use crate::support::raw::{head, request};
use crate::support::{Raw, Tenant, TestApp, exports};

async fn app(import: ImportLimits) -> TestApp {
    TestApp::with(Settings { import, ..Settings::default() }).await
}

fn key(alice: &Tenant<'_>) -> String {
    format!("x-api-key: {}", alice.client.key())
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_and_one_at_it_is_not() {
    let csv = exports::csv((0..100).map(exports::row));
    let app = app(ImportLimits { max_export_bytes: csv.len() as u64, ..ImportLimits::default() }).await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let path = format!("/v2/accounts/{id}/import");
    let sends =
        async |content_type, body: Vec<u8>| alice.client.send("POST", &path, Some(content_type), body).await;
    assert_eq!(sends("text/csv", csv.clone()).await.data()["connections"], 100);
    let larger = [csv.as_slice(), b"\n"].concat();
    let message = sends("text/csv", larger).await.is_refused(413, "PAYLOAD_TOO_LARGE");
    assert_eq!(message, format!("the body is over the limit of {} bytes for this call", csv.len()));
    let form = exports::form(&[("file", Some("Connections.csv"), &csv)]);
    sends(exports::FORM, form).await.is_refused(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn the_limit_is_64_mib_and_a_length_beyond_it_is_refused_by_its_announcement() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut raw = Raw::connect(app.address).await;
    let line = "POST /v2/accounts/a/import HTTP/1.1";
    let length = format!("content-length: {}", (64 << 20) + 1);
    raw.sends(head(line, &[&key(&alice), "content-type: text/csv"], &length)).await;
    raw.sends(vec![b'x'; 1 << 20]).await;
    let message = raw.answer().await.is_refused(413, "PAYLOAD_TOO_LARGE");
    assert!(message.contains("67108864 bytes"), "{message}");
}

#[tokio::test]
async fn a_chunked_body_over_the_limit_is_refused_too() {
    let app = app(ImportLimits { max_export_bytes: 10_000, ..ImportLimits::default() }).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut raw = Raw::connect(app.address).await;
    let line = "POST /v2/accounts/a/import HTTP/1.1";
    raw.sends(head(line, &[&key(&alice), "content-type: text/csv"], "transfer-encoding: chunked")).await;
    for _ in 0..20 {
        raw.sends(format!("400\r\n{}\r\n", "x".repeat(1_024))).await;
    }
    raw.sends("0\r\n\r\n").await;
    raw.answer().await.is_refused(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn what_a_file_unpacks_to_has_its_limits_too() {
    let limits = ImportLimits { max_rows: 50, ..ImportLimits::default() };
    let app = app(limits).await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    assert_eq!(alice.imports(&id, 0..50).await.data()["rows"], 50);
    let message = alice.imports(&id, 0..51).await.is_refused(400, "INVALID_PARAMS");
    assert!(message.contains("50 rows"), "{message}");
    assert_eq!(alice.lists(&id, json!({})).await.data()["total_available_results"], 50);
}

#[tokio::test]
async fn several_imports_at_once_all_land() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut ids = Vec::new();
    for _ in 0..6 {
        ids.push(alice.creates("Alice").await);
    }
    let all = ids.iter().map(|id| alice.imports(id, 0..500));
    for reply in futures_util::future::join_all(all).await {
        assert_eq!(reply.data()["connections"], 500);
    }
}

#[tokio::test]
async fn a_body_that_stops_half_way_changes_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let csv = exports::csv((0..100).map(exports::row));
    let line = format!("POST /v2/accounts/{id}/import HTTP/1.1");
    let whole = request(&line, &[&key(&alice), "content-type: text/csv"], &csv);
    let mut raw = Raw::connect(app.address).await;
    raw.sends(&whole[..whole.len() / 2]).await;
    raw.says_the_end().await;
    let rest = raw.rest().await;
    assert!(rest.is_empty() || rest.starts_with(b"HTTP/1.1 400"), "{}", String::from_utf8_lossy(&rest));
    assert_eq!(alice.account(&id).await["status"], "never_synced");
}
