//! The ledger's thread. Orders that arrive while a commit runs form the next batch: one transaction, one fsync, many
//! answers, each given only after the commit. What an order does is no matter of this file.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;

use super::Inner;
use super::charges::{self, Answer, Order};
use crate::{Charged, Error, Result};

/// The most orders in one commit: bounds how long the first of them waits.
const MOST: usize = 512;

/// A batch of so many means that many callers are at work, and that more orders are on their way.
const CROWD: usize = 8;
/// How long the next batch then gathers them, for each caller of the last one and at the most. A caller alone
/// never waits, and in a crowd the time is spent on the pages of others.
const LINGER: Duration = Duration::from_micros(10);
const LINGER_MOST: Duration = Duration::from_micros(400);

type Waiting = (Order, oneshot::Sender<Result<Answer>>);

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

    /// Puts an order in and waits for its answer.
    pub(super) async fn ask(&self, order: Order) -> Result<Answer> {
        let stopped = || Error::Unavailable("the ledger has stopped".into());
        let (caller, answer) = oneshot::channel();
        {
            let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.as_ref().and_then(|queue| queue.send((order, caller)).ok()).ok_or_else(stopped)?;
        }
        answer.await.map_err(|_| stopped())?
    }

    /// Debits that were charged, and the commits that they shared.
    pub(super) fn debits_and_commits(&self) -> (u64, u64) {
        (self.counts.debits.load(Ordering::Relaxed), self.counts.commits.load(Ordering::Relaxed))
    }

    /// Ends the thread once all that waits is answered.
    pub(super) fn stop(&self) {
        drop(self.queue.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Err(_)) = thread.map(std::thread::JoinHandle::join) {
            tracing::error!("the ledger's thread had panicked");
        }
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
            tracing::error!(%error, orders = batch.len(), "a batch of the ledger was not written");
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

/// Does a batch and answers it; on an error nothing is done, and nobody answered.
fn settle(inner: &Inner, batch: &mut Vec<Waiting>, counts: &Counts) -> Result<()> {
    let answers =
        inner.with_writer(|writer| charges::settle(writer, batch.iter().map(|(order, _)| order)))?;
    let charged = |answer: &&Answer| matches!(answer, Answer::Charged(Charged::Done { .. }));
    let done = answers.iter().filter(charged).count() as u64;
    counts.debits.fetch_add(done, Ordering::Relaxed);
    counts.commits.fetch_add(u64::from(done > 0), Ordering::Relaxed);
    // A caller that went away meanwhile has still paid: its page was ready.
    batch.drain(..).zip(answers).for_each(|((_, caller), answer)| drop(caller.send(Ok(answer))));
    Ok(())
}
