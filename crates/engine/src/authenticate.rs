//! Who calls. A key is looked up by its hash; what was found is good for one generation of its workspace, so that
//! a revocation anywhere is seen by the next charge, and by everything else within a second (`tenant`).

use std::sync::Arc;

use kith_model::api_key::{ApiKey, KeyHash};
use kith_model::{Credits, RequestId, Scope, WorkspaceId};
use kith_store::Key;

use crate::cache::KnownKey;
use crate::sessions::has_ended;
use crate::tenant::Tenant;
use crate::{Engine, Error, Quota, Result, Retry};

/// A request that a valid key makes.
#[derive(Clone)]
pub struct Caller {
    pub(crate) known: Arc<KnownKey>,
    /// The request's id.
    pub request: RequestId,
    /// The idempotency key, if one was sent.
    pub retry: Option<Retry>,
    /// Whether somebody looks at a page here; what is only looked at is free.
    pub(crate) looks: bool,
}

impl Caller {
    /// The workspace that the key opens: the owner argument of everything that follows.
    pub fn workspace(&self) -> WorkspaceId {
        self.known.key.workspace
    }

    /// The key: its name, what it may do, when it ends.
    pub fn key(&self) -> &Key {
        &self.known.key
    }

    /// The same caller as a person who looks at pages made here: reads are free, whatever the balance
    /// (docs/adr/0018-looking-is-free.md). Not for what carries data away to programs.
    #[must_use]
    pub fn looking(self) -> Self {
        Self { looks: true, retry: None, ..self }
    }

    /// The same caller as one who pays, for what a person carries away from a page.
    #[must_use]
    pub fn paying(self) -> Self {
        Self { looks: false, ..self }
    }

    /// The generation of the workspace that the key was found under, and all else is read under.
    pub(crate) fn generation(&self) -> i64 {
        self.known.generation
    }

    /// What is charged of a price.
    pub(crate) fn charged(&self, price: Credits) -> Credits {
        if self.looks { 0 } else { price }
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
        let known = match self.caches.key(&hash) {
            Some(known) => {
                if known.is_due(self.clock.now().as_microsecond()) {
                    self.refresh_tenant(&known.tenant).await?;
                }
                self.current(known).await?
            }
            // A known key is well formed; of others, only what is goes to the store.
            None if ApiKey::parse(text).is_none() => return Err(Error::InvalidKey),
            None => self.look_up(hash).await?,
        };
        self.caller(known, request, None)
    }

    /// Counts the request against its key's limit: in memory, or where others serve from the same store, in the store.
    ///
    /// # Errors
    /// [`Error::RateLimited`]; [`Error::Unavailable`] if the store was to be asked and is away. Each with what is left.
    pub async fn count_request(&self, caller: &Caller) -> std::result::Result<Quota, (Error, Quota)> {
        let key = &caller.known.key;
        let trip = |ask| self.store.take_requests(key.workspace, &key.id, ask);
        let most = self.settings.requests_per_minute;
        let limit = key.requests_per_minute.map_or(most, |own| own.min(most));
        caller.known.window.take(limit, &*self.clock, trip).await
    }

    /// Learns a workspace's generation, so that nothing older is found in the caches.
    pub(crate) async fn refresh(&self, workspace: WorkspaceId) -> Result<i64> {
        self.refresh_tenant(&self.caches.tenant(workspace)).await
    }

    /// The same, of a workspace that is at hand.
    pub(crate) async fn refresh_tenant(&self, tenant: &Tenant) -> Result<i64> {
        let asked = self.clock.now().as_microsecond();
        let generation = self.store.generation(tenant.workspace).await?;
        self.learn(tenant, generation, asked).await?;
        Ok(generation)
    }

    /// Whether nothing that the caller goes by has changed, by what the store says now.
    pub(crate) async fn is_unchanged(&self, caller: &Caller) -> Result<bool> {
        Ok(self.refresh_tenant(&caller.known.tenant).await? == caller.generation())
    }

    /// The same caller by what the store says now.
    pub(crate) async fn again(&self, caller: &Caller) -> Result<Caller> {
        self.refresh_tenant(&caller.known.tenant).await?;
        let known = self.current(Arc::clone(&caller.known)).await?;
        let found = self.caller(known, caller.request.clone(), caller.retry.clone())?;
        Ok(Caller { looks: caller.looks, ..found })
    }

    /// The key as of the newest generation that is known.
    async fn current(&self, known: Arc<KnownKey>) -> Result<Arc<KnownKey>> {
        if known.is_current() {
            return Ok(known);
        }
        let hash = known.key.hash;
        // Another caller may have looked it up meanwhile.
        match self.caches.key(&hash).filter(|found| found.is_current()) {
            Some(found) => Ok(found),
            None => self.look_up(hash).await,
        }
    }

    pub(crate) fn caller(
        &self,
        known: Arc<KnownKey>,
        request: RequestId,
        retry: Option<Retry>,
    ) -> Result<Caller> {
        if has_ended(&known.key, self.clock.now()) {
            return Err(Error::InvalidKey);
        }
        Ok(Caller { known, request, retry, looks: false })
    }

    async fn look_up(&self, hash: KeyHash) -> Result<Arc<KnownKey>> {
        let asked = self.clock.now().as_microsecond();
        let Some((key, generation)) = self.store.key_by_hash(hash).await? else {
            self.caches.forget_key(&hash);
            return Err(Error::InvalidKey);
        };
        self.known(key, generation, asked).await
    }

    /// Remembers a key as the store told it when it was asked at `asked`.
    pub(crate) async fn known(&self, key: Key, generation: i64, asked: i64) -> Result<Arc<KnownKey>> {
        let (tenant, window) = (self.caches.tenant(key.workspace), self.quotas.window(&key.id));
        self.learn(&tenant, generation, asked).await?;
        // One that is at hand knows more: when it last paid.
        if let Some(known) = self.caches.key(&key.hash).filter(|known| known.generation >= generation) {
            return Ok(known);
        }
        let known = Arc::new(KnownKey::new(key, generation, tenant, window));
        self.caches.keep_key(&known);
        Ok(known)
    }

    /// Takes note of what the store said of a workspace when it was asked at `asked`.
    async fn learn(&self, tenant: &Tenant, generation: i64, asked: i64) -> Result<()> {
        if tenant.generation() < generation {
            // First what was erased: should that not be told, the generation is news to the next one too.
            self.caches.learn_erasures(tenant, self.store.erasures(tenant.workspace).await?);
            tenant.learn(generation);
        }
        tenant.checked(asked);
        Ok(())
    }
}
