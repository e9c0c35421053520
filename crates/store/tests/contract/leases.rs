//! Promises about who runs a sync: one worker at a time, and only it may say how the sync went.

use std::sync::Arc;

use kith_model::SyncId;
use kith_store::{Commit, Committed, Error, Lease, Queued, Standing, Store, SyncEnd, SyncStatus, Tally};

use super::given::{Owned, Tenant, at, people, reply};
use super::jobs::{end_of, new_sync};

on_every_backend!(
    the_sync_that_has_waited_longest_is_claimed_first,
    a_sync_is_not_claimed_before_its_time,
    syncs_of_accounts_that_cannot_be_synced_wait_on,
    a_report_is_written_down_and_keeps_the_lease,
    a_lease_that_ran_out_is_still_its_workers_until_another_claims_it,
    a_worker_that_lost_its_lease_changes_nothing,
    a_worker_is_told_when_it_must_stop,
    a_stopped_sync_whose_worker_is_gone_is_cancelled_by_the_next_claim,
    an_end_is_written_with_all_that_follows_from_it,
    a_sync_without_a_commit_does_not_succeed,
    a_commit_ends_its_sync_in_the_same_step,
    a_commit_of_the_same_list_names_the_snapshot_that_stays,
    a_commit_that_is_refused_ends_no_sync,
    a_commit_run_twice_is_one,
    another_workspaces_lease_is_worth_nothing,
);

on_every_backend_twice_opened!(a_sync_is_claimed_by_one_of_many);

async fn the_sync_that_has_waited_longest_is_claimed_first(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    for (tenant, id, run_at) in [(&alice, "acc_1", 20), (&bob, "acc_2", 10), (&alice, "acc_3", 30)] {
        tenant.api_account(id).await.queues(new_sync("sync_1", run_at)).await;
    }
    for id in ["acc_2", "acc_1", "acc_3"] {
        let (account, sync) = store.claim_sync(at(40), at(90)).await.unwrap().unwrap();
        assert_eq!((account.id.as_str(), sync.attempt, sync.started_at), (id, 1, Some(at(40))));
    }
    assert_eq!(store.claim_sync(at(40), at(90)).await.unwrap(), None);
}

async fn a_sync_is_not_claimed_before_its_time(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    account.queues(new_sync("sync_1", 10)).await;
    assert_eq!(store.claim_sync(at(9), at(60)).await.unwrap(), None);
    account.claims(10, 60).await;
    assert_eq!(store.claim_sync(at(59), at(90)).await.unwrap(), None, "it is leased");
}

async fn syncs_of_accounts_that_cannot_be_synced_wait_on(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    account.queues(new_sync("sync_1", 0)).await;
    store.set_paused(account.key, true, None).await.unwrap();
    assert_eq!(store.claim_sync(at(9), at(60)).await.unwrap(), None);
    store.set_paused(account.key, false, None).await.unwrap();
    store.end_authorization(account.key, 1, at(0)).await.unwrap();
    assert_eq!(store.claim_sync(at(9), at(60)).await.unwrap(), None);
    store.put_credentials(account.key, super::jobs::tokens("new")).await.unwrap();
    account.claims(9, 60).await;
}

async fn a_report_is_written_down_and_keeps_the_lease(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    let tally = Tally { seen: 1, expected: Some(2), calls: 3, added: 4, removed: 5, updated: 6 };
    assert_eq!(store.report_sync(&lease, tally, at(200)).await.unwrap(), Standing::Mine);
    assert_eq!(account.sync("sync_1").await.unwrap().tally, tally);
    assert_eq!(store.claim_sync(at(199), at(300)).await.unwrap(), None);
    assert_eq!(account.claims(200, 300).await.attempt, 2);
    let again = account.sync("sync_1").await.unwrap();
    assert_eq!((again.tally, again.started_at), (tally, Some(at(0))), "what was seen stays");
}

async fn a_lease_that_ran_out_is_still_its_workers_until_another_claims_it(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await; // until 60
    assert_eq!(account.reports(&lease, 1, 200).await, Standing::Mine);
    assert_eq!(store.claim_sync(at(100), at(300)).await.unwrap(), None);
}

async fn a_worker_that_lost_its_lease_changes_nothing(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let old = account.runs("sync_1").await;
    let new = account.claims(60, 120).await;
    assert_eq!((old.attempt, new.attempt), (1, 2));
    let before = (account.sync("sync_1").await, account.record().await);
    assert_eq!(account.reports(&old, 99, 500).await, Standing::Lost);
    assert!(!account.ends(end_of(&old, SyncStatus::Failed)).await);
    let late = account.commit_with(end_of(&old, SyncStatus::Succeeded), 0..9).await;
    assert_eq!(account.commits(late).await, Committed::LeaseLost);
    assert_eq!((account.sync("sync_1").await, account.record().await), before);
    assert_eq!(account.newest().await, None);
    let commit = account.commit_with(end_of(&new, SyncStatus::Succeeded), 0..9).await;
    assert!(matches!(account.commits(commit).await, Committed::Done { .. }));
    assert_eq!(account.reports(&new, 99, 500).await, Standing::Lost, "it has ended");
}

async fn a_worker_is_told_when_it_must_stop(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    store.set_paused(account.key, true, None).await.unwrap();
    assert_eq!(account.reports(&lease, 1, 60).await, Standing::Cancelled);
    store.set_paused(account.key, false, None).await.unwrap();
    assert_eq!(account.reports(&lease, 2, 60).await, Standing::Mine);
    let asked = account.cancels("sync_1", 5).await.unwrap();
    assert_eq!((asked.status, asked.cancel_asked), (SyncStatus::Running, true));
    assert_eq!(account.reports(&lease, 3, 60).await, Standing::Cancelled);
    let commit = account.commit_with(end_of(&lease, SyncStatus::Succeeded), 0..9).await;
    assert_eq!(account.commits(commit).await, Committed::LeaseLost);
    assert_eq!(account.newest().await, None);
    assert!(account.ends(end_of(&lease, SyncStatus::Cancelled)).await);
    assert_eq!(account.status("sync_1").await, SyncStatus::Cancelled);
    let lease = account.runs("sync_2").await;
    store.delete_account(account.key, None).await.unwrap();
    assert_eq!(account.reports(&lease, 1, 60).await, Standing::Cancelled);
    assert!(!account.ends(end_of(&lease, SyncStatus::Cancelled)).await);
}

async fn a_stopped_sync_whose_worker_is_gone_is_cancelled_by_the_next_claim(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    account.runs("sync_1").await;
    account.cancels("sync_1", 5).await;
    assert_eq!(store.claim_sync(at(59), at(90)).await.unwrap(), None);
    assert_eq!(account.status("sync_1").await, SyncStatus::Running, "its worker may still end it");
    assert_eq!(store.claim_sync(at(60), at(90)).await.unwrap(), None);
    let ended = account.sync("sync_1").await.unwrap();
    assert_eq!((ended.status, ended.ended_at, ended.attempt), (SyncStatus::Cancelled, Some(at(60)), 1));
    assert!(matches!(account.queues(new_sync("sync_2", 0)).await, Queued::New(_)));
}

async fn an_end_is_written_with_all_that_follows_from_it(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    let end = SyncEnd {
        reason: Some("too_few".into()),
        tally: Tally { seen: 7, ..Tally::default() },
        next_sync_at: Some(at(500)),
        suspect_total: Some(7),
        follow: Some(new_sync("sync_2", 30)),
        ..end_of(&lease, SyncStatus::Failed)
    };
    assert!(account.ends(end.clone()).await);
    let ended = account.sync("sync_1").await.unwrap();
    assert_eq!((ended.status, ended.reason.as_deref()), (SyncStatus::Failed, Some("too_few")));
    assert_eq!((ended.tally, ended.ended_at, ended.snapshot), (end.tally, Some(at(9)), None));
    let record = account.record().await.unwrap();
    assert_eq!((record.next_sync_at, record.suspect_total), (Some(at(500)), Some(7)));
    assert_eq!(account.sync("sync_2").await.unwrap().run_at, at(30));
    assert!(!account.ends(end).await, "it has ended");
    let lease = account.claims(30, 90).await;
    assert!(account.ends(end_of(&lease, SyncStatus::Failed)).await);
    let record = account.record().await.unwrap();
    assert_eq!((record.next_sync_at, record.suspect_total), (Some(at(500)), None));
}

async fn a_sync_without_a_commit_does_not_succeed(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    for status in [SyncStatus::Succeeded, SyncStatus::Queued, SyncStatus::Running] {
        let refused = store.end_sync(end_of(&lease, status)).await;
        assert!(matches!(refused, Err(Error::Internal(_))), "{status:?}");
    }
    // Nor does one that commits no list where there was none before.
    let end = end_of(&lease, SyncStatus::Succeeded);
    let empty = Commit { snapshot: None, ..account.commit_with(end, 0..1).await };
    assert!(store.commit(account.key, empty).await.is_err());
    assert_eq!(account.status("sync_1").await, SyncStatus::Running);
    assert_eq!(account.record().await.unwrap().synced_at, None);
}

async fn a_commit_ends_its_sync_in_the_same_step(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    let end = SyncEnd {
        tally: Tally { seen: 9, added: 9, ..Tally::default() },
        next_sync_at: Some(at(700)),
        follow: Some(new_sync("sync_2", 30)),
        ..end_of(&lease, SyncStatus::Succeeded)
    };
    let tally = end.tally;
    let commit = account.commit_with(end, 0..9).await;
    let id = commit.snapshot.as_ref().unwrap().id.clone();
    assert!(matches!(account.commits(commit).await, Committed::Done { .. }));
    let ended = account.sync("sync_1").await.unwrap();
    assert_eq!((ended.status, ended.snapshot, ended.tally), (SyncStatus::Succeeded, Some(id), tally));
    assert_eq!(ended.ended_at, Some(at(9)));
    assert_eq!(account.status("sync_2").await, SyncStatus::Queued);
    let record = account.record().await.unwrap();
    assert_eq!((record.next_sync_at, record.synced_at), (Some(at(700)), Some(at(9))));
    assert_eq!(account.list().await, people(0..9));
}

async fn a_commit_of_the_same_list_names_the_snapshot_that_stays(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    account.lists(&people(0..9)).await;
    let lease = account.runs("sync_1").await;
    let end = end_of(&lease, SyncStatus::Succeeded);
    let commit = Commit { snapshot: None, ..account.commit_with(end, 0..9).await };
    assert_eq!(account.commits(commit).await, Committed::Done { new_chunks: 0 });
    assert_eq!(account.sync("sync_1").await.unwrap().snapshot, Some(account.newest().await.unwrap().id));
}

async fn a_commit_that_is_refused_ends_no_sync(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    let end = || end_of(&lease, SyncStatus::Succeeded);
    let outdated = account.commit_with(end(), 0..9).await;
    account.lists(&people(0..3)).await;
    assert_eq!(account.commits(outdated).await, Committed::Outdated);
    assert!(store.set_paused(account.key, false, Some(reply("k"))).await.unwrap());
    let twin = Commit { remember: Some(reply("k")), ..account.commit_with(end(), 0..9).await };
    assert_eq!(account.commits(twin).await, Committed::Twin);
    let mut broken = account.commit_with(end(), 0..9).await;
    broken.snapshot.as_mut().unwrap().changes.removed.push(super::given::person(999)); // nobody the index knows
    assert!(store.commit(account.key, broken).await.is_err());
    assert_eq!(account.reports(&lease, 1, 60).await, Standing::Mine);
    assert_eq!(account.list().await, people(0..3));
}

async fn a_commit_run_twice_is_one(store: Arc<dyn Store>) {
    let account = Tenant::new(&store, "alice").await.api_account("acc_1").await;
    let lease = account.runs("sync_1").await;
    let end = end_of(&lease, SyncStatus::Succeeded);
    let once = account.commit_with(end.clone(), 0..9).await;
    let again = account.commit_with(end, 0..9).await;
    assert!(matches!(account.commits(once).await, Committed::Done { .. }));
    let before = (account.sync("sync_1").await, account.record().await);
    assert_eq!(account.commits(again).await, Committed::LeaseLost, "nothing to be computed again");
    assert_eq!((account.sync("sync_1").await, account.record().await), before);
}

async fn another_workspaces_lease_is_worth_nothing(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let (hers, his) = (alice.api_account("acc_1").await, bob.api_account("acc_1").await);
    let lease = hers.runs("sync_1").await;
    let theirs = Lease { account: hers.seen_by(bob.id), ..lease.clone() };
    assert_ne!(hers.reports(&theirs, 99, 999).await, Standing::Mine);
    assert!(!hers.ends(end_of(&theirs, SyncStatus::Failed)).await);
    // A lease of one account commits nothing to another, and nothing to its own under another's name.
    let commit = his.commit_with(end_of(&lease, SyncStatus::Succeeded), 0..9).await;
    assert_eq!(his.commits(commit).await, Committed::LeaseLost);
    let commit = hers.commit_with(end_of(&theirs, SyncStatus::Succeeded), 0..9).await;
    assert_eq!(hers.commits(commit).await, Committed::LeaseLost);
    assert_eq!((hers.newest().await, his.newest().await), (None, None));
    let sync = store.sync(hers.key, &SyncId::new("sync_1")).await.unwrap().unwrap();
    assert_eq!((sync.status, sync.tally.seen), (SyncStatus::Running, 0));
}

async fn a_sync_is_claimed_by_one_of_many(one: Arc<dyn Store>, other: Arc<dyn Store>) {
    let alice = Tenant::new(&one, "alice").await;
    let mut accounts: Vec<Owned> = Vec::new();
    for n in 0..5 {
        accounts.push(alice.api_account(&format!("acc_{n}")).await);
        accounts[n].queues(new_sync("sync_1", 0)).await;
    }
    let mut all = tokio::task::JoinSet::new();
    for n in 0..20 {
        let store = Arc::clone(if n % 2 == 0 { &one } else { &other });
        all.spawn(async move { store.claim_sync(at(1), at(60)).await.unwrap() });
    }
    let mut claimed: Vec<_> =
        all.join_all().await.into_iter().flatten().map(|(it, _)| it.key.number).collect();
    claimed.sort_unstable();
    assert_eq!(claimed, accounts.iter().map(|account| account.key.number).collect::<Vec<_>>());
    for account in accounts {
        assert_eq!(account.sync("sync_1").await.unwrap().attempt, 1);
    }
}
