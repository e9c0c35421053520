//! What the disk takes to make 4 KiB durable that overwrite others in place: the least that a durable debit can cost.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::figures::median;

const BLOCK: usize = 4096;
const BLOCKS: u64 = 64;
const TIMES: u64 = 200;

/// The median time of an fdatasync in milliseconds, in a file of its own in `folder`.
pub(super) fn overwriting(folder: &Path) -> Result<f64> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(folder.join("syncs"))?;
    for block in 0..BLOCKS {
        file.write_all_at(&[0; BLOCK], block * BLOCK as u64)?;
    }
    file.sync_all()?;
    let mut times = Vec::new();
    for time in 0..TIMES {
        let content = [u8::try_from(time % 251)?; BLOCK];
        let start = Instant::now();
        file.write_all_at(&content, time % BLOCKS * BLOCK as u64)?;
        file.sync_data()?;
        times.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(median(times))
}
