//! `list_changes`: what changed in an account's list, in the order in which it did, page after page without end. A page
//! ends where the newest snapshot of its moment does, so that a sync that lands meanwhile is the next page's.

mod cursor;
mod info;
mod member;
mod news;
mod place;
mod recent;
mod sets;

use std::sync::Arc;

use kith_model::{AccountId, Connection, Credits, SnapshotId, Timestamp, credits};
use kith_store::{ChangeSet, Snapshot};
use schemars::JsonSchema;
use serde::Serialize;

pub use cursor::Since;
use cursor::{Cursor, Read, Start};
use info::Change;
pub use info::{ChangeInfo, ChangeKind, ConnectionInfo};
pub use member::MemberChanges;
pub use news::News;
pub use place::Older;
pub use recent::{RecentChange, RecentChanges, RecentPage};

use crate::cache::View;
use crate::paid::{Paid, SnapshotRead};
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

/// How many changes a page looks at when it wants only some kinds of them.
const LOOKS: u32 = 5_000;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListChanges {
    /// Of which account.
    pub account: AccountId,
    /// Since when.
    pub since: Since,
    /// Which kinds; empty: all.
    pub kinds: Vec<ChangeKind>,
    /// At most so many; at least 1.
    pub count: u32,
}

/// Changes, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangesPage {
    /// The changes, oldest first. Those of one snapshot: who left, who changed, who came, each in the order of the list.
    pub changes: Vec<ChangeInfo>,
    /// How many are in this response. Where `types` leaves some out it may be fewer than `count`, even none, and
    /// `has_more` be true.
    pub total_results: u32,
    /// Pass it as the next `since`, now or whenever: it goes on where this response ends, and never runs out.
    pub cursor: String,
    /// Whether there was more when this was read.
    pub has_more: bool,
    /// Whether this is a part of the first full list: everybody in it, as `added`.
    pub initial: bool,
}

impl SnapshotRead for ListChanges {
    const ACTION: &'static str = "list_changes";
    type Answer = ChangesPage;

    fn account(&self) -> &AccountId {
        &self.account
    }

    /// The first list is read from one snapshot to its end, whatever lands meanwhile.
    fn snapshot(&self) -> Option<&SnapshotId> {
        match &self.since.0 {
            Start::At(Cursor { snapshot, read: Read::List(_) }) => Some(snapshot),
            _ => None,
        }
    }

    /// Where nothing is new the answer is free, also to who has no credit left; and a page looks at no more than it may hold.
    fn wants_credit_first(&self) -> bool {
        false
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        at: Timestamp,
    ) -> Result<(ChangesPage, Credits)> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let page = match self.from(engine, view, snapshot).await? {
            From::List(read) => self.first_list(engine, view, snapshot, read, at).await?,
            From::Changes { after, read } => {
                self.changes(engine, tenant, view, snapshot, after, read).await?
            }
        };
        let price = credits::price(page.total_results);
        Ok((page, price))
    }
}

/// Where a page begins.
enum From {
    /// In the list, after so many connections.
    List(u32),
    /// After the snapshot of a number, and so many changes of what followed it.
    Changes { after: i64, read: u32 },
}

impl ListChanges {
    async fn from(&self, engine: &Engine, view: &View, newest: &Snapshot) -> Result<From> {
        let account = view.account.key;
        let (id, read) = match &self.since.0 {
            Start::Beginning => return Ok(From::List(0)),
            Start::Time(time) => {
                // One that was made after the view was taken is not this page's.
                let found = engine.store.snapshot_at(account, *time).await?;
                let after = |number: i64| From::Changes { after: number.min(newest.seq), read: 0 };
                return Ok(found.map_or(From::List(0), after));
            }
            Start::At(Cursor { read: Read::List(read), .. }) => return Ok(From::List(*read)),
            Start::At(Cursor { snapshot, read }) => (snapshot, *read),
            Start::Snapshot(id) => (id, Read::All),
        };
        let number = engine.store.snapshot_number(account, id).await?;
        // Where it is newer than the view, the view is old, and this is asked again with a new one.
        let number = number.filter(|number| *number <= newest.seq).ok_or(Error::ChangesExpired)?;
        Ok(match read {
            Read::Within(read) => From::Changes { after: number - 1, read },
            _ => From::Changes { after: number, read: 0 },
        })
    }

    fn wants(&self, kind: ChangeKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    fn page(&self, changes: Vec<ChangeInfo>, cursor: &Cursor, has_more: bool, initial: bool) -> ChangesPage {
        let total_results = u32::try_from(changes.len()).unwrap_or(u32::MAX);
        let cursor = cursor.to_text(&self.account);
        ChangesPage { changes, total_results, cursor, has_more, initial }
    }

    /// A part of the whole list. Where nobody who was added is wanted, all of it is passed over.
    async fn first_list(
        &self,
        engine: &Engine,
        view: &View,
        snapshot: &Snapshot,
        read: u32,
        at: Timestamp,
    ) -> Result<ChangesPage> {
        let total = snapshot.manifest.total();
        let (start, end) = if self.wants(ChangeKind::Added) {
            (read.min(total), read.saturating_add(self.count).min(total))
        } else {
            (total, total)
        };
        let slices: Vec<_> = snapshot.manifest.slices(start..end).collect();
        let chunks: Vec<_> = slices.iter().map(|slice| slice.chunk).collect();
        let before = slices.first().map_or(0, |slice| slice.rows.start);
        let rows = engine.open_chunks(&view.account, &chunks).await?;
        let rows = rows.iter().skip(before).take((end - start) as usize);
        let added = |row: &Connection| Change::Added(row).info(&snapshot.id, snapshot.created_at);
        let changes = rows.map(added).collect();
        let read = if end < total { Read::List(end) } else { Read::All };
        // A repeat must say what was said at its moment: what came later does not count.
        let has_more = end < total || snapshot.superseded_at.is_some_and(|superseded| superseded < at);
        Ok(self.page(changes, &Cursor::new(&snapshot.id, read), has_more, true))
    }

    /// What changed after the snapshot numbered `after`, but for the first `read` changes, up to the `newest` one.
    async fn changes(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &View,
        newest: &Snapshot,
        after: i64,
        read: u32,
    ) -> Result<ChangesPage> {
        if after >= newest.seq {
            return Ok(self.page(Vec::new(), &Cursor::new(&newest.id, Read::All), false, false));
        }
        let looks = if self.kinds.is_empty() { self.count } else { self.count.max(LOOKS) };
        // One more than is looked at, so that sets that hold nobody are passed over now and not by a page of their own.
        let at_least = read.saturating_add(looks).saturating_add(1);
        let sets = engine.change_sets(tenant, view.account.key, after, at_least).await?;
        let mut page = Vec::new();
        let (mut cursor, mut reached, mut left) = (None, after, looks);
        let mut skipped = read;
        for set in sets.iter().take_while(|set| set.seq <= newest.seq) {
            if set.seq != reached + 1 {
                break;
            }
            let end = self.read_set(set, skipped, &mut left, &mut page);
            if let Some(end) = end {
                if end > 0 {
                    cursor = Some(Cursor::new(&set.snapshot, Read::Within(end)));
                }
                break;
            }
            cursor = Some(Cursor::new(&set.snapshot, Read::All));
            (reached, skipped) = (set.seq, 0);
        }
        let missing = || Error::Internal(format!("the changes of snapshot {} are missing", reached + 1));
        Ok(self.page(page, &cursor.ok_or_else(missing)?, reached < newest.seq, false))
    }

    /// Reads a set, but for its first changes, while there is room on the page and `left` to look at. How many of its
    /// changes were read then, or `None` if all were.
    fn read_set(
        &self,
        set: &ChangeSet,
        skipped: u32,
        left: &mut u32,
        page: &mut Vec<ChangeInfo>,
    ) -> Option<u32> {
        for (read, change) in (skipped..).zip(Change::each(set).skip(skipped as usize)) {
            if *left == 0 || page.len() >= self.count as usize {
                return Some(read);
            }
            *left -= 1;
            if self.wants(change.kind()) {
                page.push(change.info(&set.snapshot, set.at));
            }
        }
        None
    }
}

impl Engine {
    /// Reads what changed in an account's list, and charges for it. Where nothing is said of since when, or a time before
    /// there was anything, it begins with the whole list.
    ///
    /// # Errors
    /// [`Error::ChangesExpired`] if what is asked from is not known; else as `list_connections` of a mirror.
    pub async fn list_changes(&self, caller: &Caller, ask: &ListChanges) -> Result<Paid<ChangesPage>> {
        self.read_snapshot(caller, ask).await.map_err(|error| match error {
            Error::SnapshotExpired => Error::ChangesExpired,
            other => other,
        })
    }
}
