//! Syncs as jobs: who may have which, and until when. Nothing here moves the generation; a commit, which does, ends its
//! sync by the same steps (`sync_rows`). A worker finds what waits by a look at all, and takes one by its own key, so that
//! a database that shards need lock in one place only.

use async_trait::async_trait;
use kith_model::{SyncId, Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{account as account_of, accounts, get, micros, number, text};
use super::sync_rows::{sync as sync_of, syncs};
use super::{Db, PostgresStore, accounts as account_rows, replies, sync_rows};
use crate::{
    Account, AccountKey, Error, Lease, NewSync, Queued, Remember, Result, Standing, SyncEnd, SyncRun,
    SyncStatus, Syncs, Tally,
};

/// So many are looked at that others may be taking at the same moment.
const CANDIDATES: i64 = 32;

#[async_trait]
impl Syncs for PostgresStore {
    async fn queue_sync(
        &self,
        account: AccountKey,
        new: NewSync,
        next_sync_at: Option<Timestamp>,
        remember: Option<Remember>,
    ) -> Result<Queued> {
        let (new, remember) = (&new, remember.as_ref());
        self.write_quietly(|db| async move {
            if !account_rows::lock(&db, account).await? {
                return Ok(Queued::NoAccount);
            }
            if !replies::keep(&db, account.workspace, remember).await? {
                return Ok(Queued::Twin);
            }
            if let Some(next) = next_sync_at {
                schedule(&db, account, next, false).await?;
            }
            let is_new = sync_rows::queue(&db, account, new).await?;
            let active = sync_rows::active(&db, account).await?;
            let active =
                active.ok_or_else(|| Error::Internal("a sync was queued and is not there".into()))?;
            Ok(if is_new { Queued::New(active) } else { Queued::Running(active) })
        })
        .await
    }

    async fn syncs(&self, account: AccountKey, limit: u32, offset: u32) -> Result<(Vec<SyncRun>, u64)> {
        self.read(|db| async move {
            let page =
                syncs!("WHERE s.workspace = $1 AND s.account = $2 ORDER BY s.n DESC LIMIT $3 OFFSET $4");
            let key: [i64; 2] = [account.workspace.0, account.number];
            let rows = db.all(page, &[&key[0], &key[1], &i64::from(limit), &i64::from(offset)]).await?;
            let total = "SELECT count(*) FROM syncs WHERE workspace = $1 AND account = $2";
            let total = db.one(total, &[&key[0], &key[1]]).await?;
            let total = total.as_ref().map(|row| number(row, 0)).transpose()?.unwrap_or_default();
            Ok((rows.iter().map(sync_of).collect::<Work<_>>()?, total))
        })
        .await
    }

    async fn sync(&self, account: AccountKey, id: &SyncId) -> Result<Option<SyncRun>> {
        let find = syncs!("WHERE s.workspace = $1 AND s.account = $2 AND s.id = $3");
        let row = self.one(find, &[&account.workspace.0, &account.number, &text(id.as_str())]).await?;
        Ok(row.as_ref().map(sync_of).transpose()?)
    }

    async fn due_accounts(&self, now: Timestamp, limit: u32) -> Result<Vec<Account>> {
        let due = accounts!(
            "WHERE a.next_sync_at <= $1 AND NOT a.paused AND NOT a.needs_authorization
             AND NOT EXISTS (SELECT 1 FROM syncs r WHERE r.workspace = a.workspace AND r.account = a.n
                             AND r.status IN ('queued', 'running'))
             ORDER BY a.next_sync_at, a.workspace, a.n LIMIT $2"
        );
        let rows = self.rows(due, &[&micros(now), &i64::from(limit)]).await?;
        rows.iter().map(account_of).collect::<Work<_>>().map_err(Error::from)
    }

    async fn claim_sync(&self, now: Timestamp, until: Timestamp) -> Result<Option<(Account, SyncRun)>> {
        self.end_given_up(now).await?;
        let waiting = "SELECT s.workspace, s.account, s.n
            FROM syncs s JOIN accounts a ON a.workspace = s.workspace AND a.n = s.account
            WHERE s.status IN ('queued', 'running') AND s.run_at <= $1
            AND (s.status = 'queued' OR (s.leased_until <= $1 AND NOT s.cancel_asked))
            AND NOT a.paused AND NOT a.needs_authorization
            ORDER BY s.run_at, s.workspace, s.account LIMIT $2";
        for row in self.rows(waiting, &[&micros(now), &CANDIDATES]).await? {
            let account = AccountKey { workspace: WorkspaceId(get(&row, 0)?), number: get(&row, 1)? };
            let number: i64 = get(&row, 2)?;
            let claimed =
                self.write_quietly(|db| async move { claim(&db, account, number, now, until).await }).await?;
            if claimed.is_some() {
                return Ok(claimed);
            }
        }
        Ok(None)
    }

    async fn report_sync(&self, lease: &Lease, tally: Tally, until: Timestamp) -> Result<Standing> {
        let account = lease.account;
        self.write_quietly(|db| async move {
            let paused = "SELECT paused FROM accounts WHERE workspace = $1 AND n = $2 FOR NO KEY UPDATE";
            let row = db.one(paused, &[&account.workspace.0, &account.number]).await?;
            let Some(row) = row else { return Ok(Standing::Cancelled) };
            let Some(sync) = sync_rows::leased(&db, lease).await? else { return Ok(Standing::Lost) };
            // One that is to be stopped keeps its lease too: it still has to end.
            sync_rows::count(&db, lease, &tally).await?;
            let keep = "UPDATE syncs SET leased_until = $1 WHERE workspace = $2 AND account = $3 AND id = $4";
            let id = lease.sync.as_str();
            db.run(keep, &[&micros(until), &account.workspace.0, &account.number, &id]).await?;
            Ok(if get(&row, 0)? || sync.cancel_asked { Standing::Cancelled } else { Standing::Mine })
        })
        .await
    }

    async fn end_sync(&self, end: SyncEnd) -> Result<bool> {
        if !matches!(end.status, SyncStatus::Failed | SyncStatus::Cancelled) {
            return Err(Error::Internal("a sync without a commit can only fail or be cancelled".into()));
        }
        let end = &end;
        self.write_quietly(|db| async move {
            if !account_rows::lock(&db, end.lease.account).await?
                || sync_rows::leased(&db, &end.lease).await?.is_none()
            {
                return Ok(false);
            }
            sync_rows::end(&db, end, end.status, None).await?;
            Ok(true)
        })
        .await
    }

    async fn cancel_sync(&self, account: AccountKey, id: &SyncId, at: Timestamp) -> Result<Option<SyncRun>> {
        let id = &SyncId::new(text(id.as_str()));
        self.write_quietly(|db| async move {
            if !account_rows::lock(&db, account).await? {
                return Ok(None);
            }
            let key: super::Params<'_> = &[&account.workspace.0, &account.number, &id.as_str(), &micros(at)];
            let end = "UPDATE syncs SET status = 'cancelled', ended_at = $4
                       WHERE workspace = $1 AND account = $2 AND id = $3 AND status = 'queued'";
            let ended = db.run(end, key).await?;
            let ask = "UPDATE syncs SET cancel_asked = true
                       WHERE workspace = $1 AND account = $2 AND id = $3 AND status = 'running'";
            db.run(ask, &key[..3]).await?;
            let now = sync_rows::find(&db, account, id).await?;
            if ended == 1 {
                sync_rows::trim(&db, account).await?;
            }
            Ok(now)
        })
        .await
    }

    async fn schedule(&self, account: AccountKey, next_sync_at: Timestamp, sooner: bool) -> Result<()> {
        self.write_quietly(|db| async move { schedule(&db, account, next_sync_at, sooner).await }).await
    }
}

impl PostgresStore {
    /// Ends syncs that somebody wants stopped, and whose worker is gone.
    async fn end_given_up(&self, now: Timestamp) -> Result<()> {
        let find = "SELECT workspace, account, n FROM syncs
            WHERE status IN ('queued', 'running') AND status = 'running' AND cancel_asked AND leased_until <= $1";
        for row in self.rows(find, &[&micros(now)]).await? {
            let account = AccountKey { workspace: WorkspaceId(get(&row, 0)?), number: get(&row, 1)? };
            let number: i64 = get(&row, 2)?;
            self.write_quietly(|db| async move {
                if !account_rows::lock(&db, account).await? {
                    return Ok(());
                }
                let end = "UPDATE syncs SET status = 'cancelled', leased_until = NULL, ended_at = $4
                    WHERE workspace = $1 AND account = $2 AND n = $3
                    AND status = 'running' AND cancel_asked AND leased_until <= $4";
                db.run(end, &[&account.workspace.0, &account.number, &number, &micros(now)]).await?;
                sync_rows::trim(&db, account).await
            })
            .await?;
        }
        Ok(())
    }
}

/// Takes a sync that was seen to wait, unless somebody else has it by now, or is just taking it.
async fn claim(
    db: &Db,
    account: AccountKey,
    number: i64,
    now: Timestamp,
    until: Timestamp,
) -> Work<Option<(Account, SyncRun)>> {
    let key: [i64; 2] = [account.workspace.0, account.number];
    let free =
        "SELECT 1 FROM accounts WHERE workspace = $1 AND n = $2 AND NOT paused AND NOT needs_authorization
                FOR NO KEY UPDATE SKIP LOCKED";
    if !db.exists(free, &[&key[0], &key[1]]).await? {
        return Ok(None);
    }
    let claim = "UPDATE syncs SET status = 'running', attempt = attempt + 1, leased_until = $4,
                 started_at = coalesce(started_at, $5)
                 WHERE workspace = $1 AND account = $2 AND n = $3
                 AND (status = 'queued' OR (status = 'running' AND leased_until <= $5 AND NOT cancel_asked))";
    if db.run(claim, &[&key[0], &key[1], &number, &micros(until), &micros(now)]).await? == 0 {
        return Ok(None);
    }
    Ok(account_rows::by_key(db, account).await?.zip(sync_rows::active(db, account).await?))
}

/// An account without a schedule is one whose next sync is infinitely far.
async fn schedule(db: &Db, account: AccountKey, next: Timestamp, sooner: bool) -> Work<()> {
    let set = "UPDATE accounts SET next_sync_at = $1 WHERE workspace = $2 AND n = $3
               AND (NOT $4 OR next_sync_at IS NULL OR next_sync_at > $1)";
    db.run(set, &[&micros(next), &account.workspace.0, &account.number, &sooner]).await.map(drop)
}
