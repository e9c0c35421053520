//! Twins in flight at once: one is carried out, the others wait for it and are answered as it was.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{Client, Reply, TestApp, exports, tenant::page};

/// That all had one answer, and all but one of them as a replay.
#[track_caller]
fn are_twins(replies: &[Reply]) {
    assert!(replies.iter().all(|reply| reply.status.is_success()));
    assert_eq!(replies.iter().map(|reply| reply.data().to_string()).collect::<HashSet<_>>().len(), 1);
    let first = replies.iter().filter(|reply| reply.header("idempotent-replayed") != "true").count();
    assert_eq!(first, 1, "one was carried out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_are_charged_once() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    for round in 0..5 {
        let client = alice.under(&format!("k{round}"));
        let body = page("a", json!({"count": 250}));
        are_twins(&join_all((0..16).map(|_| client.network(&body))).await);
    }
    alice.has_credits(100_000 - 25).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_are_charged_once_across_processes() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let beside = app.beside().await;
    for round in 0..10 {
        let here = alice.under(&format!("k{round}"));
        let there = here.clone().at(beside.address);
        let body = page("a", json!({"count": 250}));
        let all = (0..8).map(|n| if n % 2 == 0 { here.network(&body) } else { there.network(&body) });
        are_twins(&join_all(all).await);
    }
    alice.has_credits(100_000 - 50).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn empty_pages_are_told_once() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 10).await;
    let beside = app.beside().await;
    let (here, there) = (alice.under("k"), alice.under("k").at(beside.address));
    let body = page("a", json!({"offset": 10}));
    let all = (0..8).map(|n| if n % 2 == 0 { here.network(&body) } else { there.network(&body) });
    are_twins(&join_all(all).await);
    alice.has_credits(100_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_account_is_made() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let beside = app.beside().await;
    let body = json!({"name": "Alice", "source": {"kind": "archive"}});
    let (here, there) = (alice.under("k"), alice.under("k").at(beside.address));
    let make = async |client: &Client| client.post("/v2/accounts", &body).await;
    are_twins(&join_all((0..8).map(|n| make(if n % 2 == 0 { &here } else { &there }))).await);
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_available_results"], 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_import_lands_and_one_deletion_too() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let (csv, path) = (exports::csv((0..50).map(exports::row)), format!("/v2/accounts/{id}/import"));
    let import = alice.under("import");
    are_twins(&join_all((0..6).map(|_| import.send("POST", &path, Some("text/csv"), csv.clone()))).await);
    let delete = alice.under("delete");
    let path = format!("/v2/accounts/{id}");
    are_twins(&join_all((0..6).map(|_| delete.delete(&path))).await);
}
