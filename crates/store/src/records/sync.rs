//! Syncs as they are kept: a row from the moment that one is wanted, with its outcome once it has ended.

use kith_model::{SnapshotId, SyncId, Timestamp};

use crate::AccountKey;

/// How far a sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStatus {
    /// Waits for its time and for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// The list was seen whole, and is served.
    Succeeded,
    /// It was not; the last snapshot serves on.
    Failed,
    /// Somebody stopped it.
    Cancelled,
}

impl SyncStatus {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether it has yet to end.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }
}

/// Why a sync was queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Its time had come.
    Schedule,
    /// Somebody asked.
    Request,
    /// The account was authorized.
    Authorization,
    /// The one before saw a list so much shorter that a second one must see it too.
    Confirmation,
    /// The one before failed in a way that passes.
    Retry,
    /// The source's own log of events spoke of a change.
    Hint,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Schedule, Self::Request, Self::Authorization, Self::Confirmation, Self::Retry, Self::Hint];

    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schedule => "schedule",
            Self::Request => "request",
            Self::Authorization => "authorization",
            Self::Confirmation => "confirmation",
            Self::Retry => "retry",
            Self::Hint => "hint",
        }
    }
}

/// A sync to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSync {
    /// Its public id.
    pub id: SyncId,
    /// Why.
    pub cause: Cause,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// When it may begin.
    pub run_at: Timestamp,
}

/// A sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRun {
    /// Its number within the account, from 1.
    pub number: i64,
    /// Its public id.
    pub id: SyncId,
    /// How far it is.
    pub status: SyncStatus,
    /// Why it was queued.
    pub cause: Cause,
    /// Why it failed or was cancelled.
    pub reason: Option<String>,
    /// What it has seen, and found.
    pub tally: Tally,
    /// The snapshot that it left as the newest.
    pub snapshot: Option<SnapshotId>,
    /// How many workers have had it: more than 1 after a crash.
    pub attempt: u32,
    /// Whether somebody wants it stopped.
    pub cancel_asked: bool,
    /// When it was asked for.
    pub queued_at: Timestamp,
    /// When it may begin.
    pub run_at: Timestamp,
    /// When the first worker took it.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// The numbers of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Connections seen so far.
    pub seen: u32,
    /// How many the source says there are.
    pub expected: Option<u32>,
    /// Calls made upstream, all attempts together.
    pub calls: u32,
    /// Members who were not in the list before.
    pub added: u32,
    /// Members who are no longer in the list.
    pub removed: u32,
    /// Members of whom something changed.
    pub updated: u32,
}

/// What became of the wish for a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Queued {
    /// It waits.
    New(SyncRun),
    /// There is one already; an earlier time was taken over where it still waits.
    Running(SyncRun),
    /// The account is gone.
    NoAccount,
    /// A twin of this request was answered in the meantime.
    Twin,
}

/// A worker's right to a sync, until its lease ends: named in every write that the worker makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Of which account.
    pub account: AccountKey,
    /// Which sync.
    pub sync: SyncId,
    /// Whose [`SyncRun::attempt`]: a worker that lost its lease to another has an older one.
    pub attempt: u32,
}

/// What a worker learns when it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Go on.
    Mine,
    /// Somebody wants it stopped, the account was paused, or it is gone: end.
    Cancelled,
    /// Another worker has it: drop everything, write nothing.
    Lost,
}

/// How a sync ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncEnd {
    /// Whose.
    pub lease: Lease,
    /// `Succeeded` only together with a commit.
    pub status: SyncStatus,
    /// Why it failed or was cancelled.
    pub reason: Option<String>,
    /// Its numbers.
    pub tally: Tally,
    /// When.
    pub at: Timestamp,
    /// When the account's next scheduled sync is due; `None` leaves what is set.
    pub next_sync_at: Option<Timestamp>,
    /// How short a list the sync saw that must be confirmed; `None` forgets what an earlier one saw.
    pub suspect_total: Option<u32>,
    /// Another sync, to be queued in the same step.
    pub follow: Option<NewSync>,
}
