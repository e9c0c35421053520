//! `list_connections`: stable offsets. A reader of one snapshot sees one list from the first page to the last, while
//! others are committed, and for at least 24 hours after it was superseded.

use serde_json::{Value, json};

use crate::support::{Tenant, TestApp, people, people::name, person};

const DAY: i64 = 24 * 3_600;

async fn reads_on(alice: &Tenant<'_>, snapshot: &str, offset: u32) -> Vec<String> {
    let reply = alice.lists("a", json!({"count": 100, "offset": offset, "snapshot": snapshot})).await;
    assert_eq!(reply.header("x-kith-snapshot"), snapshot);
    assert_eq!(reply.data()["total_available_results"], 1_201);
    reply.names()
}

#[tokio::test]
async fn a_pinned_reader_misses_nobody_and_sees_nobody_twice_while_other_lists_land() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    let first = alice.lists("a", json!({"count": 100})).await;
    let (snapshot, mut names) = (first.header("x-kith-snapshot").to_owned(), first.names());
    let mut list = people(1_201);
    for page in 1..13 {
        // Everybody moves: ten new members before all others, and ten gone from the middle.
        list.splice(0..0, (0..10).map(|n| person(10_000 + page * 10 + n)));
        list.drain(600..610);
        app.commit(alice.workspace, "a", list.clone(), Vec::new()).await;
        names.extend(reads_on(&alice, &snapshot, page * 100).await);
    }
    assert_eq!(names, (0..1_201).map(name).collect::<Vec<_>>());
    let newest = alice.lists("a", json!({})).await;
    assert_eq!(newest.header("x-kith-snapshot"), "snap_13");
    assert_eq!(newest.names()[0], name(10_120));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_page_is_whole_of_one_snapshot_while_others_land() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let version = |n: u32| {
        let mut list = people(300 + n);
        for row in &mut list {
            row.headline = Some(format!("Version {n}"));
        }
        list
    };
    app.commit(alice.workspace, "a", version(1), Vec::new()).await;
    let writes = async {
        for n in 2..40 {
            app.commit(alice.workspace, "a", version(n), Vec::new()).await;
        }
    };
    let reads = async {
        for offset in 0..100 {
            let reply = alice.lists("a", json!({"count": 200, "offset": offset})).await;
            let (seq, data) = (reply.header("x-kith-snapshot").strip_prefix("snap_").unwrap(), reply.data());
            let total = 300 + seq.parse::<u32>().unwrap();
            assert_eq!(data["total_available_results"], total);
            let rows = data["connections"].as_array().unwrap();
            assert!(rows.iter().all(|row| row["job_title"] == format!("Version {seq}")), "of snapshot {seq}");
        }
    };
    tokio::join!(writes, reads);
    alice.has_credits(100_000 - 400).await;
}

#[tokio::test]
async fn a_superseded_snapshot_is_readable_for_24_hours_and_kept_a_day_longer_for_replays() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    app.clock.advance(7 * DAY);
    app.engine.prune().await.unwrap();
    alice.has_connections("a", 1_500).await; // snap_1 is superseded now
    app.clock.advance(DAY);
    assert_eq!(app.engine.prune().await.unwrap(), 0);
    assert_eq!(reads_on(&alice, "snap_1", 0).await[0], name(0));
    let first = alice.lists_under("k", "a", json!({"snapshot": "snap_1"})).await;
    app.clock.advance(1);
    let gone = alice.lists("a", json!({"snapshot": "snap_1"})).await;
    let message = gone.is_refused(410, "SNAPSHOT_EXPIRED");
    app.clock.advance(DAY - 2);
    assert_eq!(app.engine.prune().await.unwrap(), 0);
    let replay = alice.lists_under("k", "a", json!({"snapshot": "snap_1"})).await;
    assert_eq!((replay.header("idempotent-replayed"), replay.data()), ("true", first.data()));
    app.clock.advance(2);
    assert_eq!(app.engine.prune().await.unwrap(), 1);
    assert!(message.contains("params.snapshot") && message.contains("x-kith-snapshot"), "{message}");
    assert_eq!(
        alice.lists("a", json!({"snapshot": "snap_2"})).await.data()["total_available_results"],
        1_500
    );
}

#[tokio::test]
async fn the_newest_snapshot_is_never_pruned() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1_201).await;
    app.clock.advance(400 * DAY);
    assert_eq!(app.engine.prune().await.unwrap(), 0);
    reads_on(&alice, "snap_1", 1_200).await;
}

#[tokio::test]
async fn any_string_that_is_no_kept_snapshot_of_this_account_is_expired() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let own = alice.creates("Other").await;
    let report = alice.imports(&own, 0..5).await.data();
    let of_another_account = report["snapshot"].as_str().unwrap();
    let long = "x".repeat(10_000);
    for text in ["", " ", "snap_2", "SNAP_1", "snap_1 ", "newest", "\u{0}", of_another_account, &long] {
        alice.lists("a", json!({"snapshot": text})).await.is_refused(410, "SNAPSHOT_EXPIRED");
    }
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn an_equal_import_moves_no_snapshot_and_a_changed_one_does() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let first = alice.imports(&id, 0..20).await.data();
    app.clock.advance(60);
    let equal = alice.imports(&id, 0..20).await.data();
    assert_eq!(equal["snapshot"], first["snapshot"]);
    assert_eq!((&equal["added"], &equal["removed"], &equal["updated"]), (&json!(0), &json!(0), &json!(0)));
    let account = alice.account(&id).await;
    assert_eq!(
        (&account["snapshot"], &account["synced_at"]),
        (&first["snapshot"], &json!("2026-04-26T10:36:00Z"))
    );
    let changed = alice.imports(&id, 0..21).await.data();
    assert_ne!(changed["snapshot"], first["snapshot"]);
    assert_eq!((&changed["added"], &changed["connections"]), (&json!(1), &json!(21)));
    let shown = alice.lists(&id, json!({})).await;
    assert_eq!(json!(shown.header("x-kith-snapshot")), changed["snapshot"]);
}

#[tokio::test]
async fn another_order_is_another_snapshot_in_which_nobody_changed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let first = alice.imports(&id, 0..20).await.data();
    let turned = alice.imports(&id, (0..20).rev()).await.data();
    assert_ne!(turned["snapshot"], first["snapshot"]);
    let changes = ["added", "removed", "updated"].map(|key| turned[key].clone());
    assert_eq!(changes, [0, 0, 0].map(Value::from));
    assert_eq!(alice.lists(&id, json!({"count": 1})).await.names(), [name(19)]);
}
