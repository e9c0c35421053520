//! The shared store: a database that speaks PostgreSQL's protocol, for any number of servers. Each method is one
//! transaction at `READ COMMITTED`; what must not be done twice at once is locked by a row (docs/adr/0009). Whatever keeps
//! the database from answering is [`Error::Unavailable`], and its connection is not used again.

mod accounts;
mod batch;
mod book;
mod calls;
mod charges;
mod claims;
mod connect;
mod credentials;
mod fault;
mod history;
mod keys;
mod ledger;
mod moves;
mod outbox;
mod people;
mod recent;
mod replies;
mod rows;
mod schema;
mod scrub;
mod sessions;
mod snapshots;
mod sync_rows;
mod syncs;
mod transaction;
mod upkeep;
mod verify;
mod webhooks;
mod workspaces;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kith_model::WorkspaceId;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::{Error, Result};
pub use connect::PostgresSettings;
use connect::{Lent, Patience, Pool};
use fault::{Fault, Work};
use transaction::{Db, Kind};

/// What a statement is given.
type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// How often a transaction is tried that met another one on its way.
const TRIES: u32 = 8;

pub(crate) struct PostgresStore {
    pool: Pool,
    ledger: batch::Batcher,
    /// From then on it only reads.
    is_closed: AtomicBool,
    scrubber: scrub::Scrubber,
}

impl PostgresStore {
    /// One that may serve.
    pub(crate) async fn open(settings: &PostgresSettings) -> Result<Self> {
        let store = Self::open_target(settings).await?;
        if store.read(|db| async move { moves::is_moving(&db).await }).await? {
            return Err(Error::Unfinished);
        }
        Ok(store)
    }

    /// One that is moved into, now or before.
    pub(crate) async fn open_target(settings: &PostgresSettings) -> Result<Self> {
        let pool = Pool::new(settings)?;
        let handle = schema::prepare(&pool).await?;
        if let Err(fault) = scrub::sample_nothing_personal(&pool).await {
            let error = Error::from(fault);
            tracing::warn!(%error, "the database may keep samples of personal columns after an erasure");
        }
        let (ledger, is_closed) = (batch::Batcher::new(pool.clone(), handle), AtomicBool::new(false));
        let store = Self { pool, ledger, is_closed, scrubber: scrub::Scrubber::new(settings)? };
        store.index_what_is_new(None).await?;
        Ok(store)
    }

    /// One statement by itself.
    async fn one(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// The same, and all that it answers.
    async fn rows(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        let lent = Lent::new(self.pool.get().await?);
        let query = async {
            let client = lent.client()?;
            let statement = client.prepare_cached(sql).await?;
            Ok(client.query(&statement, params).await?)
        };
        let done = self.pool.in_time(Patience::Request, query).await;
        lent.put_back(&done);
        Ok(done?)
    }

    /// One statement that writes, by itself.
    async fn change(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>> {
        self.must_be_open()?;
        self.rows(sql, params).await
    }

    fn must_be_open(&self) -> Result<()> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(Error::Unavailable("the store is closed".into()));
        }
        Ok(())
    }

    /// Several reads that are of one moment.
    async fn read<T, F>(&self, work: impl Fn(Arc<Db>) -> F) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        self.transact(Kind::READ, None, work).await
    }

    /// As [`Self::read`], for what takes longer than a request has.
    async fn read_much<T, F>(&self, work: impl Fn(Arc<Db>) -> F) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        self.transact(Kind::READ.much(), None, work).await
    }

    /// As [`Self::read`], for what takes as long as it takes.
    async fn read_all<T, F>(&self, work: impl Fn(Arc<Db>) -> F) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        self.transact(Kind::READ.endless(), None, work).await
    }

    /// Runs `work` in a transaction that moves the workspace's generation on, unless nothing was written; an error
    /// undoes all of it. The workspace's balance is locked at the very end: charges wait for nothing else of it.
    async fn write<T, F>(&self, workspace: WorkspaceId, work: impl Fn(Arc<Db>) -> F) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        self.transact(Kind::WRITE, Some(workspace), work).await
    }

    /// As [`Self::write`], for what takes longer than a request has; `None` moves no generation.
    async fn write_much<T, F>(&self, workspace: Option<WorkspaceId>, work: impl Fn(Arc<Db>) -> F) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        self.transact(Kind::WRITE.much(), workspace, work).await
    }

    /// As [`Self::write`], for what happens often and changes nothing that pages are served by: the generation stays.
    async fn write_quietly<T, F>(&self, work: impl Fn(Arc<Db>) -> F) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        self.transact(Kind::WRITE, None, work).await
    }

    /// A transaction that was undone because another one was in its way is simply run again.
    async fn transact<T, F>(
        &self,
        kind: Kind,
        workspace: Option<WorkspaceId>,
        work: impl Fn(Arc<Db>) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Work<T>>,
    {
        if !kind.only_reads() {
            self.must_be_open()?;
        }
        for tried in 1.. {
            let work = &work;
            let done = transaction::run(&self.pool, kind, |db| async move {
                let answer = work(Arc::clone(&db)).await?;
                if let Some(workspace) = workspace.filter(|_| db.has_written()) {
                    upkeep::move_on(&db, workspace).await?;
                }
                Ok(answer)
            });
            match done.await {
                Err(Fault::Again(_)) if tried < TRIES => {
                    tokio::time::sleep(Duration::from_millis(u64::from(tried * tried))).await;
                }
                done => return Ok(done?),
            }
        }
        Err(Error::Unavailable("the database is too busy".into()))
    }
}
