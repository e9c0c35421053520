//! `list_connections`: one page of one snapshot, newest first. How it is charged is not known here (`paid`).

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use kith_model::{AccountId, Chunk, Credits, Pagination, SnapshotId, Timestamp, Window, credits, manifest};
use kith_store::{Account, Mode, Snapshot, SourceKind};

use crate::cache::View;
use crate::off_thread::off_thread;
use crate::paid::{Paid, SnapshotRead};
use crate::render::{Fields, Rendered};
use crate::retry::jiff_seconds;
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

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

/// A page of more stretches than this, each of fewer rows than this, is scattered.
const SCATTERED: usize = 8;

/// Rows of one chunk, encoded.
pub(crate) type Slice = (Arc<Rendered>, Range<usize>);

/// A page.
pub struct ConnectionsPage {
    view: Arc<View>,
    slices: Vec<Slice>,
    /// The numbers of the page.
    pub pagination: Pagination,
    /// How many connections there are to page through.
    pub total_available: u32,
    /// Pictures that had expired by then are left out.
    at: Timestamp,
}

impl ConnectionsPage {
    /// A page of rows that are at hand.
    pub(crate) fn of(
        view: Arc<View>,
        slices: Vec<Slice>,
        pagination: Pagination,
        total_available: u32,
        at: Timestamp,
    ) -> Self {
        Self { view, slices, pagination, total_available, at }
    }

    /// Its price.
    pub(crate) fn price(&self) -> Credits {
        credits::price(self.pagination.count)
    }

    /// Appends the rows as JSON, with commas between them, in pieces that share the cache's memory. Rows that lie
    /// scattered are copied together: to send a thousand small pieces costs more.
    pub fn pieces(&self, out: &mut Vec<Bytes>) {
        if self.slices.len() > SCATTERED && self.pagination.count as usize / self.slices.len() < SCATTERED {
            let mut all = Vec::with_capacity(self.pagination.count as usize * 256);
            for (rows, range) in &self.slices {
                if !all.is_empty() {
                    all.push(b',');
                }
                all.extend_from_slice(&rows.piece(range, self.view.pictures.as_ref(), self.at));
            }
            return out.push(all.into());
        }
        for (at, (rows, range)) in self.slices.iter().enumerate() {
            if at > 0 {
                out.push(Bytes::from_static(b","));
            }
            out.push(rows.piece(range, self.view.pictures.as_ref(), self.at));
        }
    }
}

impl SnapshotRead for ListConnections {
    const ACTION: &'static str = "list_connections";
    type Answer = ConnectionsPage;

    fn account(&self) -> &AccountId {
        &self.account
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        self.snapshot.as_ref()
    }

    fn wants_credit_first(&self) -> bool {
        false
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        at: Timestamp,
    ) -> Result<(ConnectionsPage, Credits)> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let total = snapshot.manifest.total();
        let rows = self.window.within(total);
        let pagination = Pagination::of(self.window, rows.end - rows.start, total);
        let slices = engine.slices(tenant, view, snapshot, rows, self.fields).await?;
        let page = ConnectionsPage::of(Arc::clone(view), slices, pagination, total, at);
        let price = page.price();
        Ok((page, price))
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
    ) -> Result<Paid<ConnectionsPage>> {
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
        self.read_view(caller, ask, view).await
    }

    /// The account, and the snapshot of it that is asked for, as of the caller's generation.
    pub(crate) async fn view(
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

    /// Rows of a snapshot, encoded with these fields.
    pub(crate) async fn slices(
        &self,
        tenant: &Tenant,
        view: &View,
        snapshot: &Snapshot,
        rows: Range<u32>,
        fields: Fields,
    ) -> Result<Vec<Slice>> {
        let most = (rows.end - rows.start) as usize / 100 + 2;
        self.encoded(tenant, view, snapshot.manifest.slices(rows), most, fields).await
    }

    /// Rows of a snapshot's chunks, about `most` stretches of them, encoded with these fields.
    pub(crate) async fn encoded(
        &self,
        tenant: &Tenant,
        view: &View,
        wanted: impl Iterator<Item = manifest::Slice> + Send,
        most: usize,
        fields: Fields,
    ) -> Result<Vec<Slice>> {
        let (account, erasures) = (view.account.key, tenant.erasures());
        let mut slices = Vec::with_capacity(most);
        let mut missing = Vec::new();
        for slice in wanted {
            let rows = self.caches.rows(&(account, slice.chunk, fields));
            if rows.is_none() {
                missing.push((slices.len(), slice.chunk));
            }
            slices.push((rows, slice.rows));
        }
        if !missing.is_empty() {
            let names: Vec<_> = missing.iter().map(|(_, chunk)| *chunk).collect();
            let bodies = self.store.chunks(account, &names).await?;
            let opened = off_thread(move || {
                let open = |(id, body): (_, Vec<u8>)| -> Result<_> {
                    Ok((id, Arc::new(Rendered::of(&Chunk::open(id, &body)?, fields))))
                };
                bodies.into_iter().map(open).collect::<Result<std::collections::HashMap<_, _>>>()
            })
            .await??;
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
