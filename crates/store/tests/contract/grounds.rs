//! What a debit rests on: other people's writes don't refuse it, but a change of its own key, account or snapshot does.

use std::sync::Arc;

use kith_model::api_key::KeyHash;
use kith_model::{KeyId, Scope, Scopes};
use kith_store::{Charged, Debit, Grounds, Key, Store};

use super::given::{DAY, Owned, Tenant, at, people};

on_every_backend!(
    writes_that_are_not_its_concern_do_not_refuse_a_debit,
    a_debit_is_stale_once_its_key_is_revoked,
    a_debit_is_stale_once_its_account_is_paused_or_erased,
    a_debit_for_the_newest_list_is_stale_once_there_is_a_newer_one,
    a_debit_for_a_pinned_list_is_stale_only_once_it_is_gone,
    a_debit_on_another_workspaces_account_is_stale,
    a_debit_for_a_live_page_needs_no_list_but_an_authorization,
    a_debit_for_a_kept_list_needs_no_authorization,
);

/// A workspace with a key and a list, and a debit for a page of the list.
async fn reader(store: &Arc<dyn Store>, newest: bool) -> (Tenant, Owned, Debit) {
    let alice = Tenant::new(store, "alice").await;
    let account = alice.account("acc_1").await;
    account.lists(&people(0..3)).await;
    let key = Key {
        id: KeyId::new("key_1"),
        workspace: alice.id,
        name: "test".into(),
        hash: KeyHash([1; 32]),
        scopes: Scopes::of([Scope::Read]),
        created_at: at(0),
        expires_at: None,
        revoked_at: None,
        requests_per_minute: None,
    };
    store.add_key(key).await.unwrap();
    let grounds = Grounds { account: account.key, snapshot: Some(1), newest };
    let debit = Debit { grounds: Some(grounds), ..alice.debit(1).await };
    (alice, account, debit)
}

async fn writes_that_are_not_its_concern_do_not_refuse_a_debit(store: Arc<dyn Store>) {
    let (alice, account, debit) = reader(&store, true).await;
    let other = alice.account("acc_2").await;
    store.set_paused(other.key, true, None).await.unwrap();
    store.rename_account(account.key, "Another name").await.unwrap();
    store.grant(alice.id, 1, at(0)).await.unwrap();
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Done { balance: 100 });
}

async fn a_debit_is_stale_once_its_key_is_revoked(store: Arc<dyn Store>) {
    let (alice, _, debit) = reader(&store, true).await;
    assert!(store.revoke_key(alice.id, &KeyId::new("key_1"), at(1)).await.unwrap());
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
    alice.has(100).await;
}

async fn a_debit_is_stale_once_its_account_is_paused_or_erased(store: Arc<dyn Store>) {
    let (alice, account, debit) = reader(&store, true).await;
    store.set_paused(account.key, true, None).await.unwrap();
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Stale);
    store.set_paused(account.key, false, None).await.unwrap();
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Done { balance: 99 });
    store.delete_account(account.key, None).await.unwrap();
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
    alice.has(99).await;
}

async fn a_debit_for_the_newest_list_is_stale_once_there_is_a_newer_one(store: Arc<dyn Store>) {
    let (_, account, debit) = reader(&store, true).await;
    account.lists(&people(0..4)).await;
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
}

async fn a_debit_for_a_pinned_list_is_stale_only_once_it_is_gone(store: Arc<dyn Store>) {
    let (_, account, debit) = reader(&store, false).await;
    account.lists(&people(0..4)).await;
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Done { balance: 99 });
    assert_eq!(store.prune(at(DAY), at(-DAY)).await.unwrap(), 1);
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
}

async fn a_debit_on_another_workspaces_account_is_stale(store: Arc<dyn Store>) {
    let (_, account, debit) = reader(&store, true).await;
    let bob = Tenant::new(&store, "bob").await;
    let theirs = Grounds { account: account.seen_by(bob.id), snapshot: Some(1), newest: true };
    let debit = Debit { workspace: bob.id, grounds: Some(theirs), ..debit };
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
    bob.has(100).await;
}

async fn a_debit_for_a_live_page_needs_no_list_but_an_authorization(store: Arc<dyn Store>) {
    let (alice, _, debit) = reader(&store, true).await;
    let account = alice.api_account("acc_2").await;
    for newest in [true, false] {
        let live = Grounds { account: account.key, snapshot: None, newest };
        let debit = Debit { grounds: Some(live), ..debit.clone() };
        let becomes = async |outcome: &str| {
            let charged = store.debit(debit.clone()).await.unwrap();
            assert_eq!(matches!(charged, Charged::Done { .. }), outcome == "sold", "{charged:?}");
            assert_eq!(charged == Charged::Stale, outcome == "stale", "{charged:?}");
        };
        becomes("sold").await;
        store.set_paused(account.key, true, None).await.unwrap();
        becomes("stale").await;
        store.set_paused(account.key, false, None).await.unwrap();
        let version = store.credentials(account.key).await.unwrap().unwrap().version;
        assert!(store.end_authorization(account.key, version, at(0)).await.unwrap());
        becomes("stale").await;
        store.put_credentials(account.key, super::jobs::tokens("new")).await.unwrap();
        becomes("sold").await;
    }
    let live = Grounds { account: account.key, snapshot: None, newest: false };
    let debit = Debit { grounds: Some(live), ..debit };
    assert!(store.revoke_key(alice.id, &KeyId::new("key_1"), at(1)).await.unwrap());
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Stale);
    store.delete_account(account.key, None).await.unwrap();
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Stale);
}

async fn a_debit_for_a_kept_list_needs_no_authorization(store: Arc<dyn Store>) {
    let (alice, _, debit) = reader(&store, true).await;
    let account = alice.api_account("acc_2").await;
    account.lists(&people(0..3)).await;
    let grounds = Grounds { account: account.key, snapshot: Some(1), newest: true };
    let debit =
        Debit { grounds: Some(grounds), generation: store.generation(alice.id).await.unwrap(), ..debit };
    assert!(store.end_authorization(account.key, 1, at(0)).await.unwrap());
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Done { balance: 99 });
}
