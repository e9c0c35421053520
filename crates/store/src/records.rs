//! What the store hands out and takes in: plain values, named as in the API.

mod credits;
mod people;
mod recent;
mod sessions;
mod sync;
mod upstream;
mod webhooks;

use kith_model::api_key::KeyHash;
use kith_model::{
    AccountId, Changes, Chunk, ChunkId, KeyId, Manifest, MemberId, Picture, Scopes, SnapshotId, Timestamp,
    WorkspaceId,
};

pub use credits::*;
pub(crate) use people::Person;
pub use people::{Criteria, Known, Named, Sighting};
pub(crate) use recent::newest;
pub use recent::{SetName, SetPlace};
pub use sessions::*;
pub use sync::*;
pub use upstream::*;
pub use webhooks::*;

/// A tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Its id inside kith.
    pub id: WorkspaceId,
    /// Its name, unique in the store.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// How many accounts it has.
    pub accounts: u64,
}

/// An API key without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its public name.
    pub id: KeyId,
    /// The workspace that it opens.
    pub workspace: WorkspaceId,
    /// What its owner calls it.
    pub name: String,
    /// The hash of its secret.
    pub hash: KeyHash,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// Requests it may make in a minute, where that is less than the server allows any key.
    pub requests_per_minute: Option<u32>,
}

/// What is to be different of a key; `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyChange {
    /// What its owner calls it.
    pub name: Option<String>,
    /// [`Key::requests_per_minute`]; `Some(None)`: what the server allows any key.
    pub requests_per_minute: Option<Option<u32>>,
}

/// Requests wanted of a key's window: of those that it may make in so many seconds from its first one on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakeRequests {
    /// When.
    pub at: Timestamp,
    /// The window's length.
    pub seconds: u32,
    /// How many a window has.
    pub limit: u32,
    /// How many are wanted now.
    pub want: u32,
}

/// Requests that were taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When the window began, in seconds since 1970.
    pub began: i64,
    /// How many were granted: 0 once the window is used up.
    pub granted: u32,
    /// How many of the window are taken by now, by all servers.
    pub used: u32,
}

/// Where an account's connections come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// The export that every member can download.
    Archive,
    /// The Member Data Portability interface.
    Portability,
    /// The Connections API, or another service of its shape.
    ConnectionsApi,
}

impl SourceKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Archive, Self::Portability, Self::ConnectionsApi];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Portability => "portability",
            Self::ConnectionsApi => "connections_api",
        }
    }
}

/// Whether an account's pages come from kept snapshots or from the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// From the newest committed snapshot.
    Mirror,
    /// From the source, at each read; nothing is stored.
    Live,
}

impl Mode {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Mirror, Self::Live];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::Live => "live",
        }
    }
}

/// An account as it is looked up by everything that has rows of it: the owner argument of the store's methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountKey {
    /// The workspace that owns it.
    pub workspace: WorkspaceId,
    /// Its number inside the store.
    pub number: i64,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What its rows are found by.
    pub key: AccountKey,
    /// Its public id.
    pub id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The folded name of the member in the export's own profile, to know a newer export by.
    pub owner: Option<String>,
    /// Where its connections come from.
    pub source: SourceKind,
    /// The root of the service's address, for sources that have one.
    pub base_url: Option<String>,
    /// How it is read.
    pub mode: Mode,
    /// Whether its owner paused it.
    pub paused: bool,
    /// Whether its source can't be called until its owner authorizes it (again).
    pub needs_authorization: bool,
    /// When the authorization ends unless its owner renews it, where that is known.
    pub authorized_until: Option<Timestamp>,
    /// When the next scheduled sync is due. Moves without the generation: what is remembered may be older.
    pub next_sync_at: Option<Timestamp>,
    /// How short a list the last sync saw that another one must confirm. Moves without the generation, as above.
    pub suspect_total: Option<u32>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the list was last found complete.
    pub synced_at: Option<Timestamp>,
    /// How many connections the source said there are; `None` where it tells none.
    pub upstream_total: Option<u32>,
    /// Whether any picture is kept.
    pub has_pictures: bool,
    /// The newest snapshot.
    pub head: Option<Head>,
}

/// The newest snapshot of an account, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number within the account, from 1.
    pub seq: i64,
    /// Its public id.
    pub id: SnapshotId,
    /// How many connections it has.
    pub total: u32,
}

/// A snapshot that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Its number within the account.
    pub seq: i64,
    /// Its public id.
    pub id: SnapshotId,
    /// Its chunks.
    pub manifest: Manifest,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a newer one took its place; `None` while it is the newest.
    pub superseded_at: Option<Timestamp>,
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its public id.
    pub id: AccountId,
    /// What its owner calls it.
    pub name: String,
    /// The member it belongs to, as [`Account::owner`].
    pub owner: Option<String>,
    /// Where its connections come from.
    pub source: SourceKind,
    /// The root of the service's address, for sources that have one.
    pub base_url: Option<String>,
    /// How it is read.
    pub mode: Mode,
    /// When it is made.
    pub at: Timestamp,
    /// Its tokens, sealed, and the first sync with them; what they replace and their reply are not looked at. A
    /// source that needs tokens and has none yet `needs_authorization`.
    pub credentials: Option<NewCredentials>,
    /// When its first scheduled sync is due; `None` for what is never synced by schedule.
    pub next_sync_at: Option<Timestamp>,
}

/// A complete list to become an account's newest snapshot, with all that follows from it.
pub struct Commit {
    /// The snapshot that [`NewSnapshot::changes`] was computed against; another newest one refuses the commit.
    pub base: Option<i64>,
    /// The new snapshot; `None` where the list is the same and only [`Commit::at`] and pictures move on.
    pub snapshot: Option<NewSnapshot>,
    /// How many the source said there are.
    pub upstream_total: Option<u32>,
    /// The member's own name, learnt with this list.
    pub owner: Option<String>,
    /// Whether that name takes the place of one that was known.
    pub replaces_owner: bool,
    /// Members whose pictures are new, or who have none any more: those given take the place of those kept.
    pub pictures: Vec<(MemberId, Vec<Picture>)>,
    /// When the list was found complete.
    pub at: Timestamp,
    /// A reply to keep in the same transaction.
    pub remember: Option<Remember>,
    /// The sync that ends with it, always as succeeded. Where its lease is lost, nothing is committed.
    pub sync: Option<SyncEnd>,
}

/// The parts of a new snapshot.
pub struct NewSnapshot {
    /// Its public id.
    pub id: SnapshotId,
    /// Its chunks in order; bodies are only made of those that the store lacks.
    pub chunks: Vec<Chunk>,
    /// What differs from the base.
    pub changes: Changes,
}

/// What a snapshot changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSet {
    /// The number of the snapshot that it led to.
    pub seq: i64,
    /// The id of that snapshot, which may no longer be kept. Where it is not known any more, one that no other has.
    pub snapshot: SnapshotId,
    /// When that snapshot was made.
    pub at: Timestamp,
    /// Who came, who went and who changed.
    pub changes: Changes,
}

impl ChangeSet {
    /// How many changes it holds.
    pub fn count(&self) -> usize {
        self.changes.removed.len() + self.changes.updated.len() + self.changes.added.len()
    }
}

/// So many sets of changes are read at once, at most.
pub const MOST_SETS: usize = 200;

/// Stands for the id of a snapshot that was dropped before its changes named it.
pub(crate) fn nameless_snapshot(seq: i64) -> SnapshotId {
    SnapshotId::new(format!("snap_{seq:016}"))
}

/// The number in such an id, where `id` is one.
pub(crate) fn nameless_number(id: &SnapshotId) -> Option<i64> {
    let seq = id.as_str().strip_prefix("snap_")?.parse().ok()?;
    (nameless_snapshot(seq) == *id).then_some(seq)
}

/// What became of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// It is the newest state now. How many chunks were new.
    Done {
        /// Chunks that were written.
        new_chunks: usize,
    },
    /// Another commit came first; compute the changes again.
    Outdated,
    /// The account is gone.
    NoAccount,
    /// A twin of this request was answered in the meantime.
    Twin,
    /// The sync is another worker's, was cancelled, or has ended already.
    LeaseLost,
}

/// A reply to keep under an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remember {
    /// The caller's key.
    pub key: String,
    /// Hash of the method, the path and the body that the key belongs to.
    pub fingerprint: [u8; 32],
    /// The account whose data the reply holds, to be erased with it.
    pub account: Option<AccountKey>,
    /// What the engine needs to answer again.
    pub body: Vec<u8>,
    /// The body of the reply that this one takes the place of: of a repeat that had to pay more. Where another one is
    /// kept by now, or none, this is a twin. `None`: the first.
    pub follows: Option<Vec<u8>>,
    /// When it was made.
    pub at: Timestamp,
}

/// A kept reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Hash of what the key belongs to.
    pub fingerprint: [u8; 32],
    /// What the engine kept.
    pub body: Vec<u8>,
}

/// Chunks by name, as they are kept.
pub type Bodies = Vec<(ChunkId, Vec<u8>)>;

/// What became of a wish for a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackedUp {
    /// The copy is made.
    Done,
    /// Nothing was written: a store of this kind is copied by tools of its own.
    ByOwnTools {
        /// What kind of store it is, as users call it: `PostgreSQL`.
        store: &'static str,
        /// The command that makes a backup, to begin with: `pg_dump --format=custom`.
        tool: &'static str,
    },
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Accounts looked at.
    pub accounts: u64,
    /// Snapshots looked at.
    pub snapshots: u64,
    /// Connections in the newest snapshots.
    pub connections: u64,
    /// Chunks kept.
    pub chunks: u64,
    /// Bytes of their bodies.
    pub chunk_bytes: u64,
    /// Entries of all ledgers.
    pub ledger_entries: u64,
    /// What is wrong, one sentence each; empty is clean.
    pub faults: Vec<String>,
}
