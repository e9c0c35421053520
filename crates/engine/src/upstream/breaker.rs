//! A circuit breaker for each service: after so many failures in a row it is left alone for a while, then one call
//! tries it. Only faults of the service count; a refused token says nothing about it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kith_model::Timestamp;

#[derive(Debug, Clone, Copy, Default)]
struct State {
    failures: u32,
    open_until: Option<Timestamp>,
    trying: bool,
}

/// The breakers, by the service's address.
#[derive(Debug)]
pub(crate) struct Breakers {
    states: Mutex<HashMap<String, State>>,
    failures: u32,
    cooldown: Duration,
}

impl Breakers {
    pub(crate) fn new(failures: u32, cooldown: Duration) -> Self {
        Self { states: Mutex::default(), failures, cooldown }
    }

    /// Whether the service may be called now; else until when it is left alone.
    pub(crate) fn admit(&self, service: &str, now: Timestamp) -> Result<(), Timestamp> {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(state) = states.get_mut(service) else { return Ok(()) };
        match state.open_until {
            None => Ok(()),
            Some(until) if now < until => Err(until),
            // The one that tries may never come back: others may try a cooldown later.
            Some(_) if state.trying => {
                state.open_until = Some(now + self.cooldown);
                state.trying = false;
                Err(now + self.cooldown)
            }
            Some(_) => {
                state.trying = true;
                Ok(())
            }
        }
    }

    /// Learns how a call went: `true` if the service did its part.
    pub(crate) fn note(&self, service: &str, worked: bool, now: Timestamp) {
        let mut states = self.states.lock().unwrap_or_else(PoisonError::into_inner);
        if worked {
            states.remove(service);
            return;
        }
        let state = states.entry(service.to_owned()).or_default();
        state.failures += 1;
        if state.trying || state.failures >= self.failures {
            let until = now + self.cooldown;
            if state.open_until.is_none_or(|open| open <= now) {
                tracing::warn!(
                    service,
                    failures = state.failures,
                    "the service keeps failing; it is left alone for a while"
                );
            }
            *state = State { open_until: Some(until), trying: false, ..*state };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn a_service_that_fails_often_in_a_row_is_left_alone_then_tried_once() {
        let breakers = Breakers::new(3, Duration::from_secs(30));
        for _ in 0..2 {
            breakers.note("a", false, at(0));
        }
        breakers.note("a", true, at(0)); // the count begins anew
        for _ in 0..2 {
            breakers.note("a", false, at(0));
        }
        assert_eq!(breakers.admit("a", at(0)), Ok(()));
        breakers.note("a", false, at(0));
        assert_eq!(breakers.admit("a", at(29)), Err(at(30)));
        assert_eq!(breakers.admit("b", at(0)), Ok(()));
        assert_eq!(breakers.admit("a", at(30)), Ok(()));
        assert_eq!(breakers.admit("a", at(31)), Err(at(61))); // one is trying
        breakers.note("a", true, at(32));
        assert_eq!(breakers.admit("a", at(32)), Ok(()));
    }

    #[test]
    fn a_try_that_fails_opens_it_again_at_once() {
        let breakers = Breakers::new(3, Duration::from_secs(30));
        (0..3).for_each(|_| breakers.note("a", false, at(0)));
        assert_eq!(breakers.admit("a", at(30)), Ok(()));
        breakers.note("a", false, at(30));
        assert_eq!(breakers.admit("a", at(59)), Err(at(60)));
    }
}
