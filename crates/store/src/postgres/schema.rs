//! The numbered migrations, run once however many servers start together. They only ever add: a server of an older kith
//! goes on serving from the newer schema until it is replaced.

use std::sync::Arc;

use tokio_postgres::error::SqlState;

use super::Params;
use super::connect::{Patience, Pool, put_back};
use super::fault::{Fault, Work};
use super::rows::number;
use super::transaction::{self, Db, Kind};
use crate::{Error, Result};

/// A step of the schema.
struct Migration {
    sql: &'static str,
    /// The oldest schema whose servers can still use what this one makes. Raised only where something had to go.
    usable_from: i32,
}

/// In order; a released one never changes.
const MIGRATIONS: &[Migration] = &[
    Migration { sql: include_str!("migrations/0001.sql"), usable_from: 1 },
    Migration { sql: include_str!("migrations/0002.sql"), usable_from: 1 },
    Migration { sql: include_str!("migrations/0003.sql"), usable_from: 1 },
    Migration { sql: include_str!("migrations/0004.sql"), usable_from: 1 },
    Migration { sql: include_str!("migrations/0005.sql"), usable_from: 1 },
    Migration { sql: include_str!("migrations/0006.sql"), usable_from: 1 },
];

const NONE: Params<'static> = &[];

/// Brings the schema up to date; the number of this handle, which no other one ever has.
pub(super) async fn prepare(pool: &Pool) -> Result<i64> {
    while !has_versions(pool).await? {}
    let begin = |db: Arc<Db>| async move {
        migrate(&db).await?;
        let next = "UPDATE meta SET value = value + 1 WHERE name = 'handles' RETURNING value";
        let row = db.one(next, NONE).await?;
        number(&row.ok_or_else(|| Error::Damaged("the table meta is empty".into()))?, 0)
    };
    Ok(transaction::run(pool, Kind::WRITE.much(), begin).await?)
}

/// Makes the table of versions where there is none. Of two who make it at once one is refused: `false`, look again.
async fn has_versions(pool: &Pool) -> Work<bool> {
    let there = "SELECT 1 FROM pg_class WHERE relname = 'schema_versions'
                 AND relnamespace = CAST(current_schema() AS regnamespace)";
    let sql = "CREATE TABLE IF NOT EXISTS schema_versions (
                    version INTEGER PRIMARY KEY, usable_from INTEGER NOT NULL);
                INSERT INTO schema_versions (version, usable_from) VALUES (0, 0) ON CONFLICT DO NOTHING";
    let client = pool.get().await?;
    let made = pool.in_time(Patience::Request, async {
        // A role that may make no tables may use those that there are.
        if !client.query(there, NONE).await?.is_empty()
            && !client.query("SELECT 1 FROM schema_versions", NONE).await?.is_empty()
        {
            return Ok(true);
        }
        match client.batch_execute(sql).await {
            Err(error) if is_race(error.code()) => Ok(false),
            done => Ok(done.map(|()| true)?),
        }
    });
    let made = made.await;
    put_back(client, &made);
    made
}

fn is_race(code: Option<&SqlState>) -> bool {
    let raced = [SqlState::UNIQUE_VIOLATION, SqlState::DUPLICATE_TABLE, SqlState::DUPLICATE_OBJECT];
    code.is_some_and(|code| raced.contains(code))
}

async fn migrate(db: &Db) -> Work<()> {
    let newest = i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX);
    let versions =
        "SELECT CAST(max(version) AS BIGINT), CAST(max(usable_from) AS BIGINT) FROM schema_versions";
    let read = async || {
        let row = db.one(versions, NONE).await?;
        let row =
            row.ok_or_else(|| Fault::from(Error::Damaged("the table schema_versions is empty".into())))?;
        Ok::<(i32, i32), Fault>((number(&row, 0)?, number(&row, 1)?))
    };
    // The usual case waits for nobody.
    let mut done = read().await?;
    if done.0 < newest {
        // Whoever has this row migrates; the others wait, and find it done. A row serves where advisory locks do not.
        db.run("UPDATE schema_versions SET usable_from = usable_from WHERE version = 0", NONE).await?;
        done = read().await?;
    }
    if done.1 > newest {
        let says = format!(
            "the database was made by a newer kith (schema {}, usable from {} on; this one knows {newest})",
            done.0, done.1
        );
        return Err(Error::Unavailable(says).into());
    }
    for (version, migration) in (1_i32..).zip(MIGRATIONS).skip(usize::try_from(done.0).unwrap_or(0)) {
        db.run_script(migration.sql).await?;
        let add = "INSERT INTO schema_versions (version, usable_from) VALUES ($1, $2)";
        db.run(add, &[&version, &migration.usable_from]).await?;
    }
    Ok(())
}
