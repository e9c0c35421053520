//! The ledger's queues, one a workspace. Orders that arrive while a batch of their workspace runs form the next one: one
//! commit, many answers, each given only after it. A commit that was cut off is looked for before anybody is answered:
//! nobody is told that nothing was charged while that is not certain.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kith_model::WorkspaceId;
use tokio::sync::oneshot;

use super::charges::{self, Answer, Order, Plain};
use super::connect::{Patience, Pool, put_back};
use super::fault::{Fault, Work};
use super::rows::{get, number};
use super::transaction::{self, Db, Kind};
use crate::{Charged, Error, Result};

/// The most orders in one commit: bounds how long the first of them waits.
const MOST: usize = 512;
/// How often a batch is tried that met another transaction.
const TRIES: u32 = 8;
/// So many handles of one database before their batches' numbers could meet; each has as many batches.
const BATCHES: i64 = 1 << 32;
/// How far back a batch is looked for that was cut off: more than all servers together write meanwhile.
const BACK: i64 = 1_000_000;
/// The first and the longest pause between two looks.
const PAUSE: Duration = Duration::from_millis(50);
const PAUSE_MOST: Duration = Duration::from_secs(1);

type Waiting = (Order, oneshot::Sender<Result<Answer>>);

/// The queues, and those who serve them.
pub(super) struct Batcher(Arc<Core>);

struct Core {
    pool: Pool,
    queues: Mutex<HashMap<WorkspaceId, Vec<Waiting>>>,
    next_batch: AtomicI64,
    debits: AtomicU64,
    commits: AtomicU64,
    closed: AtomicBool,
}

/// What became of a batch that did not end with answers.
enum Cut {
    /// Nothing was done.
    Undone(Error),
    /// It may have been done, or may yet be.
    Unknown,
}

impl Batcher {
    /// `handle` is this process's own number.
    pub(super) fn new(pool: Pool, handle: i64) -> Self {
        let next_batch = AtomicI64::new((handle % (i64::MAX / BATCHES)) * BATCHES);
        let (queues, debits, commits, closed) = Default::default();
        Self(Arc::new(Core { pool, queues, next_batch, debits, commits, closed }))
    }

    /// Puts an order in and waits for its answer.
    pub(super) async fn ask(&self, order: Order) -> Result<Answer> {
        let stopped = || Error::Unavailable("the ledger has stopped".into());
        if self.0.closed.load(Ordering::Acquire) {
            return Err(stopped());
        }
        let (caller, answer) = oneshot::channel();
        let workspace = order.workspace();
        let is_first = {
            let mut queues = self.0.queues.lock().unwrap_or_else(PoisonError::into_inner);
            match queues.entry(workspace) {
                Entry::Occupied(mut queue) => {
                    queue.get_mut().push((order, caller));
                    false
                }
                Entry::Vacant(new) => {
                    new.insert(vec![(order, caller)]);
                    true
                }
            }
        };
        if is_first {
            tokio::spawn(Arc::clone(&self.0).serve(workspace));
        }
        answer.await.map_err(|_| stopped())?
    }

    /// Debits that were charged, and the commits that they shared.
    pub(super) fn debits_and_commits(&self) -> (u64, u64) {
        (self.0.debits.load(Ordering::Relaxed), self.0.commits.load(Ordering::Relaxed))
    }

    /// Takes no more orders, and waits until those that were taken are answered.
    pub(super) async fn stop(&self) {
        self.0.closed.store(true, Ordering::Release);
        while !self.0.queues.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

impl Core {
    /// Serves a workspace's queue until it is empty, which takes it away.
    async fn serve(self: Arc<Self>, workspace: WorkspaceId) {
        while let Some(batch) = self.next(workspace) {
            let number = self.next_batch.fetch_add(1, Ordering::Relaxed);
            let done = {
                let orders: Vec<_> = batch.iter().map(|(order, _)| order).collect();
                self.settle(workspace, &orders, number).await
            };
            match done {
                Ok(answers) => self.answer(batch, answers),
                // One that can't be written must not take the others with it.
                Err(Cut::Undone(Error::Internal(_) | Error::Damaged(_))) if batch.len() > 1 => {
                    for waiting in batch {
                        self.settle_alone(workspace, waiting).await;
                    }
                }
                Err(Cut::Undone(error)) => refuse(batch, &error),
                // Those behind it are tried at once: where the database is away they are refused, and need not wait.
                Err(Cut::Unknown) => drop(tokio::spawn(Arc::clone(&self).find_out(workspace, batch, number))),
            }
        }
    }

    async fn settle_alone(self: &Arc<Self>, workspace: WorkspaceId, waiting: Waiting) {
        let number = self.next_batch.fetch_add(1, Ordering::Relaxed);
        match self.settle(workspace, &[&waiting.0], number).await {
            Ok(answers) => self.answer(vec![waiting], answers),
            Err(Cut::Undone(error)) => refuse(vec![waiting], &error),
            Err(Cut::Unknown) => {
                drop(tokio::spawn(Arc::clone(self).find_out(workspace, vec![waiting], number)));
            }
        }
    }

    fn next(&self, workspace: WorkspaceId) -> Option<Vec<Waiting>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.get_mut(&workspace)?;
        if queue.is_empty() {
            queues.remove(&workspace);
            return None;
        }
        let rest = queue.split_off(queue.len().min(MOST));
        Some(std::mem::replace(queue, rest))
    }

    fn answer(&self, batch: Vec<Waiting>, answers: Vec<Answer>) {
        let charged = |answer: &&Answer| matches!(answer, Answer::Charged(Charged::Done { .. }));
        let done = answers.iter().filter(charged).count() as u64;
        self.debits.fetch_add(done, Ordering::Relaxed);
        self.commits.fetch_add(u64::from(done > 0), Ordering::Relaxed);
        // A caller that went away meanwhile has still paid: its page was ready.
        batch.into_iter().zip(answers).for_each(|((_, caller), answer)| drop(caller.send(Ok(answer))));
    }

    async fn settle(
        &self,
        workspace: WorkspaceId,
        orders: &[&Order],
        number: i64,
    ) -> std::result::Result<Vec<Answer>, Cut> {
        for tried in 1.. {
            if let Some(plain) = Plain::of(orders) {
                let sent = AtomicBool::new(false);
                let charged = match self.pool.get().await {
                    Ok(client) => {
                        let charged = plain.charge(&client, workspace, number, &sent);
                        let charged = self.pool.in_time(Patience::Request, charged).await;
                        put_back(client, &charged);
                        charged
                    }
                    Err(fault) => Err(fault),
                };
                match charged {
                    Ok(Some(answers)) => return Ok(answers),
                    Ok(None) => {}
                    Err(Fault::Again(_)) if tried < TRIES => {
                        pause(tried).await;
                        continue;
                    }
                    Err(fault) if fault.is_of_the_connection() && sent.into_inner() => {
                        return Err(Cut::Unknown);
                    }
                    Err(fault) => return Err(Cut::Undone(fault.into())),
                }
            }
            let committing = Mutex::new(false);
            let settle = |db: Arc<Db>| async move { charges::settle(&db, workspace, orders, number).await };
            let settled = transaction::run_noting(&self.pool, Kind::WRITE, settle, &committing).await;
            let committing = committing.into_inner().unwrap_or_else(PoisonError::into_inner);
            match settled {
                Ok(answers) => return Ok(answers),
                Err(Fault::Again(_)) if tried < TRIES => pause(tried).await,
                Err(fault) if fault.is_of_the_connection() && committing => return Err(Cut::Unknown),
                Err(fault) => return Err(Cut::Undone(fault.into())),
            }
        }
        Err(Cut::Undone(Error::Unavailable("the database is too busy".into())))
    }

    /// Looks for a batch that was cut off until it is certain what became of it. Its callers wait meanwhile.
    async fn find_out(self: Arc<Self>, workspace: WorkspaceId, batch: Vec<Waiting>, number: i64) {
        let mut pause = PAUSE;
        let cut_off = Error::Unavailable("the database went away while it was charged".into());
        loop {
            match look_for(&self.pool, workspace, number).await {
                // Anything else than charges is only promised once it is answered; its caller asks again.
                Ok(found) if found.is_empty() => return refuse(batch, &cut_off),
                Ok(mut found) => {
                    self.commits.fetch_add(1, Ordering::Relaxed);
                    for (order, caller) in batch {
                        let entered = matches!(&order, Order::Debit(debit) if debit.credits > 0);
                        // Callers may choose a request's id, and two the same.
                        let is_its = |entry: &Written| {
                            matches!(&order, Order::Debit(debit)
                            if debit.request.as_str() == entry.request && debit.key.as_str() == entry.key)
                        };
                        let at = if entered { found.iter().position(is_its) } else { None };
                        let answer = at.map(|at| found.remove(at).balance);
                        self.debits.fetch_add(u64::from(answer.is_some()), Ordering::Relaxed);
                        drop(caller.send(match answer {
                            Some(balance) => Ok(Answer::Charged(Charged::Done { balance })),
                            None => Err(cut_off.clone()),
                        }));
                    }
                    return;
                }
                Err(_) if self.closed.load(Ordering::Acquire) => return, // unanswered, as by a kill
                Err(fault) => {
                    let error = Error::from(fault);
                    tracing::warn!(%error, "whether a batch of the ledger was written is not known yet");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(PAUSE_MOST);
                }
            }
        }
    }
}

/// Waits a little longer each time, for another transaction to end.
async fn pause(tried: u32) {
    tokio::time::sleep(Duration::from_millis(u64::from(tried * tried))).await;
}

/// An entry of a batch: whose it is, and the balance after it.
struct Written {
    request: String,
    key: String,
    balance: u64,
}

/// The entries of a batch. Old ones are looked through without keeping anybody waiting; then the lock waits for a
/// transaction that is still to end. Where none was written the generation moves on, which a statement that is still to
/// come is refused by.
async fn look_for(pool: &Pool, workspace: WorkspaceId, batch: i64) -> Work<Vec<Written>> {
    let entries = "SELECT entries FROM balances WHERE workspace = $1";
    let before = |db: Arc<Db>| async move {
        let Some(row) = db.one(entries, &[&workspace.0]).await? else { return Ok((Vec::new(), 0)) };
        let newest: i64 = get(&row, 0)?;
        Ok((entries_of(&db, workspace, batch, newest - BACK).await?, newest))
    };
    let (found, newest) = transaction::run(pool, Kind::READ.much(), before).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let since = |db: Arc<Db>| async move {
        if db.one(&format!("{entries} FOR UPDATE"), &[&workspace.0]).await?.is_none() {
            return Ok(Vec::new());
        }
        let found = entries_of(&db, workspace, batch, newest).await?;
        if found.is_empty() {
            super::upkeep::move_on(&db, workspace).await?;
        }
        Ok(found)
    };
    transaction::run(pool, Kind::WRITE, since).await
}

async fn entries_of(db: &Db, workspace: WorkspaceId, batch: i64, after: i64) -> Work<Vec<Written>> {
    let find = "SELECT request_id, key_id, balance_after FROM ledger
                WHERE workspace = $1 AND id > $2 AND batch = $3 ORDER BY id";
    let rows = db.all(find, &[&workspace.0, &after, &batch]).await?;
    let entry = |row| Ok(Written { request: get(row, 0)?, key: get(row, 1)?, balance: number(row, 2)? });
    rows.iter().map(entry).collect()
}

fn refuse(batch: Vec<Waiting>, error: &Error) {
    tracing::error!(%error, orders = batch.len(), "a batch of the ledger was not written");
    for (_, caller) in batch {
        drop(caller.send(Err(error.clone())));
    }
}
