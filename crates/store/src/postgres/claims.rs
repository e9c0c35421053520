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
    let key: [&(dyn ToSql + Sync); 4] = [&workspace.0, &account, &webhook, &claim.token];
    // What disables a webhook locks it before any position, as who changes one does.
    if let Told::Never { because, .. } = told {
        let lock = "SELECT 1 FROM webhooks WHERE workspace = $1 AND id = $2 FOR UPDATE";
        db.exists(lock, &[key[0], key[2]]).await?;
        let Some(found) = webhooks::find(db, workspace, webhook).await? else { return Ok(false) };
        if found.version == claim.webhook.version {
            return give_up(db, claim, found, account, because, delivery, at).await;
        }
    }
    // From here on nobody begins it anew unseen: the webhook is looked at after that.
    let mine = "SELECT 1 FROM webhook_positions
                WHERE workspace = $1 AND account = $2 AND webhook = $3 AND token = $4 FOR UPDATE";
    if !db.exists(mine, &key).await? {
        return Ok(false);
    }
    let Some(found) = webhooks::find(db, workspace, webhook).await? else { return Ok(false) };
    if let Some(delivery) = delivery {
        webhooks::log(db, workspace, delivery).await?;
    }
    let Some(step) = told.step(claim, at, found.version != claim.webhook.version) else {
        // By the newest event in its own row: one that comes at this moment is not missed.
        let on = "UPDATE webhook_positions SET done = $4, part = 0, attempts = 0, since = NULL, token = NULL,
                  next_at = CASE WHEN head > $4 THEN CAST($5 AS BIGINT) END
                  WHERE workspace = $1 AND account = $2 AND webhook = $3";
        db.run(on, &[key[0], key[1], key[2], &claim.event.number, &micros(at)]).await?;
        return Ok(true);
    };
    let on = "UPDATE webhook_positions SET part = $4, attempts = $5, since = $6, next_at = $7,
              token = CASE WHEN $8 THEN token END WHERE workspace = $1 AND account = $2 AND webhook = $3";
    let (part, attempts) = (i64::from(step.part), i64::from(step.attempts));
    let (since, next_at) = (step.since.map(micros), micros(step.next_at));
    db.run(on, &[key[0], key[1], key[2], &part, &attempts, &since, &next_at, &step.held]).await?;
    Ok(step.held || !matches!(told, Told::Part { .. }))
}

/// What waits for another try is tried now, as if it never was. What a worker has is given back by it. The webhook is
/// locked.
pub(super) async fn begin_anew(db: &Db, webhook: &Webhook, now: Timestamp) -> Work<()> {
    let anew = "UPDATE webhook_positions SET attempts = 0, since = NULL,
                next_at = CASE WHEN token IS NULL THEN LEAST(next_at, $3) ELSE next_at END
                WHERE workspace = $1 AND webhook = $2 AND next_at IS NOT NULL";
    db.run(anew, &[&webhook.workspace.0, &webhook.id.as_str(), &micros(now)]).await.map(drop)
}

/// Disables the webhook, which is locked. A commit locks positions of its account and then the balance; a charge the
/// balance and then positions of the workspace itself: these, of both, go in between, so that nobody waits in a circle.
async fn give_up(
    db: &Db,
    claim: &Claim,
    found: Webhook,
    account: i64,
    because: &str,
    delivery: Option<&Delivery>,
    at: Timestamp,
) -> Work<bool> {
    let (workspace, id) = (claim.webhook.workspace, claim.webhook.id.as_str());
    let mine = "SELECT 1 FROM webhook_positions
                WHERE workspace = $1 AND account = $2 AND webhook = $3 AND token = $4";
    if !db.exists(mine, &[&workspace.0, &account, &id, &claim.token]).await? {
        return Ok(false);
    }
    if let Some(delivery) = delivery {
        webhooks::log(db, workspace, delivery).await?;
    }
    let disabled_because = Some(because.to_owned());
    webhooks::set(db, &Webhook { enabled: false, disabled_because, ..found }).await?;
    let of_accounts = "DELETE FROM webhook_positions WHERE workspace = $1 AND webhook = $2 AND account <> $3";
    db.run(of_accounts, &[&workspace.0, &id, &outbox::NONE]).await?;
    let balance = "SELECT 1 FROM balances WHERE workspace = $1 FOR UPDATE";
    db.exists(balance, &[&workspace.0]).await?;
    let of_itself = "DELETE FROM webhook_positions WHERE workspace = $1 AND webhook = $2 AND account = $3";
    db.run(of_itself, &[&workspace.0, &id, &outbox::NONE]).await?;
    let what = Happening::WebhookDisabled { webhook: claim.webhook.id.clone(), because: because.to_owned() };
    outbox::tell_workspace(db, workspace, &what, at).await?;
    Ok(true)
}
