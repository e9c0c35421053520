//! Promises of `Upkeep`: the generation tells every write but charges, verification sees all, closing ends writing.

use std::sync::{Arc, Mutex};

use kith_model::{KeyId, WorkspaceId};
use kith_store::{Error, Store, Verified};

use super::given::{Tenant, at, new_account, people, reply};
use super::keys::key;

on_every_backend!(
    the_generation_moves_with_each_write,
    the_generation_stays_where_nothing_was_written,
    a_verification_counts_what_there_is_and_tells_how_far_it_is,
    a_verification_after_another_and_many_writes_is_as_clean,
    an_account_erased_while_a_verification_runs_is_no_fault,
    a_closed_store_writes_no_more,
);

async fn the_generation_moves_with_each_write(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let last = Mutex::new(store.generation(alice.id).await.unwrap());
    let moved = async |what: &str| {
        let now = store.generation(alice.id).await.unwrap();
        let before = std::mem::replace(&mut *last.lock().unwrap(), now);
        assert!(now > before, "{what}: {before}, then {now}");
    };
    store.add_key(key(alice.id, 1)).await.unwrap();
    moved("add_key").await;
    store.revoke_key(alice.id, &KeyId::new("key_1"), at(1)).await.unwrap();
    moved("revoke_key").await;
    let account = alice.account("acc_1").await;
    moved("create_account").await;
    store.rename_account(account.key, "Jane").await.unwrap();
    moved("rename_account").await;
    store.set_paused(account.key, true, None).await.unwrap();
    moved("set_paused").await;
    account.lists(&people(0..9)).await;
    account.lists(&people(1..9)).await;
    moved("commit").await;
    store.prune(at(1), at(0)).await.unwrap();
    moved("prune").await;
    store.grant(alice.id, 1, at(0)).await.unwrap();
    moved("grant").await;
    store.delete_account(account.key, None).await.unwrap();
    moved("delete_account").await;
    store.delete_workspace(alice.id).await.unwrap();
    moved("delete_workspace").await;
}

async fn the_generation_stays_where_nothing_was_written(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    account.lists(&people(0..9)).await;
    let outdated = account.commit_of(&people(0..3)).await;
    account.lists(&people(0..8)).await;
    let before = store.generation(alice.id).await.unwrap();
    alice.pays(1).await; // a charge is no such write
    alice.pays(1_000).await;
    account.commits(outdated).await;
    store.create_workspace("alice", 5, at(0)).await.unwrap();
    store.revoke_key(alice.id, &KeyId::new("key_1"), at(1)).await.unwrap();
    store.delete_workspace(WorkspaceId(404)).await.unwrap();
    store.delete_account(account.seen_by(WorkspaceId(404)), None).await.unwrap();
    store.prune(at(-1), at(-1)).await.unwrap();
    store.verify(&|_, _| ()).await.unwrap();
    assert_eq!(store.generation(alice.id).await.unwrap(), before);
}

async fn a_verification_counts_what_there_is_and_tells_how_far_it_is(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (first, second) = (alice.account("acc_1").await, bob.account("acc_1").await);
    bob.account("acc_2").await;
    first.lists(&people(0..10)).await;
    second.lists(&people(0..20)).await;
    second.lists(&people(0..15)).await;
    alice.pays(1).await;
    let progress = Mutex::new(Vec::new());
    let found = store.verify(&|done, all| progress.lock().unwrap().push((done, all))).await.unwrap();
    assert!(found.chunk_bytes > 0);
    let counts = Verified {
        accounts: 3,
        snapshots: 3,
        connections: 25,
        chunks: found.chunks,
        chunk_bytes: found.chunk_bytes,
        ledger_entries: 3,
        faults: Vec::new(),
    };
    assert_eq!(found, counts);
    assert_eq!(progress.into_inner().unwrap(), [(0, 3), (1, 3), (2, 3), (3, 3)]);
}

async fn a_verification_after_another_and_many_writes_is_as_clean(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    for size in 0..40 {
        account.lists(&people(size..size + 20)).await;
        let found = store.verify(&|_, _| ()).await.unwrap();
        assert_eq!(found.faults, Vec::<String>::new());
    }
}

async fn an_account_erased_while_a_verification_runs_is_no_fault(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (first, second) = (alice.account("acc_1").await, alice.account("acc_2").await);
    first.lists(&people(0..10)).await;
    second.lists(&people(0..10)).await;
    let erase = async || assert!(store.delete_account(second.key, None).await.unwrap());
    let at_the_second = |done, _| {
        if done == 1 {
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(erase()));
        }
    };
    let found = store.verify(&at_the_second).await.unwrap();
    assert_eq!((found.accounts, found.connections, found.faults), (1, 10, Vec::new()));
}

async fn a_closed_store_writes_no_more(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = alice.debit(1).await;
    store.close().await.unwrap();
    store.close().await.unwrap();
    assert!(matches!(store.debit(debit).await, Err(Error::Unavailable(_))));
    let made = store.create_account(alice.id, new_account("acc_1"), Some(reply("k"))).await;
    assert!(matches!(made, Err(Error::Unavailable(_))));
    alice.has(100).await; // what is still being answered may still be read
}
