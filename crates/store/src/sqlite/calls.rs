//! What an account may ask of its source: calls of a day, until when to leave it alone, since when to ask for hints.
//! One row an account, made with the first write, apart from the account: it moves with every call.

use async_trait::async_trait;
use kith_model::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{Micros, time};
use super::{SqliteStore, accounts};
use crate::{AccountKey, Calls, Result, SourceState};

#[async_trait]
impl Calls for SqliteStore {
    async fn take_calls(&self, account: AccountKey, day: i32, want: u32, limit: u32) -> Result<u32> {
        self.write_quietly(move |db| {
            if !accounts::is_there(db, account)? {
                return Ok(0);
            }
            let (newest, calls) = counted(db, account)?.unwrap_or((day, 0));
            // A day that is over gives nothing more: what was taken on it is no longer known.
            let calls = match newest.cmp(&day) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => calls,
                std::cmp::Ordering::Greater => return Ok(0),
            };
            let taken = want.min(limit.saturating_sub(calls));
            if taken > 0 {
                let count = "INSERT INTO source_states (account, day, calls) VALUES (?1, ?2, ?3)
                             ON CONFLICT (account) DO UPDATE SET day = ?2, calls = ?3";
                db.prepare_cached(count)?.execute(params![account.number, day, calls + taken])?;
            }
            Ok(taken)
        })
        .await
    }

    async fn give_back_calls(&self, account: AccountKey, day: i32, calls: u32) -> Result<()> {
        self.write_quietly(move |db| {
            let give = "UPDATE source_states SET calls = max(0, calls - ?1) WHERE account = ?2 AND day = ?3
                        AND EXISTS (SELECT 1 FROM accounts WHERE workspace = ?4 AND n = ?2)";
            let given = params![calls, account.number, day, account.workspace.0];
            db.prepare_cached(give)?.execute(given)?;
            Ok(())
        })
        .await
    }

    async fn calls_taken(&self, account: AccountKey, day: i32) -> Result<u32> {
        self.read(move |db| {
            let of_that_day = counted(db, account)?.filter(|(newest, _)| *newest == day);
            Ok(of_that_day.map_or(0, |(_, calls)| calls))
        })
        .await
    }

    async fn hold_source(&self, account: AccountKey, until: Timestamp) -> Result<()> {
        self.write_quietly(move |db| {
            // The longer of two holds stands.
            let hold = "INSERT INTO source_states (account, held_until)
                        SELECT n, ?3 FROM accounts WHERE workspace = ?1 AND n = ?2
                        ON CONFLICT (account) DO UPDATE SET held_until = ?3 WHERE held_until IS NULL OR held_until < ?3";
            let facts = params![account.workspace.0, account.number, Micros(until)];
            db.prepare_cached(hold)?.execute(facts)?;
            Ok(())
        })
        .await
    }

    async fn source_state(&self, account: AccountKey) -> Result<SourceState> {
        self.read(move |db| {
            let find =
                "SELECT held_until, hints_since FROM accounts a JOIN source_states s ON s.account = a.n
                        WHERE a.workspace = ? AND a.n = ?";
            let state = |row: &rusqlite::Row<'_>| {
                Ok(SourceState { held_until: time(row, 0)?, hints_since: row.get(1)? })
            };
            let mut find = db.prepare_cached(find)?;
            Ok(find.query_row([account.workspace.0, account.number], state).optional()?.unwrap_or_default())
        })
        .await
    }

    async fn hinted(&self, account: AccountKey, since: i64) -> Result<()> {
        self.write_quietly(move |db| {
            let note = "INSERT INTO source_states (account, hints_since)
                        SELECT n, ?3 FROM accounts WHERE workspace = ?1 AND n = ?2
                        ON CONFLICT (account) DO UPDATE SET hints_since = ?3";
            db.prepare_cached(note)?.execute(params![account.workspace.0, account.number, since])?;
            Ok(())
        })
        .await
    }

    async fn take_turn(&self, service: &str, at: Timestamp, micros: i64) -> Result<i64> {
        let service = service.to_owned();
        self.write_quietly(move |db| {
            let take = "INSERT INTO lines (service, ends) VALUES (?1, ?2 + ?3)
                        ON CONFLICT (service) DO UPDATE SET ends = max(ends, ?2) + ?3 RETURNING ends";
            let turn = params![service, Micros(at), micros];
            Ok(db.prepare_cached(take)?.query_row(turn, |row| row.get(0))?)
        })
        .await
    }
}

/// The newest day that calls were taken on, and how many.
fn counted(db: &Transaction<'_>, account: AccountKey) -> Result<Option<(i32, u32)>> {
    let find = "SELECT s.day, s.calls FROM accounts a JOIN source_states s ON s.account = a.n
                WHERE a.workspace = ? AND a.n = ?";
    let mut find = db.prepare_cached(find)?;
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(find.query_row([account.workspace.0, account.number], row).optional()?)
}

/// Ends whatever kept an account's source from being called.
pub(super) fn let_go(db: &Transaction<'_>, account: i64) -> Result<()> {
    let free = "UPDATE source_states SET held_until = NULL WHERE account = ? AND held_until IS NOT NULL";
    db.prepare_cached(free)?.execute([account])?;
    Ok(())
}
