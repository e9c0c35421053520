//! Live reads: how many calls they make, what they charge, and that nothing is stored.

use std::sync::Arc;

use kith_engine::{Error, Mode, SourceKind, SyncSettings};
use kith_sim::{Edits, Fault, FaultKind, Interface, Options};

use super::world::{World, page};

const API: SourceKind = SourceKind::ConnectionsApi;

#[tokio::test]
async fn a_read_of_n_results_makes_exactly_a_call_for_each_hundred() {
    let world = World::new().await;
    let (account, ..) = world.account(API, Mode::Live, 1_201).await;
    let counts =
        [1, 2, 10, 49, 50, 51, 99, 100, 101, 149, 199, 200, 201, 250, 333, 500, 501, 750, 999, 1_000];
    for count in counts {
        world.sim.reset_calls();
        let read =
            world.engine.list_connections(&world.caller().await, &page(&account, 0, count)).await.unwrap();
        assert_eq!(world.sim.calls().connections, u64::from(count.div_ceil(100)), "{count}");
        assert_eq!(read.answer.pagination.pages_fetched, count.div_ceil(100));
        assert_eq!((read.answer.pagination.count, read.answer.total_available), (count, 1_201));
        assert_eq!(read.credits, u64::from(count.div_ceil(50)));
    }
}

#[tokio::test]
async fn the_last_stretch_and_a_place_past_the_end_cost_what_they_hold() {
    let world = World::new().await;
    let (account, ..) = world.account(API, Mode::Live, 1_201).await;
    for (offset, count, results, calls) in
        [(1_150, 100, 51, 1), (1_000, 1_000, 201, 3), (1_201, 10, 0, 1), (9_000, 500, 0, 1)]
    {
        world.sim.reset_calls();
        let read = world
            .engine
            .list_connections(&world.caller().await, &page(&account, offset, count))
            .await
            .unwrap();
        assert_eq!(
            (read.answer.pagination.count, read.answer.pagination.pages_fetched),
            (results, calls),
            "{offset}"
        );
        assert_eq!(world.sim.calls().connections, u64::from(calls));
        assert_eq!(read.credits, u64::from(results.div_ceil(50)));
    }
}

#[tokio::test]
async fn fifty_equal_reads_at_once_share_one_fetch_and_each_pays() {
    let world = Arc::new(World::new().await);
    let (account, ..) = world.account(API, Mode::Live, 700).await;
    world.sim.set_latency(std::time::Duration::from_millis(100));
    let before = world.store.balance(world.workspace).await.unwrap().balance;
    let caller = world.caller().await;
    let reads = (0..50).map(|_| {
        let (world, account, caller) = (Arc::clone(&world), account.clone(), caller.clone());
        tokio::spawn(
            async move { world.engine.list_connections(&caller, &page(&account, 0, 300)).await.unwrap() },
        )
    });
    for read in reads.collect::<Vec<_>>() {
        let read = read.await.unwrap();
        assert_eq!(
            (read.answer.pagination.count, read.answer.pagination.pages_fetched, read.credits),
            (300, 3, 6)
        );
    }
    assert_eq!(world.sim.calls().connections, 3);
    assert_eq!(world.store.balance(world.workspace).await.unwrap().balance, before - 50 * 6);
}

#[tokio::test]
async fn pages_that_disagree_are_fetched_again_at_most_twice_and_then_nothing_is_charged() {
    let world = World::new().await;
    let (account, member, _) = world.account(API, Mode::Live, 500).await;
    world.sim.fault(Fault::new(FaultKind::Repeat).of(Interface::Connections).times(1));
    let read = world.engine.list_connections(&world.caller().await, &page(&account, 0, 300)).await.unwrap();
    assert_eq!((read.answer.pagination.count, read.answer.pagination.pages_fetched), (300, 3));
    assert_eq!(world.sim.calls().connections, 6);
    let before = world.store.balance(world.workspace).await.unwrap();
    world.sim.clear_faults();
    world.sim.reset_calls();
    world.sim.edit_between_calls(member, Some(Edits { added: 1, removed: 0, updated: 0, seed: 3 }));
    let refused = world.engine.list_connections(&world.caller().await, &page(&account, 0, 300)).await.err();
    assert!(matches!(refused, Some(Error::Upstream { .. })), "{refused:?}");
    assert_eq!(world.sim.calls().connections, 9);
    assert_eq!(world.store.balance(world.workspace).await.unwrap(), before);
}

#[tokio::test]
async fn without_credit_no_call_is_made_and_a_price_that_cannot_be_held_ends_after_the_first() {
    let world = World::new().await;
    let (account, ..) = world.account(API, Mode::Live, 1_000).await;
    let caller = world.caller().await;
    let spend = |left| {
        let (store, workspace, engine) = (world.store.clone(), world.workspace, world.engine.clone());
        async move {
            let has = store.balance(workspace).await.unwrap().balance;
            let debit = kith_store::Debit {
                workspace,
                credits: has - left,
                request: engine.next_request_id(),
                key: kith_model::KeyId::new("key_1"),
                account: Some(kith_model::AccountId::new("acc_1")),
                action: "list_connections",
                at: engine.clock().now(),
                generation: store.generation(workspace).await.unwrap(),
                grounds: None,
                remember: None,
                hold: None,
            };
            assert!(matches!(store.debit(debit).await.unwrap(), kith_store::Charged::Done { .. }));
        }
    };
    spend(5).await;
    let refused = world.engine.list_connections(&caller, &page(&account, 0, 300)).await.err();
    assert_eq!(refused, Some(Error::InsufficientCredits { needed: 6, balance: 5 }));
    assert_eq!(world.sim.calls().connections, 1);
    assert!(world.engine.list_connections(&caller, &page(&account, 0, 250)).await.is_ok());
    world.sim.reset_calls();
    let refused = world.engine.list_connections(&caller, &page(&account, 0, 1)).await.err();
    assert_eq!(refused, Some(Error::InsufficientCredits { needed: 1, balance: 0 }));
    assert_eq!(world.sim.calls().connections, 0);
}

#[tokio::test]
async fn a_live_account_keeps_no_connection_and_a_mirror_read_live_stays_as_it_was() {
    let world = World::new().await;
    let (live, ..) = world.account(API, Mode::Live, 300).await;
    world.engine.list_connections(&world.caller().await, &page(&live, 0, 300)).await.unwrap();
    assert_eq!(world.store.verify(&|_, _| ()).await.unwrap().chunks, 0);
    assert_eq!((world.info(&live).await.connections, world.info(&live).await.status.as_str()), (0, "active"));

    let (mirror, member, _) = world.account(API, Mode::Mirror, 300).await;
    assert_eq!(world.works(&mirror).await.status, "succeeded");
    world.sim.edit(member, 5, 0, 0, 1);
    let newest = kith_engine::ListConnections { use_cache: false, ..page(&mirror, 0, 10) };
    let read = world.engine.list_connections(&world.caller().await, &newest).await.unwrap();
    assert_eq!((read.answer.total_available, read.snapshot.is_none()), (305, true));
    let kept = world.engine.list_connections(&world.caller().await, &page(&mirror, 0, 10)).await.unwrap();
    assert_eq!((kept.answer.total_available, kept.snapshot.is_some()), (300, true));
}

#[tokio::test]
async fn a_repeat_under_its_key_reads_again_and_pays_only_what_exceeds_the_first() {
    let world = World::new().await;
    let (account, member, _) = world.account(API, Mode::Live, 100).await;
    let mut caller = world.caller().await;
    caller.retry = Some(kith_engine::Retry { key: "k".into(), fingerprint: [1; 32] });
    let ask = page(&account, 0, 1_000);
    let first = world.engine.list_connections(&caller, &ask).await.unwrap();
    assert_eq!((first.credits, first.replayed), (2, false));
    let same = world.engine.list_connections(&caller, &ask).await.unwrap();
    assert_eq!((same.credits, same.replayed), (2, true));
    world.sim.edit(member, 100, 0, 0, 1);
    let before = world.store.balance(world.workspace).await.unwrap().balance;
    for _ in 0..2 {
        let more = world.engine.list_connections(&caller, &ask).await.unwrap();
        assert_eq!((more.answer.pagination.count, more.credits, more.replayed), (200, 4, true));
    }
    assert_eq!(world.store.balance(world.workspace).await.unwrap().balance, before - 2);
}

#[tokio::test]
async fn calls_run_side_by_side_within_the_limit_and_the_days_budget_holds() {
    let world = World::with(
        Options::default(),
        |settings| (settings.parallel_calls, settings.calls_per_day) = (3, 12),
        SyncSettings::default(),
    )
    .await;
    let (account, ..) = world.account(API, Mode::Live, 1_000).await;
    world.sim.set_latency(std::time::Duration::from_millis(20));
    world.engine.list_connections(&world.caller().await, &page(&account, 0, 1_000)).await.unwrap();
    assert_eq!((world.sim.calls().connections, world.sim.calls().max_parallel), (10, 3));
    assert_eq!(world.info(&account).await.upstream.unwrap().calls_today, 10);
    let refused = world.engine.list_connections(&world.caller().await, &page(&account, 0, 500)).await.err();
    assert!(refused.unwrap().to_string().contains("sources.calls_per_day"));
    assert!((11..=12).contains(&world.sim.calls().connections)); // the rest is not waited for
    world.clock.advance(86_400);
    assert!(world.engine.list_connections(&world.caller().await, &page(&account, 0, 500)).await.is_ok());
}
