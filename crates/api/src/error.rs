//! The one mapping from what went wrong to a code and a status. A new error of the engine must choose here.

use axum::http::StatusCode;
use kith_engine::Error;

/// An error's name in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Code {
    NotFound,
    MethodNotAllowed,
    InvalidApiKey,
    RateLimited,
    Forbidden,
    UnsupportedMediaType,
    PayloadTooLarge,
    InvalidParams,
    InvalidAction,
    IdempotencyConflict,
    InvalidAccount,
    AccountInactive,
    AccountNotReady,
    SnapshotExpired,
    RangeNotSatisfiable,
    InsufficientCredits,
    UpstreamError,
    UpstreamTimeout,
    Unavailable,
    InternalError,
}

impl Code {
    /// All of them, in the order of the checks.
    pub(crate) const ALL: &[Self] = &[
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::InvalidApiKey,
        Self::RateLimited,
        Self::Forbidden,
        Self::UnsupportedMediaType,
        Self::PayloadTooLarge,
        Self::InvalidParams,
        Self::InvalidAction,
        Self::IdempotencyConflict,
        Self::InvalidAccount,
        Self::AccountInactive,
        Self::AccountNotReady,
        Self::SnapshotExpired,
        Self::RangeNotSatisfiable,
        Self::InsufficientCredits,
        Self::UpstreamError,
        Self::UpstreamTimeout,
        Self::Unavailable,
        Self::InternalError,
    ];

    /// Its name, its status, and when it is answered.
    pub(crate) fn facts(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::NotFound => {
                ("NOT_FOUND", StatusCode::NOT_FOUND, "There is no such path, or nothing with the id in it.")
            }
            Self::MethodNotAllowed => (
                "METHOD_NOT_ALLOWED",
                StatusCode::METHOD_NOT_ALLOWED,
                "The path has no such method; the allow header lists those it has.",
            ),
            Self::InvalidApiKey => (
                "INVALID_API_KEY",
                StatusCode::FORBIDDEN,
                "The x-api-key header is missing, malformed, unknown, expired or revoked.",
            ),
            Self::RateLimited => (
                "RATE_LIMITED",
                StatusCode::TOO_MANY_REQUESTS,
                "Over the key's limit; retry-after says when there is room again.",
            ),
            Self::Forbidden => {
                ("FORBIDDEN", StatusCode::FORBIDDEN, "The key lacks the scope that the message names.")
            }
            Self::UnsupportedMediaType => (
                "UNSUPPORTED_MEDIA_TYPE",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body is of a type that this call does not read.",
            ),
            Self::PayloadTooLarge => {
                ("PAYLOAD_TOO_LARGE", StatusCode::PAYLOAD_TOO_LARGE, "The body is over the limit.")
            }
            Self::InvalidParams => (
                "INVALID_PARAMS",
                StatusCode::BAD_REQUEST,
                "A field is missing, unknown, of the wrong type or out of range, or the body is no JSON object.",
            ),
            Self::InvalidAction => ("INVALID_ACTION", StatusCode::BAD_REQUEST, "There is no such action."),
            Self::IdempotencyConflict => (
                "IDEMPOTENCY_CONFLICT",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The idempotency-key was used for another request in the last 24 hours.",
            ),
            Self::InvalidAccount => {
                ("INVALID_ACCOUNT", StatusCode::NOT_FOUND, "There is no such account in the key's workspace.")
            }
            Self::AccountInactive => (
                "ACCOUNT_INACTIVE",
                StatusCode::FORBIDDEN,
                "The account is paused, or its source must be called and its authorization has ended.",
            ),
            Self::AccountNotReady => (
                "ACCOUNT_NOT_READY",
                StatusCode::CONFLICT,
                "Nothing was imported or synced into the account yet.",
            ),
            Self::SnapshotExpired => {
                ("SNAPSHOT_EXPIRED", StatusCode::GONE, "The snapshot is not kept of this account.")
            }
            Self::RangeNotSatisfiable => (
                "RANGE_NOT_SATISFIABLE",
                StatusCode::RANGE_NOT_SATISFIABLE,
                "The export has none of the bytes that the range header asks for; content-range says how many it has.",
            ),
            Self::InsufficientCredits => (
                "INSUFFICIENT_CREDITS",
                StatusCode::PAYMENT_REQUIRED,
                "The balance can't cover the results; nothing was charged.",
            ),
            Self::UpstreamError => (
                "UPSTREAM_ERROR",
                StatusCode::BAD_GATEWAY,
                "The source gave no answer that could be served, after retries; the message says which, and its status.",
            ),
            Self::UpstreamTimeout => {
                ("UPSTREAM_TIMEOUT", StatusCode::GATEWAY_TIMEOUT, "The source took too long, after retries.")
            }
            Self::Unavailable => (
                "UNAVAILABLE",
                StatusCode::SERVICE_UNAVAILABLE,
                "Shutting down, overloaded, or the store is away; retry-after says when to try again.",
            ),
            Self::InternalError => (
                "INTERNAL_ERROR",
                StatusCode::INTERNAL_SERVER_ERROR,
                "A fault of kith's; the message is the request id, the log has the rest.",
            ),
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        self.facts().0
    }

    pub(crate) fn status(self) -> StatusCode {
        self.facts().1
    }
}

/// An error on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    /// For the caller; of an internal error, for the log.
    pub(crate) message: String,
    /// Seconds until it is worth trying again.
    pub(crate) retry_after: Option<u32>,
    /// Bytes of the file of which none were asked for.
    pub(crate) length: Option<u64>,
    /// What the engine said, for who tells it in other words.
    pub(crate) cause: Option<Box<Error>>,
}

/// Seconds after which a store that was away is worth asking again.
const AWAY: u32 = 2;

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after: None, length: None, cause: None }
    }

    pub(crate) fn params(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidParams, message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if let Error::OneAccount { why, .. } = &error {
            let of_it = Self::from((**why).clone());
            return Self { message: error.to_string(), cause: Some(Box::new(error)), ..of_it };
        }
        let (code, retry_after) = match &error {
            Error::InvalidKey => (Code::InvalidApiKey, None),
            Error::RateLimited { retry_after, .. } => (Code::RateLimited, Some(*retry_after)),
            Error::Forbidden(_) => (Code::Forbidden, None),
            Error::Invalid(_) | Error::AnotherMember { .. } | Error::NotCalled => (Code::InvalidParams, None),
            Error::IdempotencyConflict => (Code::IdempotencyConflict, None),
            Error::NoAccount | Error::OneAccount { .. } => (Code::InvalidAccount, None),
            Error::Paused | Error::NeedsAuthorization | Error::MasterKey | Error::OtherMasterKey => {
                (Code::AccountInactive, None)
            }
            Error::NotReady => (Code::AccountNotReady, None),
            Error::SnapshotExpired | Error::ChangesExpired => (Code::SnapshotExpired, None),
            Error::NoSuchRange { .. } => (Code::RangeNotSatisfiable, None),
            Error::InsufficientCredits { .. } => (Code::InsufficientCredits, None),
            Error::Upstream { .. } => (Code::UpstreamError, None),
            Error::UpstreamTimeout { .. } => (Code::UpstreamTimeout, None),
            Error::NotFound(_) => (Code::NotFound, None),
            Error::Unavailable => (Code::Unavailable, Some(AWAY)),
            Error::Internal(_) => (Code::InternalError, None),
        };
        let length = if let Error::NoSuchRange { length } = error { Some(length) } else { None };
        Self { code, message: error.to_string(), retry_after, length, cause: Some(Box::new(error)) }
    }
}
