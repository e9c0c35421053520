//! Keeping house: dropping what is past its time, proving the store, closing it.

use kith_store::Verified;

use crate::retry::{KEPT_SECONDS, jiff_seconds};
use crate::{Engine, Result};

impl Engine {
    /// Drops snapshots that were superseded longer ago than they are kept, and replies past their day.
    /// How many snapshots went.
    pub async fn prune(&self) -> Result<u64> {
        let replies = self.clock.now() - jiff_seconds(KEPT_SECONDS);
        Ok(self.store.prune(self.kept_since(), replies).await?)
    }

    /// Proves the store; `progress` hears of the accounts done and all.
    pub async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
        Ok(self.store.verify(progress).await?)
    }

    /// Whether the store answers.
    pub async fn ready(&self) -> Result<()> {
        self.refresh().await.map(drop)
    }

    /// Ends all writing and folds the store's log.
    pub async fn close(&self) -> Result<()> {
        Ok(self.store.close().await?)
    }
}
