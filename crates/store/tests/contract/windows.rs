//! Promises of `Keys::take_requests`: however many servers ask, a window grants its limit and no more.

use std::sync::Arc;

use kith_model::{KeyId, WorkspaceId};
use kith_store::{Store, TakeRequests, Taken};

use super::given::{Tenant, at};

on_every_backend!(
    a_window_grants_its_limit_and_no_more,
    a_window_begins_anew_when_its_time_is_over,
    a_clock_that_is_a_little_behind_begins_no_new_window,
    each_key_has_a_window_of_its_own,
    a_workspace_that_is_gone_is_granted_nothing,
    a_limit_that_was_cut_grants_nothing_more_in_this_window,
);

on_every_backend_twice_opened!(a_crowd_on_two_servers_is_granted_the_limit_exactly);

fn ask(second: i64, want: u32) -> TakeRequests {
    TakeRequests { at: at(second), seconds: 60, limit: 10, want }
}

async fn takes(alice: &Tenant, ask: TakeRequests) -> (i64, u32, u32) {
    let key = KeyId::new("key_1");
    let Taken { began, granted, used } = alice.store.take_requests(alice.id, &key, ask).await.unwrap();
    (began - at(0).as_second(), granted, used)
}

async fn a_window_grants_its_limit_and_no_more(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let generation = store.generation(alice.id).await.unwrap();
    assert_eq!(takes(&alice, ask(0, 4)).await, (0, 4, 4));
    assert_eq!(takes(&alice, ask(1, 4)).await, (0, 4, 8));
    assert_eq!(takes(&alice, ask(59, 4)).await, (0, 2, 10));
    assert_eq!(takes(&alice, ask(59, 4)).await, (0, 0, 10));
    assert_eq!(store.generation(alice.id).await.unwrap(), generation);
}

async fn a_window_begins_anew_when_its_time_is_over(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    assert_eq!(takes(&alice, ask(0, 99)).await, (0, 10, 10));
    assert_eq!(takes(&alice, ask(60, 3)).await, (60, 3, 3));
    assert_eq!(takes(&alice, ask(500, 99)).await, (500, 10, 10));
    assert_eq!(takes(&alice, ask(-500, 1)).await, (-500, 1, 1), "a clock that was set back");
}

async fn a_clock_that_is_a_little_behind_begins_no_new_window(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    assert_eq!(takes(&alice, ask(0, 6)).await, (0, 6, 6));
    assert_eq!(takes(&alice, ask(-2, 6)).await, (0, 4, 10));
}

async fn each_key_has_a_window_of_its_own(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    assert_eq!(takes(&alice, ask(0, 10)).await, (0, 10, 10));
    assert_eq!(takes(&bob, ask(5, 1)).await, (5, 1, 1));
    let other = KeyId::new("key_2");
    assert_eq!(store.take_requests(alice.id, &other, ask(9, 2)).await.unwrap().granted, 2);
    assert_eq!(takes(&alice, ask(9, 1)).await, (0, 0, 10));
}

async fn a_workspace_that_is_gone_is_granted_nothing(store: Arc<dyn Store>) {
    let gone = store.take_requests(WorkspaceId(404), &KeyId::new("key_1"), ask(0, 1)).await.unwrap();
    assert_eq!(gone.granted, 0);
    let alice = Tenant::new(&store, "alice").await;
    takes(&alice, ask(0, 1)).await;
    assert!(store.delete_workspace(alice.id).await.unwrap());
    assert_eq!(takes(&alice, ask(1, 1)).await.1, 0);
}

async fn a_limit_that_was_cut_grants_nothing_more_in_this_window(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    assert_eq!(takes(&alice, ask(0, 8)).await, (0, 8, 8));
    assert_eq!(takes(&alice, TakeRequests { limit: 5, ..ask(1, 1) }).await, (0, 0, 8));
    assert_eq!(takes(&alice, ask(2, 1)).await, (0, 1, 9));
}

async fn a_crowd_on_two_servers_is_granted_the_limit_exactly(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..30 {
        let alice = Tenant { store: Arc::clone(if n % 2 == 0 { &one } else { &other }), ..alice.clone() };
        all.spawn(async move { takes(&alice, ask(i64::from(n) - 15, 1 + n % 3)).await.1 });
    }
    assert_eq!(all.join_all().await.iter().sum::<u32>(), 10, "60 were wanted");
}
