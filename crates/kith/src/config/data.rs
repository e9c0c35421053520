//! `[data]`: where everything is kept.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Data {
    /// The data folder.
    pub(crate) dir: PathBuf,
}

pub(super) const RULES: [(&str, Rule); 1] = [("data.dir", Rule::Path)];
