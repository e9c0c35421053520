//! What all calls for one account share: how many at once, how fast, how many a day. The day's budget is the store's;
//! a few calls of it are taken ahead, so that not each call is a write.

use std::time::Duration;

use kith_model::Timestamp;
use kith_store::{AccountKey, Store};
use tokio::sync::{Mutex, Semaphore};

use super::pace::Pace;
use super::trouble::Trouble;

/// A day, in seconds.
const DAY: i64 = 86_400;

/// Days since 1970, UTC.
pub(crate) fn today(now: Timestamp) -> i32 {
    i32::try_from(now.as_second().div_euclid(DAY)).unwrap_or(i32::MAX)
}

/// The next 00:00 UTC.
pub(crate) fn midnight(now: Timestamp) -> Timestamp {
    let seconds = DAY - now.as_second().rem_euclid(DAY);
    now + Duration::from_secs(seconds.unsigned_abs())
        - Duration::from_nanos(now.subsec_nanosecond().unsigned_abs().into())
}

/// The gate of one account.
pub(crate) struct Gate {
    pub(super) side_by_side: Semaphore,
    pub(super) pace: Pace,
    /// Held while the account's token is refreshed.
    pub(super) refreshing: Mutex<()>,
    ahead: Mutex<Ahead>,
}

/// Calls that were taken from the store's budget and not made yet.
#[derive(Default)]
struct Ahead {
    day: i32,
    left: u32,
}

impl Gate {
    pub(super) fn new(parallel: u32) -> Self {
        Self {
            side_by_side: Semaphore::new(parallel.max(1) as usize),
            pace: Pace::default(),
            refreshing: Mutex::default(),
            ahead: Mutex::default(),
        }
    }

    /// Takes one call of today's budget; where none is at hand, `want` of them from the store.
    pub(super) async fn take(
        &self,
        store: &dyn Store,
        account: AccountKey,
        now: Timestamp,
        want: u32,
        limit: u32,
    ) -> Result<(), Trouble> {
        let day = today(now);
        let mut ahead = self.ahead.lock().await;
        if ahead.day != day {
            *ahead = Ahead { day, left: 0 };
        }
        if ahead.left == 0 {
            ahead.left = store.take_calls(account, day, want.max(1), limit).await?;
        }
        if ahead.left == 0 {
            return Err(Trouble::Budget { limit, until: midnight(now) });
        }
        ahead.left -= 1;
        Ok(())
    }

    /// Gives back what was taken and not used.
    pub(super) async fn give_back(&self, store: &dyn Store, account: AccountKey) -> Result<(), Trouble> {
        let mut ahead = self.ahead.lock().await;
        if ahead.left > 0 {
            store.give_back_calls(account, ahead.day, ahead.left).await?;
            ahead.left = 0;
        }
        Ok(())
    }

    /// Calls that count as taken and were not made.
    pub(crate) async fn unused(&self, now: Timestamp) -> u32 {
        let ahead = self.ahead.lock().await;
        if ahead.day == today(now) { ahead.left } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_utc() {
        let at: Timestamp = "2026-11-24T23:59:59.5Z".parse().unwrap();
        assert_eq!(midnight(at).to_string(), "2026-11-25T00:00:00Z");
        assert_eq!(midnight(midnight(at)).to_string(), "2026-11-26T00:00:00Z");
        assert_eq!(today(midnight(at)), today(at) + 1);
    }
}
