//! The socket: takes connections, and drops all of them when the server stops. Knows nothing of what is asked.

use std::io;
use std::sync::Arc;

use http_body_util::{BodyExt as _, Limited};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::body::{self, Body, Cut};
use super::reply::Reply;
use super::route::{self, Call};
use super::state::State;

/// No form and no order is longer.
const LARGEST_BODY: usize = 1 << 20;

/// Serves until `stop` is set or its sender is gone.
pub(super) async fn serve(listener: TcpListener, state: Arc<State>, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stop.changed() => return, // dropping the set ends its connections
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, Arc::clone(&state)));
                }
                Err(_) => tokio::task::yield_now().await, // as a rule a peer that went away
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, state: Arc<State>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request: Request<Incoming>| {
        let state = Arc::clone(&state);
        async move { one(&state, request).await }
    });
    // How a connection ends is the client's affair, or a fault's.
    let _: Result<(), hyper::Error> =
        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn one(state: &State, request: Request<Incoming>) -> Result<hyper::Response<Body>, Cut> {
    let (head, incoming) = request.into_parts();
    let Ok(body) = Limited::new(incoming, LARGEST_BODY).collect().await else {
        return Ok(body::whole(Reply::text(413, "too large")));
    };
    let call = Call {
        method: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or("").to_owned(),
        headers: head.headers,
        body: body.to_bytes(),
    };
    route::answer(state, &call).await
}

/// Takes the address before anything runs, so that it can be told.
pub(super) async fn bind(address: std::net::SocketAddr) -> io::Result<(TcpListener, std::net::SocketAddr)> {
    let listener = TcpListener::bind(address).await?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}
