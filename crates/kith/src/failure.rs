//! Why a command did not do what it was asked, and the exit code that says so: 1 failed, 2 misuse.
//! A message says what happened, with the value that was wrong; a hint says what to do next.

use std::fmt;
use std::path::Path;

use kith_engine::Error;

/// A command that did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
    cause: Option<String>,
    hints: Vec<String>,
}

impl Failure {
    /// It was tried and did not work: exit code 1.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into(), cause: None, hints: Vec::new() }
    }

    /// It can't be tried as it was asked: exit code 2.
    pub(crate) fn misuse(message: impl Into<String>) -> Self {
        Self { code: 2, ..Self::failed(message) }
    }

    /// Nobody reads on (`kith list | head`): nothing to say, exit code 0.
    pub(crate) fn nobody_reads() -> Self {
        Self { code: 0, ..Self::failed("") }
    }

    /// A file or a folder that the system would not let us use.
    pub(crate) fn file(what: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::failed(format!("cannot {what} {}", path.display())).cause(error)
    }

    /// What lies behind it.
    #[must_use]
    pub(crate) fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// What to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.message)?;
        if let Some(cause) = &self.cause {
            write!(f, ": {cause}")?;
        }
        for hint in &self.hints {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let text = error.to_string();
        match error {
            Error::Invalid(_) | Error::AnotherMember { .. } | Error::NotCalled => Self::misuse(text),
            Error::NoAccount => {
                Self::failed("the account is not there (any more)").hint("kith account list shows all")
            }
            Error::NotReady => Self::failed("nothing has been imported or synced into this account yet")
                .hint(
                    "kith import EXPORT --account NAME fills it, or kith sync where it has a source to call",
                ),
            Error::Unavailable => {
                Self::failed("the data folder cannot be used at the moment; the log says why")
                    .hint("if another command is writing a lot just now, try again when it is done")
            }
            Error::Internal(_) => Self::failed("something failed inside kith")
                .cause(text)
                .hint("kith verify tells whether the data folder is sound"),
            Error::InvalidKey
            | Error::RateLimited { .. }
            | Error::Forbidden(_)
            | Error::IdempotencyConflict
            | Error::MasterKey
            | Error::OtherMasterKey
            | Error::NeedsAuthorization
            | Error::Paused
            | Error::SnapshotExpired
            | Error::ChangesExpired
            | Error::NoSuchRange { .. }
            | Error::OneAccount { .. }
            | Error::InsufficientCredits { .. }
            | Error::Upstream { .. }
            | Error::UpstreamTimeout { .. }
            | Error::NotFound(_) => Self::failed(text),
        }
    }
}
