//! `download_connections`: everybody whom a search finds, in its order, as a file. Whole before it is paid; a list has no more
//! people than one file may hold.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use kith_model::page::MAX_COUNT;
use kith_model::{AccountId, ChunkId, Connection, Credits, SnapshotId, Timestamp, credits};
use kith_store::Snapshot;

use super::ExportFormat;
use crate::cache::View;
use crate::off_thread::off_thread;
use crate::paid::{Paid, SnapshotRead};
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Question, Result};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadConnections {
    /// Of which account.
    pub account: AccountId,
    /// Who is looked for, in which order.
    pub question: Question,
    /// In which snapshot; `None`: the newest.
    pub snapshot: Option<SnapshotId>,
    /// In which format.
    pub format: ExportFormat,
}

/// A file of people who were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// In which format.
    pub format: ExportFormat,
    /// How many people are in it.
    pub rows: u32,
    /// The whole of it.
    pub bytes: Bytes,
}

impl Download {
    /// Refuses what is more than a file may hold.
    pub(crate) fn check(rows: usize) -> Result<u32> {
        let rows = u32::try_from(rows).ok().filter(|rows| *rows <= MAX_COUNT);
        rows.ok_or_else(|| {
            Error::Invalid(
                "more than 30,000 people were found, which is more than a file holds; look for fewer".into(),
            )
        })
    }
}

/// Rows of chunks on their way to their places.
struct Gathered {
    /// For each chunk that is still to come, its rows that are wanted and where they go.
    wanted: std::vec::IntoIter<Vec<(usize, usize)>>,
    rows: Vec<Connection>,
}

impl Gathered {
    fn take(&mut self, mut chunk: Vec<Connection>) {
        for (row, place) in self.wanted.next().unwrap_or_default() {
            if let (Some(from), Some(to)) = (chunk.get_mut(row), self.rows.get_mut(place)) {
                *to = std::mem::take(from);
            }
        }
    }
}

impl SnapshotRead for DownloadConnections {
    const ACTION: &'static str = "download_connections";
    type Answer = Download;

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
        _: Timestamp,
    ) -> Result<(Download, Credits)> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let found = engine.found(tenant, view, snapshot, &self.question).await?;
        let (count, format) = (Download::check(found.len())?, self.format);
        let _turn = engine.heavy.turn().await?;
        let (chunks, gathered) = places(snapshot, &found);
        let gathered = engine.with_chunks(view.account.key, &chunks, gathered, Gathered::take).await?;
        let encode = move || {
            let (mut encoder, mut out) = (format.encoder()?, Vec::new());
            encoder.begin(&mut out)?;
            encoder.rows(&gathered.rows, &mut out)?;
            encoder.end(&mut out)?;
            Ok::<_, Error>(out.into())
        };
        let bytes = off_thread(encode).await??;
        Ok((Download { format, rows: count, bytes }, credits::price(count)))
    }
}

/// The chunks that hold rows of a list, and where in the file each of the rows goes.
fn places(snapshot: &Snapshot, found: &[u32]) -> (Vec<ChunkId>, Gathered) {
    let (mut chunks, mut wanted) = (Vec::new(), Vec::<Vec<_>>::new());
    let mut known = HashMap::new();
    for (place, row) in found.iter().enumerate() {
        for slice in snapshot.manifest.slices(*row..row.saturating_add(1)) {
            let at = *known.entry(slice.chunk).or_insert_with(|| {
                chunks.push(slice.chunk);
                wanted.push(Vec::new());
                wanted.len() - 1
            });
            wanted[at].push((slice.rows.start, place));
        }
    }
    let rows = vec![Connection::default(); found.len()];
    (chunks, Gathered { wanted: wanted.into_iter(), rows })
}

impl Engine {
    /// Makes a file of everybody whom a question finds, and charges for it as for an export of as many people.
    ///
    /// # Errors
    /// Those of a paid read of a snapshot ([`Engine::list_connections`]); [`Error::Invalid`] of a live account, of more people
    /// than a file holds, and of a format that is not built in. Nothing is charged on any of them.
    pub async fn download_connections(
        &self,
        caller: &Caller,
        ask: &DownloadConnections,
    ) -> Result<Paid<Download>> {
        self.read_snapshot(caller, ask).await
    }
}
