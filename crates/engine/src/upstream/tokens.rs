//! An account's tokens in the clear, for as long as they are needed, and when they end. Knows no store and no seal.

use std::time::Duration;

use kith_model::{Timestamp, clock};
use kith_sources::oauth;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// A token that was issued so lately may be refused although it is good.
/// Source: linkedin-sources, "Just-issued token": cured by waits of 5 to 10 seconds.
pub(crate) const FRESH: Duration = Duration::from_mins(1);

/// An access token, and what is known about its end.
#[derive(Clone)]
pub(crate) struct Tokens {
    pub(crate) access: SecretString,
    pub(crate) refresh: Option<SecretString>,
    pub(crate) issued_at: Timestamp,
    pub(crate) access_ends: Option<Timestamp>,
    pub(crate) refresh_ends: Option<Timestamp>,
}

/// As they are sealed: times in microseconds since 1970.
#[derive(Serialize, Deserialize)]
struct Written {
    access: String,
    refresh: Option<String>,
    issued_at: i64,
    access_ends: Option<i64>,
    refresh_ends: Option<i64>,
}

impl Tokens {
    /// A token that somebody pasted: nothing is known about its end.
    pub(crate) fn pasted(access: SecretString, now: Timestamp) -> Self {
        Self { access, refresh: None, issued_at: now, access_ends: None, refresh_ends: None }
    }

    /// Those that an authorization brought, or a refresh of `before`. A refresh token's end never moves, and no
    /// access token lives longer than it.
    pub(crate) fn issued(new: oauth::Tokens, before: Option<&Self>, now: Timestamp) -> Self {
        let after = |seconds: u64| now + Duration::from_secs(seconds.min(10 * 366 * 86_400));
        let is_same = |old: &Self| {
            let old = old.refresh.as_ref().map(ExposeSecret::expose_secret);
            new.refresh.is_none() || old == new.refresh.as_ref().map(ExposeSecret::expose_secret)
        };
        let kept = before.filter(|old| is_same(old));
        let told = new.refresh_expires_in.map(after);
        let refresh_ends = match (told, kept.and_then(|old| old.refresh_ends)) {
            (Some(told), Some(known)) => Some(told.min(known)),
            (told, known) => told.or(known),
        };
        let refresh = new.refresh.or_else(|| before.and_then(|old| old.refresh.clone()));
        let access_ends = new.expires_in.map(after);
        let access_ends = match (access_ends, refresh_ends) {
            (Some(access), Some(refresh)) => Some(access.min(refresh)),
            (ends, _) => ends,
        };
        Self { access: new.access, refresh, issued_at: now, access_ends, refresh_ends }
    }

    /// When no call can be made any more unless the member consents again.
    pub(crate) fn authorized_until(&self) -> Option<Timestamp> {
        if self.can_refresh() { self.refresh_ends.or(self.access_ends) } else { self.access_ends }
    }

    /// Whether there is something to refresh with.
    pub(crate) fn can_refresh(&self) -> bool {
        self.refresh.is_some()
    }

    /// Whether the access token is past its end.
    pub(crate) fn has_ended(&self, now: Timestamp) -> bool {
        self.access_ends.is_some_and(|end| end <= now)
    }

    /// Whether the refresh token is past its end.
    pub(crate) fn refresh_has_ended(&self, now: Timestamp) -> bool {
        self.refresh_ends.is_some_and(|end| end <= now)
    }

    /// Whether it is time to refresh: near the access token's end, and a new one would live longer.
    pub(crate) fn is_due(&self, now: Timestamp, ahead: Duration) -> bool {
        let (Some(end), true) = (self.access_ends, self.can_refresh()) else { return false };
        let capped = self.refresh_ends.is_some_and(|last| last <= end);
        // A token that lives shorter than twice that is refreshed in the middle of its life.
        let life = Duration::try_from(end.duration_since(self.issued_at)).unwrap_or_default();
        now + ahead.min(life / 2) >= end && !capped && !self.refresh_has_ended(now)
    }

    /// Whether it was issued so lately that a refusal may pass.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.issued_at + FRESH
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let text = |secret: &SecretString| secret.expose_secret().to_owned();
        let micros = |at: Timestamp| at.as_microsecond();
        let written = Written {
            access: text(&self.access),
            refresh: self.refresh.as_ref().map(text),
            issued_at: micros(self.issued_at),
            access_ends: self.access_ends.map(micros),
            refresh_ends: self.refresh_ends.map(micros),
        };
        serde_json::to_vec(&written).unwrap_or_default() // writing to memory can't fail
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let written: Written = serde_json::from_slice(bytes).ok()?;
        Some(Self {
            access: written.access.into(),
            refresh: written.refresh.map(Into::into),
            issued_at: clock::from_micros(written.issued_at),
            access_ends: written.access_ends.map(clock::from_micros),
            refresh_ends: written.refresh_ends.map(clock::from_micros),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    fn at(days: u64) -> Timestamp {
        Timestamp::UNIX_EPOCH + Duration::from_secs((days + 20_000) * DAY)
    }

    fn new(access: u64, refresh: Option<u64>) -> oauth::Tokens {
        oauth::Tokens {
            access: "a".into(),
            expires_in: Some(access * DAY),
            refresh: refresh.map(|_| "r".into()),
            refresh_expires_in: refresh.map(|days| days * DAY),
            scopes: Vec::new(),
        }
    }

    #[test]
    fn a_refresh_never_moves_the_refresh_tokens_own_end_and_the_access_token_ends_with_it() {
        let first = Tokens::issued(new(60, Some(365)), None, at(0));
        assert_eq!((first.access_ends, first.authorized_until()), (Some(at(60)), Some(at(365))));
        let second = Tokens::issued(new(60, Some(306)), Some(&first), at(59));
        assert_eq!((second.access_ends, second.authorized_until()), (Some(at(119)), Some(at(365))));
        let lying = Tokens::issued(new(60, Some(900)), Some(&second), at(360));
        assert_eq!((lying.access_ends, lying.refresh_ends), (Some(at(365)), Some(at(365))));
        let silent = Tokens::issued(new(60, None), Some(&second), at(100));
        assert_eq!((silent.refresh_ends, silent.can_refresh()), (Some(at(365)), true));
    }

    #[test]
    fn it_is_refreshed_ahead_of_its_end_and_not_where_that_wins_nothing() {
        let ahead = Duration::from_secs(DAY);
        let tokens = Tokens::issued(new(60, Some(365)), None, at(0));
        assert!(!tokens.is_due(at(58), ahead) && tokens.is_due(at(59), ahead));
        let last = Tokens::issued(new(60, Some(5)), Some(&tokens), at(360));
        assert!(!last.is_due(at(364), ahead));
        assert!(!Tokens::issued(new(60, None), None, at(0)).is_due(at(59), ahead));
        assert!(!Tokens::pasted("a".into(), at(0)).is_due(at(900), ahead));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let tokens = Tokens::issued(new(60, Some(365)), None, at(0));
        let read = Tokens::from_bytes(&tokens.to_bytes()).unwrap();
        assert_eq!(read.to_bytes(), tokens.to_bytes());
        assert!(Tokens::from_bytes(b"{}").is_none());
    }
}
