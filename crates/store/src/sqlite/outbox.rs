//! The outbox: what has happened is written down in the transaction in which it happens, and each webhook of the workspace
//! is due to be told. Where there is none it costs one look. Knows nothing of telling.

use kith_model::{Timestamp, WorkspaceId};
use rusqlite::{Transaction, params};

use super::rows::Micros;
use crate::{AccountKey, Happening, Result};

/// Of the workspace itself, where the number of an account stands otherwise.
pub(super) const NONE: i64 = 0;
/// How much longer than replies the log of tries is kept: for a week in all.
const LOG_MICROS: i64 = 6 * 24 * 3_600 * 1_000_000;

/// Something happened to an account.
pub(super) fn tell(db: &Transaction<'_>, account: AccountKey, what: &Happening, at: Timestamp) -> Result<()> {
    put(db, account.workspace, account.number, what, at)
}

/// Something happened to a workspace itself.
pub(super) fn tell_workspace(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    what: &Happening,
    at: Timestamp,
) -> Result<()> {
    put(db, workspace, NONE, what, at)
}

fn put(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    account: i64,
    what: &Happening,
    at: Timestamp,
) -> Result<()> {
    let listens = "SELECT 1 FROM webhooks WHERE workspace = ? AND enabled";
    if !db.prepare_cached(listens)?.exists([workspace.0])? {
        return Ok(());
    }
    let (kind, about) = what.kept();
    let add = "INSERT INTO events (workspace, account, n, kind, about, at)
               SELECT ?1, ?2, 1 + coalesce(max(n), 0), ?3, ?4, ?5 FROM events WHERE workspace = ?1 AND account = ?2
               RETURNING n";
    let number: i64 = db
        .prepare_cached(add)?
        .query_row(params![workspace.0, account, kind, about, Micros(at)], |row| row.get(0))?;
    // One that has no position yet begins here.
    let due = "INSERT INTO webhook_positions (workspace, account, webhook, done, head, next_at)
               SELECT workspace, ?2, id, ?3 - 1, ?3, ?4 FROM webhooks WHERE workspace = ?1 AND enabled
               ON CONFLICT DO UPDATE SET head = excluded.head, next_at = coalesce(next_at, excluded.next_at)";
    db.prepare_cached(due)?.execute(params![workspace.0, account, number, Micros(at)])?;
    Ok(())
}

/// Takes every row of an account.
pub(super) fn erase(db: &Transaction<'_>, account: AccountKey) -> Result<()> {
    for table in ["webhook_positions", "deliveries", "events"] {
        let erase = format!("DELETE FROM {table} WHERE workspace = ? AND account = ?");
        db.prepare_cached(&erase)?.execute([account.workspace.0, account.number])?;
    }
    Ok(())
}

/// Drops what all were told, and the log past its time.
pub(super) fn prune(db: &Transaction<'_>, replies_before: Timestamp) -> Result<()> {
    let old = replies_before.as_microsecond().saturating_sub(LOG_MICROS);
    db.prepare_cached("DELETE FROM deliveries WHERE at < ?")?.execute([old])?;
    let told = "DELETE FROM events AS e
                WHERE n < (SELECT max(n) FROM events o WHERE o.workspace = e.workspace AND o.account = e.account)
                AND NOT EXISTS (SELECT 1 FROM webhook_positions p
                    WHERE p.workspace = e.workspace AND p.account = e.account AND p.done < e.n)";
    db.prepare_cached(told)?.execute([])?;
    Ok(())
}
