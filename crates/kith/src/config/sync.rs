//! `[sync]`: when lists are brought up to date.

use std::time::Duration;

use kith_engine::SyncSettings;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sync {
    every_hours: u64,
    workers: u32,
    confirm_drop_percent: u32,
    confirm_after_minutes: u64,
    retry_after_minutes: u64,
    rounds: u32,
    hint_every_hours: u64,
    lease_seconds: u64,
}

pub(super) const RULES: [(&str, Rule); 8] = [
    ("sync.every_hours", Rule::Integer(1, 8_760)),
    ("sync.workers", Rule::Integer(1, 64)),
    ("sync.confirm_drop_percent", Rule::Integer(0, 100)),
    ("sync.confirm_after_minutes", Rule::Integer(0, 1_440)),
    ("sync.retry_after_minutes", Rule::Integer(1, 10_080)),
    ("sync.rounds", Rule::Integer(1, 10)),
    ("sync.hint_every_hours", Rule::Integer(1, 168)),
    ("sync.lease_seconds", Rule::Integer(2, 3_600)),
];

impl Sync {
    /// As the engine takes them.
    pub(crate) fn settings(&self) -> SyncSettings {
        SyncSettings {
            every: Duration::from_hours(self.every_hours),
            workers: self.workers,
            confirm_drop_percent: self.confirm_drop_percent,
            confirm_after: Duration::from_mins(self.confirm_after_minutes),
            retry_after: Duration::from_mins(self.retry_after_minutes),
            rounds: self.rounds,
            hint_every: Duration::from_hours(self.hint_every_hours),
            lease: Duration::from_secs(self.lease_seconds),
        }
    }
}
