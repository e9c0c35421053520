//! Webhooks and their log. What they are told next is in `claims`; none of it moves the generation.

use async_trait::async_trait;
use kith_model::{DeliveryId, MessageId, Timestamp, WebhookId, WorkspaceId};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::fault::Work;
use super::rows::{at, get, maybe, micros, number, text, time};
use super::{Db, Params, PostgresStore, accounts, claims, outbox, replies};
use crate::{
    Account, AccountKey, Busy, Claim, Delivery, Error, Event, Happening, Hooked, Rehooked, Remember, Result,
    Told, Webhook, Webhooks,
};

/// What every query of webhooks selects, for [`webhook`].
macro_rules! webhooks {
    ($rest:literal) => {
        concat!(
            "SELECT workspace, id, version, url, events, accounts, description, enabled, disabled_because, secret,
             old_secret, old_until, created_at FROM webhooks ",
            $rest
        )
    };
}

/// What every query of the log selects, for [`delivery`].
macro_rules! deliveries {
    ($rest:literal) => {
        concat!(
            "SELECT workspace, account, webhook, id, n, happened, about, event_at, part, message, kind, attempt, status,
             error, took_ms, at, next_at FROM deliveries ",
            $rest
        )
    };
}

#[async_trait]
impl Webhooks for PostgresStore {
    async fn add_webhook(&self, new: Webhook, most: u32, remember: Option<Remember>) -> Result<Hooked> {
        let (new, remember) = (&new, remember.as_ref());
        self.write_quietly(|db| async move {
            // Of two that come at once the second counts the first.
            let lock = "SELECT 1 FROM workspaces WHERE id = $1 FOR NO KEY UPDATE";
            db.exists(lock, &[&new.workspace.0]).await?;
            let count = "SELECT count(*) FROM webhooks WHERE workspace = $1";
            let count = db.one(count, &[&new.workspace.0]).await?;
            let count: i64 = count.as_ref().map(|row| get(row, 0)).transpose()?.unwrap_or_default();
            if count >= i64::from(most) {
                return Ok(Hooked::Full);
            }
            if !replies::keep(&db, new.workspace, remember).await? {
                return Ok(Hooked::Twin);
            }
            let add = "INSERT INTO webhooks (workspace, id, url, events, accounts, description, enabled, disabled_because,
                       secret, old_secret, old_until, version, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
            let fields = Fields::of(new);
            let mut facts = fields.facts(new).to_vec();
            let created_at = micros(new.created_at);
            facts.extend([&new.version as &(dyn ToSql + Sync), &created_at]);
            db.run(add, &facts).await?;
            Ok(Hooked::Done)
        })
        .await
    }

    async fn webhooks(&self, workspace: WorkspaceId) -> Result<Vec<Webhook>> {
        let all = webhooks!("WHERE workspace = $1 ORDER BY created_at, id");
        let rows = self.rows(all, &[&workspace.0]).await?;
        rows.iter().map(webhook).collect::<Work<_>>().map_err(Error::from)
    }

    async fn all_webhooks(&self) -> Result<Vec<Webhook>> {
        let rows = self.rows(webhooks!("ORDER BY workspace, id"), &[]).await?;
        rows.iter().map(webhook).collect::<Work<_>>().map_err(Error::from)
    }

    async fn webhook(&self, workspace: WorkspaceId, id: &WebhookId) -> Result<Option<Webhook>> {
        let one = webhooks!("WHERE workspace = $1 AND id = $2");
        let row = self.one(one, &[&workspace.0, &text(id.as_str())]).await?;
        Ok(row.as_ref().map(webhook).transpose()?)
    }

    async fn set_webhook(
        &self,
        new: Webhook,
        anew: Option<Timestamp>,
        remember: Option<Remember>,
    ) -> Result<Rehooked> {
        let (new, remember) = (&new, remember.as_ref());
        self.write_quietly(|db| async move {
            let lock = "SELECT 1 FROM webhooks WHERE workspace = $1 AND id = $2 AND version = $3 FOR UPDATE";
            if !db.exists(lock, &[&new.workspace.0, &new.id.as_str(), &new.version]).await? {
                return Ok(Rehooked::Outdated);
            }
            if !replies::keep(&db, new.workspace, remember).await? {
                return Ok(Rehooked::Twin);
            }
            set(&db, new).await?;
            if !new.enabled {
                let forget = "DELETE FROM webhook_positions WHERE workspace = $1 AND webhook = $2";
                db.run(forget, &[&new.workspace.0, &new.id.as_str()]).await?;
            }
            if let Some(now) = anew {
                claims::begin_anew(&db, new, now).await?;
            }
            Ok(Rehooked::Done)
        })
        .await
    }

    async fn delete_webhook(
        &self,
        workspace: WorkspaceId,
        id: &WebhookId,
        remember: Option<Remember>,
    ) -> Result<Rehooked> {
        let (id, remember) = (&text(id.as_str()), remember.as_ref());
        self.write_quietly(|db| async move {
            let lock = "SELECT 1 FROM webhooks WHERE workspace = $1 AND id = $2 FOR UPDATE";
            if !db.exists(lock, &[&workspace.0, id]).await? {
                return Ok(Rehooked::Outdated);
            }
            if !replies::keep(&db, workspace, remember).await? {
                return Ok(Rehooked::Twin);
            }
            for gone in [
                "DELETE FROM webhook_positions WHERE workspace = $1 AND webhook = $2",
                "DELETE FROM deliveries WHERE workspace = $1 AND webhook = $2",
                "DELETE FROM webhooks WHERE workspace = $1 AND id = $2",
            ] {
                db.run(gone, &[&workspace.0, id]).await?;
            }
            Ok(Rehooked::Done)
        })
        .await
    }

    async fn claim_event(
        &self,
        now: Timestamp,
        until: Timestamp,
        token: i64,
        busy: &Busy,
    ) -> Result<Option<Claim>> {
        let webhooks: Vec<&str> = busy.webhooks.iter().map(WebhookId::as_str).collect();
        let workspaces: Vec<i64> = busy.workspaces.iter().map(|workspace| workspace.0).collect();
        let due = "SELECT workspace, account, webhook FROM webhook_positions
                   WHERE next_at <= $1 AND webhook <> ALL($2) AND workspace <> ALL($3) ORDER BY next_at LIMIT $4";
        let facts: Params<'_> = &[&micros(now), &webhooks, &workspaces, &claims::CANDIDATES];
        for row in self.rows(due, facts).await? {
            let place = &claims::Place {
                workspace: WorkspaceId(get(&row, 0)?),
                account: get(&row, 1)?,
                webhook: get(&row, 2)?,
            };
            let claimed = self
                .write_quietly(|db| async move { claims::claim(&db, place, now, until, token).await })
                .await?;
            if claimed.is_some() {
                return Ok(claimed);
            }
        }
        Ok(None)
    }

    async fn told(
        &self,
        claim: &Claim,
        told: Told,
        delivery: Option<Delivery>,
        at: Timestamp,
    ) -> Result<bool> {
        let (told, delivery) = (&told, delivery.as_ref());
        self.write_quietly(|db| async move { claims::told(&db, claim, told, delivery, at).await }).await
    }

    async fn log_delivery(&self, workspace: WorkspaceId, delivery: Delivery) -> Result<()> {
        let delivery = &delivery;
        self.write_quietly(|db| async move {
            if let Some(account) = delivery.account
                && !accounts::hold_on_to(&db, account).await?
            {
                return Ok(());
            }
            let there = "SELECT 1 FROM webhooks WHERE workspace = $1 AND id = $2 FOR KEY SHARE";
            if !db.exists(there, &[&workspace.0, &delivery.webhook.as_str()]).await? {
                return Ok(());
            }
            log(&db, workspace, delivery).await
        })
        .await
    }

    async fn deliveries(
        &self,
        workspace: WorkspaceId,
        webhook: &WebhookId,
        limit: u32,
        before: Option<&DeliveryId>,
    ) -> Result<Vec<Delivery>> {
        let page = deliveries!(
            "WHERE workspace = $1 AND webhook = $2 AND ($3::TEXT IS NULL OR (at, id) <
             (SELECT b.at, b.id FROM deliveries b WHERE b.workspace = $1 AND b.webhook = $2 AND b.id = $3))
             ORDER BY at DESC, id DESC LIMIT $4"
        );
        let (webhook, before) = (text(webhook.as_str()), before.map(|id| text(id.as_str())));
        let rows = self.rows(page, &[&workspace.0, &webhook, &before, &i64::from(limit)]).await?;
        rows.iter().map(delivery).collect::<Work<_>>().map_err(Error::from)
    }

    async fn delivery(
        &self,
        workspace: WorkspaceId,
        webhook: &WebhookId,
        id: &DeliveryId,
    ) -> Result<Option<(Delivery, Option<Account>)>> {
        let (webhook, id) = (&text(webhook.as_str()), &text(id.as_str()));
        self.read(|db| async move {
            let one = deliveries!("WHERE workspace = $1 AND webhook = $2 AND id = $3");
            let Some(row) = db.one(one, &[&workspace.0, webhook, id]).await? else { return Ok(None) };
            let found = delivery(&row)?;
            let account = match found.account {
                Some(account) => accounts::by_key(&db, account).await?,
                None => None,
            };
            Ok(Some((found, account)))
        })
        .await
    }
}

pub(super) async fn find(db: &Db, workspace: WorkspaceId, id: &str) -> Work<Option<Webhook>> {
    let row = db.one(webhooks!("WHERE workspace = $1 AND id = $2"), &[&workspace.0, &id]).await?;
    row.as_ref().map(webhook).transpose()
}

/// Makes a webhook, whose row is locked, what is given. Of one that is disabled the caller drops the positions.
pub(super) async fn set(db: &Db, new: &Webhook) -> Work<()> {
    let set = "UPDATE webhooks SET url = $3, events = $4, accounts = $5, description = $6, enabled = $7,
               disabled_because = $8, secret = $9, old_secret = $10, old_until = $11, version = version + 1
               WHERE workspace = $1 AND id = $2";
    db.run(set, &Fields::of(new).facts(new)).await.map(drop)
}

/// What of a webhook is kept in another form.
struct Fields {
    id: String,
    events: String,
    accounts: Option<String>,
    description: Option<String>,
    old_secret: Option<Vec<u8>>,
    old_until: Option<i64>,
}

impl Fields {
    fn of(webhook: &Webhook) -> Self {
        Self {
            id: webhook.id.to_string(),
            events: webhook.events.join(","),
            accounts: webhook.accounts.as_ref().map(|accounts| text(&accounts.join(","))),
            description: webhook.description.as_deref().map(text),
            old_secret: webhook.old_secret.as_ref().map(|(secret, _)| secret.clone()),
            old_until: webhook.old_secret.as_ref().map(|(_, until)| micros(*until)),
        }
    }

    /// The values from `workspace` and `id` on.
    fn facts<'a>(&'a self, webhook: &'a Webhook) -> [&'a (dyn ToSql + Sync); 11] {
        [
            &webhook.workspace.0,
            &self.id,
            &webhook.url,
            &self.events,
            &self.accounts,
            &self.description,
            &webhook.enabled,
            &webhook.disabled_because,
            &webhook.secret,
            &self.old_secret,
            &self.old_until,
        ]
    }
}

/// Adds a try to the log.
pub(super) async fn log(db: &Db, workspace: WorkspaceId, one: &Delivery) -> Work<()> {
    let add = "INSERT INTO deliveries (workspace, account, webhook, id, n, happened, about, event_at, part, message, kind,
               attempt, status, error, took_ms, at, next_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    let (happened, about) = one.event.what.kept();
    let facts: Params<'_> = &[
        &workspace.0,
        &one.account.map_or(outbox::NONE, |account| account.number),
        &one.webhook.as_str(),
        &one.id.as_str(),
        &one.event.number,
        &happened,
        &about,
        &micros(one.event.at),
        &i64::from(one.part),
        &one.message.as_str(),
        &one.kind,
        &i64::from(one.attempt),
        &one.status.map(i64::from),
        &one.error,
        &i64::from(one.took_ms),
        &micros(one.at),
        &one.next_at.map(micros),
    ];
    db.run(add, facts).await.map(drop)
}

fn webhook(row: &Row) -> Work<Webhook> {
    let old_secret = get::<Option<Vec<u8>>>(row, 10)?.zip(time(row, 11)?);
    Ok(Webhook {
        workspace: WorkspaceId(get(row, 0)?),
        id: WebhookId::new(get::<String>(row, 1)?),
        version: get(row, 2)?,
        url: get(row, 3)?,
        events: words(get(row, 4)?),
        accounts: get::<Option<&str>>(row, 5)?.map(words),
        description: get(row, 6)?,
        enabled: get(row, 7)?,
        disabled_because: get(row, 8)?,
        secret: get(row, 9)?,
        old_secret,
        created_at: at(row, 12)?,
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(ToOwned::to_owned).collect()
}

fn delivery(row: &Row) -> Work<Delivery> {
    let account = AccountKey { workspace: WorkspaceId(get(row, 0)?), number: get(row, 1)? };
    Ok(Delivery {
        account: (account.number != outbox::NONE).then_some(account),
        webhook: WebhookId::new(get::<String>(row, 2)?),
        id: DeliveryId::new(get::<String>(row, 3)?),
        event: event(row, 4)?,
        part: number(row, 8)?,
        message: MessageId::new(get::<String>(row, 9)?),
        kind: get(row, 10)?,
        attempt: number(row, 11)?,
        status: maybe(row, 12)?,
        error: get(row, 13)?,
        took_ms: number(row, 14)?,
        at: at(row, 15)?,
        next_at: time(row, 16)?,
    })
}

/// An event, from the column of its number on.
pub(super) fn event(row: &Row, first: usize) -> Work<Event> {
    let what = Happening::read(get(row, first + 1)?, get(row, first + 2)?);
    let what = what.ok_or_else(|| Error::Damaged("an event is none that kith writes".into()))?;
    Ok(Event { number: get(row, first)?, what, at: at(row, first + 3)? })
}
