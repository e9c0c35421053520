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

/// Keeps a reply. `false` if one is already kept under its key: a twin was first.
pub(super) fn keep(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    remember: Option<&Remember>,
) -> Result<bool> {
    let Some(remember) = remember else { return Ok(true) };
    let keep = "INSERT INTO replies VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT (workspace, key) DO UPDATE
                SET fingerprint = excluded.fingerprint, account = excluded.account, body = excluded.body, at = excluded.at
                WHERE at < excluded.at - ?7";
    let account = remember.account.map(|account| account.number);
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

/// Whether a reply is kept where [`keep`] would put this one: it has a twin.
pub(super) fn has_twin(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    remember: Option<&Remember>,
) -> Result<bool> {
    let Some(remember) = remember else { return Ok(false) };
    let find = "SELECT 1 FROM replies WHERE workspace = ? AND key = ? AND at >= ? - ?";
    let key = params![workspace.0, remember.key, Micros(remember.at), KEPT_MICROS];
    Ok(db.prepare_cached(find)?.exists(key)?)
}
