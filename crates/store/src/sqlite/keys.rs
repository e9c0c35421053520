//! API keys, by hash.

use async_trait::async_trait;
use kith_model::api_key::KeyHash;
use kith_model::{KeyId, Scopes, Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, Row, params};

use super::rows::{Micros, bytes};
use super::{SqliteStore, upkeep};
use crate::{Key, KeyChange, Keys, Result, TakeRequests, Taken};

/// What every query of keys, as `k`, selects first, for [`key`].
pub(super) const COLUMNS: &str =
    "k.workspace, k.id, k.name, k.hash, k.scopes, k.created_at, k.expires_at, k.revoked_at,
    k.requests_per_minute";

pub(super) fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key {
        workspace: WorkspaceId(row.get(0)?),
        id: KeyId::new(row.get::<_, String>(1)?),
        name: row.get(2)?,
        hash: KeyHash(bytes(row, 3)?),
        scopes: Scopes::from_bits(row.get(4)?),
        created_at: row.get::<_, Micros>(5)?.0,
        expires_at: row.get::<_, Option<Micros>>(6)?.map(|at| at.0),
        revoked_at: row.get::<_, Option<Micros>>(7)?.map(|at| at.0),
        requests_per_minute: row.get(8)?,
    })
}

#[async_trait]
impl Keys for SqliteStore {
    async fn add_key(&self, key: Key) -> Result<()> {
        self.write(move |db| {
            let (expires, revoked) = (key.expires_at.map(Micros), key.revoked_at.map(Micros));
            db.execute(
                "INSERT INTO keys (workspace, id, name, hash, scopes, created_at, expires_at, revoked_at,
                 requests_per_minute) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    key.workspace.0,
                    key.id.as_str(),
                    key.name,
                    key.hash.0,
                    key.scopes.bits(),
                    Micros(key.created_at),
                    expires,
                    revoked,
                    key.requests_per_minute
                ],
            )?;
            Ok(())
        })
        .await
    }

    async fn keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>> {
        self.read(move |db| {
            let all =
                format!("SELECT {COLUMNS} FROM keys k WHERE k.workspace = ? ORDER BY k.created_at, k.id");
            let mut all = db.prepare_cached(&all)?;
            let rows = all.query_map([workspace.0], key)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn change_key(&self, workspace: WorkspaceId, id: &KeyId, change: KeyChange) -> Result<Option<Key>> {
        let id = id.clone();
        self.write(move |db| {
            let set = "UPDATE keys SET name = coalesce(?3, name),
                       requests_per_minute = iif(?4, ?5, requests_per_minute)
                       WHERE workspace = ?1 AND id = ?2 AND revoked_at IS NULL";
            let limit = change.requests_per_minute;
            let facts = params![workspace.0, id.as_str(), change.name, limit.is_some(), limit.flatten()];
            if db.execute(set, facts)? == 0 {
                return Ok(None);
            }
            let find = format!("SELECT {COLUMNS} FROM keys k WHERE k.workspace = ? AND k.id = ?");
            Ok(Some(db.query_row(&find, params![workspace.0, id.as_str()], key)?))
        })
        .await
    }

    async fn revoke_key(&self, workspace: WorkspaceId, id: &KeyId, at: Timestamp) -> Result<bool> {
        let id = id.clone();
        self.write(move |db| {
            let revoked = db.execute(
                "UPDATE keys SET revoked_at = ? WHERE workspace = ? AND id = ? AND revoked_at IS NULL",
                params![Micros(at), workspace.0, id.as_str()],
            )?;
            Ok(revoked == 1)
        })
        .await
    }

    async fn key_by_hash(&self, hash: KeyHash) -> Result<Option<(Key, i64)>> {
        self.read(move |db| {
            let mut find = db.prepare_cached(&format!("SELECT {COLUMNS} FROM keys k WHERE k.hash = ?"))?;
            let found = find.query_row([hash.0], key).optional()?.filter(|key| key.hash.matches(&hash));
            found.map(|key| Ok((key, upkeep::generation(db)?))).transpose()
        })
        .await
    }

    async fn take_requests(&self, workspace: WorkspaceId, key: &KeyId, ask: TakeRequests) -> Result<Taken> {
        let key = key.clone();
        self.write_quietly(move |db| {
            // A server's clock that is a little behind another's begins no new window.
            let take = "INSERT INTO windows (workspace, key, began, used, granted)
                        SELECT ?1, ?2, ?3, min(?4, ?5), min(?4, ?5)
                        WHERE EXISTS (SELECT 1 FROM workspaces WHERE id = ?1)
                        ON CONFLICT (workspace, key) DO UPDATE SET
                        began = iif(abs(?3 - began) < ?6, began, ?3),
                        granted = iif(abs(?3 - began) < ?6, max(0, min(?4, ?5 - used)), excluded.granted),
                        used = iif(abs(?3 - began) < ?6, used + max(0, min(?4, ?5 - used)), excluded.used)
                        RETURNING began, granted, used";
            let facts =
                params![workspace.0, key.as_str(), ask.at.as_second(), ask.want, ask.limit, ask.seconds];
            let taken =
                |row: &Row<'_>| Ok(Taken { began: row.get(0)?, granted: row.get(1)?, used: row.get(2)? });
            let taken = db.prepare_cached(take)?.query_row(facts, taken).optional()?;
            Ok(taken.unwrap_or(Taken { began: ask.at.as_second(), granted: 0, used: 0 }))
        })
        .await
    }
}
