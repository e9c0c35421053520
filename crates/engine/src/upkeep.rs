//! Keeping house: dropping what is past its time, proving the store, closing it.

use std::path::Path;

use kith_model::WorkspaceId;
use kith_store::{BackedUp, Verified};

use crate::retry::{KEPT_SECONDS, jiff_seconds};
use crate::{Engine, Result};

impl Engine {
    /// Drops replies past their day, and snapshots that no reply can name any more: those that were superseded a
    /// day longer ago than they may be read. How many snapshots went.
    pub async fn prune(&self) -> Result<u64> {
        // Memory forgets what others erased, and what nobody asks for any more.
        for tenant in self.caches.tidy() {
            self.refresh_tenant(&tenant).await?;
        }
        self.quotas.tidy(self.clock.now());
        let day = jiff_seconds(KEPT_SECONDS);
        Ok(self.store.prune(self.readable_since() - day, self.clock.now() - day).await?)
    }

    /// Proves the store; `progress` hears of the accounts done and all.
    pub async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
        Ok(self.store.verify(progress).await?)
    }

    /// Copies the store into the empty file `to`, beside all that goes on; `progress` hears of the bytes done and all.
    /// The copy is not proven: open it and verify it.
    pub async fn backup(&self, to: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<BackedUp> {
        Ok(self.store.backup(to, progress).await?)
    }

    /// Whether the store answers.
    pub async fn ready(&self) -> Result<()> {
        // Of a workspace that there never was: a look-up that any store can answer, and only if it is there.
        Ok(self.store.generation(WorkspaceId(0)).await.map(drop)?)
    }

    /// Ends all writing and folds the store's log.
    pub async fn close(&self) -> Result<()> {
        Ok(self.store.close().await?)
    }
}
