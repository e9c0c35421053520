//! When an account is synced: each has a place of its own in the day, told by its id, so that a thousand accounts
//! do not start together. Pure arithmetic.

use std::time::Duration;

use kith_model::{AccountId, Timestamp};
use sha2::{Digest as _, Sha256};

/// The account's next place that is at least half a round away: a list that was just read need not be read at once.
pub(crate) fn next_turn(account: &AccountId, now: Timestamp, every: Duration) -> Timestamp {
    let every = i64::try_from(every.as_secs()).unwrap_or(i64::MAX / 4).max(1);
    let place = i64::try_from(number(account) % every.unsigned_abs()).unwrap_or(0);
    let earliest = now.as_second() + every / 2;
    let turn = earliest + (place - earliest).rem_euclid(every);
    Timestamp::from_second(turn).unwrap_or(now)
}

/// Somewhere in the span after `from`, the same place for an account each time.
pub(crate) fn spread(account: &AccountId, from: Timestamp, span: Duration) -> Timestamp {
    from + Duration::from_secs(number(account) % span.as_secs().max(1))
}

fn number(account: &AccountId) -> u64 {
    let digest: [u8; 32] = Sha256::digest(account.as_str()).into();
    digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_hours(24);

    #[test]
    fn a_thousand_accounts_are_spread_over_the_day_and_each_keeps_its_place() {
        let now = Timestamp::from_second(1_777_199_700).unwrap();
        let mut hours = [0; 24];
        for n in 0..1_000 {
            let account = AccountId::new(format!("acc_{n}"));
            let turn = next_turn(&account, now, DAY);
            let wait = turn.as_second() - now.as_second();
            assert!((12 * 3_600..36 * 3_600).contains(&wait), "{wait}");
            assert_eq!(next_turn(&account, turn, DAY).as_second() - turn.as_second(), 86_400);
            hours[usize::try_from(turn.as_second() / 3_600 % 24).unwrap()] += 1;
        }
        assert!(hours.iter().all(|accounts| (15..75).contains(accounts)), "{hours:?}");
    }
}
