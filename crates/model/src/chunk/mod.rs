//! A chunk: up to 256 consecutive connections, immutable, named by the hash of its content, kept compressed.
//! Its bytes are columns, since names compress best beside names. Pictures are never part of it.

mod codec;
mod cut;

use std::fmt;
use std::io::{Read as _, Write as _};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use sha2::{Digest, Sha256};

use crate::Connection;

pub use codec::Damaged;
pub use cut::{MAX_ROWS, cut};

/// No chunk inflates to more than this: 256 rows of the longest fields that an import lets in.
const MAX_INFLATED: u64 = 64 << 20;

/// SHA-256 of a chunk's uncompressed bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChunkId(pub [u8; 32]);

/// A chunk that knows its name but may not need its compressed body: most chunks of a new snapshot are old.
#[derive(Clone)]
pub struct Chunk {
    id: ChunkId,
    count: u32,
    encoded: Vec<u8>,
}

impl Chunk {
    /// Encodes and names `rows`, in this order.
    pub fn of(rows: &[Connection]) -> Self {
        let encoded = codec::encode(rows);
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Self { id: ChunkId(Sha256::digest(&encoded).into()), count, encoded }
    }

    /// Its name.
    pub fn id(&self) -> ChunkId {
        self.id
    }

    /// How many connections it holds.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The bytes to keep.
    pub fn compress(&self) -> Vec<u8> {
        let mut out = DeflateEncoder::new(Vec::with_capacity(self.encoded.len() / 2), Compression::new(8));
        // Writing to a Vec can't fail; were it to, the empty body would be refused on reading by its hash.
        out.write_all(&self.encoded).and_then(|()| out.finish()).unwrap_or_default()
    }

    /// Reads a kept body back.
    ///
    /// # Errors
    /// [`Damaged`] if the bytes are not what `id` names.
    pub fn open(id: ChunkId, body: &[u8]) -> Result<Vec<Connection>, Damaged> {
        let mut encoded = Vec::with_capacity(body.len() * 4);
        DeflateDecoder::new(body).take(MAX_INFLATED).read_to_end(&mut encoded).map_err(|_| Damaged)?;
        if ChunkId(Sha256::digest(&encoded).into()) != id {
            return Err(Damaged);
        }
        codec::decode(&encoded)
    }
}

/// A list cut into chunks where its content says.
pub fn chunks(list: &[Connection]) -> Vec<Chunk> {
    let members: Vec<_> = list.iter().map(Connection::member_id).collect();
    cut(&members).into_iter().map(|rows| Chunk::of(&list[rows])).collect()
}

impl fmt::Display for ChunkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for ChunkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0[..6]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_reads_back_only_under_its_own_name() {
        let row = Connection { first_name: Some("Jane".into()), ..Connection::default() };
        let chunk = Chunk::of(std::slice::from_ref(&row));
        assert_eq!(Chunk::open(chunk.id(), &chunk.compress()), Ok(vec![row]));
        assert_eq!(Chunk::open(ChunkId([0; 32]), &chunk.compress()), Err(Damaged));
        assert_eq!(Chunk::open(chunk.id(), b"no deflate"), Err(Damaged));
    }
}
