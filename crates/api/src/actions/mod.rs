//! The actions, one file each, and the shapes that several of them share.

mod connections;
pub(crate) mod get_statistics;
pub(crate) mod list_changes;
pub(crate) mod list_connections;
pub(crate) mod match_connections;
pub(crate) mod search_connections;
