//! Replies kept under idempotency keys, in the transaction of what they answer.

use async_trait::async_trait;
use kith_model::{Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, Transaction, params};

use super::SqliteStore;
use super::rows::{Micros, bytes};
use crate::{Kept, Remember, Replies, Result};

/// A key is the workspace's again after 24 hours.
const KEPT_MICROS: i64 = 24 * 3_600 * 1_000_000;

#[async_trait]
impl Replies for SqliteStore {
    async fn reply(&self, workspace: WorkspaceId, key: &str, since: Timestamp) -> Result<Option<Kept>> {
        let key = key.to_owned();
        self.read(move |db| {
            let find = "SELECT fingerprint, body FROM replies WHERE workspace = ? AND key = ? AND at >= ?";
            let kept = |row: &rusqlite::Row<'_>| Ok(Kept { fingerprint: bytes(row, 0)?, body: row.get(1)? });
            Ok(db
                .prepare_cached(find)?
                .query_row(params![workspace.0, key, Micros(since)], kept)
                .optional()?)
        })
        .await
    }
}

/// Keeps a reply. `false` if one is already kept under its key, and not the one that this follows: a twin was first.
pub(super) fn keep(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    remember: Option<&Remember>,
) -> Result<bool> {
    let Some(remember) = remember else { return Ok(true) };
    let account = remember.account.map(|account| account.number);
    if let Some(before) = &remember.follows {
        let replace = "UPDATE replies SET account = ?1, body = ?2, at = ?3
                       WHERE workspace = ?4 AND key = ?5 AND fingerprint = ?6 AND body = ?7";
        let written = db.prepare_cached(replace)?.execute(params![
            account,
            remember.body,
            Micros(remember.at),
            workspace.0,
            remember.key,
            remember.fingerprint,
            before
        ])?;
        return Ok(written == 1);
    }
    let keep = "INSERT INTO replies VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (workspace, key) DO UPDATE
                SET fingerprint = excluded.fingerprint, account = excluded.account, body = excluded.body, at = excluded.at
                WHERE at < excluded.at - ?7";
    let written = db.prepare_cached(keep)?.execute(params![
        workspace.0,
        remember.key,
        remember.fingerprint,
        account,
        remember.body,
        Micros(remember.at),
        KEPT_MICROS
    ])?;
    Ok(written == 1)
}

/// Whether [`keep`] would find that a twin of this one was first. Writes nothing.
pub(super) fn has_twin(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    remember: Option<&Remember>,
) -> Result<bool> {
    let Some(remember) = remember else { return Ok(false) };
    if let Some(before) = &remember.follows {
        let same = "SELECT 1 FROM replies WHERE workspace = ? AND key = ? AND fingerprint = ? AND body = ?";
        let same_as = params![workspace.0, remember.key, remember.fingerprint, before];
        return Ok(!db.prepare_cached(same)?.exists(same_as)?);
    }
    let find = "SELECT 1 FROM replies WHERE workspace = ? AND key = ? AND at >= ? - ?";
    let key = params![workspace.0, remember.key, Micros(remember.at), KEPT_MICROS];
    Ok(db.prepare_cached(find)?.exists(key)?)
}
