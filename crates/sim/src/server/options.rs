//! How a simulated LinkedIn is set up, and what its developer portal hands out. Values only.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use kith_model::clock::{Clock, SystemClock};

/// How the server is set up.
#[derive(Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that an application has or has not")]
pub struct Options {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What tells it the time.
    pub clock: Arc<dyn Clock>,
    /// What its tokens and its faults' rates follow from.
    pub seed: u64,
    /// How long each call takes at least.
    pub latency: Duration,
    /// Rows on a page of a snapshot.
    pub snapshot_rows_per_page: u32,
    /// Whether a snapshot follows the list at once. If not, it stays as it was until it is rebuilt.
    pub live_snapshots: bool,
    /// The largest `count` of a page of connections.
    pub max_count: u32,
    /// Every so many-th person cannot be expanded (`to!`); `None` for nobody.
    pub hidden_every: Option<u32>,
    /// Whether pictures are signed anew at every call.
    pub fresh_signatures: bool,
    /// The `LinkedIn-Version`s that are active.
    pub versions: Vec<String>,
    /// The application's id.
    pub client_id: String,
    /// The application's secret.
    pub client_secret: String,
    /// Its registered redirect addresses; none stands for any address of this machine.
    pub redirect_uris: Vec<String>,
    /// The scopes it was approved for; none stands for all.
    pub scopes: Vec<String>,
    /// Whether it was enabled for PKCE. If not, a challenge is passed over, so that its verifier matches nothing.
    pub pkce: bool,
    /// Whether it was approved for refresh tokens.
    pub refresh_tokens: bool,
    /// Seconds that an access token lives.
    pub access_seconds: i64,
    /// Seconds that a refresh token lives, from the first consent.
    pub refresh_seconds: i64,
    /// Seconds that a token from the token endpoint answers as revoked before it works.
    pub settles_in: i64,
    /// Whether members refuse consent.
    pub deny: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock: Arc::new(SystemClock),
            seed: 1,
            latency: Duration::ZERO,
            snapshot_rows_per_page: 500,
            live_snapshots: true,
            max_count: 500,
            hidden_every: None,
            fresh_signatures: false,
            versions: vec!["202312".to_owned()],
            client_id: "SYNTHETICid".to_owned(),
            client_secret: "SYNTHETIC-secret-not-real".to_owned(),
            redirect_uris: Vec::new(),
            scopes: Vec::new(),
            pkce: true,
            refresh_tokens: false,
            access_seconds: 60 * DAY,
            refresh_seconds: 365 * DAY,
            settles_in: 0,
            deny: false,
        }
    }
}

pub(super) const DAY: i64 = 86_400;

impl fmt::Debug for Options {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the clock nor the secret has anything to show.
        to.debug_struct("Options")
            .field("listen", &self.listen)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// What a token allows, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Scopes, separated by spaces or commas.
    pub scope: String,
    /// Seconds from now until it expires.
    pub expires_in: i64,
    /// Seconds from now during which it still answers as revoked.
    pub settles_in: i64,
}

impl Grant {
    /// For the Connections API.
    pub fn connections() -> Self {
        Self { scope: "r_1st_connections".to_owned(), expires_in: 60 * DAY, settles_in: 0 }
    }

    /// For a member's own data, as the developer portal's token tool gives it.
    pub fn portability() -> Self {
        Self { scope: "r_dma_portability_self_serve".to_owned(), ..Self::connections() }
    }
}

impl Default for Grant {
    fn default() -> Self {
        Self::connections()
    }
}

/// What happens to a list at once: see [`crate::people::Network::edit`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edits {
    /// How many join it.
    pub added: u32,
    /// How many leave it.
    pub removed: u32,
    /// How many have a new job.
    pub updated: u32,
    /// What it follows from. Repeated edits count on from it.
    pub seed: u64,
}

/// A member of one simulated LinkedIn, numbered from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub u32);

impl fmt::Display for MemberId {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}
