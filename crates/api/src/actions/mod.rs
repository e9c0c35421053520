//! The actions of `POST /v2/network`, one file each.

pub(crate) mod list_connections;
