//! `list_connections` from the source itself: nothing is stored. The first page tells the total; the price is held
//! before the rest is fetched; what was fetched is charged. Equal reads in flight share their calls, and each pays.

mod fetch;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use fetch::Fetches;
use kith_model::{Pagination, Timestamp, credits};
use kith_store::{Account, Charged, Debit, Grounds, Held, Hold};

use crate::cache::View;
use crate::list::{ConnectionsPage, ListConnections};
use crate::paid::{KeptCharge, Paid, ROUNDS, SnapshotRead as _};
use crate::render::{Pictures, Rendered};
use crate::{Caller, Engine, Error, Result};

/// How long credits stay held beyond the longest read and its last call: after that their process must have died.
const GRACE: Duration = Duration::from_mins(2);

impl Engine {
    /// Reads a page of an account's connections from its source, and charges for it. A repeat under an idempotency
    /// key reads again, and pays only what the first did not.
    ///
    /// # Errors
    /// [`Error::NeedsAuthorization`], [`Error::InsufficientCredits`], [`Error::Upstream`],
    /// [`Error::UpstreamTimeout`], and as [`Engine::list_connections`]. Nothing is charged on any of them.
    pub(crate) async fn list_live(
        &self,
        caller: &Caller,
        ask: &ListConnections,
        account: &Account,
    ) -> Result<Paid<ConnectionsPage>> {
        let workspace = caller.workspace();
        let paid = match &caller.retry {
            Some(retry) => self.kept::<KeptCharge>(workspace, retry).await?.map(|kept| kept.credits),
            None => None,
        };
        if account.paused {
            return Err(Error::Paused);
        }
        if account.needs_authorization {
            return Err(Error::NeedsAuthorization);
        }
        let balance = self.store.balance(workspace).await?.balance;
        if balance == 0 && paid.is_none() {
            return Err(Error::InsufficientCredits { needed: 1, balance });
        }
        let fetch = self.fetches.join(account.key, ask.window);
        let first = fetch.first(self, account).await?;
        let price = credits::price(first.results(ask.window));
        let due = price.saturating_sub(paid.unwrap_or(0));
        let hold = self.hold(workspace, due, self.clock.now()).await?;
        let page = match fetch.whole(self, account).await {
            Ok(list) => live_page(account, ask, &list, self.clock.now()),
            Err(error) => Err(error),
        };
        let charged = match page {
            Ok(page) => self.charge_live(caller, account, page, paid, hold).await,
            Err(error) => Err(error),
        };
        if charged.is_err()
            && let Some(hold) = hold
            && let Err(error) = self.store.release(workspace, hold).await
        {
            tracing::warn!(%error, "a hold could not be released; it will end by itself");
        }
        charged
    }

    /// Sets the price aside; nothing where there is nothing to pay.
    async fn hold(
        &self,
        workspace: kith_model::WorkspaceId,
        credits: u64,
        at: Timestamp,
    ) -> Result<Option<i64>> {
        if credits == 0 {
            return Ok(None);
        }
        let until = at + self.upstream()?.settings.live_timeout + GRACE;
        match self.store.hold(Hold { workspace, credits, at, until }).await? {
            Held::Done(hold) => Ok(Some(hold)),
            Held::Short { balance } => Err(Error::InsufficientCredits { needed: credits, balance }),
        }
    }

    async fn charge_live(
        &self,
        caller: &Caller,
        account: &Account,
        page: Paid<ConnectionsPage>,
        paid: Option<u64>,
        hold: Option<i64>,
    ) -> Result<Paid<ConnectionsPage>> {
        let price = page.answer.price();
        let total = price.max(paid.unwrap_or(0));
        let due = total - paid.unwrap_or(0);
        if due == 0 && (paid.is_some() || caller.retry.is_none()) {
            return Ok(Paid { credits: total, replayed: paid.is_some(), ..page });
        }
        let kept = |credits| serde_json::to_vec(&KeptCharge { credits }).unwrap_or_default();
        for round in 0..ROUNDS {
            let caller = self.again(caller).await?;
            let mut remember =
                self.remember(caller.retry.as_ref(), Some(account.key), &KeptCharge { credits: total })?;
            if let Some(remember) = &mut remember {
                remember.follows = paid.map(kept);
            }
            let debit = Debit {
                workspace: caller.workspace(),
                credits: due,
                request: caller.request.clone(),
                key: caller.known.key.id.clone(),
                account: Some(account.id.clone()),
                action: ListConnections::ACTION,
                at: page.at,
                generation: caller.generation(),
                grounds: Some(Grounds { account: account.key, snapshot: None, newest: false }),
                remember,
                hold,
                warn_below: self.warn_below(),
            };
            match self.store.debit(debit).await? {
                Charged::Done { .. } => {
                    caller.known.paid(page.at.as_microsecond());
                    self.consumed.increment(due);
                    return Ok(Paid { credits: total, replayed: paid.is_some(), ..page });
                }
                Charged::Short { balance } => {
                    return Err(Error::InsufficientCredits { needed: due, balance });
                }
                // Paused, deleted or revoked meanwhile: that is the answer. Else something that does not matter.
                Charged::Stale => {
                    let now = self.get_account(caller.workspace(), &account.id).await?;
                    if now.paused {
                        return Err(Error::Paused);
                    }
                    if now.needs_authorization {
                        return Err(Error::NeedsAuthorization);
                    }
                    self.give_way(&caller, round).await?;
                }
                Charged::Twin => return Err(Error::Unavailable), // answered by another process just now: ask again
            }
        }
        Err(Error::Unavailable)
    }
}

fn live_page(
    account: &Account,
    ask: &ListConnections,
    list: &fetch::List,
    at: Timestamp,
) -> Result<Paid<ConnectionsPage>> {
    let connections: Vec<_> = list.rows.iter().map(|row| row.connection.clone()).collect();
    let rows = Arc::new(Rendered::of(&connections, ask.fields));
    let pictures = list.rows.iter().flat_map(|row| {
        let member = row.connection.member_id();
        row.pictures.iter().map(move |picture| (member, picture.clone()))
    });
    let view =
        View { account: account.clone(), snapshot: None, pictures: Some(Pictures::of(pictures.collect())) };
    let count = u32::try_from(connections.len()).map_err(|error| Error::Internal(error.to_string()))?;
    let pagination =
        Pagination { pages_fetched: list.calls, ..Pagination::of(ask.window, count, list.total) };
    let slices = vec![(rows, 0..connections.len())];
    let answer = ConnectionsPage::of(Arc::new(view), slices, pagination, list.total, at);
    Ok(Paid { credits: answer.price(), answer, at, snapshot: None, replayed: false })
}
