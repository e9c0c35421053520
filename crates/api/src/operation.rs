//! What a call is: defined once, in one place each. Routes, checks and the OpenAPI document come from these.

use std::future::Future;
use std::pin::Pin;

use axum::http::{HeaderMap, Method};
use bytes::Bytes;
use kith_engine::Caller;
use kith_model::{AccountId, DeliveryId, Scope, SyncId, WebhookId};
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

/// What a call carries; with it goes the form of its answer, which is an envelope unless said.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Body {
    /// Nothing that is read.
    None,
    /// A JSON object with these fields, and an example.
    Json(&'static [Param], &'static str),
    /// One of these actions and its params.
    Action(&'static Actions),
    /// An export, bare or as multipart.
    Export,
    /// Nothing that is read, and the answer is a file.
    Download(&'static Download),
}

/// A file as an answer.
#[derive(Debug)]
pub(crate) struct Download {
    /// The media types that it can have, those of a text with an example of what stands in it.
    pub(crate) types: &'static [(&'static str, Option<&'static str>)],
}

/// A request that passed all checks that come before its own.
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) names: Names,
    pub(crate) query: String,
    pub(crate) body: Bytes,
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
}

/// What a path names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) account: Option<AccountId>,
    pub(crate) sync: Option<SyncId>,
    pub(crate) webhook: Option<WebhookId>,
    pub(crate) delivery: Option<DeliveryId>,
}

impl Names {
    /// By what stands in the path for each part.
    pub(crate) fn of<'a>(find: impl Fn(&str) -> Option<&'a str>) -> Self {
        Self {
            account: find("account_id").map(AccountId::new),
            sync: find("sync_id").map(SyncId::new),
            webhook: find("webhook_id").map(WebhookId::new),
            delivery: find("delivery_id").map(DeliveryId::new),
        }
    }
}

impl Call {
    /// The checked query.
    pub(crate) fn query(&self, table: &'static [Param]) -> Result<Args<'_>, Failure> {
        Args::query(&self.query, table).map_err(Failure::params)
    }

    /// The account that the path names.
    pub(crate) fn account(&self) -> Result<&AccountId, Failure> {
        self.names.account.as_ref().ok_or_else(|| unnamed("account"))
    }

    /// The sync that the path names.
    pub(crate) fn sync(&self) -> Result<&SyncId, Failure> {
        self.names.sync.as_ref().ok_or_else(|| unnamed("sync"))
    }

    /// The webhook that the path names.
    pub(crate) fn webhook(&self) -> Result<&WebhookId, Failure> {
        self.names.webhook.as_ref().ok_or_else(|| unnamed("webhook"))
    }

    /// The delivery that the path names.
    pub(crate) fn delivery(&self) -> Result<&DeliveryId, Failure> {
        self.names.delivery.as_ref().ok_or_else(|| unnamed("delivery"))
    }
}

fn unnamed(what: &str) -> Failure {
    Failure::new(Code::InternalError, format!("the route has no {what}"))
}

/// Actions that share a route, told apart by the body's `action`.
#[derive(Debug)]
pub(crate) struct Actions {
    /// The top level of the body.
    pub(crate) top: &'static [Param],
    /// All of them, the default of the examples first.
    pub(crate) all: &'static [&'static Action],
}

impl Actions {
    /// The one of that name.
    pub(crate) fn find(&self, name: &str) -> Option<&'static Action> {
        self.all.iter().copied().find(|action| action.name == name)
    }

    /// Whether they are of one account.
    pub(crate) fn of_an_account(&self) -> bool {
        self.top.iter().any(|param| param.name == "account_id")
    }
}

/// An action: defined once. The dispatch, the OpenAPI document, the reference, the tools of MCP and the command line are
/// made from this.
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
    pub(crate) run: for<'a> fn(&'a App, Asked<'a>) -> Answer<'a>,
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// An action's request that passed all checks that come before its own.
pub(crate) struct Asked<'a> {
    pub(crate) caller: Caller,
    account: Option<AccountId>,
    /// Its params, checked.
    pub(crate) args: Args<'a>,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(caller: Caller, account: Option<AccountId>, args: Args<'a>) -> Self {
        Self { caller, account, args }
    }

    /// The account that the body names.
    pub(crate) fn account(&self) -> Result<AccountId, Failure> {
        self.account.clone().ok_or_else(|| Failure::new(Code::InternalError, "the action has no account"))
    }
}
