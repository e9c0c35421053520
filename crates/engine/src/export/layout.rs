//! What is known of a text file before it is written: its tag and where its pieces end. Both follow from the list and the
//! format, whose account it is does not matter; so what is kept is always right and holds nothing of anybody.

use std::fmt;
use std::sync::Arc;

use kith_model::Manifest;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::{ExportFormat, Pieces};
use crate::Result;

/// Moves on when an encoder writes other bytes for the same rows.
const VERSION: u32 = 1;

/// Names the bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Tag([u8; 16]);

impl Tag {
    pub(super) fn of(manifest: &Manifest, format: ExportFormat) -> Self {
        let mut hash = Sha256::new();
        hash.update(VERSION.to_le_bytes());
        hash.update(format.as_str());
        hash.update([0]);
        hash.update(manifest.to_bytes());
        let whole: [u8; 32] = hash.finalize().into();
        let mut tag = [0; 16];
        tag.copy_from_slice(&whole[..16]);
        Self(tag)
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// Where each piece of a file ends, in bytes from its beginning.
pub(super) struct Layout(Vec<u64>);

impl Layout {
    /// Makes every piece once.
    pub(super) async fn measure(mut pieces: Pieces) -> Result<Self> {
        let mut ends = Vec::new();
        while let Some(piece) = pieces.step().await? {
            ends.push(ends.last().copied().unwrap_or(0) + piece.bytes.len() as u64);
        }
        Ok(Self(ends))
    }

    /// How long the file is.
    pub(super) fn length(&self) -> u64 {
        self.0.last().copied().unwrap_or(0)
    }

    /// The piece that a byte is in, and where the piece begins.
    pub(super) fn find(&self, byte: u64) -> (usize, u64) {
        let piece = self.0.partition_point(|end| *end <= byte);
        (piece, piece.checked_sub(1).and_then(|before| self.0.get(before)).copied().unwrap_or(0))
    }
}

/// Layouts of the files that were asked for last.
pub(crate) struct Layouts(Cache<Tag, Arc<Layout>>);

impl Default for Layouts {
    fn default() -> Self {
        Self(Cache::new(1_000))
    }
}

impl Layouts {
    pub(super) fn get(&self, tag: &Tag) -> Option<Arc<Layout>> {
        self.0.get(tag)
    }

    pub(super) fn keep(&self, tag: Tag, layout: &Arc<Layout>) {
        self.0.insert(tag, Arc::clone(layout));
    }
}
