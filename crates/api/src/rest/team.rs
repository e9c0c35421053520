//! `POST /v2/team`: an action on all accounts of the workspace together, and its params.

use axum::http::Method;
use kith_model::Scope;

use crate::error::Code;
use crate::operation::{Body, Operation};
use crate::registry::TEAM;
use crate::rest::dispatch;

pub(crate) static OPERATION: Operation = Operation {
    id: "team",
    method: Method::POST,
    path: "/v2/team",
    scope: Scope::Read,
    summary: "Read what the workspace's accounts know together",
    description: "Carries out an action on all accounts of the workspace. The action's own fields are in params, which may be absent, null or {} where none is required. Accounts that are paused, live or never synced are left out, and coverage says so.",
    query: &[],
    body: Body::Action(&TEAM),
    writes: true,
    status: 200,
    data: |_| true.into(),
    example: "",
    errors: &[
        Code::UnsupportedMediaType,
        Code::PayloadTooLarge,
        Code::InvalidAction,
        Code::IdempotencyConflict,
        Code::InvalidAccount,
        Code::AccountInactive,
        Code::AccountNotReady,
        Code::InsufficientCredits,
    ],
    run: |app, call| Box::pin(dispatch::run(app, call, &TEAM)),
};
