//! The embedded store: one SQLite file in WAL mode, synchronous=FULL. One connection writes, a few read.
//! Other processes may write to the same file; `meta.generation` tells that they did.

mod accounts;
mod backup;
mod batch;
mod calls;
mod charges;
mod claims;
mod credentials;
mod history;
mod holds;
mod keys;
mod ledger;
mod moves;
mod outbox;
mod people;
mod recent;
mod replies;
mod rows;
mod schema;
mod sessions;
mod snapshots;
mod sync_rows;
mod syncs;
mod upkeep;
mod verify;
mod webhooks;
mod workspaces;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{Error, Result};

/// The file's name in the data folder.
const FILE: &str = "kith.sqlite3";
/// More readers than cores only wait for each other.
const READERS: usize = 4;

pub(crate) struct SqliteStore {
    inner: Arc<Inner>,
    ledger: batch::Batcher,
}

struct Inner {
    writer: Mutex<Option<Connection>>, // none once the store is closed
    readers: Mutex<Vec<Connection>>,
    path: std::path::PathBuf,
}

impl SqliteStore {
    /// One that may serve.
    pub(crate) fn open(dir: &Path) -> Result<Self> {
        let writer = schema::open_writer(&dir.join(FILE))?;
        if moves::is_moving(&writer)? {
            return Err(Error::Unfinished);
        }
        Self::over(writer, dir)
    }

    /// One that is moved into, now or before.
    pub(crate) fn open_target(dir: &Path) -> Result<Self> {
        Self::over(schema::open_writer(&dir.join(FILE))?, dir)
    }

    fn over(writer: Connection, dir: &Path) -> Result<Self> {
        let path = dir.join(FILE);
        let inner = Arc::new(Inner { writer: Mutex::new(Some(writer)), readers: Mutex::default(), path });
        let ledger = batch::Batcher::start(Arc::clone(&inner))?;
        Ok(Self { inner, ledger })
    }

    /// The store in `dir`, if a kith wrote what lies there.
    pub(crate) fn open_copy(dir: &Path) -> Result<Option<Self>> {
        let written = schema::is_store(&dir.join(FILE))?;
        written.then(|| Self::open(dir)).transpose()
    }

    /// Runs `work` on a reading connection, off the async threads; all it reads is of one moment.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.read(work)).await
    }

    /// Runs `work` in a writing transaction that moves the generation on, unless nothing was written; an error
    /// undoes all of it.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.write(Caches::Forget, work)).await
    }

    /// As [`Self::write`], for what happens often and changes nothing that pages are served by: the generation stays,
    /// and with it what others keep in memory.
    async fn write_quietly<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let inner = Arc::clone(&self.inner);
        blocking(move || inner.write(Caches::Keep, work)).await
    }
}

/// What a write means to those who keep in memory what they read before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caches {
    Forget,
    Keep,
}

impl Inner {
    fn read<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let pooled = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match pooled {
            Some(reader) => reader,
            None => schema::open_reader(&self.path)?,
        };
        let answer = work(&reader.transaction()?)?;
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < READERS {
            readers.push(reader);
        }
        Ok(answer)
    }

    fn write<T>(&self, caches: Caches, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        self.with_writer(|writer| {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let before = transaction.total_changes();
            let answer = work(&transaction)?;
            if transaction.total_changes() != before {
                if caches == Caches::Forget {
                    let on = "UPDATE meta SET value = value + 1 WHERE name = 'generation'";
                    transaction.prepare_cached(on)?.execute([])?;
                }
                transaction.commit()?;
            }
            Ok(answer)
        })
    }

    /// Runs `work` on the one connection that writes.
    fn with_writer<T>(&self, work: impl FnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        work(writer.as_mut().ok_or_else(|| Error::Unavailable("the store is closed".into()))?)
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    match tokio::task::spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(failed) => Err(Error::Internal(format!("a store task did not end: {failed}"))),
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        if matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
        ) {
            return Self::Damaged(error.to_string());
        }
        match error.sqlite_error_code() {
            Some(
                Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::DiskFull
                | Code::CannotOpen
                | Code::ReadOnly
                | Code::SystemIoFailure
                | Code::PermissionDenied,
            ) => Self::Unavailable(error.to_string()),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Internal(error.to_string()),
        }
    }
}
