//! The fields of a webhook's form: what they show, and what they say when they are sent.

use kith_engine::{Error, WEBHOOK_EVENTS, WebhookInfo};
use kith_model::AccountId;

use super::super::door::Visit;
use super::super::form::Form;
use crate::error::Failure;

/// Accounts that a form offers beside those that are chosen already; who has more chooses by the API, or tells of all.
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
        let named = webhook.and_then(|webhook| webhook.accounts.as_deref());
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
            accounts: offered(visit, named.unwrap_or_default()).await?,
            of_all: named.is_none(),
        })
    }
}

/// The events that a form names.
pub(super) fn events(form: &Form) -> Result<Vec<String>, Failure> {
    let ticked = ticked(form);
    if ticked.is_empty() {
        return Err(Failure::params("the webhook must name at least one of the events below"));
    }
    Ok(ticked)
}

/// The events that are ticked in it.
pub(super) fn ticked(form: &Form) -> Vec<String> {
    form.all("event").map(ToOwned::to_owned).collect()
}

/// The accounts that it names, `None` where it says nothing of them. Never all of them because it names none: an address
/// would be told of members whom nobody chose to tell it of.
pub(super) fn accounts(form: &Form) -> Result<Option<Vec<String>>, Failure> {
    match form.text("of") {
        "all" => Ok(Some(vec!["*".into()])),
        "named" => {
            let named = chosen(form);
            if named.is_empty() {
                return Err(Failure::params("choose the accounts that it is told of, or all of them"));
            }
            Ok(Some(named))
        }
        _ => Ok(None),
    }
}

/// The accounts that are chosen in it.
pub(super) fn chosen(form: &Form) -> Vec<String> {
    form.all("account").filter(|id| !id.is_empty()).map(ToOwned::to_owned).collect()
}

/// The accounts to choose from. Those that are chosen are all among them, also where there are too many or they are gone:
/// what a form does not hold would be taken away when it is sent.
async fn offered(visit: &Visit, chosen: &[String]) -> Result<Vec<Choice>, Failure> {
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let (accounts, _) = engine.list_accounts(workspace, OFFERED, 0).await?;
    let offers = accounts.into_iter().map(|account| Choice {
        chosen: chosen.iter().any(|id| id == account.id.as_str()),
        value: account.id.to_string(),
        name: account.name,
    });
    let mut offers: Vec<_> = offers.collect();
    let known = offers.len();
    for id in chosen {
        if offers[..known].iter().any(|offer| offer.value == *id) {
            continue;
        }
        let name = match engine.get_account(workspace, &AccountId::new(id)).await {
            Ok(account) => account.name,
            Err(Error::NoAccount) => format!("An account that is gone: {id}"),
            Err(error) => return Err(error.into()),
        };
        offers.push(Choice { value: id.clone(), name, chosen: true });
    }
    Ok(offers)
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
