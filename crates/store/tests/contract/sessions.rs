//! Promises of `Sessions`: found by the hash of their secret while they are used, gone when they are ended; a link opens
//! once, and both are worth what their key is.

use std::sync::Arc;

use kith_model::KeyId;
use kith_model::api_key::KeyHash;
use kith_store::{Key, NewSession, Session, SignInLink, Store};

use super::given::{Tenant, at};
use super::keys::key;

on_every_backend!(
    a_session_is_found_by_the_hash_of_its_secret_with_its_key,
    a_session_that_was_idle_for_too_long_is_not_found,
    a_session_that_is_used_lives_on_and_its_last_use_never_goes_back,
    a_session_is_ended_once_and_found_no_more,
    a_session_tells_that_its_key_was_revoked,
    a_session_is_of_a_key_that_there_is,
    a_new_session_drops_those_of_its_workspace_that_are_idle_and_no_others,
    a_key_has_a_hundred_sessions_and_those_used_least_lately_end,
    a_link_is_taken_once_and_leads_to_its_key,
    a_link_that_ran_out_is_not_taken,
    a_link_is_of_a_key_that_there_is,
    an_erased_workspace_takes_its_sessions_and_links,
    pruning_drops_sessions_last_used_and_links_run_out_before,
    neither_sessions_nor_links_move_the_generation,
);

on_every_backend_twice_opened!(
    of_two_who_take_a_link_one_is_let_in,
    a_session_ended_by_one_is_ended_for_the_other
);

fn session(tenant: &Tenant, n: u8, seconds: i64) -> NewSession {
    NewSession { hash: [n; 32], workspace: tenant.id, key: KeyId::new("key_1"), at: at(seconds) }
}

fn link(tenant: &Tenant, n: u8, until: i64) -> SignInLink {
    SignInLink { hash: [n; 32], workspace: tenant.id, key: KeyId::new("key_1"), expires_at: at(until) }
}

/// A workspace with a key.
async fn alice(store: &Arc<dyn Store>) -> Tenant {
    let alice = Tenant::new(store, "alice").await;
    store.add_key(key(alice.id, 1)).await.unwrap();
    alice
}

async fn begins(store: &Arc<dyn Store>, new: NewSession) {
    assert!(store.add_session(new, at(-3_600)).await.unwrap());
}

async fn is_found(store: &Arc<dyn Store>, n: u8, since: i64) -> bool {
    store.session([n; 32], at(since)).await.unwrap().is_some()
}

async fn a_session_is_found_by_the_hash_of_its_secret_with_its_key(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 7, 5)).await;
    let generation = store.generation(alice.id).await.unwrap();
    let found = Session { key: key(alice.id, 1), generation, seen_at: at(5) };
    assert_eq!(store.session([7; 32], at(0)).await.unwrap(), Some(found));
    assert_eq!(store.session([8; 32], at(0)).await.unwrap(), None);
}

async fn a_session_that_was_idle_for_too_long_is_not_found(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 7, 5)).await;
    assert!(is_found(&store, 7, 5).await);
    assert!(!is_found(&store, 7, 6).await);
}

async fn a_session_that_is_used_lives_on_and_its_last_use_never_goes_back(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 7, 5)).await;
    store.touch_session([7; 32], at(60)).await.unwrap();
    store.touch_session([7; 32], at(30)).await.unwrap();
    assert_eq!(store.session([7; 32], at(60)).await.unwrap().unwrap().seen_at, at(60));
    store.touch_session([8; 32], at(60)).await.unwrap();
    assert!(!is_found(&store, 8, 0).await, "none is made by using it");
}

async fn a_session_is_ended_once_and_found_no_more(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 7, 5)).await;
    begins(&store, session(&alice, 8, 5)).await;
    assert!(store.end_session([7; 32]).await.unwrap());
    assert!(!store.end_session([7; 32]).await.unwrap());
    assert_eq!((is_found(&store, 7, 0).await, is_found(&store, 8, 0).await), (false, true));
}

async fn a_session_tells_that_its_key_was_revoked(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 7, 5)).await;
    assert!(store.add_link(link(&alice, 8, 60)).await.unwrap());
    assert!(store.revoke_key(alice.id, &KeyId::new("key_1"), at(50)).await.unwrap());
    let revoked = Key { revoked_at: Some(at(50)), ..key(alice.id, 1) };
    let found = store.session([7; 32], at(0)).await.unwrap().unwrap();
    let generation = store.generation(alice.id).await.unwrap();
    assert_eq!((found.key, found.generation), (revoked.clone(), generation));
    assert_eq!(store.take_link([8; 32], at(55)).await.unwrap(), Some((revoked, generation)));
}

async fn a_session_is_of_a_key_that_there_is(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    let bob = Tenant::new(&store, "bob").await;
    let of_nobody = NewSession { key: KeyId::new("key_2"), ..session(&alice, 7, 5) };
    for refused in [session(&bob, 7, 5), of_nobody] {
        assert!(!store.add_session(refused, at(0)).await.unwrap());
    }
    assert!(!is_found(&store, 7, 0).await);
}

async fn a_new_session_drops_those_of_its_workspace_that_are_idle_and_no_others(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    let bob = Tenant::new(&store, "bob").await;
    store.add_key(Key { hash: KeyHash([9; 32]), ..key(bob.id, 1) }).await.unwrap();
    begins(&store, session(&alice, 1, 0)).await;
    begins(&store, session(&alice, 2, 10)).await;
    begins(&store, session(&bob, 3, 0)).await;
    assert!(store.add_session(session(&alice, 4, 20), at(10)).await.unwrap());
    let mut left = Vec::new();
    for n in 1..=4 {
        left.push(is_found(&store, n, 0).await);
    }
    assert_eq!(left, [false, true, true, true]);
}

async fn a_key_has_a_hundred_sessions_and_those_used_least_lately_end(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    for n in 1..=101 {
        begins(&store, session(&alice, n, i64::from(n))).await;
    }
    store.touch_session([2; 32], at(200)).await.unwrap();
    begins(&store, session(&alice, 102, 201)).await;
    let mut left = Vec::new();
    for n in [1, 2, 3, 4, 102] {
        left.push(is_found(&store, n, 0).await);
    }
    assert_eq!(left, [false, true, false, true, true]);
}

async fn a_link_is_taken_once_and_leads_to_its_key(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    assert!(store.add_link(link(&alice, 7, 60)).await.unwrap());
    let generation = store.generation(alice.id).await.unwrap();
    assert_eq!(store.take_link([8; 32], at(0)).await.unwrap(), None);
    assert_eq!(store.take_link([7; 32], at(0)).await.unwrap(), Some((key(alice.id, 1), generation)));
    assert_eq!(store.take_link([7; 32], at(0)).await.unwrap(), None);
}

async fn a_link_that_ran_out_is_not_taken(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    assert!(store.add_link(link(&alice, 7, 60)).await.unwrap());
    assert_eq!(store.take_link([7; 32], at(60)).await.unwrap(), None);
    assert!(store.take_link([7; 32], at(59)).await.unwrap().is_some());
}

async fn a_link_is_of_a_key_that_there_is(store: Arc<dyn Store>) {
    let bob = Tenant::new(&store, "bob").await;
    assert!(!store.add_link(link(&bob, 7, 60)).await.unwrap());
    assert_eq!(store.take_link([7; 32], at(0)).await.unwrap(), None);
}

async fn an_erased_workspace_takes_its_sessions_and_links(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 7, 5)).await;
    assert!(store.add_link(link(&alice, 8, 60)).await.unwrap());
    assert!(store.delete_workspace(alice.id).await.unwrap());
    assert!(!is_found(&store, 7, 0).await);
    assert_eq!(store.take_link([8; 32], at(0)).await.unwrap(), None);
    assert!(!store.end_session([7; 32]).await.unwrap(), "no row of it is left");
    assert!(!store.add_session(session(&alice, 9, 5), at(0)).await.unwrap());
}

async fn pruning_drops_sessions_last_used_and_links_run_out_before(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    begins(&store, session(&alice, 1, 9)).await;
    begins(&store, session(&alice, 2, 10)).await;
    assert!(
        store.add_link(link(&alice, 3, 10)).await.unwrap()
            && store.add_link(link(&alice, 4, 11)).await.unwrap()
    );
    store.prune(at(0), at(10)).await.unwrap();
    assert_eq!((is_found(&store, 1, 0).await, is_found(&store, 2, 0).await), (false, true));
    assert_eq!(store.take_link([3; 32], at(0)).await.unwrap(), None);
    assert!(store.take_link([4; 32], at(0)).await.unwrap().is_some());
}

async fn neither_sessions_nor_links_move_the_generation(store: Arc<dyn Store>) {
    let alice = alice(&store).await;
    let before = store.generation(alice.id).await.unwrap();
    begins(&store, session(&alice, 7, 5)).await;
    store.touch_session([7; 32], at(60)).await.unwrap();
    assert!(store.add_link(link(&alice, 8, 60)).await.unwrap());
    assert!(store.take_link([8; 32], at(0)).await.unwrap().is_some());
    assert!(store.end_session([7; 32]).await.unwrap());
    assert_eq!(store.generation(alice.id).await.unwrap(), before);
}

async fn of_two_who_take_a_link_one_is_let_in(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = alice(&one).await;
    for n in 10..20 {
        assert!(one.add_link(link(&alice, n, 60)).await.unwrap());
        let (first, second) = tokio::join!(one.take_link([n; 32], at(0)), other.take_link([n; 32], at(0)));
        let let_in = [first, second].map(|taken| taken.unwrap().is_some());
        assert!(let_in[0] ^ let_in[1], "{let_in:?}");
    }
}

async fn a_session_ended_by_one_is_ended_for_the_other(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = alice(&one).await;
    begins(&one, session(&alice, 7, 5)).await;
    assert!(is_found(&other, 7, 5).await);
    assert!(other.end_session([7; 32]).await.unwrap());
    assert!(!is_found(&one, 7, 5).await);
}
