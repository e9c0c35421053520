//! An account's line to its source, for the time of one sync or one read: makes calls one page at a time or side by
//! side, within the manners, and tries again what may pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use backon::BackoffBuilder as _;
use kith_model::Timestamp;
use kith_sources::{Ask, Hint, Page, Source, SourceError};
use kith_store::Account;
use tokio::sync::Mutex;

use super::gate::{Gate, midnight};
use super::keeper::{Known, Remedy};
use super::trouble::Trouble;
use super::{LINKEDIN, Upstream};
use crate::Engine;

/// No wait is longer: what lasts longer is a hold.
const LONGEST: Duration = Duration::from_mins(1);
/// Waits for a token that was just issued: 5, 10, 20 seconds.
const SETTLING: [u64; 3] = [5, 10, 20];
/// So many other tokens are tried in place of one that was refused.
const MOST_CHANGES: u32 = 1;
/// Calls of the day's budget that a sync takes at a time.
const BLOCK: u32 = 16;

/// The line.
pub(crate) struct Line<'e> {
    engine: &'e Engine,
    upstream: &'e Upstream,
    account: Account,
    source: Arc<dyn Source>,
    service: String,
    gate: Arc<Gate>,
    known: Mutex<Known>,
    /// From then on nothing is waited for.
    deadline: Option<Timestamp>,
    /// How many calls are taken from the day's budget at a time.
    block: u32,
    /// Set when kith is to stop: nothing new is begun.
    stopping: Option<Arc<AtomicBool>>,
    calls: AtomicU32,
}

impl Engine {
    /// Opens an account's line, unless it is known that no call would be answered.
    pub(crate) async fn line(
        &self,
        account: &Account,
        deadline: Option<Timestamp>,
        stopping: Option<Arc<AtomicBool>>,
    ) -> Result<Line<'_>, Trouble> {
        if account.needs_authorization {
            return Err(Trouble::Unauthorized);
        }
        let upstream = self.upstream()?;
        let held = self.store.source_state(account.key).await?.held_until;
        if let Some(until) = held.filter(|until| *until > self.clock.now()) {
            return Err(Trouble::Held(until));
        }
        Ok(Line {
            engine: self,
            upstream,
            source: upstream.source(account)?,
            service: format!(
                "{} at {}",
                account.source.as_str(),
                account.base_url.as_deref().unwrap_or(LINKEDIN)
            ),
            gate: upstream.gate(account.key),
            known: Mutex::new(self.known_tokens(account).await?),
            account: account.clone(),
            block: if deadline.is_some() { 1 } else { BLOCK },
            deadline,
            stopping,
            calls: AtomicU32::new(0),
        })
    }
}

impl Line<'_> {
    /// Reads one page, however many tries that takes.
    pub(crate) async fn page(&self, ask: Ask) -> Result<Page, Trouble> {
        self.tried(|token| {
            let source = Arc::clone(&self.source);
            async move { source.page(&token, ask).await }
        })
        .await
    }

    /// Asks for a hint.
    pub(crate) async fn hint(&self, since: i64) -> Result<Option<Hint>, Trouble> {
        self.tried(|token| {
            let source = Arc::clone(&self.source);
            async move { source.hint(&token, since).await }
        })
        .await
    }

    /// Calls made so far, those that failed included.
    pub(crate) fn calls(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Gives back what was taken of the day's budget and not used.
    pub(crate) async fn end(&self) {
        if let Err(trouble) = self.gate.give_back(&*self.engine.store, self.account.key).await {
            tracing::warn!(reason = trouble.reason(), "calls that were not made could not be given back");
        }
    }

    async fn tried<T, F>(&self, call: impl Fn(secrecy::SecretString) -> F) -> Result<T, Trouble>
    where
        F: Future<Output = Result<T, SourceError>>,
    {
        let settings = &self.upstream.settings;
        let mut pauses = backon::ExponentialBuilder::default()
            .with_min_delay(settings.retry_base)
            .with_max_delay(LONGEST)
            .with_max_times(settings.retries as usize)
            .with_jitter()
            .build();
        let mut settling = SETTLING.into_iter();
        let mut changes = 0;
        loop {
            let (version, token) = match self.token().await {
                Ok(known) => known,
                // The token endpoint, too, may have a bad moment.
                Err(Trouble::Source(error)) if error.is_transient() => match pauses.next() {
                    Some(pause) => {
                        self.wait(pause).await?;
                        continue;
                    }
                    None => return Err(Trouble::Source(error)),
                },
                Err(trouble) => return Err(trouble),
            };
            let answer = {
                let _place = self.enter().await?;
                self.calls.fetch_add(1, Ordering::Relaxed);
                call(token).await
            };
            let error = match answer {
                Ok(answer) => {
                    self.note(true);
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let faulty = matches!(
                error,
                SourceError::Failed { .. }
                    | SourceError::TimedOut
                    | SourceError::Broken
                    | SourceError::Garbled(_)
            );
            self.note(!faulty);
            metrics::counter!("kith_upstream_failures_total", "source" => self.account.source.as_str())
                .increment(1);
            match error {
                SourceError::Unauthorized(fault) => {
                    // New tokens that are refused as the old ones were lead nowhere.
                    if changes > MOST_CHANGES {
                        return self.engine.give_up(&self.account, version).await;
                    }
                    let pause = settling.next();
                    let mut known = self.known.lock().await;
                    let remedy = self
                        .engine
                        .remedy(&self.account, &mut known, version, fault, pause.is_some())
                        .await?;
                    drop(known);
                    match (remedy, pause) {
                        (Remedy::Wait, Some(seconds)) => self.wait(Duration::from_secs(seconds)).await?,
                        _ => changes += 1,
                    }
                }
                SourceError::Throttled { retry_after } => {
                    let pause = match retry_after {
                        Some(told) if told > LONGEST => None,
                        told => pauses.next().map(|pause| told.unwrap_or_default().max(pause)),
                    };
                    match pause {
                        Some(pause) => self.wait(pause).await?,
                        None => return Err(self.hold(retry_after).await?),
                    }
                }
                error if error.is_transient() => match pauses.next() {
                    Some(pause) => self.wait(pause).await?,
                    None => return Err(Trouble::Source(error)),
                },
                error => return Err(Trouble::Source(error)),
            }
        }
    }

    async fn token(&self) -> Result<(i64, secrecy::SecretString), Trouble> {
        let mut known = self.known.lock().await;
        let token = self.engine.usable(&self.account, &mut known).await?;
        Ok((known.version, token))
    }

    /// Waits for a place among the account's calls, within its pace, its budget and what its service can bear.
    async fn enter(&self) -> Result<tokio::sync::SemaphorePermit<'_>, Trouble> {
        let settings = &self.upstream.settings;
        let place = self.gate.side_by_side.acquire().await;
        let place = place.map_err(|_| Trouble::Ours(crate::Error::Unavailable))?;
        let now = self.engine.clock.now();
        let own = self.gate.pace.take(settings.calls_per_minute, now);
        let store = &*self.engine.store;
        let shared = self.engine.shared.then_some(store);
        let service = self.upstream.service_pace(shared, &self.service, now).await?;
        self.wait(own.max(service)).await?;
        let now = self.engine.clock.now();
        self.gate.take(store, self.account.key, now, self.block, settings.calls_per_day).await?;
        // Last, for whoever is let in to try a service that failed must try it.
        self.upstream.breakers.admit(&self.service, now).map_err(Trouble::Broken)?;
        Ok(place)
    }

    async fn wait(&self, pause: Duration) -> Result<(), Trouble> {
        if self.is_stopping() {
            return Err(Trouble::Stopping);
        }
        if self.deadline.is_some_and(|deadline| self.engine.clock.now() + pause >= deadline) {
            return Err(Trouble::Late);
        }
        if !pause.is_zero() {
            self.upstream.timer.sleep(pause).await;
        }
        Ok(())
    }

    fn note(&self, worked: bool) {
        self.upstream.breakers.note(&self.service, worked, self.engine.clock.now());
    }

    /// Leaves the source alone, as long as it asked for, else as is set.
    async fn hold(&self, told: Option<Duration>) -> Result<Trouble, Trouble> {
        let now = self.engine.clock.now();
        // The server's word counts where it is a long one; a short one that was heeded in vain does not.
        let told = told.filter(|told| *told > LONGEST).map(|told| told.min(Duration::from_hours(24)));
        let until = match told.or(self.upstream.settings.throttle_hold) {
            Some(hold) => now + hold,
            None => midnight(now),
        };
        self.engine.store.hold_source(self.account.key, until).await?;
        tracing::warn!(account = self.account.id.as_str(), %until, "the source was called too often; it is left alone");
        Ok(Trouble::Held(until))
    }

    /// Whether kith is about to stop.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.as_ref().is_some_and(|stopping| stopping.load(Ordering::Relaxed))
    }
}
