//! The promises of a store. Each method is one atomic step; `tests/contract.rs` holds every backend to them.

mod history;
mod keys;
mod recent;

use std::path::Path;

use async_trait::async_trait;
use kith_model::{
    AccountId, ChunkId, Credits, DeliveryId, MemberId, PersonKey, Picture, SnapshotId, SyncId, Timestamp,
    WebhookId, WorkspaceId,
};

use crate::{
    Account, AccountKey, BackedUp, Balance, Bodies, Busy, Charged, Claim, Commit, Committed, Criteria, Debit,
    Delivery, Entry, Held, Hold, Hooked, Kept, Known, Lease, Named, NewAccount, NewAuthorization,
    NewCredentials, NewSync, Owned, Queued, Rehooked, Remember, Result, Sealed, Sighting, Snapshot,
    SourceState, Spent, Standing, SyncEnd, SyncRun, Tally, Told, Verified, Webhook, Workspace,
};

pub use history::History;
pub use keys::{Keys, Sessions};
pub use recent::Recent;

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
    /// replies kept, authorizations and links run out, and sessions last used before `replies_before`. How many snapshots
    /// went.
    async fn prune(&self, before: Timestamp, replies_before: Timestamp) -> Result<u64>;
}

/// The people in the newest lists of a workspace's accounts, whoever knows them; paused accounts included. All from the
/// search index, which a commit moves in its own transaction.
#[async_trait]
pub trait People {
    /// Who fits: as [`Query`](kith_model::Query) says, exactly. What looks for nothing finds everybody. In no order.
    async fn people_matching(&self, workspace: WorkspaceId, criteria: &Criteria) -> Result<Vec<Sighting>>;
    /// Who is known to which accounts: of these people, or of all. In no order.
    async fn sightings(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Sighting>>;
    /// What people are called, and where they work, by every account that lists them: of these people, or of all. In no
    /// order.
    async fn names(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Named>>;
    /// Whom an account knows. In no order.
    async fn sightings_by(&self, account: AccountKey) -> Result<Vec<Sighting>>;
    /// These people as each account that knows them lists them. In no order.
    async fn people(&self, workspace: WorkspaceId, people: &[PersonKey]) -> Result<Vec<Known>>;
}

/// Credits. Append-only; the sum of the entries is the balance, always.
#[async_trait]
pub trait Ledger {
    /// Charges. Durable before it answers; charges that arrive together share one commit.
    async fn debit(&self, debit: Debit) -> Result<Charged>;
    /// Sets credits aside: no charge and no other hold can take them until they are released, charged
    /// ([`Debit::hold`]) or void. Moves the generation as little as a charge does.
    async fn hold(&self, hold: Hold) -> Result<Held>;
    /// Gives up a hold, if it is still there.
    async fn release(&self, workspace: WorkspaceId, hold: i64) -> Result<()>;
    /// Adds credits. The balance after it, or `None` if the workspace is gone.
    async fn grant(&self, workspace: WorkspaceId, credits: Credits, at: Timestamp)
    -> Result<Option<Balance>>;
    /// What is left, holds not taken off.
    async fn balance(&self, workspace: WorkspaceId) -> Result<Balance>;
    /// Up to `limit` entries with an id below `before` (`None`: from the newest), newest first.
    async fn entries(&self, workspace: WorkspaceId, limit: u32, before: Option<i64>) -> Result<Vec<Entry>>;
    /// Sums of the debits since `since`, by day, key and action, in that order. Reads each entry from there on once, found
    /// by halving the ids: what it takes grows with the entries of that time and not with the ledger.
    async fn spending(&self, workspace: WorkspaceId, since: Timestamp) -> Result<Vec<Spent>>;
    /// Debits and commits so far, of this process: how many shared a commit.
    fn debits_and_commits(&self) -> (u64, u64);
}

/// Replies kept under idempotency keys.
#[async_trait]
pub trait Replies {
    /// The reply kept under `key` not before `since`.
    async fn reply(&self, workspace: WorkspaceId, key: &str, since: Timestamp) -> Result<Option<Kept>>;
}

/// Tokens, and the authorizations that bring them. Sealed: the store can't read them.
#[async_trait]
pub trait Credentials {
    /// An account's tokens.
    async fn credentials(&self, account: AccountKey) -> Result<Option<Sealed>>;
    /// Keeps new tokens: the account needs no authorization any more and its source is no longer held. The version,
    /// or `None` if the account is gone, a twin was first, or [`NewCredentials::replaces`] is no longer what there is.
    async fn put_credentials(&self, account: AccountKey, new: NewCredentials) -> Result<Option<i64>>;
    /// Says that the tokens of `version` no longer work. `false` if there are others by now.
    async fn end_authorization(&self, account: AccountKey, version: i64, at: Timestamp) -> Result<bool>;
    /// The tokens of every account of every workspace, and of authorizations under way none.
    async fn all_credentials(&self) -> Result<Vec<Owned>>;
    /// Puts the same tokens under another seal; changes nothing else. `false` if there are others by now.
    async fn reseal(&self, account: AccountKey, version: i64, body: Vec<u8>) -> Result<bool>;
    /// The name of the master key that tokens are sealed with in this store; `first` becomes it where there is none yet.
    async fn seal_name(&self, first: i64) -> Result<i64>;
    /// Says that tokens are sealed with another one from now on.
    async fn name_seal(&self, name: i64) -> Result<()>;
    /// Notes that a member was sent off to authorize an account; those that ran out before the reply was made are
    /// dropped. `false` if it is gone or a twin was first.
    async fn begin_authorization(
        &self,
        account: AccountKey,
        new: NewAuthorization,
        remember: Option<Remember>,
    ) -> Result<bool>;
    /// Takes back, once, what was noted under a state that has not run out at `now`.
    async fn take_authorization(&self, state: [u8; 32], now: Timestamp)
    -> Result<Option<(Account, Vec<u8>)>>;
}

/// Syncs: jobs as rows. One of each account is active (queued or running) at the most.
#[async_trait]
pub trait Syncs {
    /// Queues a sync, unless one is active; one that waits for a later time is brought forward. With `next_sync_at` the
    /// account's schedule moves on in the same step.
    async fn queue_sync(
        &self,
        account: AccountKey,
        new: NewSync,
        next_sync_at: Option<Timestamp>,
        remember: Option<Remember>,
    ) -> Result<Queued>;
    /// The syncs of an account, newest first, and how many are kept.
    async fn syncs(&self, account: AccountKey, limit: u32, offset: u32) -> Result<(Vec<SyncRun>, u64)>;
    /// One of them.
    async fn sync(&self, account: AccountKey, id: &SyncId) -> Result<Option<SyncRun>>;
    /// Accounts of any workspace whose schedule is due and that can be synced: not paused, authorized, no sync active.
    async fn due_accounts(&self, now: Timestamp, limit: u32) -> Result<Vec<Account>>;
    /// The sync that has waited longest of those whose time has come, or whose worker's lease has ended, leased to the
    /// caller until `until`. Those of paused accounts and of accounts without authorization wait on.
    async fn claim_sync(&self, now: Timestamp, until: Timestamp) -> Result<Option<(Account, SyncRun)>>;
    /// Writes down how far a sync is, and keeps its lease until `until`.
    async fn report_sync(&self, lease: &Lease, tally: Tally, until: Timestamp) -> Result<Standing>;
    /// Ends a sync that commits nothing. `false` if the lease is lost.
    async fn end_sync(&self, end: SyncEnd) -> Result<bool>;
    /// Ends a sync that waits, and asks the worker of a running one to end it. The sync as it is then; `None` if there
    /// is none.
    async fn cancel_sync(&self, account: AccountKey, id: &SyncId, at: Timestamp) -> Result<Option<SyncRun>>;
    /// Moves the schedule of an account: brings it forward, never back, where `sooner`. One that had none gets one.
    async fn schedule(&self, account: AccountKey, next_sync_at: Timestamp, sooner: bool) -> Result<()>;
}

/// What an account may ask of its source. None of it moves the generation.
#[async_trait]
pub trait Calls {
    /// Takes up to `want` of the `limit` calls of a day (days since 1970): how many there were to take.
    /// None of a day before the newest that any were taken of: those of that day are no longer counted.
    async fn take_calls(&self, account: AccountKey, day: i32, want: u32, limit: u32) -> Result<u32>;
    /// Gives back calls that were taken and not made.
    async fn give_back_calls(&self, account: AccountKey, day: i32, calls: u32) -> Result<()>;
    /// Calls taken on a day.
    async fn calls_taken(&self, account: AccountKey, day: i32) -> Result<u32>;
    /// Leaves the source of an account alone until then, or for longer where that was said before.
    async fn hold_source(&self, account: AccountKey, until: Timestamp) -> Result<()>;
    /// Until when it is left alone, and since when to ask for hints (milliseconds since 1970).
    async fn source_state(&self, account: AccountKey) -> Result<SourceState>;
    /// From when to ask for hints next time.
    async fn hinted(&self, account: AccountKey, since: i64) -> Result<()>;
    /// Takes the next turn in the line of a service that all accounts and all servers stand in: each turn takes `micros`,
    /// and the first of an empty line begins at `at`. When the line ends by now, in microseconds since 1970.
    async fn take_turn(&self, service: &str, at: Timestamp, micros: i64) -> Result<i64>;
}

/// Webhooks, and what they are told. Whatever is worth telling is an event from the transaction on in which it happens, if
/// its workspace has a webhook that is enabled; of one account they are told in order. None of it moves the generation.
#[async_trait]
pub trait Webhooks {
    /// Makes one, if the workspace has fewer than `most`.
    async fn add_webhook(&self, webhook: Webhook, most: u32, remember: Option<Remember>) -> Result<Hooked>;
    /// All of a workspace, oldest first.
    async fn webhooks(&self, workspace: WorkspaceId) -> Result<Vec<Webhook>>;
    /// Those of every workspace, for a new master key.
    async fn all_webhooks(&self) -> Result<Vec<Webhook>>;
    /// One of them.
    async fn webhook(&self, workspace: WorkspaceId, id: &WebhookId) -> Result<Option<Webhook>>;
    /// Makes one what is given, if it still is of the version given. One that is disabled is told nothing more, and of
    /// what happened meanwhile nothing later. From `anew` on, where it is given, what waits for another try is tried as
    /// if it never was.
    async fn set_webhook(
        &self,
        webhook: Webhook,
        anew: Option<Timestamp>,
        remember: Option<Remember>,
    ) -> Result<Rehooked>;
    /// Takes one away, and its log.
    async fn delete_webhook(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        remember: Option<Remember>,
    ) -> Result<Rehooked>;
    /// The next event for a webhook whose time has come, leased to the caller until `until` under its own `token`; for
    /// none that is `busy`.
    async fn claim_event(
        &self,
        now: Timestamp,
        until: Timestamp,
        token: i64,
        busy: &Busy,
    ) -> Result<Option<Claim>>;
    /// Writes down what became of a message, and the try in the log. `false`, and nothing is written, if the claim is
    /// another's by now or the webhook is gone or disabled; `false` too where an accepted message was the claim's last,
    /// since the webhook has changed: claimed again, it is told as it is now.
    async fn told(
        &self,
        claim: &Claim,
        told: Told,
        delivery: Option<Delivery>,
        at: Timestamp,
    ) -> Result<bool>;
    /// Puts a try into the log that somebody asked for.
    async fn log_delivery(&self, workspace: WorkspaceId, delivery: Delivery) -> Result<()>;
    /// Up to `limit` tries for a webhook, newest first, from after the one of the id `before`.
    async fn deliveries(
        &self,
        workspace: WorkspaceId,
        webhook: &WebhookId,
        limit: u32,
        before: Option<&DeliveryId>,
    ) -> Result<Vec<Delivery>>;
    /// One of them, and the account that it told of.
    async fn delivery(
        &self,
        workspace: WorkspaceId,
        webhook: &WebhookId,
        id: &DeliveryId,
    ) -> Result<Option<(Delivery, Option<Account>)>>;
}

/// The store itself.
#[async_trait]
pub trait Upkeep {
    /// Grows with every write that pages of the workspace may rest on, whoever wrote: what was read under one generation
    /// still holds while the generation is the same. Charges, holds, calls, and what syncs write but commits leave it, and
    /// so do authorizations under way. May grow with what others write, too. Of a workspace that is gone it is larger
    /// than it ever was.
    async fn generation(&self, workspace: WorkspaceId) -> Result<i64>;
    /// Grows with every account of the workspace that is erased, and with the workspace itself, whoever erased it.
    async fn erasures(&self, workspace: WorkspaceId) -> Result<i64>;
    /// Whether other servers may serve from the same store: what must hold for all of them is then counted in it.
    fn is_shared(&self) -> bool;
    /// Proves the store: hashes, manifests, changes, index against chunks, ledger against balances. Calls `progress` with
    /// the accounts done and all.
    async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified>;
    /// Copies the store, as it is at one moment, into the empty file `to`, while others go on writing. The copy is
    /// what [`open_copy`](crate::open_copy) opens, and holds nothing of what was erased before that moment. `to`
    /// keeps its mode. Calls `progress` with the bytes written and those to expect, at the end with as many as there
    /// are. Dropped before that, it leaves a part of a copy, as an error may.
    ///
    /// [`Unavailable`](crate::Error::Unavailable) if `to` can't be written, [`Damaged`](crate::Error::Damaged) if the
    /// store can't be read.
    async fn backup(&self, to: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<BackedUp>;
    /// Ends all writing, folds the write-ahead log into the database and stops the store's threads.
    async fn close(&self) -> Result<()>;
}

/// All of it.
pub trait Store:
    Workspaces
    + Keys
    + Sessions
    + Accounts
    + Snapshots
    + History
    + Recent
    + People
    + Ledger
    + Replies
    + Credentials
    + Syncs
    + Calls
    + Webhooks
    + Upkeep
    + Send
    + Sync
    + 'static
{
}

impl<T> Store for T where
    T: Workspaces
        + Keys
        + Sessions
        + Accounts
        + Snapshots
        + History
        + Recent
        + People
        + Ledger
        + Replies
        + Credentials
        + Syncs
        + Calls
        + Webhooks
        + Upkeep
        + Send
        + Sync
        + 'static
{
}
