//! The ledger. Debits that arrive while a commit runs form the next batch: one transaction, one fsync, many
//! answers, each given only after the commit. The balance check is inside the transaction.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use async_trait::async_trait;
use kith_model::{Credits, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use tokio::sync::oneshot;

use super::rows::Micros;
use super::{Inner, SqliteStore, replies, upkeep};
use crate::{Balance, Charged, Debit, Entry, EntryKind, Error, Ledger, Result};

/// The most debits in one commit: bounds how long the first of them waits.
const MOST: usize = 512;

/// A batch of so many means that many callers are at work, and that more debits are on their way.
const CROWD: usize = 8;
/// How long the next batch then gathers them, for each caller of the last one and at the most. A caller alone
/// never waits, and in a crowd the time is spent on the pages of others.
const LINGER: Duration = Duration::from_micros(10);
const LINGER_MOST: Duration = Duration::from_micros(400);

type Waiting = (Debit, oneshot::Sender<Result<Charged>>);

/// The thread that charges, and the queue in front of it.
pub(super) struct Batcher {
    queue: Mutex<Option<mpsc::Sender<Waiting>>>,
    thread: Mutex<Option<std::thread::JoinHandle<()>>>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    debits: AtomicU64,
    commits: AtomicU64,
}

impl Batcher {
    pub(super) fn start(inner: Arc<Inner>) -> Result<Self> {
        let (queue, arriving) = mpsc::channel::<Waiting>();
        let counts = Arc::<Counts>::default();
        let tally = Arc::clone(&counts);
        let thread = std::thread::Builder::new()
            .name("ledger".into())
            .spawn(move || serve(&inner, &arriving, &tally))
            .map_err(|error| Error::Unavailable(error.to_string()))?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)), counts })
    }

    /// Ends the thread once all that waits is answered.
    pub(super) fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(_)) = thread.map(std::thread::JoinHandle::join) {
            tracing::error!("the ledger's thread had panicked");
        }
    }

    fn send(&self, waiting: Waiting) -> Result<()> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = queue.as_ref().and_then(|queue| queue.send(waiting).ok());
        sent.ok_or_else(|| Error::Unavailable("the ledger has stopped".into()))
    }
}

impl Drop for Batcher {
    fn drop(&mut self) {
        self.stop();
    }
}

fn serve(inner: &Inner, arriving: &mpsc::Receiver<Waiting>, counts: &Counts) {
    let mut batch = Vec::with_capacity(MOST);
    let mut last = 0;
    while let Ok(first) = arriving.recv() {
        batch.push(first);
        if last >= CROWD {
            std::thread::sleep((LINGER * u32::try_from(last).unwrap_or(u32::MAX)).min(LINGER_MOST));
        }
        batch.extend(arriving.try_iter().take(MOST - 1));
        last = batch.len();
        if let Err(error) = settle(inner, &mut batch, counts) {
            tracing::error!(%error, debits = batch.len(), "a batch of debits was not written");
            if matches!(error, Error::Unavailable(_)) {
                let text = error.to_string();
                let refused = || Err(Error::Unavailable(text.clone()));
                batch.drain(..).for_each(|(_, caller)| drop(caller.send(refused())));
            } else {
                // One that can't be written must not take the others with it.
                for waiting in batch.drain(..) {
                    let mut alone = vec![waiting];
                    if let (Err(error), Some((_, caller))) = (settle(inner, &mut alone, counts), alone.pop())
                    {
                        drop(caller.send(Err(error)));
                    }
                }
            }
        }
    }
}

/// Charges a batch and answers it; on an error nothing is charged, and nobody answered.
fn settle(inner: &Inner, batch: &mut Vec<Waiting>, counts: &Counts) -> Result<()> {
    let answers = inner.with_writer(|writer| charge(writer, batch))?;
    let done = answers.iter().filter(|answer| matches!(answer, Charged::Done { .. })).count() as u64;
    counts.debits.fetch_add(done, Ordering::Relaxed);
    counts.commits.fetch_add(u64::from(done > 0), Ordering::Relaxed);
    // A caller that went away meanwhile has still paid: its page was ready.
    batch.drain(..).zip(answers).for_each(|((_, caller), answer)| drop(caller.send(Ok(answer))));
    Ok(())
}

/// A balance in the course of a batch.
struct Running {
    balance: Credits,
    consumed: Credits,
    entries: i64,
}

fn charge(writer: &mut Connection, batch: &[Waiting]) -> Result<Vec<Charged>> {
    let db = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let generation = upkeep::generation(&db)?;
    let mut running = HashMap::new();
    let mut answers = Vec::with_capacity(batch.len());
    for (debit, _) in batch {
        let holds = debit.generation == generation || still_holds(&db, debit)?;
        answers.push(if holds { one(&db, &mut running, debit)? } else { Charged::Stale });
    }
    let mut update =
        db.prepare_cached("UPDATE balances SET balance = ?, consumed = ?, entries = ? WHERE workspace = ?")?;
    for (workspace, now) in &running {
        update.execute(params![now.balance, now.consumed, now.entries, workspace.0])?;
    }
    drop(update);
    db.commit()?;
    Ok(answers)
}

/// Whether what a debit rests on is as its caller saw it, although something else has changed.
fn still_holds(db: &Transaction<'_>, debit: &Debit) -> Result<bool> {
    let Some(grounds) = debit.grounds else { return Ok(false) };
    let holds = "SELECT 1 FROM accounts a JOIN snapshots s ON s.account = a.n
                 WHERE a.workspace = ?1 AND a.n = ?2 AND NOT a.paused AND s.seq = ?3 AND (NOT ?4 OR a.head = ?3)
                 AND EXISTS (SELECT 1 FROM keys k WHERE k.workspace = ?1 AND k.id = ?5 AND k.revoked_at IS NULL)";
    let facts = params![
        debit.workspace.0,
        grounds.account.number,
        grounds.snapshot,
        grounds.newest,
        debit.key.as_str()
    ];
    Ok(db.prepare_cached(holds)?.exists(facts)?)
}

fn one(db: &Transaction<'_>, running: &mut HashMap<WorkspaceId, Running>, debit: &Debit) -> Result<Charged> {
    let now = match running.entry(debit.workspace) {
        std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
        std::collections::hash_map::Entry::Vacant(new) => {
            let find = "SELECT balance, consumed, entries FROM balances WHERE workspace = ?";
            let row = |row: &rusqlite::Row<'_>| {
                Ok(Running { balance: row.get(0)?, consumed: row.get(1)?, entries: row.get(2)? })
            };
            match db.prepare_cached(find)?.query_row([debit.workspace.0], row).optional()? {
                Some(found) => new.insert(found),
                None => return Ok(Charged::Stale), // erased with its workspace
            }
        }
    };
    let Some(left) = now.balance.checked_sub(debit.credits) else {
        // A twin that was charged has paid for this one too, whatever it left.
        let twin = replies::has_twin(db, debit.workspace, debit.remember.as_ref())?;
        return Ok(if twin { Charged::Twin } else { Charged::Short { balance: now.balance } });
    };
    if !replies::keep(db, debit.workspace, debit.remember.as_ref())? {
        return Ok(Charged::Twin);
    }
    if debit.credits == 0 {
        return Ok(Charged::Done { balance: left });
    }
    now.balance = left;
    now.consumed += debit.credits;
    now.entries += 1;
    db.prepare_cached("INSERT INTO ledger VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        debit.workspace.0,
        now.entries,
        debit.credits,
        left,
        debit.request.as_str(),
        debit.key.as_str(),
        debit.account.as_str(),
        debit.action,
        Micros(debit.at)
    ])?;
    Ok(Charged::Done { balance: left })
}

/// Adds credits, as an entry of its own; none are no entry.
pub(super) fn grant(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    credits: Credits,
    at: Timestamp,
) -> Result<Option<Balance>> {
    if credits == 0 {
        return balance(db, workspace);
    }
    let add = "UPDATE balances SET balance = balance + ?1, granted = granted + ?1, entries = entries + 1
               WHERE workspace = ?2 RETURNING entries";
    let id: Option<i64> = db.query_row(add, params![credits, workspace.0], |row| row.get(0)).optional()?;
    let (Some(id), Some(balance)) = (id, balance(db, workspace)?) else { return Ok(None) };
    db.execute(
        "INSERT INTO ledger (workspace, id, debit, credits, balance_after, at) VALUES (?, ?, 0, ?, ?, ?)",
        params![workspace.0, id, credits, balance.balance, Micros(at)],
    )?;
    Ok(Some(balance))
}

fn balance(db: &Transaction<'_>, workspace: WorkspaceId) -> Result<Option<Balance>> {
    let find = "SELECT balance, granted, consumed FROM balances WHERE workspace = ?";
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Balance { balance: row.get(0)?, granted: row.get(1)?, consumed: row.get(2)? })
    };
    Ok(db.prepare_cached(find)?.query_row([workspace.0], row).optional()?)
}

#[async_trait]
impl Ledger for SqliteStore {
    async fn debit(&self, debit: Debit) -> Result<Charged> {
        let (caller, answer) = oneshot::channel();
        self.ledger.send((debit, caller))?;
        answer.await.map_err(|_| Error::Unavailable("the ledger has stopped".into()))?
    }

    async fn grant(
        &self,
        workspace: WorkspaceId,
        credits: Credits,
        at: Timestamp,
    ) -> Result<Option<Balance>> {
        self.write(move |db| grant(db, workspace, credits, at)).await
    }

    async fn balance(&self, workspace: WorkspaceId) -> Result<Balance> {
        self.read(move |db| Ok(balance(db, workspace)?.unwrap_or_default())).await
    }

    async fn entries(&self, workspace: WorkspaceId, limit: u32, before: Option<i64>) -> Result<Vec<Entry>> {
        self.read(move |db| {
            let mut page = db.prepare_cached(
                "SELECT id, debit, credits, balance_after, request_id, key_id, account_id, action, at
                 FROM ledger WHERE workspace = ? AND id < ? ORDER BY id DESC LIMIT ?",
            )?;
            let rows = page.query_map(params![workspace.0, before.unwrap_or(i64::MAX), limit], |row| {
                Ok(Entry {
                    id: row.get(0)?,
                    kind: if row.get(1)? { EntryKind::Debit } else { EntryKind::Grant },
                    credits: row.get(2)?,
                    balance_after: row.get(3)?,
                    request_id: row.get(4)?,
                    key_id: row.get(5)?,
                    account_id: row.get(6)?,
                    action: row.get(7)?,
                    at: row.get::<_, Micros>(8)?.0,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    fn debits_and_commits(&self) -> (u64, u64) {
        (
            self.ledger.counts.debits.load(Ordering::Relaxed),
            self.ledger.counts.commits.load(Ordering::Relaxed),
        )
    }
}
