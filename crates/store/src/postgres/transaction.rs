//! A transaction, by the few things that are done in one. It owns its connection: one that was left in the middle, by a
//! fault or because its caller went away, is closed with it, and the database undoes what it had done.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use deadpool_postgres::Object;
use tokio_postgres::Row;

use super::Params;
use super::connect::{Patience, Pool};
use super::fault::{Fault, Work};
use crate::Error;

/// What a transaction is for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// Whether it only reads, all of one moment.
    reads: bool,
    patience: Patience,
}

impl Kind {
    pub(super) const READ: Self = Self { reads: true, patience: Patience::Request };
    pub(super) const WRITE: Self = Self { reads: false, patience: Patience::Request };

    pub(super) fn only_reads(self) -> bool {
        self.reads
    }

    /// The same, for work that may take longer than a request has.
    pub(super) fn much(self) -> Self {
        Self { patience: Patience::Much, ..self }
    }

    /// The same, for work that takes as long as it takes.
    pub(super) fn endless(self) -> Self {
        Self { patience: Patience::Endless, ..self }
    }
}

/// A transaction that is under way.
pub(super) struct Db {
    client: Option<Object>, // none once it has ended
    written: AtomicU64,
}

/// Runs `work` in a transaction, once.
pub(super) async fn run<T, F>(pool: &Pool, kind: Kind, work: impl FnOnce(Arc<Db>) -> F) -> Work<T>
where
    F: Future<Output = Work<T>>,
{
    run_noting(pool, kind, work, &Mutex::new(false)).await
}

/// The same; `committing` is set from the moment on from which a failure leaves open whether it was committed.
pub(super) async fn run_noting<T, F>(
    pool: &Pool,
    kind: Kind,
    work: impl FnOnce(Arc<Db>) -> F,
    committing: &Mutex<bool>,
) -> Work<T>
where
    F: Future<Output = Work<T>>,
{
    let db = Arc::new(Db { client: Some(pool.get().await?), written: AtomicU64::new(0) });
    let done = pool.in_time(kind.patience, async {
        db.begin(kind, pool).await?;
        let answer = work(Arc::clone(&db)).await?;
        *committing.lock().unwrap_or_else(PoisonError::into_inner) = true;
        db.client()?.batch_execute("COMMIT").await?;
        Ok(answer)
    });
    let done = done.await;
    let undo = match &done {
        Ok(_) => None,
        Err(fault) if fault.is_of_the_connection() => return done, // which closes it
        Err(_) => Some("ROLLBACK"),
    };
    let Some(db) = Arc::into_inner(db) else { return done }; // somebody still holds it, and closes it
    db.end(pool, undo).await;
    done
}

impl Db {
    async fn begin(&self, kind: Kind, pool: &Pool) -> Work<()> {
        let begin = if kind.reads { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" };
        if kind.patience == Patience::Request {
            self.client()?.batch_execute(begin).await?;
        } else {
            let time = pool.time(kind.patience).as_millis();
            let times = format!(
                "{begin}; SET LOCAL statement_timeout = {time}; SET LOCAL idle_in_transaction_session_timeout = {time}"
            );
            self.client()?.batch_execute(&times).await?;
        }
        Ok(())
    }

    /// Gives the connection back, once it is out of the transaction.
    async fn end(mut self, pool: &Pool, undo: Option<&str>) {
        let Some(client) = self.client.take() else { return };
        let undone = match undo {
            Some(undo) => {
                pool.in_time(Patience::Request, async { Ok(client.batch_execute(undo).await?) }).await
            }
            None => Ok(()),
        };
        if undone.is_err() {
            drop(Object::take(client));
        }
    }

    fn client(&self) -> Work<&Object> {
        self.client.as_ref().ok_or_else(|| Fault::from(Error::Internal("a transaction has ended".into())))
    }

    /// Writes; how many rows.
    pub(super) async fn run(&self, sql: &str, params: Params<'_>) -> Work<u64> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await?;
        let rows = client.execute(&statement, params).await?;
        self.written.fetch_add(rows, Ordering::Relaxed);
        Ok(rows)
    }

    /// Statements without values, as a migration is.
    pub(super) async fn run_script(&self, sql: &str) -> Work<()> {
        Ok(self.client()?.batch_execute(sql).await?)
    }

    /// Writes one row, or none; what it says of it.
    pub(super) async fn put(&self, sql: &str, params: Params<'_>) -> Work<Option<Row>> {
        let row = self.one(sql, params).await?;
        self.written.fetch_add(u64::from(row.is_some()), Ordering::Relaxed);
        Ok(row)
    }

    /// Reads.
    pub(super) async fn all(&self, sql: &str, params: Params<'_>) -> Work<Vec<Row>> {
        let client = self.client()?;
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?)
    }

    /// Reads one row, or none.
    pub(super) async fn one(&self, sql: &str, params: Params<'_>) -> Work<Option<Row>> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// Whether there is any such row.
    pub(super) async fn exists(&self, sql: &str, params: Params<'_>) -> Work<bool> {
        Ok(!self.all(sql, params).await?.is_empty())
    }

    /// Whether it has written anything.
    pub(super) fn has_written(&self) -> bool {
        self.written.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}
