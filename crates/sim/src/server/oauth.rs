//! Consent, tokens and introspection: the authorization code flow, and what its parts have in common.

pub(super) mod authorize;
pub(super) mod introspect;
pub(super) mod token;

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest as _, Sha256};

use super::query::{Invalid, Query};
use super::reply::Reply;
use super::route::Call;
use super::state::State;

/// The `S256` challenge of a verifier.
fn challenge(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()))
}

/// A form's fields.
fn form(call: &Call, known: &[&str]) -> Result<Query, Invalid> {
    let kind = call.header("content-type").unwrap_or("");
    if kind.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return Err(Invalid);
    }
    Query::parse(&call.body, known)
}

/// Whether the application says who it is. Not in a header: LinkedIn reads the form.
fn is_client(state: &State, form: &Query) -> bool {
    form.get("client_id") == Some(&state.options.client_id)
        && form.get("client_secret") == Some(&state.options.client_secret)
}

fn error(code: &str, description: &str) -> Reply {
    Reply::json(400, serde_json::json!({"error": code, "error_description": description}).to_string())
}

fn not_client() -> Reply {
    error("invalid_client", "Client authentication failed")
}
