//! What is measured, a file each. A part runs to its end before the next begins.

pub(crate) mod changes;
pub(crate) mod dashboard;
pub(crate) mod disk;
pub(crate) mod exports;
pub(crate) mod generator;
pub(crate) mod import;
pub(crate) mod pages;
pub(crate) mod postgres;
pub(crate) mod search;
pub(crate) mod sources;
mod syncs;
pub(crate) mod team;

use std::path::{Path, PathBuf};

use anyhow::Result;
use kith_sim::export;
use kith_sim::people::{NEWEST, Network};

/// The connections of the account that pages are read from: the most a member can have.
const FULL: u32 = 30_000;

/// An invented export of so many connections, written where `path` says.
fn write_export(path: &Path, seed: u64, size: u32) -> Result<PathBuf> {
    std::fs::write(path, export::archive(&Network::generate(seed, size), NEWEST)?)?;
    Ok(path.to_owned())
}
