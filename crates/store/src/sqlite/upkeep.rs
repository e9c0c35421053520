//! The store as a whole: its generation, folding the log, closing.

use std::sync::{Arc, PoisonError};

use async_trait::async_trait;
use rusqlite::Connection;

use super::{Inner, SqliteStore, blocking, verify};
use crate::{Result, Upkeep, Verified};

#[async_trait]
impl Upkeep for SqliteStore {
    async fn generation(&self) -> Result<i64> {
        self.read(|db| generation(db)).await
    }

    async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
        verify::verify(self, progress).await
    }

    async fn close(&self) -> Result<()> {
        self.ledger.stop();
        self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        fold_log(&self.inner).await
    }
}

pub(super) fn generation(db: &Connection) -> Result<i64> {
    let find = "SELECT value FROM meta WHERE name = 'generation'";
    Ok(db.prepare_cached(find)?.query_row([], |row| row.get(0))?)
}

/// Moves the write-ahead log into the database and empties it: what was erased is then in neither. Another
/// process may hold it up; what it leaves, the next fold takes.
pub(super) async fn fold_log(inner: &Arc<Inner>) -> Result<()> {
    let inner = Arc::clone(inner);
    blocking(move || {
        let writer = inner.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let busy: bool = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy {
            tracing::warn!("the write-ahead log could not be folded: another process is reading");
        }
        Ok(())
    })
    .await
}
