//! Work that takes longer than a thread that answers may be held. Knows no work.

use crate::{Error, Result};

/// Carries `work` out beside the threads that answer. It goes on to its end also where nobody waits any more.
///
/// # Errors
/// [`Error::Internal`] if it panicked.
pub(crate) async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))
}
