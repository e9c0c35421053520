//! `export_account`: a whole snapshot as a file, in one of four formats, a few chunks at a time. The bytes of a text format
//! are a function of the list alone: their length is known before the first of them is paid for, and any part of them
//! can be asked for again. How it is charged is not known here (`paid`), nor how it is sent.

pub(crate) mod csv;
mod download;
mod format;
mod layout;
mod ndjson;
#[cfg(feature = "parquet")]
mod parquet;
mod pieces;
#[cfg(test)]
mod tests;
mod vcard;

use std::ops::Range;
use std::sync::Arc;

use futures_util::{Stream, stream};
use kith_model::{AccountId, Credits, SnapshotId, Timestamp, WorkspaceId, credits};
use kith_store::{AccountKey, Mode, Snapshot};

use crate::cache::View;
use crate::paid::{Paid, SnapshotRead};
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

pub use csv::harmless;
pub use download::{Download, DownloadConnections};
pub use format::ExportFormat;
pub(crate) use layout::Layouts;
use layout::{Layout, Tag};
pub use pieces::ExportPiece;
use pieces::Pieces;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportAccount {
    /// Of which account.
    pub account: AccountId,
    /// Of which snapshot; `None`: the newest.
    pub snapshot: Option<SnapshotId>,
    /// In which format.
    pub format: ExportFormat,
    /// Which part of a text format's bytes; `None`: all. The price is that of the whole.
    pub range: Option<ByteRange>,
    /// The tag of the file that the part is of: where it is another, the whole is the answer.
    pub if_range: Option<String>,
    /// Only tells what there is, free of charge.
    pub look: bool,
}

/// A part of a file, in bytes from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteRange {
    /// From this one to the end.
    From(u64),
    /// From the first to the last of these, both included.
    Between(u64, u64),
    /// So many at the end.
    Last(u64),
}

impl ByteRange {
    /// The bytes of it that a file of `length` has; `None` if it has none of them.
    fn within(self, length: u64) -> Option<Range<u64>> {
        let part = match self {
            Self::From(first) => first..length,
            Self::Between(first, last) => first..last.saturating_add(1).min(length),
            Self::Last(count) => length.saturating_sub(count)..length,
        };
        (!part.is_empty()).then_some(part)
    }
}

/// A file that is ready to be written.
#[derive(Debug)]
pub struct ExportFile {
    /// In which format.
    pub format: ExportFormat,
    /// The snapshot that it is of.
    pub snapshot: SnapshotId,
    /// How many connections the whole file holds.
    pub rows: u32,
    /// Names the bytes of the whole file: equal tags, equal bytes.
    pub tag: String,
    /// How many bytes the whole file has; `None` where only writing it tells.
    pub length: Option<u64>,
    /// Which bytes of it follow, if not all.
    pub part: Option<Range<u64>>,
    pieces: Pieces,
}

impl ExportFile {
    /// The bytes, in pieces that are made as they are taken: nothing is read ahead, and whoever takes no more has
    /// nothing to stop.
    ///
    /// # Errors
    /// Of a piece: [`Error::Unavailable`] if the store is away, [`Error::Internal`] if a chunk is gone or damaged, as
    /// after the account was erased. Nothing follows: what was taken so far is no whole file.
    pub fn into_pieces(self) -> impl Stream<Item = Result<ExportPiece>> + Send + 'static {
        stream::try_unfold(self.pieces, Pieces::next)
    }
}

impl SnapshotRead for ExportAccount {
    const ACTION: &'static str = "export_account";
    type Answer = ExportFile;

    fn account(&self) -> &AccountId {
        &self.account
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        self.snapshot.as_ref()
    }

    fn wants_credit_first(&self) -> bool {
        !self.look
    }

    async fn read(
        &self,
        engine: &Engine,
        _: &Tenant,
        view: &Arc<View>,
        _: Timestamp,
    ) -> Result<(ExportFile, Credits)> {
        let snapshot = view.snapshot.as_ref().ok_or(Error::NotReady)?;
        let mut file = engine.file(view.account.key, snapshot, self.format)?;
        if self.format.is_text() {
            let layout = engine.layout(view.account.key, snapshot, self.format).await?;
            file.length = Some(layout.length());
            if let Some(range) = self.range
                && self.if_range.as_ref().is_none_or(|tag| *tag == file.tag)
            {
                let length = layout.length();
                let part = range.within(length).ok_or(Error::NoSuchRange { length })?;
                file.pieces = file.pieces.only(&part, &layout);
                file.part = Some(part);
            }
        } else if !self.look {
            // Its length is not known by this, only that all of it can be written.
            engine.with_chunks(view.account.key, snapshot.manifest.chunks(), (), |(), _| {}).await?;
        }
        let price = if self.look { 0 } else { credits::price(file.rows) };
        Ok((file, price))
    }
}

impl Engine {
    /// Makes a file of an account's connections ready, newest first, and charges for it, whatever part of it is asked for.
    /// Every chunk of it has been read and proved by then; of a text format that was measured before, then.
    ///
    /// # Errors
    /// As [`Engine::list_connections`], and [`Error::Invalid`] of a live account or a format that is not built in,
    /// [`Error::NoSuchRange`]. Nothing is charged on any of them.
    pub async fn export_account(&self, caller: &Caller, ask: &ExportAccount) -> Result<Paid<ExportFile>> {
        if ask.look {
            let caller = Caller { retry: None, ..caller.clone() };
            return self.read_snapshot(&caller, ask).await;
        }
        self.read_snapshot(caller, ask).await
    }

    /// The same without charge: for the owner at their own machine, never for a caller of the API.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::NotReady`], [`Error::SnapshotExpired`]; [`Error::Invalid`] of a live account or a
    /// format that is not built in.
    pub async fn read_as_file(
        &self,
        workspace: WorkspaceId,
        account: &AccountId,
        snapshot: Option<&SnapshotId>,
        format: ExportFormat,
    ) -> Result<ExportFile> {
        let account = self.get_account(workspace, account).await?;
        if account.mode == Mode::Live {
            return Err(Error::Invalid("this account is live: nothing of it is kept to export".into()));
        }
        let missing = if snapshot.is_some() { Error::SnapshotExpired } else { Error::NotReady };
        let snapshot = self.store.snapshot(account.key, snapshot).await?.ok_or(missing)?;
        self.file(account.key, &snapshot, format)
    }

    /// The whole file of a snapshot, its length not known yet.
    fn file(&self, account: AccountKey, snapshot: &Snapshot, format: ExportFormat) -> Result<ExportFile> {
        Ok(ExportFile {
            format,
            snapshot: snapshot.id.clone(),
            rows: snapshot.manifest.total(),
            tag: Tag::of(&snapshot.manifest, format).to_string(),
            length: None,
            part: None,
            pieces: self.pieces(account, snapshot, format)?,
        })
    }

    fn pieces(&self, account: AccountKey, snapshot: &Snapshot, format: ExportFormat) -> Result<Pieces> {
        let (store, chunks) = (Arc::clone(&self.store), snapshot.manifest.chunks().into());
        Ok(Pieces::new(store, account, chunks, format.chunks_at_a_time(), format.encoder()?))
    }

    /// Where the pieces of a file end: known, or found out by making each of them once.
    async fn layout(
        &self,
        account: AccountKey,
        snapshot: &Snapshot,
        format: ExportFormat,
    ) -> Result<Arc<Layout>> {
        let tag = Tag::of(&snapshot.manifest, format);
        if let Some(known) = self.layouts.get(&tag) {
            return Ok(known);
        }
        let layout = Arc::new(Layout::measure(self.pieces(account, snapshot, format)?).await?);
        self.layouts.keep(tag, &layout);
        Ok(layout)
    }
}
