//! Rows of syncs, and the steps of one within a transaction: queued, leased, ended. Which account may be synced and
//! whose it is, callers have asked before.

use kith_model::{SnapshotId, SyncId};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::outbox;
use super::rows::{Micros, known, time};
use crate::{Cause, Happening, Lease, NewSync, Result, SyncEnd, SyncRun, SyncStatus, Tally};

/// How many syncs that have ended are kept of an account: what a member may want to look back on.
const KEPT: u32 = 200;

/// What every query of syncs selects, for [`sync`].
pub(super) const SYNC: &str = "SELECT s.n, s.id, s.status, s.cause, s.reason, s.seen, s.expected, s.calls, s.added,
    s.removed, s.updated, s.snapshot, s.attempt, s.cancel_asked, s.queued_at, s.run_at, s.started_at, s.ended_at
    FROM syncs s";

pub(super) fn sync(row: &Row<'_>) -> rusqlite::Result<SyncRun> {
    Ok(SyncRun {
        number: row.get(0)?,
        id: SyncId::new(row.get::<_, String>(1)?),
        status: known(row, 2, &SyncStatus::ALL, |status| status.as_str())?,
        cause: known(row, 3, &Cause::ALL, |cause| cause.as_str())?,
        reason: row.get(4)?,
        tally: Tally {
            seen: row.get(5)?,
            expected: row.get(6)?,
            calls: row.get(7)?,
            added: row.get(8)?,
            removed: row.get(9)?,
            updated: row.get(10)?,
        },
        snapshot: row.get::<_, Option<String>>(11)?.map(SnapshotId::new),
        attempt: row.get(12)?,
        cancel_asked: row.get(13)?,
        queued_at: row.get::<_, Micros>(14)?.0,
        run_at: row.get::<_, Micros>(15)?.0,
        started_at: time(row, 16)?,
        ended_at: time(row, 17)?,
    })
}

/// One of an account.
pub(super) fn find(db: &Transaction<'_>, account: i64, id: &SyncId) -> Result<Option<SyncRun>> {
    let mut find = db.prepare_cached(&format!("{SYNC} WHERE s.account = ? AND s.id = ?"))?;
    Ok(find.query_row(params![account, id.as_str()], sync).optional()?)
}

/// The one that waits or runs.
pub(super) fn active(db: &Transaction<'_>, account: i64) -> Result<Option<SyncRun>> {
    let find = format!("{SYNC} WHERE s.account = ? AND s.status IN ('queued', 'running')");
    Ok(db.prepare_cached(&find)?.query_row([account], sync).optional()?)
}

/// Makes sure that one waits or runs; whether it is this new one.
pub(super) fn queue(db: &Transaction<'_>, account: i64, new: &NewSync) -> Result<bool> {
    let sooner = "UPDATE syncs SET run_at = ? WHERE account = ? AND status = 'queued' AND run_at > ?";
    if active(db, account)?.is_some() {
        let at = new.run_at;
        db.prepare_cached(sooner)?.execute(params![Micros(at), account, Micros(at)])?;
        return Ok(false);
    }
    let add = "INSERT INTO syncs (account, n, id, status, cause, queued_at, run_at)
               SELECT ?1, 1 + coalesce(max(n), 0), ?2, ?3, ?4, ?5, ?6 FROM syncs WHERE account = ?1";
    db.prepare_cached(add)?.execute(params![
        account,
        new.id.as_str(),
        SyncStatus::Queued.as_str(),
        new.cause.as_str(),
        Micros(new.queued_at),
        Micros(new.run_at)
    ])?;
    Ok(true)
}

/// The sync that a lease is for, if no other worker has it and it has not ended. A lease that has run out holds as
/// long as nobody else took it.
pub(super) fn leased(db: &Transaction<'_>, lease: &Lease) -> Result<Option<SyncRun>> {
    let found = find(db, lease.account.number, &lease.sync)?;
    Ok(found.filter(|sync| sync.status == SyncStatus::Running && sync.attempt == lease.attempt))
}

/// Whether the holder of a lease may commit what it saw.
pub(super) fn may_commit(db: &Transaction<'_>, lease: &Lease) -> Result<bool> {
    Ok(leased(db, lease)?.is_some_and(|sync| !sync.cancel_asked))
}

/// Writes the numbers of a sync.
pub(super) fn count(db: &Transaction<'_>, lease: &Lease, tally: &Tally) -> Result<()> {
    let count = "UPDATE syncs SET seen = ?, expected = ?, calls = ?, added = ?, removed = ?, updated = ?
                 WHERE account = ? AND id = ?";
    db.prepare_cached(count)?.execute(params![
        tally.seen,
        tally.expected,
        tally.calls,
        tally.added,
        tally.removed,
        tally.updated,
        lease.account.number,
        lease.sync.as_str()
    ])?;
    Ok(())
}

/// Ends a sync whose lease was found to hold, with all that follows for its account.
pub(super) fn end(
    db: &Transaction<'_>,
    end: &SyncEnd,
    status: SyncStatus,
    snapshot: Option<&str>,
) -> Result<()> {
    let account = end.lease.account.number;
    count(db, &end.lease, &end.tally)?;
    let ended = "UPDATE syncs SET status = ?, reason = ?, snapshot = ?, leased_until = NULL, ended_at = ?
                 WHERE account = ? AND id = ?";
    db.prepare_cached(ended)?.execute(params![
        status.as_str(),
        end.reason,
        snapshot,
        Micros(end.at),
        account,
        end.lease.sync.as_str()
    ])?;
    let moved = "UPDATE accounts SET suspect_total = ?, next_sync_at = coalesce(?, next_sync_at) WHERE n = ?";
    db.prepare_cached(moved)?.execute(params![end.suspect_total, end.next_sync_at.map(Micros), account])?;
    if let Some(follow) = &end.follow {
        queue(db, account, follow)?;
    }
    let sync = end.lease.sync.clone();
    let what = match status {
        SyncStatus::Succeeded => Some(Happening::SyncCompleted(sync)),
        SyncStatus::Failed => Some(Happening::SyncFailed(sync)),
        SyncStatus::Queued | SyncStatus::Running | SyncStatus::Cancelled => None,
    };
    if let Some(what) = what {
        outbox::tell(db, end.lease.account, &what, end.at)?;
    }
    trim(db, account)
}

/// Forgets the oldest of those that have ended, but none that a webhook has yet to be told of.
pub(super) fn trim(db: &Transaction<'_>, account: i64) -> Result<()> {
    let trim = "DELETE FROM syncs WHERE account = ?1 AND ended_at IS NOT NULL AND n <=
                (SELECT n FROM syncs WHERE account = ?1 AND ended_at IS NOT NULL ORDER BY n DESC LIMIT 1 OFFSET ?2)
                AND NOT EXISTS (SELECT 1 FROM accounts a JOIN events e ON e.workspace = a.workspace AND e.account = a.n
                                WHERE a.n = ?1 AND e.about = syncs.id)";
    db.prepare_cached(trim)?.execute(params![account, KEPT])?;
    Ok(())
}
