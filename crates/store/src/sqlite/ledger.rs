//! The ledger: entries that are only ever added. Charges and holds go through the thread in `batch`, and are decided in
//! `charges`; here are grants, and what is read.

use async_trait::async_trait;
use kith_model::{Credits, KeyId, Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, Transaction, params};

use super::SqliteStore;
use super::charges::{Answer, Order};
use super::rows::Micros;
use crate::{
    Balance, Charged, DAY_MICROS, DISORDER_MICROS, Debit, Entry, EntryKind, Error, Held, Hold, Ledger,
    Result, Spent,
};

/// Adds credits, as an entry of its own; none are no entry.
pub(super) fn grant(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    credits: Credits,
    at: Timestamp,
) -> Result<Option<Balance>> {
    if credits == 0 {
        return balance(db, workspace);
    }
    let add = "UPDATE balances SET balance = balance + ?1, granted = granted + ?1, entries = entries + 1
               WHERE workspace = ?2 RETURNING entries";
    let id: Option<i64> = db.query_row(add, params![credits, workspace.0], |row| row.get(0)).optional()?;
    let (Some(id), Some(balance)) = (id, balance(db, workspace)?) else { return Ok(None) };
    db.execute(
        "INSERT INTO ledger (workspace, id, debit, credits, balance_after, at) VALUES (?, ?, 0, ?, ?, ?)",
        params![workspace.0, id, credits, balance.balance, Micros(at)],
    )?;
    Ok(Some(balance))
}

fn balance(db: &Transaction<'_>, workspace: WorkspaceId) -> Result<Option<Balance>> {
    let find = "SELECT balance, granted, consumed FROM balances WHERE workspace = ?";
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Balance { balance: row.get(0)?, granted: row.get(1)?, consumed: row.get(2)? })
    };
    Ok(db.prepare_cached(find)?.query_row([workspace.0], row).optional()?)
}

#[async_trait]
impl Ledger for SqliteStore {
    async fn debit(&self, debit: Debit) -> Result<Charged> {
        match self.ledger.ask(Order::Debit(Box::new(debit))).await? {
            Answer::Charged(answer) => Ok(answer),
            Answer::Held(_) | Answer::Released => Err(mixed_up()),
        }
    }

    async fn hold(&self, hold: Hold) -> Result<Held> {
        match self.ledger.ask(Order::Hold(hold)).await? {
            Answer::Held(answer) => Ok(answer),
            Answer::Charged(_) | Answer::Released => Err(mixed_up()),
        }
    }

    async fn release(&self, workspace: WorkspaceId, hold: i64) -> Result<()> {
        self.ledger.ask(Order::Release(workspace, hold)).await.map(drop)
    }

    async fn grant(
        &self,
        workspace: WorkspaceId,
        credits: Credits,
        at: Timestamp,
    ) -> Result<Option<Balance>> {
        self.write(move |db| grant(db, workspace, credits, at)).await
    }

    async fn balance(&self, workspace: WorkspaceId) -> Result<Balance> {
        self.read(move |db| Ok(balance(db, workspace)?.unwrap_or_default())).await
    }

    async fn entries(&self, workspace: WorkspaceId, limit: u32, before: Option<i64>) -> Result<Vec<Entry>> {
        self.read(move |db| {
            let mut page = db.prepare_cached(
                "SELECT id, debit, credits, balance_after, request_id, key_id, account_id, action, at
                 FROM ledger WHERE workspace = ? AND id < ? ORDER BY id DESC LIMIT ?",
            )?;
            let rows = page.query_map(params![workspace.0, before.unwrap_or(i64::MAX), limit], |row| {
                Ok(Entry {
                    id: row.get(0)?,
                    kind: if row.get(1)? { EntryKind::Debit } else { EntryKind::Grant },
                    credits: row.get(2)?,
                    balance_after: row.get(3)?,
                    request_id: row.get(4)?,
                    key_id: row.get(5)?,
                    account_id: row.get(6)?,
                    action: row.get(7)?,
                    at: row.get::<_, Micros>(8)?.0,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn spending(&self, workspace: WorkspaceId, since: Timestamp) -> Result<Vec<Spent>> {
        self.read(move |db| {
            let since = since.as_microsecond();
            let first = first_since(db, workspace, since.saturating_sub(DISORDER_MICROS))?;
            let mut sums = db.prepare_cached(
                "SELECT at / ?4 AS day, key_id, action, sum(credits), count(*) FROM ledger
                 WHERE workspace = ?1 AND id >= ?2 AND at >= ?3 AND debit = 1
                 GROUP BY day, key_id, action ORDER BY day, key_id, action",
            )?;
            let rows = sums.query_map(params![workspace.0, first, since, DAY_MICROS], |row| {
                Ok(Spent {
                    day: row.get(0)?,
                    key: row.get::<_, Option<String>>(1)?.map(KeyId::new),
                    action: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                    credits: row.get(3)?,
                    debits: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    fn debits_and_commits(&self) -> (u64, u64) {
        self.ledger.debits_and_commits()
    }
}

/// The first entry of `since` or later, as far as entries are in order; ids have no gaps.
fn first_since(db: &Transaction<'_>, workspace: WorkspaceId, since: i64) -> Result<i64> {
    let newest = "SELECT entries FROM balances WHERE workspace = ?";
    let newest = db.prepare_cached(newest)?.query_row([workspace.0], |row| row.get(0)).optional()?;
    let mut is_later = db.prepare_cached(
        "SELECT at >= ?3 FROM ledger WHERE workspace = ?1 AND id >= ?2 ORDER BY id LIMIT 1",
    )?;
    let (mut low, mut high) = (1, newest.unwrap_or(0) + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let later = is_later.query_row(params![workspace.0, middle, since], |row| row.get(0)).optional()?;
        if later.unwrap_or(true) { high = middle } else { low = middle + 1 }
    }
    Ok(low)
}

fn mixed_up() -> Error {
    Error::Internal("the ledger gave the answer to another question".into())
}
