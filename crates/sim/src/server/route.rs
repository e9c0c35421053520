//! One call from its head to its answer: counted, delayed, met by its faults, checked for its token and handed to the
//! interface it is for. What the interfaces answer is theirs.

use std::time::Duration;

use bytes::Bytes;
use hyper::HeaderMap;
use hyper::http::{Method, Response};

use super::body::{self, Body, Cut};
use super::calls::Endpoint;
use super::reply::{self, Reply};
use super::state::{PORTABILITY, State};
use super::troubles::{Met, Place};
use super::vault::{Access, Standing};
use super::{changelog, connections, control, lock, oauth, snapshot};
use crate::fault::FaultKind;

/// What came over the wire.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Call {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn token(&self) -> Option<&str> {
        let (scheme, token) = self.header("authorization")?.split_once(' ')?;
        (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
    }
}

pub(super) async fn answer(state: &State, call: &Call) -> Result<Response<Body>, Cut> {
    if call.path == "/sim" || call.path.starts_with("/sim/") {
        return Ok(body::whole(control::answer(state, call)));
    }
    let Some(endpoint) = Endpoint::at(&call.path) else {
        state.calls.refused();
        return Ok(body::whole(reply::no_such_resource()));
    };
    let running = state.calls.enter(endpoint, call.token());
    let met = lock(&state.troubles).meet(endpoint.interface(), place(state, call, endpoint));
    if met.any() {
        state.calls.faulted();
    }
    wait(state.latency() + added(&met)).await;
    if met.has(FaultKind::TokenDies)
        && let Some(token) = call.token()
    {
        lock(&state.vault).revoke(token);
    }
    let answer = if let Some(fault) = met.instead {
        body::instead(fault, &call.path)
    } else {
        let reply = handle(state, call, endpoint, &met);
        state.calls.answered(reply.status);
        Ok(body::spoiled(reply, &met))
    };
    drop(running);
    answer
}

/// Where in a member's list a call stands. Whether it may read the list does not matter yet.
fn place(state: &State, call: &Call, endpoint: Endpoint) -> Option<Place> {
    if !matches!(endpoint, Endpoint::Connections | Endpoint::Snapshot) {
        return None;
    }
    let member = lock(&state.vault).access.get(call.token()?)?.member;
    let account = state.member(member)?;
    let account = lock(&account);
    if endpoint == Endpoint::Connections {
        connections::place(&call.query, state.options.max_count, account.network.members.len())
    } else {
        snapshot::place(&call.query, state.options.snapshot_rows_per_page, account.collated().members.len())
    }
}

fn added(met: &Met) -> Duration {
    let ms = |kind: &FaultKind| if let FaultKind::Latency(ms) = kind { u64::from(*ms) } else { 0 };
    Duration::from_millis(met.also.iter().map(ms).sum())
}

async fn wait(latency: Duration) {
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
}

fn handle(state: &State, call: &Call, endpoint: Endpoint, met: &Met) -> Reply {
    let posted = matches!(endpoint, Endpoint::Token | Endpoint::Introspect);
    if call.method != if posted { Method::POST } else { Method::GET } {
        return reply::wrong_method();
    }
    match endpoint {
        Endpoint::Authorize => return oauth::authorize::answer(state, call),
        Endpoint::Token => return oauth::token::answer(state, call),
        Endpoint::Introspect => return oauth::introspect::answer(state, call),
        _ => {}
    }
    let access = match admit(state, call.token()) {
        Ok(access) => access,
        Err(reply) => return reply,
    };
    if endpoint == Endpoint::Connections {
        return connections::answer(state, call, &access, met);
    }
    if let Err(reply) = versioned(state, call) {
        return reply;
    }
    if !access.allows(&PORTABILITY) {
        return reply::forbidden(match endpoint {
            Endpoint::Snapshot => "memberSnapshotData.FINDER-criteria.20231201",
            Endpoint::Changelog => "memberChangeLogs.FINDER-memberAndApplication.20231201",
            _ => "memberAuthorizations.FINDER-memberAndApplication.20231201",
        });
    }
    match endpoint {
        Endpoint::Snapshot => snapshot::answer(state, call, &access, met),
        Endpoint::Changelog => changelog::events(state, call, &access),
        _ => changelog::authorizations(state, call, &access),
    }
}

fn admit(state: &State, token: Option<&str>) -> Result<Access, Reply> {
    let token = token.ok_or_else(reply::empty_token)?;
    let access = lock(&state.vault).access.get(token).cloned().ok_or_else(reply::invalid_token)?;
    match access.standing(state.now()) {
        Standing::Good => Ok(access),
        Standing::Revoked => Err(reply::revoked_token()),
        Standing::Expired => Err(reply::expired_token()),
    }
}

fn versioned(state: &State, call: &Call) -> Result<(), Reply> {
    let month = call.header("linkedin-version").ok_or_else(reply::version_missing)?;
    if month.len() != 6 || !month.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(reply::bad_request());
    }
    let active = state.options.versions.iter().any(|version| version == month);
    if active { Ok(()) } else { Err(reply::wrong_version(month)) }
}
