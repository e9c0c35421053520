//! `get_spending`: what was consumed, by day (UTC), key and action. Sums of days that are over are kept, so that each debit of
//! them is read once; only what may still change is summed anew.

use std::sync::Arc;

use kith_model::clock::from_micros;
use kith_model::{Timestamp, WorkspaceId};
use kith_store::Spent;

use crate::cache::Weighs;
use crate::{Engine, Error, Result};

/// How far back spending is told.
const MOST_DAYS: u32 = 90;
/// Microseconds of a day.
const DAY_MICROS: i64 = 24 * 3_600 * 1_000_000;
/// How long after its end a day may still get debits: of answers under way, and by clocks that differ.
const UNSETTLED_MICROS: i64 = 3_600 * 1_000_000;

/// The sums of days that no longer change, the oldest first.
pub(crate) struct Settled {
    /// The first day that is summed.
    from: i32,
    /// The first day that is not.
    until: i32,
    sums: Vec<Spent>,
}

impl Weighs for Settled {
    fn bytes(&self) -> u64 {
        let text = |sum: &Spent| sum.action.len() + sum.key.as_ref().map_or(0, |key| key.as_str().len());
        let texts: usize = self.sums.iter().map(text).sum();
        128 + (size_of_val(&*self.sums) + texts) as u64
    }
}

impl Engine {
    /// What was consumed since so many days ago, today included, by day (UTC), key and action, the oldest first; a day on
    /// which nothing was has no row. No more than 90 days are read, since each debit of them is, and of few workspaces at once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for 0 or more than 90 days.
    pub async fn get_spending(&self, workspace: WorkspaceId, days: u32) -> Result<Vec<Spent>> {
        if !(1..=MOST_DAYS).contains(&days) {
            return Err(Error::Invalid(format!("days must be 1 to {MOST_DAYS}; got {days}")));
        }
        let tenant = self.caches.tenant(workspace);
        self.refresh_tenant(&tenant).await?;
        let _turn = self.heavy.turn().await?;
        let now = self.clock.now();
        let (today, settled) = (day_of(now, 0), day_of(now, UNSETTLED_MICROS));
        let before = |days: u32| today + 1 - i32::try_from(days).unwrap_or(i32::MAX);
        let first = before(days);
        let oldest = before(MOST_DAYS);
        // Looked up in turn: who came before may have summed them.
        let kept = self.caches.spending(workspace).filter(|kept| kept.from <= first && kept.until >= oldest);
        let from = kept.as_ref().map_or(first, |kept| kept.from.max(oldest));
        let until = kept.as_ref().map_or(first, |kept| kept.until.min(settled));
        let erasures = tenant.erasures();
        let anew = self.store.spending(workspace, start_of(until)).await?;
        let old =
            kept.iter().flat_map(|kept| kept.sums.iter().filter(|sum| (from..until).contains(&sum.day)));
        let mut sums: Vec<_> = old.cloned().chain(anew).collect();
        let lasting = sums.iter().filter(|sum| sum.day < settled).cloned().collect();
        // Also where less is asked for than is kept: the next one may ask for more.
        let settled = Arc::new(Settled { from, until: settled, sums: lasting });
        self.caches.keep_spending(&tenant, erasures, &settled);
        sums.retain(|sum| sum.day >= first);
        Ok(sums)
    }
}

/// The day, in days since 1970, of so many microseconds before a moment.
fn day_of(at: Timestamp, before: i64) -> i32 {
    i32::try_from((at.as_microsecond() - before).div_euclid(DAY_MICROS)).unwrap_or(0)
}

fn start_of(day: i32) -> Timestamp {
    from_micros(i64::from(day) * DAY_MICROS)
}
