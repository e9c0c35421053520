//! `get_credits`, `list_credit_entries`, `get_spending`, and granting.

use kith_model::clock::from_micros;
use kith_model::{Credits, WorkspaceId};
use kith_store::{Balance, Entry, Spent};

use crate::{Engine, Error, Result};

/// The most that one grant may add: sums of grants then stay far below what a ledger can hold.
const MAX_GRANT: Credits = 1_000_000_000_000;

/// How far back spending is told.
const MOST_DAYS: u32 = 90;
/// Microseconds of a day.
const DAY_MICROS: i64 = 24 * 3_600 * 1_000_000;

impl Engine {
    /// What a workspace may still spend.
    pub async fn get_credits(&self, workspace: WorkspaceId) -> Result<Balance> {
        Ok(self.store.balance(workspace).await?)
    }

    /// Up to `limit` entries of the ledger below the id `before`, newest first.
    pub async fn list_credit_entries(
        &self,
        workspace: WorkspaceId,
        limit: u32,
        before: Option<i64>,
    ) -> Result<Vec<Entry>> {
        Ok(self.store.entries(workspace, limit, before).await?)
    }

    /// What was consumed since so many days ago, today included, by day (UTC), key and action, the oldest first; a day on
    /// which nothing was has no row. No more than 90 days are read, since each debit of them is.
    ///
    /// # Errors
    /// [`Error::Invalid`] for 0 or more than 90 days.
    pub async fn get_spending(&self, workspace: WorkspaceId, days: u32) -> Result<Vec<Spent>> {
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Error::Invalid(format!("days must be 1 to {MOST_DAYS}; got {days}")));
        }
        let today = self.clock.now().as_microsecond().div_euclid(DAY_MICROS);
        let since = from_micros((today + 1 - i64::from(days)) * DAY_MICROS);
        Ok(self.store.spending(workspace, since).await?)
    }

    /// Adds credits.
    ///
    /// # Errors
    /// [`Error::Invalid`] for 0 or more than a million millions; [`Error::NotFound`] if the workspace is gone.
    pub async fn grant_credits(&self, workspace: WorkspaceId, credits: Credits) -> Result<Balance> {
        if credits == 0 || credits > MAX_GRANT {
            return Err(Error::Invalid(format!("a grant is 1 to {MAX_GRANT} credits; got {credits}")));
        }
        let balance = self.store.grant(workspace, credits, self.clock.now()).await?;
        balance.ok_or_else(|| Error::NotFound("the workspace is gone".into()))
    }

    /// How many charges and commits this process has made.
    pub fn debits_and_commits(&self) -> (u64, u64) {
        self.store.debits_and_commits()
    }
}
