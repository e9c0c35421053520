//! How often, and how many at a time, the server was called. Counts every call that reached LinkedIn's part of it,
//! whatever it was answered.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use super::lock;
use crate::fault::Interface;

/// Calls so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Calls {
    /// Of the Connections API.
    pub connections: u64,
    /// Of Member Snapshot.
    pub snapshot: u64,
    /// Of Member Changelog.
    pub changelog: u64,
    /// Of Member Authorizations.
    pub authorizations: u64,
    /// Of the consent page.
    pub oauth_authorize: u64,
    /// Of the token endpoint.
    pub oauth_token: u64,
    /// Of the introspection endpoint.
    pub oauth_introspect: u64,
    /// Whose address, method, version or parameters were wrong, wherever they came in.
    pub refused: u64,
    /// Answered 401 or 403 for their token, by no fault.
    pub denied: u64,
    /// That met a fault.
    pub faulted: u64,
    /// The most there were at one time.
    pub max_parallel: u64,
    /// The most there were at one time with one token.
    pub max_parallel_by_token: u64,
    /// With each token.
    pub by_token: BTreeMap<String, u64>,
}

/// A place that can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endpoint {
    Connections,
    Snapshot,
    Changelog,
    Authorizations,
    Authorize,
    Token,
    Introspect,
}

impl Endpoint {
    pub(super) fn at(path: &str) -> Option<Self> {
        Some(match path {
            "/v2/connections" => Self::Connections,
            "/rest/memberSnapshotData" => Self::Snapshot,
            "/rest/memberChangeLogs" => Self::Changelog,
            "/rest/memberAuthorizations" => Self::Authorizations,
            "/oauth/v2/authorization" => Self::Authorize,
            "/oauth/v2/accessToken" => Self::Token,
            "/oauth/v2/introspectToken" => Self::Introspect,
            _ => return None,
        })
    }

    pub(super) fn interface(self) -> Interface {
        match self {
            Self::Connections => Interface::Connections,
            Self::Snapshot => Interface::Snapshot,
            Self::Changelog => Interface::Changelog,
            Self::Authorizations => Interface::Authorizations,
            Self::Authorize | Self::Token | Self::Introspect => Interface::OAuth,
        }
    }
}

/// The counts, shared by all calls.
#[derive(Default)]
pub(super) struct Counter(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    calls: Calls,
    parallel: u64,
    by_token: HashMap<String, u64>,
}

/// A call that has not been answered yet.
pub(super) struct Running<'a> {
    counter: &'a Counter,
    token: Option<String>,
}

impl Counter {
    pub(super) fn enter(&self, endpoint: Endpoint, token: Option<&str>) -> Running<'_> {
        let mut counts = lock(&self.0);
        let Counts { calls, parallel, by_token } = &mut *counts;
        *match endpoint {
            Endpoint::Connections => &mut calls.connections,
            Endpoint::Snapshot => &mut calls.snapshot,
            Endpoint::Changelog => &mut calls.changelog,
            Endpoint::Authorizations => &mut calls.authorizations,
            Endpoint::Authorize => &mut calls.oauth_authorize,
            Endpoint::Token => &mut calls.oauth_token,
            Endpoint::Introspect => &mut calls.oauth_introspect,
        } += 1;
        *parallel += 1;
        calls.max_parallel = calls.max_parallel.max(*parallel);
        if let Some(token) = token {
            *calls.by_token.entry(token.to_owned()).or_default() += 1;
            let own = by_token.entry(token.to_owned()).or_default();
            *own += 1;
            calls.max_parallel_by_token = calls.max_parallel_by_token.max(*own);
        }
        Running { counter: self, token: token.map(str::to_owned) }
    }

    pub(super) fn answered(&self, status: u16) {
        let calls = &mut lock(&self.0).calls;
        match status {
            400 | 405 | 426 => calls.refused += 1,
            401 | 403 => calls.denied += 1,
            _ => {}
        }
    }

    pub(super) fn refused(&self) {
        lock(&self.0).calls.refused += 1;
    }

    pub(super) fn faulted(&self) {
        lock(&self.0).calls.faulted += 1;
    }

    pub(super) fn so_far(&self) -> Calls {
        lock(&self.0).calls.clone()
    }

    pub(super) fn reset(&self) {
        lock(&self.0).calls = Calls::default();
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut counts = lock(&self.counter.0);
        counts.parallel = counts.parallel.saturating_sub(1);
        if let Some(token) = &self.token
            && let Some(own) = counts.by_token.get_mut(token)
        {
            *own -= 1;
            if *own == 0 {
                counts.by_token.remove(token);
            }
        }
    }
}
