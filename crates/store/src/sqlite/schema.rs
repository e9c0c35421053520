//! Opening the file: settings of each connection, and the numbered migrations, run once whoever comes first.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::people;
use crate::{Error, Result};

/// In order; a released one never changes. `user_version` counts those that were run.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
    include_str!("migrations/0008.sql"),
];

/// The migration that leaves the search index empty, to be filled.
const INDEXED_ANEW: usize = 4;

/// How long a connection waits for another process to end its transaction.
pub(super) const BUSY: Duration = Duration::from_secs(15);

/// WAL pages after which the writer folds the log into the database. The log is then overwritten from its
/// start, and an overwriting fsync is many times quicker than an appending one.
const CHECKPOINT_PAGES: u32 = 2_000;

pub(super) fn open_writer(path: &Path) -> Result<Connection> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "cache_size", -16_000)?; // KiB
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    people::bring_tokens(&db)?;
    migrate(&mut db)?;
    Ok(db)
}

pub(super) fn open_reader(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(None, "query_only", true)?;
    db.pragma_update(None, "cache_size", -4_000)?;
    Ok(db)
}

/// A connection that reads this file, and may write others.
pub(super) fn open_copier(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY)?;
    db.pragma_update(None, "cache_size", -4_000)?; // of the copy, too, which goes to disk as it grows
    db.pragma_update(None, "secure_delete", true)?; // of the copy, too, whose new pages else hold pieces of others
    Ok(db)
}

/// A connection that changes a copy that nobody else has yet: no file lies beside it, and what is deleted is overwritten.
pub(super) fn open_copied(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.pragma_update(None, "journal_mode", "MEMORY")?;
    db.pragma_update(None, "secure_delete", true)?;
    Ok(db)
}

/// Whether a kith wrote the file, and not somebody else or nobody. Damage is an error.
pub(super) fn is_store(path: &Path) -> Result<bool> {
    let look = || -> rusqlite::Result<bool> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let tables = "SELECT count(*) FROM sqlite_schema
                      WHERE type = 'table' AND name IN ('meta', 'workspaces', 'ledger')";
        Ok(version > 0 && db.query_row(tables, [], |row| row.get::<_, u32>(0))? == 3)
    };
    match look() {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(false),
        found => Ok(found?),
    }
}

fn migrate(db: &mut Connection) -> Result<()> {
    let newest = MIGRATIONS.len();
    // The usual case costs a look and no write.
    if version(db)? == newest {
        return Ok(());
    }
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = version(&transaction)?;
    if done > newest {
        return Err(Error::Unavailable(format!(
            "this data was written by a newer kith (schema {done}; this one knows {newest}); use that one"
        )));
    }
    for migration in &MIGRATIONS[done..] {
        transaction.execute_batch(migration)?;
    }
    if done < INDEXED_ANEW {
        people::fill(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", u32::try_from(newest).unwrap_or(u32::MAX))?;
    transaction.commit()?;
    Ok(())
}

fn version(db: &Connection) -> Result<usize> {
    Ok(db.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))? as usize)
}
