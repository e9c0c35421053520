//! Everything that can be called, one line each.

use crate::actions::{get_statistics, list_changes, list_connections, match_connections, search_connections};
use crate::operation::{Action, Actions, Operation};
use crate::params::{Kind, Param};
use crate::rest::{accounts, credits, network, syncs};

/// The actions of `POST /v2/network`: of one account.
pub(crate) static NETWORK: Actions = Actions {
    top: &[
        Param::new("account_id", Kind::AnyText, "The account to read.").required(),
        Param::new("action", Kind::AnyText, "The action.").required(),
        Param::new("params", Kind::Object(&[]), "The action's own fields."),
    ],
    all: NETWORK_ACTIONS,
};

const NETWORK_ACTIONS: &[&Action] = &[
    &list_connections::ACTION,
    &list_changes::ACTION,
    &search_connections::ACTION,
    &match_connections::ACTION,
    &get_statistics::ACTION,
];

/// The routes that need a key.
pub(crate) static OPERATIONS: &[&Operation] = &[
    &network::OPERATION,
    &accounts::list::OPERATION,
    &accounts::create::OPERATION,
    &accounts::get::OPERATION,
    &accounts::delete::OPERATION,
    &accounts::import::OPERATION,
    &accounts::export::OPERATION,
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
