//! `[import]`: what one export may hold.

use kith_engine::ImportLimits;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Import {
    max_export_mib: u64,
    max_entries: usize,
    max_entry_mib: u64,
    max_ratio: u64,
    max_rows: usize,
    max_field_chars: usize,
}

pub(super) const RULES: [(&str, Rule); 6] = [
    ("import.max_export_mib", Rule::Integer(1, 4_096)),
    ("import.max_entries", Rule::Integer(1, 1_000_000)),
    ("import.max_entry_mib", Rule::Integer(1, 4_096)),
    ("import.max_ratio", Rule::Integer(2, 10_000)),
    ("import.max_rows", Rule::Integer(1, 1_000_000)),
    ("import.max_field_chars", Rule::Integer(100, 1_000_000)),
];

impl Import {
    /// As the engine takes them.
    pub(crate) fn limits(&self) -> ImportLimits {
        ImportLimits {
            max_export_bytes: self.max_export_mib << 20,
            max_entries: self.max_entries,
            max_entry_bytes: self.max_entry_mib << 20,
            max_ratio: self.max_ratio,
            max_rows: self.max_rows,
            max_field_chars: self.max_field_chars,
        }
    }
}
