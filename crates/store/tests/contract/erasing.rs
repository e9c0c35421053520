//! Promises of `delete_account` and `delete_workspace`: all of one goes, nothing of another does.
//! That no byte of it stays on disk is shown in `sqlite/erasure.rs`.

use std::sync::Arc;

use kith_model::api_key::KeyHash;
use kith_model::{AccountId, MemberId, Picture};
use kith_store::{Balance, Commit, Committed, Remember, Store};

use super::given::{Owned, Tenant, people, person, reply};
use super::keys::key;

on_every_backend!(
    an_erased_account_takes_every_row_of_it,
    an_erased_account_leaves_the_ledger_as_it_was,
    an_erased_account_leaves_its_neighbours_alone,
    an_account_is_erased_by_its_own_workspace_only,
    an_account_is_erased_once_and_its_number_never_used_again,
    a_twin_erases_nothing,
    an_erased_workspace_takes_all_it_had,
    an_erased_workspace_leaves_the_others_alone,
);

/// An account with something of everything; replies `mine` (of the account) and `ours` (of the workspace).
async fn full(workspace: &Tenant, id: &str) -> Owned {
    let account = workspace.account(id).await;
    account.lists(&people(0..300)).await;
    let picture = Picture { url: "https://media.example/1".into(), width: 100, expires_at: None };
    let pictures = vec![(person(1).member_id(), vec![picture])];
    let remember = Some(Remember { account: Some(account.key), ..reply(&format!("mine {id}")) });
    let commit = Commit { pictures, remember, ..account.commit_of(&people(1..301)).await };
    assert!(matches!(account.commits(commit).await, Committed::Done { .. }));
    assert!(account.store.set_paused(account.key, false, Some(reply(&format!("ours {id}")))).await.unwrap());
    workspace.pays(7).await;
    account
}

/// Whether there is anything of it; its chunks are asked for by name.
async fn is_gone(account: &Owned, chunks: &[kith_model::ChunkId]) -> bool {
    let store = &account.store;
    account.record().await.is_none()
        && account.newest().await.is_none()
        && store.chunks(account.key, chunks).await.unwrap().is_empty()
        && store.pictures(account.key).await.unwrap() == Vec::<(MemberId, Picture)>::new()
        && store.changes(account.key, 0, u32::MAX).await.unwrap().is_empty()
}

async fn an_erased_account_takes_every_row_of_it(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = full(&alice, "acc_1").await;
    let chunks = account.newest().await.unwrap().manifest.chunks().to_vec();
    assert!(!is_gone(&account, &chunks).await);
    assert!(store.delete_account(account.key, Some(reply("erased"))).await.unwrap());
    assert!(is_gone(&account, &chunks).await);
    assert_eq!(store.account(alice.id, &AccountId::new("acc_1")).await.unwrap(), None);
    assert!(!alice.has_reply("mine acc_1").await);
    assert!(alice.has_reply("ours acc_1").await && alice.has_reply("erased").await);
}

async fn an_erased_account_leaves_the_ledger_as_it_was(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = full(&alice, "acc_1").await;
    let before = (alice.entries().await, store.balance(alice.id).await.unwrap());
    assert!(store.delete_account(account.key, None).await.unwrap());
    assert_eq!((alice.entries().await, store.balance(alice.id).await.unwrap()), before);
    assert_eq!(before.0[0].account_id.as_deref(), Some("acc_1"));
}

async fn an_erased_account_leaves_its_neighbours_alone(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (gone, stays) = (full(&alice, "acc_1").await, full(&alice, "acc_2").await);
    let before = (stays.record().await, store.pictures(stays.key).await.unwrap());
    assert!(store.delete_account(gone.key, None).await.unwrap());
    assert_eq!((stays.record().await, store.pictures(stays.key).await.unwrap()), before);
    assert_eq!(stays.list().await, people(1..301));
    assert!(alice.has_reply("mine acc_2").await);
}

async fn an_account_is_erased_by_its_own_workspace_only(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = full(&alice, "acc_1").await;
    assert!(!store.delete_account(account.seen_by(bob.id), Some(reply("erased"))).await.unwrap());
    assert!(!bob.has_reply("erased").await);
    assert_eq!(account.list().await, people(1..301));
}

async fn an_account_is_erased_once_and_its_number_never_used_again(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let first = full(&alice, "acc_1").await;
    assert!(store.delete_account(first.key, None).await.unwrap());
    assert!(!store.delete_account(first.key, Some(reply("again"))).await.unwrap());
    assert!(!alice.has_reply("again").await);
    let second = alice.account("acc_1").await;
    assert_ne!(second.key, first.key);
    assert!(first.record().await.is_none());
}

async fn a_twin_erases_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, other) = (full(&alice, "acc_1").await, full(&alice, "acc_2").await);
    assert!(store.delete_account(one.key, Some(reply("k"))).await.unwrap());
    assert!(!store.delete_account(other.key, Some(reply("k"))).await.unwrap());
    assert_eq!(other.list().await, people(1..301));
}

async fn an_erased_workspace_takes_all_it_had(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let accounts = [full(&alice, "acc_1").await, full(&alice, "acc_2").await];
    let chunks = accounts[0].newest().await.unwrap().manifest.chunks().to_vec();
    store.add_key(key(alice.id, 1)).await.unwrap();
    assert!(store.delete_workspace(alice.id).await.unwrap());
    assert!(is_gone(&accounts[0], &chunks).await && is_gone(&accounts[1], &chunks).await);
    assert_eq!(store.balance(alice.id).await.unwrap(), Balance::default());
    assert!(alice.entries().await.is_empty() && store.keys(alice.id).await.unwrap().is_empty());
    assert_eq!(store.key_by_hash(KeyHash([1; 32])).await.unwrap(), None);
    assert!(!alice.has_reply("ours acc_1").await && !alice.has_reply("mine acc_2").await);
    assert!(store.workspaces().await.unwrap().is_empty());
    let second = Tenant::new(&store, "alice").await;
    assert_ne!(second.id, alice.id, "keys and caches go by the id");
}

async fn an_erased_workspace_leaves_the_others_alone(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (hers, his) = (full(&alice, "acc_1").await, full(&bob, "acc_1").await);
    store.add_key(key(bob.id, 2)).await.unwrap();
    let before = (his.record().await, bob.entries().await, store.keys(bob.id).await.unwrap());
    assert!(store.delete_workspace(alice.id).await.unwrap());
    assert_eq!((his.record().await, bob.entries().await, store.keys(bob.id).await.unwrap()), before);
    assert_eq!(his.list().await, people(1..301));
    assert!(bob.has_reply("mine acc_1").await && hers.record().await.is_none());
}
