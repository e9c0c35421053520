//! Rows of syncs, and the steps of one within a transaction: queued, leased, ended. Which account may be synced and
//! whose it is, callers have asked before.

use kith_model::{SnapshotId, SyncId};
use tokio_postgres::Row;

use super::fault::Work;
use super::rows::{at, get, known, maybe, micros, number, text, time};
use super::{Db, Params, outbox};
use crate::{AccountKey, Cause, Happening, Lease, NewSync, SyncEnd, SyncRun, SyncStatus, Tally};

/// How many syncs that have ended are kept of an account: what a member may want to look back on.
const KEPT: i64 = 200;

/// What every query of syncs selects, for [`sync`].
macro_rules! syncs {
    ($rest:literal) => {
        concat!(
            "SELECT s.n, s.id, s.status, s.cause, s.reason, s.seen, s.expected, s.calls, s.added, s.removed, s.updated,
             s.snapshot, s.attempt, s.cancel_asked, s.queued_at, s.run_at, s.started_at, s.ended_at FROM syncs s ",
            $rest
        )
    };
}
pub(super) use syncs;

pub(super) fn sync(row: &Row) -> Work<SyncRun> {
    Ok(SyncRun {
        number: get(row, 0)?,
        id: SyncId::new(get::<String>(row, 1)?),
        status: known(row, 2, &SyncStatus::ALL, |status| status.as_str())?,
        cause: known(row, 3, &Cause::ALL, |cause| cause.as_str())?,
        reason: get(row, 4)?,
        tally: Tally {
            seen: number(row, 5)?,
            expected: maybe(row, 6)?,
            calls: number(row, 7)?,
            added: number(row, 8)?,
            removed: number(row, 9)?,
            updated: number(row, 10)?,
        },
        snapshot: get::<Option<String>>(row, 11)?.map(SnapshotId::new),
        attempt: number(row, 12)?,
        cancel_asked: get(row, 13)?,
        queued_at: at(row, 14)?,
        run_at: at(row, 15)?,
        started_at: time(row, 16)?,
        ended_at: time(row, 17)?,
    })
}

/// One of an account.
pub(super) async fn find(db: &Db, account: AccountKey, id: &SyncId) -> Work<Option<SyncRun>> {
    let find = syncs!("WHERE s.workspace = $1 AND s.account = $2 AND s.id = $3");
    let row = db.one(find, &[&account.workspace.0, &account.number, &id.as_str()]).await?;
    row.as_ref().map(sync).transpose()
}

/// The one that waits or runs.
pub(super) async fn active(db: &Db, account: AccountKey) -> Work<Option<SyncRun>> {
    let find = syncs!("WHERE s.workspace = $1 AND s.account = $2 AND s.status IN ('queued', 'running')");
    let row = db.one(find, &[&account.workspace.0, &account.number]).await?;
    row.as_ref().map(sync).transpose()
}

/// Makes sure that one waits or runs; whether it is this new one. The account must be locked.
pub(super) async fn queue(db: &Db, account: AccountKey, new: &NewSync) -> Work<bool> {
    let (workspace, number) = (account.workspace.0, account.number);
    if active(db, account).await?.is_some() {
        let sooner = "UPDATE syncs SET run_at = $1
                      WHERE workspace = $2 AND account = $3 AND status = 'queued' AND run_at > $1";
        db.run(sooner, &[&micros(new.run_at), &workspace, &number]).await?;
        return Ok(false);
    }
    let newest = "SELECT n FROM syncs WHERE workspace = $1 AND account = $2 ORDER BY n DESC LIMIT 1";
    let newest = db.one(newest, &[&workspace, &number]).await?;
    let n = 1 + newest.map(|row| get::<i64>(&row, 0)).transpose()?.unwrap_or(0);
    let add = "INSERT INTO syncs (workspace, account, n, id, status, cause, queued_at, run_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let facts: Params<'_> = &[
        &workspace,
        &number,
        &n,
        &new.id.as_str(),
        &SyncStatus::Queued.as_str(),
        &new.cause.as_str(),
        &micros(new.queued_at),
        &micros(new.run_at),
    ];
    db.run(add, facts).await?;
    Ok(true)
}

/// The sync that a lease is for, if no other worker has it and it has not ended. A lease that has run out holds as
/// long as nobody else took it. The account must be locked.
pub(super) async fn leased(db: &Db, lease: &Lease) -> Work<Option<SyncRun>> {
    let found = find(db, lease.account, &lease.sync).await?;
    Ok(found.filter(|sync| sync.status == SyncStatus::Running && sync.attempt == lease.attempt))
}

/// Whether the holder of a lease may commit what it saw.
pub(super) async fn may_commit(db: &Db, lease: &Lease) -> Work<bool> {
    Ok(leased(db, lease).await?.is_some_and(|sync| !sync.cancel_asked))
}

/// Writes the numbers of a sync.
pub(super) async fn count(db: &Db, lease: &Lease, tally: &Tally) -> Work<()> {
    let count =
        "UPDATE syncs SET seen = $1, expected = $2, calls = $3, added = $4, removed = $5, updated = $6
                 WHERE workspace = $7 AND account = $8 AND id = $9";
    let facts: Params<'_> = &[
        &i64::from(tally.seen),
        &tally.expected.map(i64::from),
        &i64::from(tally.calls),
        &i64::from(tally.added),
        &i64::from(tally.removed),
        &i64::from(tally.updated),
        &lease.account.workspace.0,
        &lease.account.number,
        &lease.sync.as_str(),
    ];
    db.run(count, facts).await.map(drop)
}

/// Ends a sync whose lease was found to hold, with all that follows for its account.
pub(super) async fn end(db: &Db, end: &SyncEnd, status: SyncStatus, snapshot: Option<String>) -> Work<()> {
    let account = end.lease.account;
    let (workspace, number) = (account.workspace.0, account.number);
    count(db, &end.lease, &end.tally).await?;
    let ended = "UPDATE syncs SET status = $1, reason = $2, snapshot = $3, leased_until = NULL, ended_at = $4
                 WHERE workspace = $5 AND account = $6 AND id = $7";
    let reason = end.reason.as_deref().map(text);
    let (id, at) = (end.lease.sync.as_str(), micros(end.at));
    db.run(ended, &[&status.as_str(), &reason, &snapshot, &at, &workspace, &number, &id]).await?;
    let moved = "UPDATE accounts SET suspect_total = $1, next_sync_at = coalesce($2, next_sync_at)
                 WHERE workspace = $3 AND n = $4";
    let (suspect, next) = (end.suspect_total.map(i64::from), end.next_sync_at.map(micros));
    db.run(moved, &[&suspect, &next, &workspace, &number]).await?;
    if let Some(follow) = &end.follow {
        queue(db, account, follow).await?;
    }
    let sync = end.lease.sync.clone();
    let what = match status {
        SyncStatus::Succeeded => Some(Happening::SyncCompleted(sync)),
        SyncStatus::Failed => Some(Happening::SyncFailed(sync)),
        SyncStatus::Queued | SyncStatus::Running | SyncStatus::Cancelled => None,
    };
    if let Some(what) = what {
        outbox::tell(db, account, &what, end.at).await?;
    }
    trim(db, account).await
}

/// Forgets the oldest of those that have ended, but none that a webhook has yet to be told of.
pub(super) async fn trim(db: &Db, account: AccountKey) -> Work<()> {
    let trim = "DELETE FROM syncs WHERE workspace = $1 AND account = $2 AND ended_at IS NOT NULL AND n <=
                (SELECT n FROM syncs WHERE workspace = $1 AND account = $2 AND ended_at IS NOT NULL
                 ORDER BY n DESC LIMIT 1 OFFSET $3)
                AND NOT EXISTS (SELECT 1 FROM events e WHERE e.workspace = $1 AND e.account = $2 AND e.about = syncs.id)";
    db.run(trim, &[&account.workspace.0, &account.number, &KEPT]).await.map(drop)
}
