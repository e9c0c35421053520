//! How kith is reached: HTTP, errors as codes, the OpenAPI document. Every route is one operation of the registry.
//! Knows the engine; knows no SQL, no source, no environment.

mod actions;
mod body;
mod error;
mod front;
mod health;
mod json;
mod metrics;
mod openapi;
mod operation;
mod page_body;
mod params;
mod redact;
mod registry;
mod reply;
mod rest;
mod router;
mod server;
mod slowdown;
mod stall;

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use kith_engine::Engine;
use tokio::sync::Semaphore;

pub use crate::metrics::install as install_metrics;
pub use crate::openapi::document as openapi_document;
pub use crate::server::{Server, ServerSettings};

/// Uploads that are parsed at the same time: each takes a core and up to 64 MiB.
const IMPORTS: usize = 2;

/// What every request needs.
struct App {
    engine: Arc<Engine>,
    body_timeout: Duration,
    max_export: usize,
    imports: Semaphore,
    slowdown: slowdown::Slowdown,
    meters: metrics::Meters,
    /// `RateLimit-Policy`, the same for every answer.
    policy: HeaderValue,
}

impl App {
    fn new(engine: Arc<Engine>, settings: &ServerSettings) -> Self {
        let policy = format!("\"default\";q={};w=60", engine.settings().requests_per_minute);
        Self {
            policy: HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("")),
            max_export: usize::try_from(engine.settings().import.max_export_bytes).unwrap_or(usize::MAX),
            engine,
            body_timeout: settings.body_timeout,
            imports: Semaphore::new(IMPORTS),
            slowdown: slowdown::Slowdown::default(),
            meters: metrics::Meters::new(registry::OPERATIONS),
        }
    }
}
