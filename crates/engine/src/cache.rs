//! What is kept in memory. Encoded rows, folded chunks and what was found in a snapshot are immutable and stay until they
//! are pushed out or erased. Keys and views of accounts are true for one generation of their workspace and are not found
//! under any other.

mod kept;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kith_model::api_key::KeyHash;
use kith_model::{AccountId, ChunkId, SnapshotId, WorkspaceId};
use kith_store::{Account, AccountKey, ChangeSet, Key, Snapshot};
use metrics::{Counter, counter};
use quick_cache::{Equivalent, Weighter, sync::Cache};

use crate::limit::Window;
use crate::render::{Fields, Pictures, Rendered};
use crate::search::{Folded, Question};
use crate::spending::Settled;
use crate::statistics::Statistics;
use crate::team;
use crate::tenant::{Tenant, Tenants};

pub(crate) use kept::{Kept, Weighs};

/// A key that opens something, as it was under one generation of its workspace.
pub(crate) struct KnownKey {
    pub(crate) key: Key,
    pub(crate) generation: i64,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) window: Arc<Window>,
    /// When a charge last proved that it works, in microseconds since 1970.
    paid: AtomicI64,
}

impl KnownKey {
    pub(crate) fn new(key: Key, generation: i64, tenant: Arc<Tenant>, window: Arc<Window>) -> Self {
        Self { key, generation, tenant, window, paid: AtomicI64::new(0) }
    }

    /// Whether nothing newer is known of its workspace.
    pub(crate) fn is_current(&self) -> bool {
        self.generation == self.tenant.generation()
    }

    /// Whether the store is to be asked at `now` before the key is relied on.
    pub(crate) fn is_due(&self, now: i64) -> bool {
        self.tenant.is_due(self.paid.load(Ordering::Relaxed), now)
    }

    /// Notes that a charge of `at` went through. It proves this key and what its page rested on, and nothing of other
    /// keys and accounts: those may have changed, and the charge was made all the same.
    pub(crate) fn paid(&self, at: i64) {
        self.paid.store(at, Ordering::Relaxed);
    }
}

/// An account and the snapshot of it that is read.
pub(crate) struct View {
    pub(crate) account: Account,
    pub(crate) snapshot: Option<Snapshot>,
    pub(crate) pictures: Option<Pictures>,
}

/// Which view: of which account, at which snapshot (`None`: the newest).
#[derive(Hash, PartialEq, Eq)]
struct ViewKey(WorkspaceId, AccountId, Option<SnapshotId>);

#[derive(Hash)]
struct ViewRef<'a>(WorkspaceId, &'a AccountId, Option<&'a SnapshotId>);

impl Equivalent<ViewKey> for ViewRef<'_> {
    fn equivalent(&self, key: &ViewKey) -> bool {
        self.0 == key.0 && *self.1 == key.1 && self.2 == key.2.as_ref()
    }
}

/// Which encoded rows: of which account's chunk, with which extra fields.
pub(crate) type RowsKey = (AccountKey, ChunkId, Fields);

/// Which folded chunk: of which account.
pub(crate) type FoldedKey = (AccountKey, ChunkId);

/// What was found: in which account's snapshot, by which question.
pub(crate) type FoundKey = (AccountKey, i64, Question);

/// Rows of a snapshot, from 0, in the order of the answer.
pub(crate) type Found = Arc<[u32]>;

type Dated<T> = (i64, Arc<T>);

pub(crate) struct Caches {
    tenants: Tenants,
    keys: Cache<KeyHash, Arc<KnownKey>>,
    views: Cache<ViewKey, Dated<View>, ViewWeight>,
    rows: Cache<RowsKey, Arc<Rendered>, RowsWeight>,
    folded: Cache<FoldedKey, Arc<Folded>, FoldedWeight>,
    found: Cache<FoundKey, Found, FoundWeight>,
    /// What was found in the lists of a workspace together.
    pub(crate) team: team::Kept,
    /// By the snapshot's number, and how many companies and titles they name.
    pub(crate) numbers: Kept<(i64, u32), Statistics>,
    /// By the snapshot's number: those that take many pages to read.
    pub(crate) changes: Kept<i64, ChangeSet>,
    /// Of days that are over.
    spending: Cache<WorkspaceId, Arc<Settled>, SpendingWeight>,
    hits: Counter,
    misses: Counter,
}

impl Caches {
    pub(crate) fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / 16_384).unwrap_or(1_024).max(64);
        Self {
            tenants: Tenants::default(),
            keys: Cache::new(10_000),
            views: Cache::with_weighter(1_000, bytes / 2, ViewWeight),
            rows: Cache::with_weighter(items, bytes, RowsWeight),
            folded: Cache::with_weighter(items, bytes, FoldedWeight),
            found: Cache::with_weighter(64, bytes / 8, FoundWeight),
            team: team::Kept::new(bytes),
            numbers: Kept::new(bytes / 16),
            changes: Kept::new(bytes / 4),
            spending: Cache::with_weighter(100, bytes / 8, SpendingWeight),
            hits: counter!("kith_cache_hits_total"),
            misses: counter!("kith_cache_misses_total"),
        }
    }

    /// What is known of a workspace.
    pub(crate) fn tenant(&self, workspace: WorkspaceId) -> Arc<Tenant> {
        self.tenants.of(workspace)
    }

    /// Gives up workspaces that no key is kept of, with all that is kept of them. Those that remain.
    pub(crate) fn tidy(&self) -> Vec<Arc<Tenant>> {
        let (kept, gone) = self.tenants.tidy();
        if !gone.is_empty() {
            self.forget(&gone);
        }
        kept
    }

    /// Learns how much was erased of a workspace, here or elsewhere; where it is news, what is kept of it is forgotten.
    pub(crate) fn learn_erasures(&self, tenant: &Tenant, erasures: i64) {
        if tenant.learn_erasures(erasures) {
            self.forget(&HashSet::from([tenant.workspace]));
        }
    }

    fn forget(&self, workspaces: &HashSet<WorkspaceId>) {
        self.rows.retain(|(account, ..), _| !workspaces.contains(&account.workspace));
        self.folded.retain(|(account, ..), _| !workspaces.contains(&account.workspace));
        self.found.retain(|(account, ..), _| !workspaces.contains(&account.workspace));
        self.numbers.forget(workspaces);
        self.changes.forget(workspaces);
        self.spending.retain(|workspace, _| !workspaces.contains(workspace));
        self.views.retain(|ViewKey(workspace, ..), _| !workspaces.contains(workspace));
        self.team.forget(workspaces);
    }

    /// A key as it was when it was looked up.
    pub(crate) fn key(&self, hash: &KeyHash) -> Option<Arc<KnownKey>> {
        self.keys.get(hash)
    }

    pub(crate) fn keep_key(&self, known: &Arc<KnownKey>) {
        self.keys.insert(known.key.hash, Arc::clone(known));
    }

    pub(crate) fn forget_key(&self, hash: &KeyHash) {
        self.keys.remove(hash);
    }

    pub(crate) fn view(
        &self,
        workspace: WorkspaceId,
        account: &AccountId,
        snapshot: Option<&SnapshotId>,
        generation: i64,
    ) -> Option<Arc<View>> {
        let found = self.views.get(&ViewRef(workspace, account, snapshot));
        found.filter(|(dated, _)| *dated == generation).map(|(_, view)| view)
    }

    /// Keeps a view that was read when `erasures` were known: one of an account that was erased since must not outlive it.
    pub(crate) fn keep_view(
        &self,
        known: &KnownKey,
        erasures: i64,
        snapshot: Option<&SnapshotId>,
        view: &Arc<View>,
    ) {
        let (workspace, account) = (view.account.key.workspace, &view.account.id);
        let key = ViewKey(workspace, account.clone(), snapshot.cloned());
        self.views.insert(key, (known.generation, Arc::clone(view)));
        // Looked at after it is in its place: whoever learns of an erasure later finds it there.
        if known.tenant.erasures() != erasures {
            self.views.remove(&ViewRef(workspace, account, snapshot));
        }
    }

    pub(crate) fn rows(&self, key: &RowsKey) -> Option<Arc<Rendered>> {
        let found = self.rows.get(key);
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.increment(1);
        found
    }

    /// Keeps rows that were read when `erasures` were known, as [`Caches::keep_view`] does.
    pub(crate) fn keep_rows(&self, tenant: &Tenant, erasures: i64, key: RowsKey, rows: &Arc<Rendered>) {
        self.rows.insert(key, Arc::clone(rows));
        if tenant.erasures() != erasures {
            self.rows.remove(&key);
        }
    }

    pub(crate) fn folded(&self, key: &FoldedKey) -> Option<Arc<Folded>> {
        self.folded.get(key)
    }

    /// Keeps a folded chunk that was read when `erasures` were known, as [`Caches::keep_view`] does.
    pub(crate) fn keep_folded(&self, tenant: &Tenant, erasures: i64, key: FoldedKey, chunk: &Arc<Folded>) {
        self.folded.insert(key, Arc::clone(chunk));
        if tenant.erasures() != erasures {
            self.folded.remove(&key);
        }
    }

    pub(crate) fn found(&self, key: &FoundKey) -> Option<Found> {
        self.found.get(key)
    }

    /// Keeps what was found when `erasures` were known, as [`Caches::keep_view`] does: a question may name somebody.
    pub(crate) fn keep_found(&self, tenant: &Tenant, erasures: i64, key: &FoundKey, found: &Found) {
        self.found.insert(key.clone(), Arc::clone(found));
        if tenant.erasures() != erasures {
            self.found.remove(key);
        }
    }

    pub(crate) fn spending(&self, workspace: WorkspaceId) -> Option<Arc<Settled>> {
        self.spending.get(&workspace)
    }

    /// Keeps sums that were read when `erasures` were known, as [`Caches::keep_view`] does.
    pub(crate) fn keep_spending(&self, tenant: &Tenant, erasures: i64, settled: &Arc<Settled>) {
        self.spending.insert(tenant.workspace, Arc::clone(settled));
        if tenant.erasures() != erasures {
            self.spending.remove(&tenant.workspace);
        }
    }
}

#[derive(Clone)]
struct SpendingWeight;

impl Weighter<WorkspaceId, Arc<Settled>> for SpendingWeight {
    fn weight(&self, _: &WorkspaceId, settled: &Arc<Settled>) -> u64 {
        settled.bytes()
    }
}

#[derive(Clone)]
struct RowsWeight;

impl Weighter<RowsKey, Arc<Rendered>> for RowsWeight {
    fn weight(&self, _: &RowsKey, rows: &Arc<Rendered>) -> u64 {
        rows.bytes()
    }
}

#[derive(Clone)]
struct FoldedWeight;

impl Weighter<FoldedKey, Arc<Folded>> for FoldedWeight {
    fn weight(&self, _: &FoldedKey, chunk: &Arc<Folded>) -> u64 {
        chunk.bytes()
    }
}

#[derive(Clone)]
struct FoundWeight;

impl Weighter<FoundKey, Found> for FoundWeight {
    fn weight(&self, (_, _, question): &FoundKey, found: &Found) -> u64 {
        256 + question.bytes() + size_of_val(&**found) as u64
    }
}

#[derive(Clone)]
struct ViewWeight;

impl Weighter<ViewKey, Dated<View>> for ViewWeight {
    fn weight(&self, _: &ViewKey, (_, view): &Dated<View>) -> u64 {
        let chunks = view.snapshot.as_ref().map_or(0, |snapshot| snapshot.manifest.chunks().len() as u64);
        512 + chunks * 36 + view.pictures.as_ref().map_or(0, Pictures::bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows_of(caches: &Caches, workspace: i64) -> (Arc<Tenant>, RowsKey) {
        let account = AccountKey { workspace: WorkspaceId(workspace), number: workspace };
        let (tenant, key) =
            (caches.tenant(account.workspace), (account, ChunkId([7; 32]), Fields::default()));
        caches.learn_erasures(&tenant, 3);
        caches.keep_rows(&tenant, 3, key, &Arc::new(Rendered::of(&[], Fields::default())));
        caches.keep_folded(&tenant, 3, (account, key.1), &Arc::new(Folded::of(&[])));
        caches.keep_found(&tenant, 3, &(account, 1, Question::default()), &Arc::from([]));
        caches.numbers.keep(&tenant, 3, account, (1, 50), &Arc::default());
        (tenant, key)
    }

    /// Whether a search, and who asks for numbers, would find something at hand.
    fn is_searched(caches: &Caches, (account, chunk, _): RowsKey) -> [bool; 3] {
        let found = caches.found(&(account, 1, Question::default())).is_some();
        let numbers = caches.numbers.get(account, (1, 50)).is_some();
        [caches.folded(&(account, chunk)).is_some(), found, numbers]
    }

    #[test]
    fn what_was_erased_anywhere_is_forgotten_once_it_is_heard_of_and_other_workspaces_keep_theirs() {
        let caches = Caches::new(1 << 20);
        let ((alice, hers), (_bob, his)) = (rows_of(&caches, 1), rows_of(&caches, 2));
        caches.learn_erasures(&alice, 3);
        assert!(caches.rows(&hers).is_some());
        assert_eq!(is_searched(&caches, hers), [true; 3]);
        caches.learn_erasures(&alice, 4);
        assert!(caches.rows(&hers).is_none() && caches.rows(&his).is_some());
        assert_eq!((is_searched(&caches, hers), is_searched(&caches, his)), ([false; 3], [true; 3]));
    }

    #[test]
    fn rows_that_were_read_before_an_erasure_was_heard_of_are_not_kept_after_it() {
        let caches = Caches::new(1 << 20);
        let (alice, hers) = rows_of(&caches, 1);
        caches.learn_erasures(&alice, 4);
        caches.keep_rows(&alice, 3, hers, &Arc::new(Rendered::of(&[], Fields::default())));
        caches.keep_folded(&alice, 3, (hers.0, hers.1), &Arc::new(Folded::of(&[])));
        caches.keep_found(&alice, 3, &(hers.0, 1, Question::default()), &Arc::from([]));
        caches.numbers.keep(&alice, 3, hers.0, (1, 50), &Arc::default());
        assert!(caches.rows(&hers).is_none());
        assert_eq!(is_searched(&caches, hers), [false; 3]);
    }

    #[test]
    fn nothing_is_kept_of_a_workspace_that_nobody_holds_a_key_of() {
        let caches = Caches::new(1 << 20);
        let (alice, hers) = rows_of(&caches, 1);
        let (_, his) = rows_of(&caches, 2);
        assert_eq!(caches.tidy().len(), 1);
        assert!(caches.rows(&hers).is_some() && caches.rows(&his).is_none());
        drop(alice);
    }
}
