//! What a batch of one workspace's ledger does: charges, holds, releases, in the order they came, each seeing what those
//! before it left. Plain charges are one statement; whatever else is among them makes it a transaction. Knows nothing of
//! queues and callers.

use std::sync::atomic::{AtomicBool, Ordering};

use kith_model::{AccountId, Credits, KeyId, WorkspaceId};

use super::book::{Book, KeptHold};
use super::fault::Work;
use super::rows::{at, get, micros, number, whole};
use super::{Db, Params, accounts, outbox, replies};
use crate::{Charged, Debit, Grounds, Happening, Held, Hold};

/// What is asked of the ledger.
pub(super) enum Order {
    Debit(Box<Debit>),
    Hold(Hold),
    Release(WorkspaceId, i64),
}

impl Order {
    pub(super) fn workspace(&self) -> WorkspaceId {
        match self {
            Self::Debit(debit) => debit.workspace,
            Self::Hold(hold) => hold.workspace,
            Self::Release(workspace, _) => *workspace,
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    Charged(Charged),
    Held(Held),
    Released,
}

/// The charges of a batch, column by column.
pub(super) struct Plain<'a> {
    generation: i64,
    total: i64,
    warn_below: i64,
    credits: Vec<i64>,
    /// What is charged after each of them.
    rest: Vec<i64>,
    requests: Vec<&'a str>,
    keys: Vec<&'a str>,
    accounts: Vec<Option<&'a str>>,
    actions: Vec<&'a str>,
    times: Vec<i64>,
}

/// Charges all of them or none, in one statement, if the generation is what they were seen under and the balance,
/// less all that is held, covers them, and does not fall below what webhooks are told of. The conditions are on the one row that it locks, so that they hold at the commit.
const PLAIN: &str = "WITH paid AS (
        UPDATE balances SET balance = balance - $2, consumed = consumed + $2, entries = entries + $3
        WHERE workspace = $1 AND generation = $4 AND balance - held >= $2
              AND NOT (balance >= $13 AND balance - $2 < $13)
        RETURNING balance, entries
    ), entered AS (
        INSERT INTO ledger (workspace, id, debit, credits, balance_after, request_id, key_id, account_id, action, at, batch)
        SELECT $1, paid.entries - $3 + d.nth, true, d.credits, paid.balance + d.rest, d.request, d.key, d.account, d.action,
               d.at, $5
        FROM paid, unnest($6::BIGINT[], $7::BIGINT[], $8::TEXT[], $9::TEXT[], $10::TEXT[], $11::TEXT[], $12::BIGINT[])
             WITH ORDINALITY AS d (credits, rest, request, key, account, action, at, nth)
    ) SELECT balance FROM paid";

impl<'a> Plain<'a> {
    /// `None` if there is more to a batch than charges of one generation.
    pub(super) fn of(orders: &[&'a Order]) -> Option<Self> {
        let (mut debits, mut total) = (Vec::with_capacity(orders.len()), 0_i64);
        for order in orders {
            let Order::Debit(debit) = order else { return None };
            if debit.credits == 0 || debit.remember.is_some() || debit.hold.is_some() {
                return None;
            }
            total = total.checked_add(whole(debit.credits))?;
            debits.push(&**debit);
        }
        let Debit { generation, warn_below, .. } = **debits.first()?;
        if debits.iter().any(|debit| debit.generation != generation || debit.warn_below != warn_below) {
            return None;
        }
        let credits: Vec<_> = debits.iter().map(|debit| whole(debit.credits)).collect();
        let mut left = total;
        let rest = credits.iter().map(|credits| {
            left -= credits;
            left
        });
        Some(Self {
            generation,
            total,
            warn_below: whole(warn_below),
            rest: rest.collect(),
            credits,
            requests: debits.iter().map(|debit| debit.request.as_str()).collect(),
            keys: debits.iter().map(|debit| debit.key.as_str()).collect(),
            accounts: debits.iter().map(|debit| debit.account.as_ref().map(AccountId::as_str)).collect(),
            actions: debits.iter().map(|debit| debit.action).collect(),
            times: debits.iter().map(|debit| micros(debit.at)).collect(),
        })
    }

    /// The answers. `None` if they can't all be charged as they are: they must be looked at one by one. From the moment
    /// that `sent` is set, a failure leaves open whether they were charged.
    pub(super) async fn charge(
        &self,
        client: &deadpool_postgres::Object,
        workspace: WorkspaceId,
        batch: i64,
        sent: &AtomicBool,
    ) -> Work<Option<Vec<Answer>>> {
        let statement = client.prepare_cached(PLAIN).await?;
        sent.store(true, Ordering::Relaxed);
        let count = i64::try_from(self.credits.len()).unwrap_or(i64::MAX);
        let facts: Params<'_> = &[
            &workspace.0,
            &self.total,
            &count,
            &self.generation,
            &batch,
            &self.credits,
            &self.rest,
            &self.requests,
            &self.keys,
            &self.accounts,
            &self.actions,
            &self.times,
            &self.warn_below,
        ];
        let rows = client.query(&statement, facts).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let balance: Credits = number(row, 0)?;
        let answer = |rest: &i64| Answer::Charged(Charged::Done { balance: balance + rest.unsigned_abs() });
        Ok(Some(self.rest.iter().map(answer).collect()))
    }
}

/// Does a batch of any orders, the workspace's balance locked from beginning to end.
pub(super) async fn settle(
    db: &Db,
    workspace: WorkspaceId,
    orders: &[&Order],
    batch: i64,
) -> Work<Vec<Answer>> {
    let lock = "SELECT balance, consumed, entries, held, last_hold, generation FROM balances
                WHERE workspace = $1 FOR UPDATE";
    let Some(row) = db.one(lock, &[&workspace.0]).await? else {
        return Ok(orders.iter().map(|order| of_nobody(order)).collect());
    };
    let (set_aside, generation): (i64, i64) = (get(&row, 3)?, get(&row, 5)?);
    let mut book = Book {
        balance: number(&row, 0)?,
        consumed: number(&row, 1)?,
        entries: get(&row, 2)?,
        last_hold: get(&row, 4)?,
        ..Book::default()
    };
    let last_hold = book.last_hold;
    if set_aside > 0 || orders.iter().any(|order| matches!(order, Order::Release(..))) {
        let holds = "SELECT n, credits, until FROM holds WHERE workspace = $1";
        for row in db.all(holds, &[&workspace.0]).await? {
            book.holds.push(KeptHold {
                number: get(&row, 0)?,
                credits: number(&row, 1)?,
                until: at(&row, 2)?,
            });
        }
    }
    let mut answers = Vec::with_capacity(orders.len());
    let mut looked = Looked::default();
    for order in orders {
        answers.push(match order {
            Order::Debit(debit)
                if debit.generation == generation || looked.still_holds(db, debit).await? =>
            {
                Answer::Charged(charge(db, &mut book, debit).await?)
            }
            Order::Debit(_) => Answer::Charged(Charged::Stale),
            Order::Hold(hold) => {
                let free = book.free(hold.at, None);
                let covered = free >= hold.credits;
                Answer::Held(if covered {
                    Held::Done(book.set_aside(hold))
                } else {
                    Held::Short { balance: free }
                })
            }
            Order::Release(_, hold) => {
                book.end(*hold);
                Answer::Released
            }
        });
    }
    if book.has_changed(last_hold) {
        write(db, workspace, &book, batch).await?;
    }
    for (debit, balance) in book.crossed() {
        let low = Happening::CreditsLow { balance, threshold: debit.warn_below };
        outbox::tell_workspace(db, workspace, &low, debit.at).await?;
    }
    Ok(answers)
}

/// What there is for a workspace that is gone. Erased with it, a key no longer works: look again.
fn of_nobody(order: &Order) -> Answer {
    match order {
        Order::Debit(_) => Answer::Charged(Charged::Stale),
        Order::Hold(_) => Answer::Held(Held::Short { balance: 0 }),
        Order::Release(..) => Answer::Released,
    }
}

async fn charge<'a>(db: &Db, book: &mut Book<'a>, debit: &'a Debit) -> Work<Charged> {
    let free = book.free(debit.at, debit.hold);
    if free < debit.credits {
        // A twin that was charged has paid for this one too, whatever it left.
        let twin = replies::has_twin(db, debit.workspace, debit.remember.as_ref()).await?;
        return Ok(if twin { Charged::Twin } else { Charged::Short { balance: free } });
    }
    // The balance is locked: an account that is being erased is not waited for.
    let account = debit.remember.as_ref().and_then(|remember| remember.account);
    if let Some(account) = account
        && accounts::is_held_by_another(db, account).await?
    {
        return Ok(Charged::Stale);
    }
    if !replies::keep(db, debit.workspace, debit.remember.as_ref()).await? {
        return Ok(Charged::Twin);
    }
    Ok(Charged::Done { balance: book.enter(debit) })
}

async fn write(db: &Db, workspace: WorkspaceId, book: &Book<'_>, batch: i64) -> Work<()> {
    if !book.entered.is_empty() {
        let enter = "INSERT INTO ledger
            (workspace, id, debit, credits, balance_after, request_id, key_id, account_id, action, at, batch)
            SELECT $1, $2 + d.nth, true, d.credits, d.after, d.request, d.key, d.account, d.action, d.at, $3
            FROM unnest($4::BIGINT[], $5::BIGINT[], $6::TEXT[], $7::TEXT[], $8::TEXT[], $9::TEXT[], $10::BIGINT[])
                 WITH ORDINALITY AS d (credits, after, request, key, account, action, at, nth)";
        let before = book.entries - i64::try_from(book.entered.len()).unwrap_or(i64::MAX);
        let debits = || book.entered.iter().map(|(debit, _)| *debit);
        let credits: Vec<_> = debits().map(|debit| whole(debit.credits)).collect();
        let after: Vec<_> = book.entered.iter().map(|(_, after)| whole(*after)).collect();
        let requests: Vec<_> = debits().map(|debit| debit.request.as_str()).collect();
        let keys: Vec<_> = debits().map(|debit| debit.key.as_str()).collect();
        let accounts: Vec<_> = debits().map(|debit| debit.account.as_ref().map(AccountId::as_str)).collect();
        let actions: Vec<_> = debits().map(|debit| debit.action).collect();
        let times: Vec<_> = debits().map(|debit| micros(debit.at)).collect();
        let facts: Params<'_> =
            &[&workspace.0, &before, &batch, &credits, &after, &requests, &keys, &accounts, &actions, &times];
        db.run(enter, facts).await?;
    }
    if !book.ended.is_empty() {
        db.run("DELETE FROM holds WHERE workspace = $1 AND n = ANY($2)", &[&workspace.0, &book.ended])
            .await?;
    }
    for hold in &book.made {
        let add = "INSERT INTO holds (workspace, n, credits, until) VALUES ($1, $2, $3, $4)";
        db.run(add, &[&workspace.0, &hold.number, &whole(hold.credits), &micros(hold.until)]).await?;
    }
    let update = "UPDATE balances SET balance = $1, consumed = $2, entries = $3, held = $4, last_hold = $5
                  WHERE workspace = $6";
    let (balance, consumed, held) = (whole(book.balance), whole(book.consumed), whole(book.held()));
    db.run(update, &[&balance, &consumed, &book.entries, &held, &book.last_hold, &workspace.0]).await?;
    Ok(())
}

/// What was looked at in this batch: many charges rest on the same.
#[derive(Default)]
struct Looked(Vec<(Grounds, KeyId, bool)>);

impl Looked {
    /// Whether what a debit rests on is as its caller saw it, although something else has changed.
    async fn still_holds(&mut self, db: &Db, debit: &Debit) -> Work<bool> {
        let Some(grounds) = debit.grounds else { return Ok(false) };
        if let Some((.., holds)) = self.0.iter().find(|(at, key, _)| *at == grounds && *key == debit.key) {
            return Ok(*holds);
        }
        // A list that is kept is sold without an authorization too; the source can't be read without one.
        let holds = "SELECT 1 FROM accounts a
            WHERE a.workspace = $1 AND a.n = $2 AND NOT a.paused
            AND CASE WHEN $3::BIGINT IS NULL THEN NOT a.needs_authorization
                ELSE (NOT $4 OR a.head = $3) AND EXISTS
                (SELECT 1 FROM snapshots s WHERE s.workspace = $1 AND s.account = $2 AND s.seq = $3) END
            AND EXISTS (SELECT 1 FROM keys k WHERE k.workspace = $1 AND k.id = $5 AND k.revoked_at IS NULL)";
        let Grounds { account, snapshot, newest } = grounds;
        let key = debit.key.as_str();
        let holds =
            db.exists(holds, &[&debit.workspace.0, &account.number, &snapshot, &newest, &key]).await?;
        self.0.push((grounds, debit.key.clone(), holds));
        Ok(holds)
    }
}
