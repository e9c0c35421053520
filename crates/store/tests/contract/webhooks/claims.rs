//! Promises of claims: who may tell a webhook something, for how long, and what a change of it means to who holds one.

use std::sync::Arc;

use kith_store::{Busy, Rehooked, Store, Told, Webhook};

use super::{changed, tried};
use crate::contract::given::{DAY, Tenant, at};

on_every_backend!(
    one_workspace_of_many_webhooks_leaves_room_for_others,
    a_claim_is_given_back_and_taken_where_it_was,
    one_that_changed_meanwhile_is_told_as_it_is_and_tried_anew,
    an_address_that_was_mended_is_tried_at_once,
);
on_every_backend_twice_opened!(two_workers_never_have_the_same_claim);

async fn one_workspace_of_many_webhooks_leaves_room_for_others(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    for tenant in [&alice, &bob] {
        tenant.hooked("wh_1").await;
        tenant.hooked("wh_2").await;
        changed(tenant, "acc_1").await;
    }
    let busy = Busy { workspaces: vec![alice.id], ..Busy::default() };
    let mut told = Vec::new();
    while let Some(claim) = store.claim_event(at(1), at(60), 1, &busy).await.unwrap() {
        told.push(claim.webhook.workspace);
    }
    assert_eq!(told, [bob.id, bob.id]);
    assert!(alice.claims(1, 60, 1).await.is_some());
}

async fn a_claim_is_given_back_and_taken_where_it_was(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    let claim = alice.claims(0, 60, 1).await.unwrap();
    assert!(store.told(&claim, Told::Part { next: 1, until: at(60) }, None, at(1)).await.unwrap());
    assert!(store.told(&claim, Told::Back { part: 1 }, None, at(2)).await.unwrap());
    assert!(!store.told(&claim, Told::Event, None, at(2)).await.unwrap(), "it has it no more");
    let claim = alice.claims(2, 60, 2).await.unwrap();
    assert_eq!((claim.part, claim.attempts, claim.since), (1, 0, None));
    let again = Told::Again { part: 1, at: at(7), since: at(2) };
    assert!(store.told(&claim, again, None, at(2)).await.unwrap());
    let claim = alice.claims(7, 60, 3).await.unwrap();
    assert!(store.told(&claim, Told::Back { part: 1 }, None, at(7)).await.unwrap());
    let claim = alice.claims(7, 60, 4).await.unwrap();
    assert_eq!((claim.part, claim.attempts, claim.since), (1, 1, Some(at(2))), "its tries count on");
}

async fn one_that_changed_meanwhile_is_told_as_it_is_and_tried_anew(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let mut hook = alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    let mut mended = async |url: &str, now| {
        hook.url = url.into();
        assert_eq!(store.set_webhook(hook.clone(), Some(at(now)), None).await.unwrap(), Rehooked::Done);
        hook.version += 1;
    };
    let claim = alice.claims(0, 60, 1).await.unwrap();
    mended("https://second.example/", 1).await;
    assert!(alice.claims(1, 60, 2).await.is_none(), "a message is under way");
    let good = tried(&claim, "dlv_1", 1, Some(204));
    assert!(!store.told(&claim, Told::Part { next: 1, until: at(60) }, Some(good), at(1)).await.unwrap());
    let claim = alice.claims(1, 60, 2).await.unwrap();
    assert_eq!((claim.webhook.url.as_str(), claim.part), ("https://second.example/", 1));
    mended("https://third.example/", 2).await;
    assert!(
        store.told(&claim, Told::Again { part: 1, at: at(500), since: at(1) }, None, at(2)).await.unwrap()
    );
    let claim = alice.claims(2, 60, 3).await.unwrap();
    assert_eq!((claim.attempts, claim.since), (0, None));
    mended("https://fourth.example/", 3).await;
    let never = Told::Never { part: 1, because: "it is gone".into() };
    assert!(store.told(&claim, never, None, at(3)).await.unwrap());
    let claim = alice.claims(3, 60, 4).await.unwrap();
    assert!(claim.webhook.enabled, "what the old address said is not held against the new one");
    assert_eq!((claim.part, claim.webhook.url.as_str()), (1, "https://fourth.example/"));
}

async fn an_address_that_was_mended_is_tried_at_once(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let hook = alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    let claim = alice.claims(0, 60, 1).await.unwrap();
    let again = Told::Again { part: 0, at: at(DAY), since: at(0) };
    assert!(store.told(&claim, again, None, at(0)).await.unwrap());
    store.set_webhook(hook.clone(), None, None).await.unwrap();
    assert!(alice.claims(9, 60, 2).await.is_none(), "another change hastens nothing");
    let mended = Webhook { version: 2, url: "https://other.example/".into(), ..hook };
    store.set_webhook(mended, Some(at(9)), None).await.unwrap();
    let claim = alice.claims(9, 60, 2).await.unwrap();
    assert_eq!((claim.attempts, claim.since, claim.part), (0, None, 0));
}

async fn two_workers_never_have_the_same_claim(store: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    for n in 0..6 {
        changed(&alice, &format!("acc_{n}")).await;
    }
    let take = async |store: Arc<dyn Store>, token: i64| {
        let mut mine = Vec::new();
        for _ in 0..6 {
            if let Some(claim) = store.claim_event(at(1), at(60), token, &Busy::default()).await.unwrap() {
                mine.push(claim.account.unwrap().key.number);
            }
        }
        mine
    };
    let (mut all, theirs) = tokio::join!(take(store.clone(), 1), take(other, 2));
    all.extend(theirs);
    all.extend(take(store, 3).await);
    all.sort_unstable();
    let taken = all.len();
    all.dedup();
    assert_eq!((taken, all.len()), (6, 6));
}
