//! Everything at once, in two processes: nothing is a fault of ours, and the ledger knows every answer that charged.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join_all;
use kith_model::AccountId;
use serde_json::json;

use crate::support::{Client, Reply, TestApp, exports, tenant::page};

/// The `n`th of a mix of calls on one account; some of them under one of a few idempotency keys.
async fn call(client: &Client, n: usize) -> Reply {
    let client = if n.is_multiple_of(3) {
        client.clone().with("idempotency-key", &format!("k{}", n % 11))
    } else {
        client.clone()
    };
    match n % 9 {
        0..=3 => client.network(&page("a", json!({"count": 60, "offset": n % 70}))).await,
        4 => client.network(&page("a", json!({"snapshot": "snap_1"}))).await,
        5 => {
            let members = 0..50 + u32::try_from(n % 20).unwrap();
            let csv = exports::csv(members.map(exports::row));
            client.send("POST", "/v2/accounts/a/import", Some("text/csv"), csv).await
        }
        6 => client.post_nothing("/v2/accounts/a/pause").await,
        7 => client.post_nothing("/v2/accounts/a/resume").await,
        _ if n % 4 == 3 => client.delete("/v2/accounts/a").await,
        _ => client.get("/v2/accounts/a").await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn calls_that_cross_each_other_are_answered_or_refused() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let beside = app.beside().await;
    let clients = [alice.client.clone(), alice.client.clone().at(beside.address)];
    let mut spent = 0;
    for round in 0..12 {
        alice.has_connections("a", 60).await; // it may have been deleted
        alice.resumes("a").await;
        spent += alice.lists("a", json!({"count": 60})).await.credits();
        let all = (0..24).map(|n| call(&clients[n % 2], round * 24 + n));
        for reply in join_all(all).await {
            assert!(reply.status.as_u16() < 500, "{}", reply.text());
            let first = reply.header("idempotent-replayed").is_empty();
            spent += if first { reply.credits() } else { 0 };
        }
    }
    alice.has_credits(100_000 - spent).await;
    let verified = app.engine.verify(&|_, _| {}).await.unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
}

/// What is done while another workspace writes without pause.
async fn beside_a_busy_neighbour(app: &TestApp, reads: impl Future<Output = ()>) {
    let bob = app.workspace("bob").await.with_connections("b", 3).await;
    let done = AtomicBool::new(false);
    let id = AccountId::new("b");
    let writes = async {
        while !done.load(Ordering::Relaxed) {
            app.engine.pause_account(bob.workspace, &id, None).await.unwrap();
            app.engine.resume_account(bob.workspace, &id, None).await.unwrap();
        }
    };
    let reads = async {
        reads.await;
        done.store(true, Ordering::Relaxed);
    };
    tokio::join!(writes, reads);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neighbours_who_write_without_pause_refuse_nobody_a_page() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 100).await;
    let reads = async {
        for _ in 0..50 {
            alice.lists("a", json!({"count": 50})).await.data();
        }
    };
    beside_a_busy_neighbour(&app, reads).await;
    alice.has_credits(100_000 - 50).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neighbours_who_write_without_pause_refuse_nobody_the_team_nor_a_list_of_its_own() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 100).await;
    let asked = json!({"action": "list_people", "params": {"query": "first"}});
    let compared = json!({"action": "compare_accounts", "params": {"accounts": ["a", "c"]}});
    alice.has_connections("c", 10).await;
    let reads = async {
        for more in 0..10 {
            alice.has_connections("a", 101 + more).await;
            let found = alice.client.post("/v2/team", &asked).await.data();
            assert_eq!(found["total_available_results"], 101 + more);
            let both = alice.client.post("/v2/team", &compared).await.data();
            assert_eq!(both["known_to_any"], 101 + more);
        }
    };
    beside_a_busy_neighbour(&app, reads).await;
    alice.has_credits(100_000 - 20).await;
}
