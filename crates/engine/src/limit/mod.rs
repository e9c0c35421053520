//! Requests a minute, by key, in fixed windows that begin with a key's first request: what
//! `RateLimit: "default";r=299;t=60` says is then exactly what is left and when it comes back.

mod own;
mod shared;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kith_model::{Clock, KeyId, Timestamp};
use kith_store::{TakeRequests, Taken};

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

impl Quota {
    /// With the window used up.
    fn refusal(self) -> Error {
        Error::RateLimited { limit: self.limit, retry_after: self.resets_in }
    }
}

/// A request let through, or why not; either way with what is left, as far as is known here.
type Counted = Result<Quota, (Error, Quota)>;

/// One key's window: counted here, or where other servers serve the key too, in the store.
pub(crate) enum Window {
    Own(own::Window),
    Shared(shared::Window),
}

impl Window {
    /// Counts a request; `trip` takes requests from the store, where that is necessary.
    ///
    /// # Errors
    /// [`Error::RateLimited`] if the window is full: such a request counts no further. The store's, if it is needed.
    pub(crate) async fn take<F>(
        &self,
        limit: u32,
        clock: &dyn Clock,
        trip: impl Fn(TakeRequests) -> F,
    ) -> Counted
    where
        F: Future<Output = kith_store::Result<Taken>>,
    {
        match self {
            Self::Own(window) => window.take(limit, clock.now()),
            Self::Shared(window) => window.take(limit, clock, trip).await,
        }
    }

    fn is_over(&self, now: Timestamp) -> bool {
        let began = match self {
            Self::Own(window) => window.began(),
            Self::Shared(window) => window.began(),
        };
        seconds(now).abs_diff(began) >= WINDOW
    }
}

/// The windows of all keys that were used; a key's window outlives the cached key.
pub(crate) struct Quotas {
    shared: bool,
    windows: Mutex<HashMap<KeyId, Arc<Window>>>,
}

impl Quotas {
    /// With the windows counted in the store, if it is `shared`.
    pub(crate) fn new(shared: bool) -> Self {
        Self { shared, windows: Mutex::default() }
    }

    pub(crate) fn window(&self, key: &KeyId) -> Arc<Window> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || {
            let shared = || Window::Shared(shared::Window::default());
            Arc::new(if self.shared { shared() } else { Window::Own(own::Window::default()) })
        };
        Arc::clone(windows.entry(key.clone()).or_insert_with(new))
    }

    /// Gives up windows that are over and whose keys nobody holds.
    pub(crate) fn tidy(&self, now: Timestamp) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|_, window| Arc::strong_count(window) > 1 || !window.is_over(now));
    }
}

/// Seconds since 1970, as windows count them.
fn seconds(at: Timestamp) -> u32 {
    u32::try_from(at.as_second()).unwrap_or(0)
}

/// Two numbers in one that is read and written at once.
fn pack(high: u32, low: u32) -> u64 {
    (u64::from(high) << 32) | u64::from(low)
}

#[expect(clippy::cast_possible_truncation, reason = "the two halves of 64 bits")]
fn unpack(packed: u64) -> (u32, u32) {
    ((packed >> 32) as u32, packed as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_given_up_when_it_is_over_and_nobody_holds_it() {
        let (quotas, now) = (Quotas::new(false), Timestamp::from_second(1_800_000_000).unwrap());
        let (held, left) = (KeyId::new("held"), KeyId::new("left"));
        let window = quotas.window(&held);
        if let Window::Own(own) = &*quotas.window(&left) {
            own.take(5, now).unwrap();
        }
        let count = || quotas.windows.lock().unwrap().len();
        quotas.tidy(now);
        assert_eq!(count(), 2);
        quotas.tidy(now + std::time::Duration::from_mins(1));
        assert_eq!(count(), 1);
        assert!(Arc::ptr_eq(&window, &quotas.window(&held)));
    }
}
