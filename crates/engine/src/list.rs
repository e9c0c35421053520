//! `list_connections`: one page of one snapshot, charged before it is handed out.
//! What the caches say is checked by the charge itself, in its transaction; what is free is checked by itself.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use kith_model::{AccountId, Chunk, Pagination, Scope, SnapshotId, Timestamp, Window, clock, credits};
use kith_store::{Account, Charged, Debit, Grounds, Mode, Snapshot, SourceKind};
use serde::{Deserialize, Serialize};

use crate::cache::View;
use crate::render::{Fields, Rendered};
use crate::retry::jiff_seconds;
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

/// The action's name, at every layer.
pub(crate) const ACTION: &str = "list_connections";

/// How often a page is tried anew when what it rests on changes meanwhile.
const ROUNDS: u32 = 8;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListConnections {
    /// Of which account.
    pub account: AccountId,
    /// Which rows.
    pub window: Window,
    /// Which keys beyond the four.
    pub fields: Fields,
    /// Of which snapshot; `None`: the newest.
    pub snapshot: Option<SnapshotId>,
    /// Whether a mirror may answer (`params.use_cache`). Where `false`, a source that can be read live is.
    pub use_cache: bool,
}

/// A page, paid for.
pub struct ConnectionsPage {
    view: Arc<View>,
    slices: Vec<(Arc<Rendered>, Range<usize>)>,
    /// The numbers of the page.
    pub pagination: Pagination,
    /// How many connections the snapshot has.
    pub total_available: u32,
    /// What was paid, now or by the twin that this repeats.
    pub credits: u64,
    /// When the page was made; pictures that had expired by then are left out.
    pub at: Timestamp,
    /// Whether an earlier twin paid.
    pub replayed: bool,
    /// The snapshot that it is of; `None` of a live read.
    pub snapshot: Option<SnapshotId>,
}

/// What is kept of a page under an idempotency key, be it empty: enough to make the page anew.
#[derive(Serialize, Deserialize)]
struct KeptPage {
    snapshot: SnapshotId,
    at_micros: i64,
    credits: u64,
}

impl ConnectionsPage {
    /// A page that was just read from the source, and is not paid yet.
    pub(crate) fn live(
        view: Arc<View>,
        slices: Vec<(Arc<Rendered>, Range<usize>)>,
        pagination: Pagination,
        total_available: u32,
        at: Timestamp,
    ) -> Self {
        let credits = credits::price(pagination.count);
        Self { view, slices, pagination, total_available, credits, at, replayed: false, snapshot: None }
    }

    /// The same, paid.
    pub(crate) fn paid(self, credits: u64, replayed: bool) -> Self {
        Self { credits, replayed, ..self }
    }

    /// Appends the rows as JSON, with commas between them, in pieces that share the cache's memory.
    pub fn pieces(&self, out: &mut Vec<Bytes>) {
        for (at, (rows, range)) in self.slices.iter().enumerate() {
            if at > 0 {
                out.push(Bytes::from_static(b","));
            }
            out.push(rows.piece(range, self.view.pictures.as_ref(), self.at));
        }
    }
}

impl Engine {
    /// Reads a page of an account's connections, newest first, and charges for it.
    ///
    /// An offset at or past the end gives an empty page, which is free.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::Paused`], [`Error::NotReady`], [`Error::SnapshotExpired`],
    /// [`Error::InsufficientCredits`], [`Error::IdempotencyConflict`]; [`Error::InvalidKey`] or
    /// [`Error::Forbidden`] if the key ended meanwhile. Nothing is charged on any of them.
    pub async fn list_connections(
        self: &Arc<Self>,
        caller: &Caller,
        ask: &ListConnections,
    ) -> Result<ConnectionsPage> {
        let turn = self.turn_alone(caller.workspace(), caller.retry.as_ref()).await;
        let view = self.view(caller, &ask.account, ask.snapshot.as_ref()).await;
        if let Ok(view) = &view
            && is_read_live(&view.account, ask)?
        {
            // Carried to its end also when its caller goes away: others may share what it fetches.
            let (engine, caller, ask) = (Arc::clone(self), caller.clone(), ask.clone());
            let account = view.account.clone();
            let read = tokio::spawn(async move {
                let _turn = turn;
                engine.list_live(&caller, &ask, &account).await
            });
            return read.await.map_err(|error| Error::Internal(error.to_string()))?;
        }
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
        // What the page rests on has changed since the caches were filled: once more, by what the store says now.
        for _ in 0..ROUNDS {
            let caller = self.again(caller).await?;
            caller.needs(Scope::Read)?;
            let attempt = match self.view(&caller, &ask.account, ask.snapshot.as_ref()).await {
                Ok(view) => self.attempt(&caller, ask, view).await,
                Err(error) => Err(error),
            };
            match attempt {
                Ok(Attempt::Paid(page) | Attempt::Free(page)) => return Ok(page),
                Ok(Attempt::Stale) => {}
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

    async fn attempt(&self, caller: &Caller, ask: &ListConnections, view: Arc<View>) -> Result<Attempt> {
        if view.account.paused {
            return Err(Error::Paused);
        }
        // Kept a day longer than it may be read, so that a page sold at the last moment can be repeated.
        let superseded = view.snapshot.as_ref().and_then(|snapshot| snapshot.superseded_at);
        if ask.snapshot.is_some() && superseded.is_some_and(|at| at < self.readable_since()) {
            return Err(Error::SnapshotExpired);
        }
        let page = self.page(&caller.known.tenant, view, ask, self.clock.now()).await?;
        if page.credits == 0 && caller.retry.is_none() {
            return Ok(Attempt::Free(page));
        }
        let Some(snapshot) = page.view.snapshot.as_ref() else { return Err(Error::NotReady) };
        let kept = KeptPage {
            snapshot: snapshot.id.clone(),
            at_micros: page.at.as_microsecond(),
            credits: page.credits,
        };
        let debit = Debit {
            workspace: caller.workspace(),
            credits: page.credits,
            request: caller.request.clone(),
            key: caller.known.key.id.clone(),
            account: ask.account.clone(),
            action: ACTION,
            at: page.at,
            generation: caller.generation(),
            grounds: Some(Grounds {
                account: page.view.account.key,
                snapshot: Some(snapshot.seq),
                newest: ask.snapshot.is_none(),
            }),
            remember: self.remember(caller.retry.as_ref(), Some(page.view.account.key), &kept)?,
            hold: None,
        };
        match self.store.debit(debit).await? {
            Charged::Done { .. } => {
                caller.known.paid(page.at.as_microsecond());
                self.consumed.increment(page.credits);
                Ok(Attempt::Paid(page))
            }
            Charged::Short { balance } => Err(Error::InsufficientCredits { needed: page.credits, balance }),
            Charged::Stale => Ok(Attempt::Stale),
            Charged::Twin => Ok(Attempt::Twin),
        }
    }

    /// The page that a twin was charged for, made anew; also where the account was paused since.
    async fn repeat(
        &self,
        caller: &Caller,
        ask: &ListConnections,
        kept: KeptPage,
    ) -> Result<ConnectionsPage> {
        let at = clock::from_micros(kept.at_micros);
        for _ in 0..ROUNDS {
            let caller = self.again(caller).await?;
            let view = self.view(&caller, &ask.account, Some(&kept.snapshot)).await?;
            match self.page(&caller.known.tenant, view, ask, at).await {
                Ok(page) => return Ok(ConnectionsPage { credits: kept.credits, replayed: true, ..page }),
                Err(Error::Internal(_)) if !self.is_unchanged(&caller).await? => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::Unavailable)
    }

    async fn page(
        &self,
        tenant: &Tenant,
        view: Arc<View>,
        ask: &ListConnections,
        at: Timestamp,
    ) -> Result<ConnectionsPage> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let total = snapshot.manifest.total();
        let rows = ask.window.within(total);
        let count = rows.end - rows.start;
        Ok(ConnectionsPage {
            slices: self.slices(tenant, &view, snapshot, rows, ask.fields).await?,
            pagination: Pagination::of(ask.window, count, total),
            total_available: total,
            credits: credits::price(count),
            at,
            replayed: false,
            snapshot: Some(snapshot.id.clone()),
            view,
        })
    }

    /// The account, and the snapshot of it that is asked for, as of the caller's generation.
    async fn view(
        &self,
        caller: &Caller,
        account: &AccountId,
        snapshot: Option<&SnapshotId>,
    ) -> Result<Arc<View>> {
        let (workspace, generation) = (caller.workspace(), caller.generation());
        if let Some(view) = self.caches.view(workspace, account, snapshot, generation) {
            return Ok(view);
        }
        let erasures = caller.known.tenant.erasures();
        let account = self.store.account(workspace, account).await?.ok_or(Error::NoAccount)?;
        let found = match account.head {
            Some(_) => self.store.snapshot(account.key, snapshot).await?,
            None => None,
        };
        if found.is_none() && snapshot.is_some() && account.head.is_some() && !account.paused {
            return Err(Error::SnapshotExpired);
        }
        let pictures = if account.has_pictures {
            Some(crate::render::Pictures::of(self.store.pictures(account.key).await?))
        } else {
            None
        };
        let view = Arc::new(View { account, snapshot: found, pictures });
        // Any text may be asked for as a snapshot: only those that there are take a place.
        if view.snapshot.is_some() {
            self.caches.keep_view(&caller.known, erasures, snapshot, &view);
        }
        Ok(view)
    }

    async fn slices(
        &self,
        tenant: &Tenant,
        view: &View,
        snapshot: &Snapshot,
        rows: Range<u32>,
        fields: Fields,
    ) -> Result<Vec<(Arc<Rendered>, Range<usize>)>> {
        let (account, erasures) = (view.account.key, tenant.erasures());
        let mut slices = Vec::with_capacity((rows.end - rows.start) as usize / 100 + 2);
        let mut missing = Vec::new();
        for slice in snapshot.manifest.slices(rows) {
            let rows = self.caches.rows(&(account, slice.chunk, fields));
            if rows.is_none() {
                missing.push((slices.len(), slice.chunk));
            }
            slices.push((rows, slice.rows));
        }
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|(_, chunk)| *chunk).collect();
            let bodies = self.store.chunks(account, &names).await?;
            let opened = tokio::task::spawn_blocking(move || {
                let open = |(id, body): (_, Vec<u8>)| -> Result<_> {
                    Ok((id, Arc::new(Rendered::of(&Chunk::open(id, &body)?, fields))))
                };
                bodies.into_iter().map(open).collect::<Result<std::collections::HashMap<_, _>>>()
            });
            let opened = opened.await.map_err(|error| Error::Internal(error.to_string()))??;
            for (at, chunk) in missing {
                let missing = || Error::Internal(format!("chunk {chunk} is missing"));
                let rows = opened.get(&chunk).ok_or_else(missing)?;
                self.caches.keep_rows(tenant, erasures, (account, chunk, fields), rows);
                slices[at].0 = Some(Arc::clone(rows));
            }
        }
        Ok(slices.into_iter().filter_map(|(rows, range)| Some((rows?, range))).collect())
    }

    /// Snapshots that were superseded before this moment are no longer read.
    pub(crate) fn readable_since(&self) -> Timestamp {
        let hours = i64::from(self.settings.keep_snapshots_hours.max(24));
        self.clock.now() - jiff_seconds(hours * 3_600)
    }
}

enum Attempt {
    Paid(ConnectionsPage),
    Free(ConnectionsPage),
    Stale,
    Twin,
}

/// Whether the source itself is to be read: what a live account has, and what a mirror can be asked for.
fn is_read_live(account: &Account, ask: &ListConnections) -> Result<bool> {
    match account.mode {
        Mode::Live if ask.snapshot.is_some() => Err(Error::Invalid(
            "params.snapshot: this account is live and keeps no snapshots; leave it out".into(),
        )),
        Mode::Live => Ok(true),
        Mode::Mirror => Ok(!ask.use_cache && account.source == SourceKind::ConnectionsApi),
    }
}
