//! `search_connections`: a page of what a question finds in one snapshot. The snapshot's chunks are folded once and kept;
//! a question scans them. How it is charged is not known here (`paid`).

mod chunks;
mod folded;
mod get;
mod look_up;
mod question;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use kith_model::manifest::Slice as Stretch;
use kith_model::{AccountId, Credits, Pagination, SnapshotId, Timestamp, Window};
use kith_store::Snapshot;

use crate::cache::{Found, View};
use crate::list::{ConnectionsPage, Slice};
use crate::off_thread::off_thread;
use crate::paid::{Paid, SnapshotRead};
use crate::render::Fields;
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

pub(crate) use folded::{Folded, email_key, fingerprint};
pub use look_up::FoundConnections;
pub use question::{Question, Sort};

/// What is asked.
#[derive(Debug, Clone)]
pub struct SearchConnections {
    /// Of which account.
    pub account: AccountId,
    /// Who is looked for, in which order.
    pub question: Question,
    /// Which of those who are found.
    pub window: Window,
    /// Which keys beyond the four.
    pub fields: Fields,
    /// In which snapshot; `None`: the newest.
    pub snapshot: Option<SnapshotId>,
}

impl SnapshotRead for SearchConnections {
    const ACTION: &'static str = "search_connections";
    type Answer = ConnectionsPage;

    fn account(&self) -> &AccountId {
        &self.account
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        self.snapshot.as_ref()
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        at: Timestamp,
    ) -> Result<(ConnectionsPage, Credits)> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let found = engine.found(tenant, view, snapshot, &self.question).await?;
        let total = u32::try_from(found.len()).unwrap_or(u32::MAX);
        let Range { start, end } = self.window.within(total);
        let pagination = Pagination::of(self.window, end - start, total);
        let rows = &found[start as usize..end as usize];
        let slices = engine.scattered(tenant, view, snapshot, rows, self.fields).await?;
        let page = ConnectionsPage::of(Arc::clone(view), slices, pagination, total, at);
        // Every page of a search tells how many were found, also one past the end.
        let least = Credits::from(total > 0 && self.question.is_narrow());
        let price = page.price().max(least);
        Ok((page, price))
    }
}

impl Engine {
    /// Reads a page of the connections that a question finds, and charges for it as for a page of the list; for any page,
    /// also an empty one, a credit at least where somebody was looked for and found.
    ///
    /// # Errors
    /// Those of a paid read of a snapshot ([`Engine::list_connections`]); [`Error::Invalid`] of a live account. Nothing is
    /// charged on any of them.
    pub async fn search_connections(
        &self,
        caller: &Caller,
        ask: &SearchConnections,
    ) -> Result<Paid<ConnectionsPage>> {
        self.read_snapshot(caller, ask).await
    }

    /// The rows of a snapshot that a question finds, in its order; kept, so that its pages scan once.
    pub(crate) async fn found(
        &self,
        tenant: &Tenant,
        view: &View,
        snapshot: &Snapshot,
        question: &Question,
    ) -> Result<Found> {
        let key = (view.account.key, snapshot.seq, question.clone());
        if let Some(found) = self.caches.found(&key) {
            return Ok(found);
        }
        let erasures = tenant.erasures();
        let chunks = self.folded(tenant, view.account.key, &snapshot.manifest).await?;
        let asked = question.clone();
        let found: Found = off_thread(move || asked.find(&chunks)).await?.into();
        self.caches.keep_found(tenant, erasures, &key, &found);
        Ok(found)
    }

    /// Rows from all over a snapshot, in this order, encoded with these fields. Those that lie together stay together.
    async fn scattered(
        &self,
        tenant: &Tenant,
        view: &View,
        snapshot: &Snapshot,
        rows: &[u32],
        fields: Fields,
    ) -> Result<Vec<Slice>> {
        let mut stretches: Vec<Stretch> = Vec::with_capacity(rows.len());
        for row in rows {
            for one in snapshot.manifest.slices(*row..*row + 1) {
                match stretches.last_mut() {
                    Some(last) if last.chunk == one.chunk && last.rows.end == one.rows.start => {
                        last.rows.end = one.rows.end;
                    }
                    _ => stretches.push(one),
                }
            }
        }
        // Each chunk is asked for once, however many of its rows stand on the page.
        let mut places = HashMap::new();
        let mut wanted = Vec::new();
        for stretch in &stretches {
            places.entry(stretch.chunk).or_insert_with(|| {
                wanted.push(Stretch { chunk: stretch.chunk, rows: 0..0 });
                wanted.len() - 1
            });
        }
        let most = wanted.len();
        let encoded = self.encoded(tenant, view, wanted.into_iter(), most, fields).await?;
        let slice = |stretch: Stretch| {
            let (rows, _) = encoded.get(*places.get(&stretch.chunk)?)?;
            Some((Arc::clone(rows), stretch.rows))
        };
        Ok(stretches.into_iter().filter_map(slice).collect())
    }
}
