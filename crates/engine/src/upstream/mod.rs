//! The way to sources that are called, and the manners on it: one pace, one budget, one breaker, one set of retries
//! for every call of every verb. Sources know none of this, and verbs call no source but through a [`Line`].

mod breaker;
mod gate;
mod keeper;
mod line;
mod pace;
mod settings;
mod tokens;
mod trouble;
mod vault;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kith_model::Timestamp;
use kith_sources::Source;
use kith_sources::connections_api::ConnectionsApi;
use kith_sources::http::Http;
use kith_sources::oauth::{OAuth, OAuthSettings};
use kith_sources::portability::{Portability, PortabilitySettings};
use kith_store::{Account, AccountKey, SourceKind, Store};
use url::Url;

pub(crate) use gate::today;
pub(crate) use line::Line;
pub use settings::{App, SourcesSettings, SyncSettings};
pub(crate) use tokens::Tokens;
pub(crate) use trouble::Trouble;
pub use vault::{MasterKey, Vault};

use crate::timer::Timer;
use crate::{Error, Result};

/// LinkedIn's own interfaces.
pub(crate) const LINKEDIN: &str = "https://api.linkedin.com";

/// What is needed to call sources.
pub struct Sources {
    /// The one HTTP client.
    pub http: Arc<Http>,
    /// Lets time pass between tries.
    pub timer: Arc<dyn Timer>,
    /// Seals tokens.
    pub vault: Vault,
    /// How they are called.
    pub settings: SourcesSettings,
    /// When lists are brought up to date.
    pub sync: SyncSettings,
}

pub(crate) struct Upstream {
    http: Arc<Http>,
    pub(crate) timer: Arc<dyn Timer>,
    pub(crate) vault: Vault,
    pub(crate) settings: SourcesSettings,
    pub(crate) sync: SyncSettings,
    breakers: breaker::Breakers,
    services: Mutex<HashMap<String, Arc<pace::Pace>>>,
    gates: Mutex<HashMap<AccountKey, Arc<gate::Gate>>>,
}

/// So many gates are kept of accounts that nobody calls for.
const IDLE_GATES: usize = 10_000;

impl Upstream {
    pub(crate) fn new(sources: Sources) -> Self {
        let Sources { http, timer, vault, settings, sync } = sources;
        Self {
            breakers: breaker::Breakers::new(settings.breaker_failures, settings.breaker_cooldown),
            services: Mutex::default(),
            gates: Mutex::default(),
            http,
            timer,
            vault,
            settings,
            sync,
        }
    }

    /// The gate of an account: the same for all who call for it.
    pub(crate) fn gate(&self, account: AccountKey) -> Arc<gate::Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        if gates.len() >= IDLE_GATES {
            gates.retain(|_, gate| Arc::strong_count(gate) > 1);
        }
        let new = || Arc::new(gate::Gate::new(self.settings.parallel_calls));
        Arc::clone(gates.entry(account).or_insert_with(new))
    }

    /// Takes a place in the line of a service: how long to wait. It is one line for all servers, where they share a store.
    async fn service_pace(
        &self,
        shared: Option<&dyn Store>,
        service: &str,
        now: Timestamp,
    ) -> Result<Duration> {
        let per_minute = self.settings.calls_per_minute_in_all;
        if let Some(store) = shared {
            return Ok(pace::wait(store.take_turn(service, now, pace::step(per_minute)).await?, now));
        }
        let pace = {
            let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(services.entry(service.to_owned()).or_default())
        };
        Ok(pace.take(per_minute, now))
    }

    /// Checks the root of a service's address and writes it in one way.
    ///
    /// # Errors
    /// [`Error::Invalid`], with what is right.
    pub(crate) fn base_url(&self, text: Option<&str>) -> Result<Url> {
        let url = Url::parse(text.unwrap_or(LINKEDIN)).map_err(|_| {
            Error::Invalid(
                "source.base_url must be the root of a web address, like https://api.linkedin.com".into(),
            )
        })?;
        self.http.check_base(&url).map_err(|why| Error::Invalid(format!("source.base_url: {why}")))?;
        Ok(url)
    }

    /// The source of an account.
    pub(crate) fn source(&self, account: &Account) -> Result<Arc<dyn Source>> {
        let base = self.base_url(account.base_url.as_deref())?;
        let http = Arc::clone(&self.http);
        Ok(match account.source {
            SourceKind::ConnectionsApi => Arc::new(ConnectionsApi::new(http, &base)),
            SourceKind::Portability => {
                let version = self.settings.portability_version.clone();
                Arc::new(Portability::new(http, &base, PortabilitySettings { version }))
            }
            SourceKind::Archive => return Err(Error::NotCalled),
        })
    }

    /// The way to consent for accounts of a kind.
    ///
    /// # Errors
    /// [`Error::Invalid`] if no app is set up for it, or the addresses may not be called.
    pub(crate) fn oauth(&self, kind: SourceKind) -> Result<OAuth> {
        let app = match kind {
            SourceKind::ConnectionsApi => self.settings.connections_app.as_ref(),
            SourceKind::Portability => self.settings.portability_app.as_ref(),
            SourceKind::Archive => return Err(Error::NotCalled),
        };
        let Some(app) = app else {
            let section = kind.as_str();
            return Err(Error::Invalid(format!(
                "no app is set up for {section}: set {section}.client_id and {section}.client_secret, or hand in a token from LinkedIn's developer portal"
            )));
        };
        for (name, url) in [
            ("oauth.authorize_url", &self.settings.authorize_url),
            ("oauth.token_url", &self.settings.token_url),
        ] {
            self.http.check(url).map_err(|why| Error::Invalid(format!("{name}: {why}")))?;
        }
        let settings = OAuthSettings {
            authorize_url: self.settings.authorize_url.clone(),
            token_url: self.settings.token_url.clone(),
            client_id: app.client_id.clone(),
            client_secret: app.client_secret.clone(),
            redirect_uri: self.settings.redirect_url.clone(),
            scopes: app.scopes.clone(),
            pkce: self.settings.pkce,
        };
        Ok(OAuth::new(Arc::clone(&self.http), settings))
    }
}

/// What tokens are sealed as: an account's, for one address.
pub(crate) fn seal_of(account: &str, base_url: Option<&str>) -> String {
    format!("credentials of {account} for {}", base_url.unwrap_or(LINKEDIN))
}
