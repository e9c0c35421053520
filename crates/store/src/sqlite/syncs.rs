//! Syncs as jobs: who may have which, and until when. Nothing here moves the generation; a commit, which does, ends its
//! sync by the same steps (`sync_rows`).

use async_trait::async_trait;
use kith_model::{SyncId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{ACCOUNT, Micros, account as account_of};
use super::sync_rows::{SYNC, sync as sync_of};
use super::{SqliteStore, accounts, replies, sync_rows};
use crate::{
    Account, AccountKey, Error, Lease, NewSync, Queued, Remember, Result, Standing, SyncEnd, SyncRun,
    SyncStatus, Syncs, Tally,
};

#[async_trait]
impl Syncs for SqliteStore {
    async fn queue_sync(
        &self,
        account: AccountKey,
        new: NewSync,
        next_sync_at: Option<Timestamp>,
        remember: Option<Remember>,
    ) -> Result<Queued> {
        self.write_quietly(move |db| {
            if !accounts::is_there(db, account)? {
                return Ok(Queued::NoAccount);
            }
            if !replies::keep(db, account.workspace, remember.as_ref())? {
                return Ok(Queued::Twin);
            }
            if let Some(next) = next_sync_at {
                schedule(db, account, next, false)?;
            }
            let is_new = sync_rows::queue(db, account.number, &new)?;
            let active = sync_rows::active(db, account.number)?;
            let active =
                active.ok_or_else(|| Error::Internal("a sync was queued and is not there".into()))?;
            Ok(if is_new { Queued::New(active) } else { Queued::Running(active) })
        })
        .await
    }

    async fn syncs(&self, account: AccountKey, limit: u32, offset: u32) -> Result<(Vec<SyncRun>, u64)> {
        self.read(move |db| {
            let mine = "s.account = (SELECT n FROM accounts WHERE workspace = ? AND n = ?)";
            let mut page =
                db.prepare_cached(&format!("{SYNC} WHERE {mine} ORDER BY s.n DESC LIMIT ? OFFSET ?"))?;
            let key = (account.workspace.0, account.number);
            let rows = page.query_map(params![key.0, key.1, limit, offset], sync_of)?;
            let mut total = db.prepare_cached(&format!("SELECT count(*) FROM syncs s WHERE {mine}"))?;
            Ok((rows.collect::<rusqlite::Result<_>>()?, total.query_row(key, |row| row.get(0))?))
        })
        .await
    }

    async fn sync(&self, account: AccountKey, id: &SyncId) -> Result<Option<SyncRun>> {
        let id = id.clone();
        self.read(move |db| {
            if accounts::is_there(db, account)? { sync_rows::find(db, account.number, &id) } else { Ok(None) }
        })
        .await
    }

    async fn due_accounts(&self, now: Timestamp, limit: u32) -> Result<Vec<Account>> {
        self.read(move |db| {
            let mut due = db.prepare_cached(&format!(
                "{ACCOUNT} WHERE a.next_sync_at <= ? AND NOT a.paused AND NOT a.needs_authorization
                 AND NOT EXISTS (SELECT 1 FROM syncs r WHERE r.account = a.n AND r.status IN ('queued', 'running'))
                 ORDER BY a.next_sync_at, a.n LIMIT ?"
            ))?;
            let rows = due.query_map(params![Micros(now), limit], account_of)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn claim_sync(&self, now: Timestamp, until: Timestamp) -> Result<Option<(Account, SyncRun)>> {
        // Workers ask often and mostly for nothing: charges don't wait for that.
        if !self.read(move |db| Ok(claimable(db, now)?.is_some() || given_up(db, now)?)).await? {
            return Ok(None);
        }
        self.write_quietly(move |db| {
            end_given_up(db, now)?;
            let Some((account, number)) = claimable(db, now)? else { return Ok(None) };
            let claim = "UPDATE syncs SET status = 'running', attempt = attempt + 1, leased_until = ?,
                         started_at = coalesce(started_at, ?) WHERE account = ? AND n = ?";
            db.prepare_cached(claim)?.execute(params![Micros(until), Micros(now), account, number])?;
            Ok(accounts::by_number(db, account)?.zip(sync_rows::active(db, account)?))
        })
        .await
    }

    async fn report_sync(&self, lease: &Lease, tally: Tally, until: Timestamp) -> Result<Standing> {
        let lease = lease.clone();
        self.write_quietly(move |db| {
            let paused = "SELECT paused FROM accounts WHERE workspace = ? AND n = ?";
            let key = [lease.account.workspace.0, lease.account.number];
            let paused: Option<bool> =
                db.prepare_cached(paused)?.query_row(key, |row| row.get(0)).optional()?;
            let Some(paused) = paused else { return Ok(Standing::Cancelled) };
            let Some(sync) = sync_rows::leased(db, &lease)? else { return Ok(Standing::Lost) };
            // One that is to be stopped keeps its lease too: it still has to end.
            sync_rows::count(db, &lease, &tally)?;
            let keep = "UPDATE syncs SET leased_until = ? WHERE account = ? AND id = ?";
            db.prepare_cached(keep)?.execute(params![
                Micros(until),
                lease.account.number,
                lease.sync.as_str()
            ])?;
            Ok(if paused || sync.cancel_asked { Standing::Cancelled } else { Standing::Mine })
        })
        .await
    }

    async fn end_sync(&self, end: SyncEnd) -> Result<bool> {
        if !matches!(end.status, SyncStatus::Failed | SyncStatus::Cancelled) {
            return Err(Error::Internal("a sync without a commit can only fail or be cancelled".into()));
        }
        self.write_quietly(move |db| {
            if !accounts::is_there(db, end.lease.account)? || sync_rows::leased(db, &end.lease)?.is_none() {
                return Ok(false);
            }
            sync_rows::end(db, &end, end.status, None)?;
            Ok(true)
        })
        .await
    }

    async fn cancel_sync(&self, account: AccountKey, id: &SyncId, at: Timestamp) -> Result<Option<SyncRun>> {
        let id = id.clone();
        self.write_quietly(move |db| {
            if !accounts::is_there(db, account)? {
                return Ok(None);
            }
            let end = "UPDATE syncs SET status = 'cancelled', ended_at = ?
                       WHERE account = ? AND id = ? AND status = 'queued'";
            let ended = db.prepare_cached(end)?.execute(params![Micros(at), account.number, id.as_str()])?;
            let ask = "UPDATE syncs SET cancel_asked = 1 WHERE account = ? AND id = ? AND status = 'running'";
            db.prepare_cached(ask)?.execute(params![account.number, id.as_str()])?;
            let now = sync_rows::find(db, account.number, &id)?;
            if ended == 1 {
                sync_rows::trim(db, account.number)?;
            }
            Ok(now)
        })
        .await
    }

    async fn schedule(&self, account: AccountKey, next_sync_at: Timestamp, sooner: bool) -> Result<()> {
        self.write_quietly(move |db| schedule(db, account, next_sync_at, sooner)).await
    }
}

/// An account without a schedule is one whose next sync is infinitely far.
fn schedule(db: &Transaction<'_>, account: AccountKey, next: Timestamp, sooner: bool) -> Result<()> {
    let set = "UPDATE accounts SET next_sync_at = ?1 WHERE workspace = ?2 AND n = ?3
               AND (NOT ?4 OR next_sync_at IS NULL OR next_sync_at > ?1)";
    db.prepare_cached(set)?.execute(params![Micros(next), account.workspace.0, account.number, sooner])?;
    Ok(())
}

/// The sync that has waited longest for a worker: its account and its number.
fn claimable(db: &Transaction<'_>, now: Timestamp) -> Result<Option<(i64, i64)>> {
    let find = "SELECT s.account, s.n FROM syncs s JOIN accounts a ON a.n = s.account
                WHERE s.status IN ('queued', 'running') AND s.run_at <= ?1
                AND (s.status = 'queued' OR (s.leased_until <= ?1 AND NOT s.cancel_asked))
                AND NOT a.paused AND NOT a.needs_authorization
                ORDER BY s.run_at, s.account LIMIT 1";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(db.prepare_cached(find)?.query_row([Micros(now)], row).optional()?)
}

/// Syncs that somebody wants stopped, and whose worker is gone.
const GIVEN_UP: &str =
    "FROM syncs WHERE status IN ('queued', 'running') AND status = 'running' AND cancel_asked
                        AND leased_until <= ?";

fn given_up(db: &Transaction<'_>, now: Timestamp) -> Result<bool> {
    Ok(db.prepare_cached(&format!("SELECT 1 {GIVEN_UP}"))?.exists([Micros(now)])?)
}

fn end_given_up(db: &Transaction<'_>, now: Timestamp) -> Result<()> {
    let mut find = db.prepare_cached(&format!("SELECT account, n {GIVEN_UP}"))?;
    let found = find.query_map([Micros(now)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let found: Vec<(i64, i64)> = found.collect::<rusqlite::Result<_>>()?;
    for (account, number) in found {
        let end = "UPDATE syncs SET status = 'cancelled', leased_until = NULL, ended_at = ?
                   WHERE account = ? AND n = ?";
        db.prepare_cached(end)?.execute(params![Micros(now), account, number])?;
        sync_rows::trim(db, account)?;
    }
    Ok(())
}
