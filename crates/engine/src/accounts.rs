//! `list_accounts`, `get_account`, `create_account`, `pause_account`, `resume_account`, `delete_account`, and renaming.

use kith_model::{AccountId, WorkspaceId, clock};
use kith_store::{Account, Mode, NewAccount, SourceKind};
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::sync::schedule::next_turn;
use crate::upstream::today;
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
    /// How it stands with its source; absent of accounts that are filled by imports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<UpstreamInfo>,
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
    /// `archive`, `connections_api` or `portability`.
    pub kind: String,
    /// The service's address, for sources that have one.
    pub base_url: Option<String>,
}

/// How an account stands with a source that is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UpstreamInfo {
    /// Calls made since 00:00 UTC.
    pub calls_today: u32,
    /// How many a day may have.
    pub calls_per_day: u32,
    /// Until when the source is left alone, because it said that it was called too often.
    pub held_until: Option<String>,
    /// When the authorization ends unless it is given anew; null where that is not known.
    pub authorized_until: Option<String>,
    /// When the next scheduled sync is due.
    pub next_sync_at: Option<String>,
}

/// What an account is to be made of.
#[derive(Debug)]
pub struct NewSource {
    /// Where its connections come from.
    pub kind: SourceKind,
    /// A token that its owner has already.
    pub access_token: Option<SecretString>,
    /// The root of the service's address; `None`: LinkedIn's own.
    pub base_url: Option<String>,
    /// How it is read; `None`: as is usual for the kind.
    pub mode: Option<Mode>,
}

impl NewSource {
    /// Filled by importing exports.
    pub fn archive() -> Self {
        Self { kind: SourceKind::Archive, access_token: None, base_url: None, mode: None }
    }
}

impl From<&Account> for AccountInfo {
    /// Without [`AccountInfo::upstream`], which [`Engine::describe`] adds.
    fn from(account: &Account) -> Self {
        let status = match (account.paused, account.needs_authorization, account.mode, &account.head) {
            (true, ..) => "paused",
            (_, true, ..) => "needs_authorization",
            (_, _, Mode::Mirror, None) => "never_synced",
            (_, _, Mode::Live, _) | (.., Some(_)) => "active",
        };
        let connections = account.head.as_ref().map_or(0, |head| head.total);
        let whole = account.upstream_total.is_none_or(|total| total == connections);
        Self {
            account_id: account.id.to_string(),
            name: account.name.clone(),
            platform: "linkedin".into(),
            status: status.into(),
            active: status == "active",
            source: Source { kind: account.source.as_str().into(), base_url: account.base_url.clone() },
            upstream: None,
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

    /// An account as the API shows it, with how it stands with its source.
    pub async fn describe(&self, account: &Account) -> Result<AccountInfo> {
        let mut info = AccountInfo::from(account);
        if account.source != SourceKind::Archive {
            info.upstream = Some(self.upstream_info(account).await?);
        }
        Ok(info)
    }

    async fn upstream_info(&self, account: &Account) -> Result<UpstreamInfo> {
        let (now, upstream) = (self.clock.now(), self.upstream()?);
        let taken = self.store.calls_taken(account.key, today(now)).await?;
        let unused = upstream.gate(account.key).unused(now).await;
        let held = self.store.source_state(account.key).await?.held_until.filter(|until| *until > now);
        Ok(UpstreamInfo {
            calls_today: taken.saturating_sub(unused),
            calls_per_day: upstream.settings.calls_per_day,
            held_until: held.map(clock::rfc3339),
            authorized_until: account.authorized_until.map(clock::rfc3339),
            next_sync_at: account.next_sync_at.map(clock::rfc3339),
        })
    }

    /// Makes an account: one that exports can be imported into, or one whose source is called. With a token its
    /// first sync is queued in the same step; without one it `needs_authorization`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the name, the address, the token or the mode can't be.
    pub async fn create_account(
        &self,
        workspace: WorkspaceId,
        name: &str,
        owner: Option<String>,
        source: NewSource,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountInfo>> {
        let name = valid_name(name, MAX_NAME)?;
        let new = self.new_account(name, owner, source)?;
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let mut outcome = AccountInfo::from(&as_account(&new, workspace));
        if new.source != SourceKind::Archive {
            outcome.upstream = Some(UpstreamInfo {
                calls_today: 0,
                calls_per_day: self.upstream()?.settings.calls_per_day,
                held_until: None,
                authorized_until: None,
                next_sync_at: new.next_sync_at.map(clock::rfc3339),
            });
        }
        let remember = self.remember(retry, None, &outcome)?;
        if self.store.create_account(workspace, new, remember).await?.is_some() {
            self.wake.notify_one();
            return Ok(Done { outcome, replayed: false });
        }
        self.twin(workspace, retry).await
    }

    fn new_account(&self, name: String, owner: Option<String>, source: NewSource) -> Result<NewAccount> {
        let (id, at) = (AccountId::generate(&*self.random), self.clock.now());
        let kind = source.kind;
        if kind == SourceKind::Archive {
            let given = [
                ("access_token", source.access_token.is_some()),
                ("base_url", source.base_url.is_some()),
                ("mode", source.mode == Some(Mode::Live)),
            ];
            if let Some((field, _)) = given.iter().find(|(_, given)| *given) {
                return Err(Error::Invalid(format!(
                    "source.{field} is for accounts of kind connections_api or portability; an archive is filled by imports"
                )));
            }
            let (credentials, next_sync_at) = (None, None);
            let mode = Mode::Mirror;
            return Ok(NewAccount {
                id,
                name,
                owner,
                source: kind,
                base_url: None,
                mode,
                at,
                credentials,
                next_sync_at,
            });
        }
        let url = self.upstream()?.base_url(source.base_url.as_deref())?;
        let mode = mode_of(kind, source.mode, &url)?;
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        let token = source.access_token;
        let credentials =
            token.map(|token| self.first_credentials(&id, &base_url, mode, &token)).transpose()?;
        let next_sync_at = (mode == Mode::Mirror).then(|| next_turn(&id, at, self.upstream_sync().every));
        Ok(NewAccount {
            id,
            name,
            owner,
            source: kind,
            base_url: Some(base_url),
            mode,
            at,
            credentials,
            next_sync_at,
        })
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
        let outcome = self.describe(&account).await?;
        let remember = self.remember(retry, Some(account.key), &outcome)?;
        if self.store.set_paused(account.key, paused, remember).await? {
            self.refresh(workspace).await?;
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
        let renamed = self.store.rename_account(account.key, &valid_name(name, MAX_NAME)?).await?;
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
            self.refresh(workspace).await?; // which empties the caches
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

/// A name as it is kept, of up to `most` characters.
pub(crate) fn valid_name(name: &str, most: usize) -> Result<String> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > most || name.chars().any(char::is_control) {
        return Err(Error::Invalid(format!(
            "name must be 1 to {most} characters without control characters; got {length}"
        )));
    }
    Ok(name.to_owned())
}

/// How an account of a kind is read.
fn mode_of(kind: SourceKind, asked: Option<Mode>, base_url: &url::Url) -> Result<Mode> {
    let is_linkedin =
        base_url.host_str().is_some_and(|host| host == "linkedin.com" || host.ends_with(".linkedin.com"));
    match (kind, asked) {
        (SourceKind::ConnectionsApi, Some(Mode::Mirror)) if is_linkedin => Err(Error::Invalid(
            "source.mode must be live: LinkedIn's terms for its Connections API forbid to store what it answers".into(),
        )),
        (SourceKind::ConnectionsApi, asked) => Ok(asked.unwrap_or(Mode::Live)),
        (_, Some(Mode::Live)) => Err(Error::Invalid(
            "source.mode must be mirror: only connections_api can be read page by page at any offset".into(),
        )),
        (_, _) => Ok(Mode::Mirror),
    }
}

/// What a new account looks like before the store has it.
fn as_account(new: &NewAccount, workspace: WorkspaceId) -> Account {
    Account {
        key: kith_store::AccountKey { workspace, number: 0 },
        id: new.id.clone(),
        name: new.name.clone(),
        owner: new.owner.clone(),
        source: new.source,
        base_url: new.base_url.clone(),
        mode: new.mode,
        paused: false,
        needs_authorization: new.source != SourceKind::Archive && new.credentials.is_none(),
        authorized_until: None,
        next_sync_at: new.next_sync_at,
        suspect_total: None,
        created_at: new.at,
        synced_at: None,
        upstream_total: None,
        has_pictures: false,
        head: None,
    }
}
