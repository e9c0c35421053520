//! `[credits]`: what a new workspace may spend.

use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credits {
    /// Credits of a new workspace.
    pub(crate) starting: u64,
}

pub(super) const RULES: [(&str, Rule); 1] = [("credits.starting", Rule::Integer(0, 1_000_000_000_000))];
