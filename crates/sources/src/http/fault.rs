//! What a failed call means. Bodies of errors are read leniently: each key may be missing, and the whole may be HTML.
//! Must not keep anything of them.

use std::error::Error;

use serde_json::Value;

use super::Answer;
use super::resolver::LeadsInside;
use crate::{SourceError, TokenFault};

/// What a status other than 2xx means.
/// Source: <https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling>
pub(crate) fn fault(answer: &Answer) -> SourceError {
    match answer.status {
        401 => SourceError::Unauthorized(token_fault(&answer.body)),
        403 => SourceError::Forbidden,
        429 => SourceError::Throttled { retry_after: answer.retry_after },
        status @ 500..600 => SourceError::Failed { status },
        status => SourceError::Refused { status },
    }
}

/// The `message` of an error in lower case; empty where there is none.
pub(crate) fn message(body: &[u8]) -> String {
    text(&read(body), "message")
}

fn read(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or_default()
}

fn text(said: &Value, key: &str) -> String {
    said.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase()
}

fn token_fault(body: &[u8]) -> TokenFault {
    let said = read(body);
    let number = said.get("serviceErrorCode");
    let number = number.and_then(|n| n.as_i64().or_else(|| n.as_str()?.parse().ok()));
    let (code, message) = (text(&said, "code"), text(&said, "message"));
    // Older answers have no code, newer ones no number, and some have only the sentence.
    let says = |word: &str| code.starts_with(word) || (code.is_empty() && message.contains(word));
    match number {
        Some(65601) => TokenFault::Revoked,
        Some(65602) => TokenFault::Expired,
        _ if says("revoked") => TokenFault::Revoked,
        _ if says("expired") => TokenFault::Expired,
        _ => TokenFault::Invalid,
    }
}

/// Why there was no whole answer.
pub(super) fn unanswered(error: &reqwest::Error) -> SourceError {
    if let Some(inside) = cause::<LeadsInside>(error) {
        SourceError::Blocked(inside.to_string())
    } else if error.is_timeout() {
        SourceError::TimedOut
    } else {
        SourceError::Broken
    }
}

fn cause<E: Error + 'static>(error: &reqwest::Error) -> Option<&E> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn faulty(status: u16, body: &str) -> SourceError {
        fault(&Answer { status, retry_after: Some(Duration::from_secs(7)), body: body.into() })
    }

    #[test]
    fn each_status_is_told_apart_by_what_can_be_done_about_it() {
        for (status, body, error) in [
            (403, include_str!("../../tests/fixtures/errors-403-access-denied.json"), SourceError::Forbidden),
            (403, include_str!("../../tests/fixtures/errors-403-legacy.json"), SourceError::Forbidden),
            (
                426,
                include_str!("../../tests/fixtures/errors-426-version.json"),
                SourceError::Refused { status: 426 },
            ),
            (
                429,
                include_str!("../../tests/fixtures/errors-429-throttle.json"),
                SourceError::Throttled { retry_after: Some(Duration::from_secs(7)) },
            ),
            (
                500,
                include_str!("../../tests/fixtures/errors-500-internal.json"),
                SourceError::Failed { status: 500 },
            ),
            (
                504,
                include_str!("../../tests/fixtures/errors-504-gateway.html"),
                SourceError::Failed { status: 504 },
            ),
            (302, "", SourceError::Refused { status: 302 }),
            (404, "", SourceError::Refused { status: 404 }),
        ] {
            assert_eq!(faulty(status, body), error, "{status}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_token_is_told_by_number_by_code_or_by_sentence() {
        for (body, fault) in [
            (include_str!("../../tests/fixtures/errors-401-revoked-token.json"), TokenFault::Revoked),
            (include_str!("../../tests/fixtures/errors-401-expired-token.json"), TokenFault::Expired),
            (include_str!("../../tests/fixtures/errors-401-invalid-token.json"), TokenFault::Invalid),
            (include_str!("../../tests/fixtures/errors-401-empty-token.json"), TokenFault::Invalid),
            (r#"{"code":"REVOKED_ACCESS_TOKEN"}"#, TokenFault::Revoked),
            (r#"{"serviceErrorCode":"65602"}"#, TokenFault::Expired),
            (r#"{"message":"The token used in the request is expired."}"#, TokenFault::Expired),
            (r#"{"code":7,"message":[]}"#, TokenFault::Invalid),
            ("<html>", TokenFault::Invalid),
            ("", TokenFault::Invalid),
        ] {
            assert_eq!(faulty(401, body), SourceError::Unauthorized(fault), "{body}");
        }
    }
}
