//! The actions, one file each, and the shapes that several of them share.

pub(crate) mod compare_accounts;
mod connections;
pub(crate) mod find_introducers;
pub(crate) mod list_connections;
pub(crate) mod list_people;
mod team;
