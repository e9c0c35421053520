//! A pace of calls: so many a minute, a minute's worth at once at the most (the generic cell rate algorithm, with the
//! clock passed in). One for each account, in memory, for one server at a time calls for an account, or nearly so; one
//! for each service, in the store where several servers call.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kith_model::Timestamp;

const MINUTE: i64 = 60_000_000; // microseconds

/// When the bucket will have run empty, in microseconds since 1970.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<i64>);

impl Pace {
    /// Takes a place in the line: how long to wait before calling.
    pub(crate) fn take(&self, per_minute: u32, now: Timestamp) -> Duration {
        let mut full_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *full_at = (*full_at).max(now.as_microsecond()) + step(per_minute);
        wait(*full_at, now)
    }
}

/// How much of the line a call takes, in microseconds.
pub(super) fn step(per_minute: u32) -> i64 {
    MINUTE / i64::from(per_minute.max(1))
}

/// How long to wait for a place in a line that ends then, in microseconds since 1970.
pub(super) fn wait(ends: i64, now: Timestamp) -> Duration {
    Duration::from_micros(u64::try_from(ends - now.as_microsecond() - MINUTE).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minutes_worth_goes_at_once_and_the_rest_one_by_one() {
        let (pace, now) = (Pace::default(), Timestamp::UNIX_EPOCH + Duration::from_secs(1_000));
        let waits: Vec<_> = (0..62).map(|_| pace.take(60, now).as_secs()).collect();
        assert_eq!(waits[..60], [0; 60]);
        assert_eq!(waits[60..], [1, 2]);
        assert_eq!(pace.take(60, now + Duration::from_secs(4)).as_secs(), 0);
    }
}
