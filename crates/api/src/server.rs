//! The listener: accepts connections up to a limit, holds each to its times, ends them in order. A slow client
//! keeps a place among the connections for a while, never a thread.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use kith_engine::Engine;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::front::Peer;
use crate::stall::NoStall;
use crate::{App, metrics, router};

/// What may be set about the listener.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where the API listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where `/metrics` listens; `None`: nowhere.
    pub admin_listen: Option<SocketAddr>,
    /// Hosts that `/mcp` is served at, beside this machine's own names; `*` is any.
    pub mcp_hosts: Vec<String>,
    /// Whether there are pages for people, at `/`.
    pub dashboard: bool,
    /// Connections at once; one more waits until another ends.
    pub max_connections: usize,
    /// How long a client may take to send a request's headers, or be idle between two requests.
    pub header_timeout: Duration,
    /// How long a client may pause in sending a body, or in reading an answer.
    pub body_timeout: Duration,
    /// How long requests in flight may take to finish after a shutdown is asked for.
    pub shutdown_timeout: Duration,
}

/// Headers beyond this are refused with 431.
const MAX_HEADERS: usize = 64;
/// So is a head of more bytes than this.
const MAX_HEAD_BYTES: usize = 32 << 10;
/// How long to wait after the system refused a connection (too many files, say).
const BACK_OFF: Duration = Duration::from_millis(50);

/// A server that has its ports but does not accept yet.
pub struct Server {
    app: Arc<App>,
    settings: ServerSettings,
    api: TcpListener,
    admin: Option<TcpListener>,
}

impl Server {
    /// Takes the ports.
    ///
    /// # Errors
    /// If a port is taken or may not be listened on.
    pub async fn bind(engine: Arc<Engine>, settings: ServerSettings) -> std::io::Result<Self> {
        let api = TcpListener::bind(settings.listen).await?;
        let admin = match settings.admin_listen {
            Some(address) => Some(TcpListener::bind(address).await?),
            None => None,
        };
        Ok(Self { app: Arc::new(App::new(engine, &settings)), settings, api, admin })
    }

    /// Where the API listens.
    pub fn address(&self) -> SocketAddr {
        self.api.local_addr().unwrap_or(self.settings.listen)
    }

    /// Where `/metrics` listens.
    pub fn admin_address(&self) -> Option<SocketAddr> {
        self.admin.as_ref().and_then(|admin| admin.local_addr().ok())
    }

    /// Serves until `shutdown` completes, then lets requests in flight finish.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send) {
        let api = router::api(&self.app);
        let admin = router::admin(&self.app);
        let open = GracefulShutdown::new();
        {
            let accept_api = accept(&self.api, api, &self.settings, &open);
            let accept_admin = async {
                match &self.admin {
                    Some(listener) => accept(listener, admin, &self.settings, &open).await,
                    None => std::future::pending().await,
                }
            };
            let upkeep = async {
                let mut ticks = tokio::time::interval(Duration::from_secs(5));
                loop {
                    ticks.tick().await;
                    metrics::upkeep();
                }
            };
            tokio::select! {
                () = accept_api => {}
                () = accept_admin => {}
                () = upkeep => {}
                () = shutdown => {}
            }
        }
        drop((self.api, self.admin));
        if tokio::time::timeout(self.settings.shutdown_timeout, open.shutdown()).await.is_err() {
            tracing::warn!("some requests did not finish in time and were ended");
        }
    }
}

async fn accept(listener: &TcpListener, router: Router, settings: &ServerSettings, open: &GracefulShutdown) {
    let places = Arc::new(Semaphore::new(settings.max_connections));
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(settings.header_timeout)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES);
    loop {
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let (stream, peer) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(BACK_OFF).await;
                continue;
            }
        };
        let _ = stream.set_nodelay(true);
        let stream = TokioIo::new(NoStall::new(stream, settings.body_timeout));
        let service = Peered { router: router.clone(), peer: Peer(peer.ip()) };
        let connection = builder.serve_connection(stream, TowerToHyperService::new(service));
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // Errors here are the client's: it went away, or sent no HTTP.
            let _ = connection.await;
            drop(place);
        });
    }
}

/// The router, told where its connection comes from.
#[derive(Clone)]
struct Peered {
    router: Router,
    peer: Peer,
}

impl tower_service::Service<hyper::Request<hyper::body::Incoming>> for Peered {
    type Response = axum::response::Response;
    type Error = std::convert::Infallible;
    type Future = <Router as tower_service::Service<axum::extract::Request>>::Future;

    fn poll_ready(
        &mut self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Self::Error>> {
        tower_service::Service::<axum::extract::Request>::poll_ready(&mut self.router, context)
    }

    fn call(&mut self, mut request: hyper::Request<hyper::body::Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.peer);
        self.router.call(request.map(axum::body::Body::new))
    }
}
