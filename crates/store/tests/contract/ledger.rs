//! Promises of `Ledger`: never a credit too few or too many, whoever charges at once.

use std::sync::Arc;

use kith_model::{AccountId, KeyId, RequestId, WorkspaceId};
use kith_store::{Balance, Charged, Debit, Entry, EntryKind, Store};
use tokio::task::JoinSet;

use super::given::{DAY, Tenant, at, reply};

on_every_backend!(
    a_debit_is_an_entry_that_says_who_for_what_and_what_is_left,
    a_debit_that_the_balance_does_not_cover_writes_nothing,
    a_debit_of_nothing_is_no_entry_and_keeps_its_reply,
    sixty_four_debits_at_once_against_half_the_credits_charge_exactly_half,
    debits_of_several_workspaces_at_once_are_charged_each_to_its_own,
    a_debit_is_stale_once_anything_changed,
    a_debit_of_a_workspace_that_was_erased_meanwhile_is_stale,
    a_twin_is_charged_once_and_its_reply_kept_with_the_charge,
    a_twin_is_a_twin_even_where_nothing_is_left,
    of_many_twins_at_once_one_is_charged,
    a_debit_that_cannot_be_written_fails_alone,
    a_grant_is_an_entry_and_moves_balance_and_sum,
    a_grant_of_nothing_is_no_entry,
    entries_are_read_newest_first_page_by_page,
    a_workspace_sees_its_own_ledger_only,
);

async fn a_debit_is_an_entry_that_says_who_for_what_and_what_is_left(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit {
        request: RequestId::new("req_9"),
        key: KeyId::new("key_9"),
        account: Some(AccountId::new("acc_9")),
        at: at(9),
        ..alice.debit(30).await
    };
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Done { balance: 70 });
    let expected = Entry {
        id: 2,
        kind: EntryKind::Debit,
        credits: 30,
        balance_after: 70,
        request_id: Some("req_9".into()),
        key_id: Some("key_9".into()),
        account_id: Some("acc_9".into()),
        action: Some("list_connections".into()),
        at: at(9),
    };
    assert_eq!(alice.entries().await[0], expected);
    let balance = Balance { balance: 70, granted: 100, consumed: 30 };
    assert_eq!(store.balance(alice.id).await.unwrap(), balance);
}

async fn a_debit_that_the_balance_does_not_cover_writes_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(101).await };
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Short { balance: 100 });
    assert_eq!(alice.pays(u64::MAX).await, Charged::Short { balance: 100 });
    assert!(!alice.has_reply("k").await);
    assert_eq!(alice.entries().await.len(), 1);
    assert_eq!(alice.pays(100).await, Charged::Done { balance: 0 });
}

async fn a_debit_of_nothing_is_no_entry_and_keeps_its_reply(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.pays(100).await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(0).await };
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Done { balance: 0 });
    assert!(alice.has_reply("k").await);
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Twin);
    assert_eq!(alice.entries().await.len(), 2);
}

/// The entries prove the balance: ids without a gap, each balance following from the one before.
async fn adds_up(workspace: &Tenant) {
    let mut balance = 0;
    for (n, entry) in (1..).zip(workspace.entries().await.iter().rev()) {
        balance = match entry.kind {
            EntryKind::Grant => balance + entry.credits,
            EntryKind::Debit => balance - entry.credits,
        };
        assert_eq!((entry.id, entry.balance_after), (n, balance));
    }
    workspace.has(balance).await;
}

/// Sends all of them at once; what became of each, in no order.
async fn at_once(store: &Arc<dyn Store>, debits: impl IntoIterator<Item = Debit>) -> Vec<Charged> {
    let mut all = JoinSet::new();
    for debit in debits {
        let store = Arc::clone(store);
        all.spawn(async move { store.debit(debit).await.unwrap() });
    }
    all.join_all().await
}

fn count(answers: &[Charged], which: impl Fn(&Charged) -> bool) -> usize {
    answers.iter().filter(|answer| which(answer)).count()
}

async fn sixty_four_debits_at_once_against_half_the_credits_charge_exactly_half(store: Arc<dyn Store>) {
    let made = store.create_workspace("alice", 32 * 3, at(0)).await.unwrap().unwrap();
    let alice = Tenant { store: Arc::clone(&store), id: made.id };
    let debit = alice.debit(3).await;
    let answers = at_once(&store, std::iter::repeat_n(debit, 64)).await;
    assert_eq!(count(&answers, |it| matches!(it, Charged::Done { .. })), 32);
    assert_eq!(count(&answers, |it| *it == Charged::Short { balance: 0 }), 32);
    alice.has(0).await;
    adds_up(&alice).await;
    assert_eq!(alice.entries().await.len(), 33);
    let (debits, commits) = store.debits_and_commits();
    assert!(debits == 32 && (1..=32).contains(&commits), "{debits} debits in {commits} commits");
}

async fn debits_of_several_workspaces_at_once_are_charged_each_to_its_own(store: Arc<dyn Store>) {
    let mut tenants = Vec::new();
    for n in 0..5 {
        tenants.push(Tenant::new(&store, &format!("workspace {n}")).await);
    }
    let mut debits = Vec::new();
    for (tenant, credits) in tenants.iter().zip(1..) {
        debits.extend(std::iter::repeat_n(tenant.debit(credits).await, 20));
    }
    at_once(&store, debits).await;
    for (tenant, credits) in tenants.iter().zip(1..) {
        tenant.has(100 - 20 * credits).await;
        adds_up(tenant).await;
    }
}

async fn a_debit_is_stale_once_anything_changed(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(1).await };
    alice.account("acc_1").await;
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
    alice.has(100).await;
    assert!(!alice.has_reply("k").await);
}

async fn a_debit_of_a_workspace_that_was_erased_meanwhile_is_stale(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    store.delete_workspace(alice.id).await.unwrap();
    let (late, fine) = (alice.debit(1).await, bob.debit(1).await); // of the newest generation
    let (late, fine) = tokio::join!(store.debit(late), store.debit(fine));
    assert_eq!(late.unwrap(), Charged::Stale);
    assert_eq!(fine.unwrap(), Charged::Done { balance: 99 });
}

async fn a_twin_is_charged_once_and_its_reply_kept_with_the_charge(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(10).await };
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Done { balance: 90 });
    assert!(alice.has_reply("k").await);
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Twin);
    alice.has(90).await;
}

async fn a_twin_is_a_twin_even_where_nothing_is_left(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(100).await };
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Done { balance: 0 });
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Twin);
    let bob = Tenant::new(&store, "bob").await;
    let his = Debit { remember: Some(reply("k")), ..bob.debit(101).await };
    assert_eq!(store.debit(his).await.unwrap(), Charged::Short { balance: 100 }, "his key is another");
    let later = kith_store::Remember { at: at(DAY + 1), ..reply("k") };
    let later = Debit { remember: Some(later), ..alice.debit(1).await };
    assert_eq!(store.debit(later).await.unwrap(), Charged::Short { balance: 0 }, "the key is free again");
}

async fn of_many_twins_at_once_one_is_charged(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(60).await };
    let answers = at_once(&store, std::iter::repeat_n(debit, 16)).await;
    assert_eq!(count(&answers, |it| *it == Charged::Done { balance: 40 }), 1);
    assert_eq!(count(&answers, |it| *it == Charged::Twin), 15);
    alice.has(40).await;
}

async fn a_debit_that_cannot_be_written_fails_alone(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let gone = alice.account("acc_1").await;
    store.delete_account(gone.key, None).await.unwrap();
    let remember = kith_store::Remember { account: Some(gone.key), ..reply("k") };
    let broken = Debit { remember: Some(remember), ..alice.debit(1).await };
    let fine = bob.debit(1).await;
    let mut all = JoinSet::new();
    for debit in [fine.clone(), broken.clone(), fine.clone(), broken, fine] {
        let store = Arc::clone(&store);
        all.spawn(async move { store.debit(debit).await.is_ok() });
    }
    assert_eq!(all.join_all().await.into_iter().filter(|ok| *ok).count(), 3);
    bob.has(97).await;
    alice.has(100).await;
}

async fn a_grant_is_an_entry_and_moves_balance_and_sum(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.pays(40).await;
    let balance = Balance { balance: 85, granted: 125, consumed: 40 };
    assert_eq!(store.grant(alice.id, 25, at(7)).await.unwrap(), Some(balance));
    assert_eq!(store.balance(alice.id).await.unwrap(), balance);
    let newest = &alice.entries().await[0];
    assert_eq!((newest.id, newest.kind, newest.credits), (3, EntryKind::Grant, 25));
    assert_eq!((newest.balance_after, newest.at, &newest.request_id), (85, at(7), &None));
    assert_eq!(store.grant(WorkspaceId(404), 25, at(7)).await.unwrap(), None);
    adds_up(&alice).await;
}

async fn a_grant_of_nothing_is_no_entry(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let balance = Balance { balance: 100, granted: 100, consumed: 0 };
    assert_eq!(store.grant(alice.id, 0, at(7)).await.unwrap(), Some(balance));
    assert_eq!(alice.entries().await.len(), 1);
}

async fn entries_are_read_newest_first_page_by_page(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    for _ in 0..6 {
        alice.pays(1).await;
    }
    for (limit, before, ids) in [
        (3, None, &[7, 6, 5][..]),
        (3, Some(5), &[4, 3, 2]),
        (3, Some(2), &[1]),
        (3, Some(1), &[]),
        (0, None, &[]),
        (9, Some(1_000), &[7, 6, 5, 4, 3, 2, 1]),
    ] {
        let page = store.entries(alice.id, limit, before).await.unwrap();
        assert_eq!(page.iter().map(|entry| entry.id).collect::<Vec<_>>(), ids, "{limit} before {before:?}");
    }
}

async fn a_workspace_sees_its_own_ledger_only(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    alice.pays(1).await;
    assert_eq!((alice.entries().await.len(), bob.entries().await.len()), (2, 1));
    bob.has(100).await;
    assert_eq!(store.balance(WorkspaceId(404)).await.unwrap(), Balance::default());
    assert!(store.entries(WorkspaceId(404), 10, None).await.unwrap().is_empty());
}
