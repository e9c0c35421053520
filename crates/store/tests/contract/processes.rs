//! What holds between two handles of one store, as between a server and a command run beside it.

use std::sync::Arc;

use kith_store::{Charged, Committed, Store};
use tokio::task::JoinSet;

use super::given::{Owned, Tenant, at, people};

on_every_backend_twice_opened!(
    what_one_wrote_the_other_sees_with_its_next_call,
    the_generation_moves_when_the_other_writes,
    a_debit_is_stale_once_the_other_wrote,
    both_may_write_at_once,
    both_may_charge_one_balance_at_once,
    what_one_left_behind_when_it_closed_the_other_has,
);

async fn what_one_wrote_the_other_sees_with_its_next_call(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    assert_eq!(other.workspaces().await.unwrap().len(), 1);
    let account = alice.account("acc_1").await;
    let same = Owned { store: Arc::clone(&other), key: account.key };
    for size in [10, 300, 20] {
        account.lists(&people(0..size)).await;
        assert_eq!(same.list().await, people(0..size));
        same.lists(&people(1..size)).await;
        assert_eq!(account.list().await, people(1..size));
    }
    assert!(other.delete_account(account.key, None).await.unwrap());
    assert_eq!(account.record().await, None);
}

async fn the_generation_moves_when_the_other_writes(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&other, "alice").await;
    let before = one.generation(alice.id).await.unwrap();
    let account = alice.account("acc_1").await;
    let after = one.generation(alice.id).await.unwrap();
    assert!(after > before);
    alice.pays(1).await;
    assert_eq!(one.generation(alice.id).await.unwrap(), after);
    let erased = one.erasures(alice.id).await.unwrap();
    assert!(other.delete_account(account.key, None).await.unwrap());
    assert!(one.erasures(alice.id).await.unwrap() > erased);
}

async fn a_debit_is_stale_once_the_other_wrote(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    let debit = alice.debit(1).await;
    other.grant(alice.id, 5, at(0)).await.unwrap();
    assert_eq!(one.debit(debit).await.unwrap(), Charged::Stale);
    assert_eq!(alice.pays(1).await, Charged::Done { balance: 104 });
}

async fn both_may_write_at_once(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    let mut all = JoinSet::new();
    for n in 0..20 {
        let store = Arc::clone(if n % 2 == 0 { &one } else { &other });
        let alice = Tenant { store, ..alice.clone() };
        all.spawn(async move {
            let account = alice.account(&format!("acc_{n}")).await;
            assert!(matches!(account.lists(&people(0..300)).await, 1..));
            alice.store.grant(alice.id, 1, at(0)).await.unwrap();
        });
    }
    all.join_all().await;
    alice.has(120).await;
    assert_eq!(other.accounts(alice.id, 1, 0).await.unwrap().1, 20);
}

async fn both_may_charge_one_balance_at_once(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    let debit = alice.debit(2).await;
    let mut all = JoinSet::new();
    for n in 0..100 {
        let (store, debit) = (Arc::clone(if n % 2 == 0 { &one } else { &other }), debit.clone());
        all.spawn(async move { store.debit(debit).await.unwrap() });
    }
    let answers = all.join_all().await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Charged::Done { .. })).count(), 50);
    alice.has(0).await;
    let ids: Vec<_> = alice.entries().await.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, (1..=51).rev().collect::<Vec<_>>());
    assert_eq!(one.debits_and_commits().0 + other.debits_and_commits().0, 50);
}

async fn what_one_left_behind_when_it_closed_the_other_has(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let account = Tenant::new(&one, "alice").await.account("acc_1").await;
    account.lists(&people(0..300)).await;
    one.close().await.unwrap();
    drop(one);
    let same = Owned { store: Arc::clone(&other), key: account.key };
    assert_eq!(same.list().await, people(0..300));
    let commit = same.commit_of(&people(0..10)).await;
    assert!(matches!(same.commits(commit).await, Committed::Done { .. }));
}
