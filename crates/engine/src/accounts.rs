//! `list_accounts`, `get_account`, `create_account`, `pause_account`, `resume_account`, `delete_account`, and renaming.

use kith_model::{AccountId, WorkspaceId, clock};
use kith_store::{Account, Mode, NewAccount, SourceKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Done, Engine, Error, Result, Retry};

/// The longest name of an account, in characters.
const MAX_NAME: usize = 200;

/// An account as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountInfo {
    /// The account's id.
    pub account_id: String,
    /// What its owner calls it.
    pub name: String,
    /// Always `linkedin`.
    pub platform: String,
    /// `active`, `paused`, `needs_authorization` or `never_synced`.
    pub status: String,
    /// Whether `status` is `active`.
    pub active: bool,
    /// Where its connections come from.
    pub source: Source,
    /// `mirror` or `live`.
    pub mode: String,
    /// When it was made.
    pub created_at: String,
    /// How many connections are served.
    pub connections: u32,
    /// How many the source says there are; null where it tells none.
    pub upstream_total: Option<u32>,
    /// Whether what is served is all there is.
    pub complete: bool,
    /// When the list was last found complete.
    pub synced_at: Option<String>,
    /// The newest snapshot.
    pub snapshot: Option<String>,
}

/// Where connections come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// `archive`.
    pub kind: String,
    /// The service's address, for sources that have one.
    pub base_url: Option<String>,
}

impl From<&Account> for AccountInfo {
    fn from(account: &Account) -> Self {
        let status = match (account.paused, &account.head) {
            (true, _) => "paused",
            (false, None) => "never_synced",
            (false, Some(_)) => "active",
        };
        let connections = account.head.as_ref().map_or(0, |head| head.total);
        let whole = account.upstream_total.is_none_or(|total| total == connections);
        Self {
            account_id: account.id.to_string(),
            name: account.name.clone(),
            platform: "linkedin".into(),
            status: status.into(),
            active: status == "active",
            source: Source { kind: account.source.as_str().into(), base_url: None },
            mode: account.mode.as_str().into(),
            created_at: clock::rfc3339(account.created_at),
            connections,
            upstream_total: account.upstream_total,
            complete: account.head.is_some() && whole,
            synced_at: account.synced_at.map(clock::rfc3339),
            snapshot: account.head.as_ref().map(|head| head.id.to_string()),
        }
    }
}

impl Engine {
    /// Accounts in the order they were made, and how many there are.
    pub async fn list_accounts(
        &self,
        workspace: WorkspaceId,
        limit: u32,
        offset: u32,
    ) -> Result<(Vec<Account>, u64)> {
        Ok(self.store.accounts(workspace, limit, offset).await?)
    }

    /// One account.
    ///
    /// # Errors
    /// [`Error::NoAccount`] also for another workspace's.
    pub async fn get_account(&self, workspace: WorkspaceId, id: &AccountId) -> Result<Account> {
        self.store.account(workspace, id).await?.ok_or(Error::NoAccount)
    }

    /// Makes an account that exports can be imported into.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the name is empty or too long.
    pub async fn create_account(
        &self,
        workspace: WorkspaceId,
        name: &str,
        owner: Option<String>,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountInfo>> {
        let name = valid_name(name)?;
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let new = NewAccount {
            id: AccountId::generate(&*self.random),
            name,
            owner,
            source: SourceKind::Archive,
            mode: Mode::Mirror,
            at: self.clock.now(),
        };
        let outcome = AccountInfo::from(&new_account(&new, workspace));
        let remember = self.remember(retry, None, &outcome)?;
        if self.store.create_account(workspace, new, remember).await?.is_some() {
            return Ok(Done { outcome, replayed: false });
        }
        self.twin(workspace, retry).await
    }

    /// Stops an account from being read until it is resumed.
    ///
    /// # Errors
    /// [`Error::NoAccount`].
    pub async fn pause_account(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountInfo>> {
        self.set_paused(workspace, id, true, retry).await
    }

    /// Lets a paused account be read again.
    ///
    /// # Errors
    /// [`Error::NoAccount`].
    pub async fn resume_account(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountInfo>> {
        self.set_paused(workspace, id, false, retry).await
    }

    async fn set_paused(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        paused: bool,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountInfo>> {
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let account = Account { paused, ..self.get_account(workspace, id).await? };
        let outcome = AccountInfo::from(&account);
        let remember = self.remember(retry, Some(account.key), &outcome)?;
        if self.store.set_paused(account.key, paused, remember).await? {
            self.refresh().await?;
            return Ok(Done { outcome, replayed: false });
        }
        self.twin(workspace, retry).await
    }

    /// Gives an account another name.
    ///
    /// # Errors
    /// [`Error::NoAccount`]; [`Error::Invalid`] if the name is empty or too long.
    pub async fn rename_account(&self, workspace: WorkspaceId, id: &AccountId, name: &str) -> Result<()> {
        let account = self.get_account(workspace, id).await?;
        let renamed = self.store.rename_account(account.key, &valid_name(name)?).await?;
        if renamed { Ok(()) } else { Err(Error::NoAccount) }
    }

    /// Erases an account and every row of it, in the store and in memory. Its ledger entries stay.
    ///
    /// # Errors
    /// [`Error::NoAccount`].
    pub async fn delete_account(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountId>> {
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let account = self.get_account(workspace, id).await?;
        let remember = self.remember(retry, None, id)?;
        if self.store.delete_account(account.key, remember).await? {
            self.refresh().await?; // which empties the caches
            return Ok(Done { outcome: account.id, replayed: false });
        }
        self.twin(workspace, retry).await
    }

    /// What a twin in another process was answered, or that the account went meanwhile.
    pub(crate) async fn twin<T: serde::de::DeserializeOwned>(
        &self,
        workspace: WorkspaceId,
        retry: Option<&Retry>,
    ) -> Result<Done<T>> {
        let retry = retry.ok_or(Error::NoAccount)?;
        let outcome = self.kept(workspace, retry).await?.ok_or(Error::NoAccount)?;
        Ok(Done { outcome, replayed: true })
    }
}

fn valid_name(name: &str) -> Result<String> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME || name.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "name must be 1 to {MAX_NAME} characters without control characters; got {length}"
        )));
    }
    Ok(name.to_owned())
}

/// What a new account looks like before the store has it.
fn new_account(new: &NewAccount, workspace: WorkspaceId) -> Account {
    Account {
        key: kith_store::AccountKey { workspace, number: 0 },
        id: new.id.clone(),
        name: new.name.clone(),
        owner: new.owner.clone(),
        source: new.source,
        mode: new.mode,
        paused: false,
        created_at: new.at,
        synced_at: None,
        upstream_total: None,
        has_pictures: false,
        head: None,
    }
}
