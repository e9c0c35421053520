//! The outbox: what has happened is written down in the transaction in which it happens, and each webhook of the workspace
//! is due to be told. Where there is none it costs one look. Whoever writes has the account's row locked, or the
//! workspace's balance: numbers are in the order of commits. Knows nothing of telling.

use kith_model::{Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{get, micros};
use super::{Db, Params};
use crate::{AccountKey, Error, Happening};

/// Of the workspace itself, where the number of an account stands otherwise.
pub(super) const NONE: i64 = 0;
/// How much longer than replies the log of tries is kept: for a week in all.
const LOG_MICROS: i64 = 6 * 24 * 3_600 * 1_000_000;

/// Something happened to an account, which is locked.
pub(super) async fn tell(db: &Db, account: AccountKey, what: &Happening, at: Timestamp) -> Work<()> {
    put(db, account.workspace, account.number, what, at).await
}

/// Something happened to a workspace itself.
pub(super) async fn tell_workspace(
    db: &Db,
    workspace: WorkspaceId,
    what: &Happening,
    at: Timestamp,
) -> Work<()> {
    let lock = "SELECT 1 FROM balances WHERE workspace = $1 FOR UPDATE";
    if !db.exists(lock, &[&workspace.0]).await? {
        return Ok(());
    }
    put(db, workspace, NONE, what, at).await
}

async fn put(db: &Db, workspace: WorkspaceId, account: i64, what: &Happening, at: Timestamp) -> Work<()> {
    let listens = "SELECT 1 FROM webhooks WHERE workspace = $1 AND enabled LIMIT 1";
    if !db.exists(listens, &[&workspace.0]).await? {
        return Ok(());
    }
    let (kind, about) = what.kept();
    let newest = "SELECT coalesce(max(n), 0) FROM events WHERE workspace = $1 AND account = $2";
    let newest = db.one(newest, &[&workspace.0, &account]).await?;
    let newest = newest.ok_or_else(|| Error::Internal("a sum of nothing is a row too".into()))?;
    let number = get::<i64>(&newest, 0)? + 1;
    let add = "INSERT INTO events (workspace, account, n, kind, about, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let facts: Params<'_> = &[&workspace.0, &account, &number, &kind, &about, &micros(at)];
    db.run(add, facts).await?;
    // One that has no position yet begins here.
    let due = "INSERT INTO webhook_positions AS p (workspace, account, webhook, done, head, next_at)
               SELECT w.workspace, CAST($2 AS BIGINT), w.id, CAST($3 AS BIGINT) - 1, CAST($3 AS BIGINT),
                      CAST($4 AS BIGINT)
               FROM webhooks w WHERE w.workspace = $1 AND w.enabled ORDER BY w.id
               ON CONFLICT (workspace, account, webhook) DO UPDATE
               SET head = excluded.head, next_at = coalesce(p.next_at, excluded.next_at)";
    db.run(due, &[&workspace.0, &account, &number, &micros(at)]).await.map(drop)
}

/// Drops what all were told, and the log past its time.
pub(super) async fn prune(db: &Db, replies_before: Timestamp) -> Work<()> {
    let old = micros(replies_before).saturating_sub(LOG_MICROS);
    db.run("DELETE FROM deliveries WHERE at < $1", &[&old]).await?;
    let told = "DELETE FROM events e
                WHERE n < (SELECT max(n) FROM events o WHERE o.workspace = e.workspace AND o.account = e.account)
                AND NOT EXISTS (SELECT 1 FROM webhook_positions p
                    WHERE p.workspace = e.workspace AND p.account = e.account AND p.done < e.n)";
    db.run(told, &[]).await.map(drop)
}
