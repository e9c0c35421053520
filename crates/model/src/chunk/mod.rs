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
/// No list of changes does: two whole lists of 30,000 at their longest.
const MAX_UNPACKED: u64 = 1 << 30;

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
        deflate(&self.encoded)
    }

    /// Reads a kept body back.
    ///
    /// # Errors
    /// [`Damaged`] if the bytes are not what `id` names.
    pub fn open(id: ChunkId, body: &[u8]) -> Result<Vec<Connection>, Damaged> {
        let encoded = inflate(body, MAX_INFLATED)?;
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

/// Several lists in one body, without names and without a limit of rows: for what is kept but never served.
pub(crate) fn pack(lists: &[&[Connection]; 4]) -> Vec<u8> {
    let mut out = Vec::new();
    for list in lists {
        let encoded = codec::encode(list);
        out.extend_from_slice(&(encoded.len() as u64).to_le_bytes());
        out.extend_from_slice(&encoded);
    }
    deflate(&out)
}

pub(crate) fn unpack(body: &[u8]) -> Result<[Vec<Connection>; 4], Damaged> {
    let bytes = inflate(body, MAX_UNPACKED)?;
    let mut rest = bytes.as_slice();
    let mut lists = <[Vec<Connection>; 4]>::default();
    for list in &mut lists {
        let (length, after) = rest.split_first_chunk::<8>().ok_or(Damaged)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| Damaged)?;
        let (encoded, after) = after.split_at_checked(length).ok_or(Damaged)?;
        *list = codec::decode(encoded)?;
        rest = after;
    }
    if rest.is_empty() { Ok(lists) } else { Err(Damaged) }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut out = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    // Writing to a Vec can't fail; were it to, the empty body would be refused on reading.
    out.write_all(bytes).and_then(|()| out.finish()).unwrap_or_default()
}

fn inflate(body: &[u8], limit: u64) -> Result<Vec<u8>, Damaged> {
    let mut bytes = Vec::with_capacity(body.len() * 3);
    DeflateDecoder::new(body).take(limit).read_to_end(&mut bytes).map_err(|_| Damaged)?;
    Ok(bytes)
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

    fn member(n: u32, company: u32) -> Connection {
        Connection {
            source_id: Some(n.to_string()),
            company: Some(company.to_string()),
            ..Connection::default()
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn any_change_anywhere_in_30_000_rows_gives_the_same_list_back(at in 0_usize..30_000, change in 0..3) {
            let mut list: Vec<_> = (0..30_000).map(|n| member(n, n % 500)).collect();
            match change {
                0 => list.insert(at, member(40_000, 1)),
                1 => drop(list.remove(at)),
                _ => list[at].company = None,
            }
            let mut back = Vec::with_capacity(list.len());
            for chunk in chunks(&list) {
                back.extend(Chunk::open(chunk.id(), &chunk.compress()).unwrap());
            }
            proptest::prop_assert!(back == list);
        }
    }

    #[test]
    fn a_body_reads_back_only_under_its_own_name() {
        let row = Connection { first_name: Some("Jane".into()), ..Connection::default() };
        let chunk = Chunk::of(std::slice::from_ref(&row));
        assert_eq!(Chunk::open(chunk.id(), &chunk.compress()), Ok(vec![row]));
        assert_eq!(Chunk::open(ChunkId([0; 32]), &chunk.compress()), Err(Damaged));
        assert_eq!(Chunk::open(chunk.id(), b"no deflate"), Err(Damaged));
    }
}
