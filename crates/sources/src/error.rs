//! What can go wrong upstream, told apart by what a caller can do about it. Never holds a token, a body or a member's
//! data: what a server says about itself is kept only where it is a known word.

use std::time::Duration;

/// A call that gave no page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// 401: the token is not accepted.
    #[error("status 401: the access token is {}", .0.as_str())]
    Unauthorized(TokenFault),
    /// 403: the token is good, but may not do this.
    #[error("status 403: the app or the member did not grant the permission that this needs")]
    Forbidden,
    /// 429.
    #[error("status 429: too many calls")]
    Throttled {
        /// How long to wait, where the server said.
        retry_after: Option<Duration>,
    },
    /// There is nothing yet: a first page that does not exist. Never that everybody was removed.
    #[error("status 404: the data is not ready yet")]
    NotReady,
    /// Another 3xx or 4xx: the same call will be refused again.
    #[error("status {status}: the call was refused{}", hint(*.status))]
    Refused {
        /// The status.
        status: u16,
    },
    /// 5xx, whatever the body.
    #[error("status {status}: the service failed")]
    Failed {
        /// The status.
        status: u16,
    },
    /// No whole answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection could not be made, or was cut.
    #[error("the connection failed")]
    Broken,
    /// A whole answer that is not what the interface describes; says what, without quoting it.
    #[error("the answer can't be read: {0}")]
    Garbled(&'static str),
    /// The address may not be called (see `sources.allow_hosts`); says why.
    #[error("{0}")]
    Blocked(String),
}

/// What is wrong with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// `REVOKED_ACCESS_TOKEN` (65601). Also said for some seconds of a token that was just issued.
    Revoked,
    /// `EXPIRED_ACCESS_TOKEN` (65602).
    Expired,
    /// Any other 401.
    Invalid,
}

impl TokenFault {
    /// As a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::Expired => "expired",
            Self::Invalid => "not valid",
        }
    }
}

impl SourceError {
    /// Whether the same call may work in a moment.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Throttled { .. } | Self::Failed { .. } | Self::TimedOut | Self::Broken | Self::Garbled(_)
        )
    }
}

fn hint(status: u16) -> &'static str {
    match status {
        426 => ": the version in LinkedIn-Version is not active; set portability.version",
        300..=399 => ": it was redirected, and redirects are not followed",
        _ => "",
    }
}
