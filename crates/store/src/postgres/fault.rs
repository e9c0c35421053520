//! What went wrong, told apart: what may work when it is tried again, what the database is not there for, what is damage,
//! and what is a fault of ours. Texts name the database's own code and words, never a value of a row.

use tokio_postgres::error::SqlState;

use crate::Error;

/// What work in the database answers.
pub(super) type Work<T> = std::result::Result<T, Fault>;

/// Why work in the database failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// Another transaction was in the way; this one was undone, and may be run again.
    Again(Error),
    /// The database says that it was not done, which may be otherwise later; the connection is as good as before.
    Refused(Error),
    /// Anything else.
    Failed(Error),
}

impl Fault {
    /// Whether the connection that it happened on is of no further use.
    pub(super) fn is_of_the_connection(&self) -> bool {
        matches!(self, Self::Failed(Error::Unavailable(_)))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Again(error) | Fault::Refused(error) | Fault::Failed(error) => error,
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<kith_model::chunk::Damaged> for Fault {
    fn from(damaged: kith_model::chunk::Damaged) -> Self {
        Self::Failed(damaged.into())
    }
}

impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(said) = error.as_db_error() else {
            // Without words of the database it is the way to it that failed, or what we sent and took.
            let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            let text = format!("{} {cause}", kind_of(&error));
            return Self::Failed(if is_ours(&error) {
                Error::Internal(text)
            } else {
                Error::Unavailable(text)
            });
        };
        let (code, text) = (said.code(), format!("{}: {}", said.code().code(), said.message()));
        if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED].contains(code) {
            return Self::Again(Error::Unavailable(text));
        }
        // Waited for in vain, by the database's own clock.
        if [SqlState::LOCK_NOT_AVAILABLE, SqlState::QUERY_CANCELED].contains(code) {
            return Self::Refused(Error::Unavailable(text));
        }
        Self::Failed(match (code.code().get(..2), code) {
            // Connections, resources, the operator, the system; a standby that takes no writes; a pooler or an
            // upgrade that took from under a connection what was prepared on it.
            (Some("08" | "53" | "57" | "58" | "40" | "25" | "26"), _)
            | (_, &SqlState::FEATURE_NOT_SUPPORTED) => Error::Unavailable(text),
            (Some("XX"), &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED) => Error::Damaged(text),
            _ => Error::Internal(text),
        })
    }
}

/// Errors of the driver have no public kind; what they print begins with it, and what follows may hold a value.
fn kind_of(error: &tokio_postgres::Error) -> String {
    error.to_string().split(':').next().unwrap_or_default().to_owned()
}

/// Whether it is about a value that was sent or taken, and not about the connection.
fn is_ours(error: &tokio_postgres::Error) -> bool {
    let kind = kind_of(error);
    ["error serializing parameter", "error deserializing column", "invalid column", "expected"]
        .iter()
        .any(|ours| kind.starts_with(ours))
}
