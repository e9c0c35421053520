//! What a move carries over, and what it leaves.

use kith_model::MemberId;
use kith_store::moves::Step;

use super::{are_alike, contents, each_way, moved, outcome, source, target, world};
use crate::contract::backends::{Backend, PostgresOfTheNext, Sqlite, is_clean};
use crate::contract::given::{at, people};

each_way!(
    a_world_is_the_same_there_and_back,
    an_empty_store_is_moved_too,
    a_moved_store_is_written_to_like_any_other,
    progress_comes_to_its_end_at_each_step,
    the_name_of_the_key_of_the_tokens_goes_along,
);

async fn a_world_is_the_same_there_and_back<A: Backend, B: Backend>() {
    let (Some(here), Some(there), Some(back)) = (A::fresh().await, B::fresh().await, A::fresh().await) else {
        return;
    };
    world::make(&here.open().await).await;
    let before = contents(&here.place()).await;
    let first = moved(&here.place(), &there.place()).await;
    assert_eq!(first.contents, before);
    assert_eq!((before.workspaces, before.accounts, before.keys), (3, 5, 3));
    assert_eq!((before.connections, before.ledger_entries), (880 + 50 + 40, 4 + 25 + 1));
    assert_eq!((before.snapshots, before.replies), (4, 8));
    are_alike(&here, &there).await;
    moved(&there.place(), &back.place()).await;
    are_alike(&here, &back).await;
    assert_eq!(contents(&here.place()).await, before, "the source is as it was");
}

async fn an_empty_store_is_moved_too<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    assert_eq!(moved(&here.place(), &there.place()).await.written, 0);
    are_alike(&here, &there).await;
}

async fn a_moved_store_is_written_to_like_any_other<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    world::make(&here.open().await).await;
    moved(&here.place(), &there.place()).await;
    let store = there.open().await;
    let workspace = store.workspaces().await.unwrap()[0].id;
    let tenant = crate::contract::given::Tenant { store: store.clone(), id: workspace };
    let found = store.account(workspace, &kith_model::AccountId::new("acc_listed")).await.unwrap().unwrap();
    let account = crate::contract::given::Owned { store: store.clone(), key: found.key };
    // Snapshots go on counting, and the index goes from the list that was moved to the next.
    let newest = account.newest().await.unwrap().seq;
    account.lists_at(100, &people(300..1_000)).await;
    assert_eq!(account.newest().await.unwrap().seq, newest + 1);
    tenant.pays(1).await;
    let new = tenant.account("acc_new").await;
    new.lists(&people(0..10)).await;
    let order = store.accounts(workspace, 1_000, 0).await.unwrap().0;
    assert_eq!(order.last().unwrap().id.as_str(), "acc_new");
    // The running sync is taken over once its lease has ended, and an erased account leaves nothing.
    assert!(store.claim_sync(at(10), at(20)).await.unwrap().is_none());
    assert!(store.claim_sync(at(601), at(700)).await.unwrap().is_some());
    assert!(store.delete_account(account.key, None).await.unwrap());
    assert_eq!(store.pictures(account.key).await.unwrap(), Vec::<(MemberId, _)>::new());
    is_clean(&*store).await;
}

async fn the_name_of_the_key_of_the_tokens_goes_along<A: Backend, B: Backend>() {
    let (Some(here), Some(there), Some(without)) = (A::fresh().await, B::fresh().await, B::fresh().await)
    else {
        return;
    };
    let tenant = crate::contract::given::Tenant::new(&here.open().await, "alpha").await;
    moved(&here.place(), &without.place()).await;
    assert_eq!(without.open().await.seal_name(5).await.unwrap(), 5, "without tokens it may be any key");
    world::called(&tenant, "acc_called").await;
    moved(&here.place(), &there.place()).await;
    assert_eq!(there.open().await.seal_name(5).await.unwrap(), 99, "what the mover knew");
    there.open().await.name_seal(7).await.unwrap();
    let Some(back) = A::fresh().await else { return };
    moved(&there.place(), &back.place()).await;
    assert_eq!(back.open().await.seal_name(5).await.unwrap(), 7, "what the source knew");
}

async fn progress_comes_to_its_end_at_each_step<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    world::make(&here.open().await).await;
    let told = std::sync::Mutex::new(Vec::new());
    let (from, to) = (source(&here.place()).await, target(&there.place()).await);
    let note = |step, done, all| told.lock().unwrap().push((step, done, all));
    kith_store::moves::run(&*from, &*to, None, &note).await.unwrap();
    let told = told.into_inner().unwrap();
    for (step, all) in [(Step::Copying, 35), (Step::Comparing, 70), (Step::Verifying, 5)] {
        let of_it: Vec<_> = told.iter().filter(|(one, ..)| *one == step).collect();
        assert_eq!(**of_it.last().unwrap(), (step, all, all));
        assert!(of_it.is_sorted_by_key(|(_, done, _)| done), "{of_it:?}");
    }
    let again = outcome(&*from, &*to).await;
    assert!(matches!(again, kith_store::moves::Outcome::InTheWay(names) if names.len() == 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_the_next_kith_is_moved_into_and_out_of() {
    a_world_is_the_same_there_and_back::<Sqlite, PostgresOfTheNext>().await;
}
