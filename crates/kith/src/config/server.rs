//! `[server]`: where kith listens, and how long clients may take.

use std::net::SocketAddr;
use std::time::Duration;

use kith_api::ServerSettings;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    listen: SocketAddr,
    admin_listen: String,
    max_connections: usize,
    header_timeout_seconds: u64,
    body_timeout_seconds: u64,
    shutdown_timeout_seconds: u64,
}

pub(super) const RULES: [(&str, Rule); 6] = [
    ("server.listen", Rule::Address),
    ("server.admin_listen", Rule::AddressOrNone),
    ("server.max_connections", Rule::Integer(1, 1_000_000)),
    ("server.header_timeout_seconds", Rule::Integer(1, 3_600)),
    ("server.body_timeout_seconds", Rule::Integer(1, 3_600)),
    ("server.shutdown_timeout_seconds", Rule::Integer(0, 3_600)),
];

impl Server {
    /// As the server takes them.
    pub(crate) fn settings(&self) -> ServerSettings {
        ServerSettings {
            listen: self.listen,
            admin_listen: self.admin_listen.parse().ok(), // "" is none; anything else was checked
            max_connections: self.max_connections,
            header_timeout: Duration::from_secs(self.header_timeout_seconds),
            body_timeout: Duration::from_secs(self.body_timeout_seconds),
            shutdown_timeout: Duration::from_secs(self.shutdown_timeout_seconds),
        }
    }
}
