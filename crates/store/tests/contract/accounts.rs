//! Promises of `Accounts`: making, finding, naming, pausing, always within one workspace.

use std::sync::Arc;

use kith_model::{AccountId, KeyId, SnapshotId, SyncId};
use kith_store::{Account, Mode, NewAccount, SourceKind, Store};

use super::given::{Tenant, at, new_account, reply};

on_every_backend!(
    whatever_is_asked_for_is_looked_for,
    a_new_account_is_what_it_was_made_with_and_has_no_list_yet,
    accounts_are_listed_in_the_order_they_were_made,
    one_public_id_in_two_workspaces_is_two_accounts,
    a_public_id_is_given_once_in_a_workspace,
    a_twin_makes_no_second_account,
    an_account_is_renamed_by_its_own_workspace_only,
    an_account_is_paused_and_resumed_by_its_own_workspace_only,
    a_twin_does_not_pause_again,
    pausing_an_account_that_is_gone_keeps_no_reply,
);

async fn a_new_account_is_what_it_was_made_with_and_has_no_list_yet(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let new = NewAccount { owner: Some("jane doe".into()), at: at(5), ..new_account("acc_1") };
    let made = store.create_account(alice.id, new, Some(reply("k"))).await.unwrap().unwrap();
    let expected = Account {
        key: made.key,
        id: AccountId::new("acc_1"),
        name: "The list of acc_1".into(),
        owner: Some("jane doe".into()),
        source: SourceKind::Archive,
        base_url: None,
        mode: Mode::Mirror,
        paused: false,
        needs_authorization: false,
        authorized_until: None,
        next_sync_at: None,
        suspect_total: None,
        created_at: at(5),
        synced_at: None,
        upstream_total: None,
        has_pictures: false,
        head: None,
    };
    assert_eq!(made, expected);
    assert_eq!(made.key.workspace, alice.id);
    assert_eq!(store.account(alice.id, &made.id).await.unwrap(), Some(expected));
    assert_eq!(store.snapshot(made.key, None).await.unwrap(), None);
    assert!(alice.has_reply("k").await);
}

async fn accounts_are_listed_in_the_order_they_were_made(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    for id in ["acc_c", "acc_a", "acc_b"] {
        alice.account(id).await;
        bob.account(&format!("{id}_of_bob")).await;
    }
    for (limit, offset, page) in [
        (10, 0, &["acc_c", "acc_a", "acc_b"][..]),
        (2, 0, &["acc_c", "acc_a"]),
        (2, 2, &["acc_b"]),
        (2, 3, &[]),
    ] {
        let (listed, total) = store.accounts(alice.id, limit, offset).await.unwrap();
        let ids: Vec<_> = listed.iter().map(|account| account.id.as_str()).collect();
        assert_eq!((&*ids, total), (page, 3), "{limit} from {offset}");
    }
}

async fn whatever_is_asked_for_is_looked_for(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let key = alice.api_account("acc_1").await.key;
    for odd in ["", "\0", "acc_1\0", "'; --", "\u{fffd}", "\u{10ffff}"] {
        assert_eq!(store.account(alice.id, &AccountId::new(odd)).await.unwrap(), None, "{odd:?}");
        assert_eq!(store.snapshot(key, Some(&SnapshotId::new(odd))).await.unwrap(), None, "{odd:?}");
        assert_eq!(store.sync(key, &SyncId::new(odd)).await.unwrap(), None, "{odd:?}");
        assert_eq!(store.cancel_sync(key, &SyncId::new(odd), at(0)).await.unwrap(), None, "{odd:?}");
        assert!(!store.revoke_key(alice.id, &KeyId::new(odd), at(0)).await.unwrap(), "{odd:?}");
    }
}

async fn one_public_id_in_two_workspaces_is_two_accounts(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let hers = alice.account("acc_1").await;
    assert_eq!(store.account(bob.id, &AccountId::new("acc_1")).await.unwrap(), None);
    let his = bob.account("acc_1").await;
    assert_ne!(hers.key.number, his.key.number);
    let found = store.account(alice.id, &AccountId::new("acc_1")).await.unwrap().unwrap();
    assert_eq!(found.key, hers.key);
}

async fn a_public_id_is_given_once_in_a_workspace(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let first = alice.account("acc_1").await;
    store.create_account(alice.id, new_account("acc_1"), Some(reply("k"))).await.unwrap_err();
    assert!(!alice.has_reply("k").await);
    assert_eq!(store.accounts(alice.id, 10, 0).await.unwrap().0, [first.record().await.unwrap()]);
}

async fn a_twin_makes_no_second_account(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let make = |id| store.create_account(alice.id, new_account(id), Some(reply("k")));
    assert!(make("acc_1").await.unwrap().is_some());
    assert!(make("acc_2").await.unwrap().is_none());
    assert_eq!(store.accounts(alice.id, 10, 0).await.unwrap().1, 1);
}

async fn an_account_is_renamed_by_its_own_workspace_only(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.account("acc_1").await;
    assert!(!store.rename_account(account.seen_by(bob.id), "Bob's now").await.unwrap());
    assert_eq!(account.record().await.unwrap().name, "The list of acc_1");
    assert!(store.rename_account(account.key, "Jane").await.unwrap());
    assert_eq!(account.record().await.unwrap().name, "Jane");
    store.delete_account(account.key, None).await.unwrap();
    assert!(!store.rename_account(account.key, "Jane").await.unwrap());
}

async fn an_account_is_paused_and_resumed_by_its_own_workspace_only(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.account("acc_1").await;
    assert!(store.set_paused(account.key, true, Some(reply("k"))).await.unwrap());
    assert!(account.record().await.unwrap().paused && alice.has_reply("k").await);
    assert!(!store.set_paused(account.seen_by(bob.id), false, Some(reply("k"))).await.unwrap());
    assert!(account.record().await.unwrap().paused && !bob.has_reply("k").await);
    assert!(store.set_paused(account.key, false, None).await.unwrap());
    assert!(!account.record().await.unwrap().paused);
}

async fn a_twin_does_not_pause_again(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    assert!(store.set_paused(account.key, true, Some(reply("k"))).await.unwrap());
    assert!(!store.set_paused(account.key, false, Some(reply("k"))).await.unwrap());
    assert!(account.record().await.unwrap().paused);
}

async fn pausing_an_account_that_is_gone_keeps_no_reply(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    store.delete_account(account.key, None).await.unwrap();
    assert!(!store.set_paused(account.key, true, Some(reply("k"))).await.unwrap());
    assert!(!alice.has_reply("k").await);
}
