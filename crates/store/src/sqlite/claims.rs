//! Whom to tell what next: positions as jobs. Whoever has a claim is named in every write by its token, so that one that
//! lost it to another changes nothing.

use kith_model::{Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{Micros, time};
use super::{accounts, outbox, webhooks};
use crate::{Busy, Claim, Delivery, Happening, Result, Told, Webhook};

type Due = (i64, i64, String);

/// The position that has waited longest: its workspace, its account, its webhook.
pub(super) fn due(db: &Transaction<'_>, now: Timestamp, busy: &Busy) -> Result<Option<Due>> {
    let find = "SELECT workspace, account, webhook FROM webhook_positions
                WHERE next_at <= ?1 AND instr(?2, ' ' || webhook || ' ') = 0
                AND instr(?3, ' ' || workspace || ' ') = 0 ORDER BY next_at LIMIT 1";
    let webhooks = busy.webhooks.iter().fold(String::new(), |all, id| all + " " + id.as_str() + " ");
    let workspaces =
        busy.workspaces.iter().fold(String::new(), |all, id| all + " " + &id.0.to_string() + " ");
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    Ok(db.prepare_cached(find)?.query_row(params![Micros(now), webhooks, workspaces], row).optional()?)
}

/// Takes the one that has waited longest, if there is still anybody to tell of it.
pub(super) fn claim(
    db: &Transaction<'_>,
    now: Timestamp,
    until: Timestamp,
    token: i64,
    busy: &Busy,
) -> Result<Option<Claim>> {
    while let Some((workspace, account, id)) = due(db, now, busy)? {
        let webhook = webhooks::find(db, WorkspaceId(workspace), &id)?.filter(|webhook| webhook.enabled);
        let found = match webhook {
            Some(webhook) => read(db, webhook, account, token)?,
            None => None,
        };
        let key = params![workspace, account, id, Micros(until), token];
        let take = "UPDATE webhook_positions SET next_at = ?4, token = ?5
                    WHERE workspace = ?1 AND account = ?2 AND webhook = ?3";
        if found.is_some() {
            db.prepare_cached(take)?.execute(key)?;
            return Ok(found);
        }
        let drop = "DELETE FROM webhook_positions WHERE workspace = ? AND account = ? AND webhook = ?";
        db.prepare_cached(drop)?.execute(params![workspace, account, id])?;
    }
    Ok(None)
}

/// What is next at a position; `None` if the account is gone, or nothing is left.
fn read(db: &Transaction<'_>, webhook: Webhook, number: i64, token: i64) -> Result<Option<Claim>> {
    let account = match number {
        outbox::NONE => None,
        number => match accounts::by_number(db, number)? {
            Some(account) => Some(account),
            None => return Ok(None),
        },
    };
    let next = "SELECT e.n, e.kind, e.about, e.at, p.part, p.attempts, p.since
                FROM webhook_positions p JOIN events e
                ON e.workspace = p.workspace AND e.account = p.account AND e.n > p.done
                WHERE p.workspace = ? AND p.account = ? AND p.webhook = ? ORDER BY e.n LIMIT 1";
    let key = params![webhook.workspace.0, number, webhook.id.as_str()];
    let found = db.prepare_cached(next)?.query_row(key, |row| {
        let event = webhooks::event(row, 0)?;
        Ok((event, row.get(4)?, row.get(5)?, time(row, 6)?))
    });
    let Some((event, part, attempts, since)) = found.optional()? else { return Ok(None) };
    Ok(Some(Claim { webhook, account, event, part, attempts, since, token }))
}

/// Moves a position on, if it is still its claimer's.
pub(super) fn told(
    db: &Transaction<'_>,
    claim: &Claim,
    told: &Told,
    delivery: Option<&Delivery>,
    at: Timestamp,
) -> Result<bool> {
    let workspace = claim.webhook.workspace;
    let (account, webhook) = (number(claim), claim.webhook.id.as_str());
    let mine =
        "SELECT 1 FROM webhook_positions WHERE workspace = ? AND account = ? AND webhook = ? AND token = ?";
    if !db.prepare_cached(mine)?.exists(params![workspace.0, account, webhook, claim.token])? {
        return Ok(false);
    }
    let Some(found) = webhooks::find(db, workspace, webhook)? else { return Ok(false) };
    if let Some(delivery) = delivery {
        webhooks::log(db, workspace, delivery)?;
    }
    let changed = found.version != claim.webhook.version;
    if let Some(step) = told.step(claim, at, changed) {
        let on = "UPDATE webhook_positions SET part = ?4, attempts = ?5, since = ?6, next_at = ?7,
                  token = CASE WHEN ?8 THEN token END WHERE workspace = ?1 AND account = ?2 AND webhook = ?3";
        let (since, next_at) = (step.since.map(Micros), Micros(step.next_at));
        let facts =
            params![workspace.0, account, webhook, step.part, step.attempts, since, next_at, step.held];
        db.prepare_cached(on)?.execute(facts)?;
        return Ok(step.held || !matches!(told, Told::Part { .. }));
    }
    if let Told::Never { because, .. } = told {
        let disabled_because = Some(because.clone());
        webhooks::set(db, &Webhook { enabled: false, disabled_because, ..found })?;
        let what = Happening::WebhookDisabled { webhook: claim.webhook.id.clone(), because: because.clone() };
        outbox::tell_workspace(db, workspace, &what, at)?;
        return Ok(true);
    }
    let on = "UPDATE webhook_positions SET done = ?4, part = 0, attempts = 0, since = NULL, token = NULL,
              next_at = CASE WHEN head > ?4 THEN ?5 END WHERE workspace = ?1 AND account = ?2 AND webhook = ?3";
    let number = claim.event.number;
    db.prepare_cached(on)?.execute(params![workspace.0, account, webhook, number, Micros(at)])?;
    Ok(true)
}

/// What waits for another try is tried now, as if it never was. What a worker has is given back by it.
pub(super) fn begin_anew(db: &Transaction<'_>, webhook: &Webhook, now: Timestamp) -> Result<()> {
    let anew = "UPDATE webhook_positions SET attempts = 0, since = NULL,
                next_at = CASE WHEN token IS NULL THEN min(next_at, ?3) ELSE next_at END
                WHERE workspace = ?1 AND webhook = ?2 AND next_at IS NOT NULL";
    db.prepare_cached(anew)?.execute(params![webhook.workspace.0, webhook.id.as_str(), Micros(now)])?;
    Ok(())
}

fn number(claim: &Claim) -> i64 {
    claim.account.as_ref().map_or(outbox::NONE, |account| account.key.number)
}
