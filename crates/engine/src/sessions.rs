//! Signing in: a session stands for its key, for as long as it is used and the key works. The store is asked at each look, so
//! that a session which was ended anywhere is at its end. Secrets are handed out once and kept as hashes.

use std::time::Duration;

use kith_model::api_key::KeyHash;
use kith_model::ids::base32;
use kith_model::{KeyId, RequestId, Timestamp, WorkspaceId};
use kith_store::{Key, NewSession, SignInLink};
use secrecy::SecretString;

use crate::keys::no_key;
use crate::{Caller, Engine, Error, Result};

/// A session ends when it was not used for so long.
const IDLE: Duration = Duration::from_hours(1);
/// Its last use is written down no more often than this, and so known as exactly.
const NOTED: Duration = Duration::from_mins(1);
/// A link that signs in works for so long: time enough to read what `kith up` printed.
const LINK: Duration = Duration::from_hours(1);

/// Of one word with what follows, so that whatever hides keys hides these.
const SESSION: &str = "kith_session";
const SIGN_IN: &str = "kith_link";
/// 256 random bits in base32.
const RANDOM: usize = 52;

/// Somebody who has just signed in.
pub struct SignedIn {
    /// The session's secret, for the browser to keep.
    pub token: SecretString,
    /// Who it is.
    pub caller: Caller,
}

impl Engine {
    /// Begins a session of the key. It counts as one of its requests, and a key has a hundred sessions at most: those used
    /// least lately end.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] as [`Engine::authenticate`]; [`Error::RateLimited`].
    pub async fn sign_in(&self, api_key: &str, request: RequestId) -> Result<SignedIn> {
        let caller = self.authenticate(api_key, request).await?;
        // What is remembered of a key may be some moments old; a session begins by what the store says.
        let caller = self.again(&caller).await?;
        self.begin_session(caller).await
    }

    /// Begins a session by a link of [`Engine::make_sign_in_link`], which is used up with it.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if it is unknown, used, run out, or its key works no more, all alike; [`Error::RateLimited`].
    pub async fn sign_in_by_link(&self, link: &str, request: RequestId) -> Result<SignedIn> {
        let hash = hash_of(link, SIGN_IN).ok_or(Error::InvalidKey)?;
        let now = self.clock.now();
        let (key, generation) = self.store.take_link(hash, now).await?.ok_or(Error::InvalidKey)?;
        let known = self.known(key, generation, now.as_microsecond()).await?;
        self.begin_session(self.caller(known, request, None)?).await
    }

    /// Who a session is of.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if it has ended, was not used for an hour, or its key was revoked or has expired, all alike.
    pub async fn session(&self, token: &str, request: RequestId) -> Result<Caller> {
        let (caller, seen_at) = self.find_session(token, request).await?;
        let now = self.clock.now();
        if let Some(hash) = hash_of(token, SESSION).filter(|_| seen_at + NOTED <= now) {
            self.store.touch_session(hash, now).await?;
        }
        Ok(caller)
    }

    /// The same, where a page asks by itself: that is no use of the session, for nobody may be there.
    ///
    /// # Errors
    /// As [`Engine::session`].
    pub async fn unattended_session(&self, token: &str, request: RequestId) -> Result<Caller> {
        Ok(self.find_session(token, request).await?.0)
    }

    /// Who it is of, and when it was used last.
    async fn find_session(&self, token: &str, request: RequestId) -> Result<(Caller, Timestamp)> {
        let hash = hash_of(token, SESSION).ok_or(Error::InvalidKey)?;
        let now = self.clock.now();
        let found = self.store.session(hash, now - IDLE).await?.ok_or(Error::InvalidKey)?;
        let known = self.known(found.key, found.generation, now.as_microsecond()).await?;
        Ok((self.caller(known, request, None)?, found.seen_at))
    }

    /// Ends a session; one that has ended is left as it is.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        if let Some(hash) = hash_of(token, SESSION) {
            self.store.end_session(hash).await?;
        }
        Ok(())
    }

    /// Makes the secret of a link that signs in once, within an hour, as a key of the workspace.
    ///
    /// # Errors
    /// [`Error::NotFound`] if the workspace has no such key that still works.
    pub async fn make_sign_in_link(&self, workspace: WorkspaceId, key: &KeyId) -> Result<SecretString> {
        let now = self.clock.now();
        let works = |one: &Key| one.id == *key && !has_ended(one, now);
        if !self.store.keys(workspace).await?.iter().any(works) {
            return Err(no_key(key));
        }
        let (secret, hash) = self.make_secret(SIGN_IN);
        let link = SignInLink { hash, workspace, key: key.clone(), expires_at: now + LINK };
        if self.store.add_link(link).await? { Ok(secret) } else { Err(no_key(key)) }
    }

    async fn begin_session(&self, caller: Caller) -> Result<SignedIn> {
        self.count_request(&caller).await.map_err(|(error, _)| error)?;
        let now = self.clock.now();
        let (token, hash) = self.make_secret(SESSION);
        let (workspace, key) = (caller.workspace(), caller.key().id.clone());
        let new = NewSession { hash, workspace, key, at: now };
        if !self.store.add_session(new, now - IDLE).await? {
            return Err(Error::InvalidKey); // its workspace is gone by now
        }
        Ok(SignedIn { token, caller })
    }

    fn make_secret(&self, prefix: &str) -> (SecretString, [u8; 32]) {
        let mut bits = [0_u8; 32];
        self.random.fill(&mut bits);
        let text = format!("{prefix}{}", base32().encode(&bits));
        let hash = KeyHash::of(&text).0;
        (text.into(), hash)
    }
}

/// Whether a key may not be used any more.
pub(crate) fn has_ended(key: &Key, now: Timestamp) -> bool {
    key.revoked_at.is_some() || key.expires_at.is_some_and(|end| end <= now)
}

/// The hash that a secret is kept by; `None` of what is none by its form, which the store is not asked for.
fn hash_of(text: &str, prefix: &str) -> Option<[u8; 32]> {
    let random = text.strip_prefix(prefix)?;
    let is_one = random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_one.then(|| KeyHash::of(text).0)
}
