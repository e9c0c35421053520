//! Webhooks as they are kept: who wants to be told what, what has happened, how far each of them was told, and the log of
//! tries. Nothing here holds a person's data: what changed in a list is read from the list's changes when it is told.

use kith_model::{Credits, DeliveryId, MessageId, SyncId, Timestamp, WebhookId, WorkspaceId};

use crate::{Account, AccountKey};

/// An address that wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Its public id.
    pub id: WebhookId,
    /// Grows with every change.
    pub version: i64,
    /// Where it is.
    pub url: String,
    /// The types of events that it wants, as in the API.
    pub events: Vec<String>,
    /// The public ids of the accounts that it wants to be told of; `None`: of all.
    pub accounts: Option<Vec<String>>,
    /// What its owner calls it.
    pub description: Option<String>,
    /// Whether it is told anything. What happens meanwhile it never hears of.
    pub enabled: bool,
    /// Why kith, and not its owner, disabled it.
    pub disabled_because: Option<String>,
    /// What its messages are signed with, sealed.
    pub secret: Vec<u8>,
    /// The secret before, sealed, and until when it signs too.
    pub old_secret: Option<(Vec<u8>, Timestamp)>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What became of a new webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hooked {
    /// It is there.
    Done,
    /// The workspace has as many as it may have.
    Full,
    /// A twin of this request was answered in the meantime.
    Twin,
}

/// What became of a change of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rehooked {
    /// It is as asked.
    Done,
    /// It is gone, or has changed since it was read: look again.
    Outdated,
    /// A twin of this request was answered in the meantime.
    Twin,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// A list changed: the snapshot of this number has changes against the one before.
    Changed(i64),
    /// A sync saw the list whole.
    SyncCompleted(SyncId),
    /// A sync did not.
    SyncFailed(SyncId),
    /// The account's tokens no longer work.
    NeedsAuthorization,
    /// A charge took the balance below the threshold.
    CreditsLow {
        /// The balance after it.
        balance: Credits,
        /// See [`Debit::warn_below`](crate::Debit::warn_below).
        threshold: Credits,
    },
    /// Another webhook was disabled.
    WebhookDisabled {
        /// Which.
        webhook: WebhookId,
        /// Why, in words.
        because: String,
    },
    /// Nothing: somebody tries a webhook.
    Test,
}

impl Happening {
    /// As it is kept: a word, and what it is about.
    pub(crate) fn kept(&self) -> (&'static str, String) {
        match self {
            Self::Changed(snapshot) => ("changed", snapshot.to_string()),
            Self::SyncCompleted(sync) => ("sync completed", sync.to_string()),
            Self::SyncFailed(sync) => ("sync failed", sync.to_string()),
            Self::NeedsAuthorization => ("needs authorization", String::new()),
            Self::CreditsLow { balance, threshold } => ("credits low", format!("{balance} {threshold}")),
            Self::WebhookDisabled { webhook, because } => {
                ("webhook disabled", format!("{webhook} {because}"))
            }
            Self::Test => ("test", String::new()),
        }
    }

    /// Reads it back. `None` of what kith never writes.
    pub(crate) fn read(kind: &str, about: &str) -> Option<Self> {
        Some(match kind {
            "changed" => Self::Changed(about.parse().ok()?),
            "sync completed" => Self::SyncCompleted(SyncId::new(about)),
            "sync failed" => Self::SyncFailed(SyncId::new(about)),
            "needs authorization" => Self::NeedsAuthorization,
            "credits low" => {
                let (balance, threshold) = about.split_once(' ')?;
                Self::CreditsLow { balance: balance.parse().ok()?, threshold: threshold.parse().ok()? }
            }
            "webhook disabled" => {
                let (webhook, because) = about.split_once(' ')?;
                Self::WebhookDisabled { webhook: WebhookId::new(webhook), because: because.into() }
            }
            "test" => Self::Test,
            _ => return None,
        })
    }
}

/// An event: something that happened, in its place among all that happened to the same account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number among those of its account, or of the workspace itself, from 1.
    pub number: i64,
    /// What.
    pub what: Happening,
    /// When.
    pub at: Timestamp,
}

/// The right to tell a webhook the next event of one account, or of the workspace itself, until it ends: no other worker
/// tells it anything of the same account meanwhile.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Who is told.
    pub webhook: Webhook,
    /// Of which account; `None`: of the workspace itself.
    pub account: Option<Account>,
    /// What is next.
    pub event: Event,
    /// From which of the event's messages on.
    pub part: u32,
    /// How often that message was tried.
    pub attempts: u32,
    /// When it was first tried.
    pub since: Option<Timestamp>,
    /// The worker's own: one that lost its claim to another has an older one.
    pub token: i64,
}

/// To whom enough is being told, so that others get their turn.
#[derive(Debug, Clone, Default)]
pub struct Busy {
    /// These webhooks.
    pub webhooks: Vec<WebhookId>,
    /// All webhooks of these workspaces.
    pub workspaces: Vec<WorkspaceId>,
}

/// What a worker makes of its claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// The message was accepted: on with the one of this number within the event, under the same claim.
    Part {
        /// The next.
        next: u32,
        /// Until when the claim holds on.
        until: Timestamp,
    },
    /// The claim is given back before the message of this number: others get their turn. Its tries count on.
    Back {
        /// Which.
        part: u32,
    },
    /// All of the event's messages were.
    Event,
    /// The message of this number was not: to be tried again.
    Again {
        /// Which.
        part: u32,
        /// When.
        at: Timestamp,
        /// When it was first tried.
        since: Timestamp,
    },
    /// It will never be: the webhook is disabled, and the workspace's others are told.
    Never {
        /// Which.
        part: u32,
        /// Why, in words.
        because: String,
    },
}

/// Where a position within an event is after a message.
pub(crate) struct Step {
    pub(crate) part: u32,
    pub(crate) attempts: u32,
    pub(crate) since: Option<Timestamp>,
    pub(crate) next_at: Timestamp,
    /// Whether the claim holds on.
    pub(crate) held: bool,
}

impl Told {
    /// Where the position is then; `None` if that is not within the event. If the webhook was `changed` meanwhile, the claim
    /// ends, for its holder knows the webhook as it was; and what the old one did not accept, the new one is sent at once.
    pub(crate) fn step(&self, claim: &Claim, at: Timestamp, changed: bool) -> Option<Step> {
        let anew = |part| Step { part, attempts: 0, since: None, next_at: at, held: false };
        let tried = |part: u32| if part == claim.part { claim.attempts } else { 0 };
        Some(match *self {
            Self::Part { next: part, .. }
            | Self::Back { part }
            | Self::Again { part, .. }
            | Self::Never { part, .. }
                if changed =>
            {
                anew(part)
            }
            Self::Part { next, until } => Step { next_at: until, held: true, ..anew(next) },
            Self::Back { part } => {
                let since = claim.since.filter(|_| part == claim.part);
                Step { attempts: tried(part), since, ..anew(part) }
            }
            Self::Again { part, at, since } => {
                Step { attempts: tried(part) + 1, since: Some(since), next_at: at, ..anew(part) }
            }
            Self::Event | Self::Never { .. } => return None,
        })
    }
}

/// A try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its public id.
    pub id: DeliveryId,
    /// To whom.
    pub webhook: WebhookId,
    /// Of which account; `None`: of the workspace itself.
    pub account: Option<AccountKey>,
    /// Of which event.
    pub event: Event,
    /// Which of its messages.
    pub part: u32,
    /// The message's id.
    pub message: MessageId,
    /// The message's type, as in the API.
    pub kind: String,
    /// Which try of this message, from 1.
    pub attempt: u32,
    /// What was answered.
    pub status: Option<u16>,
    /// Why nothing was, in words.
    pub error: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
    /// When.
    pub at: Timestamp,
    /// When it is tried again.
    pub next_at: Option<Timestamp>,
}
