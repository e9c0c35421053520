//! Slows down an address that keeps failing to show a valid key. A request with a valid key is never slowed.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kith_model::Timestamp;
use quick_cache::unsync::Cache;

/// Failures that cost nothing: a typo, an old key in a script.
const FREE: u32 = 10;
/// Seconds without a failure after which an address begins anew.
const FORGIVEN: i64 = 60;
/// The longest wait.
const MOST: Duration = Duration::from_secs(5);
/// Addresses that are remembered; beyond that the least seen are forgotten.
const ADDRESSES: usize = 10_000;

/// Failures by address, and when the last one was.
pub(crate) struct Slowdown(Mutex<Cache<IpAddr, (u32, i64)>>);

impl Default for Slowdown {
    fn default() -> Self {
        Self(Mutex::new(Cache::new(ADDRESSES)))
    }
}

impl Slowdown {
    /// Counts a failure; how long its answer waits.
    pub(crate) fn failed(&self, address: IpAddr, now: Timestamp) -> Duration {
        let now = now.as_second();
        let mut addresses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, last) = addresses.get(&address).copied().unwrap_or((0, now));
        let failures = if now - last > FORGIVEN { 1 } else { before.saturating_add(1) };
        addresses.insert(address, (failures, now));
        match failures.checked_sub(FREE) {
            None | Some(0) => Duration::ZERO,
            Some(over) => (Duration::from_millis(50) * 2_u32.pow(over.min(10))).min(MOST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_keeps_failing_waits_longer_and_is_forgiven_in_time() {
        let slowdown = Slowdown::default();
        let (one, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        let at = |second| Timestamp::from_second(1_800_000_000 + second).unwrap();
        for _ in 0..FREE {
            assert_eq!(slowdown.failed(one, at(0)), Duration::ZERO);
        }
        assert_eq!(slowdown.failed(one, at(1)), Duration::from_millis(100));
        assert_eq!(slowdown.failed(one, at(1)), Duration::from_millis(200));
        assert_eq!(slowdown.failed(other, at(1)), Duration::ZERO);
        for _ in 0..100 {
            assert!(slowdown.failed(one, at(2)) <= MOST);
        }
        assert_eq!(slowdown.failed(one, at(2 + FORGIVEN + 1)), Duration::ZERO);
    }
}
