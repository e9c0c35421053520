//! Who has signed in: values of sessions and of links to sign in with. Secrets are here as hashes alone.

use kith_model::{KeyId, Timestamp, WorkspaceId};

use crate::Key;

/// A session that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// The workspace of its key.
    pub workspace: WorkspaceId,
    /// The key that it was begun with, and that it ends with.
    pub key: KeyId,
    /// When it begins.
    pub at: Timestamp,
}

/// A session that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its key, whether or not it may still be used.
    pub key: Key,
    /// The generation of the workspace that this holds for.
    pub generation: i64,
    /// When it was last used, as far as that was written down.
    pub seen_at: Timestamp,
}

/// A link that signs its bearer in, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// SHA-256 of its secret.
    pub hash: [u8; 32],
    /// The workspace of its key.
    pub workspace: WorkspaceId,
    /// The key whose session it begins.
    pub key: KeyId,
    /// From when on it opens nothing.
    pub expires_at: Timestamp,
}
