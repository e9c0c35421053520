//! The promises of API keys, and of who has signed in with one.

use async_trait::async_trait;
use kith_model::api_key::KeyHash;
use kith_model::{KeyId, Timestamp, WorkspaceId};

use crate::{Key, KeyChange, NewSession, Result, Session, SignInLink, TakeRequests, Taken};

/// API keys.
#[async_trait]
pub trait Keys {
    /// Keeps a new key.
    async fn add_key(&self, key: Key) -> Result<()>;
    /// All keys of a workspace, oldest first, revoked ones included.
    async fn keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>>;
    /// Changes a key; it as it is then. `None` if there is none that was not revoked.
    async fn change_key(&self, workspace: WorkspaceId, key: &KeyId, change: KeyChange)
    -> Result<Option<Key>>;
    /// Revokes a key. `false` if there is none that still worked.
    async fn revoke_key(&self, workspace: WorkspaceId, key: &KeyId, at: Timestamp) -> Result<bool>;
    /// The key that a secret opens, whether or not it may still be used, and the generation of its workspace that this
    /// holds for.
    async fn key_by_hash(&self, hash: KeyHash) -> Result<Option<(Key, i64)>>;
    /// Takes requests of a key's window, for a server to let through: what it is not granted it refuses.
    async fn take_requests(&self, workspace: WorkspaceId, key: &KeyId, ask: TakeRequests) -> Result<Taken>;
}

/// Who has signed in. Sessions and links are found by the hash of their secret, which leads to a key; both are worth what
/// that key is. None of it moves the generation.
#[async_trait]
pub trait Sessions {
    /// Begins a session; those of the workspace that nobody used since `idle_before` are dropped, and of those of the key
    /// that were used least lately all but a hundred. `false` if there is no such key.
    async fn add_session(&self, new: NewSession, idle_before: Timestamp) -> Result<bool>;
    /// A session that has not ended and was used at `seen_since` or later.
    async fn session(&self, hash: [u8; 32], seen_since: Timestamp) -> Result<Option<Session>>;
    /// Writes down that a session was used at `at`, if that is later than what was written before.
    async fn touch_session(&self, hash: [u8; 32], at: Timestamp) -> Result<()>;
    /// Ends a session. `false` if there is none.
    async fn end_session(&self, hash: [u8; 32]) -> Result<bool>;
    /// Keeps a link. `false` if there is no such key.
    async fn add_link(&self, link: SignInLink) -> Result<bool>;
    /// Takes a link back, once and only once, unless it has run out at `now`: its key, whether or not it may still be used,
    /// and the generation of its workspace that this holds for.
    async fn take_link(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<(Key, i64)>>;
}
