//! A window that several servers count in: the store grants requests in blocks, and they are handed out from memory.
//! All servers together let no more through than the store granted. What one took and is not asked for is lost.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use kith_model::{Clock, Timestamp};
use kith_store::{TakeRequests, Taken};
use tokio::sync::Mutex;

use super::{Counted, Quota, WINDOW, pack, seconds, unpack};
use crate::Error;

/// A block is this part of the limit,
const OF_LIMIT: u32 = 100;
/// and no more than this part of what nobody has taken yet.
const OF_FREE: u32 = 16;
/// Beside the requests at hand: the store has no more of them.
const LAST: u32 = 1 << 31;

/// What this server knows of the window, and holds of it.
#[derive(Debug)]
pub(crate) struct Window {
    /// Its start by the store in seconds since 1970 in the high half, the requests at hand and [`LAST`] in the low half.
    at_hand: AtomicU64,
    /// Requests that nobody had taken when the store was last asked: for what is told, and for the next block's size.
    free: AtomicU32,
    /// Held by the one who asks the store.
    trip: Mutex<()>,
    /// Trips that came back with nothing.
    failed: AtomicU32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            at_hand: AtomicU64::new(0),
            free: AtomicU32::new(0),
            trip: Mutex::default(),
            failed: AtomicU32::new(0),
        }
    }
}

impl Window {
    /// Counts a request: one that is at hand, else of a new block, which `trip` takes from the store for all who wait.
    pub(super) async fn take<F>(
        &self,
        limit: u32,
        clock: &dyn Clock,
        trip: impl Fn(TakeRequests) -> F,
    ) -> Counted
    where
        F: Future<Output = kith_store::Result<Taken>>,
    {
        if let Some(counted) = self.hand_out(limit, clock.now()) {
            return counted;
        }
        let failed = self.failed.load(Ordering::Relaxed);
        let _trip = self.trip.lock().await;
        // Whoever waited for a trip in vain is told so, instead of waiting for one more.
        if self.failed.load(Ordering::Relaxed) != failed {
            return Err((Error::Unavailable, self.known(limit, clock.now())));
        }
        let at = clock.now();
        if let Some(counted) = self.hand_out(limit, at) {
            return counted;
        }
        let want = self.block(limit, at);
        match trip(TakeRequests { at, seconds: WINDOW, limit, want }).await {
            Ok(taken) => self.bring(limit, at, taken),
            Err(error) => {
                self.failed.fetch_add(1, Ordering::Relaxed);
                Err((error.into(), self.known(limit, at)))
            }
        }
    }

    /// One of those at hand, or the refusal by a window that is used up; `None` if the store must be asked.
    fn hand_out(&self, limit: u32, now: Timestamp) -> Option<Counted> {
        let mut packed = self.at_hand.load(Ordering::Acquire);
        loop {
            let (began, held) = unpack(packed);
            let resets_in = resets_in(began, now)?;
            if held & !LAST == 0 {
                return (held == LAST).then(|| Self::full(limit, resets_in));
            }
            let remaining = self.free.load(Ordering::Acquire).saturating_add((held & !LAST) - 1).min(limit);
            let (new, order) = (pack(began, held - 1), Ordering::AcqRel);
            match self.at_hand.compare_exchange_weak(packed, new, order, Ordering::Acquire) {
                Ok(_) => return Some(Ok(Quota { limit, remaining, resets_in })),
                Err(newer) => packed = newer,
            }
        }
    }

    /// How many to take: small beside the limit, so that little is lost on servers that are not asked again, and the
    /// smaller the less there is.
    fn block(&self, limit: u32, now: Timestamp) -> u32 {
        (limit / OF_LIMIT).min(self.known(limit, now).remaining / OF_FREE).max(1)
    }

    /// What is known without asking, while none is at hand: a window that was not heard of yet is taken to be whole.
    fn known(&self, limit: u32, now: Timestamp) -> Quota {
        match resets_in(self.began(), now) {
            Some(resets_in) => {
                Quota { limit, remaining: self.free.load(Ordering::Acquire).min(limit), resets_in }
            }
            None => Quota { limit, remaining: limit, resets_in: WINDOW },
        }
    }

    /// Puts by what the store granted, less the one request that it was asked for.
    fn bring(&self, limit: u32, now: Timestamp, taken: Taken) -> Counted {
        let began = u32::try_from(taken.began).unwrap_or(0);
        let left = taken.granted.checked_sub(1);
        let free = if left.is_some() { limit.saturating_sub(taken.used) } else { 0 };
        let last = if free == 0 { LAST } else { 0 };
        self.free.store(free, Ordering::Release);
        self.at_hand.store(pack(began, left.unwrap_or(0) | last), Ordering::Release);
        let resets_in = resets_in(began, now).unwrap_or(WINDOW);
        match left {
            Some(left) => Ok(Quota { limit, remaining: free.saturating_add(left), resets_in }),
            None => Self::full(limit, resets_in),
        }
    }

    fn full(limit: u32, resets_in: u32) -> Counted {
        let quota = Quota { limit, remaining: 0, resets_in };
        Err((quota.refusal(), quota))
    }

    pub(super) fn began(&self) -> u32 {
        unpack(self.at_hand.load(Ordering::Acquire)).0
    }
}

/// Seconds until a window ends; `None` if it is over. One that another server's clock began may lie a little ahead.
fn resets_in(began: u32, now: Timestamp) -> Option<u32> {
    let now = seconds(now);
    (now.abs_diff(began) < WINDOW).then(|| WINDOW - now.saturating_sub(began))
}

#[cfg(test)]
mod tests;
