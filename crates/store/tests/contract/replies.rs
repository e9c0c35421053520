//! Promises of `Replies` and of `Remember`: a key holds one reply, in its workspace, for 24 hours.

use std::sync::Arc;

use kith_store::{Charged, Kept, Remember, Store};

use super::given::{DAY, Tenant, at, reply};

on_every_backend!(
    a_reply_is_found_under_its_key_until_it_is_too_old,
    a_key_holds_its_first_reply_for_24_hours_and_can_then_be_taken_again,
    a_key_of_one_workspace_is_free_in_another,
    an_unknown_key_has_no_reply,
    a_reply_takes_the_place_of_exactly_the_one_that_it_follows,
    a_reply_that_follows_one_that_is_gone_is_a_twin,
);

async fn a_reply_is_found_under_its_key_until_it_is_too_old(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let remember = Remember { body: vec![0, 255, 7], fingerprint: [3; 32], at: at(100), ..reply("k") };
    let account = alice.account("acc_1").await;
    assert!(store.set_paused(account.key, false, Some(remember)).await.unwrap());
    let kept = Some(Kept { fingerprint: [3; 32], body: vec![0, 255, 7] });
    assert_eq!(store.reply(alice.id, "k", at(99)).await.unwrap(), kept);
    assert_eq!(store.reply(alice.id, "k", at(100)).await.unwrap(), kept);
    assert_eq!(store.reply(alice.id, "k", at(101)).await.unwrap(), None);
}

async fn a_key_holds_its_first_reply_for_24_hours_and_can_then_be_taken_again(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    for (seconds, body, charged) in [
        (0, "first", Charged::Done { balance: 99 }),
        (1, "twin", Charged::Twin),
        (DAY, "still a twin", Charged::Twin),
        (DAY + 1, "second", Charged::Done { balance: 98 }),
        (DAY + 2, "twin of the second", Charged::Twin),
    ] {
        let remember = Some(Remember { body: body.into(), at: at(seconds), ..reply("k") });
        let debit = kith_store::Debit { remember, ..alice.debit(1).await };
        assert_eq!(store.debit(debit).await.unwrap(), charged, "{body}");
    }
    assert_eq!(store.reply(alice.id, "k", at(0)).await.unwrap().unwrap().body, b"second");
    assert_eq!(alice.entries().await.len(), 3);
}

async fn a_key_of_one_workspace_is_free_in_another(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.account("acc_1").await;
    assert!(store.set_paused(account.key, false, Some(reply("k"))).await.unwrap());
    assert_eq!(store.reply(bob.id, "k", at(-DAY)).await.unwrap(), None);
    let remember = Remember { body: b"bob's".to_vec(), ..reply("k") };
    let debit = kith_store::Debit { remember: Some(remember), ..bob.debit(1).await };
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Done { balance: 99 });
    assert_eq!(store.reply(bob.id, "k", at(0)).await.unwrap().unwrap().body, b"bob's");
    assert_eq!(store.reply(alice.id, "k", at(0)).await.unwrap().unwrap().body, b"k");
}

async fn an_unknown_key_has_no_reply(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    assert!(!alice.has_reply("k").await);
}

async fn a_reply_takes_the_place_of_exactly_the_one_that_it_follows(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let pays = async |tenant: &Tenant, remember| {
        let debit = kith_store::Debit { remember: Some(remember), ..tenant.debit(10).await };
        store.debit(debit).await.unwrap()
    };
    let next = |body: &str, follows: &str| Remember {
        body: body.into(),
        follows: Some(follows.into()),
        at: at(5),
        ..reply("k")
    };
    assert_eq!(pays(&alice, reply("k")).await, Charged::Done { balance: 90 });
    assert_eq!(pays(&bob, reply("k")).await, Charged::Done { balance: 90 });
    assert_eq!(pays(&alice, next("second", "other")).await, Charged::Twin);
    let of_another_request = Remember { fingerprint: [8; 32], ..next("second", "k") };
    assert_eq!(pays(&alice, of_another_request).await, Charged::Twin);
    assert_eq!(pays(&alice, next("second", "k")).await, Charged::Done { balance: 80 });
    assert_eq!(pays(&alice, next("second again", "k")).await, Charged::Twin);
    assert_eq!(pays(&alice, next("third", "second")).await, Charged::Done { balance: 70 });
    let kept = async |tenant: &Tenant, since| store.reply(tenant.id, "k", at(since)).await.unwrap();
    assert_eq!(kept(&alice, 5).await, Some(Kept { fingerprint: [7; 32], body: b"third".to_vec() }));
    assert_eq!(kept(&bob, 0).await.unwrap().body, b"k");
}

async fn a_reply_that_follows_one_that_is_gone_is_a_twin(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let remember = Remember { follows: Some(b"first".to_vec()), ..reply("k") };
    let debit = kith_store::Debit { remember: Some(remember), ..alice.debit(10).await };
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Twin, "to be looked at again");
    assert!(!alice.has_reply("k").await);
    alice.has(100).await;
}
