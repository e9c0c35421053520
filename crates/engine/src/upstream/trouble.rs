//! Why a call for an account could not be made, or gave no page although it was tried again as often as is decent.

use kith_model::{Timestamp, clock};
use kith_sources::SourceError;

use crate::Error;

/// What stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The account's owner must authorize it (again).
    Unauthorized,
    /// The source said that it was called too often; it is left alone until then.
    Held(Timestamp),
    /// The account's calls of the day are used up.
    Budget { limit: u32, until: Timestamp },
    /// The service keeps failing; it is left alone until then.
    Broken(Timestamp),
    /// The source's last word.
    Source(SourceError),
    /// Too late: whoever asked is not kept waiting any longer.
    Late,
    /// kith is about to stop.
    Stopping,
    /// The sync was cancelled, or is another worker's by now.
    Cancelled,
    /// What failed was ours.
    Ours(Error),
}

impl Trouble {
    /// For the history of syncs and for the log.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Unauthorized => "the authorization has ended: connect the account again".into(),
            Self::Held(until) => {
                format!(
                    "status 429: the source says that it was called too often; it is left alone until {}",
                    clock::rfc3339(*until)
                )
            }
            Self::Budget { limit, until } => format!(
                "the account's {limit} calls of the day are used up; there are more at {} (sources.calls_per_day)",
                clock::rfc3339(*until)
            ),
            Self::Broken(until) => {
                format!("the source keeps failing; it is left alone until {}", clock::rfc3339(*until))
            }
            Self::Source(error) => format!("the source: {error}"),
            Self::Late => "the source took too long".into(),
            Self::Stopping => "kith was stopped".into(),
            Self::Cancelled => "cancelled".into(),
            Self::Ours(error) => error.to_string(),
        }
    }

    /// For whoever asked for a live read of `source`.
    pub(crate) fn into_error(self, source: &'static str) -> Error {
        match self {
            Self::Unauthorized => Error::NeedsAuthorization,
            Self::Late | Self::Source(SourceError::TimedOut) => {
                Error::UpstreamTimeout { source_kind: source }
            }
            Self::Source(error) => Error::Upstream { source_kind: source, says: error.to_string() },
            Self::Held(_) | Self::Budget { .. } | Self::Broken(_) => {
                Error::Upstream { source_kind: source, says: self.reason() }
            }
            Self::Stopping | Self::Cancelled => Error::Unavailable,
            Self::Ours(error) => error,
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

impl From<kith_store::Error> for Trouble {
    fn from(error: kith_store::Error) -> Self {
        Self::Ours(error.into())
    }
}
