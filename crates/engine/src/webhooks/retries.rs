//! When a message that was not accepted is tried again, and when no more: three days after its first try, or at once where
//! the receiver says that it is gone. Pure arithmetic.

use std::time::Duration;

use kith_model::Timestamp;
use kith_sources::SourceError;
use kith_sources::http::Heard;

/// The pauses after the first tries; the last one is also that of all further tries.
const PAUSES: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_hours(1),
    Duration::from_hours(3),
    Duration::from_hours(6),
];
/// For so long a message is tried.
const PATIENCE: Duration = Duration::from_hours(72);
/// A pause is longer by up to this part of itself, so that many that failed together do not come back together.
const JITTER: u64 = 5;
const GONE: u16 = 410;

/// What is to be done after a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Accepted,
    Again(Timestamp),
    /// Never again, in words.
    Never(&'static str),
}

/// What is to be done after try number `attempt` of a message that was first tried at `since`; `dice` is any number.
pub(super) fn judge(
    heard: &Result<Heard, SourceError>,
    attempt: u32,
    since: Timestamp,
    now: Timestamp,
    dice: u64,
) -> Verdict {
    let asked = match heard {
        Ok(Heard { status: 200..300, .. }) => return Verdict::Accepted,
        Ok(Heard { status: GONE, .. }) => return Verdict::Never("the receiver answered 410: it is gone"),
        Ok(heard) => heard.retry_after,
        Err(_) => None,
    };
    let end = since + PATIENCE;
    if now >= end {
        return Verdict::Never("no message was accepted for three days");
    }
    let at = usize::try_from(attempt).unwrap_or(usize::MAX).saturating_sub(1).min(PAUSES.len() - 1);
    let pause = PAUSES[at];
    let millis = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX);
    let pause = pause + Duration::from_millis(dice % (millis / JITTER));
    let longest = PAUSES[PAUSES.len() - 1];
    let pause = asked.map_or(pause, |asked| pause.max(asked.min(longest)));
    Verdict::Again((now + pause).min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_777_199_700 + seconds).unwrap()
    }

    fn answered(status: u16, retry_after: Option<u64>) -> Heard {
        Heard { status, retry_after: retry_after.map(Duration::from_secs) }
    }

    #[test]
    fn a_message_is_tried_for_three_days_to_the_second_and_ever_more_rarely() {
        let (mut now, mut pauses) = (0, Vec::new());
        for attempt in 1.. {
            match judge(&Ok(answered(500, None)), attempt, at(0), at(now), 0) {
                Verdict::Again(next) => {
                    pauses.push(next.as_second() - at(now).as_second());
                    now += pauses[pauses.len() - 1];
                }
                verdict => {
                    assert_eq!(verdict, Verdict::Never("no message was accepted for three days"));
                    break;
                }
            }
        }
        assert_eq!(now, 3 * 24 * 3_600);
        assert_eq!(pauses[..8], [5, 30, 120, 600, 3_600, 10_800, 21_600, 21_600]);
    }

    #[test]
    fn a_receiver_may_ask_for_a_longer_pause_within_reason_and_for_none_at_all() {
        let next = |status, asked| judge(&Ok(answered(status, asked)), 1, at(0), at(0), 0);
        assert_eq!(next(429, Some(60)), Verdict::Again(at(60)));
        assert_eq!(next(503, Some(1)), Verdict::Again(at(5)));
        assert_eq!(next(503, Some(u64::MAX)), Verdict::Again(at(21_600)));
        assert_eq!(next(204, Some(60)), Verdict::Accepted);
        assert!(matches!(next(410, Some(60)), Verdict::Never(_)));
        for status in [100, 301, 400, 404] {
            assert_eq!(next(status, None), Verdict::Again(at(5)), "{status}");
        }
        let failed = Err(SourceError::TimedOut);
        assert_eq!(judge(&failed, 1, at(0), at(0), 999), Verdict::Again(at(5) + Duration::from_millis(999)));
    }
}
