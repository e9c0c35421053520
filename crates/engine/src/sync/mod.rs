//! `sync_account`, `list_syncs`, `get_sync`, `cancel_sync`: asking for syncs and looking at them. A sync is a row from
//! the moment that it is wanted; who carries it out is in `run`, when in `schedule`, how a list is read in `read`.

pub(crate) mod read;
mod run;
pub(crate) mod schedule;
mod work;

use kith_model::{AccountId, SyncId, Timestamp, WorkspaceId, clock};
use kith_store::{Account, Cause, Mode, NewSync, Queued, SourceKind, SyncRun};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Done, Engine, Error, Result, Retry};

/// A sync as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SyncInfo {
    /// The sync's id.
    pub id: String,
    /// `queued`, `running`, `succeeded`, `failed` or `cancelled`.
    pub status: String,
    /// Why it failed or was cancelled.
    pub reason: Option<String>,
    /// Connections seen so far.
    pub seen: u32,
    /// How many the source says there are; null where it tells none, or has not told yet.
    pub expected: Option<u32>,
    /// Members who were not in the list before.
    pub added: u32,
    /// Members who are no longer in the list.
    pub removed: u32,
    /// Members of whom something changed.
    pub updated: u32,
    /// The newest snapshot when it had succeeded.
    pub snapshot: Option<String>,
    /// Calls made to the source.
    pub calls: u32,
    /// When it began.
    pub started_at: Option<String>,
    /// When it ended.
    pub ended_at: Option<String>,
}

impl From<&SyncRun> for SyncInfo {
    fn from(sync: &SyncRun) -> Self {
        let tally = sync.tally;
        Self {
            id: sync.id.to_string(),
            status: sync.status.as_str().into(),
            reason: sync.reason.clone(),
            seen: tally.seen,
            expected: tally.expected,
            added: tally.added,
            removed: tally.removed,
            updated: tally.updated,
            snapshot: sync.snapshot.as_ref().map(ToString::to_string),
            calls: tally.calls,
            started_at: sync.started_at.map(clock::rfc3339),
            ended_at: sync.ended_at.map(clock::rfc3339),
        }
    }
}

impl SyncInfo {
    /// Whether it has yet to end.
    pub fn is_active(&self) -> bool {
        matches!(self.status.as_str(), "queued" | "running")
    }
}

impl Engine {
    /// Queues a sync to begin at once, unless one is active, which is then the answer.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::Paused`], [`Error::NeedsAuthorization`]; [`Error::NotCalled`] of accounts that
    /// are filled by imports, [`Error::Invalid`] of live ones.
    pub async fn sync_account(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        retry: Option<&Retry>,
    ) -> Result<Done<SyncInfo>> {
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let account = self.get_account(workspace, id).await?;
        can_be_synced(&account)?;
        let new = self.new_sync(Cause::Request, self.clock.now());
        // A repeat must name the sync that the first was answered with.
        let (active, _) = self.store.syncs(account.key, 1, 0).await?;
        let active = active.iter().find(|sync| sync.status.is_active());
        let shown = active.map_or_else(|| SyncInfo::from(&waiting(&new)), SyncInfo::from);
        let remember = self.remember(retry, Some(account.key), &shown)?;
        let outcome = match self.store.queue_sync(account.key, new, None, remember).await? {
            Queued::New(sync) | Queued::Running(sync) => SyncInfo::from(&sync),
            Queued::NoAccount => return Err(Error::NoAccount),
            Queued::Twin => return self.twin(workspace, retry).await,
        };
        self.wake.notify_one();
        Ok(Done { outcome, replayed: false })
    }

    /// The syncs of an account, newest first, and how many are kept.
    ///
    /// # Errors
    /// [`Error::NoAccount`].
    pub async fn list_syncs(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        limit: u32,
        offset: u32,
    ) -> Result<(Vec<SyncInfo>, u64)> {
        let account = self.get_account(workspace, id).await?;
        let (syncs, total) = self.store.syncs(account.key, limit, offset).await?;
        Ok((syncs.iter().map(SyncInfo::from).collect(), total))
    }

    /// One sync.
    ///
    /// # Errors
    /// [`Error::NoAccount`]; [`Error::NotFound`] if the account has no such sync.
    pub async fn get_sync(&self, workspace: WorkspaceId, id: &AccountId, sync: &SyncId) -> Result<SyncInfo> {
        let account = self.get_account(workspace, id).await?;
        self.store.sync(account.key, sync).await?.as_ref().map(SyncInfo::from).ok_or_else(no_sync)
    }

    /// Ends a sync that waits at once, and a running one with its next page. One that has ended stays as it is.
    ///
    /// # Errors
    /// As [`Engine::get_sync`].
    pub async fn cancel_sync(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        sync: &SyncId,
        retry: Option<&Retry>,
    ) -> Result<Done<SyncInfo>> {
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let account = self.get_account(workspace, id).await?;
        let sync = self.store.cancel_sync(account.key, sync, self.clock.now()).await?;
        let outcome = sync.as_ref().map(SyncInfo::from).ok_or_else(no_sync)?;
        Ok(Done { outcome, replayed: false })
    }

    pub(crate) fn new_sync(&self, cause: Cause, run_at: Timestamp) -> NewSync {
        NewSync { id: SyncId::generate(&*self.random), cause, queued_at: self.clock.now(), run_at }
    }
}

/// Whether there is a source to call and a mirror to fill.
fn can_be_synced(account: &Account) -> Result<()> {
    match (account.source, account.mode) {
        (SourceKind::Archive, _) => Err(Error::NotCalled),
        (_, Mode::Live) => Err(Error::Invalid(
            "this account is live: each read asks its source, and there is nothing to sync".into(),
        )),
        _ if account.paused => Err(Error::Paused),
        _ if account.needs_authorization => Err(Error::NeedsAuthorization),
        _ => Ok(()),
    }
}

fn no_sync() -> Error {
    Error::NotFound("the account has no sync with this id; GET /v2/accounts/{id}/syncs lists them".into())
}

/// What a sync looks like before the store has it.
fn waiting(new: &NewSync) -> SyncRun {
    SyncRun {
        number: 0,
        id: new.id.clone(),
        status: kith_store::SyncStatus::Queued,
        cause: new.cause,
        reason: None,
        tally: kith_store::Tally::default(),
        snapshot: None,
        attempt: 0,
        cancel_asked: false,
        queued_at: new.queued_at,
        run_at: new.run_at,
        started_at: None,
        ended_at: None,
    }
}
