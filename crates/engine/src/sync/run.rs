//! One sync, from its claim to its end: the list is read whole and committed with the sync's end in one step, or the
//! sync fails with its reason and the snapshot before serves on. There is no third way out.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use kith_model::{MemberId, Picture, Timestamp, picture};
use kith_sources::SourceError;
use kith_store::{
    Account, Cause, Commit, Committed, Lease, SourceKind, Standing, SyncEnd, SyncRun, SyncStatus, Tally,
};

use super::read::{Bounds, Unread, Whole, whole_list};
use super::schedule::{next_turn, spread};
use crate::mirror::Plan;
use crate::upstream::{Line, Trouble};
use crate::{Engine, Result};

/// So many signs of life a worker gives in the time of a lease while it waits.
const HEARTBEATS: u32 = 6;
/// How often progress is written down.
const REPORT: i64 = 1_000_000; // microseconds
/// How often a commit is tried when others come first.
const TRIES: u32 = 5;

/// What the source's data not being there yet means for the next try.
const NOT_READY: Duration = Duration::from_mins(30);

/// A sync in a worker's hands.
pub(super) struct Running {
    pub(super) account: Account,
    lease: Lease,
    /// Calls of earlier attempts.
    calls_before: u32,
    seen: AtomicU32,
    expected: AtomicI64,
    reported_at: AtomicI64,
}

/// How it came out.
enum Outcome {
    Committed,
    Failed {
        reason: String,
        suspect: Option<u32>,
        next: Option<Timestamp>,
        follow: Option<Cause>,
    },
    Cancelled(String),
    /// Not this worker's any more, or to be taken up again by another.
    Dropped,
}

impl Engine {
    /// Takes up the sync that has waited longest of those whose time has come. `None` if there is none.
    pub(super) async fn claim(&self) -> Result<Option<Running>> {
        let now = self.clock.now();
        let claimed = self.store.claim_sync(now, now + self.upstream_sync().lease).await?;
        Ok(claimed.map(|(account, sync)| Running::of(account, &sync)))
    }

    /// Carries a sync out.
    pub(super) async fn carry_out(&self, running: &Running, stopping: &Arc<AtomicBool>) -> Result<()> {
        let account = &running.account;
        tracing::info!(account = account.id.as_str(), sync = running.lease.sync.as_str(), "a sync begins");
        let line = self.line(account, None, Some(Arc::clone(stopping))).await;
        let (outcome, calls) = match line {
            Ok(line) => {
                let outcome = self.with_heartbeat(running, &line).await;
                line.end().await;
                (outcome, line.calls())
            }
            Err(trouble) => (self.failed(account, trouble), 0),
        };
        let mut tally = running.tally(calls);
        let (status, reason, suspect_total, next_sync_at, follow) = match outcome {
            Outcome::Committed => return Ok(()),
            Outcome::Dropped => {
                // Whoever comes next need not wait for the lease to end.
                self.store.report_sync(&running.lease, tally, self.clock.now()).await?;
                return Ok(());
            }
            Outcome::Cancelled(reason) => (SyncStatus::Cancelled, reason, account.suspect_total, None, None),
            Outcome::Failed { reason, suspect, next, follow } => {
                (SyncStatus::Failed, reason, suspect, next, follow)
            }
        };
        (tally.added, tally.removed, tally.updated) = (0, 0, 0);
        tracing::warn!(
            account = account.id.as_str(),
            sync = running.lease.sync.as_str(),
            reason,
            "a sync ended without a list"
        );
        metrics::counter!("kith_syncs_total", "status" => status.as_str()).increment(1);
        let at = self.clock.now();
        let follow = follow.map(|cause| self.new_sync(cause, at + self.upstream_sync().confirm_after));
        let lease = running.lease.clone();
        let reason = Some(reason);
        let end = SyncEnd { lease, status, reason, tally, at, next_sync_at, suspect_total, follow };
        self.store.end_sync(end).await?;
        self.ring.notify_one();
        Ok(())
    }

    /// Reads and commits; the lease is kept also while one call is waited for, and a cancel is heard.
    async fn with_heartbeat(&self, running: &Running, line: &Line<'_>) -> Outcome {
        let lease = self.upstream_sync().lease;
        // Side by side: a beat may wait for a row that the commit holds, and the commit must go on meanwhile.
        let beats = async {
            loop {
                tokio::time::sleep(lease / HEARTBEATS).await;
                let until = self.clock.now() + lease;
                match self.store.report_sync(&running.lease, running.tally(line.calls()), until).await {
                    Ok(Standing::Cancelled) => return Outcome::Cancelled("cancelled".into()),
                    Ok(Standing::Lost) => {
                        // It is over for everybody, or somebody else's: in the first case the work hears of it now.
                        tokio::time::sleep(lease / HEARTBEATS).await;
                        return Outcome::Dropped;
                    }
                    Ok(Standing::Mine) | Err(_) => {} // the lease outlasts a few missed beats
                }
            }
        };
        tokio::select! {
            biased;
            outcome = self.read_and_commit(running, line) => outcome,
            outcome = beats => outcome,
        }
    }

    async fn read_and_commit(&self, running: &Running, line: &Line<'_>) -> Outcome {
        let account = &running.account;
        let (settings, sync) = match self.upstream() {
            Ok(upstream) => (&upstream.settings, upstream.sync),
            Err(error) => return self.failed(account, error.into()),
        };
        let bounds = Bounds {
            page_size: settings.page_size,
            max_rows: settings.max_rows,
            repeats: account.source == SourceKind::Portability && settings.portability_repeats,
        };
        let mut last = String::new();
        for _ in 0..sync.rounds.max(1) {
            let progress = |seen, expected| self.report(running, line, seen, expected);
            match whole_list(line, bounds, progress).await {
                Ok(whole) => return self.finish(running, line, whole).await,
                Err(Unread::Disagree(words)) => last = words,
                Err(Unread::Trouble(trouble)) => return self.failed(account, trouble),
            }
        }
        let reason = format!("no whole list in {} readings; of the last one: {last}", sync.rounds);
        self.failure(account, reason, account.suspect_total, None)
    }

    /// Writes down how far it is, now and then, and learns whether to go on.
    async fn report(
        &self,
        running: &Running,
        line: &Line<'_>,
        seen: u32,
        expected: Option<u32>,
    ) -> Result<(), Trouble> {
        running.seen.store(seen, Ordering::Relaxed);
        running.expected.store(expected.map_or(-1, i64::from), Ordering::Relaxed);
        if line.is_stopping() {
            return Err(Trouble::Stopping);
        }
        let now = self.clock.now();
        let last = running.reported_at.load(Ordering::Relaxed);
        if now.as_microsecond() - last < REPORT && last != 0 {
            return Ok(());
        }
        running.reported_at.store(now.as_microsecond(), Ordering::Relaxed);
        let standing = self
            .store
            .report_sync(&running.lease, running.tally(line.calls()), now + self.upstream_sync().lease)
            .await?;
        match standing {
            Standing::Mine => Ok(()),
            Standing::Cancelled => Err(Trouble::Cancelled),
            Standing::Lost => Err(Trouble::Stopping),
        }
    }

    async fn finish(&self, running: &Running, line: &Line<'_>, list: Whole) -> Outcome {
        for _ in 0..TRIES {
            match self.try_to_commit(running, line, &list).await {
                Ok(Some(outcome)) => return outcome,
                Ok(None) => {}
                Err(error) => return self.failed(&running.account, error.into()),
            }
        }
        self.failed(&running.account, Trouble::Ours(crate::Error::Unavailable))
    }

    /// `None`: another commit came first.
    async fn try_to_commit(
        &self,
        running: &Running,
        line: &Line<'_>,
        list: &Whole,
    ) -> Result<Option<Outcome>> {
        let Some(account) = self.store.account(running.account.key.workspace, &running.account.id).await?
        else {
            return Ok(Some(Outcome::Dropped));
        };
        let plan = self.plan_list(&account, &list.connections).await?;
        let sync = self.upstream_sync();
        if let Some(outcome) = self.to_be_confirmed(&account, &plan) {
            return Ok(Some(outcome));
        }
        let now = self.clock.now();
        let tally = Tally {
            added: plan.added,
            removed: plan.removed,
            updated: plan.updated,
            seen: plan.total,
            ..running.tally(line.calls())
        };
        let every = if account.source == SourceKind::Portability { sync.hint_every } else { sync.every };
        let end = SyncEnd {
            lease: running.lease.clone(),
            status: SyncStatus::Succeeded,
            reason: None,
            tally,
            at: now,
            next_sync_at: Some(next_turn(&account.id, now, every.min(sync.every))),
            suspect_total: None,
            follow: None,
        };
        let commit = Commit {
            base: plan.old.as_ref().map(|old| old.seq),
            upstream_total: list.total,
            owner: None,
            replaces_owner: false,
            pictures: self.new_pictures(&account, list, now).await?,
            at: now,
            remember: None,
            sync: Some(end),
            snapshot: plan.new,
        };
        Ok(match self.store.commit(account.key, commit).await? {
            Committed::Done { new_chunks } => {
                self.ring.notify_one();
                self.refresh(account.key.workspace).await?;
                metrics::counter!("kith_syncs_total", "status" => "succeeded").increment(1);
                let (added, removed, updated, calls) =
                    (tally.added, tally.removed, tally.updated, tally.calls);
                tracing::info!(
                    account = account.id.as_str(),
                    added,
                    removed,
                    updated,
                    calls,
                    new_chunks,
                    "a sync is done"
                );
                Some(Outcome::Committed)
            }
            Committed::Outdated | Committed::Twin => None,
            Committed::NoAccount => Some(Outcome::Dropped),
            Committed::LeaseLost => Some(match self.store.sync(account.key, &running.lease.sync).await? {
                Some(sync) if sync.cancel_asked => Outcome::Cancelled("cancelled".into()),
                _ => Outcome::Dropped,
            }),
        })
    }

    /// A list that fell by more than is likely is believed once a second sync has seen it, too.
    fn to_be_confirmed(&self, account: &Account, plan: &Plan) -> Option<Outcome> {
        let sync = self.upstream_sync();
        let lost = plan.before.saturating_sub(plan.kept());
        let allowed = u64::from(plan.before) * u64::from(sync.confirm_drop_percent);
        if u64::from(lost) * 100 <= allowed {
            return None;
        }
        // The second look may find a few less or more, but not another list.
        let confirmed = account.suspect_total.is_some_and(|seen| {
            u64::from(plan.total) * 100
                >= u64::from(seen) * u64::from(100 - sync.confirm_drop_percent.min(100))
        });
        if confirmed {
            return None;
        }
        let reason = format!(
            "the list fell from {} to {}, which keeps {} of its members; a second sync must see that before it is believed",
            plan.before,
            plan.total,
            plan.kept()
        );
        Some(self.failure(account, reason, Some(plan.total), Some(Cause::Confirmation)))
    }

    /// Pictures that must be written: of members whose kept one is missing, was changed, or would expire before the
    /// sync after the next. A new signature alone is no reason.
    async fn new_pictures(
        &self,
        account: &Account,
        list: &Whole,
        now: Timestamp,
    ) -> Result<Vec<(MemberId, Vec<Picture>)>> {
        if list.pictures.is_empty() && !account.has_pictures {
            return Ok(Vec::new());
        }
        let mut kept: HashMap<MemberId, Vec<Picture>> = HashMap::new();
        for (member, picture) in self.store.pictures(account.key).await? {
            kept.entry(member).or_default().push(picture);
        }
        let horizon = now + self.upstream_sync().every * 3;
        let mut changed: Vec<_> = list
            .pictures
            .iter()
            .filter(|(member, new)| match (kept.get(*member), picture::best(new, now)) {
                (None, _) => true,
                (Some(old), Some(best)) => !picture::best(old, horizon).is_some_and(|old| is_same(old, best)),
                (Some(_), None) => false,
            })
            .map(|(member, new)| (*member, new.clone()))
            .collect();
        let gone = kept.into_keys().filter(|member| !list.pictures.contains_key(member));
        changed.extend(gone.map(|member| (member, Vec::new())));
        changed.sort_unstable_by_key(|(member, _)| *member);
        Ok(changed)
    }

    fn failed(&self, account: &Account, trouble: Trouble) -> Outcome {
        match trouble {
            Trouble::Stopping => Outcome::Dropped,
            Trouble::Cancelled => Outcome::Cancelled("cancelled".into()),
            trouble => {
                let outcome = self.failure(account, trouble.reason(), account.suspect_total, None);
                let next = self.next_try(account, &trouble);
                match outcome {
                    Outcome::Failed { reason, suspect, follow, .. } => {
                        Outcome::Failed { reason, suspect, next, follow }
                    }
                    other => other,
                }
            }
        }
    }

    fn failure(
        &self,
        account: &Account,
        reason: String,
        suspect: Option<u32>,
        follow: Option<Cause>,
    ) -> Outcome {
        let next = Some(spread(&account.id, self.clock.now() + self.upstream_sync().retry_after, NOT_READY));
        Outcome::Failed { reason, suspect, next, follow }
    }

    fn next_try(&self, account: &Account, trouble: &Trouble) -> Option<Timestamp> {
        let now = self.clock.now();
        let from = match trouble {
            Trouble::Held(until) | Trouble::Budget { until, .. } | Trouble::Broken(until) => *until,
            Trouble::Source(SourceError::NotReady) => return Some(now + NOT_READY),
            Trouble::Unauthorized => return None, // the next authorization queues a sync
            _ => now + self.upstream_sync().retry_after,
        };
        Some(spread(&account.id, from, NOT_READY))
    }
}

impl Running {
    fn of(account: Account, sync: &SyncRun) -> Self {
        Self {
            lease: Lease { account: account.key, sync: sync.id.clone(), attempt: sync.attempt },
            calls_before: sync.tally.calls,
            account,
            seen: AtomicU32::new(0),
            expected: AtomicI64::new(-1),
            reported_at: AtomicI64::new(0),
        }
    }

    fn tally(&self, calls: u32) -> Tally {
        Tally {
            seen: self.seen.load(Ordering::Relaxed),
            expected: u32::try_from(self.expected.load(Ordering::Relaxed)).ok(),
            calls: self.calls_before + calls,
            ..Tally::default()
        }
    }
}

/// Whether two addresses are of one picture: they differ in nothing but the signature and its end.
fn is_same(one: &Picture, other: &Picture) -> bool {
    let path = |picture: &Picture| picture.url.split('?').next().map(str::to_owned);
    one.width == other.width && path(one) == path(other)
}
