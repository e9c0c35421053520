//! What an HTTP server of kith's kind can do at most on this machine: the same bytes for every request, from memory.
//! It reads the request's body and sends headers like kith's, and does nothing else.

use std::net::Ipv4Addr;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

/// As many headers as kith sends, and as long.
const HEADERS: [(&str, &str); 5] = [
    ("content-type", "application/json"),
    ("x-request-id", "req_0123456789abcdef00000000"),
    ("x-kith-snapshot", "snap_0123456789abcdef"),
    ("ratelimit-policy", "\"default\";q=1000000000;w=60"),
    ("ratelimit", "\"default\";r=1000000000;t=60"),
];

/// Serves `body` on loopback until killed; the first line on standard output says where.
pub(crate) fn serve(port: u16, body: Vec<u8>) -> Result<()> {
    // Default threads and allocator: the ceiling is what anyone gets without effort.
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        println!("{}", serde_json::json!({"base_url": format!("http://{}", listener.local_addr()?)}));
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        axum::serve(listener, router(Bytes::from(body))).await?;
        Ok(())
    })
}

pub(crate) fn router(body: Bytes) -> Router {
    let headers: HeaderMap = HEADERS
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect();
    Router::new().route("/v2/network", post(async move |_request: Bytes| (headers.clone(), body.clone())))
}
