//! The store as a whole: generations, closing, and having the database clear away what was erased.

use std::path::Path;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use kith_model::WorkspaceId;

use super::fault::Work;
use super::rows::get;
use super::{Db, PostgresStore, verify};
use crate::{BackedUp, Result, Upkeep, Verified};

#[async_trait]
impl Upkeep for PostgresStore {
    async fn generation(&self, workspace: WorkspaceId) -> Result<i64> {
        self.counter("SELECT generation FROM balances WHERE workspace = $1", workspace).await
    }

    async fn erasures(&self, workspace: WorkspaceId) -> Result<i64> {
        self.counter("SELECT erasures FROM balances WHERE workspace = $1", workspace).await
    }

    fn is_shared(&self) -> bool {
        true
    }

    async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
        verify::verify(self, progress).await
    }

    async fn backup(&self, _: &Path, _: &(dyn Fn(u64, u64) + Sync)) -> Result<BackedUp> {
        Ok(BackedUp::ByOwnTools { store: "PostgreSQL", tool: "pg_dump --format=custom" })
    }

    async fn close(&self) -> Result<()> {
        self.is_closed.store(true, Ordering::Release);
        self.ledger.stop().await;
        self.pool.rest();
        Ok(())
    }
}

impl PostgresStore {
    /// A workspace's counter; of one that is gone, more than it ever was.
    async fn counter(&self, find: &str, workspace: WorkspaceId) -> Result<i64> {
        let row = self.one(find, &[&workspace.0]).await?;
        Ok(row.map(|row| get(&row, 0)).transpose()?.unwrap_or(i64::MAX))
    }
}

/// Moves a workspace's generation on. It locks the row that charges lock: a charge before it was right when it was made,
/// and one after it sees what changed.
pub(super) async fn move_on(db: &Db, workspace: WorkspaceId) -> Work<()> {
    let on = "UPDATE balances SET generation = generation + 1 WHERE workspace = $1";
    db.run(on, &[&workspace.0]).await.map(drop)
}
