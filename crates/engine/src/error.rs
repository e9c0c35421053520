//! What can go wrong, without transport: the API maps each to a code and a status, the commands to an exit code.
//! Texts are for the caller: what was wrong, where, and what is right. Causes of `Internal` are for the log only.

use kith_model::{Credits, Scope};

/// A refusal or a failure of a verb.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No key, or none that may be used: one message for all.
    #[error("the API key is missing or not valid; send it in the x-api-key header")]
    InvalidKey,
    /// Over the key's limit.
    #[error("the key's limit of {limit} requests a minute is used up; try again in {retry_after} s")]
    RateLimited {
        /// Requests a minute.
        limit: u32,
        /// Seconds until there is room again.
        retry_after: u32,
    },
    /// The key may not do this.
    #[error("the key lacks the scope \"{0}\"; make one that has it: kith key create --scope {0}")]
    Forbidden(Scope),
    /// A value can't be accepted; the text says which, and what is right.
    #[error("{0}")]
    Invalid(String),
    /// An import would take away more than half of the account's members.
    #[error(
        "this export keeps {kept} of the account's {of} connections: it looks like another member's file. \
         Import it into an account of its own, or send ?replace=true to replace the list"
    )]
    AnotherMember {
        /// Members of the account that are in the export.
        kept: u32,
        /// Members of the account.
        of: u32,
    },
    /// The idempotency key was used for something else.
    #[error(
        "this idempotency-key belongs to another request of the last 24 hours; use a new key for a new request"
    )]
    IdempotencyConflict,
    /// No such account in the workspace.
    #[error("no account with this account_id in this workspace; GET /v2/accounts lists them")]
    NoAccount,
    /// One of several accounts that were named can't be read; says which, and why.
    #[error("{place}{}", of_account(.id, .why))]
    OneAccount {
        /// Where it was named: `params.accounts[1]`.
        place: String,
        /// By which id.
        id: String,
        /// What is wrong with it.
        why: Box<Error>,
    },
    /// The account is paused.
    #[error("the account is paused; resume it with POST /v2/accounts/{{id}}/resume or kith account resume")]
    Paused,
    /// The account's source can't be called until its owner authorizes it.
    #[error(
        "the account's authorization is missing or has ended; connect it (again) with kith account connect or POST /v2/accounts/{{id}}/authorize, or hand in a new token with kith account token"
    )]
    NeedsAuthorization,
    /// Nothing was imported or synced yet.
    #[error(
        "nothing has been imported or synced into this account yet: send an export to POST /v2/accounts/{{id}}/import, or wait for the first sync (GET /v2/accounts/{{id}}/syncs)"
    )]
    NotReady,
    /// The account's source is a file: it can't be called, and so not synced or authorized.
    #[error(
        "this account is filled by importing exports; a sync or an authorization is for accounts of kind connections_api or portability"
    )]
    NotCalled,
    /// The source gave no answer that could be served, after retries.
    #[error("{source_kind}: {says}")]
    Upstream {
        /// Which source.
        source_kind: &'static str,
        /// What was wrong, with its status where there is one.
        says: String,
    },
    /// The source took too long.
    #[error("{source_kind}: no whole answer in time; ask for fewer results, or try again later")]
    UpstreamTimeout {
        /// Which source.
        source_kind: &'static str,
    },
    /// Tokens can't be opened: they were sealed with another master key.
    #[error(
        "the account's tokens can't be opened with the master key at hand; put the right one into KITH_MASTER_KEY or the data folder's master-key file, or connect the account again"
    )]
    MasterKey,
    /// The store's tokens are sealed with a master key that is not at hand.
    #[error(
        "the tokens in this store are sealed with another master key than the one at hand; put that one into KITH_MASTER_KEY"
    )]
    OtherMasterKey,
    /// The snapshot is not kept.
    #[error(
        "params.snapshot is no snapshot that is kept of this account; start again without it and pass on the x-kith-snapshot of the first page"
    )]
    SnapshotExpired,
    /// What changes are asked from is not known.
    #[error(
        "params.since names a snapshot that this account never had, or whose list is no longer kept; begin anew without since, and put the full list that comes then in place of yours"
    )]
    ChangesExpired,
    /// A file has none of the bytes that were asked for.
    #[error(
        "the range lies past the end of the export, which has {length} bytes; ask for fewer, or leave the range out"
    )]
    NoSuchRange {
        /// Bytes of the whole file.
        length: u64,
    },
    /// The balance does not cover the results.
    #[error(
        "this needs {needed} credits and the workspace has {balance}; grant more with kith credits grant"
    )]
    InsufficientCredits {
        /// The price.
        needed: Credits,
        /// What there is.
        balance: Credits,
    },
    /// No such thing (a key, a workspace); says what.
    #[error("{0}")]
    NotFound(String),
    /// Not now; the same call may work later.
    #[error("the store is not available at the moment; try again shortly")]
    Unavailable,
    /// A fault of ours. The text is for the log.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// The same, of the account `id` that was named at `place`.
    pub(crate) fn of_account(self, place: impl Into<String>, id: &str) -> Self {
        Self::OneAccount { place: place.into(), id: id.to_owned(), why: Box::new(self) }
    }
}

fn of_account(id: &str, why: &Error) -> String {
    match why {
        Error::NoAccount => format!(": no account {id:?} in this workspace; GET /v2/accounts lists them"),
        why => format!(" ({id:?}): {why}"),
    }
}

impl From<kith_store::Error> for Error {
    fn from(error: kith_store::Error) -> Self {
        match error {
            kith_store::Error::Unavailable(cause) => {
                tracing::error!(%cause, "the store is not available");
                Self::Unavailable
            }
            // No engine is ever over such a store; were it, it could do nothing.
            kith_store::Error::Unfinished => Self::Unavailable,
            kith_store::Error::Damaged(_) | kith_store::Error::Internal(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<kith_model::chunk::Damaged> for Error {
    fn from(damaged: kith_model::chunk::Damaged) -> Self {
        Self::Internal(damaged.to_string())
    }
}
