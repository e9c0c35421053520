//! What a store holds, counted, and one digest of all of it: the same for two stores that hold the same.

use super::rows::Sum;
use super::{Digest, LEDGER, Moves, Owner, Rows, Value};
use crate::{Result, Verified};

/// So many entries of a ledger are held at a time.
pub(super) const PAGE: u32 = 10_000;

/// What a store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Contents {
    /// Workspaces.
    pub workspaces: u64,
    /// API keys, revoked ones included.
    pub keys: u64,
    /// Accounts.
    pub accounts: u64,
    /// Snapshots kept.
    pub snapshots: u64,
    /// Connections in the newest snapshots.
    pub connections: u64,
    /// Chunks kept.
    pub chunks: u64,
    /// Bytes of their bodies.
    pub chunk_bytes: u64,
    /// Entries of all ledgers.
    pub ledger_entries: u64,
    /// Accounts with tokens.
    pub credentials: u64,
    /// Replies kept under idempotency keys.
    pub replies: u64,
    /// Of all that is moved.
    pub digest: Digest,
}

/// Reads a store through. `progress` is told of each account and of each page of entries, as how many they are.
///
/// # Errors
/// As the store's methods.
pub async fn contents(store: &dyn Moves, progress: &(dyn Fn(u64) + Sync)) -> Result<Contents> {
    let (mut found, mut sum) = (Contents::default(), Sum::default());
    let mut names = store.workspace_names().await?;
    names.sort_unstable();
    for name in &names {
        let Some(rows) = store.read(&Owner::workspace(name)).await? else { continue };
        sum.add(name.as_bytes());
        found.add(&rows, &mut sum);
        let mut after = 0;
        loop {
            let page = store.read_ledger(name, after, PAGE).await?;
            found.add(&page, &mut sum);
            progress(page.of(LEDGER.name).len() as u64);
            let Some(last) = last_entry(&page) else { break };
            after = last;
        }
        for id in store.account_ids(name).await? {
            // One that was erased meanwhile is no longer held.
            let Some(rows) = store.read(&Owner::account(name, &id)).await? else { continue };
            found.add(&rows, &mut sum);
            progress(1);
        }
    }
    found.digest = sum.end();
    Ok(found)
}

/// The id of the newest of some entries.
pub(super) fn last_entry(page: &Rows) -> Option<i64> {
    page.column(LEDGER.name, "id").last().and_then(Value::as_integer)
}

impl Contents {
    fn add(&mut self, rows: &Rows, sum: &mut Sum) {
        sum.add(&rows.digest().0);
        for (table, rows) in rows.tables() {
            let count = match table.name {
                "workspaces" => &mut self.workspaces,
                "keys" => &mut self.keys,
                "accounts" => &mut self.accounts,
                "snapshots" => &mut self.snapshots,
                "chunks" => &mut self.chunks,
                "ledger" => &mut self.ledger_entries,
                "credentials" => &mut self.credentials,
                "replies" => &mut self.replies,
                _ => continue,
            };
            *count += rows.len() as u64;
        }
        let bodies = rows.column("chunks", "body");
        self.chunk_bytes += bodies.map(|body| body.size() as u64).sum::<u64>();
        let head = rows.column("accounts", "head").next();
        let totals = rows.column("snapshots", "seq").zip(rows.column("snapshots", "total"));
        let newest = totals.filter(|(seq, _)| Some(*seq) == head).filter_map(|(_, total)| total.as_integer());
        self.connections += newest.map(i64::unsigned_abs).sum::<u64>();
    }

    /// Whether a proof of the store has counted the same.
    pub(super) fn agrees_with(&self, verified: &Verified) -> bool {
        let Verified { accounts, snapshots, connections, chunks, chunk_bytes, ledger_entries, faults: _ } =
            verified;
        [self.accounts, self.snapshots, self.connections, self.chunks, self.chunk_bytes, self.ledger_entries]
            == [*accounts, *snapshots, *connections, *chunks, *chunk_bytes, *ledger_entries]
    }
}
