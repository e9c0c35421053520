//! How much an export may hold before it is refused. Settings; the reasons for the figures stand here.

use crate::row::MAX_CHARS;

/// Ceilings of one import. Whatever exceeds one is refused whole, except a long cell, which is cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes handed in, ZIP or CSV. 64 MiB.
    pub max_export_bytes: u64,
    /// Files in the ZIP. 10,000; a complete export has some 50.
    pub max_entries: usize,
    /// Bytes of `Connections.csv` once inflated. 256 MiB; 30,000 connections have some 4 MiB.
    pub max_entry_bytes: u64,
    /// Inflated bytes for each packed byte, looked at past the first MiB inflated. 200; real lists pack some
    /// 5 times.
    pub max_ratio: u64,
    /// Data records. 100,000; LinkedIn itself stops at 30,000 connections.
    pub max_rows: usize,
    /// Characters of one cell. 10,000; a name, company or position that is longer is cut and reported.
    pub max_field_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_export_bytes: 64 << 20,
            max_entries: 10_000,
            max_entry_bytes: 256 << 20,
            max_ratio: 200,
            max_rows: 100_000,
            max_field_chars: MAX_CHARS,
        }
    }
}
