//! API keys, by hash.

use async_trait::async_trait;
use kith_model::api_key::KeyHash;
use kith_model::{KeyId, Scopes, Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, Row, params};

use super::rows::{Micros, bytes};
use super::{SqliteStore, upkeep};
use crate::{Key, Keys, Result};

const KEY: &str = "SELECT workspace, id, name, hash, scopes, created_at, expires_at, revoked_at FROM keys";

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key {
        workspace: WorkspaceId(row.get(0)?),
        id: KeyId::new(row.get::<_, String>(1)?),
        name: row.get(2)?,
        hash: KeyHash(bytes(row, 3)?),
        scopes: Scopes::from_bits(row.get(4)?),
        created_at: row.get::<_, Micros>(5)?.0,
        expires_at: row.get::<_, Option<Micros>>(6)?.map(|at| at.0),
        revoked_at: row.get::<_, Option<Micros>>(7)?.map(|at| at.0),
    })
}

#[async_trait]
impl Keys for SqliteStore {
    async fn add_key(&self, key: Key) -> Result<()> {
        self.write(move |db| {
            let (expires, revoked) = (key.expires_at.map(Micros), key.revoked_at.map(Micros));
            db.execute(
                "INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    key.workspace.0,
                    key.id.as_str(),
                    key.name,
                    key.hash.0,
                    key.scopes.bits(),
                    Micros(key.created_at),
                    expires,
                    revoked
                ],
            )?;
            Ok(())
        })
        .await
    }

    async fn keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>> {
        self.read(move |db| {
            let mut all = db.prepare_cached(&format!("{KEY} WHERE workspace = ? ORDER BY created_at, id"))?;
            let rows = all.query_map([workspace.0], key)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
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

    async fn key_by_hash(&self, hash: KeyHash) -> Result<(Option<Key>, i64)> {
        self.read(move |db| {
            let found =
                db.prepare_cached(&format!("{KEY} WHERE hash = ?"))?.query_row([hash.0], key).optional()?;
            Ok((found.filter(|key| key.hash.matches(&hash)), upkeep::generation(db)?))
        })
        .await
    }
}
