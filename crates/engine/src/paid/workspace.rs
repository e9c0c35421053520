//! Paid reads of a whole workspace. They rest on its accounts as a stamp has them: whatever else the store is told
//! meanwhile, of other workspaces or of this one, takes nothing from them. What is read is not known here.

use kith_model::{Credits, Scope, Timestamp};
use kith_store::{Charged, Debit};

use super::{KeptCharge, Paid, ROUNDS};
use crate::team::Roster;
use crate::{Caller, Engine, Error, Result};

/// How often a charge is tried anew while others write to the store and what was read stays as it is.
const LOOKS: u32 = 64;

/// A read of the whole workspace.
pub(crate) trait WorkspaceRead: Sync {
    /// The action's name, at every layer.
    const ACTION: &'static str;
    /// What it answers.
    type Answer: Send;

    /// Refuses what can't be read of these accounts; little work.
    fn check(&self, roster: &Roster) -> Result<()>;

    /// Reads, and names the price.
    fn read(
        &self,
        engine: &Engine,
        caller: &Caller,
        roster: &Roster,
    ) -> impl Future<Output = Result<(Self::Answer, Credits)>> + Send;
}

/// What is to be charged for an answer.
struct Bill {
    action: &'static str,
    /// Its whole price, and what of it a twin has not paid.
    credits: Credits,
    due: Credits,
    /// What a twin has paid.
    paid: Option<Credits>,
    at: Timestamp,
}

impl Engine {
    /// Reads what rests on the whole workspace, and charges for it: a change of its accounts meanwhile makes it read again.
    /// A repeat under an idempotency key reads again, too, and pays only what the first did not.
    ///
    /// # Errors
    /// [`Error::InsufficientCredits`], [`Error::IdempotencyConflict`]; [`Error::Unavailable`] while the workspace never
    /// rests; [`Error::InvalidKey`] or [`Error::Forbidden`] if the key ended meanwhile. Nothing is charged on any of them.
    pub(crate) async fn read_workspace<R: WorkspaceRead>(
        &self,
        caller: &Caller,
        ask: &R,
    ) -> Result<Paid<R::Answer>> {
        caller.needs(Scope::Read)?;
        let turned = self.turn::<KeptCharge>(caller.workspace(), caller.retry.as_ref()).await?;
        let paid = turned.kept.as_ref().map(|kept| kept.credits);
        let mut caller = caller.clone();
        let mut roster = self.roster(&caller).await?;
        for _ in 0..ROUNDS {
            let at = self.clock.now();
            let read = self.read_roster(&caller, ask, &roster, paid).await;
            for _ in 0..LOOKS {
                if let Ok((_, price)) = &read {
                    let credits = (*price).max(paid.unwrap_or(0));
                    let due = credits - paid.unwrap_or(0);
                    let bill = Bill { action: R::ACTION, credits, due, paid, at };
                    if self.settle(&caller, &bill).await? {
                        let answer = read?.0;
                        return Ok(Paid { answer, credits, at, snapshot: None, replayed: paid.is_some() });
                    }
                } else if self.is_unchanged(&caller).await? {
                    return Err(read.err().unwrap_or(Error::Unavailable));
                }
                caller = self.again(&caller).await?;
                caller.needs(Scope::Read)?;
                let before = std::mem::replace(&mut roster, self.roster(&caller).await?);
                if before.stamp() != roster.stamp() {
                    break; // what was read is no longer so
                }
            }
        }
        Err(Error::Unavailable)
    }

    async fn read_roster<R: WorkspaceRead>(
        &self,
        caller: &Caller,
        ask: &R,
        roster: &Roster,
        paid: Option<Credits>,
    ) -> Result<(R::Answer, Credits)> {
        ask.check(roster)?;
        if paid.is_none() && !caller.looks {
            self.can_pay(caller).await?;
        }
        let (answer, price) = ask.read(self, caller, roster).await?;
        Ok((answer, caller.charged(price)))
    }

    /// Takes what is due. `false` if the store was told something since the caller was looked at.
    async fn settle(&self, caller: &Caller, bill: &Bill) -> Result<bool> {
        if bill.due == 0 && (bill.paid.is_some() || caller.retry.is_none()) {
            return self.is_unchanged(caller).await;
        }
        let mut remember =
            self.remember(caller.retry.as_ref(), None, &KeptCharge { credits: bill.credits })?;
        if let (Some(remember), Some(paid)) = (&mut remember, bill.paid) {
            let before = serde_json::to_vec(&KeptCharge { credits: paid });
            remember.follows = Some(before.map_err(|error| Error::Internal(error.to_string()))?);
        }
        let debit = Debit {
            workspace: caller.workspace(),
            credits: bill.due,
            request: caller.request.clone(),
            key: caller.known.key.id.clone(),
            account: None,
            action: bill.action,
            at: bill.at,
            generation: caller.generation(),
            grounds: None,
            remember,
            hold: None,
            warn_below: self.warn_below(),
        };
        match self.store.debit(debit).await? {
            Charged::Done { .. } => {
                caller.known.paid(bill.at.as_microsecond());
                self.consumed.increment(bill.due);
                Ok(true)
            }
            Charged::Short { balance } => Err(Error::InsufficientCredits { needed: bill.due, balance }),
            Charged::Stale => Ok(false),
            Charged::Twin => Err(Error::Unavailable), // answered by another process just now: ask again
        }
    }
}
