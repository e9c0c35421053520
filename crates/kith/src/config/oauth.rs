//! `[oauth]`: where members consent, and where they come back to.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Oauth {
    /// Where members give their consent.
    pub(crate) authorize_url: Url,
    /// Where codes become tokens.
    pub(crate) token_url: Url,
    /// Where members come back to.
    pub(crate) redirect_url: Url,
    /// Whether to send a PKCE challenge.
    pub(crate) pkce: bool,
    refresh_ahead_hours: u64,
}

pub(super) const RULES: [(&str, Rule); 5] = [
    ("oauth.authorize_url", Rule::Url),
    ("oauth.token_url", Rule::Url),
    ("oauth.redirect_url", Rule::Url),
    ("oauth.pkce", Rule::Bool),
    ("oauth.refresh_ahead_hours", Rule::Integer(1, 720)),
];

impl Oauth {
    /// How long before its end a token is refreshed.
    pub(crate) fn refresh_ahead(&self) -> Duration {
        Duration::from_hours(self.refresh_ahead_hours)
    }
}
