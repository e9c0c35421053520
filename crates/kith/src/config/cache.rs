//! `[cache]`: memory for what is read often.

use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cache {
    rows_mib: u64,
}

pub(super) const RULES: [(&str, Rule); 1] = [("cache.rows_mib", Rule::Integer(1, 1_048_576))];

impl Cache {
    /// Memory for rows, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.rows_mib << 20
    }
}
