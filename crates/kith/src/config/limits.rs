//! `[limits]`: how often a key may call.

use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Limits {
    /// Requests a key may make in a minute.
    pub(crate) requests_per_minute: u32,
}

pub(super) const RULES: [(&str, Rule); 1] = [("limits.requests_per_minute", Rule::Integer(1, 4_294_967_295))];
