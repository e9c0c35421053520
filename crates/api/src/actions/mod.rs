//! The actions, one file each, and the shapes that several of them share.

pub(crate) mod compare_accounts;
mod connections;
pub(crate) mod find_introducers;
pub(crate) mod get_statistics;
pub(crate) mod list_changes;
pub(crate) mod list_connections;
pub(crate) mod list_people;
pub(crate) mod match_connections;
pub(crate) mod search_connections;
mod team;
