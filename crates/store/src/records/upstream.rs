//! What is kept of an account's way to its source: sealed credentials, authorizations under way, how it stands.
//! The bodies can't be read without the master key, which the store never sees.

use kith_model::{AccountId, Timestamp};

use super::sync::NewSync;
use crate::{AccountKey, Remember};

/// An account's tokens, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Grows with every change.
    pub version: i64,
    /// What only the engine can open.
    pub body: Vec<u8>,
}

/// Tokens to be kept.
#[derive(Debug, Clone)]
pub struct NewCredentials {
    /// Sealed by the engine.
    pub body: Vec<u8>,
    /// When the authorization ends for good, unless the member renews it: shown with the account.
    pub expires_at: Option<Timestamp>,
    /// The version that these follow; `None`: whatever there is.
    pub replaces: Option<i64>,
    /// A sync to be queued in the same step.
    pub sync: Option<NewSync>,
    /// A reply to keep in the same step.
    pub remember: Option<Remember>,
}

/// Credentials of any account, for a new master key.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Whose.
    pub account: AccountKey,
    /// Its public id.
    pub id: AccountId,
    /// The address that they are for.
    pub base_url: Option<String>,
    /// The tokens.
    pub sealed: Sealed,
}

/// An authorization that a member was sent off to give.
#[derive(Debug, Clone)]
pub struct NewAuthorization {
    /// The hash of the one-use state.
    pub state: [u8; 32],
    /// What the engine needs when the member is back, sealed.
    pub body: Vec<u8>,
    /// Until when.
    pub expires_at: Timestamp,
}

/// How an account stands with its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceState {
    /// Until when it is left alone.
    pub held_until: Option<Timestamp>,
    /// From when to ask for hints, in milliseconds since 1970.
    pub hints_since: Option<i64>,
}
