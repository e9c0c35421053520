//! The envelope of every answer: `success`, `data` or `error`, `metadata`.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};
use kith_engine::Paid;
use kith_model::{Timestamp, clock};
use serde::Serialize;

use crate::error::{Code, Failure};
use crate::redact::without_keys;

/// A success on its way out.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) body: Body,
    /// For `x-kith-snapshot`.
    pub(crate) snapshot: Option<String>,
    /// For `idempotent-replayed`.
    pub(crate) replayed: bool,
    /// What else is said; where a content type is among it, that of the envelope is not.
    pub(crate) headers: HeaderMap,
}

#[derive(Serialize)]
struct Success<'a, T> {
    success: bool,
    data: T,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Refusal<'a> {
    success: bool,
    error: Told<'a>,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Told<'a> {
    code: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct Metadata<'a> {
    action: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
    credits_consumed: u64,
    timestamp: String,
}

impl Reply {
    /// An answer with this body, and nothing else to say.
    pub(crate) fn of(body: impl Into<Body>) -> Self {
        let (status, headers) = (StatusCode::OK, HeaderMap::new());
        Self { status, body: body.into(), snapshot: None, replayed: false, headers }
    }

    /// An answer that costs nothing.
    pub(crate) fn ok(action: &str, account: Option<&str>, data: impl Serialize, at: Timestamp) -> Self {
        let metadata = Metadata {
            action: Some(action),
            account_id: account,
            credits_consumed: 0,
            timestamp: clock::rfc3339(at),
        };
        // Serialising our own plain structs to memory can't fail.
        let body = serde_json::to_vec(&Success { success: true, data, metadata }).unwrap_or_default();
        Self::of(body)
    }

    /// An answer that was paid.
    pub(crate) fn paid<T: Serialize>(action: &str, account: Option<&str>, data: &Paid<T>) -> Self {
        let metadata = Metadata {
            action: Some(action),
            account_id: account,
            credits_consumed: data.credits,
            timestamp: clock::rfc3339(data.at),
        };
        let snapshot = data.snapshot.as_ref().map(|id| id.as_str().to_owned());
        let body = serde_json::to_vec(&Success { success: true, data: &data.answer, metadata });
        Self { snapshot, replayed: data.replayed, ..Self::of(body.unwrap_or_default()) }
    }

    pub(crate) fn created(self) -> Self {
        Self { status: StatusCode::CREATED, ..self }
    }

    pub(crate) fn accepted(self) -> Self {
        Self { status: StatusCode::ACCEPTED, ..self }
    }

    pub(crate) fn replayed(self, replayed: bool) -> Self {
        Self { replayed, ..self }
    }
}

/// The body of an error, without any key in it. An internal one says nothing but the request's id.
pub(crate) fn refusal(failure: &Failure, action: Option<&str>, request_id: &str, at: Timestamp) -> Vec<u8> {
    let message = if failure.code == Code::InternalError { request_id } else { &failure.message };
    let (message, action) = (without_keys(message), action.map(without_keys));
    let (action, timestamp) = (action.as_deref(), clock::rfc3339(at));
    let metadata = Metadata { action, account_id: None, credits_consumed: 0, timestamp };
    let error = Told { code: failure.code.as_str(), message: &message };
    serde_json::to_vec(&Refusal { success: false, error, metadata }).unwrap_or_default()
}
