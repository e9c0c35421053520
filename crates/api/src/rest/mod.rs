//! The routes, one file each: `<noun>/<verb>.rs`.

pub(crate) mod accounts;
pub(crate) mod credits;
pub(crate) mod dispatch;
pub(crate) mod network;
pub(crate) mod oauth_callback;
pub(crate) mod syncs;
pub(crate) mod team;
pub(crate) mod webhooks;
