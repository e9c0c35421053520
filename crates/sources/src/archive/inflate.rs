//! One file out of a ZIP, within limits. The sizes that a ZIP claims are only believed where they refuse;
//! what counts is what comes out.

use std::io::Read;

use ::zip::CompressionMethod;

use super::zip::Archive;
use super::{ArchiveError, Limits};

/// Below this many bytes a high ratio means nothing: a few repeated lines pack well.
const SMALL: u64 = 1 << 20;

/// All bytes of the file at `index` of a ZIP of `in_all` bytes.
pub(super) fn file(
    archive: &mut Archive<'_>,
    index: usize,
    in_all: u64,
    limits: &Limits,
) -> Result<Vec<u8>, ArchiveError> {
    let entry = archive.by_index_data(index).map_err(|_| ArchiveError::DamagedZip)?;
    if entry.encrypted() {
        return Err(ArchiveError::Encrypted);
    }
    if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        return Err(ArchiveError::UnusualCompression);
    }
    let too_large = ArchiveError::EntryTooLarge { limit: limits.max_entry_bytes };
    if entry.size() > limits.max_entry_bytes {
        return Err(too_large);
    }
    let packed = entry.compressed_size().min(in_all); // a claim, too
    let mut file = archive.by_index(index).map_err(|_| ArchiveError::DamagedZip)?;
    let (mut out, mut buffer) = (Vec::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(|_| ArchiveError::DamagedZip)?;
        if read == 0 {
            return Ok(out);
        }
        out.extend_from_slice(&buffer[..read]);
        let inflated = out.len() as u64;
        if inflated > limits.max_entry_bytes {
            return Err(too_large);
        }
        if inflated > SMALL && inflated > limits.max_ratio.saturating_mul(packed) {
            return Err(ArchiveError::TooDense { limit: limits.max_ratio });
        }
    }
}
