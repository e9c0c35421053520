//! `[sources]`: how sources are called.

use std::time::Duration;

use kith_engine::HttpSettings;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sources {
    allow_hosts: String,
    retry_base_ms: u64,
    /// How often a call is tried again.
    pub(crate) retries: u32,
    /// Calls side by side for one account.
    pub(crate) parallel_calls: u32,
    /// Calls a minute for one account.
    pub(crate) calls_per_minute: u32,
    /// Calls a minute to one service.
    pub(crate) calls_per_minute_in_all: u32,
    /// Calls a day for one account.
    pub(crate) calls_per_day: u32,
    throttle_hold: Hold,
    /// Failures in a row after which a service is left alone.
    pub(crate) breaker_failures: u32,
    breaker_cooldown_ms: u64,
    /// Results a call.
    pub(crate) page_size: u32,
    timeout_seconds: u64,
    live_timeout_seconds: u64,
    /// The most rows of a list.
    pub(crate) max_rows: u32,
}

/// How long a source is left alone: a word for until midnight, or seconds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Hold {
    Seconds(u64),
    UntilMidnight(String),
}

pub(super) const RULES: [(&str, Rule); 14] = [
    ("sources.allow_hosts", Rule::Text),
    ("sources.retry_base_ms", Rule::Integer(1, 60_000)),
    ("sources.retries", Rule::Integer(0, 10)),
    ("sources.parallel_calls", Rule::Integer(1, 64)),
    ("sources.calls_per_minute", Rule::Integer(1, 1_000_000)),
    ("sources.calls_per_minute_in_all", Rule::Integer(1, 1_000_000)),
    ("sources.calls_per_day", Rule::Integer(1, 1_000_000)),
    ("sources.throttle_hold", Rule::WordOrInteger("until_midnight_utc", 1, 86_400)),
    ("sources.breaker_failures", Rule::Integer(1, 1_000_000)),
    ("sources.breaker_cooldown_ms", Rule::Integer(1, 3_600_000)),
    ("sources.page_size", Rule::Integer(1, 500)),
    ("sources.timeout_seconds", Rule::Integer(1, 600)),
    ("sources.live_timeout_seconds", Rule::Integer(1, 600)),
    ("sources.max_rows", Rule::Integer(1, 1_000_000)),
];

impl Sources {
    /// As the HTTP client takes them.
    pub(crate) fn http(&self) -> HttpSettings {
        let hosts = self.allow_hosts.split(',').map(str::trim).filter(|host| !host.is_empty());
        HttpSettings {
            allow_hosts: hosts.map(str::to_owned).collect(),
            timeout: Duration::from_secs(self.timeout_seconds),
            ..HttpSettings::default()
        }
    }

    /// The first pause before a call is tried again.
    pub(crate) fn retry_base(&self) -> Duration {
        Duration::from_millis(self.retry_base_ms)
    }

    /// How long a source is left alone; `None`: until midnight.
    pub(crate) fn throttle_hold(&self) -> Option<Duration> {
        match self.throttle_hold {
            Hold::Seconds(seconds) => Some(Duration::from_secs(seconds)),
            Hold::UntilMidnight(_) => None,
        }
    }

    /// How long a service is left alone that fails.
    pub(crate) fn breaker_cooldown(&self) -> Duration {
        Duration::from_millis(self.breaker_cooldown_ms)
    }

    /// How long a live read may take.
    pub(crate) fn live_timeout(&self) -> Duration {
        Duration::from_secs(self.live_timeout_seconds)
    }
}
