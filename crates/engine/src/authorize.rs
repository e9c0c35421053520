//! `authorize_account`: a member is sent to LinkedIn to consent, and comes back with a code that becomes tokens. The
//! way back is bound to the account by a state that works once and for ten minutes. Pasted tokens come in here, too.

use std::time::Duration;

use kith_model::{AccountId, Timestamp, WorkspaceId, clock};
use kith_sources::oauth::{Callback, OAuthError, Outcome};
use kith_store::{Account, Cause, Mode, NewAuthorization, NewCredentials, SourceKind};
use schemars::JsonSchema;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::upstream::Tokens;
use crate::{Done, Engine, Error, Result, Retry};

/// How long a member may take.
const VALID: Duration = Duration::from_mins(10);
/// The longest token that is taken, in bytes: LinkedIn says to allow for 1,000.
const MAX_TOKEN: usize = 8_192;

/// Where to send a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Authorization {
    /// The address to open in the member's browser.
    pub authorization_url: String,
    /// Until when it works.
    pub expires_at: String,
}

/// What is kept of an answer under an idempotency key: sealed, for whoever has its state can end the authorization.
#[derive(Serialize, Deserialize)]
struct Kept {
    sealed: Vec<u8>,
}

/// What a member who came back is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// The account is connected.
    Connected {
        /// What its owner calls it.
        name: String,
    },
    /// The member did not consent; nothing has changed.
    Declined,
}

impl Engine {
    /// Makes the address at which a member authorizes an account.
    ///
    /// # Errors
    /// [`Error::NoAccount`]; [`Error::NotCalled`]; [`Error::Invalid`] if no app is set up for the account's source.
    pub async fn authorize_account(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        retry: Option<&Retry>,
    ) -> Result<Done<Authorization>> {
        let turned = self.turn::<Kept>(workspace, retry).await?;
        if let Some(kept) = turned.kept {
            return self.authorized_before(id, &kept);
        }
        let account = self.get_account(workspace, id).await?;
        let (upstream, oauth) = (self.upstream()?, self.upstream()?.oauth(account.source)?);
        let state = self.random_text();
        let verifier = SecretString::from(self.random_text());
        let sent = upstream.settings.pkce.then_some(&verifier);
        let url = oauth.authorization(&state, sent).to_string();
        let expires_at = self.clock.now() + VALID;
        let what = seal_of(&account);
        let body = upstream.vault.seal(&*self.random, &what, verifier.expose_secret().as_bytes())?;
        let new = NewAuthorization { state: hash(&state), body, expires_at };
        let outcome = Authorization { authorization_url: url, expires_at: clock::rfc3339(expires_at) };
        let written = serde_json::to_vec(&outcome).map_err(|error| Error::Internal(error.to_string()))?;
        let kept = Kept { sealed: upstream.vault.seal(&*self.random, &reply_of(id), &written)? };
        let remember = self.remember(retry, Some(account.key), &kept)?;
        if self.store.begin_authorization(account.key, new, remember).await? {
            return Ok(Done { outcome, replayed: false });
        }
        let twin = self.twin::<Kept>(workspace, retry).await?;
        self.authorized_before(id, &twin.outcome)
    }

    /// The answer that was given before.
    fn authorized_before(&self, id: &AccountId, kept: &Kept) -> Result<Done<Authorization>> {
        let opened = self.upstream()?.vault.open(&reply_of(id), &kept.sealed)?;
        let outcome = serde_json::from_slice(opened.expose_secret());
        let outcome = outcome.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Done { outcome, replayed: true })
    }

    /// Ends an authorization with the query that the member's browser brought back.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the state is not one that was given out in the last ten minutes, was used already, or the
    /// code is refused; [`Error::Upstream`] if it can't be redeemed now.
    pub async fn finish_authorization(&self, query: &str) -> Result<Returned> {
        let back = Callback::read(query).map_err(|_| stale())?;
        let now = self.clock.now();
        let taken = self.store.take_authorization(hash(&back.state), now).await?;
        let (account, body) = taken.ok_or_else(stale)?;
        let code = match &back.outcome {
            Outcome::Code(code) => code,
            Outcome::Refused("user_cancelled_authorize" | "user_cancelled_login" | "access_denied") => {
                return Ok(Returned::Declined);
            }
            Outcome::Refused(word) => {
                return Err(Error::Invalid(format!(
                    "LinkedIn refused ({word}); look at the app's settings there"
                )));
            }
        };
        let upstream = self.upstream()?;
        let opened = upstream.vault.open(&seal_of(&account), &body)?;
        let verifier = String::from_utf8_lossy(opened.expose_secret()).into_owned();
        let verifier = upstream.settings.pkce.then(|| SecretString::from(verifier));
        let source_kind = account.source.as_str();
        let issued = upstream.oauth(account.source)?.exchange(code, verifier.as_ref()).await;
        let issued = issued.map_err(|error| match error {
            OAuthError::Denied(word) => Error::Invalid(format!("the code was refused ({word}); begin again")),
            OAuthError::Upstream(error) => Error::Upstream { source_kind, says: error.to_string() },
        })?;
        self.keep_tokens(&account, &Tokens::issued(issued, None, now), now, None, None).await?;
        Ok(Returned::Connected { name: account.name })
    }

    /// Gives an account a token that its owner has from LinkedIn's developer portal, in place of what it had.
    ///
    /// # Errors
    /// [`Error::NoAccount`]; [`Error::NotCalled`]; [`Error::Invalid`] if it can't be a token.
    pub async fn set_token(&self, workspace: WorkspaceId, id: &AccountId, token: SecretString) -> Result<()> {
        let account = self.get_account(workspace, id).await?;
        if account.source == SourceKind::Archive {
            return Err(Error::NotCalled);
        }
        let now = self.clock.now();
        self.keep_tokens(&account, &Tokens::pasted(checked(&token)?, now), now, None, None).await
    }

    /// What a new account is made with.
    pub(crate) fn first_credentials(
        &self,
        id: &AccountId,
        base_url: &str,
        mode: Mode,
        token: &SecretString,
    ) -> Result<NewCredentials> {
        let now = self.clock.now();
        let tokens = Tokens::pasted(checked(token)?, now);
        let body = self.seal(id.as_str(), Some(base_url), &tokens)?;
        let sync = (mode == Mode::Mirror).then(|| self.new_sync(Cause::Authorization, now));
        Ok(NewCredentials { body, expires_at: None, replaces: None, sync, remember: None })
    }

    async fn keep_tokens(
        &self,
        account: &Account,
        tokens: &Tokens,
        now: Timestamp,
        replaces: Option<i64>,
        remember: Option<kith_store::Remember>,
    ) -> Result<()> {
        let body = self.seal(account.id.as_str(), account.base_url.as_deref(), tokens)?;
        let sync = (account.mode == Mode::Mirror).then(|| self.new_sync(Cause::Authorization, now));
        let expires_at = tokens.authorized_until();
        let new = NewCredentials { body, expires_at, replaces, sync, remember };
        let kept = self.store.put_credentials(account.key, new).await?;
        self.refresh(account.key.workspace).await?;
        self.wake.notify_one();
        kept.map(drop).ok_or(Error::NoAccount)
    }

    /// Puts all tokens under the newest master key. How many had another one.
    ///
    /// # Errors
    /// [`Error::MasterKey`] if some can't be opened: nothing of those is changed.
    pub async fn reseal(&self) -> Result<u64> {
        let resealed = self.reseal_all().await?;
        if let Some(newest) = self.upstream()?.vault.names().next() {
            self.store.name_seal(newest).await?;
        }
        Ok(resealed)
    }

    /// Makes sure that this process has the master key that tokens are sealed with in the store: several that seal with
    /// keys of their own would not open each other's. In a new store, its newest becomes that key.
    ///
    /// # Errors
    /// [`Error::OtherMasterKey`].
    pub async fn check_master_key(&self) -> Result<()> {
        let vault = &self.upstream()?.vault;
        let Some(newest) = vault.names().next() else { return Ok(()) };
        let sealed_with = self.store.seal_name(newest).await?;
        if vault.names().any(|name| name == sealed_with) { Ok(()) } else { Err(Error::OtherMasterKey) }
    }

    async fn reseal_all(&self) -> Result<u64> {
        let vault = &self.upstream()?.vault;
        let mut resealed = 0;
        for owned in self.store.all_credentials().await? {
            if vault.is_newest(&owned.sealed.body) {
                continue;
            }
            let what = crate::upstream::seal_of(owned.id.as_str(), owned.base_url.as_deref());
            let opened = vault.open(&what, &owned.sealed.body)?;
            let body = vault.seal(&*self.random, &what, opened.expose_secret())?;
            if self.store.reseal(owned.account, owned.sealed.version, body).await? {
                resealed += 1;
            }
        }
        Ok(resealed + self.reseal_webhooks().await?)
    }

    /// 256 random bits as 64 digits: fit for a state and for a PKCE verifier.
    fn random_text(&self) -> String {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        data_encoding::HEXLOWER.encode(&bytes)
    }
}

/// A token as it may stand in a header.
fn checked(token: &SecretString) -> Result<SecretString> {
    let text = token.expose_secret().trim();
    if text.is_empty() || text.len() > MAX_TOKEN || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::Invalid(format!(
            "the access token must be 1 to {MAX_TOKEN} visible ASCII characters without spaces"
        )));
    }
    Ok(text.to_owned().into())
}

fn seal_of(account: &Account) -> String {
    format!("authorization of {}", account.id.as_str())
}

fn reply_of(account: &AccountId) -> String {
    format!("authorization url of {}", account.as_str())
}

fn hash(state: &str) -> [u8; 32] {
    Sha256::digest(state).into()
}

fn stale() -> Error {
    Error::Invalid(
        "this way back is not known, was used already or is older than ten minutes; begin again".into(),
    )
}
