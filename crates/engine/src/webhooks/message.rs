//! What a webhook is told: an event becomes one message, a list's changes one for each. They are made anew for every try,
//! from what the store keeps anyway, and always the same.

use data_encoding::HEXLOWER;
use kith_model::{AccountId, MessageId, SyncId, Timestamp, WebhookId, clock};
use kith_store::{Account, ChangeSet, Event, Happening, SyncRun, Webhook};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::changes::{ChangeInfo, ChangeKind};
use crate::{Engine, Error, Result, SyncInfo};

/// Bytes of a message's id.
const ID: usize = 15;

/// A message: its type, and its body.
pub(super) type Message = (&'static str, Vec<u8>);

#[derive(Serialize)]
struct Payload<T> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: String,
    data: T,
}

#[derive(Serialize)]
struct OfAccount<'a, T> {
    account_id: &'a str,
    #[serde(flatten)]
    rest: T,
}

#[derive(Serialize)]
struct Nothing {}

#[derive(Serialize)]
struct CreditsLow {
    balance: u64,
    threshold: u64,
}

#[derive(Serialize)]
struct OfWebhook<'a> {
    webhook_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
}

/// The id of a message, the same whenever it is made. The event's moment tells it from one that had its number before an
/// older backup was restored.
pub(super) fn id_of(webhook: &WebhookId, account: Option<&AccountId>, event: &Event, part: u32) -> MessageId {
    let account = account.map_or("", AccountId::as_str);
    let (number, at) = (event.number, event.at.as_microsecond());
    let hash = Sha256::digest(format!("{webhook} {account} {number} {at} {part}"));
    MessageId::new(format!("msg_{}", HEXLOWER.encode(&hash[..ID])))
}

/// Whether a webhook is told of an account at all, and of any of these types.
pub(super) fn wants(webhook: &Webhook, account: Option<&Account>, types: &[&str]) -> bool {
    let of_it = |accounts: &Vec<String>| {
        account.is_none_or(|account| accounts.iter().any(|id| id == account.id.as_str()))
    };
    webhook.accounts.as_ref().is_none_or(of_it)
        && types.iter().any(|kind| webhook.events.iter().any(|wanted| wanted == kind))
}

/// The types that the messages of an event may have.
pub(super) fn types(what: &Happening) -> &'static [&'static str] {
    match what {
        Happening::Changed(_) => &["connection.added", "connection.removed", "connection.updated"],
        Happening::SyncCompleted(_) => &["sync.completed"],
        Happening::SyncFailed(_) => &["sync.failed"],
        Happening::NeedsAuthorization => &["account.needs_authorization"],
        Happening::CreditsLow { .. } => &["credits.low"],
        Happening::WebhookDisabled { .. } => &["webhook.disabled"],
        Happening::Test => &["webhook.test"],
    }
}

/// All that an event has to tell.
pub(super) enum Story {
    /// The changes of a list.
    Changes(AccountId, ChangeSet),
    /// One message.
    One(Message),
    /// Nothing any more: what it is about is gone.
    Nothing,
}

impl Story {
    /// The messages, in order, from the one of that number on.
    pub(super) fn from(&self, part: usize) -> Box<dyn Iterator<Item = Result<Message>> + Send + '_> {
        match self {
            Self::Changes(account, set) => {
                let told = |change: ChangeInfo| {
                    let kind = match change.kind {
                        ChangeKind::Added => "connection.added",
                        ChangeKind::Removed => "connection.removed",
                        ChangeKind::Updated => "connection.updated",
                    };
                    payload(kind, set.at, OfAccount { account_id: account.as_str(), rest: change })
                };
                Box::new(ChangeInfo::of_set(set).skip(part).map(told))
            }
            Self::One(message) => Box::new([Ok(message.clone())].into_iter().skip(part)),
            Self::Nothing => Box::new(std::iter::empty()),
        }
    }
}

impl Engine {
    /// What an event has to tell.
    pub(super) async fn story(
        &self,
        webhook: &WebhookId,
        account: Option<&Account>,
        event: &Event,
    ) -> Result<Story> {
        let at = event.at;
        let kind = types(&event.what).first().copied().unwrap_or_default();
        let one = match (&event.what, account) {
            (Happening::Changed(snapshot), Some(account)) => {
                let sets = self.store.changes(account.key, snapshot - 1, 1).await?;
                let set = sets.into_iter().find(|set| set.seq == *snapshot);
                return Ok(set.map_or(Story::Nothing, |set| Story::Changes(account.id.clone(), set)));
            }
            (Happening::SyncCompleted(sync) | Happening::SyncFailed(sync), Some(account)) => {
                let Some(sync) = self.ended(account, sync).await? else { return Ok(Story::Nothing) };
                let rest = SyncInfo::from(&sync);
                payload(kind, at, OfAccount { account_id: account.id.as_str(), rest })?
            }
            (Happening::NeedsAuthorization, Some(account)) => {
                payload(kind, at, OfAccount { account_id: account.id.as_str(), rest: Nothing {} })?
            }
            (&Happening::CreditsLow { balance, threshold }, _) => {
                payload(kind, at, CreditsLow { balance, threshold })?
            }
            (Happening::WebhookDisabled { webhook, because }, _) => {
                payload(kind, at, OfWebhook { webhook_id: webhook.as_str(), because: Some(because) })?
            }
            (Happening::Test, _) => {
                payload(kind, at, OfWebhook { webhook_id: webhook.as_str(), because: None })?
            }
            (_, None) => return Ok(Story::Nothing),
        };
        Ok(Story::One(one))
    }

    async fn ended(&self, account: &Account, sync: &SyncId) -> Result<Option<SyncRun>> {
        Ok(self.store.sync(account.key, sync).await?)
    }
}

fn payload<T: Serialize>(kind: &'static str, at: Timestamp, data: T) -> Result<Message> {
    let payload = Payload { kind, timestamp: clock::rfc3339(at), data };
    let body = serde_json::to_vec(&payload).map_err(|error| Error::Internal(error.to_string()))?;
    Ok((kind, body))
}
