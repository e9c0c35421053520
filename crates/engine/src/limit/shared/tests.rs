//! Windows of several servers over one store, which is a real one; each server's trips to it are counted.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use futures_util::future::join_all;
use kith_model::clock::FixedClock;
use kith_model::{KeyId, WorkspaceId};
use kith_store::Store;

use super::*;

struct Shared {
    store: Arc<dyn Store>,
    workspace: WorkspaceId,
    clock: FixedClock,
    trips: AtomicU32,
    away: AtomicBool,
    _dir: tempfile::TempDir,
}

impl Shared {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = kith_store::open(&kith_store::Place::folder(dir.path())).await.unwrap();
        let start = Timestamp::from_second(1_800_000_000).unwrap();
        let workspace = store.create_workspace("alice", 0, start).await.unwrap().unwrap().id;
        let (trips, away) = (AtomicU32::new(0), AtomicBool::new(false));
        Self { store, workspace, clock: FixedClock::at(start), trips, away, _dir: dir }
    }

    /// A request to a server.
    async fn asks(&self, server: &Window, limit: u32) -> Counted {
        let trip = async |ask| {
            self.trips.fetch_add(1, Ordering::Relaxed);
            if self.away.load(Ordering::Relaxed) {
                tokio::task::yield_now().await;
                return Err(kith_store::Error::Unavailable("away".into()));
            }
            self.store.take_requests(self.workspace, &KeyId::new("key_1"), ask).await
        };
        server.take(limit, &self.clock, trip).await
    }

    /// How many of so many requests to these servers in turn are let through.
    async fn pass(&self, servers: &[Window], limit: u32, requests: usize) -> u32 {
        let mut passed = 0;
        for server in servers.iter().cycle().take(requests) {
            passed += u32::from(self.asks(server, limit).await.is_ok());
        }
        passed
    }

    fn trips(&self) -> u32 {
        self.trips.load(Ordering::Relaxed)
    }
}

fn servers<const N: usize>() -> [Window; N] {
    std::array::from_fn(|_| Window::default())
}

#[tokio::test]
async fn the_first_request_leaves_299_of_300_for_a_minute() {
    let (all, server) = (Shared::new().await, Window::default());
    let quota = all.asks(&server, 300).await.unwrap();
    assert_eq!(quota, Quota { limit: 300, remaining: 299, resets_in: 60 });
}

#[tokio::test]
async fn a_server_alone_tells_each_time_exactly_what_is_left() {
    for limit in [1, 3, 300, 1_000] {
        let (all, server) = (Shared::new().await, Window::default());
        for used in 1..=limit {
            assert_eq!(all.asks(&server, limit).await.unwrap().remaining, limit - used);
        }
        let (refused, quota) = all.asks(&server, limit).await.unwrap_err();
        assert_eq!(refused, Error::RateLimited { limit, retry_after: 60 });
        assert_eq!(quota, Quota { limit, remaining: 0, resets_in: 60 });
    }
}

#[tokio::test]
async fn three_servers_asked_in_turn_let_the_limit_through_and_never_one_more() {
    let (all, servers) = (Shared::new().await, servers::<3>());
    let passed = all.pass(&servers, 300, 300).await;
    assert!((285..=300).contains(&passed), "{passed} of the first 300");
    let passed = passed + all.pass(&servers, 300, 300).await;
    assert_eq!(passed, 300, "who still has some is asked again");
}

#[tokio::test]
async fn servers_that_are_asked_once_lose_at_most_two_requests_each_of_300() {
    let (all, once, busy) = (Shared::new().await, servers::<4>(), Window::default());
    assert_eq!(all.pass(&once, 300, 4).await, 4);
    assert_eq!(all.pass(&[busy], 300, 400).await, 300 - 4 * 3);
}

#[tokio::test]
async fn most_requests_are_handed_out_from_memory() {
    let (all, servers) = (Shared::new().await, servers::<1>());
    assert_eq!(all.pass(&servers, 1_000, 800).await, 800);
    assert_eq!(all.trips(), 80);
    assert_eq!(all.pass(&servers, 1_000, 200).await, 200);
    assert!(all.trips() < 150, "{}: blocks get smaller, but only at the end", all.trips());
}

#[tokio::test]
async fn those_who_come_while_the_store_is_asked_share_the_trip() {
    let (all, server) = (Shared::new().await, Window::default());
    let counted = join_all((0..10).map(|_| all.asks(&server, 1_000))).await;
    let mut left: Vec<_> = counted.into_iter().map(|counted| counted.unwrap().remaining).collect();
    left.sort_unstable();
    assert_eq!(left, (990..1_000).collect::<Vec<_>>());
    assert_eq!(all.trips(), 1);
}

#[tokio::test]
async fn a_window_that_is_used_up_refuses_from_memory_until_it_ends() {
    let (all, servers) = (Shared::new().await, servers::<2>());
    assert_eq!(all.pass(&servers, 50, 100).await, 50);
    let trips = all.trips();
    all.clock.advance(59);
    let (refused, _) = all.asks(&servers[1], 50).await.unwrap_err();
    assert_eq!(refused, Error::RateLimited { limit: 50, retry_after: 1 });
    assert_eq!(all.pass(&servers, 50, 100).await, 0);
    assert_eq!(all.trips(), trips);
    all.clock.advance(1);
    let quota = all.asks(&servers[1], 50).await.unwrap();
    assert_eq!(quota, Quota { limit: 50, remaining: 49, resets_in: 60 });
}

#[tokio::test]
async fn a_window_begins_with_the_first_request_to_any_server() {
    let (all, servers) = (Shared::new().await, servers::<2>());
    all.asks(&servers[0], 300).await.unwrap();
    all.clock.advance(20);
    let quota = all.asks(&servers[1], 300).await.unwrap();
    assert_eq!(quota, Quota { limit: 300, remaining: 296, resets_in: 40 }, "the other server holds two");
    all.clock.advance(-25); // as one whose clock is behind
    assert_eq!(all.asks(&servers[1], 300).await.unwrap().resets_in, 60);
}

#[tokio::test]
async fn what_is_at_hand_when_a_window_ends_ends_with_it() {
    let (all, server) = (Shared::new().await, servers::<1>());
    all.asks(&server[0], 300).await.unwrap();
    all.clock.advance(60);
    assert_eq!(all.pass(&server, 300, 301).await, 300);
}

#[tokio::test]
async fn while_the_store_is_away_all_who_wait_are_told_so_by_one_trip_and_nothing_is_counted() {
    let (all, server) = (Shared::new().await, Window::default());
    all.away.store(true, Ordering::Relaxed);
    for counted in join_all((0..10).map(|_| all.asks(&server, 300))).await {
        let whole = Quota { limit: 300, remaining: 300, resets_in: 60 };
        assert_eq!(counted, Err((Error::Unavailable, whole)));
    }
    assert_eq!(all.trips(), 1);
    all.away.store(false, Ordering::Relaxed);
    assert_eq!(all.asks(&server, 300).await.unwrap().remaining, 299);
}

#[tokio::test]
async fn a_crowd_on_three_servers_gets_the_limit_exactly() {
    let (all, servers) = (Shared::new().await, servers::<3>());
    let crowd = servers.iter().cycle().take(900).map(|server| all.asks(server, 300));
    let passed = join_all(crowd).await.into_iter().flatten().count();
    assert_eq!(passed, 300);
}

#[tokio::test]
async fn a_workspace_that_is_gone_is_refused() {
    let (all, server) = (Shared::new().await, Window::default());
    all.store.delete_workspace(all.workspace).await.unwrap();
    let (refused, _) = all.asks(&server, 300).await.unwrap_err();
    assert_eq!(refused, Error::RateLimited { limit: 300, retry_after: 60 });
}
