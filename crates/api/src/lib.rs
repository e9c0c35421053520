//! How kith is reached: HTTP, errors as codes, the OpenAPI document. Every route is one operation of the registry.
//! Knows the engine; knows no SQL, no source, no environment.

mod actions;
mod body;
mod catalog;
mod dashboard;
mod error;
mod front;
mod health;
mod json;
mod local;
mod mcp;
mod metrics;
mod openapi;
mod operation;
mod page_body;
mod params;
mod redact;
mod reference;
mod registry;
mod reply;
mod rest;
mod router;
mod server;
mod slowdown;
mod stall;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use kith_engine::Engine;
use tokio::sync::Semaphore;

pub use crate::catalog::{Face, Tool, tools};
pub use crate::local::{Answer, Local};
pub use crate::mcp::serve as serve_mcp;
pub use crate::metrics::install as install_metrics;
pub use crate::openapi::document as openapi_document;
pub use crate::server::{Server, ServerSettings};

/// Uploads that are parsed at the same time: each takes a core and up to 64 MiB.
const IMPORTS: usize = 2;
/// MiB that all uploads in flight may take; more of them wait, and are refused if that takes too long.
const UPLOADS_MIB: usize = 256;

/// What every request needs.
struct App {
    engine: Arc<Engine>,
    body_timeout: Duration,
    /// Hosts that `/mcp` is served at, beside those of this machine; `*` is any.
    mcp_hosts: Vec<String>,
    /// Whether there are pages for people.
    dashboard: bool,
    max_export: usize,
    imports: Semaphore,
    /// MiB that uploads may take together.
    uploads: Arc<Semaphore>,
    slowdown: slowdown::Slowdown,
    meters: metrics::Meters,
    /// `RateLimit-Policy` of a key without a limit of its own, which most are.
    policy: HeaderValue,
}

impl App {
    fn new(engine: Arc<Engine>, settings: &ServerSettings) -> Self {
        let policy = policy(engine.settings().requests_per_minute);
        let max_export = usize::try_from(engine.settings().import.max_export_bytes).unwrap_or(usize::MAX);
        Self {
            policy: policy.unwrap_or(HeaderValue::from_static("")),
            max_export,
            engine,
            body_timeout: settings.body_timeout,
            mcp_hosts: settings.mcp_hosts.clone(),
            dashboard: settings.dashboard,
            imports: Semaphore::new(IMPORTS),
            uploads: Arc::new(Semaphore::new(UPLOADS_MIB.max((max_export >> 20) + 1))),
            slowdown: slowdown::Slowdown::default(),
            meters: metrics::Meters::new(registry::OPERATIONS),
        }
    }

    /// `RateLimit-Policy` of a key that may make `limit` requests a minute.
    fn policy(&self, limit: u32) -> Option<HeaderValue> {
        if limit == self.engine.settings().requests_per_minute {
            Some(self.policy.clone())
        } else {
            policy(limit)
        }
    }
}

fn policy(limit: u32) -> Option<HeaderValue> {
    HeaderValue::from_maybe_shared(bytes::Bytes::from(format!("\"default\";q={limit};w=60"))).ok()
}
