//! The fields of a webhook's form: what they show, and what they say when they are sent.

use kith_engine::{WEBHOOK_EVENTS, WebhookInfo};

use super::super::door::Visit;
use super::super::form::Form;
use crate::error::Failure;

/// Accounts that a form offers; who has more of them chooses by the API, or tells of all.
const OFFERED: u32 = 500;

/// A box or an option: its value, its name, whether it is chosen.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// A form as it is shown.
pub(super) struct Fields {
    pub(super) url: String,
    pub(super) description: String,
    pub(super) enabled: bool,
    pub(super) events: Vec<Choice>,
    pub(super) accounts: Vec<Choice>,
    /// Whether it tells of all accounts, also those to come.
    pub(super) of_all: bool,
}

impl Fields {
    /// Of a new webhook, or of one that there is.
    pub(super) async fn of(visit: &Visit, webhook: Option<&WebhookInfo>) -> Result<Self, Failure> {
        let (accounts, _) = visit.engine().list_accounts(visit.caller.workspace(), OFFERED, 0).await?;
        let named = webhook.and_then(|webhook| webhook.accounts.as_ref());
        let accounts = accounts.into_iter().map(|account| Choice {
            chosen: named.is_some_and(|named| named.iter().any(|id| id == account.id.as_str())),
            value: account.id.to_string(),
            name: account.name,
        });
        let events = WEBHOOK_EVENTS.map(|event| Choice {
            value: event.into(),
            name: says(event).into(),
            chosen: webhook.is_none_or(|webhook| webhook.events.iter().any(|told| told == event)),
        });
        Ok(Self {
            url: webhook.map(|webhook| webhook.url.clone()).unwrap_or_default(),
            description: webhook.and_then(|webhook| webhook.description.clone()).unwrap_or_default(),
            enabled: webhook.is_none_or(|webhook| webhook.enabled),
            events: events.into(),
            accounts: accounts.collect(),
            of_all: named.is_none(),
        })
    }
}

/// The events that a form names.
pub(super) fn events(form: &Form) -> Vec<String> {
    form.all("event").map(ToOwned::to_owned).collect()
}

/// The accounts that it names; all, where it names none.
pub(super) fn accounts(form: &Form) -> Vec<String> {
    let named: Vec<_> = form.all("account").filter(|id| !id.is_empty()).map(ToOwned::to_owned).collect();
    if form.text("of") == "named" && !named.is_empty() { named } else { vec!["*".into()] }
}

fn says(event: &str) -> &'static str {
    match event {
        "connection.added" => "Somebody is new",
        "connection.removed" => "Somebody left",
        "connection.updated" => "Somebody changed",
        "sync.completed" => "A sync succeeded",
        "sync.failed" => "A sync failed",
        "account.needs_authorization" => "An account must be connected again",
        "credits.low" => "Credits run low",
        "webhook.disabled" => "A webhook was disabled",
        _ => "",
    }
}
