//! Webhooks and tries as the API shows them, and what one is made of.

use kith_model::clock;
use kith_store::{Delivery, Webhook};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A webhook as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WebhookInfo {
    /// The webhook's id.
    pub webhook_id: String,
    /// Where its messages go.
    pub url: String,
    /// The types of events that it is told.
    pub events: Vec<String>,
    /// The accounts that it is told of; null: all of the workspace.
    pub accounts: Option<Vec<String>>,
    /// What its owner calls it.
    pub description: Option<String>,
    /// Whether it is told anything.
    pub enabled: bool,
    /// Why kith disabled it; null where it is enabled, or its owner did.
    pub disabled_because: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// Until when the secret before signs too; null where none does.
    pub old_secret_until: Option<String>,
    /// What its messages are signed with: shown once, when it is made or rotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl From<&Webhook> for WebhookInfo {
    fn from(webhook: &Webhook) -> Self {
        Self {
            webhook_id: webhook.id.to_string(),
            url: webhook.url.clone(),
            events: webhook.events.clone(),
            accounts: webhook.accounts.clone(),
            description: webhook.description.clone(),
            enabled: webhook.enabled,
            disabled_because: webhook.disabled_because.clone(),
            created_at: clock::rfc3339(webhook.created_at),
            old_secret_until: webhook.old_secret.as_ref().map(|(_, until)| clock::rfc3339(*until)),
            secret: None,
        }
    }
}

/// What a webhook is to be made of. Of `None` the usual is taken.
#[derive(Debug, Clone, Default)]
pub struct NewWebhook {
    /// Where its messages go.
    pub url: String,
    /// The types of events that it is told; `None`: all.
    pub events: Option<Vec<String>>,
    /// The accounts that it is told of, or `*` for all; `None`: all.
    pub accounts: Option<Vec<String>>,
    /// What its owner calls it.
    pub description: Option<String>,
    /// Whether it is told anything; `None`: it is.
    pub enabled: Option<bool>,
}

/// What of a webhook is to be changed. `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    /// See [`NewWebhook::url`].
    pub url: Option<String>,
    /// See [`NewWebhook::events`].
    pub events: Option<Vec<String>>,
    /// See [`NewWebhook::accounts`].
    pub accounts: Option<Vec<String>>,
    /// See [`NewWebhook::description`]; of `Some(None)` there is none any more.
    pub description: Option<Option<String>>,
    /// Whether it is told anything. One that is enabled again is told what happens from then on; one that still is, what
    /// waits for another try.
    pub enabled: Option<bool>,
}

/// A try to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeliveryInfo {
    /// The try's id.
    pub delivery_id: String,
    /// The message's id, which the header `webhook-id` holds: the same on every try.
    pub message_id: String,
    /// The message's type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Which try of this message it was, from 1.
    pub attempt: u32,
    /// Whether the webhook took it: a status of 200 to 299.
    pub accepted: bool,
    /// The status that was answered; null where nothing was.
    pub status: Option<u32>,
    /// Why nothing was answered.
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// When.
    pub at: String,
    /// When it is tried again; null where it is not.
    pub next_attempt_at: Option<String>,
}

impl From<&Delivery> for DeliveryInfo {
    fn from(one: &Delivery) -> Self {
        Self {
            delivery_id: one.id.to_string(),
            message_id: one.message.to_string(),
            kind: one.kind.clone(),
            attempt: one.attempt,
            accepted: one.status.is_some_and(|status| (200..300).contains(&status)),
            status: one.status.map(u32::from),
            error: one.error.clone(),
            duration_ms: one.took_ms,
            at: clock::rfc3339(one.at),
            next_attempt_at: one.next_at.map(clock::rfc3339),
        }
    }
}
