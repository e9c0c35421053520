//! Promises of `Credentials`: tokens follow each other one by one, an authorization is taken up once and in time.

use std::sync::Arc;

use kith_store::{NewAccount, NewAuthorization, NewCredentials, Sealed, Store, SyncStatus};

use super::given::{DAY, Tenant, at, new_account, reply};
use super::jobs::{new_api_account, new_sync, tokens};

on_every_backend!(
    the_seal_has_the_name_that_it_was_first_given_until_it_is_given_another,
    an_account_whose_source_needs_tokens_needs_an_authorization_until_it_has_them,
    an_account_can_come_with_tokens,
    tokens_follow_only_those_that_they_replace,
    a_twin_puts_no_tokens,
    tokens_and_the_sync_that_they_allow_come_in_one_step,
    an_authorization_ends_only_with_its_own_tokens,
    tokens_are_sealed_anew_without_a_new_version,
    the_tokens_of_all_workspaces_are_found_for_a_new_seal,
    an_authorization_under_way_is_taken_up_once,
    an_authorization_that_ran_out_is_not_taken_up,
    an_authorization_is_noted_once_for_a_reply,
    another_workspace_has_and_changes_no_tokens,
    what_is_erased_takes_its_tokens,
);

on_every_backend_twice_opened!(of_two_who_renew_tokens_one_is_first, of_two_who_come_back_one_is_let_in);

fn under_way(state: u8, until: i64) -> NewAuthorization {
    NewAuthorization { state: [state; 32], body: vec![state], expires_at: at(until) }
}

fn sealed(version: i64, body: &str) -> Sealed {
    Sealed { version, body: body.into() }
}

async fn the_seal_has_the_name_that_it_was_first_given_until_it_is_given_another(store: Arc<dyn Store>) {
    assert_eq!(store.seal_name(-7).await.unwrap(), -7);
    assert_eq!(store.seal_name(8).await.unwrap(), -7);
    store.name_seal(8).await.unwrap();
    assert_eq!(store.seal_name(-7).await.unwrap(), 8);
}

async fn an_account_whose_source_needs_tokens_needs_an_authorization_until_it_has_them(
    store: Arc<dyn Store>,
) {
    let alice = Tenant::new(&store, "alice").await;
    let new = NewAccount { credentials: None, ..new_api_account("acc_1") };
    let made = store.create_account(alice.id, new, None).await.unwrap().unwrap();
    assert!(made.needs_authorization);
    assert_eq!(made.base_url.as_deref(), Some("https://api.example"));
    assert_eq!(store.credentials(made.key).await.unwrap(), None);
    let before = store.generation(alice.id).await.unwrap();
    let new = NewCredentials { expires_at: Some(at(DAY)), ..tokens("first") };
    assert_eq!(store.put_credentials(made.key, new).await.unwrap(), Some(1));
    assert!(store.generation(alice.id).await.unwrap() > before);
    let account = store.account(alice.id, &made.id).await.unwrap().unwrap();
    assert_eq!((account.needs_authorization, account.authorized_until), (false, Some(at(DAY))));
    assert_eq!(store.credentials(made.key).await.unwrap(), Some(sealed(1, "first")));
}

async fn an_account_can_come_with_tokens(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let mut new = new_api_account("acc_1");
    new.credentials.as_mut().unwrap().expires_at = Some(at(DAY));
    let made = store.create_account(alice.id, new, None).await.unwrap().unwrap();
    assert_eq!((made.needs_authorization, made.authorized_until), (false, Some(at(DAY))));
    assert_eq!(store.credentials(made.key).await.unwrap(), Some(sealed(1, "sealed")));
    let archive = store.create_account(alice.id, new_account("acc_2"), None).await.unwrap().unwrap();
    assert!(!archive.needs_authorization, "an archive needs none");
}

async fn tokens_follow_only_those_that_they_replace(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let put =
        |replaces, body| store.put_credentials(account.key, NewCredentials { replaces, ..tokens(body) });
    assert_eq!(put(Some(1), "second").await.unwrap(), Some(2));
    assert_eq!(put(Some(1), "late").await.unwrap(), None);
    assert_eq!(put(Some(3), "early").await.unwrap(), None);
    assert_eq!(store.credentials(account.key).await.unwrap(), Some(sealed(2, "second")));
    assert_eq!(put(None, "whatever there was").await.unwrap(), Some(3));
}

async fn a_twin_puts_no_tokens(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.api_account("acc_1").await;
    let put = |replaces, body| {
        let remember = Some(reply("k"));
        store.put_credentials(account.key, NewCredentials { replaces, remember, ..tokens(body) })
    };
    assert_eq!(put(Some(9), "refused").await.unwrap(), None);
    assert!(!alice.has_reply("k").await, "what was refused keeps no reply");
    assert_eq!(put(None, "second").await.unwrap(), Some(2));
    assert_eq!(put(None, "twin").await.unwrap(), None);
    assert_eq!(store.credentials(account.key).await.unwrap(), Some(sealed(2, "second")));
}

async fn tokens_and_the_sync_that_they_allow_come_in_one_step(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let put = |id, body| {
        let sync = Some(new_sync(id, 5));
        store.put_credentials(account.key, NewCredentials { sync, replaces: Some(1), ..tokens(body) })
    };
    put("sync_1", "second").await.unwrap();
    assert_eq!(account.status("sync_1").await, SyncStatus::Queued);
    account.cancels("sync_1", 1).await;
    put("sync_2", "refused").await.unwrap();
    assert_eq!(account.sync("sync_2").await, None);
}

async fn an_authorization_ends_only_with_its_own_tokens(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    store.put_credentials(account.key, tokens("second")).await.unwrap();
    let before = store.generation(account.key.workspace).await.unwrap();
    assert!(!store.end_authorization(account.key, 1, at(0)).await.unwrap());
    assert!(!account.record().await.unwrap().needs_authorization);
    assert_eq!(store.generation(account.key.workspace).await.unwrap(), before);
    assert!(store.end_authorization(account.key, 2, at(0)).await.unwrap());
    assert!(account.record().await.unwrap().needs_authorization);
    let ended = store.generation(account.key.workspace).await.unwrap();
    assert!(ended > before);
    assert!(store.end_authorization(account.key, 2, at(0)).await.unwrap(), "it is as it was wanted");
    assert_eq!(store.generation(account.key.workspace).await.unwrap(), ended);
    store.put_credentials(account.key, tokens("third")).await.unwrap();
    assert!(!account.record().await.unwrap().needs_authorization);
}

async fn tokens_are_sealed_anew_without_a_new_version(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let before = (store.generation(account.key.workspace).await.unwrap(), account.record().await);
    assert!(store.reseal(account.key, 1, b"other seal".to_vec()).await.unwrap());
    assert_eq!(store.credentials(account.key).await.unwrap(), Some(sealed(1, "other seal")));
    assert!(!store.reseal(account.key, 2, b"of others".to_vec()).await.unwrap());
    assert_eq!(store.credentials(account.key).await.unwrap(), Some(sealed(1, "other seal")));
    assert_eq!((store.generation(account.key.workspace).await.unwrap(), account.record().await), before);
}

async fn the_tokens_of_all_workspaces_are_found_for_a_new_seal(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (hers, his) = (alice.api_account("acc_1").await, bob.api_account("acc_2").await);
    alice.account("without").await;
    store.put_credentials(his.key, tokens("bob's")).await.unwrap();
    let all = store.all_credentials().await.unwrap();
    let all: Vec<_> = all
        .iter()
        .map(|it| (it.account, it.id.as_str(), it.base_url.as_deref(), it.sealed.clone()))
        .collect();
    let url = Some("https://api.example");
    assert_eq!(
        all,
        [(hers.key, "acc_1", url, sealed(1, "sealed")), (his.key, "acc_2", url, sealed(2, "bob's"))]
    );
}

async fn an_authorization_under_way_is_taken_up_once(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let before = store.generation(account.key.workspace).await.unwrap();
    assert!(store.begin_authorization(account.key, under_way(1, 60), None).await.unwrap());
    assert!(store.begin_authorization(account.key, under_way(2, 60), None).await.unwrap());
    let (found, body) = store.take_authorization([1; 32], at(59)).await.unwrap().unwrap();
    assert_eq!((Some(found), body), (account.record().await, vec![1]));
    assert_eq!(store.take_authorization([1; 32], at(59)).await.unwrap(), None);
    assert_eq!(store.take_authorization([3; 32], at(59)).await.unwrap(), None);
    assert_eq!(store.take_authorization([2; 32], at(59)).await.unwrap().unwrap().1, [2]);
    assert_eq!(store.generation(account.key.workspace).await.unwrap(), before);
}

async fn an_authorization_that_ran_out_is_not_taken_up(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    store.begin_authorization(account.key, under_way(1, 60), None).await.unwrap();
    assert_eq!(store.take_authorization([1; 32], at(60)).await.unwrap(), None);
    assert_eq!(store.take_authorization([1; 32], at(59)).await.unwrap(), None, "it was dropped");
    store.begin_authorization(account.key, under_way(2, 60), None).await.unwrap();
    store.prune(at(-1), at(60)).await.unwrap();
    assert_eq!(store.take_authorization([2; 32], at(59)).await.unwrap(), None, "it was pruned");
    store.begin_authorization(account.key, under_way(3, 60), None).await.unwrap();
    let later = Some(kith_store::Remember { at: at(60), ..reply("k") });
    store.begin_authorization(account.key, under_way(4, 120), later).await.unwrap();
    assert_eq!(store.take_authorization([3; 32], at(59)).await.unwrap(), None, "the next one dropped it");
    assert!(store.take_authorization([4; 32], at(61)).await.unwrap().is_some());
}

async fn an_authorization_is_noted_once_for_a_reply(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.api_account("acc_1").await;
    assert!(store.begin_authorization(account.key, under_way(1, 60), Some(reply("k"))).await.unwrap());
    assert!(!store.begin_authorization(account.key, under_way(2, 60), Some(reply("k"))).await.unwrap());
    assert_eq!(store.take_authorization([2; 32], at(1)).await.unwrap(), None);
    assert!(store.take_authorization([1; 32], at(1)).await.unwrap().is_some());
}

async fn another_workspace_has_and_changes_no_tokens(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.api_account("acc_1").await;
    let theirs = account.seen_by(bob.id);
    let before = (account.record().await, store.generation(account.key.workspace).await.unwrap());
    assert_eq!(store.credentials(theirs).await.unwrap(), None);
    assert_eq!(store.put_credentials(theirs, tokens("bob's")).await.unwrap(), None);
    assert!(!store.end_authorization(theirs, 1, at(0)).await.unwrap());
    assert!(!store.reseal(theirs, 1, b"bob's".to_vec()).await.unwrap());
    assert!(!store.begin_authorization(theirs, under_way(1, 60), Some(reply("k"))).await.unwrap());
    assert_eq!(store.take_authorization([1; 32], at(1)).await.unwrap(), None);
    assert!(!bob.has_reply("k").await);
    assert_eq!((account.record().await, store.generation(account.key.workspace).await.unwrap()), before);
    assert_eq!(store.credentials(account.key).await.unwrap(), Some(sealed(1, "sealed")));
}

async fn what_is_erased_takes_its_tokens(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (hers, his) = (alice.api_account("acc_1").await, bob.api_account("acc_1").await);
    for (account, state) in [(&hers, 1), (&his, 2)] {
        store.begin_authorization(account.key, under_way(state, 60), None).await.unwrap();
        account.queues(new_sync("sync_1", 0)).await;
    }
    store.delete_account(hers.key, None).await.unwrap();
    assert_eq!(store.credentials(hers.key).await.unwrap(), None);
    assert_eq!(store.put_credentials(hers.key, tokens("late")).await.unwrap(), None);
    assert_eq!(store.take_authorization([1; 32], at(1)).await.unwrap(), None);
    assert_eq!(store.all_credentials().await.unwrap().len(), 1);
    store.delete_workspace(bob.id).await.unwrap();
    assert!(store.all_credentials().await.unwrap().is_empty());
    assert_eq!(store.take_authorization([2; 32], at(1)).await.unwrap(), None);
    assert_eq!(store.claim_sync(at(1), at(60)).await.unwrap(), None);
}

async fn of_two_who_renew_tokens_one_is_first(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let key = Tenant::new(&one, "alice").await.api_account("acc_1").await.key;
    let new = |body| NewCredentials { replaces: Some(1), ..tokens(body) };
    let (a, b) = tokio::join!(one.put_credentials(key, new("a")), other.put_credentials(key, new("b")));
    let (a, b) = (a.unwrap(), b.unwrap());
    assert!(a.xor(b) == Some(2), "{a:?} and {b:?}");
    let kept = if a.is_some() { "a" } else { "b" };
    assert_eq!(one.credentials(key).await.unwrap(), Some(sealed(2, kept)));
}

async fn of_two_who_come_back_one_is_let_in(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let key = Tenant::new(&one, "alice").await.api_account("acc_1").await.key;
    one.begin_authorization(key, under_way(1, 60), None).await.unwrap();
    let (a, b) =
        tokio::join!(one.take_authorization([1; 32], at(1)), other.take_authorization([1; 32], at(1)));
    assert!(a.unwrap().is_some() != b.unwrap().is_some());
}
