//! What the store hands out and takes in: plain values, named as in the API.

use kith_model::api_key::KeyHash;
use kith_model::{
    AccountId, Changes, Chunk, ChunkId, Connection, Credits, KeyId, Manifest, MemberId, Picture, RequestId,
    Scopes, SnapshotId, Timestamp, WorkspaceId,
};

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
}

/// Where an account's connections come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// The export that every member can download.
    Archive,
}

impl SourceKind {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Archive => "archive",
        }
    }
}

/// Whether an account's pages come from kept snapshots or from the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// From the newest committed snapshot.
    Mirror,
}

impl Mode {
    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
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
    /// How it is read.
    pub mode: Mode,
    /// Whether its owner paused it.
    pub paused: bool,
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
    /// How it is read.
    pub mode: Mode,
    /// When it is made.
    pub at: Timestamp,
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
    /// Pictures of members, in place of those kept; `None` leaves them.
    pub pictures: Option<Vec<(MemberId, Vec<Picture>)>>,
    /// When the list was found complete.
    pub at: Timestamp,
    /// A reply to keep in the same transaction.
    pub remember: Option<Remember>,
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

/// A charge.
#[derive(Debug, Clone)]
pub struct Debit {
    /// Who pays.
    pub workspace: WorkspaceId,
    /// How much; 0 is no entry and only keeps the reply.
    pub credits: Credits,
    /// For which request.
    pub request: RequestId,
    /// With which key.
    pub key: KeyId,
    /// For which account.
    pub account: AccountId,
    /// For which action.
    pub action: &'static str,
    /// When.
    pub at: Timestamp,
    /// The state of the store (see [`crate::Upkeep::generation`]) that the caller's view of the key and the
    /// account dates from. A newer one refuses the charge, unless its grounds still hold.
    pub generation: i64,
    /// What the page rests on, to be looked at where the generation has moved; `None`: any change refuses it.
    pub grounds: Option<Grounds>,
    /// A reply to keep in the same transaction.
    pub remember: Option<Remember>,
}

/// What must still be true of the store for a page to be sold, besides that its key was not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// The account that was read: there, and not paused.
    pub account: AccountKey,
    /// The snapshot that was read: kept.
    pub snapshot: i64,
    /// Whether it was read as the newest, and must still be it.
    pub newest: bool,
}

/// What became of a charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charged {
    /// Durable. What is left.
    Done {
        /// The balance after it.
        balance: Credits,
    },
    /// The balance does not cover it; nothing was written.
    Short {
        /// What there is.
        balance: Credits,
    },
    /// Something changed since the caller looked (see [`Debit::grounds`]); look again.
    Stale,
    /// A twin of this request was charged in the meantime.
    Twin,
}

/// A workspace's credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// What is left.
    pub balance: Credits,
    /// All that was ever granted.
    pub granted: Credits,
    /// All that was ever consumed.
    pub consumed: Credits,
}

/// Which way an entry moves the balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// Up.
    Grant,
    /// Down.
    Debit,
}

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number within the workspace, from 1, without gaps.
    pub id: i64,
    /// Which way.
    pub kind: EntryKind,
    /// How much; positive both ways.
    pub credits: Credits,
    /// The balance after it.
    pub balance_after: Credits,
    /// The request that caused it, where one did.
    pub request_id: Option<String>,
    /// The key of that request.
    pub key_id: Option<String>,
    /// The account that was read.
    pub account_id: Option<String>,
    /// The action.
    pub action: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Chunks by name, as they are kept.
pub type Bodies = Vec<(ChunkId, Vec<u8>)>;

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

/// A row of the search index, derived from a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Person {
    pub(crate) member: MemberId,
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) company: Option<String>,
}

impl Person {
    pub(crate) fn of(connection: &Connection) -> Self {
        Self {
            member: connection.member_id(),
            name: connection.name(),
            title: connection.headline.clone().or_else(|| connection.position.clone()),
            company: connection.company.clone(),
        }
    }
}
