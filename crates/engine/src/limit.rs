//! Requests a minute, by key, in fixed windows that begin with a key's first request: what
//! `RateLimit: "default";r=299;t=60` says is then exactly what is left and when it comes back.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use kith_model::{KeyId, Timestamp};

use crate::Error;

/// The window's length in seconds.
const WINDOW: u32 = 60;

/// What is left of a key's limit after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests a window.
    pub limit: u32,
    /// Requests left in this one.
    pub remaining: u32,
    /// Seconds until it ends.
    pub resets_in: u32,
}

/// One key's window: its start in seconds since 1970 in the high half, the requests in it in the low half.
#[derive(Debug, Default)]
pub(crate) struct Window(AtomicU64);

/// The windows of all keys that were used; a key's window outlives the cached key.
pub(crate) struct Quotas {
    limit: u32,
    windows: Mutex<HashMap<KeyId, Arc<Window>>>,
}

impl Quotas {
    pub(crate) fn new(limit: u32) -> Self {
        Self { limit, windows: Mutex::default() }
    }

    pub(crate) fn window(&self, key: &KeyId) -> Arc<Window> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(windows.entry(key.clone()).or_default())
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Error::RateLimited`] if the window is full; such a request counts no further.
    pub(crate) fn take(&self, window: &Window, now: Timestamp) -> Result<Quota, (Error, Quota)> {
        let now = u32::try_from(now.as_second()).unwrap_or(0);
        let mut quota = Quota { limit: self.limit, remaining: 0, resets_in: WINDOW };
        let counted = window.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |packed| {
            #[expect(clippy::cast_possible_truncation, reason = "the two halves of 64 bits")]
            let (mut start, mut used) = ((packed >> 32) as u32, packed as u32);
            if now < start || now - start >= WINDOW {
                (start, used) = (now, 0);
            }
            quota.resets_in = WINDOW - (now - start);
            if used >= self.limit {
                return None;
            }
            quota.remaining = self.limit - used - 1;
            Some((u64::from(start) << 32) | u64::from(used + 1))
        });
        match counted {
            Ok(_) => Ok(quota),
            Err(_) => Err((Error::RateLimited { limit: self.limit, retry_after: quota.resets_in }, quota)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_window_lets_its_limit_through_and_begins_anew_when_it_ends() {
        let quotas = Quotas::new(2);
        let window = Window::default();
        assert_eq!(quotas.take(&window, at(0)).unwrap(), Quota { limit: 2, remaining: 1, resets_in: 60 });
        assert_eq!(quotas.take(&window, at(10)).unwrap(), Quota { limit: 2, remaining: 0, resets_in: 50 });
        let (refused, _) = quotas.take(&window, at(59)).unwrap_err();
        assert_eq!(refused, Error::RateLimited { limit: 2, retry_after: 1 });
        assert_eq!(quotas.take(&window, at(60)).unwrap().remaining, 1);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let quotas = Quotas::new(1);
        let window = Window::default();
        quotas.take(&window, at(1_000)).unwrap();
        assert!(quotas.take(&window, at(0)).is_ok());
    }
}
