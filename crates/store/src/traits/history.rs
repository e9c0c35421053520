//! The promise of an account's history: what changed, snapshot by snapshot.

use async_trait::async_trait;
use kith_model::{SnapshotId, Timestamp};

use crate::{AccountKey, ChangeSet, Result};

/// What changed between the snapshots of an account, for as long as the account is there.
#[async_trait]
pub trait History {
    /// Sets of changes of an account after the snapshot numbered `after`, oldest first, one for each snapshot, until they
    /// hold `at_least` changes, are two hundred, or there are no more. Those of a mere new order, and that of the first
    /// snapshot, hold nobody and are among them.
    async fn changes(&self, account: AccountKey, after: i64, at_least: u32) -> Result<Vec<ChangeSet>>;
    /// The number of the snapshot of that id; also of one that is no longer kept, where its changes name it.
    async fn snapshot_number(&self, account: AccountKey, id: &SnapshotId) -> Result<Option<i64>>;
    /// The number of the newest snapshot that was made at `at` or before; `None` if there was none yet, or none that is
    /// known of. Where the clock was set back in between, one before all that were made later than `at`.
    async fn snapshot_at(&self, account: AccountKey, at: Timestamp) -> Result<Option<i64>>;
}
