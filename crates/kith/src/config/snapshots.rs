//! `[snapshots]`: how long superseded lists stay readable.

use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Snapshots {
    /// Hours after a newer snapshot took its place.
    pub(crate) keep_hours: u32,
}

pub(super) const RULES: [(&str, Rule); 1] = [("snapshots.keep_hours", Rule::Integer(24, 87_600))];
