//! How kith is reached: HTTP, errors as codes, the OpenAPI document. Every route is one operation of the registry.
//! Knows the engine; knows no SQL, no source, no environment.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use kith_engine::Engine;

/// What may be set about the listener.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where the API listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where `/metrics` listens; `None`: nowhere.
    pub admin_listen: Option<SocketAddr>,
    /// Connections at once; one more waits until another ends.
    pub max_connections: usize,
    /// How long a client may take to send a request's headers, or be idle between two requests.
    pub header_timeout: Duration,
    /// How long a client may take to send a body, or to read on in an answer.
    pub body_timeout: Duration,
    /// How long requests in flight may take to finish after a shutdown is asked for.
    pub shutdown_timeout: Duration,
}

/// A server that has its ports but does not accept yet.
pub struct Server {
    engine: Arc<Engine>,
    settings: ServerSettings,
}

impl Server {
    /// Takes the ports.
    ///
    /// # Errors
    /// If a port is taken or may not be listened on.
    pub async fn bind(engine: Arc<Engine>, settings: ServerSettings) -> std::io::Result<Self> {
        todo!()
    }

    /// Where the API listens.
    pub fn address(&self) -> SocketAddr {
        todo!()
    }

    /// Where `/metrics` listens.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        todo!()
    }

    /// Serves until `shutdown` completes, then lets requests in flight finish.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send) {
        todo!()
    }
}
