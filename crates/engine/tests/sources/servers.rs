//! Several servers over one store: a service is called at one pace by all of them together.

use kith_engine::{Mode, SourceKind};
use kith_model::Clock as _;

use super::world::{World, page};

#[tokio::test]
async fn a_service_is_called_at_one_pace_by_all_servers_together() {
    let world = World::new().await;
    let servers = world.servers(2, |sources| sources.calls_per_minute_in_all = 4).await;
    let (account, ..) = world.account(SourceKind::ConnectionsApi, Mode::Live, 50).await;
    let start = world.clock.now();
    let mut waited = Vec::new();
    for n in 0..6 {
        let engine = &servers[n % 2];
        let read = engine.list_connections(&world.calls(engine).await, &page(&account, 0, 10)).await.unwrap();
        assert_eq!(read.answer.pagination.pages_fetched, 1);
        waited.push(world.clock.now().duration_since(start).as_secs());
    }
    // A minute's worth at once, then one each 15 s; the timer of the tests waits for a second more than it is asked to.
    assert_eq!(waited, [0, 0, 0, 0, 16, 31]);
}

#[tokio::test]
async fn a_store_that_is_away_lets_no_call_to_a_source_through() {
    let world = World::new().await;
    let (account, ..) = world.account(SourceKind::ConnectionsApi, Mode::Live, 50).await;
    let servers = world.servers(1, |_| ()).await;
    let caller = world.calls(&servers[0]).await;
    servers[0].close().await.unwrap();
    world.sim.reset_calls();
    let refused = servers[0].list_connections(&caller, &page(&account, 0, 10)).await.err();
    assert_eq!(refused, Some(kith_engine::Error::Unavailable));
    assert_eq!(world.sim.calls().connections, 0);
}
