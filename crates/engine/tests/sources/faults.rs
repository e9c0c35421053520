//! Every fault, of every source, at every place of the list, and 500 random ones: the list is exact, or the sync says
//! what was wrong and what was there before serves on. There is no third outcome.

use kith_engine::{Mode, SourceKind, SyncSettings};
use kith_model::random::SeededRandom;
use kith_sim::{Fault, FaultKind, Interface, Options, Position};

use super::world::World;

const KINDS: [FaultKind; 20] = [
    FaultKind::Latency(1),
    FaultKind::Throttle,
    FaultKind::ThrottleAfter(7),
    FaultKind::Empty401,
    FaultKind::Invalid401,
    FaultKind::Revoked401,
    FaultKind::Expired401,
    FaultKind::Forbidden,
    FaultKind::ServerError,
    FaultKind::GatewayHtml,
    FaultKind::Cut,
    FaultKind::CutHalf,
    FaultKind::Truncated,
    FaultKind::WrongTotal(-40),
    FaultKind::Repeat,
    FaultKind::SlowBytes(3),
    FaultKind::TokenDies,
    FaultKind::Redirect,
    FaultKind::Html200,
    FaultKind::Huge,
];

async fn world() -> World {
    let options = Options { snapshot_rows_per_page: 100, ..Options::default() };
    World::with(options, |_| {}, SyncSettings::default()).await
}

/// One sync after an edit, with this fault: holds it to the two outcomes.
async fn holds(world: &World, kind: SourceKind, people: u32, fault: Fault, name: &str) -> bool {
    world.sim.clear_faults();
    let (account, member, _) = world.account(kind, Mode::Mirror, people).await;
    assert_eq!(world.works(&account).await.status, "succeeded", "{name}");
    let before = world.vanities(&account).await;
    let snapshot = world.info(&account).await.snapshot;
    world.sim.edit(member, 3, 2, 1, 5);
    world.clock.advance(120); // its token has settled
    world.sim.fault(fault);
    let sync = world.syncs(&account).await;
    world.sim.clear_faults();
    let info = world.info(&account).await;
    if sync.status == "succeeded" {
        assert_eq!(world.vanities(&account).await, world.network(member), "{name}");
        assert_eq!((sync.added, sync.removed), (3, 2), "{name}");
    } else {
        assert_eq!(sync.status, "failed", "{name}");
        assert!(sync.reason.is_some_and(|reason| !reason.is_empty()), "{name}");
        assert_eq!(world.vanities(&account).await, before, "{name}");
        assert_eq!((info.snapshot, info.connections as usize), (snapshot, before.len()), "{name}");
    }
    world.engine.delete_account(world.workspace, &account, None).await.unwrap();
    info.status != "needs_authorization"
}

#[tokio::test]
async fn every_fault_at_every_place_ends_in_the_exact_list_or_in_a_stated_failure() {
    let world = world().await;
    for kind in KINDS {
        for (source, interface) in [
            (SourceKind::ConnectionsApi, Interface::Connections),
            (SourceKind::Portability, Interface::Snapshot),
        ] {
            for place in [Position::First, Position::Middle, Position::Last] {
                for times in [None, Some(1)] {
                    let mut fault = Fault::new(kind).of(interface).at(place);
                    fault.times = times;
                    let name = format!("{kind:?} {source:?} {place:?} {times:?}");
                    let authorized = holds(&world, source, 350, fault, &name).await;
                    let kills = matches!(
                        kind,
                        FaultKind::Empty401
                            | FaultKind::Invalid401
                            | FaultKind::Revoked401
                            | FaultKind::Expired401
                            | FaultKind::TokenDies
                    );
                    assert!(authorized || kills, "{name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn five_hundred_random_runs_know_no_third_outcome() {
    let (world, random) = (world().await, SeededRandom::new(20));
    for run in 0..500 {
        let kind = KINDS[usize::try_from(random.below(KINDS.len() as u64)).unwrap()];
        let source = if random.below(2) == 0 { SourceKind::ConnectionsApi } else { SourceKind::Portability };
        let rate = [0.05, 0.2, 0.5, 0.9][usize::try_from(random.below(4)).unwrap()];
        let people = u32::try_from(1 + random.below(330)).unwrap();
        let name = format!("run {run}: {kind:?} {source:?} {rate} {people}");
        // Lists of a few would fall by more than a fifth with the two that leave.
        holds(&world, source, people + 20, Fault::new(kind).rate(rate), &name).await;
    }
}
