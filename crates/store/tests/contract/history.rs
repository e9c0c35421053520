//! Promises of `History`: what every snapshot changed is read in order, whole, by its own account, whatever was pruned.

use std::sync::Arc;

use kith_model::{Changes, SnapshotId};
use kith_store::{ChangeSet, Store};

use super::given::{Owned, Tenant, at, people, person};

on_every_backend!(
    every_snapshot_has_its_set_oldest_first,
    a_new_order_is_a_set_that_holds_nobody,
    reading_ends_once_enough_is_held,
    two_hundred_sets_are_read_at_once,
    what_is_pruned_has_its_changes_and_its_number,
    a_snapshot_of_another_account_has_no_number,
    a_moment_has_the_snapshot_that_was_the_newest_then,
    a_clock_that_was_set_back_leaves_nothing_out,
);

fn snap(n: u32) -> SnapshotId {
    SnapshotId::new(format!("snap_{n}"))
}

/// An account with four lists, each ten seconds younger, and the sets of changes that it must have.
async fn with_history(store: &Arc<dyn Store>) -> (Owned, Vec<ChangeSet>) {
    let account = Tenant::new(store, "alice").await.account("acc_1").await;
    let mut changed = people(5..300);
    changed[7].company = Some("Elsewhere".into());
    let mut turned = changed.clone();
    turned.rotate_left(20);
    let lists = [people(0..290), people(5..300), changed, turned];
    for (list, seconds) in lists.iter().zip([0, 10, 20, 30]) {
        account.lists_at(seconds, list).await;
    }
    let first = ChangeSet { seq: 1, snapshot: snap(1), at: at(0), changes: Changes::default() };
    let later = (2..).zip(lists.windows(2)).map(|(seq, pair)| ChangeSet {
        seq,
        snapshot: snap(seq.try_into().unwrap()),
        at: at((seq - 1) * 10),
        changes: Changes::between(pair[0].clone(), pair[1].clone()),
    });
    (account, std::iter::once(first).chain(later).collect())
}

async fn every_snapshot_has_its_set_oldest_first(store: Arc<dyn Store>) {
    let (account, sets) = with_history(&store).await;
    for after in 0..5 {
        let read = store.changes(account.key, after, u32::MAX).await.unwrap();
        assert_eq!(read, sets[usize::try_from(after.min(4)).unwrap()..]);
    }
    let counts: Vec<_> = sets.iter().map(ChangeSet::count).collect();
    assert_eq!(counts, [0, 15, 1, 0]);
}

async fn a_new_order_is_a_set_that_holds_nobody(store: Arc<dyn Store>) {
    let (account, _) = with_history(&store).await;
    let turned = &store.changes(account.key, 3, 1).await.unwrap()[0];
    assert!(turned.seq == 4 && turned.changes.is_empty());
}

async fn reading_ends_once_enough_is_held(store: Arc<dyn Store>) {
    let (account, sets) = with_history(&store).await;
    for (at_least, read) in [(0, 1), (1, 2), (15, 2), (16, 3), (17, 4)] {
        assert_eq!(store.changes(account.key, 0, at_least).await.unwrap(), sets[..read], "{at_least}");
    }
}

async fn two_hundred_sets_are_read_at_once(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    let (one, other) = ([person(1), person(2)], [person(2), person(1)]);
    for _ in 0..101 {
        account.lists(&one).await;
        account.lists(&other).await;
    }
    let read = store.changes(account.key, 0, 1).await.unwrap();
    assert_eq!((read.len(), read[199].seq), (200, 200));
    assert_eq!(store.changes(account.key, 200, 1).await.unwrap().len(), 2);
}

async fn what_is_pruned_has_its_changes_and_its_number(store: Arc<dyn Store>) {
    let (account, sets) = with_history(&store).await;
    assert_eq!(store.prune(at(1_000), at(0)).await.unwrap(), 3);
    assert_eq!(store.changes(account.key, 0, u32::MAX).await.unwrap(), sets);
    for n in 1..5 {
        assert_eq!(store.snapshot_number(account.key, &snap(n)).await.unwrap(), Some(n.into()));
    }
    assert_eq!(store.snapshot_number(account.key, &snap(5)).await.unwrap(), None);
}

async fn a_snapshot_of_another_account_has_no_number(store: Arc<dyn Store>) {
    let (account, _) = with_history(&store).await;
    let bob = Tenant::new(&store, "bob").await;
    let other = bob.account("acc_1").await;
    for stranger in [account.seen_by(bob.id), other.key] {
        assert_eq!(store.snapshot_number(stranger, &snap(2)).await.unwrap(), None);
        assert_eq!(store.snapshot_at(stranger, at(99)).await.unwrap(), None);
        assert!(store.changes(stranger, 0, 100).await.unwrap().is_empty());
    }
}

async fn a_moment_has_the_snapshot_that_was_the_newest_then(store: Arc<dyn Store>) {
    let (account, _) = with_history(&store).await;
    for pruned in [false, true] {
        for (seconds, expected) in [(-1, None), (0, Some(1)), (9, Some(1)), (10, Some(2)), (31, Some(4))] {
            let found = store.snapshot_at(account.key, at(seconds)).await.unwrap();
            assert_eq!(found, expected, "{seconds}, pruned: {pruned}");
        }
        store.prune(at(1_000), at(0)).await.unwrap();
    }
}

async fn a_clock_that_was_set_back_leaves_nothing_out(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    for (seconds, n) in [(0, 1), (50, 2), (20, 3), (60, 4)] {
        account.lists_at(seconds, &people(0..n)).await;
    }
    for (seconds, expected) in [(10, 1), (20, 1), (49, 1), (50, 3), (60, 4)] {
        let found = store.snapshot_at(account.key, at(seconds)).await.unwrap();
        assert_eq!(found, Some(expected), "{seconds}");
    }
}
