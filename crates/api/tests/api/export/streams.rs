//! How an export is sent: made as it is taken, of one snapshot to the end, and broken off rather than cut short.

use std::time::Duration;

use kith_engine::Settings;
use kith_model::random::SeededRandom;
use kith_model::{Connection, Scope};

use crate::support::raw::request;
use crate::support::{Raw, Tenant, TestApp, app::listener, people};

/// More bytes of CSV than what lies between a server and a client holds: about 32 MiB.
fn many() -> Vec<Connection> {
    let mut list = people(8_000);
    for (n, row) in list.iter_mut().enumerate() {
        row.headline = Some(format!("{n} {}", "x".repeat(4_000)));
    }
    list
}

/// A client that has asked for an export and read no more than its beginning.
async fn begun(alice: &Tenant<'_>, format: &str) -> Raw {
    let line = format!("GET /v2/accounts/a/export?format={format} HTTP/1.1");
    let key = format!("x-api-key: {}", alice.client.key());
    let mut raw = Raw::connect(alice.app.address).await;
    raw.sends(request(&line, &[&key, "connection: close"], b"")).await;
    raw.hears_something().await;
    raw
}

/// The head of an answer and what came after it.
fn parts(answer: &[u8]) -> (String, &[u8]) {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    (String::from_utf8(answer[..end].to_vec()).unwrap(), &answer[end + 4..])
}

#[tokio::test]
async fn a_slow_reader_gets_the_whole_of_the_snapshot_that_it_began_whatever_lands_meanwhile() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    app.commit(alice.workspace, "a", many(), Vec::new()).await;
    let mut slow = begun(&alice, "csv").await;
    alice.has_connections("a", 10).await;
    alice.pauses("a").await;
    alice.resumes("a").await;
    let answer = slow.rest().await;
    let (head, body) = parts(&answer);
    assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("x-kith-snapshot: snap_1"), "{head}");
    assert!(body == alice.exports("a", "?snapshot=snap_1").await.body);
}

#[tokio::test]
async fn nothing_is_made_ahead_for_a_reader_that_stops_and_what_is_erased_meanwhile_ends_its_file_short() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for format in ["csv", "parquet"] {
        // Nothing that compresses: a Parquet is as long as a text.
        let mut list = many();
        if format == "parquet" {
            let random = SeededRandom::new(1);
            for row in &mut list {
                row.headline = Some((0..250).map(|_| format!("{:016x}", random.below(u64::MAX))).collect());
            }
        }
        app.commit(alice.workspace, "a", list, Vec::new()).await;
        let mut stopped = begun(&alice, format).await;
        alice.deletes("a").await;
        let answer = stopped.rest().await;
        let (head, body) = parts(&answer);
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        assert!(body.len() < 16 << 20, "{} bytes of {format} were made for nobody", body.len());
        match head.lines().find_map(|line| line.strip_prefix("content-length: ")) {
            Some(length) => assert!(body.len() < length.parse().unwrap()),
            None => assert!(!body.ends_with(b"0\r\n\r\n"), "no last chunk: the client knows"),
        }
    }
}

#[tokio::test]
async fn a_reader_that_stops_for_good_loses_its_connection_and_its_place() {
    let mut settings = listener();
    (settings.max_connections, settings.body_timeout) = (1, Duration::from_millis(400));
    let app = TestApp::listening(Settings::default(), settings).await;
    let workspace = app.engine.create_workspace("alice").await.unwrap().id;
    app.commit(workspace, "a", many(), Vec::new()).await;
    let client = app.client(workspace, Scope::Read).await;
    let alice = Tenant { app: &app, workspace, client };
    let _deaf = begun(&alice, "csv").await;
    alice.client.get("/v2/credits").await.data();
}

#[tokio::test]
async fn a_client_that_goes_away_in_the_middle_has_paid_and_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    app.commit(alice.workspace, "a", many(), Vec::new()).await;
    for _ in 0..5 {
        drop(begun(&alice, "ndjson").await);
    }
    alice.has_credits(100_000 - 5 * 160).await;
    alice.deletes("a").await;
}
