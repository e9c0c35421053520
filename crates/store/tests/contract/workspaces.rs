//! Promises of `Workspaces`: names, credits to begin with, the list. What erasing one takes is in `erasing.rs`.

use std::sync::Arc;

use kith_store::{Balance, EntryKind, Store, Workspace};

use super::given::{Tenant, at};

on_every_backend!(
    a_workspace_begins_with_the_credits_it_was_given,
    a_workspace_may_begin_with_nothing,
    a_name_is_given_once,
    workspaces_are_listed_by_name_with_how_many_accounts_they_have,
    erasing_a_workspace_that_is_not_there_is_told,
);

async fn a_workspace_begins_with_the_credits_it_was_given(store: Arc<dyn Store>) {
    let made = store.create_workspace("alice", 500, at(3)).await.unwrap().unwrap();
    assert_eq!(made, Workspace { id: made.id, name: "alice".into(), created_at: at(3), accounts: 0 });
    let balance = Balance { balance: 500, granted: 500, consumed: 0 };
    assert_eq!(store.balance(made.id).await.unwrap(), balance);
    let entries = store.entries(made.id, 10, None).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].kind, entries[0].credits, entries[0].at), (EntryKind::Grant, 500, at(3)));
}

async fn a_workspace_may_begin_with_nothing(store: Arc<dyn Store>) {
    let made = store.create_workspace("alice", 0, at(0)).await.unwrap().unwrap();
    assert_eq!(store.balance(made.id).await.unwrap(), Balance::default());
    assert!(store.entries(made.id, 10, None).await.unwrap().is_empty());
}

async fn a_name_is_given_once(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    assert_eq!(store.create_workspace("alice", 900, at(1)).await.unwrap(), None);
    assert_eq!(store.workspaces().await.unwrap().len(), 1);
    alice.has(100).await;
}

async fn workspaces_are_listed_by_name_with_how_many_accounts_they_have(store: Arc<dyn Store>) {
    assert!(store.workspaces().await.unwrap().is_empty());
    let carol = Tenant::new(&store, "carol").await;
    let alice = Tenant::new(&store, "alice").await;
    carol.account("acc_1").await;
    carol.account("acc_2").await;
    let listed = store.workspaces().await.unwrap();
    let listed: Vec<_> = listed.iter().map(|it| (&*it.name, it.id, it.accounts)).collect();
    assert_eq!(listed, [("alice", alice.id, 0), ("carol", carol.id, 2)]);
}

async fn erasing_a_workspace_that_is_not_there_is_told(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    assert!(store.delete_workspace(alice.id).await.unwrap());
    assert!(!store.delete_workspace(alice.id).await.unwrap());
}
