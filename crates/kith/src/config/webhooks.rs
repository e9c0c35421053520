//! `[webhooks]`: how webhooks are told.

use std::time::Duration;

use kith_engine::HttpSettings;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// Seconds beside a call that a worker may need between two messages.
const SPARE: u64 = 5;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhooks {
    allow_hosts: String,
    timeout_seconds: u64,
    /// The balance below which they are told.
    pub(crate) credits_low: u64,
}

pub(super) const RULES: [(&str, Rule); 3] = [
    ("webhooks.allow_hosts", Rule::Text),
    ("webhooks.timeout_seconds", Rule::Integer(1, 60)),
    ("webhooks.credits_low", Rule::Integer(0, 1_000_000_000_000)),
];

impl Webhooks {
    /// As the HTTP client takes them.
    pub(crate) fn http(&self) -> HttpSettings {
        let hosts = self.allow_hosts.split(',').map(str::trim).filter(|host| !host.is_empty());
        HttpSettings {
            allow_hosts: hosts.map(str::to_owned).collect(),
            timeout: Duration::from_secs(self.timeout_seconds),
            ..HttpSettings::default()
        }
    }

    /// How long a worker has an event after each message.
    pub(crate) fn lease(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds + SPARE)
    }
}
