//! What is kept in memory. Encoded rows are immutable and stay until they are pushed out. Keys and views of
//! accounts are true for one generation of the store and are not found under any other.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kith_model::api_key::KeyHash;
use kith_model::{AccountId, ChunkId, SnapshotId, WorkspaceId};
use kith_store::{Account, AccountKey, Key, Snapshot};
use metrics::{Counter, counter};
use quick_cache::{Equivalent, Weighter, sync::Cache};

use crate::limit::Window;
use crate::render::{Fields, Pictures, Rendered};

/// A key that opens something, and its window of requests.
pub(crate) struct KnownKey {
    pub(crate) key: Key,
    pub(crate) window: Arc<Window>,
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

type Dated<T> = (i64, Arc<T>);

pub(crate) struct Caches {
    generation: AtomicI64,
    erasures: AtomicI64,
    keys: Cache<KeyHash, Dated<KnownKey>>,
    views: Cache<ViewKey, Dated<View>, ViewWeight>,
    rows: Cache<RowsKey, Arc<Rendered>, RowsWeight>,
    hits: Counter,
    misses: Counter,
}

impl Caches {
    pub(crate) fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / 16_384).unwrap_or(1_024).max(64);
        Self {
            generation: AtomicI64::new(0),
            erasures: AtomicI64::new(0),
            keys: Cache::new(10_000),
            views: Cache::with_weighter(1_000, bytes / 2, ViewWeight),
            rows: Cache::with_weighter(items, bytes, RowsWeight),
            hits: counter!("kith_cache_hits_total"),
            misses: counter!("kith_cache_misses_total"),
        }
    }

    /// The newest generation that is known.
    pub(crate) fn generation(&self) -> i64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Learns of a generation; what is of an older one is no longer found. `true` if it is news.
    pub(crate) fn learn(&self, generation: i64) -> bool {
        self.generation.fetch_max(generation, Ordering::AcqRel) < generation
    }

    /// How many erasures are known.
    pub(crate) fn erasures(&self) -> i64 {
        self.erasures.load(Ordering::Acquire)
    }

    /// Learns how much was erased, here or by another process; where it is news, all rows are forgotten.
    pub(crate) fn learn_erasures(&self, erasures: i64) {
        if self.erasures.fetch_max(erasures, Ordering::AcqRel) < erasures {
            self.rows.clear();
            self.views.clear();
        }
    }

    pub(crate) fn key(&self, hash: &KeyHash) -> Option<Dated<KnownKey>> {
        self.keys.get(hash).filter(|(generation, _)| *generation == self.generation())
    }

    pub(crate) fn keep_key(&self, generation: i64, known: &Arc<KnownKey>) {
        self.keys.insert(known.key.hash, (generation, Arc::clone(known)));
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

    pub(crate) fn keep_view(&self, generation: i64, snapshot: Option<SnapshotId>, view: &Arc<View>) {
        let key = ViewKey(view.account.key.workspace, view.account.id.clone(), snapshot);
        self.views.insert(key, (generation, Arc::clone(view)));
    }

    pub(crate) fn rows(&self, key: &RowsKey) -> Option<Arc<Rendered>> {
        let found = self.rows.get(key);
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.increment(1);
        found
    }

    pub(crate) fn keep_rows(&self, key: RowsKey, rows: &Arc<Rendered>) {
        self.rows.insert(key, Arc::clone(rows));
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

    #[test]
    fn what_any_process_erased_is_forgotten_once_it_is_heard_of() {
        let caches = Caches::new(1 << 20);
        let account = AccountKey { workspace: WorkspaceId(1), number: 1 };
        let key = (account, ChunkId([7; 32]), Fields::default());
        caches.learn_erasures(3);
        caches.keep_rows(key, &Arc::new(Rendered::of(&[], Fields::default())));
        caches.learn_erasures(3);
        assert!(caches.rows(&key).is_some());
        caches.learn_erasures(4);
        assert!(caches.rows(&key).is_none());
        assert_eq!(caches.erasures(), 4);
    }

    #[test]
    fn only_a_newer_generation_is_news() {
        let caches = Caches::new(1 << 20);
        assert!(caches.learn(5) && !caches.learn(5) && !caches.learn(4));
        assert_eq!(caches.generation(), 5);
    }
}
