//! Who calls. A key is looked up by its hash; what was found is good for one generation of the store, so that
//! a revocation anywhere is seen by the next charge, and by everything else within [`RECHECK`].

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use kith_model::api_key::{ApiKey, KeyHash};
use kith_model::{RequestId, Scope, WorkspaceId};

use crate::cache::KnownKey;
use crate::{Engine, Error, Quota, Result, Retry};

/// How long, in microseconds, the generation is taken to be the one last heard of. Charges always check it.
const RECHECK: i64 = 250_000;

/// A key, and the generation that it was found under.
type Found = (i64, Arc<KnownKey>);

/// When the generation was last asked for.
#[derive(Debug, Default)]
pub(crate) struct LastCheck(AtomicI64);

/// A request that a valid key makes.
#[derive(Clone)]
pub struct Caller {
    pub(crate) known: Arc<KnownKey>,
    pub(crate) generation: i64,
    /// The request's id.
    pub request: RequestId,
    /// The idempotency key, if one was sent.
    pub retry: Option<Retry>,
}

impl Caller {
    /// The workspace that the key opens: the owner argument of everything that follows.
    pub fn workspace(&self) -> WorkspaceId {
        self.known.key.workspace
    }

    /// Whether the key may do what needs `scope`.
    ///
    /// # Errors
    /// [`Error::Forbidden`], naming the scope.
    pub fn needs(&self, scope: Scope) -> Result<()> {
        if self.known.key.scopes.allow(scope) { Ok(()) } else { Err(Error::Forbidden(scope)) }
    }
}

impl Engine {
    /// Tells whose key `text` is.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if it is malformed, unknown, expired or revoked, all alike.
    pub async fn authenticate(&self, text: &str, request: RequestId) -> Result<Caller> {
        let hash = KeyHash::of(text);
        self.recheck().await?;
        let found = match self.caches.key(&hash) {
            Some(known) => known,
            // A known key is well formed; of others, only what is goes to the store.
            None if ApiKey::parse(text).is_none() => return Err(Error::InvalidKey),
            None => self.look_up(hash).await?,
        };
        self.caller(found, request, None)
    }

    /// Counts the request against its key's limit.
    ///
    /// # Errors
    /// [`Error::RateLimited`], with what is left.
    pub fn count_request(&self, caller: &Caller) -> std::result::Result<Quota, (Error, Quota)> {
        self.quotas.take(&caller.known.window, self.clock.now())
    }

    /// Learns the store's generation, so that nothing older is found in the caches.
    pub(crate) async fn refresh(&self) -> Result<i64> {
        let generation = self.store.generation().await?;
        if self.caches.learn(generation) {
            self.caches.learn_erasures(self.store.erasures().await?);
        }
        Ok(generation)
    }

    async fn recheck(&self) -> Result<()> {
        let now = self.clock.now().as_microsecond();
        let last = self.checked.0.load(Ordering::Relaxed);
        // One caller asks for all that come meanwhile; a clock that was set back asks at once.
        let due = now < last || now - last >= RECHECK;
        if due && self.checked.0.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.refresh().await?;
        }
        Ok(())
    }

    /// The same caller by what the store says now.
    pub(crate) async fn again(&self, caller: &Caller) -> Result<Caller> {
        self.refresh().await?;
        let hash = caller.known.key.hash;
        let found = match self.caches.key(&hash) {
            Some(known) => known,
            None => self.look_up(hash).await?,
        };
        self.caller(found, caller.request.clone(), caller.retry.clone())
    }

    fn caller(&self, found: Found, request: RequestId, retry: Option<Retry>) -> Result<Caller> {
        let (generation, known) = found;
        let key = &known.key;
        let ended = key.revoked_at.is_some() || key.expires_at.is_some_and(|end| end <= self.clock.now());
        if ended {
            return Err(Error::InvalidKey);
        }
        Ok(Caller { known, generation, request, retry })
    }

    async fn look_up(&self, hash: KeyHash) -> Result<Found> {
        let (key, generation) = self.store.key_by_hash(hash).await?;
        self.caches.learn(generation);
        let key = key.ok_or(Error::InvalidKey)?;
        let known = Arc::new(KnownKey { window: self.quotas.window(&key.id), key });
        self.caches.keep_key(generation, &known);
        Ok((generation, known))
    }
}
