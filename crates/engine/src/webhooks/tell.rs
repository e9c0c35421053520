//! One event to one webhook: message after message, each written down before the next one goes out, so that they are in
//! order and none is lost. Trying a webhook, and sending again what is in its log, are the same without a place in line.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kith_model::{DeliveryId, MessageId, Timestamp, WebhookId, WorkspaceId};
use kith_sources::SourceError;
use kith_sources::http::Heard;
use kith_store::{Busy, Claim, Delivery, Event, Happening, Told, Webhook};
use url::Url;

use super::info::DeliveryInfo;
use super::message::{Message, id_of, types, wants};
use super::retries::{Verdict, judge};
use super::secret::{Secret, secrets, sign};
use crate::{Engine, Error, Result};

/// Messages that a webhook is told of an event at a stretch, and for how long, before others have their turn.
const TURN: usize = 200;
const TURN_TIME: Duration = Duration::from_secs(10);

impl Engine {
    /// The next event for a webhook that is not `busy`.
    pub(super) async fn claim_event(&self, busy: &Busy) -> Result<Option<Claim>> {
        let now = self.clock.now();
        let token = i64::try_from(self.dice() >> 1).unwrap_or(i64::MAX);
        Ok(self.store.claim_event(now, now + self.hooks()?.lease, token, busy).await?)
    }

    /// Tells a webhook its next event, to the end of its turn or to the first message that it does not accept. `false` if there was
    /// nothing to tell anybody.
    ///
    /// # Errors
    /// The store's.
    pub async fn deliver_once(&self) -> Result<bool> {
        let Some(claim) = self.claim_event(&Busy::default()).await? else { return Ok(false) };
        self.tell(&claim, &Arc::default()).await?;
        Ok(true)
    }

    /// Tells an event, or as much of it as one turn holds.
    pub(super) async fn tell(&self, claim: &Claim, stopping: &Arc<AtomicBool>) -> Result<()> {
        let began = self.clock.now();
        let messages = match self.messages(claim).await {
            Ok(messages) => messages,
            Err(Error::Unavailable) => return Err(Error::Unavailable),
            Err(error) => {
                tracing::warn!(%error, "what a webhook is to be told could not be read");
                let heard = unsent(began, "what it tells of can't be read");
                let kind = types(&claim.event.what).first().copied().unwrap_or_default();
                self.heard(claim, claim.part, kind, heard).await?;
                return Ok(());
            }
        };
        let rest = messages.last().filter(|_| messages.len() == TURN).map(|(part, _)| part + 1);
        for (nth, (part, message)) in messages.into_iter().enumerate() {
            let late = nth > 0 && self.clock.now() >= began + TURN_TIME;
            if late || stopping.load(Ordering::Relaxed) {
                self.store.told(claim, Told::Back { part }, None, self.clock.now()).await?;
                return Ok(());
            }
            let account = claim.account.as_ref().map(|account| &account.id);
            let id = id_of(&claim.webhook.id, account, &claim.event, part);
            let heard = self.post(&claim.webhook, &id, &message.1).await?;
            if !self.heard(claim, part, message.0, heard).await? {
                return Ok(());
            }
        }
        let told = rest.map_or(Told::Event, |part| Told::Back { part });
        self.store.told(claim, told, None, self.clock.now()).await?;
        Ok(())
    }

    /// The messages of a turn that the webhook wants, with their numbers. What else the event has to tell is not kept: it may
    /// be 30,000 messages, of many events at a time.
    async fn messages(&self, claim: &Claim) -> Result<Vec<(u32, Message)>> {
        let (webhook, account) = (&claim.webhook, claim.account.as_ref());
        if !wants(webhook, account, types(&claim.event.what)) {
            return Ok(Vec::new());
        }
        let story = self.story(&webhook.id, account, &claim.event).await?;
        let wanted = |message: &Result<Message>| {
            message.as_ref().map_or(true, |message| wants(webhook, account, &[message.0]))
        };
        let all = (claim.part..).zip(story.from(at(claim.part))).filter(|(_, message)| wanted(message));
        all.take(TURN).map(|(part, message)| Ok((part, message?))).collect()
    }

    /// Writes down what became of a message. Whether to go on.
    async fn heard(&self, claim: &Claim, part: u32, kind: &'static str, heard: Answer) -> Result<bool> {
        let (webhook, account) = (&claim.webhook, claim.account.as_ref());
        let tried_before = part == claim.part;
        let attempt = if tried_before { claim.attempts } else { 0 } + 1;
        let now = self.clock.now();
        let since = claim.since.filter(|_| tried_before).unwrap_or(heard.at);
        let verdict = judge(&heard.said, attempt, since, now, self.dice());
        let told = match &verdict {
            Verdict::Accepted => Told::Part { next: part + 1, until: now + self.hooks()?.lease },
            Verdict::Again(at) => Told::Again { part, at: *at, since },
            Verdict::Never(because) => Told::Never { part, because: (*because).into() },
        };
        let next_at = if let Verdict::Again(at) = verdict { Some(at) } else { None };
        let message = id_of(&webhook.id, account.map(|account| &account.id), &claim.event, part);
        let account = account.map(|account| account.key);
        let of = Of { webhook: &webhook.id, account, event: claim.event.clone(), part, message, kind };
        let delivery = Delivery { next_at, ..self.entry(of, attempt, &heard) };
        let mine = self.store.told(claim, told, Some(delivery), now).await?;
        if mine && matches!(verdict, Verdict::Never(_)) {
            tracing::warn!(webhook = webhook.id.as_str(), "a webhook was disabled");
            self.ring.notify_one();
        }
        Ok(mine && verdict == Verdict::Accepted)
    }

    /// Sends a message that says nothing, now and once, also to a webhook that is disabled.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such webhook.
    pub async fn test_webhook(&self, workspace: WorkspaceId, id: &WebhookId) -> Result<DeliveryInfo> {
        let webhook = self.find_webhook(workspace, id).await?;
        let event = Event { number: 0, what: Happening::Test, at: self.clock.now() };
        let message = MessageId::generate(&*self.random);
        self.send_now(&webhook, None, event, 0, message, 1).await
    }

    /// Sends a message of the log again, now and once, beside those that wait for their turn.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such webhook or try, or what it told of is gone.
    pub async fn resend_delivery(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        delivery: &DeliveryId,
    ) -> Result<DeliveryInfo> {
        let webhook = self.find_webhook(workspace, id).await?;
        let (before, account) = self.logged(&webhook, delivery).await?;
        let (event, message) = (before.event, before.message);
        self.send_now(&webhook, account.as_ref(), event, before.part, message, before.attempt + 1).await
    }

    /// A message as every try makes it; `None` if what it tells of is gone.
    pub(super) async fn made_anew(
        &self,
        webhook: &WebhookId,
        account: Option<&kith_store::Account>,
        event: &Event,
        part: u32,
    ) -> Result<Option<Message>> {
        self.story(webhook, account, event).await?.from(at(part)).next().transpose()
    }

    async fn send_now(
        &self,
        webhook: &Webhook,
        account: Option<&kith_store::Account>,
        event: Event,
        part: u32,
        message: MessageId,
        attempt: u32,
    ) -> Result<DeliveryInfo> {
        let again = self.made_anew(&webhook.id, account, &event, part).await?;
        let (kind, body) =
            again.ok_or_else(|| Error::NotFound("what this message told of is gone".into()))?;
        let heard = self.post(webhook, &message, &body).await?;
        let account = account.map(|account| account.key);
        let of = Of { webhook: &webhook.id, account, event, part, message, kind };
        let delivery = self.entry(of, attempt, &heard);
        let info = DeliveryInfo::from(&delivery);
        self.store.log_delivery(webhook.workspace, delivery).await?;
        Ok(info)
    }

    /// Signs and sends a message, once. One that can't be signed is one that was not accepted.
    async fn post(&self, webhook: &Webhook, message: &MessageId, body: &[u8]) -> Result<Answer> {
        let (hooks, vault, at) = (self.hooks()?, &self.upstream()?.vault, self.clock.now());
        let signed = secrets(vault, webhook, at)
            .and_then(|signers: Vec<Secret>| sign(&signers, message, at.as_second(), body));
        let signature = match signed {
            Ok(signature) => signature,
            Err(error) => {
                tracing::warn!(webhook = webhook.id.as_str(), %error, "a message could not be signed");
                return Ok(unsent(at, "the secret that signs can't be opened with this server's master key"));
            }
        };
        let seconds = at.as_second().to_string();
        let headers = [
            ("webhook-id", message.as_str()),
            ("webhook-timestamp", seconds.as_str()),
            ("webhook-signature", signature.as_str()),
        ];
        let said = match Url::parse(&webhook.url) {
            Ok(url) => hooks.http.post_hook(url, &headers, body.to_vec()).await,
            Err(_) => Err(SourceError::Blocked("the address is none".into())),
        };
        let outcome = if said.as_ref().is_ok_and(|heard| (200..300).contains(&heard.status)) {
            "accepted"
        } else {
            "failed"
        };
        metrics::counter!("kith_webhook_deliveries_total", "outcome" => outcome).increment(1);
        let took = self.clock.now().as_millisecond() - at.as_millisecond();
        Ok(Answer { said, at, took_ms: u32::try_from(took.max(0)).unwrap_or(u32::MAX) })
    }

    /// A try as the log has it.
    fn entry(&self, of: Of<'_>, attempt: u32, heard: &Answer) -> Delivery {
        Delivery {
            id: DeliveryId::generate(&*self.random),
            webhook: of.webhook.clone(),
            account: of.account,
            event: of.event,
            part: of.part,
            message: of.message,
            kind: of.kind.into(),
            attempt,
            status: heard.said.as_ref().ok().map(|heard| heard.status),
            error: heard.said.as_ref().err().map(ToString::to_string),
            took_ms: heard.took_ms,
            at: heard.at,
            next_at: None,
        }
    }

    /// Any number.
    fn dice(&self) -> u64 {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

/// What came of a message.
struct Answer {
    said: Result<Heard, SourceError>,
    at: Timestamp,
    took_ms: u32,
}

/// Of a message that was never sent.
fn unsent(at: Timestamp, why: &str) -> Answer {
    metrics::counter!("kith_webhook_deliveries_total", "outcome" => "failed").increment(1);
    Answer { said: Err(SourceError::Blocked(why.into())), at, took_ms: 0 }
}

/// What a try is of.
struct Of<'a> {
    webhook: &'a WebhookId,
    account: Option<kith_store::AccountKey>,
    event: Event,
    part: u32,
    message: MessageId,
    kind: &'static str,
}

fn at(part: u32) -> usize {
    usize::try_from(part).unwrap_or(usize::MAX)
}
