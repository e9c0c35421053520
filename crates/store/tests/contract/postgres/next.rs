//! A schema of the future. All promises are kept on it, so that a server of this version serves on beside one of the next
//! that has migrated: the rolling upgrade. What a migration may do is just this: add.

/// What it may look like.
pub(crate) const MIGRATION: &str = include_str!("next.sql");
