//! Waiting, passed in: so that a test can let an hour of patience pass in no time. Knows no clock.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// Lets time pass.
pub trait Timer: Send + Sync + 'static {
    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;
}

/// The runtime's own timer.
#[derive(Debug, Default, Clone, Copy)]
pub struct TokioTimer;

impl Timer for TokioTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep(duration))
    }
}
