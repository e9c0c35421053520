//! Sets of changes by name, as they stand in the order of a whole workspace.

use kith_model::Timestamp;

/// Where a set of changes stands among all of a workspace: by time, then by account, then by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetPlace {
    /// When its snapshot was made.
    pub at: Timestamp,
    /// The account's number, as [`AccountKey::number`](crate::AccountKey::number).
    pub account: i64,
    /// The number of the snapshot that it led to.
    pub seq: i64,
}

/// A set of changes that holds somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetName {
    /// Where it stands.
    pub place: SetPlace,
    /// How many changes it holds.
    pub count: u64,
}

impl SetPlace {
    /// The highest number that a set of `account` may have to stand here or before.
    pub(crate) fn last_of(self, account: i64) -> i64 {
        match account.cmp(&self.account) {
            std::cmp::Ordering::Less => i64::MAX,
            std::cmp::Ordering::Equal => self.seq,
            std::cmp::Ordering::Greater => -1,
        }
    }
}

/// The first of these, newest first, that hold `at_least` changes together, are `most`, or are all.
pub(crate) fn newest(mut names: Vec<SetName>, at_least: u32, most: usize) -> Vec<SetName> {
    names.sort_unstable_by_key(|name| std::cmp::Reverse(name.place));
    let mut held = 0;
    let enough = names.iter().position(|name| {
        held += name.count;
        held >= u64::from(at_least)
    });
    names.truncate(enough.map_or(names.len(), |last| last + 1).min(most));
    names
}
