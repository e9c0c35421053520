//! What may be set about sources that are called. Every default is on the careful side of what LinkedIn allows.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

/// How sources are called.
#[derive(Debug, Clone)]
pub struct SourcesSettings {
    /// The first pause before a call is tried again; each further one is about twice as long.
    pub retry_base: Duration,
    /// How often a call is tried again.
    pub retries: u32,
    /// Calls side by side for one account.
    pub parallel_calls: u32,
    /// Calls a minute for one account; a minute's worth may go at once.
    pub calls_per_minute: u32,
    /// Calls a minute to one service, all accounts together.
    pub calls_per_minute_in_all: u32,
    /// Calls a day (UTC) for one account.
    pub calls_per_day: u32,
    /// How long a source is left alone that says 429 without end; `None`: until 00:00 UTC.
    pub throttle_hold: Option<Duration>,
    /// Failures in a row after which a service is left alone.
    pub breaker_failures: u32,
    /// For how long.
    pub breaker_cooldown: Duration,
    /// Results a call, for sources that page by rows.
    pub page_size: u32,
    /// How long a live read may take.
    pub live_timeout: Duration,
    /// The most rows that a list may have.
    pub max_rows: u32,
    /// The value of `LinkedIn-Version` for `portability`.
    pub portability_version: String,
    /// Whether a list of `portability` may hold a member twice (the second row is left out) or is refused.
    pub portability_repeats: bool,
    /// The app at LinkedIn's `connections_api`.
    pub connections_app: Option<App>,
    /// The app at LinkedIn's `portability`.
    pub portability_app: Option<App>,
    /// Where members give their consent.
    pub authorize_url: Url,
    /// Where codes become tokens.
    pub token_url: Url,
    /// Where members come back to.
    pub redirect_url: Url,
    /// Whether to send a PKCE challenge.
    pub pkce: bool,
    /// How long before its end a token is refreshed.
    pub refresh_ahead: Duration,
}

/// An app that is registered with LinkedIn.
#[derive(Debug, Clone)]
pub struct App {
    /// Its public id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// What it asks members for.
    pub scopes: Vec<String>,
}

/// When lists are brought up to date.
#[derive(Debug, Clone, Copy)]
pub struct SyncSettings {
    /// How often each account is synced.
    pub every: Duration,
    /// Syncs side by side.
    pub workers: u32,
    /// A list that is shorter by more than this share of it, in percent, must be seen twice.
    pub confirm_drop_percent: u32,
    /// How long after the first the second look is.
    pub confirm_after: Duration,
    /// How long after a failure the next try is.
    pub retry_after: Duration,
    /// How often a list is read anew that changed while it was read.
    pub rounds: u32,
    /// How often `portability` is asked for hints between two syncs.
    pub hint_every: Duration,
    /// How long a worker has a sync without a sign of life, until another one takes it over.
    pub lease: Duration,
}

impl Default for SourcesSettings {
    fn default() -> Self {
        Self {
            retry_base: Duration::from_millis(500),
            retries: 3,
            parallel_calls: 4,
            calls_per_minute: 300,
            calls_per_minute_in_all: 6_000,
            calls_per_day: 2_000,
            throttle_hold: None,
            breaker_failures: 10,
            breaker_cooldown: Duration::from_secs(30),
            page_size: 100,
            live_timeout: Duration::from_mins(1),
            max_rows: 100_000,
            portability_version: "202312".into(),
            portability_repeats: false,
            connections_app: None,
            portability_app: None,
            authorize_url: linkedin("https://www.linkedin.com/oauth/v2/authorization"),
            token_url: linkedin("https://www.linkedin.com/oauth/v2/accessToken"),
            redirect_url: linkedin("http://127.0.0.1:7171/oauth/callback"),
            pkce: false,
            refresh_ahead: Duration::from_hours(24),
        }
    }
}

impl Default for SyncSettings {
    fn default() -> Self {
        Self {
            every: Duration::from_hours(24),
            workers: 4,
            confirm_drop_percent: 20,
            confirm_after: Duration::from_mins(10),
            retry_after: Duration::from_hours(1),
            rounds: 3,
            hint_every: Duration::from_hours(6),
            lease: Duration::from_mins(2),
        }
    }
}

#[expect(clippy::expect_used, reason = "three constants, read by a test")]
fn linkedin(text: &str) -> Url {
    Url::parse(text).expect("an address that is written in this file")
}
