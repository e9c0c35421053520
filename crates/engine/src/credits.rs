//! `get_credits`, `list_credit_entries`, and granting.

use kith_model::{Credits, WorkspaceId};
use kith_store::{Balance, Entry};

use crate::{Engine, Error, Result};

/// The most that one grant may add: sums of grants then stay far below what a ledger can hold.
const MAX_GRANT: Credits = 1_000_000_000_000;

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
