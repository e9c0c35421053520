//! Promises of `Ledger::spending`: every debit since a moment is in one sum, whoever paid it and for what.

use std::sync::Arc;

use kith_model::{KeyId, WorkspaceId};
use kith_store::{Charged, Debit, Spent, Store};

use super::given::{DAY, Tenant, at};

on_every_backend!(
    debits_are_summed_by_day_key_and_action,
    days_are_those_of_utc,
    what_was_consumed_before_is_not_counted_however_long_the_ledger,
    entries_that_are_a_little_out_of_order_are_all_counted,
    a_grant_is_not_spent_and_another_workspace_is_not_seen,
);

/// The day of the first moment of every test: some 55 minutes after midnight would be another one.
fn day(n: i32) -> i32 {
    let first = at(0).as_second().div_euclid(DAY);
    i32::try_from(first).unwrap() + n
}

async fn pays(tenant: &Tenant, seconds: i64, key: &str, action: &'static str, credits: u64) {
    let debit = Debit { key: KeyId::new(key), action, at: at(seconds), ..tenant.debit(credits).await };
    assert!(matches!(tenant.store.debit(debit).await.unwrap(), Charged::Done { .. }));
}

fn spent(day: i32, key: &str, action: &str, credits: u64, debits: u64) -> Spent {
    Spent { day, key: Some(KeyId::new(key)), action: action.into(), credits, debits }
}

/// The midnight after the first moment, in seconds from it.
fn midnight() -> i64 {
    DAY - at(0).as_second().rem_euclid(DAY)
}

async fn debits_are_summed_by_day_key_and_action(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    pays(&alice, 0, "key_b", "list_connections", 3).await;
    pays(&alice, 1, "key_a", "list_people", 1).await;
    pays(&alice, 2, "key_b", "list_connections", 4).await;
    pays(&alice, 3, "key_b", "export_account", 5).await;
    pays(&alice, 3 * DAY, "key_b", "list_connections", 6).await;
    let sums = [
        spent(day(0), "key_a", "list_people", 1, 1),
        spent(day(0), "key_b", "export_account", 5, 1),
        spent(day(0), "key_b", "list_connections", 7, 2),
        spent(day(3), "key_b", "list_connections", 6, 1),
    ];
    assert_eq!(store.spending(alice.id, at(-DAY)).await.unwrap(), sums);
    assert_eq!(store.spending(alice.id, at(DAY)).await.unwrap(), sums[3..]);
    assert!(store.spending(alice.id, at(3 * DAY + 1)).await.unwrap().is_empty());
}

async fn days_are_those_of_utc(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    pays(&alice, midnight() - 1, "key_1", "list_people", 1).await;
    pays(&alice, midnight(), "key_1", "list_people", 2).await;
    let sums = [spent(day(0), "key_1", "list_people", 1, 1), spent(day(1), "key_1", "list_people", 2, 1)];
    assert_eq!(store.spending(alice.id, at(0)).await.unwrap(), sums);
    assert_eq!(store.spending(alice.id, at(midnight())).await.unwrap(), sums[1..]);
}

async fn what_was_consumed_before_is_not_counted_however_long_the_ledger(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    for n in 0..40 {
        pays(&alice, n * DAY, "key_1", "list_people", 1).await;
    }
    for first in [0, 1, 17, 38, 39] {
        let since = at(midnight() + (first - 1) * DAY);
        let sums = store.spending(alice.id, since).await.unwrap();
        let days: Vec<_> = sums.iter().map(|sum| (sum.day, sum.credits)).collect();
        let right: Vec<_> = (i32::try_from(first).unwrap()..40).map(|n| (day(n), 1)).collect();
        assert_eq!(days, right);
    }
}

async fn entries_that_are_a_little_out_of_order_are_all_counted(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let midnight = midnight();
    for seconds in [-7_200, -1, 3, -2, 5, -3, 1, 7_200].map(|of| midnight + of) {
        pays(&alice, seconds, "key_1", "list_people", 1).await;
    }
    let sums = [spent(day(1), "key_1", "list_people", 4, 4)];
    assert_eq!(store.spending(alice.id, at(midnight)).await.unwrap(), sums);
}

async fn a_grant_is_not_spent_and_another_workspace_is_not_seen(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    store.grant(alice.id, 50, at(5)).await.unwrap();
    pays(&bob, 5, "key_1", "list_people", 9).await;
    assert!(store.spending(alice.id, at(0)).await.unwrap().is_empty());
    assert!(store.spending(WorkspaceId(404), at(0)).await.unwrap().is_empty());
}
