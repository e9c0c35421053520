//! Credits, one file a verb.

pub(crate) mod entries;
pub(crate) mod get;
