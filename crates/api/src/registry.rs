//! Everything that can be called, one line each.

use crate::actions::list_connections;
use crate::operation::{Action, Operation};
use crate::rest::{accounts, credits, network, syncs};

/// The actions of `POST /v2/network`.
pub(crate) static ACTIONS: &[&Action] = &[&list_connections::ACTION];

/// The routes that need a key.
pub(crate) static OPERATIONS: &[&Operation] = &[
    &network::OPERATION,
    &accounts::list::OPERATION,
    &accounts::create::OPERATION,
    &accounts::get::OPERATION,
    &accounts::delete::OPERATION,
    &accounts::import::OPERATION,
    &accounts::pause::OPERATION,
    &accounts::resume::OPERATION,
    &accounts::authorize::OPERATION,
    &syncs::start::OPERATION,
    &syncs::list::OPERATION,
    &syncs::get::OPERATION,
    &syncs::cancel::OPERATION,
    &credits::get::OPERATION,
    &credits::entries::OPERATION,
];
