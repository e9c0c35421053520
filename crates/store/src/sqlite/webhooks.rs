//! Webhooks and their log. What they are told next is in `claims`; none of it moves the generation.

use async_trait::async_trait;
use kith_model::{DeliveryId, MessageId, Timestamp, WebhookId, WorkspaceId};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::rows::{Micros, time};
use super::{SqliteStore, accounts, claims, outbox, replies};
use crate::{
    Account, AccountKey, Busy, Claim, Delivery, Event, Happening, Hooked, Rehooked, Remember, Result, Told,
    Webhook, Webhooks,
};

const WEBHOOK: &str =
    "SELECT workspace, id, version, url, events, accounts, description, enabled, disabled_because,
    secret, old_secret, old_until, created_at FROM webhooks";

const DELIVERY: &str =
    "SELECT workspace, account, webhook, id, n, happened, about, event_at, part, message, kind,
    attempt, status, error, took_ms, at, next_at FROM deliveries";

#[async_trait]
impl Webhooks for SqliteStore {
    async fn add_webhook(&self, new: Webhook, most: u32, remember: Option<Remember>) -> Result<Hooked> {
        self.write_quietly(move |db| {
            let count = "SELECT count(*) FROM webhooks WHERE workspace = ?";
            let count: u32 = db.prepare_cached(count)?.query_row([new.workspace.0], |row| row.get(0))?;
            if count >= most {
                return Ok(Hooked::Full);
            }
            if !replies::keep(db, new.workspace, remember.as_ref())? {
                return Ok(Hooked::Twin);
            }
            let add =
                "INSERT INTO webhooks (url, events, accounts, description, enabled, disabled_because, secret,
                       old_secret, old_until, workspace, id, version, created_at)
                       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
            let (old_secret, old_until) = old(&new);
            db.prepare_cached(add)?.execute(params![
                new.url,
                new.events.join(","),
                new.accounts.as_ref().map(|accounts| accounts.join(",")),
                new.description,
                new.enabled,
                new.disabled_because,
                new.secret,
                old_secret,
                old_until,
                new.workspace.0,
                new.id.as_str(),
                new.version,
                Micros(new.created_at)
            ])?;
            Ok(Hooked::Done)
        })
        .await
    }

    async fn webhooks(&self, workspace: WorkspaceId) -> Result<Vec<Webhook>> {
        self.read(move |db| {
            let mut all =
                db.prepare_cached(&format!("{WEBHOOK} WHERE workspace = ? ORDER BY created_at, id"))?;
            let all = all.query_map([workspace.0], webhook)?;
            Ok(all.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn all_webhooks(&self) -> Result<Vec<Webhook>> {
        self.read(|db| {
            let mut all = db.prepare_cached(&format!("{WEBHOOK} ORDER BY workspace, id"))?;
            let all = all.query_map([], webhook)?;
            Ok(all.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn webhook(&self, workspace: WorkspaceId, id: &WebhookId) -> Result<Option<Webhook>> {
        let id = id.clone();
        self.read(move |db| find(db, workspace, id.as_str())).await
    }

    async fn set_webhook(
        &self,
        new: Webhook,
        anew: Option<Timestamp>,
        remember: Option<Remember>,
    ) -> Result<Rehooked> {
        self.write_quietly(move |db| {
            let there = "SELECT 1 FROM webhooks WHERE workspace = ? AND id = ? AND version = ?";
            let key = params![new.workspace.0, new.id.as_str(), new.version];
            if !db.prepare_cached(there)?.exists(key)? {
                return Ok(Rehooked::Outdated);
            }
            if !replies::keep(db, new.workspace, remember.as_ref())? {
                return Ok(Rehooked::Twin);
            }
            set(db, &new)?;
            if let Some(now) = anew {
                claims::begin_anew(db, &new, now)?;
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
        let id = id.clone();
        self.write_quietly(move |db| {
            if find(db, workspace, id.as_str())?.is_none() {
                return Ok(Rehooked::Outdated);
            }
            if !replies::keep(db, workspace, remember.as_ref())? {
                return Ok(Rehooked::Twin);
            }
            for (table, column) in
                [("webhook_positions", "webhook"), ("deliveries", "webhook"), ("webhooks", "id")]
            {
                let gone = format!("DELETE FROM {table} WHERE workspace = ? AND {column} = ?");
                db.prepare_cached(&gone)?.execute(params![workspace.0, id.as_str()])?;
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
        let busy = busy.clone();
        // Workers ask often and mostly for nothing: charges don't wait for that.
        let (due, busy) = self.read(move |db| Ok((claims::due(db, now, &busy)?.is_some(), busy))).await?;
        if !due {
            return Ok(None);
        }
        self.write_quietly(move |db| claims::claim(db, now, until, token, &busy)).await
    }

    async fn told(
        &self,
        claim: &Claim,
        told: Told,
        delivery: Option<Delivery>,
        at: Timestamp,
    ) -> Result<bool> {
        let claim = claim.clone();
        self.write_quietly(move |db| claims::told(db, &claim, &told, delivery.as_ref(), at)).await
    }

    async fn log_delivery(&self, workspace: WorkspaceId, delivery: Delivery) -> Result<()> {
        self.write_quietly(move |db| {
            let gone = match delivery.account {
                Some(account) => !accounts::is_there(db, account)?,
                None => false,
            };
            if gone || find(db, workspace, delivery.webhook.as_str())?.is_none() {
                return Ok(());
            }
            log(db, workspace, &delivery)
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
        let (webhook, before) = (webhook.clone(), before.map(ToString::to_string));
        self.read(move |db| {
            let mut page = db.prepare_cached(&format!(
                "{DELIVERY} WHERE workspace = ?1 AND webhook = ?2 AND (?3 IS NULL OR (at, id) <
                 (SELECT at, id FROM deliveries WHERE workspace = ?1 AND webhook = ?2 AND id = ?3))
                 ORDER BY at DESC, id DESC LIMIT ?4"
            ))?;
            let page = page.query_map(params![workspace.0, webhook.as_str(), before, limit], delivery)?;
            Ok(page.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn delivery(
        &self,
        workspace: WorkspaceId,
        webhook: &WebhookId,
        id: &DeliveryId,
    ) -> Result<Option<(Delivery, Option<Account>)>> {
        let (webhook, id) = (webhook.clone(), id.clone());
        self.read(move |db| {
            let mut one =
                db.prepare_cached(&format!("{DELIVERY} WHERE workspace = ? AND webhook = ? AND id = ?"))?;
            let key = params![workspace.0, webhook.as_str(), id.as_str()];
            let Some(found) = one.query_row(key, delivery).optional()? else { return Ok(None) };
            let account = match found.account {
                Some(account) => accounts::by_number(db, account.number)?,
                None => None,
            };
            Ok(Some((found, account)))
        })
        .await
    }
}

pub(super) fn find(db: &Transaction<'_>, workspace: WorkspaceId, id: &str) -> Result<Option<Webhook>> {
    let mut find = db.prepare_cached(&format!("{WEBHOOK} WHERE workspace = ? AND id = ?"))?;
    Ok(find.query_row(params![workspace.0, id], webhook).optional()?)
}

/// Makes a webhook what is given.
pub(super) fn set(db: &Transaction<'_>, new: &Webhook) -> Result<()> {
    let set = "UPDATE webhooks SET url = ?, events = ?, accounts = ?, description = ?, enabled = ?, disabled_because = ?,
               secret = ?, old_secret = ?, old_until = ?, version = version + 1 WHERE workspace = ? AND id = ?";
    let (old_secret, old_until) = old(new);
    db.prepare_cached(set)?.execute(params![
        new.url,
        new.events.join(","),
        new.accounts.as_ref().map(|accounts| accounts.join(",")),
        new.description,
        new.enabled,
        new.disabled_because,
        new.secret,
        old_secret,
        old_until,
        new.workspace.0,
        new.id.as_str()
    ])?;
    if !new.enabled {
        let forget = "DELETE FROM webhook_positions WHERE workspace = ? AND webhook = ?";
        db.prepare_cached(forget)?.execute(params![new.workspace.0, new.id.as_str()])?;
    }
    Ok(())
}

fn old(webhook: &Webhook) -> (Option<&[u8]>, Option<Micros>) {
    let old = webhook.old_secret.as_ref();
    (old.map(|(secret, _)| secret.as_slice()), old.map(|(_, until)| Micros(*until)))
}

/// Adds a try to the log.
pub(super) fn log(db: &Transaction<'_>, workspace: WorkspaceId, one: &Delivery) -> Result<()> {
    let add = "INSERT INTO deliveries (workspace, account, webhook, id, n, happened, about, event_at, part, message, kind,
               attempt, status, error, took_ms, at, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    let (happened, about) = one.event.what.kept();
    db.prepare_cached(add)?.execute(params![
        workspace.0,
        one.account.map_or(outbox::NONE, |account| account.number),
        one.webhook.as_str(),
        one.id.as_str(),
        one.event.number,
        happened,
        about,
        Micros(one.event.at),
        one.part,
        one.message.as_str(),
        one.kind,
        one.attempt,
        one.status,
        one.error,
        one.took_ms,
        Micros(one.at),
        one.next_at.map(Micros)
    ])?;
    Ok(())
}

fn webhook(row: &Row<'_>) -> rusqlite::Result<Webhook> {
    let old_secret = row.get::<_, Option<Vec<u8>>>(10)?.zip(time(row, 11)?);
    Ok(Webhook {
        workspace: WorkspaceId(row.get(0)?),
        id: WebhookId::new(row.get::<_, String>(1)?),
        version: row.get(2)?,
        url: row.get(3)?,
        events: words(row.get_ref(4)?.as_str()?),
        accounts: row.get::<_, Option<String>>(5)?.map(|accounts| words(&accounts)),
        description: row.get(6)?,
        enabled: row.get(7)?,
        disabled_because: row.get(8)?,
        secret: row.get(9)?,
        old_secret,
        created_at: row.get::<_, Micros>(12)?.0,
    })
}

fn words(text: &str) -> Vec<String> {
    text.split(',').map(ToOwned::to_owned).collect()
}

fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    let number: i64 = row.get(1)?;
    let account = AccountKey { workspace: WorkspaceId(row.get(0)?), number };
    Ok(Delivery {
        account: (number != outbox::NONE).then_some(account),
        webhook: WebhookId::new(row.get::<_, String>(2)?),
        id: DeliveryId::new(row.get::<_, String>(3)?),
        event: event(row, 4)?,
        part: row.get(8)?,
        message: MessageId::new(row.get::<_, String>(9)?),
        kind: row.get(10)?,
        attempt: row.get(11)?,
        status: row.get(12)?,
        error: row.get(13)?,
        took_ms: row.get(14)?,
        at: row.get::<_, Micros>(15)?.0,
        next_at: time(row, 16)?,
    })
}

/// An event, from the column of its number on.
pub(super) fn event(row: &Row<'_>, first: usize) -> rusqlite::Result<Event> {
    let what = Happening::read(row.get_ref(first + 1)?.as_str()?, row.get_ref(first + 2)?.as_str()?);
    let what = what.ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(first + 1, Type::Text, "no event that kith writes".into())
    })?;
    Ok(Event { number: row.get(first)?, what, at: row.get::<_, Micros>(first + 3)?.0 })
}
