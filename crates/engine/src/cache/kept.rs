//! What was made of one snapshot of an account: true for good, kept by its weight until it is pushed out or erased. What it is,
//! and how it is made, is not known here.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use kith_model::WorkspaceId;
use kith_store::AccountKey;
use quick_cache::{Weighter, sync::Cache};

use crate::tenant::Tenant;

/// How much memory something takes.
pub(crate) trait Weighs {
    /// About so many bytes.
    fn bytes(&self) -> u64;
}

#[derive(Clone)]
struct Weight;

impl<K, T: Weighs> Weighter<(AccountKey, K), Arc<T>> for Weight {
    fn weight(&self, _: &(AccountKey, K), kept: &Arc<T>) -> u64 {
        kept.bytes()
    }
}

/// Things of accounts, by a key that tells those of one account apart.
pub(crate) struct Kept<K, T>(Cache<(AccountKey, K), Arc<T>, Weight>);

impl<K: Copy + Eq + Hash, T: Weighs> Kept<K, T> {
    /// Room for so many bytes.
    pub(super) fn new(bytes: u64) -> Self {
        // Few are expected, so that one may take much of the room.
        Self(Cache::with_weighter(16, bytes, Weight))
    }

    pub(crate) fn get(&self, account: AccountKey, key: K) -> Option<Arc<T>> {
        self.0.get(&(account, key))
    }

    /// Keeps what was made of what was read when `erasures` were known: of an account that was erased since it must not
    /// outlive it.
    pub(crate) fn keep(&self, tenant: &Tenant, erasures: i64, account: AccountKey, key: K, made: &Arc<T>) {
        self.0.insert((account, key), Arc::clone(made));
        // Looked at after it is in its place: whoever learns of an erasure later finds it there.
        if tenant.erasures() != erasures {
            self.0.remove(&(account, key));
        }
    }

    pub(super) fn forget(&self, workspaces: &HashSet<WorkspaceId>) {
        self.0.retain(|(account, _), _| !workspaces.contains(&account.workspace));
    }
}
