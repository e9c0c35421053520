//! The promises of a store. Each method is one atomic step; `tests/contract.rs` holds every backend to them.

use async_trait::async_trait;
use kith_model::api_key::KeyHash;
use kith_model::{AccountId, ChunkId, Credits, KeyId, MemberId, Picture, SnapshotId, Timestamp, WorkspaceId};

use crate::{
    Account, AccountKey, Balance, Bodies, Charged, Commit, Committed, Debit, Entry, Kept, Key, NewAccount,
    Remember, Result, Snapshot, Verified, Workspace,
};

/// Tenants.
#[async_trait]
pub trait Workspaces {
    /// Makes a workspace with `credits` granted. `None` if the name is taken.
    async fn create_workspace(
        &self,
        name: &str,
        credits: Credits,
        at: Timestamp,
    ) -> Result<Option<Workspace>>;
    /// All of them, by name.
    async fn workspaces(&self) -> Result<Vec<Workspace>>;
    /// Erases a workspace and all that is in it, its ledger included. `false` if there is none.
    async fn delete_workspace(&self, workspace: WorkspaceId) -> Result<bool>;
}

/// API keys.
#[async_trait]
pub trait Keys {
    /// Keeps a new key.
    async fn add_key(&self, key: Key) -> Result<()>;
    /// All keys of a workspace, oldest first, revoked ones included.
    async fn keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>>;
    /// Revokes a key. `false` if there is none that still worked.
    async fn revoke_key(&self, workspace: WorkspaceId, key: &KeyId, at: Timestamp) -> Result<bool>;
    /// The key that a secret opens, whether or not it may still be used, and the generation that this holds for.
    async fn key_by_hash(&self, hash: KeyHash) -> Result<(Option<Key>, i64)>;
}

/// Accounts.
#[async_trait]
pub trait Accounts {
    /// Makes an account. `None` if its reply was kept by a twin in the meantime.
    async fn create_account(
        &self,
        workspace: WorkspaceId,
        account: NewAccount,
        remember: Option<Remember>,
    ) -> Result<Option<Account>>;
    /// One account by its public id.
    async fn account(&self, workspace: WorkspaceId, id: &AccountId) -> Result<Option<Account>>;
    /// Accounts in the order they were made, and how many there are.
    async fn accounts(&self, workspace: WorkspaceId, limit: u32, offset: u32) -> Result<(Vec<Account>, u64)>;
    /// Gives it another name. `false` if it is gone.
    async fn rename_account(&self, account: AccountKey, name: &str) -> Result<bool>;
    /// Pauses or resumes it. `false` if it is gone or a twin was first.
    async fn set_paused(&self, account: AccountKey, paused: bool, remember: Option<Remember>)
    -> Result<bool>;
    /// Erases every row of it, and the freed pages on disk; its ledger entries stay. `false` if it is gone.
    async fn delete_account(&self, account: AccountKey, remember: Option<Remember>) -> Result<bool>;
}

/// Snapshots and what hangs on them.
#[async_trait]
pub trait Snapshots {
    /// Makes a list the newest state of an account: chunks, manifest, changes and search index in one transaction.
    async fn commit(&self, account: AccountKey, commit: Commit) -> Result<Committed>;
    /// A snapshot that is kept; `None` as `id`: the newest.
    async fn snapshot(&self, account: AccountKey, id: Option<&SnapshotId>) -> Result<Option<Snapshot>>;
    /// The bodies of those `chunks` that are kept, in no order.
    async fn chunks(&self, account: AccountKey, chunks: &[ChunkId]) -> Result<Bodies>;
    /// All pictures of an account.
    async fn pictures(&self, account: AccountKey) -> Result<Vec<(MemberId, Picture)>>;
    /// Drops snapshots that were superseded before `before`, then the chunks that no manifest names, and
    /// replies kept before `replies_before`. How many snapshots went.
    async fn prune(&self, before: Timestamp, replies_before: Timestamp) -> Result<u64>;
}

/// Credits. Append-only; the sum of the entries is the balance, always.
#[async_trait]
pub trait Ledger {
    /// Charges. Durable before it answers; charges that arrive together share one commit.
    async fn debit(&self, debit: Debit) -> Result<Charged>;
    /// Adds credits. The balance after it, or `None` if the workspace is gone.
    async fn grant(&self, workspace: WorkspaceId, credits: Credits, at: Timestamp)
    -> Result<Option<Balance>>;
    /// What is left.
    async fn balance(&self, workspace: WorkspaceId) -> Result<Balance>;
    /// Up to `limit` entries with an id below `before` (`None`: from the newest), newest first.
    async fn entries(&self, workspace: WorkspaceId, limit: u32, before: Option<i64>) -> Result<Vec<Entry>>;
    /// Debits and commits so far, of this process: how many shared a commit.
    fn debits_and_commits(&self) -> (u64, u64);
}

/// Replies kept under idempotency keys.
#[async_trait]
pub trait Replies {
    /// The reply kept under `key` not before `since`.
    async fn reply(&self, workspace: WorkspaceId, key: &str, since: Timestamp) -> Result<Option<Kept>>;
}

/// The store itself.
#[async_trait]
pub trait Upkeep {
    /// Grows with every write but charges, whoever wrote: what was read under one generation still holds while
    /// the generation is the same.
    async fn generation(&self) -> Result<i64>;
    /// Grows with every account or workspace that is erased, whoever erased it.
    async fn erasures(&self) -> Result<i64>;
    /// Proves the store: hashes, manifests, index against chunks, ledger against balances. Calls `progress` with
    /// the accounts done and all.
    async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified>;
    /// Ends all writing, folds the write-ahead log into the database and stops the store's threads.
    async fn close(&self) -> Result<()>;
}

/// All of it.
pub trait Store:
    Workspaces + Keys + Accounts + Snapshots + Ledger + Replies + Upkeep + Send + Sync + 'static
{
}

impl<T> Store for T where
    T: Workspaces + Keys + Accounts + Snapshots + Ledger + Replies + Upkeep + Send + Sync + 'static
{
}
