//! Promises of `Recent`: the sets of many accounts lie in one order, newest first, and are read from any place in it.

use std::cmp::Reverse;
use std::sync::Arc;

use kith_store::{SetName, SetPlace, Store};

use super::given::{Owned, Tenant, at, people};

on_every_backend!(
    sets_of_many_accounts_are_told_newest_first,
    reading_begins_at_a_place_and_takes_it_in,
    a_place_need_not_be_one_of_a_set,
    reading_ends_once_enough_is_held_or_two_hundred_are_read,
    only_accounts_that_are_asked_for_are_told_of,
    another_workspace_is_told_nothing,
    what_is_told_by_name_is_read_whole,
);

/// Two accounts whose lists took turns, one of them by a clock that was set back; two sets hold nobody, two are of one moment.
async fn two(store: &Arc<dyn Store>) -> (Owned, Owned) {
    let alice = Tenant::new(store, "alice").await;
    let (one, other) = (alice.account("acc_1").await, alice.account("acc_2").await);
    for (seconds, n) in [(0, 5), (20, 7), (90, 7), (40, 8), (60, 5)] {
        one.lists_at(seconds, &people(0..n)).await;
    }
    let mut turned = people(0..9);
    turned.reverse();
    for (seconds, list) in [(10, people(0..6)), (30, people(0..9)), (50, turned), (60, people(1..9))] {
        other.lists_at(seconds, &list).await;
    }
    (one, other)
}

async fn read(one: &Owned, accounts: &[&Owned], from: Option<SetPlace>, at_least: u32) -> Vec<SetName> {
    let numbers: Vec<_> = accounts.iter().map(|account| account.key.number).collect();
    one.store.recent_sets(one.key.workspace, &numbers, from, at_least).await.unwrap()
}

fn place(account: &Owned, seconds: i64, seq: i64) -> SetPlace {
    SetPlace { at: at(seconds), account: account.key.number, seq }
}

/// What [`two`] must be told as.
fn expected(one: &Owned, other: &Owned) -> Vec<SetName> {
    let mut all: Vec<_> = [
        (place(one, 20, 2), 2),
        (place(one, 40, 4), 1),
        (place(one, 60, 5), 3),
        (place(other, 30, 2), 3),
        (place(other, 60, 4), 1),
    ]
    .map(|(place, count)| SetName { place, count })
    .into();
    all.sort_by_key(|name| Reverse(name.place));
    all
}

async fn sets_of_many_accounts_are_told_newest_first(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    assert_eq!(read(&one, &[&one, &other], None, u32::MAX).await, expected(&one, &other));
    assert_eq!(read(&one, &[&other, &one], None, u32::MAX).await, expected(&one, &other));
}

async fn reading_begins_at_a_place_and_takes_it_in(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    let all = expected(&one, &other);
    for (nth, name) in all.iter().enumerate() {
        assert_eq!(read(&one, &[&one, &other], Some(name.place), u32::MAX).await, all[nth..]);
    }
}

async fn a_place_need_not_be_one_of_a_set(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    let all = expected(&one, &other);
    for from in [
        place(&one, 61, 0),
        place(&one, 60, 99),
        place(&other, 60, 0),
        place(&one, 60, 0),
        place(&one, 35, 3),
        place(&other, 20, 9),
        place(&one, -1, 9),
        SetPlace { at: at(60), account: i64::MAX, seq: 0 },
        SetPlace { at: at(60), account: i64::MIN, seq: 0 },
    ] {
        let rest: Vec<_> = all.iter().copied().filter(|name| name.place <= from).collect();
        assert_eq!(read(&one, &[&one, &other], Some(from), u32::MAX).await, rest, "{from:?}");
    }
}

async fn reading_ends_once_enough_is_held_or_two_hundred_are_read(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    let all = expected(&one, &other);
    for at_least in 0..12 {
        let mut held = 0;
        let enough = all.iter().take_while(|name| {
            let more = held < u64::from(at_least).max(1);
            held += name.count;
            more
        });
        let enough = enough.count();
        assert_eq!(read(&one, &[&one, &other], None, at_least).await, all[..enough], "{at_least}");
    }
    for n in 0..202_i64 {
        one.lists_at(100 + n, &people(0..if n % 2 == 0 { 1 } else { 2 })).await;
    }
    let many = read(&one, &[&one, &other], None, u32::MAX).await;
    assert_eq!((many.len(), many[199].place), (200, place(&one, 102, 8)));
}

async fn only_accounts_that_are_asked_for_are_told_of(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    let mut all = expected(&one, &other);
    all.retain(|name| name.place.account == other.key.number);
    assert_eq!(read(&one, &[&other], None, u32::MAX).await, all);
    assert!(read(&one, &[], None, u32::MAX).await.is_empty());
}

async fn another_workspace_is_told_nothing(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    let bob = Tenant::new(&store, "bob").await;
    let numbers = [one.key.number, other.key.number];
    assert!(store.recent_sets(bob.id, &numbers, None, u32::MAX).await.unwrap().is_empty());
    assert!(store.change_sets(bob.id, &[place(&one, 20, 2)]).await.unwrap().is_empty());
}

async fn what_is_told_by_name_is_read_whole(store: Arc<dyn Store>) {
    let (one, other) = two(&store).await;
    let mut places: Vec<_> = expected(&one, &other).iter().map(|name| name.place).collect();
    places.push(place(&one, 60, 99));
    for pruned in [false, true] {
        let mut read = store.change_sets(one.key.workspace, &places).await.unwrap();
        read.sort_by_key(|(account, set)| (*account, set.seq));
        let mut all = Vec::new();
        for account in [&one, &other] {
            let sets = store.changes(account.key, 0, u32::MAX).await.unwrap();
            all.extend(sets.into_iter().filter(|set| set.count() > 0).map(|set| (account.key.number, set)));
        }
        assert_eq!(read, all, "pruned: {pruned}");
        store.prune(at(1_000), at(0)).await.unwrap();
    }
}
