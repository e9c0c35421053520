//! The way to the database: where it is, with whose certificates, how many connections, and how long anything may take.
//! No statement waits longer than that, whatever became of the database, but those of a proof.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, PoolError, RecyclingMethod, Runtime,
};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::fault::{Fault, Work};
use crate::{Error, Result};

/// Where the database is, and how it is used.
#[derive(Clone)]
pub struct PostgresSettings {
    /// `postgres://user:password@host:port/database`, with several hosts and libpq's parameters where wanted. May hold a
    /// password: shown by nothing.
    pub url: String,
    /// The password, where it is not in the address.
    pub password: Option<String>,
    /// The certificates of who signs the database's, in PEM; `None`: whom the system believes.
    pub ca_file: Option<PathBuf>,
    /// The most connections.
    pub connections: u32,
    /// How long making a connection may take.
    pub connect_timeout: Duration,
    /// How long a statement may take, and how long a free connection is waited for.
    pub statement_timeout: Duration,
    /// Up to how many bytes the tables of people are written anew after an erasure, so that their files hold nothing of it
    /// either; larger ones are only cleared of its rows.
    pub rewrite_below: u64,
}

impl fmt::Debug for PostgresSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            url: _,
            password: _,
            ca_file,
            connections,
            connect_timeout,
            statement_timeout,
            rewrite_below,
        } = self;
        f.debug_struct("PostgresSettings")
            .field("ca_file", ca_file)
            .field("connections", connections)
            .field("connect_timeout", connect_timeout)
            .field("statement_timeout", statement_timeout)
            .field("rewrite_below", rewrite_below)
            .finish_non_exhaustive()
    }
}

/// Large work may take so many times as long as a statement of a request.
const PATIENCE: u32 = 12;

/// How long work in the database may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// As long as a request has.
    Request,
    /// Longer: a list of 30,000, erasing.
    Much,
    /// As long as it takes: a proof reads everything there is.
    Endless,
}

/// How much longer an answer is waited for than the database is told to work for it.
const GRACE: Duration = Duration::from_secs(1);

/// The connections, by what is done with one.
#[derive(Clone)]
pub(super) struct Pool {
    connections: deadpool_postgres::Pool,
    statement_timeout: Duration,
}

impl Pool {
    pub(super) fn new(settings: &PostgresSettings) -> Result<Self> {
        let mut config: tokio_postgres::Config = settings.url.parse().map_err(|_| {
            Error::Unavailable("the address is not of the form postgres://user@host:port/database".into())
        })?;
        if let Some(password) = &settings.password {
            config.password(password);
        }
        let wait = settings.statement_timeout;
        config.connect_timeout(settings.connect_timeout);
        config.keepalives_idle(Duration::from_secs(30)).tcp_user_timeout(wait * 2);
        if config.get_application_name().is_none() {
            config.application_name("kith");
        }
        // What is not said is not left to whoever answers: a password goes over a network encrypted, or not at all.
        if config.get_ssl_mode() == SslMode::Prefer && !config.get_hosts().iter().all(is_near) {
            config.ssl_mode(SslMode::Require);
        }
        let tls = MakeRustlsConnect::new(tls(settings)?);
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let connections = deadpool_postgres::Pool::builder(Manager::from_config(config, tls, recycling))
            .max_size(settings.connections.max(1) as usize)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(wait))
            .create_timeout(Some(settings.connect_timeout + wait))
            .post_create(Hook::async_fn(move |client, _| {
                Box::pin(async move {
                    client.batch_execute(&session(wait)).await.map_err(HookError::Backend)?;
                    Ok(())
                })
            }))
            .build()
            .map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Self { connections, statement_timeout: wait })
    }

    /// A connection, when one is free.
    pub(super) async fn get(&self) -> Work<Object> {
        Ok(self.connections.get().await?)
    }

    /// Waits for work no longer than it may take.
    pub(super) async fn in_time<T>(
        &self,
        patience: Patience,
        work: impl Future<Output = Work<T>>,
    ) -> Work<T> {
        let time = self.time(patience);
        if time.is_zero() {
            return work.await;
        }
        // The database says it first, where it can: then it is known that nothing was done.
        let done = tokio::time::timeout(time + GRACE, work).await;
        done.unwrap_or_else(|_| Err(Error::Unavailable("the database gave no answer in time".into()).into()))
    }

    /// How long a statement may take, as the database is told; zero: for ever.
    pub(super) fn time(&self, patience: Patience) -> Duration {
        match patience {
            Patience::Request => self.statement_timeout,
            Patience::Much => self.statement_timeout * PATIENCE,
            Patience::Endless => Duration::ZERO,
        }
    }

    /// Ends the connections that nobody uses.
    pub(super) fn rest(&self) {
        self.connections.retain(|_, _| false);
    }
}

/// A connection that is closed unless it is given back: a caller who goes away leaves a statement under way on it.
pub(super) struct Lent(Option<Object>);

impl Lent {
    pub(super) fn new(client: Object) -> Self {
        Self(Some(client))
    }

    pub(super) fn client(&self) -> Work<&Object> {
        self.0.as_ref().ok_or_else(|| Error::Internal("a connection was given back".into()).into())
    }

    pub(super) fn put_back<T>(mut self, done: &Work<T>) {
        if let Some(client) = self.0.take() {
            put_back(client, done);
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Object::take(client));
        }
    }
}

/// Gives a connection back after something was done with it. One that failed is not used again.
pub(super) fn put_back<T>(client: Object, done: &Work<T>) {
    if done.as_ref().is_err_and(Fault::is_of_the_connection) {
        drop(Object::take(client));
    }
}

/// What each connection is set to. A commit is durable when it is answered, whatever the database's own setting.
fn session(statement_timeout: Duration) -> String {
    let ms = statement_timeout.as_millis();
    format!(
        "SET statement_timeout = {ms}; SET lock_timeout = {ms}; SET idle_in_transaction_session_timeout = {ms};
         SET default_transaction_isolation = 'read committed';
         SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
    )
}

/// Whether what is sent there stays on this machine.
fn is_near(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
        Host::Unix(_) => true,
    }
}

fn tls(settings: &PostgresSettings) -> Result<rustls::ClientConfig> {
    let unusable =
        |what: String| Error::Unavailable(format!("no certificates to know the database by: {what}"));
    let mut roots = RootCertStore::empty();
    if let Some(file) = &settings.ca_file {
        let all = CertificateDer::pem_file_iter(file).map_err(|error| unusable(error.to_string()))?;
        for certificate in all {
            let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unusable(error.to_string()))?;
        }
    } else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            // A bare container has none; it is lent Mozilla's.
            roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
                // Whatever kept a connection from being made, a later try may find it mended.
                let (Self::Failed(cause) | Self::Again(cause) | Self::Refused(cause)) = Self::from(error);
                Self::Failed(match cause {
                    Error::Unavailable(text) | Error::Damaged(text) | Error::Internal(text) => {
                        Error::Unavailable(text)
                    }
                    Error::Unfinished => Error::Unfinished,
                })
            }
            PoolError::Closed => Error::Unavailable("the store is closed".into()).into(),
            PoolError::Timeout(_) => {
                Error::Unavailable("no connection to the database was free in time".into()).into()
            }
            other => Error::Unavailable(other.to_string()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(url: &str) -> PostgresSettings {
        PostgresSettings {
            url: url.into(),
            password: Some("s3cret".into()),
            ca_file: None,
            connections: 1,
            connect_timeout: Duration::from_secs(1),
            statement_timeout: Duration::from_secs(1),
            rewrite_below: 0,
        }
    }

    #[test]
    fn neither_a_password_nor_an_address_is_shown() {
        let shown = format!("{:?}", settings("postgres://kith:s3cret@db.example/kith"));
        assert!(!shown.contains("s3cret") && !shown.contains("db.example"), "{shown}");
        let refused = Pool::new(&settings("postgres://kith:s3cret@db.example:no/kith")).err().unwrap();
        assert!(!refused.to_string().contains("s3cret"), "{refused}");
    }

    #[test]
    fn loopback_and_sockets_are_near_and_nothing_else() {
        let hosts = |url: &str| url.parse::<tokio_postgres::Config>().unwrap().get_hosts().to_vec();
        for near in ["postgres://localhost/a", "postgres://127.0.0.1,[::1]/a", "postgres://%2Fvar%2Frun/a"] {
            assert!(hosts(near).iter().all(is_near), "{near}");
        }
        assert!(!hosts("postgres://localhost,10.0.0.1/a").iter().all(is_near));
    }
}
