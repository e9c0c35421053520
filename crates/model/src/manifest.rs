//! A manifest: which chunks, in order, make a snapshot, and how many rows each holds. Finding the chunk of an
//! offset is a binary search, so a page costs the same anywhere in the list.

use std::ops::Range;

use crate::{Chunk, ChunkId, chunk::Damaged};

/// The ordered chunks of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    chunks: Vec<ChunkId>,
    /// Where each chunk begins, and after the last one the total.
    starts: Vec<u32>,
}

/// Rows of one chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Which chunk.
    pub chunk: ChunkId,
    /// Which of its rows, from 0.
    pub rows: Range<usize>,
}

/// One entry on disk: the chunk's id and its row count, little endian.
const ENTRY: usize = 34;

impl Manifest {
    /// The manifest of a list that was cut into `chunks`.
    pub fn of(chunks: &[Chunk]) -> Self {
        let mut manifest = Self { chunks: Vec::new(), starts: vec![0] };
        for chunk in chunks {
            manifest.push(chunk.id(), chunk.count());
        }
        manifest
    }

    fn push(&mut self, chunk: ChunkId, count: u32) {
        self.chunks.push(chunk);
        self.starts.push(self.total() + count);
    }

    /// How many connections the snapshot has.
    pub fn total(&self) -> u32 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// The chunks in order; one that holds the same rows twice would be named twice.
    pub fn chunks(&self) -> &[ChunkId] {
        &self.chunks
    }

    /// The chunks with the row count of each.
    pub fn entries(&self) -> impl Iterator<Item = (ChunkId, u32)> {
        self.chunks.iter().copied().zip(self.starts.windows(2).map(|pair| pair[1] - pair[0]))
    }

    /// The parts of chunks that make up `rows` of the snapshot, which must lie within it.
    pub fn slices(&self, rows: Range<u32>) -> impl Iterator<Item = Slice> {
        let first = self.starts.partition_point(|start| *start <= rows.start).saturating_sub(1);
        (first..self.chunks.len()).map_while(move |at| {
            let (start, end) = (self.starts[at], self.starts[at + 1]);
            let (from, to) = (rows.start.max(start), rows.end.min(end));
            (from < to).then(|| Slice {
                chunk: self.chunks[at],
                rows: (from - start) as usize..(to - start) as usize,
            })
        })
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.chunks.len() * ENTRY);
        for (chunk, count) in self.entries() {
            out.extend_from_slice(&chunk.0);
            out.extend_from_slice(&u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes());
        }
        out
    }

    /// Reads a kept manifest.
    ///
    /// # Errors
    /// [`Damaged`] if it is cut, or names a chunk of no rows or of more than a chunk may hold.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Damaged> {
        let (entries, rest) = bytes.as_chunks::<ENTRY>();
        let mut manifest = Self { chunks: Vec::with_capacity(entries.len()), starts: vec![0] };
        for entry in entries {
            let (id, count) = entry.split_at(32);
            let count = u16::from_le_bytes([count[0], count[1]]);
            if count == 0 || usize::from(count) > crate::chunk::MAX_ROWS {
                return Err(Damaged);
            }
            manifest.push(ChunkId(id.try_into().map_err(|_| Damaged)?), u32::from(count));
        }
        if rest.is_empty() { Ok(manifest) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Connection;
    use proptest::prelude::*;

    fn list(len: u32) -> Vec<Connection> {
        (0..len).map(|n| Connection { source_id: Some(n.to_string()), ..Connection::default() }).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_stretch_of_the_slices_is_that_stretch_of_the_list(len in 0_u32..2_000, a in 0_u32..2_000, b in 0_u32..2_000) {
            let list = list(len);
            let chunks = crate::chunk::chunks(&list);
            let manifest = Manifest::of(&chunks);
            prop_assert_eq!(manifest.total(), len);
            prop_assert_eq!(&Manifest::from_bytes(&manifest.to_bytes()).unwrap(), &manifest);
            let rows = a.min(b).min(len)..a.max(b).min(len);
            let mut got = Vec::new();
            for slice in manifest.slices(rows.clone()) {
                let chunk = chunks.iter().find(|chunk| chunk.id() == slice.chunk).unwrap();
                got.extend_from_slice(&Chunk::open(slice.chunk, &chunk.compress()).unwrap()[slice.rows]);
            }
            prop_assert_eq!(got, &list[rows.start as usize..rows.end as usize]);
        }
    }

    #[test]
    fn a_damaged_manifest_is_told() {
        let bytes = Manifest::of(&crate::chunk::chunks(&list(300))).to_bytes();
        assert_eq!(Manifest::from_bytes(&bytes[1..]), Err(Damaged));
        assert_eq!(Manifest::from_bytes(&[0; ENTRY]), Err(Damaged));
    }
}
