//! `list_webhooks`, `create_webhook`, `get_webhook`, `update_webhook`, `delete_webhook`, `rotate_webhook_secret`.

use std::time::Duration;

use kith_model::{AccountId, WebhookId, WorkspaceId};
use kith_store::{Hooked, Rehooked, Remember, Webhook};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};
use url::Url;

use super::WEBHOOK_EVENTS;
use super::info::{NewWebhook, WebhookChange, WebhookInfo};
use super::secret::{Secret, seal_of};
use crate::{Done, Engine, Error, Result, Retry};

/// Webhooks that a workspace may have.
const MOST: u32 = 20;
/// How long the secret before goes on signing.
const OVERLAP: Duration = Duration::from_hours(24);
/// How often a change is tried that others come before.
const TRIES: u32 = 5;
/// What stands for every account.
const ALL: &str = "*";
/// What an answer with a secret is sealed as, while it is kept for a repeat.
const REPLY: &str = "an answer that shows the secret of a webhook";

/// What is kept of an answer under an idempotency key: sealed, for it holds a secret.
#[derive(Serialize, Deserialize)]
struct Kept {
    sealed: Vec<u8>,
}

impl Engine {
    /// The webhooks of a workspace, oldest first.
    pub async fn list_webhooks(&self, workspace: WorkspaceId) -> Result<Vec<WebhookInfo>> {
        Ok(self.store.webhooks(workspace).await?.iter().map(WebhookInfo::from).collect())
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get_webhook(&self, workspace: WorkspaceId, id: &WebhookId) -> Result<WebhookInfo> {
        self.find_webhook(workspace, id).await.as_ref().map(WebhookInfo::from).map_err(Clone::clone)
    }

    pub(super) async fn find_webhook(&self, workspace: WorkspaceId, id: &WebhookId) -> Result<Webhook> {
        self.store.webhook(workspace, id).await?.ok_or_else(|| {
            Error::NotFound("the workspace has no webhook with this id; GET /v2/webhooks lists them".into())
        })
    }

    /// Makes a webhook, which is told what happens from then on. Its secret is shown this once.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the address may not be called, no event is named, or the workspace has as many as it may
    /// have; [`Error::NoAccount`] if an account is not the workspace's.
    pub async fn create_webhook(
        &self,
        workspace: WorkspaceId,
        new: NewWebhook,
        retry: Option<&Retry>,
    ) -> Result<Done<WebhookInfo>> {
        let turned = self.turn::<Kept>(workspace, retry).await?;
        if let Some(kept) = turned.kept {
            return self.shown_before(&kept);
        }
        let url = self.hook_url(&new.url)?;
        let events = hook_events(new.events.unwrap_or_else(|| WEBHOOK_EVENTS.map(str::to_owned).into()))?;
        let accounts =
            self.hook_accounts(workspace, new.accounts.unwrap_or_else(|| vec![ALL.into()])).await?;
        let (id, secret) = (WebhookId::generate(&*self.random), Secret::generate(&*self.random));
        let webhook = Webhook {
            workspace,
            version: 1,
            url,
            events,
            accounts,
            description: new.description,
            enabled: new.enabled.unwrap_or(true),
            disabled_because: None,
            secret: secret.seal(&self.upstream()?.vault, &*self.random, &id)?,
            old_secret: None,
            created_at: self.clock.now(),
            id,
        };
        let outcome = WebhookInfo { secret: Some(secret.reveal()), ..WebhookInfo::from(&webhook) };
        let remember = self.remember_shown(retry, &outcome)?;
        match self.store.add_webhook(webhook, MOST, remember).await? {
            Hooked::Done => Ok(Done { outcome, replayed: false }),
            Hooked::Full => Err(Error::Invalid(format!(
                "the workspace has {MOST} webhooks, and may have no more; delete one, or change one with PATCH /v2/webhooks/{{webhook_id}}"
            ))),
            Hooked::Twin => self.shown_to_twin(workspace, retry).await,
        }
    }

    /// Changes a webhook.
    ///
    /// # Errors
    /// [`Error::NotFound`]; as [`Engine::create_webhook`].
    pub async fn update_webhook(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        change: WebhookChange,
        retry: Option<&Retry>,
    ) -> Result<Done<WebhookInfo>> {
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let url = change.url.as_deref().map(|url| self.hook_url(url)).transpose()?;
        let events = change.events.map(hook_events).transpose()?;
        let accounts = match change.accounts {
            Some(accounts) => Some(self.hook_accounts(workspace, accounts).await?),
            None => None,
        };
        for _ in 0..TRIES {
            let mut webhook = self.find_webhook(workspace, id).await?;
            // What another address did not accept, or this one before it was said to be well, is not held against it.
            let mended = url.as_ref().is_some_and(|url| *url != webhook.url) || change.enabled == Some(true);
            if let Some(url) = &url {
                webhook.url.clone_from(url);
            }
            if let Some(events) = &events {
                webhook.events.clone_from(events);
            }
            if let Some(accounts) = &accounts {
                webhook.accounts.clone_from(accounts);
            }
            if let Some(description) = &change.description {
                webhook.description.clone_from(description);
            }
            if let Some(enabled) = change.enabled {
                (webhook.enabled, webhook.disabled_because) = (enabled, None);
            }
            let outcome = WebhookInfo::from(&webhook);
            let remember = self.remember(retry, None, &outcome)?;
            let anew = mended.then(|| self.clock.now());
            match self.store.set_webhook(webhook, anew, remember).await? {
                Rehooked::Done => {
                    self.ring.notify_one();
                    return Ok(Done { outcome, replayed: false });
                }
                Rehooked::Outdated => {}
                Rehooked::Twin => return self.twin(workspace, retry).await,
            }
        }
        Err(Error::Unavailable)
    }

    /// Takes a webhook away, and its log with it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_webhook(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        retry: Option<&Retry>,
    ) -> Result<Done<WebhookId>> {
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        let webhook = self.find_webhook(workspace, id).await?;
        let remember = self.remember(retry, None, id)?;
        match self.store.delete_webhook(workspace, &webhook.id, remember).await? {
            Rehooked::Done => Ok(Done { outcome: webhook.id, replayed: false }),
            Rehooked::Outdated => self.find_webhook(workspace, id).await.and(Err(Error::Unavailable)),
            Rehooked::Twin => self.twin(workspace, retry).await,
        }
    }

    /// Gives a webhook a new secret, shown this once. For 24 hours the one before signs too.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn rotate_webhook_secret(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        retry: Option<&Retry>,
    ) -> Result<Done<WebhookInfo>> {
        let turned = self.turn::<Kept>(workspace, retry).await?;
        if let Some(kept) = turned.kept {
            return self.shown_before(&kept);
        }
        let secret = Secret::generate(&*self.random);
        for _ in 0..TRIES {
            let mut webhook = self.find_webhook(workspace, id).await?;
            let sealed = secret.seal(&self.upstream()?.vault, &*self.random, id)?;
            let before = std::mem::replace(&mut webhook.secret, sealed);
            webhook.old_secret = Some((before, self.clock.now() + OVERLAP));
            let outcome = WebhookInfo { secret: Some(secret.reveal()), ..WebhookInfo::from(&webhook) };
            let remember = self.remember_shown(retry, &outcome)?;
            match self.store.set_webhook(webhook, None, remember).await? {
                Rehooked::Done => return Ok(Done { outcome, replayed: false }),
                Rehooked::Outdated => {}
                Rehooked::Twin => return self.shown_to_twin(workspace, retry).await,
            }
        }
        Err(Error::Unavailable)
    }

    /// Puts the secrets of all webhooks under the newest master key. How many had another one.
    pub(crate) async fn reseal_webhooks(&self) -> Result<u64> {
        let mut resealed = 0;
        for mut webhook in self.store.all_webhooks().await? {
            let (workspace, id) = (webhook.workspace, webhook.id.clone());
            for tried in 1.. {
                if !self.reseal_webhook(&mut webhook)? {
                    break;
                }
                if self.store.set_webhook(webhook, None, None).await? == Rehooked::Done {
                    resealed += 1;
                    break;
                }
                if tried == TRIES {
                    return Err(Error::Unavailable);
                }
                let Some(found) = self.store.webhook(workspace, &id).await? else { break };
                webhook = found;
            }
        }
        Ok(resealed)
    }

    /// Puts the secrets of a webhook under the newest master key. Whether one had another.
    fn reseal_webhook(&self, webhook: &mut Webhook) -> Result<bool> {
        let (vault, what) = (&self.upstream()?.vault, seal_of(&webhook.id));
        let old = webhook.old_secret.iter_mut().map(|(secret, _)| secret);
        let mut changed = false;
        for secret in [&mut webhook.secret].into_iter().chain(old) {
            if !vault.is_newest(secret) {
                let opened = vault.open(&what, secret)?;
                *secret = vault.seal(&*self.random, &what, opened.expose_secret())?;
                changed = true;
            }
        }
        Ok(changed)
    }

    fn hook_url(&self, text: &str) -> Result<String> {
        let wrong =
            || Error::Invalid("url must be a web address, like https://example.com/hooks/kith".into());
        let url = Url::parse(text).map_err(|_| wrong())?;
        self.hooks()?.http.check(&url).map_err(|why| Error::Invalid(format!("url: {why}")))?;
        Ok(url.into())
    }

    async fn hook_accounts(
        &self,
        workspace: WorkspaceId,
        accounts: Vec<String>,
    ) -> Result<Option<Vec<String>>> {
        if accounts == [ALL] {
            return Ok(None);
        }
        for (at, account) in accounts.iter().enumerate() {
            if account == ALL {
                let alone = "accounts must be [\"*\"] for all, or name accounts; not both".into();
                return Err(Error::Invalid(alone));
            }
            if accounts[..at].contains(account) {
                return Err(Error::Invalid(format!(
                    "accounts[{at}] repeats another; name each account once"
                )));
            }
            let found = self.get_account(workspace, &AccountId::new(account)).await;
            found.map_err(|error| error.of_account(format!("accounts[{at}]"), account))?;
        }
        Ok(Some(accounts))
    }

    fn remember_shown(&self, retry: Option<&Retry>, outcome: &WebhookInfo) -> Result<Option<Remember>> {
        if retry.is_none() {
            return Ok(None);
        }
        let written = serde_json::to_vec(outcome).map_err(|error| Error::Internal(error.to_string()))?;
        let sealed = self.upstream()?.vault.seal(&*self.random, REPLY, &written)?;
        self.remember(retry, None, &Kept { sealed })
    }

    fn shown_before(&self, kept: &Kept) -> Result<Done<WebhookInfo>> {
        let opened = self.upstream()?.vault.open(REPLY, &kept.sealed)?;
        let outcome = serde_json::from_slice(opened.expose_secret());
        let outcome = outcome.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Done { outcome, replayed: true })
    }

    async fn shown_to_twin(
        &self,
        workspace: WorkspaceId,
        retry: Option<&Retry>,
    ) -> Result<Done<WebhookInfo>> {
        let twin = self.twin::<Kept>(workspace, retry).await?;
        self.shown_before(&twin.outcome)
    }
}

fn hook_events(events: Vec<String>) -> Result<Vec<String>> {
    let known = |event: &String| WEBHOOK_EVENTS.contains(&event.as_str());
    if events.is_empty() || !events.iter().all(known) {
        let all = WEBHOOK_EVENTS.join(", ");
        return Err(Error::Invalid(format!("events must name at least one of {all}")));
    }
    Ok(events)
}
