//! Making, listing, changing and revoking API keys. The secret is handed out once and never kept.

use kith_model::api_key::ApiKey;
use kith_model::{KeyId, RequestId, Scopes, Timestamp, WorkspaceId};
use kith_store::{Key, KeyChange};

use crate::accounts::valid_name;
use crate::{Engine, Error, Result};

/// The longest name of a key, in characters.
const MAX_NAME: usize = 100;

/// A key to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What its owner calls it: 1 to 100 characters.
    pub name: String,
    /// What it may do.
    pub scopes: Scopes,
    /// From when on it is refused; `None`: never.
    pub expires_at: Option<Timestamp>,
    /// Requests it may make in a minute, at most what the server allows any key; `None`: as many.
    pub requests_per_minute: Option<u32>,
}

impl NewKey {
    /// One that never ends, with the server's limit.
    pub fn new(name: impl Into<String>, scopes: Scopes) -> Self {
        Self { name: name.into(), scopes, expires_at: None, requests_per_minute: None }
    }
}

impl Engine {
    /// Makes a key; the secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`Error::Invalid`] without any scope, with a name or a limit that can't be, or with an expiry that has passed.
    pub async fn create_key(&self, workspace: WorkspaceId, new: NewKey) -> Result<(Key, ApiKey)> {
        let now = self.clock.now();
        let NewKey { name, scopes, expires_at, requests_per_minute } = new;
        let name = valid_name(&name, MAX_NAME)?;
        self.check_limit(requests_per_minute)?;
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
            name,
            hash: secret.hash(),
            scopes,
            created_at: now,
            expires_at,
            revoked_at: None,
            requests_per_minute,
        };
        self.store.add_key(key.clone()).await?;
        Ok((key, secret))
    }

    /// All keys of a workspace, oldest first.
    pub async fn list_keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>> {
        Ok(self.store.keys(workspace).await?)
    }

    /// Gives a key another name, another limit or both. A limit holds from the next request on; where several servers
    /// share the store, a higher one from the key's next minute on.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none, or it was revoked; [`Error::Invalid`] if the name or the limit can't be.
    pub async fn update_key(&self, workspace: WorkspaceId, key: &KeyId, change: KeyChange) -> Result<Key> {
        let name = change.name.as_deref().map(|name| valid_name(name, MAX_NAME)).transpose()?;
        self.check_limit(change.requests_per_minute.flatten())?;
        let changed = self.store.change_key(workspace, key, KeyChange { name, ..change }).await?;
        let changed = changed.ok_or_else(|| no_key(key))?;
        self.refresh(workspace).await?;
        Ok(changed)
    }

    fn check_limit(&self, limit: Option<u32>) -> Result<()> {
        let most = self.settings.requests_per_minute;
        match limit.filter(|limit| !(1..=most).contains(limit)) {
            Some(limit) => Err(Error::Invalid(format!(
                "a key's limit must be 1 to {most} requests a minute, which is what any key may make here; got {limit}"
            ))),
            None => Ok(()),
        }
    }

    /// Ends a key.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none, or it was revoked before.
    pub async fn revoke_key(&self, workspace: WorkspaceId, key: &KeyId) -> Result<()> {
        if !self.store.revoke_key(workspace, key, self.clock.now()).await? {
            return Err(no_key(key));
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

pub(crate) fn no_key(key: &KeyId) -> Error {
    Error::NotFound(format!("no key {key} in this workspace that still works"))
}
