//! What can go wrong below every method. Outcomes that a caller must tell apart are part of each method's answer.

/// A failure of the store. Its text is for the log: it may name tables, never a person's data or a secret.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The store can't be reached, is busy or full; the same call may work later.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A move into the store goes on or was broken off: what it holds may be a part.
    #[error("a move into this store has not ended; run the same kith migrate-store again")]
    Unfinished,
    /// What was read is not what was written.
    #[error("the store is damaged: {0}")]
    Damaged(String),
    /// A fault of ours.
    #[error("the store failed: {0}")]
    Internal(String),
}

impl From<kith_model::chunk::Damaged> for Error {
    fn from(damaged: kith_model::chunk::Damaged) -> Self {
        Self::Damaged(damaged.to_string())
    }
}
