//! The listener, by raw bytes: what is too large, too slow or too much, and how it ends.

mod bodies;
mod connections;
mod heads;
mod shutdown;

use std::time::Duration;

use kith_api::ServerSettings;
use kith_engine::Settings;

use crate::support::{Tenant, TestApp, app::listener};

/// An app whose listener is set like this.
async fn listening(set: impl FnOnce(&mut ServerSettings)) -> TestApp {
    let mut settings = listener();
    set(&mut settings);
    TestApp::listening(Settings::default(), settings).await
}

/// Short enough for a test to wait for, long enough for a busy machine not to.
const SHORT: Duration = Duration::from_millis(400);

/// The header that names the tenant's key.
fn key(tenant: &Tenant<'_>) -> String {
    format!("x-api-key: {}", tenant.client.key())
}
