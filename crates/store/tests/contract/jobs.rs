//! What tests of syncs and tokens begin with: accounts that can be synced, and verbs for what a worker does.

use kith_model::SyncId;
use kith_store::{
    Cause, Commit, Lease, NewAccount, NewCredentials, NewSync, Queued, SourceKind, Standing, SyncEnd,
    SyncRun, SyncStatus, Tally,
};

use super::given::{Owned, Tenant, at, new_account};

/// Tokens, as the store sees them.
pub(crate) fn tokens(body: &str) -> NewCredentials {
    NewCredentials { body: body.into(), expires_at: None, replaces: None, sync: None, remember: None }
}

/// An account of a source that is called, with tokens.
pub(crate) fn new_api_account(id: &str) -> NewAccount {
    NewAccount {
        source: SourceKind::ConnectionsApi,
        base_url: Some("https://api.example".into()),
        credentials: Some(tokens("sealed")),
        ..new_account(id)
    }
}

/// A sync that may begin so many seconds after the first moment.
pub(crate) fn new_sync(id: &str, run_at: i64) -> NewSync {
    NewSync { id: SyncId::new(id), cause: Cause::Request, queued_at: at(0), run_at: at(run_at) }
}

impl Tenant {
    /// A new account that can be synced.
    pub(crate) async fn api_account(&self, id: &str) -> Owned {
        let made = self.store.create_account(self.id, new_api_account(id), None).await.unwrap().unwrap();
        Owned { store: self.store.clone(), key: made.key }
    }
}

impl Owned {
    pub(crate) async fn queues(&self, new: NewSync) -> Queued {
        self.store.queue_sync(self.key, new, None, None).await.unwrap()
    }

    pub(crate) async fn sync(&self, id: &str) -> Option<SyncRun> {
        self.store.sync(self.key, &SyncId::new(id)).await.unwrap()
    }

    pub(crate) async fn status(&self, id: &str) -> SyncStatus {
        self.sync(id).await.unwrap().status
    }

    pub(crate) async fn cancels(&self, id: &str, seconds: i64) -> Option<SyncRun> {
        self.store.cancel_sync(self.key, &SyncId::new(id), at(seconds)).await.unwrap()
    }

    /// Leases the next sync of any account, which must be one of this account, from one moment until another.
    pub(crate) async fn claims(&self, now: i64, until: i64) -> Lease {
        let (account, sync) = self.store.claim_sync(at(now), at(until)).await.unwrap().unwrap();
        assert_eq!((account.key, sync.status), (self.key, SyncStatus::Running));
        Lease { account: self.key, sync: sync.id, attempt: sync.attempt }
    }

    /// Queues a sync and leases it at once, for a minute.
    pub(crate) async fn runs(&self, id: &str) -> Lease {
        assert!(matches!(self.queues(new_sync(id, 0)).await, Queued::New(_)));
        self.claims(0, 60).await
    }

    pub(crate) async fn reports(&self, lease: &Lease, seen: u32, until: i64) -> Standing {
        let tally = Tally { seen, ..Tally::default() };
        self.store.report_sync(lease, tally, at(until)).await.unwrap()
    }

    pub(crate) async fn ends(&self, end: SyncEnd) -> bool {
        self.store.end_sync(end).await.unwrap()
    }

    /// What makes the people of `numbers` its newest state and ends the sync.
    pub(crate) async fn commit_with(&self, end: SyncEnd, numbers: std::ops::Range<u32>) -> Commit {
        Commit { sync: Some(end), at: at(9), ..self.commit_of(&super::given::people(numbers)).await }
    }
}

/// An end, 9 seconds after the first moment.
pub(crate) fn end_of(lease: &Lease, status: SyncStatus) -> SyncEnd {
    SyncEnd {
        lease: lease.clone(),
        status,
        reason: None,
        tally: Tally::default(),
        at: at(9),
        next_sync_at: None,
        suspect_total: None,
        follow: None,
    }
}
