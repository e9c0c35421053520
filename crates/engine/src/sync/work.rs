//! The worker: queues what is due, takes up what waits, and ends in order when it is told to. A process that serves
//! has one; a command that syncs without a server has one for as long as it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use kith_model::Timestamp;
use kith_store::{Account, Cause, SourceKind};
use tokio::task::JoinSet;

use super::schedule::next_turn;
use crate::upstream::{SyncSettings, Trouble};
use crate::{Engine, Result};

/// How often the worker looks for what another process has queued.
const LOOK: Duration = Duration::from_secs(1);
/// How many accounts are queued at a time.
const DUE: u32 = 500;

impl Engine {
    /// Syncs, and tells webhooks, until `stop`; then syncs under way end at their next page, to be taken up again later.
    pub async fn work(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let stop = stop.shared();
        tokio::join!(Arc::clone(&self).sync_all(stop.clone()), self.deliver(stop));
    }

    async fn sync_all(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let Ok(upstream) = self.upstream() else { return };
        let workers = upstream.sync.workers.max(1) as usize;
        let stopping = Arc::new(AtomicBool::new(false));
        let mut running = JoinSet::new();
        tokio::pin!(stop);
        loop {
            match self.queue_due().await {
                Ok(to_ask) => {
                    for account in to_ask {
                        let (engine, stopping) = (Arc::clone(&self), Arc::clone(&stopping));
                        running.spawn(async move { engine.ask_for_hint(&account, &stopping).await });
                    }
                }
                Err(error) => tracing::warn!(%error, "what is due could not be queued"),
            }
            while running.len() < workers {
                match self.claim().await {
                    Ok(Some(claimed)) => {
                        let (engine, stopping) = (Arc::clone(&self), Arc::clone(&stopping));
                        running.spawn(async move {
                            if let Err(error) = engine.carry_out(&claimed, &stopping).await {
                                tracing::error!(%error, "a sync could not be ended; its lease will end by itself");
                            }
                        });
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "no sync could be taken up");
                        break;
                    }
                }
            }
            tokio::select! {
                () = &mut stop => break,
                Some(_) = running.join_next() => {}
                () = self.wake.notified() => {}
                () = upstream.timer.sleep(LOOK) => {}
            }
        }
        stopping.store(true, Ordering::Relaxed);
        while running.join_next().await.is_some() {}
    }

    /// Queues what is due and carries out one sync. `false` if none waited.
    ///
    /// # Errors
    /// The store's.
    pub async fn work_once(&self) -> Result<bool> {
        let stopping = Arc::new(AtomicBool::new(false));
        for account in self.queue_due().await? {
            self.ask_for_hint(&account, &stopping).await;
        }
        let Some(claimed) = self.claim().await? else { return Ok(false) };
        self.carry_out(&claimed, &stopping).await?;
        Ok(true)
    }

    /// Queues what is due; answers with the accounts that it is enough to ask for a hint.
    async fn queue_due(&self) -> Result<Vec<Account>> {
        let (now, settings) = (self.clock.now(), self.upstream_sync());
        let mut to_ask = Vec::new();
        for account in self.store.due_accounts(now, DUE).await? {
            let next = next_turn(&account.id, now, turn_of(&account, settings));
            if is_to_be_asked(&account, settings, now) {
                self.store.schedule(account.key, next, false).await?;
                to_ask.push(account);
            } else {
                let new = self.new_sync(Cause::Schedule, now);
                self.store.queue_sync(account.key, new, Some(next), None).await?;
            }
        }
        Ok(to_ask)
    }

    /// Asks an account's source whether something happened, and queues a sync if so. A hint is a kindness: without
    /// it the account is synced when its day is over.
    async fn ask_for_hint(&self, account: &Account, stopping: &Arc<AtomicBool>) {
        match self.hint(account, stopping).await {
            Ok(false) => {}
            Ok(true) => {
                let new = self.new_sync(Cause::Hint, self.clock.now());
                if let Err(error) = self.store.queue_sync(account.key, new, None, None).await {
                    tracing::warn!(%error, "a sync could not be queued");
                }
            }
            Err(trouble) => {
                tracing::info!(
                    account = account.id.as_str(),
                    reason = trouble.reason(),
                    "no hint could be had"
                );
            }
        }
    }

    async fn hint(&self, account: &Account, stopping: &Arc<AtomicBool>) -> Result<bool, Trouble> {
        let since = self.store.source_state(account.key).await?.hints_since;
        let since = since.or_else(|| account.synced_at.map(Timestamp::as_millisecond)).unwrap_or(0);
        let line = self.line(account, None, Some(Arc::clone(stopping))).await?;
        let hint = line.hint(since).await;
        line.end().await;
        let Some(hint) = hint? else { return Ok(false) };
        self.store.hinted(account.key, hint.next_since).await?;
        Ok(hint.touched)
    }
}

/// Whether it is enough to ask for a hint: the day since the last sync is not over yet.
fn is_to_be_asked(account: &Account, settings: SyncSettings, now: Timestamp) -> bool {
    // Turns are half a round apart at the least: the day is over a little before it is.
    let day = settings.every.saturating_sub(settings.hint_every / 2);
    account.source == SourceKind::Portability && account.synced_at.is_some_and(|synced| now < synced + day)
}

/// How far apart an account's turns are: where hints are to be had, it is looked at more often than synced.
fn turn_of(account: &Account, settings: SyncSettings) -> Duration {
    match account.source {
        SourceKind::Portability => settings.hint_every.min(settings.every),
        SourceKind::Archive | SourceKind::ConnectionsApi => settings.every,
    }
}
