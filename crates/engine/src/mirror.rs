//! A list becomes the newest snapshot of an account: the one way, for imports and for syncs. Only chunks that are not
//! in both lists are opened or written.

use std::collections::HashSet;

use kith_model::{Changes, Chunk, Connection, Manifest, SnapshotId};
use kith_store::{Account, NewSnapshot, Snapshot};

use crate::off_thread::off_thread;
use crate::{Engine, Result};

/// What a list would change.
pub(crate) struct Plan {
    /// What there is.
    pub(crate) old: Option<Snapshot>,
    /// How many connections that has.
    pub(crate) before: u32,
    /// How many the list has.
    pub(crate) total: u32,
    /// The new snapshot; `None` where the list is the same.
    pub(crate) new: Option<NewSnapshot>,
    /// How many came, went and changed.
    pub(crate) added: u32,
    /// See [`Plan::added`].
    pub(crate) removed: u32,
    /// See [`Plan::added`].
    pub(crate) updated: u32,
}

impl Plan {
    /// How many of the members before are still there.
    pub(crate) fn kept(&self) -> u32 {
        self.before.saturating_sub(self.removed)
    }

    /// The name of the newest snapshot once the plan is carried out.
    pub(crate) fn snapshot(&self) -> Option<&SnapshotId> {
        self.new.as_ref().map(|new| &new.id).or(self.old.as_ref().map(|old| &old.id))
    }
}

impl Engine {
    /// Compares `list` with what an account has.
    pub(crate) async fn plan_list(&self, account: &Account, list: &[Connection]) -> Result<Plan> {
        let old = self.store.snapshot(account.key, None).await?;
        let old_manifest = old.as_ref().map(|old| old.manifest.clone()).unwrap_or_default();
        let copy = list.to_vec();
        let chunks = off_thread(move || kith_model::chunk::chunks(&copy)).await?;
        let manifest = Manifest::of(&chunks);
        let changes = self.changes_to(account, &old_manifest, &chunks, list).await?;
        let same = old.is_some() && manifest == old_manifest;
        Ok(Plan {
            before: old_manifest.total(),
            total: manifest.total(),
            added: count(changes.added.len()),
            removed: count(changes.removed.len()),
            updated: count(changes.updated.len()),
            new: if same {
                None
            } else {
                Some(NewSnapshot { id: SnapshotId::generate(&*self.random), chunks, changes })
            },
            old,
        })
    }

    async fn changes_to(
        &self,
        account: &Account,
        old: &Manifest,
        chunks: &[Chunk],
        list: &[Connection],
    ) -> Result<Changes> {
        let before: HashSet<_> = old.chunks().iter().copied().collect();
        let after: HashSet<_> = chunks.iter().map(Chunk::id).collect();
        let gone: Vec<_> = old.chunks().iter().copied().filter(|chunk| !after.contains(chunk)).collect();
        let removed = self.open_chunks(account, &gone).await?;
        let mut added = Vec::new();
        let mut at = 0;
        for chunk in chunks {
            let end = at + chunk.count() as usize;
            if !before.contains(&chunk.id()) {
                added.extend_from_slice(&list[at..end]);
            }
            at = end;
        }
        off_thread(move || Changes::between(removed, added)).await
    }
}

pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
