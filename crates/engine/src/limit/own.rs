//! A window that this process alone counts in: its start and its count are one atomic number.

use std::sync::atomic::{AtomicU64, Ordering};

use kith_model::Timestamp;

use super::{Counted, Quota, WINDOW, pack, seconds, unpack};

/// Its start in seconds since 1970 in the high half, the requests in it in the low half.
#[derive(Debug, Default)]
pub(crate) struct Window(AtomicU64);

impl Window {
    /// Counts a request.
    pub(super) fn take(&self, limit: u32, now: Timestamp) -> Counted {
        let now = seconds(now);
        let mut quota = Quota { limit, remaining: 0, resets_in: WINDOW };
        let counted = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |packed| {
            let (mut start, mut used) = unpack(packed);
            if now < start || now - start >= WINDOW {
                (start, used) = (now, 0);
            }
            quota.resets_in = WINDOW - (now - start);
            if used >= limit {
                return None;
            }
            quota.remaining = limit - used - 1;
            Some(pack(start, used + 1))
        });
        counted.map(|_| quota).map_err(|_| (quota.refusal(), quota))
    }

    pub(super) fn began(&self) -> u32 {
        unpack(self.0.load(Ordering::Relaxed)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_window_lets_its_limit_through_and_begins_anew_when_it_ends() {
        let window = Window::default();
        assert_eq!(window.take(2, at(0)).unwrap(), Quota { limit: 2, remaining: 1, resets_in: 60 });
        assert_eq!(window.take(2, at(10)).unwrap(), Quota { limit: 2, remaining: 0, resets_in: 50 });
        let (refused, _) = window.take(2, at(59)).unwrap_err();
        assert_eq!(refused, Error::RateLimited { limit: 2, retry_after: 1 });
        assert_eq!(window.take(2, at(60)).unwrap().remaining, 1);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let window = Window::default();
        window.take(1, at(1_000)).unwrap();
        assert!(window.take(1, at(0)).is_ok());
    }
}
