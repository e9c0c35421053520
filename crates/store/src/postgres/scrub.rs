//! Leaving nothing of what was erased: the database keeps deleted rows, out of everybody's sight, until it is told to clear
//! them away, and their bytes in its files until those are written anew (docs/adr/0010).

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Object;
use tokio::sync::Mutex;
use tokio_postgres::Row;
use tokio_postgres::error::SqlState;

use super::connect::{Patience, Pool, put_back};
use super::fault::Work;
use super::people::OF_ACCOUNTS;
use super::rows::get;
use super::{Db, Params, PostgresSettings, PostgresStore};
use crate::{Error, Result};

/// How long an erasure waits for the clearing away, which goes on without it.
const WAIT: Duration = Duration::from_secs(5);
/// How long a table is waited for: everybody who comes after waits behind this.
const LOCK_MS: u32 = 100;
/// How often it is tried to lock a table, or to see the last reader of what was erased end.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(300);

/// Tables with personal data that are no account's own.
const BESIDE: [&str; 8] =
    ["accounts", "replies", "keys", "key_hashes", "sessions", "sign_in_links", "workspaces", "windows"];
/// Tables that every charge uses: never locked.
const OF_CHARGES: &str = "ledger, balances, holds";

/// Says, in the transaction that erases, that the database must clear it away.
pub(super) async fn owe(db: &Db) -> Work<()> {
    db.run("UPDATE meta SET value = value + 1 WHERE name = 'erased'", &[]).await.map(drop)
}

/// Has the planner keep no samples of what is personal, unless that was said before. Fails where the database knows no
/// such thing, which keeps nobody from starting.
pub(super) async fn sample_nothing_personal(pool: &Pool) -> Work<()> {
    let sampled =
        "SELECT 1 FROM pg_attribute WHERE attrelid = CAST('people' AS REGCLASS) AND attname = 'words'
                   AND coalesce(attstattarget, -1) <> 0";
    let client = pool.get().await?;
    let done = pool.in_time(Patience::Request, async {
        if !client.query(sampled, &[]).await?.is_empty() {
            client.batch_execute(include_str!("unsampled.sql")).await?;
        }
        Ok(())
    });
    let done = done.await;
    put_back(client, &done);
    done
}

/// Clears away, one at a time and on a connection of its own: requests wait for neither.
#[derive(Clone)]
pub(super) struct Scrubber {
    pool: Pool,
    one_at_a_time: Arc<Mutex<()>>,
    /// Bytes of tables up to which they are written anew.
    rewrite_below: u64,
}

impl Scrubber {
    pub(super) fn new(settings: &PostgresSettings) -> Result<Self> {
        let pool = Pool::new(&PostgresSettings { connections: 1, ..settings.clone() })?;
        Ok(Self { pool, one_at_a_time: Arc::default(), rewrite_below: settings.rewrite_below })
    }

    async fn scrub(&self) -> Work<()> {
        let _turn = self.one_at_a_time.lock().await;
        let client = self.pool.get().await?;
        let done = self.scrub_on(&client).await;
        // It was set to what a request must never have.
        drop(Object::take(client));
        done
    }

    async fn scrub_on(&self, client: &Object) -> Work<()> {
        let owed = "SELECT value FROM meta WHERE name = 'erased' AND value > 0";
        let Some(owed) = self.one(client, owed, &[]).await? else { return Ok(()) };
        let owed: i64 = get(&owed, 0)?;
        self.readers_have_ended(client).await?;
        let tables: Vec<_> = OF_ACCOUNTS.into_iter().chain(BESIDE).collect();
        let size = "SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class
                    WHERE relname = ANY($1) AND relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)";
        let size = self.one(client, size, &[&tables]).await?;
        let size = size.map(|row| get::<i64>(&row, 0)).transpose()?.unwrap_or(0);
        // Writing a table anew locks it meanwhile: not where it is large.
        let anew = if size.unsigned_abs() < self.rewrite_below { "(FULL) " } else { "" };
        // However long it takes: one that is cut off would begin anew.
        client.batch_execute(&format!("SET statement_timeout = 0; SET lock_timeout = {LOCK_MS}")).await?;
        for table in tables {
            vacuum(client, &format!("VACUUM {anew}{table}")).await?;
        }
        if anew.is_empty() {
            // Words stay in an index of words when the last row that has them is gone.
            vacuum(client, "REINDEX INDEX CONCURRENTLY people_words").await?;
        }
        vacuum(client, &format!("VACUUM {OF_CHARGES}")).await?;
        // Unless more was erased meanwhile.
        let done = "UPDATE meta SET value = 0 WHERE name = 'erased' AND value = $1";
        self.one(client, done, &[&owed]).await.map(drop)
    }

    /// Waits for those who began before the erasure was seen: what they may still read, no `VACUUM` takes away. Their
    /// virtual transactions are seen by every role, unlike their snapshots.
    async fn readers_have_ended(&self, client: &Object) -> Work<()> {
        let now = "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid()";
        let mut readers =
            self.all(client, now, &[]).await?.iter().map(|row| get(row, 0)).collect::<Work<Vec<String>>>()?;
        for _ in 0..TRIES {
            let still = "SELECT virtualtransaction FROM pg_locks
                         WHERE locktype = 'virtualxid' AND virtualtransaction = ANY($1)";
            let left = self.all(client, still, &[&readers]).await?;
            readers = left.iter().map(|row| get(row, 0)).collect::<Work<_>>()?;
            if readers.is_empty() {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Err(Error::Unavailable("transactions from before the erasure still read".into()).into())
    }

    async fn all(&self, client: &Object, sql: &str, params: Params<'_>) -> Work<Vec<Row>> {
        self.pool.in_time(Patience::Request, async { Ok(client.query(sql, params).await?) }).await
    }

    async fn one(&self, client: &Object, sql: &str, params: Params<'_>) -> Work<Option<Row>> {
        Ok(self.all(client, sql, params).await?.into_iter().next())
    }
}

/// Tries again while somebody else has the table.
async fn vacuum(client: &Object, vacuum: &str) -> Work<()> {
    for _ in 1..TRIES {
        match client.batch_execute(vacuum).await {
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                tokio::time::sleep(PAUSE).await;
            }
            done => return Ok(done?),
        }
    }
    Ok(client.batch_execute(vacuum).await?)
}

impl PostgresStore {
    /// Has the database clear away what was erased, if that is owed: now, or by somebody before who did not come to it.
    /// The rows are gone for every reader either way, so that a failure is not the caller's: the next call makes up for
    /// it.
    pub(super) async fn scrub(&self) {
        let scrubber = self.scrubber.clone();
        let scrub = tokio::spawn(async move {
            if let Err(fault) = scrubber.scrub().await {
                let error = Error::from(fault);
                tracing::warn!(%error, "what was erased may still be in unused parts of the database");
            }
        });
        let _ = tokio::time::timeout(WAIT, scrub).await;
    }
}
