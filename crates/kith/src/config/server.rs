//! `[server]`: where kith listens, and how long clients may take.

use std::net::SocketAddr;
use std::time::Duration;

use kith_api::ServerSettings;
use serde::{Deserialize, Serialize};

use super::oauth::Oauth;
use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Server {
    listen: SocketAddr,
    admin_listen: String,
    mcp_hosts: String,
    dashboard: bool,
    max_connections: usize,
    header_timeout_seconds: u64,
    body_timeout_seconds: u64,
    shutdown_timeout_seconds: u64,
}

pub(super) const RULES: [(&str, Rule); 8] = [
    ("server.listen", Rule::Address),
    ("server.admin_listen", Rule::AddressOrNone),
    ("server.mcp_hosts", Rule::Text),
    ("server.dashboard", Rule::Bool),
    ("server.max_connections", Rule::Integer(1, 1_000_000)),
    ("server.header_timeout_seconds", Rule::Integer(1, 3_600)),
    ("server.body_timeout_seconds", Rule::Integer(1, 3_600)),
    ("server.shutdown_timeout_seconds", Rule::Integer(0, 3_600)),
];

impl Server {
    /// Where a server listens.
    pub(crate) fn listen(&self) -> SocketAddr {
        self.listen
    }

    /// Whether it has pages for people.
    pub(crate) fn has_dashboard(&self) -> bool {
        self.dashboard
    }

    /// As the server takes them. `/mcp` is served at the hosts that are set, at the address that is listened at, and
    /// where members come back to, for that is this server's own.
    pub(crate) fn settings(&self, oauth: &Oauth) -> ServerSettings {
        let set = self.mcp_hosts.split([',', ' ']).filter(|host| !host.is_empty()).map(str::to_owned);
        let own =
            [self.listen.ip().to_string(), oauth.redirect_url.host_str().unwrap_or_default().to_owned()];
        ServerSettings {
            listen: self.listen,
            admin_listen: self.admin_listen.parse().ok(), // "" is none; anything else was checked
            mcp_hosts: set.chain(own).collect(),
            dashboard: self.dashboard,
            max_connections: self.max_connections,
            header_timeout: Duration::from_secs(self.header_timeout_seconds),
            body_timeout: Duration::from_secs(self.body_timeout_seconds),
            shutdown_timeout: Duration::from_secs(self.shutdown_timeout_seconds),
        }
    }
}
