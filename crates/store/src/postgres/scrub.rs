//! Leaving nothing of what was erased: the database keeps deleted rows, out of everybody's sight, until it is told to clear
//! them away, and their bytes in its files until those are written anew (docs/adr/0010).

use std::time::Duration;

use tokio_postgres::Row;

use super::connect::{Pool, put_back};
use super::fault::Work;
use super::people::OF_ACCOUNTS;
use super::rows::get;
use super::{Db, PostgresStore};
use crate::Error;

/// How long an erasure waits for the clearing away, which goes on without it.
const WAIT: Duration = Duration::from_secs(5);

/// Tables with personal data that are no account's own.
const BESIDE: [&str; 4] = ["accounts", "replies", "keys", "key_hashes"];

/// Says, in the transaction that erases, that the database must clear it away.
pub(super) async fn owe(db: &Db) -> Work<()> {
    db.run("UPDATE meta SET value = value + 1 WHERE name = 'erased'", &[]).await.map(drop)
}

impl PostgresStore {
    /// Has the database clear away what was erased, if that is owed: now, or by somebody before who did not come to it.
    /// The rows are gone for every reader either way, so that a failure is not the caller's: the next call makes up for
    /// it.
    pub(super) async fn scrub(&self) {
        let (pool, rewrite_below) = (self.pool.clone(), self.rewrite_below);
        let scrub = tokio::spawn(async move {
            if let Err(fault) = scrub(&pool, rewrite_below).await {
                let error = Error::from(fault);
                tracing::warn!(%error, "what was erased may still be in unused parts of the database");
            }
        });
        let _ = tokio::time::timeout(WAIT, scrub).await;
    }
}

async fn scrub(pool: &Pool, rewrite_below: u64) -> Work<()> {
    let owed = "SELECT value FROM meta WHERE name = 'erased' AND value > 0";
    let Some(owed) = one(pool, owed, &[]).await? else { return Ok(()) };
    let owed: i64 = get(&owed, 0)?;
    let tables: Vec<_> = OF_ACCOUNTS.into_iter().chain(BESIDE).collect();
    let size = "SELECT CAST(coalesce(sum(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class
                WHERE relname = ANY($1) AND relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)";
    let size = one(pool, size, &[&tables]).await?.map(|row| get::<i64>(&row, 0)).transpose()?.unwrap_or(0);
    // Writing a table anew locks it meanwhile: not where it is large. Charges use none of these.
    let anew = if size.unsigned_abs() < rewrite_below { "(FULL) " } else { "" };
    vacuum(pool, &format!("VACUUM {anew}{}", tables.join(", "))).await?;
    // Unless more was erased meanwhile.
    one(pool, "UPDATE meta SET value = 0 WHERE name = 'erased' AND value = $1", &[&owed]).await.map(drop)
}

async fn one(pool: &Pool, sql: &str, params: super::Params<'_>) -> Work<Option<Row>> {
    let client = pool.get().await?;
    let done = pool.in_time(false, async {
        let statement = client.prepare_cached(sql).await?;
        Ok(client.query(&statement, params).await?.into_iter().next())
    });
    let done = done.await;
    put_back(client, &done);
    done
}

async fn vacuum(pool: &Pool, vacuum: &str) -> Work<()> {
    let client = pool.get().await?;
    let vacuumed = pool.in_time(true, async {
        client.batch_execute(&format!("SET statement_timeout = {}", pool.much_time())).await?;
        let vacuumed = client.batch_execute(vacuum).await;
        client.batch_execute(&pool.usual_time()).await?;
        Ok(vacuumed?)
    });
    let vacuumed = vacuumed.await;
    put_back(client, &vacuumed);
    vacuumed
}
