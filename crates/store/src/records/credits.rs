//! The ledger's values: charges, what they rest on, credits set aside, balances and entries. No prices: how much an
//! action costs is decided elsewhere.

use kith_model::{AccountId, Credits, KeyId, RequestId, Timestamp, WorkspaceId};

use crate::{AccountKey, Remember};

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
    /// For which account; `None` of what reads the whole workspace.
    pub account: Option<AccountId>,
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
    /// The hold that this charge takes the place of: it ends with the charge, and only with it.
    pub hold: Option<i64>,
    /// The balance from which down webhooks are told, once for each time that a charge crosses it; 0: never.
    pub warn_below: Credits,
}

impl Debit {
    /// Whether this charge takes a balance below what is worth a word.
    pub(crate) fn crosses(&self, before: Credits, after: Credits) -> bool {
        before >= self.warn_below && after < self.warn_below
    }
}

/// What must still be true of the store for a page to be sold, besides that its key was not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// The account that was read: there, not paused, and for a live read not without authorization.
    pub account: AccountKey,
    /// The snapshot that was read: kept. `None` of a live read.
    pub snapshot: Option<i64>,
    /// Whether it was read as the newest, and must still be it. Says nothing of a live read.
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
        /// What there is, less what others hold.
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

/// What was consumed on one day, with one key, by one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The day in UTC, in days since 1970.
    pub day: i32,
    /// The key, which may be revoked by now.
    pub key: Option<KeyId>,
    /// The action.
    pub action: String,
    /// How much.
    pub credits: Credits,
    /// In how many debits.
    pub debits: u64,
}

/// Microseconds of a day.
pub(crate) const DAY_MICROS: i64 = 24 * 3_600 * 1_000_000;
/// Entries are in the order of their times, but for clocks that differ or are set: by less than this.
pub(crate) const DISORDER_MICROS: i64 = 3_600 * 1_000_000;

/// Credits set aside for an answer that is being fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Whose.
    pub workspace: WorkspaceId,
    /// How much.
    pub credits: Credits,
    /// From when.
    pub at: Timestamp,
    /// From then on it is void: its process must have died.
    pub until: Timestamp,
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Set aside under this number.
    Done(i64),
    /// The balance, less what others hold, does not cover it; or the workspace is gone.
    Short {
        /// What could be held.
        balance: Credits,
    },
}
