//! Promises of `Keys`: found by the hash of their secret alone, kept after they are revoked.

use std::sync::Arc;

use kith_model::api_key::KeyHash;
use kith_model::{KeyId, Scope, Scopes, WorkspaceId};
use kith_store::{Key, KeyChange, Store};

use super::given::{Tenant, at};

on_every_backend!(
    a_key_is_found_by_the_hash_of_its_secret,
    an_unknown_hash_finds_nothing,
    keys_are_listed_oldest_first_and_of_their_workspace_alone,
    a_key_is_revoked_once_and_stays_in_the_list,
    a_key_is_given_another_name_another_limit_or_both_and_all_else_stays,
    a_key_that_was_revoked_or_is_anothers_is_not_changed,
    a_workspace_cannot_revoke_the_key_of_another,
    a_secret_opens_one_workspace_only,
    a_key_of_a_workspace_that_is_gone_is_not_kept,
);

pub(crate) fn key(workspace: WorkspaceId, n: u8) -> Key {
    Key {
        id: KeyId::new(format!("key_{n}")),
        workspace,
        name: format!("laptop {n}"),
        hash: KeyHash([n; 32]),
        scopes: Scopes::of([Scope::Read, Scope::Admin]),
        created_at: at(i64::from(n)),
        expires_at: Some(at(1_000)),
        revoked_at: None,
        requests_per_minute: None,
    }
}

async fn found(store: &Arc<dyn Store>, n: u8) -> Option<Key> {
    store.key_by_hash(KeyHash([n; 32])).await.unwrap().map(|(key, _)| key)
}

async fn a_key_is_found_by_the_hash_of_its_secret(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    store.add_key(key(alice.id, 1)).await.unwrap();
    store.add_key(key(alice.id, 2)).await.unwrap();
    let found = store.key_by_hash(KeyHash([2; 32])).await.unwrap();
    assert_eq!(found, Some((key(alice.id, 2), store.generation(alice.id).await.unwrap())));
}

async fn an_unknown_hash_finds_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    store.add_key(key(alice.id, 1)).await.unwrap();
    assert_eq!(store.key_by_hash(KeyHash([9; 32])).await.unwrap(), None);
}

async fn keys_are_listed_oldest_first_and_of_their_workspace_alone(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    for n in [3, 1, 2] {
        store.add_key(key(alice.id, n)).await.unwrap();
    }
    store.add_key(Key { hash: KeyHash([8; 32]), ..key(bob.id, 1) }).await.unwrap();
    let oldest_first = [1, 2, 3].map(|n| key(alice.id, n));
    assert_eq!(store.keys(alice.id).await.unwrap(), oldest_first);
    assert_eq!(store.keys(bob.id).await.unwrap().len(), 1);
}

async fn a_key_is_revoked_once_and_stays_in_the_list(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    store.add_key(key(alice.id, 1)).await.unwrap();
    assert!(store.revoke_key(alice.id, &KeyId::new("key_1"), at(50)).await.unwrap());
    assert!(!store.revoke_key(alice.id, &KeyId::new("key_1"), at(60)).await.unwrap());
    assert!(!store.revoke_key(alice.id, &KeyId::new("key_2"), at(60)).await.unwrap());
    let revoked = Key { revoked_at: Some(at(50)), ..key(alice.id, 1) };
    assert_eq!(store.keys(alice.id).await.unwrap(), std::slice::from_ref(&revoked));
    assert_eq!(found(&store, 1).await, Some(revoked));
}

async fn a_key_is_given_another_name_another_limit_or_both_and_all_else_stays(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    for n in [1, 2] {
        store.add_key(key(alice.id, n)).await.unwrap();
    }
    let id = KeyId::new("key_1");
    let named = KeyChange { name: Some("desk".into()), requests_per_minute: None };
    let limited = KeyChange { name: None, requests_per_minute: Some(Some(60)) };
    let both = KeyChange { name: Some("lap".into()), requests_per_minute: Some(None) };
    for (change, name, limit) in [
        (named, "desk", None),
        (limited, "desk", Some(60)),
        (KeyChange::default(), "desk", Some(60)),
        (both, "lap", None),
    ] {
        let before = store.generation(alice.id).await.unwrap();
        let changed = store.change_key(alice.id, &id, change).await.unwrap();
        let right = Key { name: name.into(), requests_per_minute: limit, ..key(alice.id, 1) };
        assert_eq!(changed.as_ref(), Some(&right));
        assert_eq!(found(&store, 1).await, Some(right));
        assert!(store.generation(alice.id).await.unwrap() > before);
    }
    assert_eq!(found(&store, 2).await, Some(key(alice.id, 2)));
}

async fn a_key_that_was_revoked_or_is_anothers_is_not_changed(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let id = KeyId::new("key_1");
    store.add_key(key(alice.id, 1)).await.unwrap();
    let change = KeyChange { name: Some("mine".into()), requests_per_minute: Some(Some(1)) };
    assert_eq!(store.change_key(bob.id, &id, change.clone()).await.unwrap(), None);
    assert_eq!(store.change_key(alice.id, &KeyId::new("key_2"), change.clone()).await.unwrap(), None);
    assert_eq!(found(&store, 1).await, Some(key(alice.id, 1)));
    assert!(store.revoke_key(alice.id, &id, at(50)).await.unwrap());
    assert_eq!(store.change_key(alice.id, &id, change).await.unwrap(), None);
}

async fn a_workspace_cannot_revoke_the_key_of_another(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    store.add_key(key(alice.id, 1)).await.unwrap();
    assert!(!store.revoke_key(bob.id, &KeyId::new("key_1"), at(50)).await.unwrap());
    assert_eq!(store.keys(alice.id).await.unwrap(), [key(alice.id, 1)]);
}

async fn a_secret_opens_one_workspace_only(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    store.add_key(key(alice.id, 1)).await.unwrap();
    store.add_key(key(bob.id, 1)).await.unwrap_err();
    assert_eq!(found(&store, 1).await, Some(key(alice.id, 1)));
    assert!(store.keys(bob.id).await.unwrap().is_empty());
}

async fn a_key_of_a_workspace_that_is_gone_is_not_kept(store: Arc<dyn Store>) {
    store.add_key(key(WorkspaceId(404), 1)).await.unwrap_err();
    assert_eq!(found(&store, 1).await, None);
}
