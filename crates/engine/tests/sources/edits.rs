//! The network changes while it is read: what is committed is the network at one moment, or nothing is.

use kith_engine::{Mode, SourceKind, SyncSettings};
use kith_model::random::SeededRandom;
use kith_sim::{Edits, Options};

use super::world::{World, folded};

#[tokio::test]
async fn a_committed_list_is_the_networks_at_some_moment_of_the_sync_or_the_sync_says_that_it_could_not() {
    let (mut committed, mut refused) = (0, 0);
    for seed in 0..40_u64 {
        let random = SeededRandom::new(seed);
        let kind = if seed % 2 == 0 { SourceKind::ConnectionsApi } else { SourceKind::Portability };
        let options = Options { snapshot_rows_per_page: 100, ..Options::default() };
        let world = World::with(options, |_| {}, SyncSettings::default()).await;
        let people = u32::try_from(120 + random.below(400)).unwrap();
        let (account, member, _) = world.account(kind, Mode::Mirror, people).await;
        world.sim.start_history(member);
        let (added, removed) = match random.below(4) {
            0 => (0, 0),
            1 => (1, 1),
            2 => (1, 0),
            _ => (0, 1),
        };
        let edits = Edits { added, removed, updated: 1, seed };
        world.sim.edit_between_calls(member, Some(edits));
        let sync = world.works(&account).await;
        if sync.status == "succeeded" {
            committed += 1;
            let list = world.vanities(&account).await;
            let history = world.sim.history(member);
            let was =
                history.iter().any(|state| state.iter().map(|name| folded(name)).eq(list.iter().cloned()));
            assert!(was, "seed {seed}: a list that never was");
        } else {
            refused += 1;
            assert!(sync.reason.unwrap().contains("no whole list"), "seed {seed}");
            assert_eq!(world.info(&account).await.connections, 0);
        }
    }
    assert!(committed > 0 && refused > 0, "{committed} committed, {refused} refused");
}

#[tokio::test]
async fn a_quiet_list_takes_a_call_for_each_page_and_one_less_on_the_way_back() {
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 450).await;
    world.works(&account).await;
    world.sim.edit(member, 1, 0, 0, 4);
    let sync = world.syncs(&account).await;
    assert_eq!((sync.status.as_str(), sync.calls), ("succeeded", 9));
    assert_eq!(world.vanities(&account).await, world.network(member));
}
