//! The promise of a workspace's changes, newest first.

use async_trait::async_trait;
use kith_model::WorkspaceId;

use crate::{ChangeSet, Result, SetName, SetPlace};

/// What changed lately in any of a workspace's accounts, newest first.
#[async_trait]
pub trait Recent {
    /// The sets of these accounts, by their numbers, that hold anybody and stand at `from` or before (`None`: wherever), newest
    /// first, until they hold `at_least` changes, are two hundred, or there are no more.
    async fn recent_sets(
        &self,
        workspace: WorkspaceId,
        accounts: &[i64],
        from: Option<SetPlace>,
        at_least: u32,
    ) -> Result<Vec<SetName>>;
    /// Those of these sets that there are, each with its account's number. In no order.
    async fn change_sets(&self, workspace: WorkspaceId, places: &[SetPlace])
    -> Result<Vec<(i64, ChangeSet)>>;
}
