//! `POST /v2/network`: an account, an action, its params.

use axum::http::Method;
use kith_model::Scope;

use crate::error::Code;
use crate::operation::{Body, Operation};
use crate::registry::NETWORK;
use crate::rest::dispatch;

pub(crate) static OPERATION: Operation = Operation {
    id: "network",
    method: Method::POST,
    path: "/v2/network",
    scope: Scope::Read,
    summary: "Read an account's network",
    description: "Carries out an action on one account. The action's own fields are in params, which may be absent, null or {}.",
    query: &[],
    body: Body::Action(&NETWORK),
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
        Code::SnapshotExpired,
        Code::InsufficientCredits,
        Code::UpstreamError,
        Code::UpstreamTimeout,
    ],
    run: |app, call| Box::pin(dispatch::run(app, call, &NETWORK)),
};
