//! Promises of `Syncs`: how one is queued, found, due, cancelled. Who may run it is in `leases.rs`.

use std::sync::Arc;

use kith_model::{SyncId, WorkspaceId};
use kith_store::{Cause, NewAccount, NewSync, Queued, Store, SyncRun, SyncStatus, Tally};

use super::given::{Tenant, at, reply};
use super::jobs::{end_of, new_api_account, new_sync};

on_every_backend!(
    a_queued_sync_is_found_as_it_was_asked_for,
    an_account_has_one_active_sync_and_an_earlier_wish_brings_it_forward,
    a_new_account_can_come_with_its_first_sync,
    a_twin_queues_nothing,
    an_account_that_is_gone_or_anothers_is_not_synced,
    another_workspace_sees_and_changes_no_sync,
    syncs_are_listed_newest_first_page_by_page,
    only_the_newest_200_ended_syncs_are_kept,
    a_sync_that_waits_is_cancelled_at_once,
    a_sync_that_has_ended_is_not_cancelled,
    accounts_are_due_once_their_time_has_come_and_they_can_be_synced,
    a_schedule_is_moved_or_only_brought_forward,
    nothing_that_syncs_note_moves_the_generation,
);

on_every_backend_twice_opened!(two_who_queue_at_once_queue_one);

async fn a_queued_sync_is_found_as_it_was_asked_for(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.api_account("acc_1").await;
    let new = NewSync { cause: Cause::Hint, queued_at: at(3), ..new_sync("sync_1", 5) };
    let expected = SyncRun {
        number: 1,
        id: SyncId::new("sync_1"),
        status: SyncStatus::Queued,
        cause: Cause::Hint,
        reason: None,
        tally: Tally::default(),
        snapshot: None,
        attempt: 0,
        cancel_asked: false,
        queued_at: at(3),
        run_at: at(5),
        started_at: None,
        ended_at: None,
    };
    let queued = store.queue_sync(account.key, new, Some(at(77)), Some(reply("k"))).await.unwrap();
    assert_eq!(queued, Queued::New(expected.clone()));
    assert_eq!(account.sync("sync_1").await, Some(expected.clone()));
    assert_eq!(store.syncs(account.key, 10, 0).await.unwrap(), (vec![expected], 1));
    assert_eq!(account.record().await.unwrap().next_sync_at, Some(at(77)));
    assert!(alice.has_reply("k").await);
    assert_eq!(account.sync("sync_2").await, None);
}

async fn an_account_has_one_active_sync_and_an_earlier_wish_brings_it_forward(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    account.queues(new_sync("sync_1", 50)).await;
    for (wish, run_at) in [(60, 50), (20, 20), (30, 20)] {
        let Queued::Running(there) = account.queues(new_sync("sync_2", wish)).await else { panic!() };
        assert_eq!((there.id.as_str(), there.run_at), ("sync_1", at(run_at)), "a wish for {wish}");
    }
    account.claims(20, 80).await;
    let Queued::Running(there) = account.queues(new_sync("sync_2", 0)).await else { panic!() };
    assert_eq!((there.status, there.run_at), (SyncStatus::Running, at(20)), "one that runs stays as it is");
    assert_eq!(store.syncs(account.key, 10, 0).await.unwrap().1, 1);
}

async fn a_new_account_can_come_with_its_first_sync(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let mut new = NewAccount { next_sync_at: Some(at(500)), ..new_api_account("acc_1") };
    let first = NewSync { cause: Cause::Authorization, ..new_sync("sync_1", 0) };
    new.credentials.as_mut().unwrap().sync = Some(first);
    let made = store.create_account(alice.id, new, Some(reply("k"))).await.unwrap().unwrap();
    assert_eq!(made.next_sync_at, Some(at(500)));
    let (listed, total) = store.syncs(made.key, 10, 0).await.unwrap();
    assert_eq!((listed[0].id.as_str(), listed[0].cause, total), ("sync_1", Cause::Authorization, 1));
    let twin = store.create_account(alice.id, new_api_account("acc_2"), Some(reply("k"))).await.unwrap();
    assert_eq!((twin, store.all_credentials().await.unwrap().len()), (None, 1));
}

async fn a_twin_queues_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (one, other) = (alice.api_account("acc_1").await, alice.api_account("acc_2").await);
    let queue = |key, id| store.queue_sync(key, new_sync(id, 0), Some(at(77)), Some(reply("k")));
    assert!(matches!(queue(one.key, "sync_1").await.unwrap(), Queued::New(_)));
    assert_eq!(queue(other.key, "sync_2").await.unwrap(), Queued::Twin);
    assert_eq!(store.syncs(other.key, 10, 0).await.unwrap().1, 0);
    assert_eq!(other.record().await.unwrap().next_sync_at, None);
}

async fn an_account_that_is_gone_or_anothers_is_not_synced(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.api_account("acc_1").await;
    let queue = |key| store.queue_sync(key, new_sync("sync_1", 0), Some(at(77)), Some(reply("k")));
    assert_eq!(queue(account.seen_by(bob.id)).await.unwrap(), Queued::NoAccount);
    assert_eq!(account.record().await.unwrap().next_sync_at, None);
    account.queues(new_sync("sync_1", 0)).await;
    store.delete_account(account.key, None).await.unwrap();
    assert_eq!(queue(account.key).await.unwrap(), Queued::NoAccount);
    assert_eq!((account.sync("sync_1").await, account.cancels("sync_1", 1).await), (None, None));
    assert!(!alice.has_reply("k").await && !bob.has_reply("k").await);
}

async fn another_workspace_sees_and_changes_no_sync(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let account = alice.api_account("acc_1").await;
    account.queues(new_sync("sync_1", 0)).await;
    let (theirs, id) = (account.seen_by(bob.id), SyncId::new("sync_1"));
    assert_eq!(store.syncs(theirs, 10, 0).await.unwrap(), (Vec::new(), 0));
    assert_eq!(store.sync(theirs, &id).await.unwrap(), None);
    assert_eq!(store.cancel_sync(theirs, &id, at(1)).await.unwrap(), None);
    store.schedule(theirs, at(1), false).await.unwrap();
    assert_eq!(account.status("sync_1").await, SyncStatus::Queued);
    assert_eq!(account.record().await.unwrap().next_sync_at, None);
    // The same public id is another sync in another account.
    let his = bob.api_account("acc_1").await;
    assert!(matches!(his.queues(new_sync("sync_1", 0)).await, Queued::New(_)));
    his.cancels("sync_1", 1).await;
    assert_eq!(account.status("sync_1").await, SyncStatus::Queued);
}

async fn syncs_are_listed_newest_first_page_by_page(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    for n in 1..=4 {
        account.queues(new_sync(&format!("sync_{n}"), 0)).await;
        account.cancels(&format!("sync_{n}"), n).await;
    }
    for (limit, offset, numbers) in [(9, 0, &[4, 3, 2, 1][..]), (2, 0, &[4, 3]), (2, 3, &[1]), (2, 4, &[])] {
        let (listed, total) = store.syncs(account.key, limit, offset).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|sync| sync.number).collect();
        assert_eq!((&*listed, total), (numbers, 4), "{limit} from {offset}");
    }
}

async fn only_the_newest_200_ended_syncs_are_kept(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let (account, other) = (alice.api_account("acc_1").await, alice.api_account("acc_2").await);
    other.queues(new_sync("sync_0", 0)).await;
    other.cancels("sync_0", 0).await;
    for n in 1..=203 {
        let id = format!("sync_{n}");
        if n % 20 == 0 {
            let lease = account.runs(&id).await;
            assert!(account.ends(end_of(&lease, SyncStatus::Failed)).await);
        } else {
            account.queues(new_sync(&id, 0)).await;
            assert_eq!(account.cancels(&id, n).await.unwrap().status, SyncStatus::Cancelled);
        }
    }
    account.queues(new_sync("active", 0)).await;
    let (listed, total) = store.syncs(account.key, 1_000, 0).await.unwrap();
    assert_eq!((listed[0].number, listed[1].number, listed[200].number, total), (204, 203, 4, 201));
    assert_eq!(other.status("sync_0").await, SyncStatus::Cancelled);
}

async fn a_sync_that_waits_is_cancelled_at_once(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    account.queues(new_sync("sync_1", 0)).await;
    let cancelled = account.cancels("sync_1", 4).await.unwrap();
    assert_eq!((cancelled.status, cancelled.ended_at), (SyncStatus::Cancelled, Some(at(4))));
    assert_eq!(account.sync("sync_1").await, Some(cancelled));
    assert_eq!(store.claim_sync(at(5), at(60)).await.unwrap(), None);
    assert!(matches!(account.queues(new_sync("sync_2", 0)).await, Queued::New(_)));
}

async fn a_sync_that_has_ended_is_not_cancelled(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    assert!(account.ends(end_of(&lease, SyncStatus::Failed)).await);
    let before = account.sync("sync_1").await;
    assert_eq!(account.cancels("sync_1", 50).await, before);
    assert_eq!(account.sync("sync_1").await, before);
    assert_eq!(account.cancels("sync_404", 50).await, None);
}

async fn accounts_are_due_once_their_time_has_come_and_they_can_be_synced(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (first, second) = (alice.api_account("acc_1").await, bob.api_account("acc_2").await);
    alice.api_account("never").await;
    let due = async |now, limit| {
        let due = store.due_accounts(at(now), limit).await.unwrap();
        due.into_iter().map(|account| account.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    store.schedule(first.key, at(20), false).await.unwrap();
    store.schedule(second.key, at(10), false).await.unwrap();
    assert_eq!(due(9, 9).await, [""; 0]);
    assert_eq!(due(19, 9).await, ["acc_2"]);
    assert_eq!(due(20, 9).await, ["acc_2", "acc_1"], "the one that is due longest first");
    assert_eq!(due(20, 1).await, ["acc_2"]);
    second.queues(new_sync("sync_1", 99)).await;
    store.set_paused(first.key, true, None).await.unwrap();
    assert_eq!(due(50, 9).await, [""; 0], "one has a sync already, one is paused");
    second.cancels("sync_1", 1).await;
    store.set_paused(first.key, false, None).await.unwrap();
    assert!(store.end_authorization(second.key, 1, at(0)).await.unwrap());
    assert_eq!(due(50, 9).await, ["acc_1"], "the other needs an authorization");
}

async fn a_schedule_is_moved_or_only_brought_forward(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    for (wish, sooner, then) in [(50, true, 50), (60, true, 50), (40, true, 40), (70, false, 70)] {
        store.schedule(account.key, at(wish), sooner).await.unwrap();
        assert_eq!(account.record().await.unwrap().next_sync_at, Some(at(then)), "{wish}");
    }
    store.schedule(account.seen_by(WorkspaceId(404)), at(1), false).await.unwrap();
    assert_eq!(account.record().await.unwrap().next_sync_at, Some(at(70)));
}

async fn nothing_that_syncs_note_moves_the_generation(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let before = store.generation(account.key.workspace).await.unwrap();
    let lease = account.runs("sync_1").await;
    account.reports(&lease, 5, 60).await;
    account.cancels("sync_1", 1).await;
    let follow = Some(new_sync("sync_2", 0));
    let end = kith_store::SyncEnd { follow, next_sync_at: Some(at(7)), ..end_of(&lease, SyncStatus::Failed) };
    assert!(account.ends(end).await);
    store.schedule(account.key, at(50), false).await.unwrap();
    store.queue_sync(account.key, new_sync("sync_3", 0), Some(at(9)), Some(reply("k"))).await.unwrap();
    account.cancels("sync_2", 1).await;
    assert_eq!(store.generation(account.key.workspace).await.unwrap(), before);
    let lease = account.runs("sync_4").await;
    let commit = account.commit_with(end_of(&lease, SyncStatus::Succeeded), 0..9).await;
    account.commits(commit).await;
    assert!(store.generation(account.key.workspace).await.unwrap() > before, "a commit is no mere note");
}

async fn two_who_queue_at_once_queue_one(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let account = Tenant::new(&one, "alice").await.api_account("acc_1").await;
    let mut all = tokio::task::JoinSet::new();
    for n in 0..20 {
        let store = Arc::clone(if n % 2 == 0 { &one } else { &other });
        let key = account.key;
        all.spawn(async move {
            store.queue_sync(key, new_sync(&format!("sync_{n}"), n), None, None).await.unwrap()
        });
    }
    let answers = all.join_all().await;
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Queued::New(_))).count(), 1);
    let (listed, total) = one.syncs(account.key, 10, 0).await.unwrap();
    assert_eq!((listed[0].run_at, total), (at(0), 1), "brought forward to the earliest wish");
}
