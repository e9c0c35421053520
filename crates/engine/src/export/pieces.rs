//! The loop of every export: what stands before the rows, then a few chunks at a time, then what stands after them. Each
//! piece is made when it is taken, so a slow reader holds back the reading, and never a lock or a transaction.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use kith_model::ChunkId;
use kith_store::{AccountKey, Store};

use super::format::Encoder;
use super::layout::Layout;
use crate::matching::opened;
use crate::off_thread::off_thread;
use crate::{Error, Result};

/// A stretch of a file's bytes.
#[derive(Debug)]
pub struct ExportPiece {
    /// The bytes; never none.
    pub bytes: Bytes,
    /// How many connections are in them, or partly.
    pub rows: usize,
}

/// The pieces of a file that are still to be taken.
pub(crate) struct Pieces {
    store: Arc<dyn Store>,
    account: AccountKey,
    chunks: Arc<[ChunkId]>,
    /// So many chunks make a piece.
    each: usize,
    /// Lent to the thread that encodes.
    encoder: Option<Box<dyn Encoder>>,
    /// The next piece: 0 is what stands before the rows.
    at: usize,
    /// Bytes to leave out of what comes.
    skip: u64,
    /// Bytes to give after them.
    left: u64,
}

impl Pieces {
    pub(super) fn new(
        store: Arc<dyn Store>,
        account: AccountKey,
        chunks: Arc<[ChunkId]>,
        each: usize,
        encoder: Box<dyn Encoder>,
    ) -> Self {
        Self { store, account, chunks, each, encoder: Some(encoder), at: 0, skip: 0, left: u64::MAX }
    }

    /// The same, of these bytes alone. For encoders that write each row by itself.
    pub(super) fn only(mut self, part: &Range<u64>, layout: &Layout) -> Self {
        let (piece, begins) = layout.find(part.start);
        (self.at, self.skip, self.left) = (piece, part.start - begins, part.end - part.start);
        self
    }

    /// Makes the next piece that has bytes to give.
    pub(super) async fn next(mut self) -> Result<Option<(ExportPiece, Self)>> {
        while self.left > 0 {
            let Some(mut piece) = self.step().await? else { return Ok(None) };
            self.cut(&mut piece.bytes);
            if !piece.bytes.is_empty() {
                return Ok(Some((piece, self)));
            }
        }
        Ok(None)
    }

    fn cut(&mut self, bytes: &mut Bytes) {
        let length = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        let skipped = bytes.split_to(length(self.skip).min(bytes.len()));
        bytes.truncate(length(self.left));
        self.skip -= skipped.len() as u64;
        self.left -= bytes.len() as u64;
    }

    /// Makes the next piece whole, be it empty; `None` after the last.
    pub(super) async fn step(&mut self) -> Result<Option<ExportPiece>> {
        let (at, end) = (self.at, self.chunks.len().div_ceil(self.each) + 1);
        if at > end {
            return Ok(None);
        }
        let before = at.saturating_sub(1).saturating_mul(self.each);
        let count = if at == 0 { 0 } else { self.each };
        let names: Vec<_> = self.chunks.iter().skip(before).take(count).copied().collect();
        let bodies =
            if names.is_empty() { Vec::new() } else { self.store.chunks(self.account, &names).await? };
        let lost = || Error::Internal("an export's encoder was taken and not brought back".into());
        let mut encoder = self.encoder.take().ok_or_else(lost)?;
        let (piece, encoder) = off_thread(move || {
            let (rows, mut out) = (opened(bodies, &names)?, Vec::new());
            if at == 0 {
                encoder.begin(&mut out)?;
            } else if at == end {
                encoder.end(&mut out)?;
            } else {
                encoder.rows(&rows, &mut out)?;
            }
            Ok::<_, Error>((ExportPiece { bytes: out.into(), rows: rows.len() }, encoder))
        })
        .await??;
        (self.encoder, self.at) = (Some(encoder), at + 1);
        Ok(Some(piece))
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pieces from {} of {} chunks", self.at, self.chunks.len())
    }
}
