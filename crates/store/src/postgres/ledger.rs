//! The ledger: entries that are only ever added. Charges and holds go through the queues in `batch`, and are decided in
//! `charges`; here are grants, and what is read.

use async_trait::async_trait;
use kith_model::{Credits, KeyId, Timestamp, WorkspaceId};
use tokio_postgres::Row;

use super::charges::{Answer, Order};
use super::fault::Work;
use super::rows::{at as at_of, get, micros, number, whole};
use super::{Db, PostgresStore};
use crate::{
    Balance, Charged, DAY_MICROS, DISORDER_MICROS, Debit, Entry, EntryKind, Error, Held, Hold, Ledger,
    Result, Spent,
};

fn balance_of(row: &Row) -> Work<Balance> {
    Ok(Balance { balance: number(row, 0)?, granted: number(row, 1)?, consumed: number(row, 2)? })
}

/// Adds credits, as an entry of its own.
pub(super) async fn grant(
    db: &Db,
    workspace: WorkspaceId,
    credits: i64,
    at: Timestamp,
) -> Work<Option<Balance>> {
    let add = "UPDATE balances SET balance = balance + $1, granted = granted + $1, entries = entries + 1
               WHERE workspace = $2 RETURNING balance, granted, consumed, entries";
    let Some(row) = db.put(add, &[&credits, &workspace.0]).await? else { return Ok(None) };
    let (balance, id): (i64, i64) = (get(&row, 0)?, get(&row, 3)?);
    let enter = "INSERT INTO ledger (workspace, id, debit, credits, balance_after, at)
                 VALUES ($1, $2, false, $3, $4, $5)";
    db.run(enter, &[&workspace.0, &id, &credits, &balance, &micros(at)]).await?;
    balance_of(&row).map(Some)
}

#[async_trait]
impl Ledger for PostgresStore {
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
        if credits == 0 {
            return self.find_balance(workspace).await; // none are no entry
        }
        self.write(workspace, |db| async move { grant(&db, workspace, whole(credits), at).await }).await
    }

    async fn balance(&self, workspace: WorkspaceId) -> Result<Balance> {
        Ok(self.find_balance(workspace).await?.unwrap_or_default())
    }

    async fn entries(&self, workspace: WorkspaceId, limit: u32, before: Option<i64>) -> Result<Vec<Entry>> {
        let page = "SELECT id, debit, credits, balance_after, request_id, key_id, account_id, action, at
                    FROM ledger WHERE workspace = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        let before = before.unwrap_or(i64::MAX);
        let rows = self.rows(page, &[&workspace.0, &before, &i64::from(limit)]).await?;
        rows.iter().map(entry).collect::<Work<_>>().map_err(Error::from)
    }

    async fn spending(&self, workspace: WorkspaceId, since: Timestamp) -> Result<Vec<Spent>> {
        let since = micros(since);
        self.read_much(|db| async move {
            let first = first_since(&db, workspace, since.saturating_sub(DISORDER_MICROS)).await?;
            let sums = "SELECT at / $4 AS day, key_id, action, CAST(sum(credits) AS BIGINT), count(*) FROM ledger
                        WHERE workspace = $1 AND id >= $2 AND at >= $3 AND debit
                        GROUP BY 1, 2, 3 ORDER BY 1, key_id COLLATE \"C\" NULLS FIRST, action COLLATE \"C\" NULLS FIRST";
            let rows = db.all(sums, &[&workspace.0, &first, &since, &DAY_MICROS]).await?;
            rows.iter().map(spent).collect()
        })
        .await
    }

    fn debits_and_commits(&self) -> (u64, u64) {
        self.ledger.debits_and_commits()
    }
}

impl PostgresStore {
    async fn find_balance(&self, workspace: WorkspaceId) -> Result<Option<Balance>> {
        let find = "SELECT balance, granted, consumed FROM balances WHERE workspace = $1";
        let row = self.one(find, &[&workspace.0]).await?;
        Ok(row.as_ref().map(balance_of).transpose()?)
    }
}

fn entry(row: &Row) -> Work<Entry> {
    Ok(Entry {
        id: get(row, 0)?,
        kind: if get(row, 1)? { EntryKind::Debit } else { EntryKind::Grant },
        credits: number(row, 2)?,
        balance_after: number(row, 3)?,
        request_id: get(row, 4)?,
        key_id: get(row, 5)?,
        account_id: get(row, 6)?,
        action: get(row, 7)?,
        at: at_of(row, 8)?,
    })
}

fn spent(row: &Row) -> Work<Spent> {
    Ok(Spent {
        day: number(row, 0)?,
        key: get::<Option<String>>(row, 1)?.map(KeyId::new),
        action: get::<Option<String>>(row, 2)?.unwrap_or_default(),
        credits: number(row, 3)?,
        debits: number(row, 4)?,
    })
}

/// The first entry of `since` or later, as far as entries are in order; ids have no gaps.
async fn first_since(db: &Db, workspace: WorkspaceId, since: i64) -> Work<i64> {
    let newest = db.one("SELECT entries FROM balances WHERE workspace = $1", &[&workspace.0]).await?;
    let newest: i64 = newest.map(|row| get(&row, 0)).transpose()?.unwrap_or(0);
    let is_later = "SELECT at >= $3 FROM ledger WHERE workspace = $1 AND id >= $2 ORDER BY id LIMIT 1";
    let (mut low, mut high) = (1, newest + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let later = db.one(is_later, &[&workspace.0, &middle, &since]).await?;
        let later = later.map(|row| get(&row, 0)).transpose()?;
        if later.unwrap_or(true) { high = middle } else { low = middle + 1 }
    }
    Ok(low)
}

fn mixed_up() -> Error {
    Error::Internal("the ledger gave the answer to another question".into())
}
