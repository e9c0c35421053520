//! Which accounts the first page shows and in what order: those that are called so, and first of them those that need
//! something done. Goes by what an account says of itself, so that a thousand are put in order without a question each.

use std::time::Duration;

use kith_engine::{Account, Mode, SourceKind};
use kith_model::{Query, Timestamp, Words};

/// A list that was exported longer ago than this is worth exporting anew.
const OLD: Duration = Duration::from_hours(24 * 30);
/// An authorization that ends sooner than this is worth renewing.
pub(super) const SOON: Duration = Duration::from_hours(24 * 7);
/// A mirror is synced every day: one that was found complete longer ago than this has failed since.
const LATE: Duration = Duration::from_hours(36);

/// How much an account needs somebody, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Need {
    /// Nothing goes on before somebody does something.
    Now,
    /// Something is missing, late or soon over.
    Soon,
    Nothing,
}

impl Need {
    pub(super) fn of(account: &Account, now: Timestamp) -> Self {
        // Somebody wanted it so.
        if account.paused {
            return Self::Nothing;
        }
        if account.needs_authorization {
            return Self::Now;
        }
        let is_empty = account.head.is_none() && account.mode == Mode::Mirror;
        let lacks = account.head.as_ref().is_some_and(|head| account.upstream_total > Some(head.total));
        let ends = account.authorized_until.is_some_and(|end| end < now + SOON);
        let needs = is_empty || is_late(account, now) || lacks || ends || account.suspect_total.is_some();
        if needs { Self::Soon } else { Self::Nothing }
    }
}

/// Whether a list is so old that it was to be exported or synced anew.
pub(super) fn is_late(account: &Account, now: Timestamp) -> bool {
    let than = if account.source == SourceKind::Archive { OLD } else { LATE };
    account.mode == Mode::Mirror && account.synced_at.is_some_and(|at| at + than < now)
}

/// Those that are called as `name` says, the neediest first, else in the order they were made.
pub(super) fn in_order(mut accounts: Vec<Account>, name: &str, now: Timestamp) -> Vec<Account> {
    let query = Query::read(name);
    accounts.retain(|account| query.matches(&Words::of([account.name.as_str()])));
    accounts.sort_by_key(|account| Need::of(account, now));
    accounts
}
