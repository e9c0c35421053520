//! Whom to tell what next: positions as jobs. One is found by a look at all and taken by its own key. Whoever has a claim
//! is named in every write by its token, so that one that lost it to another changes nothing.

use kith_model::{Timestamp, WorkspaceId};
use tokio_postgres::types::ToSql;

use super::fault::Work;
use super::rows::{micros, number, time};
use super::{Db, Params, accounts, outbox, webhooks};
use crate::{AccountKey, Claim, Delivery, Happening, Told, Webhook};

/// So many are looked at that others may be taking at the same moment.
pub(super) const CANDIDATES: i64 = 64;

/// A position's key.
pub(super) struct Place {
    pub(super) workspace: WorkspaceId,
    pub(super) account: i64,
    pub(super) webhook: String,
}

/// Takes a position that was seen to be due, unless somebody else has it by now, or is just taking it.
pub(super) async fn claim(
    db: &Db,
    place: &Place,
    now: Timestamp,
    until: Timestamp,
    token: i64,
) -> Work<Option<Claim>> {
    let key: Params<'_> = &[&place.workspace.0, &place.account, &place.webhook];
    let free = "SELECT 1 FROM webhook_positions WHERE workspace = $1 AND account = $2 AND webhook = $3
                AND next_at <= $4 FOR UPDATE SKIP LOCKED";
    if !db.exists(free, &[key[0], key[1], key[2], &micros(now)]).await? {
        return Ok(None);
    }
    let webhook = webhooks::find(db, place.workspace, &place.webhook).await?;
    let found = match webhook.filter(|webhook| webhook.enabled) {
        Some(webhook) => read(db, place, webhook, token).await?,
        None => None,
    };
    if found.is_none() {
        let drop = "DELETE FROM webhook_positions WHERE workspace = $1 AND account = $2 AND webhook = $3";
        db.run(drop, key).await?;
        return Ok(None);
    }
    let take = "UPDATE webhook_positions SET next_at = $4, token = $5
                WHERE workspace = $1 AND account = $2 AND webhook = $3";
    db.run(take, &[key[0], key[1], key[2], &micros(until), &token]).await?;
    Ok(found)
}

/// What is next at a position; `None` if the account is gone, or nothing is left.
async fn read(db: &Db, place: &Place, webhook: Webhook, token: i64) -> Work<Option<Claim>> {
    let account = match place.account {
        outbox::NONE => None,
        number => match accounts::by_key(db, AccountKey { workspace: place.workspace, number }).await? {
            Some(account) => Some(account),
            None => return Ok(None),
        },
    };
    let next = "SELECT e.n, e.kind, e.about, e.at, p.part, p.attempts, p.since
                FROM webhook_positions p JOIN events e
                ON e.workspace = p.workspace AND e.account = p.account AND e.n > p.done
                WHERE p.workspace = $1 AND p.account = $2 AND p.webhook = $3 ORDER BY e.n LIMIT 1";
    let Some(row) = db.one(next, &[&place.workspace.0, &place.account, &place.webhook]).await? else {
        return Ok(None);
    };
    Ok(Some(Claim {
        webhook,
        account,
        event: webhooks::event(&row, 0)?,
        part: number(&row, 4)?,
        attempts: number(&row, 5)?,
        since: time(&row, 6)?,
        token,
    }))
}

/// Moves a position on, if it is still its claimer's.
pub(super) async fn told(
    db: &Db,
    claim: &Claim,
    told: &Told,
    delivery: Option<&Delivery>,
    at: Timestamp,
) -> Work<bool> {
    let workspace = claim.webhook.workspace;
    let account = claim.account.as_ref().map_or(outbox::NONE, |account| account.key.number);
    let webhook = claim.webhook.id.as_str();
    if let Told::Never { because } = told {
        return give_up(db, claim, account, because, delivery, at).await;
    }
    let key: [&(dyn ToSql + Sync); 4] = [&workspace.0, &account, &webhook, &claim.token];
    let moved = match told {
        Told::Part { next, until } => {
            let on = "UPDATE webhook_positions SET part = $5, attempts = 0, since = NULL, next_at = $6
                      WHERE workspace = $1 AND account = $2 AND webhook = $3 AND token = $4";
            db.run(on, &[key[0], key[1], key[2], key[3], &i64::from(*next), &micros(*until)]).await?
        }
        Told::Event | Told::Never { .. } => {
            // By the newest event in its own row: one that comes at this moment is not missed.
            let on =
                "UPDATE webhook_positions SET done = $5, part = 0, attempts = 0, since = NULL, token = NULL,
                      next_at = CASE WHEN head > $5 THEN CAST($6 AS BIGINT) END
                      WHERE workspace = $1 AND account = $2 AND webhook = $3 AND token = $4";
            db.run(on, &[key[0], key[1], key[2], key[3], &claim.event.number, &micros(at)]).await?
        }
        Told::Again { part, at, since } => {
            let again = "UPDATE webhook_positions SET part = $5, next_at = $6, since = $7, token = NULL,
                         attempts = CASE WHEN part = $5 THEN attempts ELSE 0 END + 1
                         WHERE workspace = $1 AND account = $2 AND webhook = $3 AND token = $4";
            let (part, at, since) = (i64::from(*part), micros(*at), micros(*since));
            db.run(again, &[key[0], key[1], key[2], key[3], &part, &at, &since]).await?
        }
    };
    if moved == 0 {
        return Ok(false);
    }
    if let Some(delivery) = delivery {
        webhooks::log(db, workspace, delivery).await?;
    }
    Ok(true)
}

/// Disables the webhook. Its row is locked first, as by everybody who changes one.
async fn give_up(
    db: &Db,
    claim: &Claim,
    account: i64,
    because: &str,
    delivery: Option<&Delivery>,
    at: Timestamp,
) -> Work<bool> {
    let (workspace, id) = (claim.webhook.workspace, claim.webhook.id.as_str());
    // First what charges lock, as they do.
    let balance = "SELECT 1 FROM balances WHERE workspace = $1 FOR UPDATE";
    db.exists(balance, &[&workspace.0]).await?;
    let lock = "SELECT 1 FROM webhooks WHERE workspace = $1 AND id = $2 FOR UPDATE";
    let mine = "SELECT 1 FROM webhook_positions
                WHERE workspace = $1 AND account = $2 AND webhook = $3 AND token = $4 FOR UPDATE";
    if !db.exists(lock, &[&workspace.0, &id]).await?
        || !db.exists(mine, &[&workspace.0, &account, &id, &claim.token]).await?
    {
        return Ok(false);
    }
    let Some(found) = webhooks::find(db, workspace, id).await? else { return Ok(false) };
    if let Some(delivery) = delivery {
        webhooks::log(db, workspace, delivery).await?;
    }
    let disabled_because = Some(because.to_owned());
    webhooks::set(db, &Webhook { enabled: false, disabled_because, ..found }).await?;
    let what = Happening::WebhookDisabled(claim.webhook.id.clone());
    outbox::tell_workspace(db, workspace, &what, at).await?;
    Ok(true)
}
