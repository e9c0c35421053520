//! What a call is: defined once, in one place each. Routes, checks and the OpenAPI document come from these.

use std::future::Future;
use std::pin::Pin;

use axum::http::Method;
use bytes::Bytes;
use kith_engine::Caller;
use kith_model::{AccountId, Scope, SyncId};
use schemars::{Schema, SchemaGenerator};

use crate::App;
use crate::error::{Code, Failure};
use crate::params::{Args, Param};
use crate::reply::Reply;

/// An answer in the making.
pub(crate) type Answer<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send + 'a>>;

/// A route with its checks.
pub(crate) struct Operation {
    /// Its id, also `metadata.action`.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) scope: Scope,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) query: &'static [Param],
    pub(crate) body: Body,
    /// Whether it heeds an `idempotency-key`.
    pub(crate) writes: bool,
    /// The status of success.
    pub(crate) status: u16,
    /// The schema of `data`.
    pub(crate) data: fn(&mut SchemaGenerator) -> Schema,
    /// An example of `data`, as JSON.
    pub(crate) example: &'static str,
    /// Errors beyond those that every call can answer.
    pub(crate) errors: &'static [Code],
    pub(crate) run: for<'a> fn(&'a App, Call) -> Answer<'a>,
}

/// What a call carries.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    /// Nothing that is read.
    None,
    /// A JSON object with these fields, and an example.
    Json(&'static [Param], &'static str),
    /// An action and its params.
    Action,
    /// An export, bare or as multipart.
    Export,
}

/// A request that passed all checks that come before its own.
pub(crate) struct Call {
    pub(crate) caller: Caller,
    /// The account that the path names.
    pub(crate) account: Option<AccountId>,
    /// The sync that the path names.
    pub(crate) sync: Option<SyncId>,
    pub(crate) query: String,
    pub(crate) body: Bytes,
}

impl Call {
    /// The checked query.
    pub(crate) fn query(&self, table: &'static [Param]) -> Result<Args<'_>, Failure> {
        Args::query(&self.query, table).map_err(Failure::params)
    }

    /// The account that the path names.
    pub(crate) fn account(&self) -> Result<&AccountId, Failure> {
        self.account.as_ref().ok_or_else(|| Failure::new(Code::InternalError, "the route has no account"))
    }

    /// The sync that the path names.
    pub(crate) fn sync(&self) -> Result<&SyncId, Failure> {
        self.sync.as_ref().ok_or_else(|| Failure::new(Code::InternalError, "the route has no sync"))
    }
}

/// An action of `POST /v2/network`.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    pub(crate) params: &'static [Param],
    /// What it costs, in words.
    pub(crate) price: &'static str,
    pub(crate) data: fn(&mut SchemaGenerator) -> Schema,
    /// Examples of `params` and of `data`, as JSON.
    pub(crate) examples: (&'static str, &'static str),
    pub(crate) run: for<'a> fn(&'a App, Caller, AccountId, Args<'a>) -> Answer<'a>,
}
