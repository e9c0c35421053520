//! Promises of holds: credits set aside are nobody else's until they are charged, given up or void.

use std::collections::BTreeMap;
use std::sync::Arc;

use kith_model::random::SeededRandom;
use kith_model::{Credits, WorkspaceId};
use kith_store::{Charged, Debit, EntryKind, Held, Hold, Remember, Store};

use super::given::{Tenant, at, reply};

on_every_backend!(
    nobody_takes_what_is_held,
    a_hold_that_is_given_up_is_free_again,
    a_hold_is_void_from_its_end_on,
    a_charge_takes_the_place_of_its_hold_once,
    a_charge_may_be_more_or_less_than_its_hold,
    a_charge_that_is_not_made_leaves_its_hold,
    a_charge_of_nothing_ends_its_hold,
    a_twin_of_what_was_paid_is_a_twin_though_all_is_held,
    a_number_is_never_given_to_two_holds,
    holds_are_their_workspaces_own,
    holds_move_neither_ledger_nor_generation,
    whatever_is_done_the_ledger_adds_up_and_holds_are_covered,
);

on_every_backend_twice_opened!(no_crowd_holds_more_than_there_is);

fn hold(workspace: &Tenant, credits: Credits, from: i64, until: i64) -> Hold {
    Hold { workspace: workspace.id, credits, at: at(from), until: at(until) }
}

impl Tenant {
    /// Holds credits from the first moment for a minute.
    async fn holds(&self, credits: Credits) -> Held {
        self.store.hold(hold(self, credits, 0, 60)).await.unwrap()
    }

    async fn has_held(&self, credits: Credits) -> i64 {
        match self.holds(credits).await {
            Held::Done(number) => number,
            Held::Short { balance } => panic!("only {balance} are free"),
        }
    }

    async fn pays_with(&self, held: i64, credits: Credits) -> Charged {
        let debit = Debit { hold: Some(held), ..self.debit(credits).await };
        self.store.debit(debit).await.unwrap()
    }
}

async fn nobody_takes_what_is_held(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.has_held(70).await;
    assert_eq!(alice.holds(31).await, Held::Short { balance: 30 });
    assert_eq!(alice.pays(31).await, Charged::Short { balance: 30 });
    assert_eq!(alice.pays(10).await, Charged::Done { balance: 90 });
    alice.has_held(20).await;
    assert_eq!(alice.holds(1).await, Held::Short { balance: 0 });
    assert_eq!(alice.holds(u64::MAX).await, Held::Short { balance: 0 });
    assert_eq!(alice.pays(0).await, Charged::Done { balance: 90 });
    store.grant(alice.id, 5, at(0)).await.unwrap();
    assert_eq!(alice.pays(5).await, Charged::Done { balance: 90 });
}

async fn a_hold_that_is_given_up_is_free_again(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, _) = (alice.has_held(60).await, alice.has_held(40).await);
    store.release(alice.id, one).await.unwrap();
    store.release(alice.id, one).await.unwrap();
    store.release(alice.id, 404).await.unwrap();
    assert_eq!(alice.pays(61).await, Charged::Short { balance: 60 });
    assert_eq!(alice.pays(60).await, Charged::Done { balance: 40 });
}

async fn a_hold_is_void_from_its_end_on(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.has_held(100).await; // until 60
    let debit = |seconds, debit| Debit { at: at(seconds), ..debit };
    let early = debit(59, alice.debit(1).await);
    assert_eq!(store.debit(early).await.unwrap(), Charged::Short { balance: 0 });
    assert_eq!(store.hold(hold(&alice, 1, 59, 99)).await.unwrap(), Held::Short { balance: 0 });
    let Held::Done(other) = store.hold(hold(&alice, 30, 60, 99)).await.unwrap() else { panic!() };
    let late = debit(60, alice.debit(70).await);
    assert_eq!(store.debit(late).await.unwrap(), Charged::Done { balance: 30 });
    let too_late = Debit { hold: Some(other), at: at(99), ..alice.debit(31).await };
    assert_eq!(store.debit(too_late).await.unwrap(), Charged::Short { balance: 30 });
}

async fn a_charge_takes_the_place_of_its_hold_once(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, other) = (alice.has_held(60).await, alice.has_held(40).await);
    assert_eq!(alice.pays_with(one, 60).await, Charged::Done { balance: 40 });
    assert_eq!(alice.pays_with(one, 1).await, Charged::Short { balance: 0 }, "the rest is the other's");
    assert_eq!(alice.pays_with(other, 40).await, Charged::Done { balance: 0 });
    assert_eq!(alice.entries().await.len(), 3);
}

async fn a_charge_may_be_more_or_less_than_its_hold(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, other) = (alice.has_held(20).await, alice.has_held(40).await);
    assert_eq!(alice.pays_with(one, 61).await, Charged::Short { balance: 60 });
    assert_eq!(alice.pays_with(one, 60).await, Charged::Done { balance: 40 });
    assert_eq!(alice.pays_with(other, 1).await, Charged::Done { balance: 39 });
    assert_eq!(alice.pays(39).await, Charged::Done { balance: 0 }, "what was left of it is free");
}

async fn a_charge_that_is_not_made_leaves_its_hold(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let paid = Debit { remember: Some(reply("k")), ..alice.debit(1).await };
    store.debit(paid).await.unwrap();
    let held = alice.has_held(99).await;
    let debit = Debit { hold: Some(held), ..alice.debit(99).await };
    let stale = Debit { generation: debit.generation - 1, ..debit.clone() };
    assert_eq!(store.debit(stale).await.unwrap(), Charged::Stale);
    let twin = Debit { remember: Some(reply("k")), ..debit.clone() };
    assert_eq!(store.debit(twin).await.unwrap(), Charged::Twin);
    let short = Debit { credits: 100, ..debit.clone() };
    assert_eq!(store.debit(short).await.unwrap(), Charged::Short { balance: 99 });
    assert_eq!(alice.pays(1).await, Charged::Short { balance: 0 }, "it still holds");
    assert_eq!(store.debit(debit).await.unwrap(), Charged::Done { balance: 0 });
}

async fn a_charge_of_nothing_ends_its_hold(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let held = alice.has_held(100).await;
    assert_eq!(alice.pays_with(held, 0).await, Charged::Done { balance: 100 });
    assert_eq!(alice.pays(100).await, Charged::Done { balance: 0 });
}

async fn a_twin_of_what_was_paid_is_a_twin_though_all_is_held(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let debit = Debit { remember: Some(reply("k")), ..alice.debit(10).await };
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Done { balance: 90 });
    alice.has_held(90).await;
    assert_eq!(store.debit(debit.clone()).await.unwrap(), Charged::Twin);
    // One that would follow another reply than the one that is kept is a twin too; one that follows it must pay.
    let follows = |body: &str| {
        let remember = Remember { body: b"more".to_vec(), follows: Some(body.into()), ..reply("k") };
        Debit { remember: Some(remember), ..debit.clone() }
    };
    assert_eq!(store.debit(follows("other")).await.unwrap(), Charged::Twin);
    assert_eq!(store.debit(follows("k")).await.unwrap(), Charged::Short { balance: 0 });
}

async fn a_number_is_never_given_to_two_holds(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let first = alice.has_held(1).await;
    store.release(alice.id, first).await.unwrap();
    let second = alice.has_held(100).await;
    assert_ne!(first, second);
    assert_eq!(alice.pays_with(first, 1).await, Charged::Short { balance: 0 });
}

async fn holds_are_their_workspaces_own(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let hers = alice.has_held(100).await;
    let his = bob.has_held(30).await;
    store.release(bob.id, hers).await.unwrap();
    store.release(alice.id, his).await.unwrap();
    assert_eq!(bob.pays_with(hers, 70).await, Charged::Done { balance: 30 });
    assert_eq!(bob.pays(1).await, Charged::Short { balance: 0 }, "his own still holds");
    assert_eq!(alice.pays_with(his, 1).await, Charged::Short { balance: 0 });
    assert_eq!(alice.pays_with(hers, 100).await, Charged::Done { balance: 0 });
    store.delete_workspace(bob.id).await.unwrap();
    assert_eq!(bob.holds(1).await, Held::Short { balance: 0 });
    store.release(WorkspaceId(404), his).await.unwrap();
}

async fn holds_move_neither_ledger_nor_generation(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let before = (
        store.generation(alice.id).await.unwrap(),
        alice.entries().await,
        store.balance(alice.id).await.unwrap(),
    );
    let held = alice.has_held(100).await;
    store.release(alice.id, held).await.unwrap();
    alice.has_held(50).await;
    let after = (
        store.generation(alice.id).await.unwrap(),
        alice.entries().await,
        store.balance(alice.id).await.unwrap(),
    );
    assert_eq!(after, before);
    assert_eq!(store.debits_and_commits(), (0, 0));
}

/// What the store should do, said in a few lines.
#[derive(Default)]
struct Model {
    balance: Credits,
    holds: BTreeMap<i64, (Credits, i64)>,
}

impl Model {
    fn free(&mut self, now: i64, own: Option<i64>) -> Credits {
        self.holds.retain(|_, (_, until)| *until > now);
        let held: Credits =
            self.holds.iter().filter(|(n, _)| Some(**n) != own).map(|(_, (credits, _))| credits).sum();
        self.balance - held // a test fails here if holds are more than there is
    }
}

async fn whatever_is_done_the_ledger_adds_up_and_holds_are_covered(store: Arc<dyn Store>) {
    for seed in 0..4 {
        let alice = Tenant::new(&store, &format!("workspace {seed}")).await;
        let random = SeededRandom::new(seed);
        let mut model = Model { balance: 100, ..Model::default() };
        for now in 0..150 {
            let credits = random.below(40);
            let pick = usize::try_from(random.below(4)).unwrap();
            let some_hold = model.holds.keys().nth(pick).copied();
            match random.below(8) {
                0..=2 => {
                    let until = now + i64::try_from(random.below(20)).unwrap();
                    let free = model.free(now, None);
                    match store.hold(hold(&alice, credits, now, until)).await.unwrap() {
                        Held::Done(number) => {
                            assert!(credits <= free);
                            assert_eq!(model.holds.insert(number, (credits, until)), None);
                        }
                        Held::Short { balance } => assert!(credits > free && balance == free),
                    }
                }
                3 => {
                    if let Some(number) = some_hold {
                        store.release(alice.id, number).await.unwrap();
                        model.holds.remove(&number);
                    }
                }
                4..=6 => {
                    let own = some_hold.filter(|_| random.below(2) == 0);
                    let free = model.free(now, own);
                    let debit = Debit { hold: own, at: at(now), ..alice.debit(credits).await };
                    match store.debit(debit).await.unwrap() {
                        Charged::Done { balance } => {
                            assert!(credits <= free);
                            model.balance -= credits;
                            own.map(|number| model.holds.remove(&number));
                            assert_eq!(balance, model.balance);
                        }
                        answer => assert!(credits > free && answer == Charged::Short { balance: free }),
                    }
                }
                _ => {
                    store.grant(alice.id, credits, at(now)).await.unwrap();
                    model.balance += credits;
                }
            }
        }
        let entries = alice.entries().await;
        let sum = |kind| entries.iter().filter(|it| it.kind == kind).map(|it| it.credits).sum::<Credits>();
        assert_eq!(sum(EntryKind::Grant) - sum(EntryKind::Debit), model.balance);
        alice.has(model.balance).await;
        super::backends::is_clean(&*store).await;
    }
}

async fn no_crowd_holds_more_than_there_is(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..60 {
        let alice = Tenant { store: Arc::clone(if n % 2 == 0 { &one } else { &other }), ..alice.clone() };
        all.spawn(async move {
            let Held::Done(held) = alice.holds(5).await else { return 0 };
            match n % 3 {
                0 => alice.store.release(alice.id, held).await.unwrap(),
                _ => assert!(matches!(alice.pays_with(held, 5).await, Charged::Done { .. })),
            }
            if n % 3 == 0 { 0 } else { 5 }
        });
    }
    let paid: Credits = all.join_all().await.iter().sum();
    assert!(paid <= 100);
    alice.has(100 - paid).await;
    assert_eq!(alice.pays(100 - paid).await, Charged::Done { balance: 0 }, "no hold is left");
}
