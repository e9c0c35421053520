//! Syncs that work: the list, its history, what is written, cancelling, schedules, and falls that must be confirmed.

use kith_engine::{Error, Mode, SourceKind, SyncSettings};
use kith_model::SyncId;
use kith_sim::Options;

use super::world::World;

#[tokio::test]
async fn a_first_sync_brings_the_whole_list_in_its_order_from_either_interface() {
    for (kind, people) in [
        (SourceKind::ConnectionsApi, 1_201),
        (SourceKind::ConnectionsApi, 300),
        (SourceKind::ConnectionsApi, 1),
        (SourceKind::Portability, 1_201),
        (SourceKind::Portability, 12),
    ] {
        let world = World::new().await;
        let (account, member, _) = world.account(kind, Mode::Mirror, people).await;
        assert_eq!(world.info(&account).await.status, "never_synced");
        let sync = world.works(&account).await;
        assert_eq!((sync.status.as_str(), sync.seen, sync.added), ("succeeded", people, people), "{sync:?}");
        assert_eq!(world.vanities(&account).await, world.network(member));
        let info = world.info(&account).await;
        assert_eq!((info.status.as_str(), info.connections, info.complete), ("active", people, true));
        let calls = world.sim.calls();
        assert_eq!(calls.connections + calls.snapshot, u64::from(sync.calls));
        assert_eq!(info.upstream.unwrap().calls_today, sync.calls);
    }
}

#[tokio::test]
async fn the_next_sync_counts_who_came_went_and_changed() {
    let world = World::new().await;
    for kind in [SourceKind::ConnectionsApi, SourceKind::Portability] {
        let (account, member, _) = world.account(kind, Mode::Mirror, 900).await;
        let first = world.works(&account).await;
        world.sim.edit(member, 3, 2, 5, 11);
        let sync = world.syncs(&account).await;
        assert_eq!((sync.status.as_str(), sync.added, sync.removed, sync.updated), ("succeeded", 3, 2, 5));
        assert_ne!(sync.snapshot, first.snapshot);
        assert_eq!(world.vanities(&account).await, world.network(member));
        let (history, total) = world.engine.list_syncs(world.workspace, &account, 10, 0).await.unwrap();
        assert_eq!(
            (history[0].id.as_str(), history[1].id.as_str(), total),
            (sync.id.as_str(), first.id.as_str(), 2)
        );
    }
}

#[tokio::test]
async fn new_signatures_of_pictures_alone_write_no_chunk_and_are_no_change() {
    let world = World::with(
        Options { fresh_signatures: true, ..Options::default() },
        |_| {},
        SyncSettings::default(),
    )
    .await;
    let (account, ..) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 400).await;
    let first = world.works(&account).await;
    let before = world.store.verify(&|_, _| ()).await.unwrap();
    let key = world.engine.get_account(world.workspace, &account).await.unwrap().key;
    let pictures = world.store.pictures(key).await.unwrap();
    assert!(!pictures.is_empty());
    let second = world.syncs(&account).await;
    assert_eq!(
        (second.status.as_str(), second.added, second.removed, second.updated),
        ("succeeded", 0, 0, 0)
    );
    assert_eq!(second.snapshot, first.snapshot);
    assert_eq!(world.store.verify(&|_, _| ()).await.unwrap(), before);
    assert_eq!(world.store.pictures(key).await.unwrap(), pictures);
}

#[tokio::test]
async fn a_fall_of_more_than_a_fifth_is_believed_once_a_second_sync_has_seen_it() {
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 500).await;
    world.works(&account).await;
    world.sim.edit(member, 0, 101, 0, 1);
    let first = world.syncs(&account).await;
    // The confirming sync waits for its time.
    let (history, _) = world.engine.list_syncs(world.workspace, &account, 10, 0).await.unwrap();
    assert_eq!((first.status.as_str(), history[1].status.as_str()), ("queued", "failed"));
    assert!(history[1].reason.as_ref().unwrap().contains("a second sync must see that"));
    assert_eq!(world.info(&account).await.connections, 500);
    world.clock.advance(601);
    let second = world.works(&account).await;
    assert_eq!((second.status.as_str(), second.removed), ("succeeded", 101));
    assert_eq!(world.info(&account).await.connections, 399);
}

#[tokio::test]
async fn a_second_wish_is_answered_with_the_sync_that_waits_and_a_cancelled_one_leaves_everything() {
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 300).await;
    world.works(&account).await;
    world.sim.edit(member, 1, 0, 0, 1);
    let one = world.engine.sync_account(world.workspace, &account, None).await.unwrap().outcome;
    let two = world.engine.sync_account(world.workspace, &account, None).await.unwrap().outcome;
    assert_eq!(one.id, two.id);
    let id = SyncId::new(&one.id);
    let ended = world.engine.cancel_sync(world.workspace, &account, &id, None).await.unwrap().outcome;
    assert_eq!(ended.status, "cancelled");
    assert!(!world.engine.work_once().await.unwrap());
    assert_eq!(world.info(&account).await.connections, 300);
}

#[tokio::test]
async fn a_repeated_wish_names_the_sync_that_the_first_was_answered_with() {
    let world = World::new().await;
    let (account, ..) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 20).await;
    let retry = kith_engine::Retry { key: "k".into(), fingerprint: [1; 32] };
    let active = world.newest(&account).await;
    for replayed in [false, true] {
        let done = world.engine.sync_account(world.workspace, &account, Some(&retry)).await.unwrap();
        assert_eq!((done.outcome.id.as_str(), done.replayed), (active.id.as_str(), replayed));
    }
}

#[tokio::test]
async fn an_account_is_synced_again_when_its_day_is_over() {
    let world = World::new().await;
    let (account, ..) = world.account(SourceKind::ConnectionsApi, Mode::Mirror, 20).await;
    let first = world.works(&account).await;
    world.clock.advance(3_600);
    assert_eq!(world.works(&account).await.id, first.id);
    world.clock.advance(36 * 3_600);
    assert_ne!(world.works(&account).await.id, first.id);
}

#[tokio::test]
async fn between_two_syncs_a_hint_that_somebody_was_met_brings_the_next_one_forward() {
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::Portability, Mode::Mirror, 40).await;
    let first = world.works(&account).await;
    world.clock.advance(10 * 3_600);
    assert_eq!(world.works(&account).await.id, first.id);
    assert!(world.sim.calls().changelog > 0);
    world.sim.edit(member, 1, 0, 0, 1);
    world.clock.advance(10 * 3_600);
    let second = world.works(&account).await;
    assert_eq!((second.id == first.id, second.added), (false, 1));
}

#[tokio::test]
async fn what_is_not_ready_fails_with_its_reason_and_is_tried_again() {
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::Portability, Mode::Mirror, 20).await;
    world.sim.set_ready(member, false);
    let sync = world.works(&account).await;
    assert_eq!(sync.status, "failed");
    assert!(sync.reason.unwrap().contains("not ready"));
    world.sim.set_ready(member, true);
    world.clock.advance(1_900);
    assert_eq!(world.works(&account).await.status, "succeeded");
}

#[tokio::test]
async fn a_list_that_vanishes_is_never_taken_for_an_empty_one() {
    let world = World::new().await;
    let (account, member, _) = world.account(SourceKind::Portability, Mode::Mirror, 20).await;
    world.works(&account).await;
    world.sim.set_ready(member, false);
    assert_eq!(world.syncs(&account).await.status, "failed");
    let info = world.info(&account).await;
    assert_eq!((info.connections, info.status.as_str()), (20, "active"));
}

#[tokio::test]
async fn what_cannot_be_synced_says_why() {
    let world = World::new().await;
    let (live, ..) = world.account(SourceKind::ConnectionsApi, Mode::Live, 5).await;
    let refused = world.engine.sync_account(world.workspace, &live, None).await.unwrap_err();
    assert!(matches!(refused, Error::Invalid(text) if text.contains("live")));
    let new = world.account_with(SourceKind::Portability, Mode::Mirror, None).await;
    let refused = world.engine.sync_account(world.workspace, &new, None).await.unwrap_err();
    assert_eq!(refused, Error::NeedsAuthorization);
    assert_eq!(world.info(&new).await.status, "needs_authorization");
}
