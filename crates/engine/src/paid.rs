//! Reads that are paid: made from what the caches hold, then charged, and only then handed out. What the caches said
//! is checked by the charge itself, in its transaction; what is free is checked by itself. An action brings what it
//! reads and its price; this is the one place that knows how the two come together.

mod workspace;

use std::sync::Arc;
use std::time::Duration;

use kith_model::{AccountId, Credits, Scope, SnapshotId, Timestamp, clock};
use kith_store::{Charged, Debit, Grounds, Mode};
use serde::{Deserialize, Serialize};

use crate::cache::View;
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

pub(crate) use workspace::WorkspaceRead;

/// How often a read is tried anew when what it rests on changes meanwhile.
pub(crate) const ROUNDS: u32 = 8;
/// How long a read waits the first time for somebody who is in its way; then twice as long each time.
const PAUSE: Duration = Duration::from_millis(10);

/// An answer, paid for.
#[derive(Debug)]
pub struct Paid<T> {
    /// What was read.
    pub answer: T,
    /// What was paid, now or by the twin that this repeats.
    pub credits: Credits,
    /// When it was read; pictures that had expired by then are left out.
    pub at: Timestamp,
    /// The snapshot that it was read from; `None` of a live read and of what reads the whole workspace.
    pub snapshot: Option<SnapshotId>,
    /// Whether an earlier twin paid.
    pub replayed: bool,
}

/// A read of one snapshot of one account.
pub(crate) trait SnapshotRead: Sync {
    /// The action's name, at every layer.
    const ACTION: &'static str;
    /// What it answers.
    type Answer: Send;

    /// Of which account.
    fn account(&self) -> &AccountId;

    /// Of which snapshot; `None`: the newest.
    fn snapshot(&self) -> Option<&SnapshotId> {
        None
    }

    /// Whether there must be a credit before it is read; not of what is free anyhow, nor of what reads so little that to
    /// ask would take longer.
    fn wants_credit_first(&self) -> bool {
        true
    }

    /// Reads, and names the price. The same view and moment give the same answer: a repeat is made anew by them.
    fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        at: Timestamp,
    ) -> impl Future<Output = Result<(Self::Answer, Credits)>> + Send;
}

/// What is kept of a read of a snapshot under an idempotency key, be it empty: enough to make it anew.
#[derive(Serialize, Deserialize)]
struct KeptRead {
    snapshot: SnapshotId,
    at_micros: i64,
    credits: Credits,
}

/// What is kept of a read that can't be made anew: what was paid.
#[derive(Serialize, Deserialize)]
pub(crate) struct KeptCharge {
    pub(crate) credits: Credits,
}

enum Attempt<T> {
    Paid(Paid<T>),
    Free(Paid<T>),
    Stale,
    Twin,
}

/// Waits a round's time. After the last round nobody tries again, so nobody waits either.
async fn pause(round: u32) {
    if round + 1 < ROUNDS {
        tokio::time::sleep(PAUSE * (1 << round)).await;
    }
}

impl Engine {
    /// Reads a mirrored account's snapshot and charges for it.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::Paused`], [`Error::NotReady`], [`Error::SnapshotExpired`],
    /// [`Error::InsufficientCredits`], [`Error::IdempotencyConflict`]; [`Error::Invalid`] of a live account;
    /// [`Error::InvalidKey`] or [`Error::Forbidden`] if the key ended meanwhile. Nothing is charged on any of them.
    pub(crate) async fn read_snapshot<R: SnapshotRead>(
        &self,
        caller: &Caller,
        ask: &R,
    ) -> Result<Paid<R::Answer>> {
        let _turn = self.turn_alone(caller.workspace(), caller.retry.as_ref()).await;
        let view = self.view(caller, ask.account(), ask.snapshot()).await;
        self.read_view(caller, ask, view).await
    }

    /// The same, from a view that is at hand. The caller has its turn under its idempotency key.
    pub(crate) async fn read_view<R: SnapshotRead>(
        &self,
        caller: &Caller,
        ask: &R,
        view: Result<Arc<View>>,
    ) -> Result<Paid<R::Answer>> {
        if let Some(retry) = &caller.retry
            && let Some(kept) = self.kept(caller.workspace(), retry).await?
        {
            return self.repeat(caller, ask, kept).await;
        }
        let first = match view {
            Ok(view) => self.attempt(caller, ask, view).await,
            Err(error) => Err(error),
        };
        match first {
            Ok(Attempt::Paid(page)) => return Ok(page),
            Ok(Attempt::Free(page)) if self.is_unchanged(caller).await? => return Ok(page),
            Err(error) if self.is_unchanged(caller).await? => return Err(error),
            _ => {}
        }
        // What it rests on has changed since the caches were filled: once more, by what the store says now.
        for round in 0..ROUNDS {
            let caller = self.again(caller).await?;
            caller.needs(Scope::Read)?;
            let attempt = match self.view(&caller, ask.account(), ask.snapshot()).await {
                Ok(view) => self.attempt(&caller, ask, view).await,
                Err(error) => Err(error),
            };
            match attempt {
                Ok(Attempt::Paid(page) | Attempt::Free(page)) => return Ok(page),
                Ok(Attempt::Stale) => self.give_way(&caller, round).await?,
                Ok(Attempt::Twin) => {
                    let retry = caller.retry.as_ref().ok_or(Error::Unavailable)?;
                    let kept = self.kept(caller.workspace(), retry).await?.ok_or(Error::Unavailable)?;
                    return self.repeat(&caller, ask, kept).await;
                }
                // Chunks that were erased or pruned between two looks are no damage.
                Err(Error::Internal(_)) if !self.is_unchanged(&caller).await? => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Unavailable)
    }

    /// Before a stale charge is tried anew. Where nothing is other than it was, and yet the store did not charge, somebody is
    /// about to erase the account, and is given time to end.
    pub(crate) async fn give_way(&self, caller: &Caller, round: u32) -> Result<()> {
        if self.is_unchanged(caller).await? {
            pause(round).await;
        }
        Ok(())
    }

    async fn attempt<R: SnapshotRead>(
        &self,
        caller: &Caller,
        ask: &R,
        view: Arc<View>,
    ) -> Result<Attempt<R::Answer>> {
        if view.account.paused {
            return Err(Error::Paused);
        }
        if view.account.mode == Mode::Live {
            return Err(Error::Invalid(format!(
                "account_id: this account is live and keeps nothing to read {} from; list_connections reads its source",
                R::ACTION
            )));
        }
        // Kept a day longer than it may be read, so that a page sold at the last moment can be repeated.
        let superseded = view.snapshot.as_ref().and_then(|snapshot| snapshot.superseded_at);
        if ask.snapshot().is_some() && superseded.is_some_and(|at| at < self.readable_since()) {
            return Err(Error::SnapshotExpired);
        }
        let Some(snapshot) = view.snapshot.as_ref() else { return Err(Error::NotReady) };
        if ask.wants_credit_first() && !caller.looks {
            match self.can_pay(caller).await {
                // A twin elsewhere may have paid with the last one.
                Err(Error::InsufficientCredits { .. }) if self.has_twin(caller).await? => {
                    return Ok(Attempt::Twin);
                }
                can => can?,
            }
        }
        let at = self.clock.now();
        let (answer, price) = ask.read(self, &caller.known.tenant, &view, at).await?;
        let credits = caller.charged(price);
        let page = Paid { answer, credits, at, snapshot: Some(snapshot.id.clone()), replayed: false };
        if credits == 0 && caller.retry.is_none() {
            return Ok(Attempt::Free(page));
        }
        let kept = KeptRead { snapshot: snapshot.id.clone(), at_micros: at.as_microsecond(), credits };
        let debit = Debit {
            workspace: caller.workspace(),
            credits,
            request: caller.request.clone(),
            key: caller.known.key.id.clone(),
            account: Some(ask.account().clone()),
            action: R::ACTION,
            at,
            generation: caller.generation(),
            grounds: Some(Grounds {
                account: view.account.key,
                snapshot: Some(snapshot.seq),
                newest: ask.snapshot().is_none(),
            }),
            remember: self.remember(caller.retry.as_ref(), Some(view.account.key), &kept)?,
            hold: None,
            warn_below: self.warn_below(),
        };
        match self.store.debit(debit).await? {
            Charged::Done { .. } => {
                caller.known.paid(at.as_microsecond());
                self.consumed.increment(credits);
                Ok(Attempt::Paid(page))
            }
            Charged::Short { balance } => Err(Error::InsufficientCredits { needed: credits, balance }),
            Charged::Stale => Ok(Attempt::Stale),
            Charged::Twin => Ok(Attempt::Twin),
        }
    }

    /// Refuses who has nothing to pay with, before there is much work.
    async fn can_pay(&self, caller: &Caller) -> Result<()> {
        match self.store.balance(caller.workspace()).await?.balance {
            0 => Err(Error::InsufficientCredits { needed: 1, balance: 0 }),
            _ => Ok(()),
        }
    }

    async fn has_twin(&self, caller: &Caller) -> Result<bool> {
        let Some(retry) = &caller.retry else { return Ok(false) };
        Ok(self.kept::<KeptRead>(caller.workspace(), retry).await?.is_some())
    }

    /// What a twin was charged for, made anew; also where the account was paused since.
    async fn repeat<R: SnapshotRead>(
        &self,
        caller: &Caller,
        ask: &R,
        kept: KeptRead,
    ) -> Result<Paid<R::Answer>> {
        let at = clock::from_micros(kept.at_micros);
        for _ in 0..ROUNDS {
            let caller = self.again(caller).await?;
            let view = self.view(&caller, ask.account(), Some(&kept.snapshot)).await?;
            match ask.read(self, &caller.known.tenant, &view, at).await {
                Ok((answer, _)) => {
                    let (credits, snapshot) = (kept.credits, Some(kept.snapshot));
                    return Ok(Paid { answer, credits, at, snapshot, replayed: true });
                }
                Err(Error::Internal(_)) if !self.is_unchanged(&caller).await? => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Unavailable)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn who_will_not_try_again_does_not_wait() {
        assert!((0..ROUNDS - 1).all(|round| pause(round).now_or_never().is_none()));
        assert!(pause(ROUNDS - 1).now_or_never().is_some());
    }
}
