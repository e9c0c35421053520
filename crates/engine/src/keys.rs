//! Making, listing and revoking API keys. The secret is handed out once and never kept.

use kith_model::api_key::ApiKey;
use kith_model::{KeyId, RequestId, Scopes, Timestamp, WorkspaceId};
use kith_store::Key;

use crate::{Engine, Error, Result};

impl Engine {
    /// Makes a key; the secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`Error::Invalid`] without any scope, or with an expiry that has passed.
    pub async fn create_key(
        &self,
        workspace: WorkspaceId,
        name: &str,
        scopes: Scopes,
        expires_at: Option<Timestamp>,
    ) -> Result<(Key, ApiKey)> {
        let now = self.clock.now();
        if scopes == Scopes::default() {
            return Err(Error::Invalid("a key needs at least one scope: read, manage, admin".into()));
        }
        if expires_at.is_some_and(|end| end <= now) {
            return Err(Error::Invalid("the key's expiry must lie in the future".into()));
        }
        let secret = ApiKey::generate(&*self.random);
        let key = Key {
            id: KeyId::generate(&*self.random),
            workspace,
            name: name.to_owned(),
            hash: secret.hash(),
            scopes,
            created_at: now,
            expires_at,
            revoked_at: None,
            requests_per_minute: None,
        };
        self.store.add_key(key.clone()).await?;
        Ok((key, secret))
    }

    /// All keys of a workspace, oldest first.
    pub async fn list_keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>> {
        Ok(self.store.keys(workspace).await?)
    }

    /// Ends a key.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none, or it was revoked before.
    pub async fn revoke_key(&self, workspace: WorkspaceId, key: &KeyId) -> Result<()> {
        if !self.store.revoke_key(workspace, key, self.clock.now()).await? {
            return Err(Error::NotFound(format!("no key {key} in this workspace that still works")));
        }
        self.refresh(workspace).await?;
        Ok(())
    }

    /// The key that a secret opens, if it may still be used in this workspace.
    pub async fn working_key(&self, workspace: WorkspaceId, secret: &str) -> Result<Option<KeyId>> {
        let request = RequestId::new("working_key");
        match self.authenticate(secret, request).await {
            Ok(caller) if caller.workspace() == workspace => Ok(Some(caller.known.key.id.clone())),
            Ok(_) | Err(Error::InvalidKey) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
