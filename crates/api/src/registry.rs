//! Everything that can be called, one line each.

use crate::actions::{
    compare_accounts, find_introducers, get_statistics, list_changes, list_connections, list_people,
    match_connections, search_connections,
};
use crate::operation::{Action, Actions, Operation};
use crate::params::{Kind, Param};
use crate::rest::{accounts, credits, network, syncs, team, webhooks};

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

/// The actions of `POST /v2/team`: of all accounts of the workspace together.
pub(crate) static TEAM: Actions = Actions {
    top: &[
        Param::new("action", Kind::AnyText, "The action.").required(),
        Param::new("params", Kind::Object(&[]), "The action's own fields."),
    ],
    all: TEAM_ACTIONS,
};

const TEAM_ACTIONS: &[&Action] =
    &[&find_introducers::ACTION, &list_people::ACTION, &compare_accounts::ACTION];

/// The routes that need a key.
pub(crate) static OPERATIONS: &[&Operation] = &[
    &network::OPERATION,
    &team::OPERATION,
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
    &webhooks::list::OPERATION,
    &webhooks::create::OPERATION,
    &webhooks::get::OPERATION,
    &webhooks::update::OPERATION,
    &webhooks::delete::OPERATION,
    &webhooks::rotate::OPERATION,
    &webhooks::test::OPERATION,
    &webhooks::deliveries::OPERATION,
    &webhooks::resend::OPERATION,
];
