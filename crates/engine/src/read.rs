//! Reading a list without charge: for the owner at their own machine, never for a caller of the API.

use kith_model::{AccountId, Connection, Window, WorkspaceId};

use crate::{Engine, Error, Result};

impl Engine {
    /// The rows of `window` in an account's newest snapshot, and how many it has.
    ///
    /// # Errors
    /// [`Error::NoAccount`]; [`Error::NotReady`] if nothing was imported yet.
    pub async fn read_connections(
        &self,
        workspace: WorkspaceId,
        account: &AccountId,
        window: Window,
    ) -> Result<(Vec<Connection>, u32)> {
        let account = self.get_account(workspace, account).await?;
        let snapshot = self.store.snapshot(account.key, None).await?.ok_or(Error::NotReady)?;
        let total = snapshot.manifest.total();
        let mut rows = Vec::new();
        for slice in snapshot.manifest.slices(window.within(total)) {
            let chunk = self.open_chunks(&account, &[slice.chunk]).await?;
            rows.extend_from_slice(chunk.get(slice.rows).unwrap_or_default());
        }
        Ok((rows, total))
    }
}
