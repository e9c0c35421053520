//! Work over everybody in a workspace: a few at once, beside the threads that answer. Each holds all its people in memory, and
//! who comes later may find the order made.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Error, Result};

/// So many at once.
const AT_ONCE: usize = 2;

/// Turns, given in the order in which they are asked for.
pub(crate) struct Heavy(Semaphore);

impl Default for Heavy {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Heavy {
    /// Waits for a turn, which ends when it is dropped.
    pub(crate) async fn turn(&self) -> Result<SemaphorePermit<'_>> {
        self.0.acquire().await.map_err(|error| Error::Internal(error.to_string()))
    }
}
