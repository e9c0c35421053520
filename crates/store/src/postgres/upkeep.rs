//! The store as a whole: generations, closing, and having the database clear away what was erased.

use std::path::Path;
use std::sync::atomic::Ordering;

use async_trait::async_trait;
use kith_model::WorkspaceId;

use super::connect::put_back;
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

    /// Has the database clear away rows that were erased, if that is owed: it keeps them, out of sight, until then. The
    /// rows are gone for every reader either way, so that a failure is not the caller's: the next call makes up for it.
    pub(super) async fn scrub(&self) {
        if let Err(error) = self.scrub_now().await {
            tracing::warn!(%error, "what was erased may still be in unused parts of the database");
        }
    }

    async fn scrub_now(&self) -> Result<()> {
        let owed = "UPDATE meta SET value = 0 WHERE name = 'erased' AND value > 0 RETURNING value";
        if self.one(owed, &[]).await?.is_none() {
            return Ok(());
        }
        let vacuumed = self.vacuum().await;
        if vacuumed.is_err() {
            self.one("UPDATE meta SET value = 1 WHERE name = 'erased'", &[]).await?;
        }
        vacuumed
    }

    async fn vacuum(&self) -> Result<()> {
        let tables = super::people::OF_ACCOUNTS.join(", ");
        let work = format!("VACUUM {tables}, accounts, replies, keys, key_hashes");
        let time = format!("SET statement_timeout = {}", self.pool.much_time());
        let client = self.pool.get().await?;
        let vacuumed = self.pool.in_time(true, async {
            client.batch_execute(&time).await?;
            let vacuumed = client.batch_execute(&work).await;
            client.batch_execute(&self.pool.usual_time()).await?;
            Ok(vacuumed?)
        });
        let vacuumed = vacuumed.await;
        put_back(client, &vacuumed);
        Ok(vacuumed?)
    }
}

/// Says, in the transaction that erases, that the database must clear it away.
pub(super) async fn owe_scrub(db: &Db) -> Work<()> {
    db.run("UPDATE meta SET value = 1 WHERE name = 'erased'", &[]).await.map(drop)
}

/// Moves a workspace's generation on. It locks the row that charges lock: a charge before it was right when it was made,
/// and one after it sees what changed.
pub(super) async fn move_on(db: &Db, workspace: WorkspaceId) -> Work<()> {
    let on = "UPDATE balances SET generation = generation + 1 WHERE workspace = $1";
    db.run(on, &[&workspace.0]).await.map(drop)
}
