//! Webhooks, by the Standard Webhooks specification: who wants to be told (`manage`), what they are told (`message`), how it
//! is signed (`secret`), when it is tried again (`retries`), one delivery (`tell`), all of them (`work`), and what became of them (`log`).

mod info;
mod log;
mod manage;
mod message;
mod retries;
mod secret;
mod tell;
mod work;

use std::sync::Arc;
use std::time::Duration;

use kith_model::Credits;
use kith_sources::http::Http;

pub use info::{DeliveryInfo, NewWebhook, WebhookChange, WebhookInfo};

use crate::{Engine, Error, Result};

/// What webhooks can be told, as in the API.
pub const WEBHOOK_EVENTS: [&str; 8] = [
    "connection.added",
    "connection.removed",
    "connection.updated",
    "sync.completed",
    "sync.failed",
    "account.needs_authorization",
    "credits.low",
    "webhook.disabled",
];

/// What is needed to tell webhooks.
#[derive(Debug, Clone)]
pub struct Hooks {
    /// The client that calls them, made by [`Http::for_webhooks`].
    pub http: Arc<Http>,
    /// How long a worker has an event after each message: longer than one may take. Of one that died it is then taken over.
    pub lease: Duration,
    /// The balance below which `credits.low` is told; 0: never.
    pub credits_low: Credits,
}

impl Engine {
    /// The same engine, able to tell webhooks.
    #[must_use]
    pub fn with_webhooks(mut self, hooks: Hooks) -> Self {
        self.hooks = Some(hooks);
        self
    }

    fn hooks(&self) -> Result<&Hooks> {
        self.hooks.as_ref().ok_or_else(|| Error::Internal("no webhooks are set up".into()))
    }

    /// The balance from which down a charge is worth a word.
    pub(crate) fn warn_below(&self) -> Credits {
        self.hooks.as_ref().map_or(0, |hooks| hooks.credits_low)
    }
}
