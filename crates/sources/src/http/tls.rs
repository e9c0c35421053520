//! TLS: rustls with ring, and whose certificates are believed. Must not know whom is called.

use reqwest::{Certificate, Client, ClientBuilder};

use super::HttpError;

/// Builds a client from what `set_up` makes of an empty builder. The system's certificate authorities are believed;
/// a system that has none at all (a bare container) is lent Mozilla's.
pub(super) fn build(set_up: impl Fn(ClientBuilder) -> ClientBuilder) -> Result<Client, HttpError> {
    // Refused only where a provider is installed already, and then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if let Ok(client) = set_up(builder()).build() {
        return Ok(client);
    }
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(|der| Certificate::from_der(der));
    let roots: Vec<_> =
        roots.collect::<Result<_, _>>().map_err(|_| HttpError::SetUp("no certificates can be read"))?;
    set_up(builder())
        .tls_certs_only(roots)
        .build()
        .map_err(|_| HttpError::SetUp("TLS can't be set up with these settings"))
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where the HTTP client is made")]
fn builder() -> ClientBuilder {
    Client::builder()
}
