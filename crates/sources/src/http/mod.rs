//! The one HTTP client: whom it may call, how long it waits, how much it reads. Follows no redirect, uses no proxy,
//! keeps no cookies. Knows no interface of LinkedIn's: what a body means is for those who asked.

mod addresses;
mod allow;
mod fault;
mod hook;
mod resolver;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Request, Response};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{SourceError, TokenFault};
use allow::{AllowList, Reach};
pub(crate) use fault::{fault, message};
pub use hook::Heard;
pub use resolver::{Lookup, SystemLookup};

/// So much of an error's body is looked at.
const ERROR_BODY: usize = 64 << 10;
/// Connections that are kept open to one host between calls.
const IDLE_CONNECTIONS: usize = 64;

/// How calls are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// Hosts that may be called beside `api.linkedin.com` and `www.linkedin.com` (`sources.allow_hosts`): `name`,
    /// `name:port`, an IP address, `ip:port`, `[v6]`, `[v6]:port`, in any letter case. Without a port, every port is
    /// meant. An address within a private network is only ever called if it stands here itself; `localhost` stands
    /// for the loopback addresses.
    pub allow_hosts: Vec<String>,
    /// How long making a connection may take. 10 s.
    pub connect_timeout: Duration,
    /// How long a whole call may take, to the last byte. 30 s.
    pub timeout: Duration,
    /// The longest body, in bytes. 64 MiB.
    pub max_body_bytes: usize,
    /// What the `User-Agent` header says.
    pub user_agent: String,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            allow_hosts: Vec::new(),
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(30),
            max_body_bytes: 64 << 20,
            user_agent: concat!("kith/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// An entry of a setting that names no host; says which setting, which entry, and what is right.
    #[error(
        "{0}: \"{1}\" is no host; write a name, name:port, an IP address or [IPv6]:port, without scheme, path or *"
    )]
    AllowHosts(&'static str, String),
    /// TLS or the user agent could not be set up.
    #[error("the HTTP client can't be set up: {0}")]
    SetUp(&'static str),
}

/// The client; one for the whole process, so that connections are reused.
#[derive(Debug)]
pub struct Http {
    client: reqwest::Client,
    allow: Arc<AllowList>,
    max_body_bytes: usize,
}

/// An answer that came whole: of a status other than 2xx, only the beginning of the body is kept.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: Vec<u8>,
}

impl Http {
    /// A client that asks the system for the addresses of names.
    ///
    /// # Errors
    /// [`HttpError`].
    pub fn new(settings: HttpSettings) -> Result<Self, HttpError> {
        Self::with_lookup(settings, Arc::new(SystemLookup))
    }

    /// A client for webhooks: it may call everybody on the internet, and within a private network those that
    /// [`HttpSettings::allow_hosts`] (`webhooks.allow_hosts`) names, these without TLS too.
    ///
    /// # Errors
    /// [`HttpError`].
    pub fn for_webhooks(settings: HttpSettings) -> Result<Self, HttpError> {
        Self::reaching(Reach::Internet, settings, Arc::new(SystemLookup))
    }

    /// A client that asks `lookup` for the addresses of names; they are checked as any others.
    ///
    /// # Errors
    /// [`HttpError`].
    pub fn with_lookup(settings: HttpSettings, lookup: Arc<dyn Lookup>) -> Result<Self, HttpError> {
        Self::reaching(Reach::LinkedIn, settings, lookup)
    }

    fn reaching(reach: Reach, settings: HttpSettings, lookup: Arc<dyn Lookup>) -> Result<Self, HttpError> {
        let HttpSettings { allow_hosts, connect_timeout, timeout, max_body_bytes, user_agent } = settings;
        let allow = Arc::new(AllowList::read(&allow_hosts, reach)?);
        let agent = HeaderValue::from_str(&user_agent)
            .map_err(|_| HttpError::SetUp("the user agent holds characters that no header may hold"))?;
        let guarded = Arc::new(resolver::Guarded { lookup, allow: Arc::clone(&allow) });
        let client = tls::build(|builder| {
            builder
                .dns_resolver(Arc::clone(&guarded))
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .no_proxy()
                .connect_timeout(connect_timeout)
                .timeout(timeout)
                .pool_max_idle_per_host(IDLE_CONNECTIONS)
                .user_agent(agent.clone())
        })?;
        Ok(Self { client, allow, max_body_bytes })
    }

    /// Whether `url` may be called: its scheme, its host and that it carries no user, password or fragment. What its
    /// name resolves to is only checked as a call is made.
    ///
    /// # Errors
    /// [`SourceError::Blocked`], which names the host.
    pub fn check(&self, url: &Url) -> Result<(), SourceError> {
        self.allow.check(url).map_err(SourceError::Blocked)
    }

    /// As [`Self::check`], for the root of a service: no path and no query either.
    ///
    /// # Errors
    /// [`SourceError::Blocked`].
    pub fn check_base(&self, url: &Url) -> Result<(), SourceError> {
        if !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err(SourceError::Blocked(
                "the address must be the root of a service, like https://api.linkedin.com, without path or query"
                    .to_owned(),
            ));
        }
        self.check(url)
    }

    /// One GET with a token.
    pub(crate) async fn get(
        &self,
        url: Url,
        token: &SecretString,
        headers: &[(&'static str, &str)],
    ) -> Result<Answer, SourceError> {
        let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()))
            .map_err(|_| SourceError::Unauthorized(TokenFault::Invalid))?;
        bearer.set_sensitive(true);
        let mut request = self.client.get(url).header(AUTHORIZATION, bearer);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.build().map_err(|_| {
            SourceError::Blocked("a setting holds characters that no header may hold".to_owned())
        })?;
        self.send(request).await
    }

    /// One call, checked.
    pub(crate) async fn send(&self, request: Request) -> Result<Answer, SourceError> {
        self.check(request.url())?;
        let response = self.client.execute(request).await.map_err(|error| fault::unanswered(&error))?;
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let body = if response.status().is_success() {
            self.body(response).await?
        } else {
            beginning(response).await
        };
        Ok(Answer { status, retry_after, body })
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, SourceError> {
        const TOO_LONG: SourceError = SourceError::Garbled("it is longer than is read");
        let most = self.max_body_bytes;
        let told = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
        if told > most {
            return Err(TOO_LONG);
        }
        // Memory is given for what came, not for what was promised.
        let mut body = Vec::with_capacity(told.min(1 << 20));
        while let Some(piece) = response.chunk().await.map_err(|error| fault::unanswered(&error))? {
            if body.len() + piece.len() > most {
                return Err(TOO_LONG);
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

impl Answer {
    /// The body of a 2xx; else what the status says went wrong.
    pub(crate) fn ok(self) -> Result<Vec<u8>, SourceError> {
        if (200..300).contains(&self.status) { Ok(self.body) } else { Err(fault(&self)) }
    }
}

/// The status tells the error whatever becomes of the body, so that one that breaks off is no other error.
async fn beginning(mut response: Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        let room = ERROR_BODY - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if body.len() == ERROR_BODY {
            break;
        }
    }
    body
}

/// Seconds only: LinkedIn documents no such header at all.
/// Source: <https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits>
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
