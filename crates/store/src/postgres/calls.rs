//! What an account may ask of its source: calls of a day, until when to leave it alone, since when to ask for hints.
//! One row an account, made with the first write, apart from the account: it moves with every call. And the lines of
//! services, which all accounts stand in.

use async_trait::async_trait;
use kith_model::Timestamp;

use super::fault::Work;
use super::rows::{get, maybe, micros, number, time};
use super::{Db, PostgresStore, accounts};
use crate::{AccountKey, Calls, Error, Result, SourceState};

#[async_trait]
impl Calls for PostgresStore {
    async fn take_calls(&self, account: AccountKey, day: i32, want: u32, limit: u32) -> Result<u32> {
        self.write_quietly(|db| async move {
            if !accounts::hold_on_to(&db, account).await? {
                return Ok(0);
            }
            // Makes the row where there is none, and locks it: two who take at once take one after the other.
            let open = "INSERT INTO source_states (workspace, account, day) VALUES ($1, $2, $3)
                        ON CONFLICT (workspace, account) DO UPDATE SET day = source_states.day
                        RETURNING day, calls";
            let row = db.one(open, &[&account.workspace.0, &account.number, &day]).await?;
            let (newest, calls) = match &row {
                Some(row) => (get::<i32>(row, 0)?, number::<u32>(row, 1)?),
                None => (day, 0),
            };
            // A day that is over gives nothing more: what was taken on it is no longer known.
            let calls = match newest.cmp(&day) {
                std::cmp::Ordering::Less => 0,
                std::cmp::Ordering::Equal => calls,
                std::cmp::Ordering::Greater => return Ok(0),
            };
            let taken = want.min(limit.saturating_sub(calls));
            if taken > 0 {
                let count =
                    "UPDATE source_states SET day = $3, calls = $4 WHERE workspace = $1 AND account = $2";
                let calls = i64::from(calls) + i64::from(taken);
                db.run(count, &[&account.workspace.0, &account.number, &day, &calls]).await?;
            }
            Ok(taken)
        })
        .await
    }

    async fn give_back_calls(&self, account: AccountKey, day: i32, calls: u32) -> Result<()> {
        let give = "UPDATE source_states SET calls = greatest(0, calls - $1)
                    WHERE workspace = $2 AND account = $3 AND day = $4";
        self.change(give, &[&i64::from(calls), &account.workspace.0, &account.number, &day]).await.map(drop)
    }

    async fn calls_taken(&self, account: AccountKey, day: i32) -> Result<u32> {
        let find = "SELECT calls FROM source_states WHERE workspace = $1 AND account = $2 AND day = $3";
        let row = self.one(find, &[&account.workspace.0, &account.number, &day]).await?;
        Ok(row.as_ref().map(|row| number(row, 0)).transpose()?.unwrap_or(0))
    }

    async fn hold_source(&self, account: AccountKey, until: Timestamp) -> Result<()> {
        self.write_quietly(|db| async move {
            if accounts::hold_on_to(&db, account).await? {
                // The longer of two holds stands.
                let hold =
                    "INSERT INTO source_states AS s (workspace, account, held_until) VALUES ($1, $2, $3)
                            ON CONFLICT (workspace, account) DO UPDATE SET held_until = $3
                            WHERE s.held_until IS NULL OR s.held_until < $3";
                db.run(hold, &[&account.workspace.0, &account.number, &micros(until)]).await?;
            }
            Ok(())
        })
        .await
    }

    async fn source_state(&self, account: AccountKey) -> Result<SourceState> {
        let find = "SELECT held_until, hints_since FROM source_states WHERE workspace = $1 AND account = $2";
        let row = self.one(find, &[&account.workspace.0, &account.number]).await?;
        let state = |row: &tokio_postgres::Row| {
            Ok::<_, super::Fault>(SourceState { held_until: time(row, 0)?, hints_since: maybe(row, 1)? })
        };
        Ok(row.as_ref().map(state).transpose()?.unwrap_or_default())
    }

    async fn hinted(&self, account: AccountKey, since: i64) -> Result<()> {
        self.write_quietly(|db| async move {
            if accounts::hold_on_to(&db, account).await? {
                let note = "INSERT INTO source_states (workspace, account, hints_since) VALUES ($1, $2, $3)
                            ON CONFLICT (workspace, account) DO UPDATE SET hints_since = $3";
                db.run(note, &[&account.workspace.0, &account.number, &since]).await?;
            }
            Ok(())
        })
        .await
    }

    async fn take_turn(&self, service: &str, at: Timestamp, micros: i64) -> Result<i64> {
        let take = "INSERT INTO lines AS l (service, ends) VALUES ($1, CAST($2 AS BIGINT) + $3)
                    ON CONFLICT (service) DO UPDATE SET ends = greatest(l.ends, $2) + $3 RETURNING ends";
        let row = self.change(take, &[&service, &at.as_microsecond(), &micros]).await?.into_iter().next();
        let row = row.ok_or_else(|| Error::Internal("a line did not move on".into()))?;
        Ok(get(&row, 0)?)
    }
}

/// Ends whatever kept an account's source from being called.
pub(super) async fn let_go(db: &Db, account: AccountKey) -> Work<()> {
    let free = "UPDATE source_states SET held_until = NULL
                WHERE workspace = $1 AND account = $2 AND held_until IS NOT NULL";
    db.run(free, &[&account.workspace.0, &account.number]).await.map(drop)
}
