//! Promises of `prune`: what is younger stays, what is older goes, and chunks go with the last that names them.

use std::sync::Arc;

use kith_model::SnapshotId;
use kith_store::Store;

use super::given::{Tenant, at, people, reply};

on_every_backend!(
    snapshots_superseded_before_a_moment_go_and_younger_ones_stay,
    the_newest_snapshot_is_never_pruned,
    only_chunks_that_no_snapshot_names_are_dropped,
    one_call_prunes_every_account,
    old_replies_are_pruned_and_younger_ones_stay,
);

async fn snapshots_superseded_before_a_moment_go_and_younger_ones_stay(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    for version in 0..5 {
        account.lists_at(version * 10, &people(0..20 + u32::try_from(version).unwrap())).await;
    }
    // Superseded at 10, 20, 30 and 40 seconds; the moment itself is not before it.
    assert_eq!(store.prune(at(30), at(0)).await.unwrap(), 2);
    for (id, total) in [("snap_1", None), ("snap_2", None), ("snap_3", Some(22)), ("snap_4", Some(23))] {
        let kept = store.snapshot(account.key, Some(&SnapshotId::new(id))).await.unwrap();
        assert_eq!(kept.as_ref().map(|it| it.manifest.total()), total, "{id}");
        if let Some(kept) = kept {
            assert_eq!(account.rows(&kept).await, people(0..kept.manifest.total()));
        }
    }
    assert_eq!(store.prune(at(30), at(0)).await.unwrap(), 0);
}

async fn the_newest_snapshot_is_never_pruned(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people(0..300)).await;
    account.lists(&people(1..300)).await;
    assert_eq!(store.prune(at(1_000_000), at(0)).await.unwrap(), 1);
    assert_eq!(account.list().await, people(1..300));
    account.lists(&people(2..300)).await; // the next number follows, whatever was pruned
    assert_eq!(account.newest().await.unwrap().seq, 3);
}

async fn only_chunks_that_no_snapshot_names_are_dropped(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people(0..2_000)).await;
    let first = account.newest().await.unwrap().manifest.chunks().to_vec();
    account.lists_at(10, &people(1..2_001)).await;
    let second = account.newest().await.unwrap().manifest.chunks().to_vec();
    assert_eq!(store.prune(at(10), at(0)).await.unwrap(), 0);
    assert_eq!(store.chunks(account.key, &first).await.unwrap().len(), first.len());
    assert_eq!(store.prune(at(11), at(0)).await.unwrap(), 1);
    for chunk in &first {
        let kept = store.chunks(account.key, &[*chunk]).await.unwrap().len() == 1;
        assert_eq!(kept, second.contains(chunk));
    }
    assert!(first.iter().any(|chunk| second.contains(chunk)) && first.iter().any(|it| !second.contains(it)));
    assert_eq!(account.list().await, people(1..2_001));
    account.lists_at(20, &people(0..2_000)).await; // what was dropped is written again when it comes back
    assert_eq!(account.list().await, people(0..2_000));
}

async fn one_call_prunes_every_account(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    for account in [alice.account("acc_1").await, alice.account("acc_2").await, bob.account("acc_1").await] {
        account.lists(&people(0..10)).await;
        account.lists(&people(1..10)).await;
    }
    assert_eq!(store.prune(at(1), at(0)).await.unwrap(), 3);
}

async fn old_replies_are_pruned_and_younger_ones_stay(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    for (key, seconds) in [("old", -1), ("young", 0)] {
        let remember = kith_store::Remember { at: at(seconds), ..reply(key) };
        assert!(store.set_paused(account.key, false, Some(remember)).await.unwrap());
    }
    store.prune(at(0), at(0)).await.unwrap();
    assert!(!alice.has_reply("old").await && alice.has_reply("young").await);
}
