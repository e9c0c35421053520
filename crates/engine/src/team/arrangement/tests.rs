//! What is kept of an order that is made while others make it too, or while somebody is erased. The workspace is empty: who
//! is in an order does not matter here.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;
use kith_model::{Scope, Scopes, Timestamp};

use super::*;
use crate::{NewKey, Settings};

struct World {
    engine: Engine,
    caller: Caller,
    roster: Arc<Roster>,
    team: Arc<Team>,
    _dir: tempfile::TempDir,
}

impl World {
    /// A workspace whose people's first order is kept.
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = kith_store::open(&kith_store::Place::folder(dir.path())).await.unwrap();
        let clock = Arc::new(FixedClock::at(Timestamp::from_second(1_800_000_000).unwrap()));
        let engine = Engine::new(store, clock, Arc::new(SeededRandom::new(5)), Settings::default());
        let workspace = engine.create_workspace("alice").await.unwrap().id;
        let key = NewKey::new("test", Scopes::of([Scope::Read]));
        let secret = engine.create_key(workspace, key).await.unwrap().1;
        let caller = engine.authenticate(secret.reveal(), engine.next_request_id()).await.unwrap();
        let roster = engine.roster(&caller).await.unwrap();
        let team = roster.team(None).unwrap();
        engine.ranking(&caller, &roster, &team, Look::default()).await.unwrap();
        Self { engine, caller, roster, team, _dir: dir }
    }

    fn arranges(&self) -> impl Future<Output = Result<Arc<[Ranked]>>> {
        self.engine.arranged(&self.caller, &self.roster, &self.team, by_name())
    }

    fn kept(&self) -> Option<Arc<[Ranked]>> {
        self.engine.caches.team.ranking(self.caller.workspace(), self.roster.stamp(), &by_name())
    }
}

/// Goes on until it has to wait.
async fn waits(mut work: Pin<&mut impl Future>) -> bool {
    poll_fn(|now| Poll::Ready(work.as_mut().poll(now).is_pending())).await
}

fn by_name() -> (Look, Arrangement) {
    (Look::default(), Arrangement { order: PeopleOrder::Name, ..Arrangement::default() })
}

#[tokio::test]
async fn an_order_that_was_begun_before_an_erasure_is_not_kept_after_it() {
    let world = World::new().await;
    let (one, other) = (world.engine.heavy.turn().await.unwrap(), world.engine.heavy.turn().await.unwrap());
    let mut arranged = pin!(world.arranges());
    assert!(waits(arranged.as_mut()).await, "for its turn");
    let tenant = &world.caller.known.tenant;
    world.engine.caches.learn_erasures(tenant, tenant.erasures() + 1);
    drop((one, other));
    arranged.await.unwrap();
    assert!(world.kept().is_none());
}

#[tokio::test]
async fn an_order_that_was_made_while_one_waited_is_not_made_again() {
    let world = World::new().await;
    let (one, _other) = (world.engine.heavy.turn().await.unwrap(), world.engine.heavy.turn().await.unwrap());
    let (mut first, mut second) = (pin!(world.arranges()), pin!(world.arranges()));
    assert!(waits(first.as_mut()).await && waits(second.as_mut()).await, "for their turn");
    drop(one);
    let (first, second) = tokio::join!(first, second);
    assert!(Arc::ptr_eq(&first.unwrap(), &second.unwrap()));
}

#[tokio::test]
async fn an_order_that_somebody_may_walk_in_is_not_replaced_by_another_of_its_moment() {
    let world = World::new().await;
    let walked = world.arranges().await.unwrap();
    let (known, stamp) = (&world.caller.known, world.roster.stamp());
    world.engine.caches.team.keep_ranking(known, known.tenant.erasures(), stamp, by_name(), &Arc::default());
    assert!(Arc::ptr_eq(&walked, &world.kept().unwrap()));
}
