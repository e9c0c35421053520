//! How an account stands with a source that is called: its newest sync, the calls of the day, and what holds it up.

use kith_engine::{Account, Mode, SourceKind, SyncInfo};
use kith_model::Timestamp;

use super::super::door::Visit;
use super::super::words::{ago, count, minute, thousands};
use crate::error::Failure;

/// How it stands.
#[derive(Default)]
pub(super) struct Called {
    pub(super) newest: Option<SyncInfo>,
    /// `12 of 2,000 today`.
    pub(super) calls: String,
    /// `in 5 hours (2026-04-26 15:00 UTC)`; empty where none is planned.
    pub(super) next_sync: String,
    pub(super) held_until: Option<Timestamp>,
    pub(super) authorized_until: Option<Timestamp>,
}

/// A sync that is under way.
pub(super) struct Running {
    pub(super) id: String,
    pub(super) words: String,
    pub(super) seen: u32,
    /// `None` where the source has not told.
    pub(super) expected: Option<u32>,
    /// Whether it still waits for its turn.
    pub(super) waits: bool,
}

impl Called {
    /// Of an account of any kind; of one that is filled by imports there is nothing to tell.
    pub(super) async fn of(visit: &Visit, account: &Account) -> Result<Self, Failure> {
        if account.source == SourceKind::Archive {
            return Ok(Self::default());
        }
        let engine = visit.engine();
        let described = engine.describe(account).await?.upstream;
        let newest = match account.mode {
            Mode::Live => None,
            Mode::Mirror => {
                let newest = engine.list_syncs(visit.caller.workspace(), &account.id, 1, 0).await?;
                newest.0.into_iter().next()
            }
        };
        let Some(upstream) = described else { return Ok(Self { newest, ..Self::default() }) };
        Ok(Self {
            newest,
            calls: format!(
                "{} of {} today",
                thousands(upstream.calls_today),
                thousands(upstream.calls_per_day)
            ),
            next_sync: time(upstream.next_sync_at).map(|at| when(at, visit.now())).unwrap_or_default(),
            held_until: time(upstream.held_until),
            authorized_until: time(upstream.authorized_until),
        })
    }

    pub(super) fn running(&self) -> Option<Running> {
        let sync = self.newest.as_ref()?;
        let waits = match sync.status.as_str() {
            "running" => false,
            "queued" => true,
            _ => return None,
        };
        let words = match (waits, sync.expected) {
            (true, _) => "A sync waits for its turn".to_owned(),
            (false, None) => format!("Syncing: {} seen so far", count(sync.seen, "connection")),
            (false, Some(all)) => {
                format!("Syncing: {} of {} seen so far", thousands(sync.seen), thousands(all))
            }
        };
        Some(Running { id: sync.id.clone(), words, seen: sync.seen, expected: sync.expected, waits })
    }

    /// Why the newest sync brought nothing.
    pub(super) fn failure(&self) -> Option<&str> {
        let sync = self.newest.as_ref().filter(|sync| sync.status == "failed")?;
        Some(sync.reason.as_deref().unwrap_or("it did not say why"))
    }
}

/// A moment that the engine wrote.
pub(super) fn time(text: Option<String>) -> Option<Timestamp> {
    text?.parse().ok()
}

/// `in 5 hours (2026-04-26 15:00 UTC)`.
pub(super) fn when(at: Timestamp, now: Timestamp) -> String {
    format!("{} ({})", ago(at, now), minute(at))
}
