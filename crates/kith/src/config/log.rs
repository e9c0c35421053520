//! `[log]`: what is logged, and in which form.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::rule::Rule;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    /// From which level on.
    pub(crate) level: Level,
    /// In which form.
    pub(crate) format: Format,
}

/// How grave an event must be to be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Format {
    Text,
    Json,
}

pub(super) const RULES: [(&str, Rule); 2] = [
    ("log.level", Rule::OneOf(&["error", "warn", "info", "debug", "trace"])),
    ("log.format", Rule::OneOf(&["text", "json"])),
];
