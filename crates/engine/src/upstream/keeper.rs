//! The life of an account's tokens: opened for a call, refreshed ahead of their end, given up only when nothing
//! helps. What was issued a moment ago is given time to settle.

use kith_sources::TokenFault;
use kith_sources::oauth::OAuthError;
use kith_store::{Account, NewCredentials};
use secrecy::{ExposeSecret as _, SecretString};

use super::seal_of;
use super::tokens::Tokens;
use super::trouble::Trouble;
use crate::{Engine, Result};

/// The tokens as of a version.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) version: i64,
    pub(super) tokens: Tokens,
}

/// Whether there are newer tokens now.
enum Refreshed {
    Yes,
    /// There is nothing to refresh with, or it was refused.
    Refused,
}

/// What to do about a refusal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Wait a little and try the same token again.
    Wait,
    /// There is another token now.
    Changed,
}

impl Engine {
    /// Seals tokens as those of an account.
    pub(crate) fn seal(&self, account: &str, base_url: Option<&str>, tokens: &Tokens) -> Result<Vec<u8>> {
        self.upstream()?.vault.seal(&*self.random, &seal_of(account, base_url), &tokens.to_bytes())
    }

    /// Opens an account's tokens.
    pub(super) async fn known_tokens(&self, account: &Account) -> Result<Known, Trouble> {
        let Some(sealed) = self.store.credentials(account.key).await? else {
            return Err(Trouble::Unauthorized);
        };
        let what = seal_of(account.id.as_str(), account.base_url.as_deref());
        let opened = self.upstream()?.vault.open(&what, &sealed.body)?;
        let tokens = Tokens::from_bytes(opened.expose_secret());
        let tokens = tokens.ok_or_else(|| crate::Error::Internal("sealed tokens can't be read".into()))?;
        Ok(Known { version: sealed.version, tokens })
    }

    /// The token to call with: refreshed if it is time.
    pub(super) async fn usable(&self, account: &Account, known: &mut Known) -> Result<SecretString, Trouble> {
        let (now, upstream) = (self.clock.now(), self.upstream()?);
        let ended = known.tokens.has_ended(now);
        if ended || known.tokens.is_due(now, upstream.settings.refresh_ahead) {
            match self.refresh_tokens(account, known).await {
                Ok(Refreshed::Yes) => {}
                // While the old one works, nobody need notice.
                Ok(Refreshed::Refused) | Err(_) if !ended => {
                    tracing::warn!(
                        account = account.id.as_str(),
                        "a token could not be refreshed ahead of its end"
                    );
                }
                Ok(Refreshed::Refused) => return self.give_up(account, known.version).await,
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(known.tokens.access.clone())
    }

    /// After a 401: what can be done. `tried` is the version that was refused.
    ///
    /// # Errors
    /// [`Trouble::Unauthorized`] once nothing can; the account then says so.
    pub(super) async fn remedy(
        &self,
        account: &Account,
        known: &mut Known,
        tried: i64,
        fault: TokenFault,
        may_wait: bool,
    ) -> Result<Remedy, Trouble> {
        if known.version != tried {
            return Ok(Remedy::Changed); // a call beside this one has refreshed it
        }
        let fresh = known.tokens.is_fresh(self.clock.now());
        if fresh && may_wait && fault != TokenFault::Expired {
            return Ok(Remedy::Wait);
        }
        match self.refresh_tokens(account, known).await? {
            Refreshed::Yes => Ok(Remedy::Changed),
            Refreshed::Refused => self.give_up(account, known.version).await,
        }
    }

    /// Brings the tokens to their newest. One at a time for each account: a server may take a refresh token but once.
    async fn refresh_tokens(&self, account: &Account, known: &mut Known) -> Result<Refreshed, Trouble> {
        let gate = self.upstream()?.gate(account.key);
        let _turn = gate.refreshing.lock().await;
        let (now, tried) = (self.clock.now(), known.version);
        // Somebody else may have been here: another read, another process.
        *known = self.known_tokens(account).await?;
        if known.version != tried {
            return Ok(Refreshed::Yes);
        }
        let refresh = known.tokens.refresh.clone().filter(|_| !known.tokens.refresh_has_ended(now));
        let (Some(refresh), Ok(oauth)) = (refresh, self.upstream()?.oauth(account.source)) else {
            return Ok(Refreshed::Refused);
        };
        let new = match oauth.refresh(&refresh).await {
            Ok(new) => Tokens::issued(new, Some(&known.tokens), now),
            Err(OAuthError::Denied(_)) => {
                *known = self.known_tokens(account).await?;
                return Ok(if known.version == tried { Refreshed::Refused } else { Refreshed::Yes });
            }
            Err(OAuthError::Upstream(error)) => return Err(Trouble::Source(error)),
        };
        let sealed = NewCredentials {
            body: self.seal(account.id.as_str(), account.base_url.as_deref(), &new)?,
            expires_at: new.authorized_until(),
            replaces: Some(tried),
            sync: None,
            remember: None,
        };
        match self.store.put_credentials(account.key, sealed).await? {
            Some(version) => *known = Known { version, tokens: new },
            None => *known = self.known_tokens(account).await?,
        }
        Ok(Refreshed::Yes)
    }

    /// Says that the account must be authorized again, unless it just was.
    pub(super) async fn give_up<T>(&self, account: &Account, version: i64) -> Result<T, Trouble> {
        if self.store.end_authorization(account.key, version, self.clock.now()).await? {
            tracing::warn!(
                account = account.id.as_str(),
                "the authorization has ended; its owner must connect it again"
            );
        }
        Err(Trouble::Unauthorized)
    }
}
