//! The store as a whole: its generation, closing, and leaving nothing on disk of what was erased.

use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use kith_model::WorkspaceId;
use rusqlite::Connection;

use super::{Inner, SqliteStore, backup, blocking, schema, verify};
use crate::{BackedUp, Result, Upkeep, Verified};

/// How long folding waits for readers of the log. Every charge waits with it.
const FOLD_WAIT: Duration = Duration::from_secs(1);

#[async_trait]
impl Upkeep for SqliteStore {
    // One counter for all: a file has one writer at a time anyway.
    async fn generation(&self, _: WorkspaceId) -> Result<i64> {
        self.read(|db| generation(db)).await
    }

    async fn erasures(&self, _: WorkspaceId) -> Result<i64> {
        self.read(|db| {
            let find = "SELECT value FROM meta WHERE name = 'erasures'";
            Ok(db.prepare_cached(find)?.query_row([], |row| row.get(0))?)
        })
        .await
    }

    // A folder is served by one process (the `kith` binary locks it); commands beside it answer no requests.
    fn is_shared(&self) -> bool {
        false
    }

    async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
        verify::verify(self, progress).await
    }

    async fn backup(&self, to: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<BackedUp> {
        backup::backup(self, to, progress).await
    }

    async fn close(&self) -> Result<()> {
        self.ledger.stop();
        self.inner.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let inner = Arc::clone(&self.inner);
        blocking(move || {
            let writer = inner.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
            writer.map_or(Ok(()), |writer| fold_log(&writer).map(drop))
        })
        .await
    }
}

pub(super) fn generation(db: &Connection) -> Result<i64> {
    let find = "SELECT value FROM meta WHERE name = 'generation'";
    Ok(db.prepare_cached(find)?.query_row([], |row| row.get(0))?)
}

/// Moves the write-ahead log into the database and empties it. `false` if a reader of it held that up.
fn fold_log(writer: &Connection) -> Result<bool> {
    writer.busy_timeout(FOLD_WAIT)?;
    let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
    writer.busy_timeout(schema::BUSY)?;
    let busy: bool = busy?;
    if busy {
        tracing::warn!("the write-ahead log could not be folded: somebody is reading it");
    }
    Ok(!busy)
}

/// Says, in the transaction that erases, that the file must be scrubbed and that caches must forget.
pub(super) fn owe_scrub(db: &Connection) -> Result<()> {
    db.execute("UPDATE meta SET value = value + 1 WHERE name = 'erasures'", [])?;
    db.execute("UPDATE meta SET value = 1 WHERE name = 'scrub'", [])?;
    Ok(())
}

/// Scrubs the file if that is owed: by a deletion just now, or by one that a crash or a reader kept from its end.
/// The rows are gone either way, so that a failure is not the caller's: the next call makes up for it.
pub(super) async fn scrub(inner: &Arc<Inner>) {
    let inner = Arc::clone(inner);
    if let Err(error) = blocking(move || inner.with_writer(|writer| scrub_now(writer))).await {
        tracing::error!(%error, "what was erased may still be in unused parts of the database file");
    }
}

/// Where pages were split or merged, copies of rows stay in their unused middle, and `secure_delete` knows nothing
/// of them: only writing the file anew leaves them behind.
fn scrub_now(writer: &Connection) -> Result<()> {
    let owed = "SELECT value FROM meta WHERE name = 'scrub'";
    if !writer.prepare_cached(owed)?.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    writer.pragma_update(None, "temp_store", "FILE")?; // the whole database would be much memory
    let rewritten = writer.execute_batch("VACUUM");
    writer.pragma_update(None, "temp_store", "MEMORY")?;
    rewritten?;
    if fold_log(writer)? {
        writer.execute("UPDATE meta SET value = 0 WHERE name = 'scrub'", [])?;
    }
    Ok(())
}
